#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cstring>

#include "core/learners/readout_condition.hpp"
#include "tests/core/learners/readouts/block_data.hpp"
#include "tests/core/learners/readouts/reservoirs.hpp"

namespace polesweep::test_rls {
namespace {

/// argmin sum_t lambda^(N-t) |d_t - V s_t|^2 + lambda^N delta |V|^2, one output.
std::vector<Complex> weighted_ridge(const RunData& data, double forgetting, double regularization) {
  const int n = data.regressors;
  Eigen::MatrixXcd gram = Eigen::MatrixXcd::Identity(n, n) * regularization;
  Eigen::RowVectorXcd cross = Eigen::RowVectorXcd::Zero(n);
  for (int t = 0; t < data.samples; ++t) {
    const Eigen::Map<const Eigen::VectorXcd> s(data.s.data() + static_cast<std::ptrdiff_t>(t) * n, n);
    gram = forgetting * gram + s * s.adjoint();
    cross = forgetting * cross + data.d[t] * s.adjoint();
  }
  const Eigen::VectorXcd solution = gram.transpose().fullPivLu().solve(cross.transpose());
  return {solution.begin(), solution.end()};
}

TEST(Rls, equals_weighted_ridge) {
  for (const bool complex_valued : {false, true})
    for (const double forgetting : {1.0, 0.98})
      for (const int regressors : {1, 4, 7, 12}) {
        const RunData data = make_run_data(400, regressors, 1, complex_valued, 8);
        const Member member{"rls", {{"forgetting", forgetting}, {"regularization", 0.01}}};
        const std::vector<Complex> learned = learn(member, data, kernels());
        const std::vector<Complex> exact = weighted_ridge(data, forgetting, 0.01);
        for (int i = 0; i < regressors; ++i)
          EXPECT_NEAR(std::abs(learned[i] - exact[i]), 0, 1e-9) << complex_valued << " " << forgetting << " " << regressors;
      }
}

// R^H R = sum_t lambda^(N-t) s s^H + lambda^N delta, the inverse of P.
TEST(Rls, keeps_the_factor_of_its_weighted_data) {
  const int n = 6;
  for (const bool complex_valued : {false, true})
    for (const double forgetting : {1.0, 0.97}) {
      const RunData data = make_run_data(90, n, 2, complex_valued, 8);
      const Learner rule =
          make_readout_rule({"rls", {{"forgetting", forgetting}, {"regularization", 0.7}}}, n, 2, complex_valued, portable_kernels());
      Arena state(rule.rule->state_size());
      rule.rule->reset(state.data(), nullptr);
      BlockData block({data}, portable_kernels());
      rule.rule->advance(state.data(), block.chunk(0, data.samples));
      const int slots = complex_valued ? 2 : 1;
      Arena numbers(static_cast<std::size_t>(n * (n + 2) * slots));
      ASSERT_TRUE(rule.rule->factor(state.data(), numbers.data()));
      Eigen::MatrixXcd r(n, n);
      Eigen::MatrixXcd z(n, 2);
      for (int i = 0; i < n * (n + 2); ++i) {
        const Complex number(numbers[i * slots], complex_valued ? numbers[i * slots + 1] : 0.0);
        if (i % (n + 2) < n)
          r(i / (n + 2), i % (n + 2)) = number;
        else
          z(i / (n + 2), i % (n + 2) - n) = number;
      }
      Eigen::MatrixXcd gram = 0.7 * Eigen::MatrixXcd::Identity(n, n);
      Eigen::MatrixXcd cross = Eigen::MatrixXcd::Zero(n, 2);
      for (int t = 0; t < data.samples; ++t) {
        const Eigen::Map<const Eigen::RowVectorXcd> s(data.s.data() + static_cast<std::ptrdiff_t>(t) * n, n);
        const Eigen::Map<const Eigen::RowVectorXcd> d(data.d.data() + static_cast<std::ptrdiff_t>(t) * 2, 2);
        gram = forgetting * gram + s.adjoint() * s;
        cross = forgetting * cross + s.adjoint() * d;
      }
      EXPECT_LT((r.adjoint() * r - gram).norm(), 1e-12 * gram.norm()) << complex_valued << forgetting;
      EXPECT_LT((r.adjoint() * z - cross).norm(), 1e-12 * gram.norm()) << complex_valued << forgetting;
      EXPECT_TRUE(r.isUpperTriangular(0));
    }
}

TEST(Rls, without_forgetting_equals_ridge) {
  const RunData data = make_run_data(300, 9, 2, true, 8);
  const std::vector<Complex> rls = learn({"rls", {{"regularization", 0.5}}}, data, kernels());
  const std::vector<Complex> ridge = learn({"ridge", {{"penalty", 0.5}}}, data, kernels());
  for (std::size_t i = 0; i < rls.size(); ++i) EXPECT_NEAR(std::abs(rls[i] - ridge[i]), 0, 1e-9);
}

// An error that grew by 1/lambda at every step would be beyond any number: 0.98^-1000000. A few thousand steps are enough to see it.
TEST(Rls, stays_stable_over_a_million_forgetting_steps) {
  const int n = 10;
  const int chunk = 1000;
  const KernelSet& set = kernels();
  for (const bool complex_valued : {false, true}) {
    const Learner rule = make_readout_rule({"rls", {{"forgetting", 0.98}}}, n, 1, complex_valued, set);
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    RunData data = make_run_data(chunk, n, 1, complex_valued, 2);
    for (int t = 0; t < chunk; ++t) {
      Complex sum = 0;
      for (int i = 0; i < n; ++i) sum += data.s[t * n + i];
      data.d[t] = sum + 0.01 * data.d[t] / std::abs(data.d[t]);
    }
    BlockData block({data}, set);
    for (int repeat = 0; repeat < 1000; ++repeat) rule.rule->advance(state.data(), block.chunk(0, chunk));
    for (const Complex& weight : read_weights(rule, state, set, 0)) EXPECT_NEAR(std::abs(weight - 1.0), 0, 0.02) << complex_valued;
  }
}

TEST(Rls, starts_at_the_initial_readout) {
  for (const bool complex_valued : {false, true}) {
    RunData data = make_run_data(40, 6, 1, complex_valued, 8);
    std::vector<Complex> start;
    for (int i = 0; i < 6; ++i) start.emplace_back(0.5 * i - 1, complex_valued ? 0.25 * i : 0.0);
    const Learner rule =
        make_readout_rule({"rls", {{"forgetting", 0.95}, {"regularization", 2.0}}}, 6, 1, complex_valued, portable_kernels());
    const int slots = complex_valued ? 2 : 1;
    Arena initial(static_cast<std::size_t>(6 * slots));
    for (int i = 0; i < 6; ++i)
      for (int slot = 0; slot < slots; ++slot) initial[i * slots + slot] = slot == 0 ? start[i].real() : start[i].imag();
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), initial.data());
    EXPECT_EQ(read_weights(rule, state, portable_kernels(), 0), start);
    BlockData block({data}, portable_kernels());
    rule.rule->advance(state.data(), block.chunk(0, data.samples));
    // From zero the same samples give what is left of the targets: V - V_0.
    for (int t = 0; t < data.samples; ++t)
      for (int i = 0; i < 6; ++i) data.d[t] -= start[i] * data.s[t * 6 + i];
    const std::vector<Complex> moved = weighted_ridge(data, 0.95, 2);
    const std::vector<Complex> weights = read_weights(rule, state, portable_kernels(), 0);
    for (int i = 0; i < 6; ++i) EXPECT_NEAR(std::abs(weights[i] - start[i] - moved[i]), 0, 1e-12) << complex_valued;
  }
}

/// A rule on one run of the portable kernels, and data that are silent in some places.
class Silence {
 public:
  Silence(double forgetting, bool complex_valued)
      : data_(make_run_data(300, 6, 1, complex_valued, 8)),
        block_({data_}, portable_kernels()),
        rule_(make_readout_rule({"rls", {{"forgetting", forgetting}}}, 6, 1, complex_valued, portable_kernels())),
        state_(rule_.rule->state_size()),
        nothing_(1000 * 8 * 2),
        predictions_(1000 * 2) {
    rule_.rule->reset(state_.data(), nullptr);
  }
  void speak(int begin, int steps) { rule_.rule->advance(state_.data(), block_.chunk(begin, steps)); }
  void be_silent(int steps) {
    for (int t = 0; t < steps; t += 1000)
      rule_.rule->advance(
          state_.data(),
          {.steps = 1000, .rows = nothing_.data(), .stride = 8, .targets = nothing_.data(), .predictions = predictions_.data()});
  }
  std::vector<Complex> weights() const { return read_weights(rule_, state_, portable_kernels(), 0); }
  bool operator==(const Silence& other) const {
    return std::memcmp(state_.data(), other.state_.data(), state_.size() * sizeof(double)) == 0;
  }

 private:
  RunData data_;
  BlockData block_;
  Learner rule_;
  Arena state_;
  Arena nothing_;
  Arena predictions_;
};

TEST(Rls, silence_changes_nothing_however_long) {
  for (const bool complex_valued : {false, true})
    for (const double forgetting : {0.5, 0.9, 0.99, 0.998, 1.0}) {
      Silence interrupted(forgetting, complex_valued);
      Silence continuous(forgetting, complex_valued);
      interrupted.be_silent(100000);
      EXPECT_TRUE(interrupted == continuous) << forgetting << ", at the start";
      interrupted.speak(0, 157);
      interrupted.be_silent(100000);
      continuous.speak(0, 157);
      EXPECT_TRUE(interrupted == continuous) << forgetting;
      interrupted.speak(157, 143);
      continuous.speak(157, 143);
      EXPECT_TRUE(interrupted == continuous) << forgetting << ", after it";
    }
}

// States of a reservoir die away rather than stop, and then stand still; or its input is constant, and most directions of the states are
// left to rounding. The weights stay numbers, and are right again as soon as there is something to learn from.
TEST(Rls, what_excites_nothing_for_long_does_not_wind_it_up) {
  const int n = 6;
  const double poles[n] = {0.1, 0.5, 0.6, 0.7, 0.8, 0.9};
  for (const double forgetting : {0.05, 0.5, 0.9, 0.99, 0.998})
    for (const double constant : {0.0, 1.0}) {
      std::mt19937_64 generator(1);
      std::normal_distribution<double> normal;
      const Learner rule = make_readout_rule({"rls", {{"forgetting", forgetting}}}, n, 1, false, portable_kernels());
      Arena state(rule.rule->state_size());
      rule.rule->reset(state.data(), nullptr);
      Arena s(8);
      Arena d(1);
      Arena y(1);
      const auto step = [&](double input, double noise) {
        d[0] = noise;
        for (int i = 0; i < n; ++i) {
          s[i] = poles[i] * s[i] + input;
          d[0] += (i + 1) * s[i];
        }
        rule.rule->advance(state.data(), {.steps = 1, .rows = s.data(), .stride = 8, .targets = d.data(), .predictions = y.data()});
      };
      const FlushDenormals flush;
      for (int t = 0; t < 500; ++t) step(normal(generator), 0.01 * normal(generator));
      for (int t = 0; t < 100000; ++t) {
        step(constant, 0.01 * normal(generator));
        if (t % 10000 == 0)
          for (const Complex& weight : read_weights(rule, state, portable_kernels(), 0))
            ASSERT_TRUE(std::isfinite(weight.real())) << forgetting << " " << constant << " " << t;
      }
      for (int t = 0; t < 20000; ++t) step(normal(generator), 0);
      // What it remembers is all without noise now.
      const std::vector<Complex> weights = read_weights(rule, state, portable_kernels(), 0);
      if (forgetting < 0.9) continue;
      for (int i = 0; i < n; ++i) EXPECT_NEAR(weights[i].real(), i + 1, 1e-3) << forgetting << " " << constant;
    }
}

/// E|V s - y*|^2 of rls over that of the weighted data in long double, less 1, and the condition number of these.
template <class Number>
void expect_the_risk_of_exact_weights(const Reservoir& reservoir, int samples) {
  ReservoirRun run(reservoir);
  const int n = run.states();
  struct Compared {
    double forgetting;
    LongDoubleQr<Number> exact;
    Learner rule;
    Arena state;
  };
  std::vector<Compared> compared;
  for (const double forgetting : {0.9, 0.95, 0.99, 0.998, 1.0}) {
    Learner rule = make_readout_rule({"rls", {{"forgetting", forgetting}}}, n, 1, run.complex_valued(), portable_kernels());
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    compared.push_back({forgetting, {n, forgetting, 1e-3}, std::move(rule), std::move(state)});
  }
  Arena prediction(2);
  for (int t = 0; t < samples; ++t) {
    run.step();
    for (Compared& one : compared) {
      one.exact.add(run.s(), run.d());
      one.rule.rule->advance(one.state.data(), run.chunk(prediction.data()));
    }
  }
  for (Compared& one : compared) {
    const std::vector<Complex> found = read_weights(one.rule, one.state, portable_kernels(), 0);
    const std::vector<LongComplex> right = one.exact.weights();
    const double condition = readout_condition(one.exact.factor(), n);
    const auto more = static_cast<double>(one.exact.sum(found) / one.exact.sum(right) - 1);
    const auto error = static_cast<double>(run.risk(found) / run.risk(right) - 1);
    // Beyond 1e12 the data leave double numbers no weights to agree on; those of rls have a risk as good as any.
    EXPECT_LT(more, condition < 1e12 ? 1e-8 : 10) << reservoir.name << ", " << one.forgetting << ", condition " << condition;
    EXPECT_LT(std::fabs(error), condition < 1e12 ? 1e-6 : 10) << reservoir.name << ", " << one.forgetting << ", condition " << condition;
  }
}

// An hour of it, to a million samples: bench_least_squares.
TEST(Rls, has_the_risk_of_the_weighted_data_in_long_double) {
  if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "long double is double here";
  const FlushDenormals flush;
  for (const Reservoir& reservoir : reservoirs()) {
    if (reservoir.complex_valued)
      expect_the_risk_of_exact_weights<LongComplex>(reservoir, 1000);
    else
      expect_the_risk_of_exact_weights<long double>(reservoir, 1000);
  }
}

}  // namespace
}  // namespace polesweep::test_rls
