// Recursive least squares and ridge regression on reservoirs whose states are more or less dependent, against the QR factorisation of the
// weighted data in long double: the largest relative error of the risk at 1,000, 10,000, ... samples. Beside them the textbook's
// recursions, which the rules once were (the covariance P; the normal equations), and what is left of the exact weights when they are
// rounded to double.
//   bench_least_squares [samples = 1,000,000] [part of a reservoir's name]
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/learners/readout_condition.hpp"
#include "core/linear_algebra/cholesky.hpp"
#include "tests/core/learners/readouts/block_data.hpp"
#include "tests/core/learners/readouts/reservoirs.hpp"

namespace {

using namespace polesweep;

/// g = P s, kappa = lambda + s^H g, V <- V + e (g/kappa)^H, P <- (P - g g^H/kappa)/lambda, symmetric to the bit.
class Covariance {
 public:
  Covariance(int n, double forgetting, double regularization)
      : forgetting_(forgetting), v_(static_cast<std::size_t>(n)), g_(v_.size()), p_(v_.size() * v_.size()) {
    for (std::size_t i = 0; i < v_.size(); ++i) p_[i * v_.size() + i] = 1 / regularization;
  }
  void add(const Complex* s, Complex error) {
    const std::size_t n = v_.size();
    double kappa = forgetting_;
    for (std::size_t i = 0; i < n; ++i) {
      g_[i] = 0;
      for (std::size_t j = 0; j < n; ++j) g_[i] += linear_algebra::product(p_[i * n + j], s[j]);
      kappa += linear_algebra::product(std::conj(s[i]), g_[i]).real();
      error -= linear_algebra::product(v_[i], s[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
      v_[i] += linear_algebra::product(error, std::conj(g_[i])) / kappa;
      for (std::size_t j = 0; j <= i; ++j) {
        p_[i * n + j] = (p_[i * n + j] - linear_algebra::product(g_[i], std::conj(g_[j])) / kappa) / forgetting_;
        if (i == j) p_[i * n + j] = p_[i * n + j].real();
        p_[j * n + i] = std::conj(p_[i * n + j]);
      }
    }
  }
  const std::vector<Complex>& weights() const { return v_; }

 private:
  double forgetting_;
  std::vector<Complex> v_;
  std::vector<Complex> g_;
  std::vector<Complex> p_;
};

/// V = C (A + penalty I)^-1 with the sums A = sum s s^H, C = sum d s^H, by Cholesky's factorisation.
class NormalEquations {
 public:
  NormalEquations(int n, double penalty) : gram_(n, n), cross_(n, 1) {
    for (int i = 0; i < n; ++i) gram_(i, i) = penalty;
  }
  void add(const Complex* s, const Complex& d) {
    for (int i = 0; i < gram_.rows(); ++i) {
      for (int j = 0; j <= i; ++j) gram_(i, j) += linear_algebra::product(s[i], std::conj(s[j]));
      cross_(i, 0) += linear_algebra::product(s[i], std::conj(d));
    }
  }
  std::vector<Complex> weights() const {
    const linear_algebra::Cholesky<Complex> factor(gram_);
    if (!factor.is_positive()) return std::vector<Complex>(static_cast<std::size_t>(gram_.rows()), std::nan(""));
    std::vector<Complex> v = factor.solve(cross_).entries();
    for (Complex& weight : v) weight = std::conj(weight);
    return v;
  }

 private:
  linear_algebra::ComplexMatrix gram_;
  linear_algebra::ComplexMatrix cross_;
};

/// A readout rule of polesweep on one run.
class Ours {
 public:
  Ours(const Member& member, const ReservoirRun& run)
      : learner_(make_readout_rule(member, run.states(), 1, run.complex_valued(), portable_kernels())),
        state_(learner_.rule->state_size()) {
    learner_.rule->reset(state_.data(), nullptr);
  }
  void add(const ReservoirRun& run) { learner_.rule->advance(state_.data(), run.chunk(prediction_.data())); }
  std::vector<Complex> weights() const { return read_weights(learner_, state_, portable_kernels(), 0); }

 private:
  Learner learner_;
  Arena state_;
  Arena prediction_ = Arena(2);
};

double largest(double a, long double b) { return std::isnan(b) || b > a ? static_cast<double>(b) : a; }

/// One line of the table.
template <class Number, class Textbook>
struct Compared {
  std::string setting;
  LongDoubleQr<Number> exact;
  Textbook textbook;
  Ours ours;
  double textbook_error = 0;
  double error = 0;
  double measured_error = 0;
  double rounded_error = 0;
  double risk = 0;

  void add(const ReservoirRun& run) {
    exact.add(run.s(), run.d());
    textbook.add(run.s(), run.d());
    ours.add(run);
  }
  void compare(const ReservoirRun& run) {
    const std::vector<LongComplex> weights = exact.weights();
    const std::vector<Complex> rounded(weights.begin(), weights.end());
    const long double right = run.risk(weights);
    risk = static_cast<double>(right);
    const auto error_of = [&](long double found) { return std::fabs(found / right - 1); };
    textbook_error = largest(textbook_error, error_of(run.risk(textbook.weights())));
    error = largest(error, error_of(run.risk(ours.weights())));
    measured_error = largest(measured_error, error_of(run.measured_risk(ours.weights())));
    rounded_error = largest(rounded_error, error_of(run.risk(rounded)));
  }
  void print(const std::string& name, int states) {
    fmt::print("{:<34} {:<16} {:9.2e} {:9.2e} {:9.1e} {:9.1e} {:9.1e} {:9.1e}\n", name, setting, readout_condition(exact.factor(), states),
               risk, textbook_error, error, measured_error, rounded_error);
    std::fflush(stdout);
  }
};

template <class Number>
void compare(const Reservoir& reservoir, std::int64_t samples) {
  ReservoirRun run(reservoir);
  const int n = run.states();
  std::vector<Compared<Number, Covariance>> recursive;
  std::vector<Compared<Number, NormalEquations>> ridge;
  for (const double forgetting : {0.9, 0.95, 0.99, 0.998, 1.0})
    recursive.push_back({.setting = fmt::format("rls, {}", forgetting),
                         .exact = {n, forgetting, 1e-3},
                         .textbook = {n, forgetting, 1e-3},
                         .ours = {{"rls", {{"forgetting", forgetting}}}, run}});
  for (const double penalty : {1e-14, 1e-10, 1e-6})
    ridge.push_back({.setting = fmt::format("ridge, {}", penalty),
                     .exact = {n, 1, penalty},
                     .textbook = {n, penalty},
                     .ours = {{"ridge", {{"penalty", penalty}}}, run}});
  std::int64_t next = 1000;
  for (std::int64_t t = 1; t <= samples; ++t) {
    run.step();
    for (auto& one : recursive) one.add(run);
    for (auto& one : ridge) one.add(run);
    if (t != next && t != samples) continue;
    for (auto& one : recursive) one.compare(run);
    for (auto& one : ridge) one.compare(run);
    next *= 10;
  }
  for (auto& one : recursive) one.print(reservoir.name, n);
  for (auto& one : ridge) one.print(reservoir.name, n);
}

}  // namespace

int main(int argc, char** argv) {
  const auto samples = static_cast<std::int64_t>(argc > 1 ? std::atof(argv[1]) : 1e6);
  const std::string part = argc > 2 ? argv[2] : "";
  const FlushDenormals flush;
  fmt::print("{:<34} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "reservoir", "rule", "condition", "risk", "textbook", "ours",
             "measured", "rounded");
  for (const Reservoir& reservoir : reservoirs()) {
    if (reservoir.name.find(part) == std::string::npos) continue;
    if (reservoir.complex_valued)
      compare<LongComplex>(reservoir, samples);
    else
      compare<long double>(reservoir, samples);
  }
  return 0;
}
