#include "core/measures/covariance_factor.hpp"

#include <algorithm>

#include "core/block/arena.hpp"
#include "core/linear_algebra/qr.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::is_finite;
using linear_algebra::product;
using linear_algebra::quotient;

constexpr double half_root = 0.70710678118654752440;

bool is_real(const std::vector<Complex>& values) {
  return std::all_of(values.begin(), values.end(), [](const Complex& value) { return value.imag() == 0; });
}

/// What a block needs of systems that go through the kernels together.
class Doubling {
 public:
  Doubling(int states, int inputs, bool complex_valued, const KernelSet& kernels)
      : kernels_(kernels),
        complex_valued_(complex_valued),
        slots_(complex_valued ? 2 : 1),
        states_(states),
        inputs_(inputs),
        square_(static_cast<std::size_t>(states) * static_cast<std::size_t>(states)),
        state_(square_ * number()),
        input_(static_cast<std::size_t>(states) * static_cast<std::size_t>(inputs) * number()),
        factor_(square_ * number()),
        scratch_(3 * square_ * number()),
        stable_(static_cast<std::size_t>(kernels.lanes)) {}

  void put(int lane, const LinearSystem& system) {
    write(lane, system.state, state_);
    write(lane, system.input, input_);
  }
  void compute() {
    const CovarianceProblem problem{states_, inputs_, state_.data(), input_.data(), factor_.data(), scratch_.data(), stable_.data()};
    complex_valued_ ? kernels_.covariance_complex(problem) : kernels_.covariance_real(problem);
  }
  std::optional<ComplexMatrix> factor(int lane) const {
    if (stable_[static_cast<std::size_t>(lane)] == 0) return std::nullopt;
    ComplexMatrix factor(states_, states_);
    for (int k = 0; k < states_; ++k)
      for (int i = 0; i < states_; ++i) {
        const double* at = factor_.data() + static_cast<std::size_t>(k * states_ + i) * number() + lane;
        factor(i, k) = {at[0], complex_valued_ ? -at[kernels_.lanes] : 0.0};
      }
    return factor;
  }

 private:
  std::size_t number() const { return static_cast<std::size_t>(slots_) * static_cast<std::size_t>(kernels_.lanes); }
  void write(int lane, const std::vector<Complex>& values, Arena& to) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      to[i * number() + static_cast<std::size_t>(lane)] = values[i].real();
      if (complex_valued_) to[i * number() + static_cast<std::size_t>(kernels_.lanes + lane)] = values[i].imag();
    }
  }

  const KernelSet& kernels_;
  bool complex_valued_;
  int slots_;
  int states_;
  int inputs_;
  std::size_t square_;
  Arena state_;
  Arena input_;
  Arena factor_;
  Arena scratch_;
  Arena stable_;
};

}  // namespace

std::optional<DiagonalForm> DiagonalForm::of(const LinearSystem& system) {
  const int n = system.states;
  const auto entry = [&](int i, int j) { return system.state[static_cast<std::size_t>(i) * n + j]; };
  DiagonalForm form{{}, ComplexMatrix(n, system.inputs, system.input), std::vector<bool>(static_cast<std::size_t>(n))};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      if (std::abs(i - j) > 1 && entry(i, j) != 0.0) return std::nullopt;
  const auto is_zero = [&](int i, int j) { return i < 0 || j < 0 || i >= n || j >= n || entry(i, j) == 0.0; };
  for (int i = 0; i < n; ++i) {
    if (!is_zero(i - 1, i) || !is_zero(i, i - 1)) return std::nullopt;  // a third state joins two
    if (is_zero(i, i + 1) && is_zero(i + 1, i)) {
      form.poles.push_back(entry(i, i));
      continue;
    }
    const Complex a = entry(i, i);
    const Complex b = entry(i + 1, i);
    if (entry(i + 1, i + 1) != a || entry(i, i + 1) != -b || a.imag() != 0 || b.imag() != 0) return std::nullopt;
    form.poles.insert(form.poles.end(), {{a.real(), b.real()}, {a.real(), -b.real()}});
    form.begins_pair[static_cast<std::size_t>(i)] = true;
    ++i;
  }
  form.to_coordinates(form.input);
  return form;
}

bool DiagonalForm::is_stable() const {
  return std::all_of(poles.begin(), poles.end(), [](const Complex& pole) { return linear_algebra::squared_modulus(pole) < 1; });
}

void DiagonalForm::to_coordinates(ComplexMatrix& rows) const {
  for (int i = 0; i + 1 < rows.rows(); ++i) {
    if (!begins_pair[static_cast<std::size_t>(i)]) continue;
    for (int j = 0; j < rows.columns(); ++j) {
      const Complex first = rows(i, j);
      const Complex second = rows(i + 1, j);
      rows(i, j) = product(Complex(first.real() - second.imag(), first.imag() + second.real()), half_root);
      rows(i + 1, j) = product(Complex(first.real() + second.imag(), first.imag() - second.real()), half_root);
    }
  }
}

void DiagonalForm::to_states(ComplexMatrix& rows) const {
  for (int i = 0; i + 1 < rows.rows() && i + 1 < std::ssize(begins_pair); ++i) {
    if (!begins_pair[static_cast<std::size_t>(i)]) continue;
    for (int j = 0; j < rows.columns(); ++j) {
      const Complex u = rows(i, j);
      const Complex v = rows(i + 1, j);
      rows(i, j) = product(u + v, half_root);
      rows(i + 1, j) = product(Complex((u - v).imag(), (v - u).real()), half_root);
    }
  }
}

std::optional<ComplexMatrix> DiagonalForm::covariance_factor() const {
  const int n = static_cast<int>(poles.size());
  const int inputs = input.columns();
  if (!is_finite(poles) || !input.is_finite() || !is_stable()) return std::nullopt;
  std::vector<double> lengths;  // of the responses: sqrt(1 - |pole|^2)
  for (const Complex& pole : poles) {
    const double size = linear_algebra::modulus(pole);
    lengths.push_back(std::sqrt((1 - size) * (1 + size)));
  }
  ComplexMatrix factor(n, n * inputs);
  for (int i = 0; i < n; ++i) {
    Complex rest = 1;  // of the state's response, beyond the basis functions so far
    for (int k = 0; k <= i && rest != 0.0; ++k) {
      const Complex& pole = poles[static_cast<std::size_t>(k)];
      const Complex apart = quotient(Complex(1), 1.0 - product(poles[static_cast<std::size_t>(i)], conjugate(pole)));
      const Complex share = product(product(rest, apart), lengths[static_cast<std::size_t>(k)]);
      for (int input_at = 0; input_at < inputs; ++input_at) factor(i, input_at * n + k) = product(input(i, input_at), share);
      rest = product(product(rest, apart), poles[static_cast<std::size_t>(i)] - pole);
    }
  }
  return factor;
}

std::vector<std::optional<ComplexMatrix>> covariance_factors(std::span<const LinearSystem> systems, bool complex_valued,
                                                             const KernelSet& kernels) {
  std::vector<std::optional<ComplexMatrix>> factors(systems.size());
  std::vector<std::size_t> waiting;
  std::optional<Doubling> doubling;
  const auto finish = [&] {
    doubling->compute();
    for (std::size_t lane = 0; lane < waiting.size(); ++lane) factors[waiting[lane]] = doubling->factor(static_cast<int>(lane));
    waiting.clear();
    doubling.reset();
  };
  for (std::size_t i = 0; i < systems.size(); ++i) {
    const LinearSystem& system = systems[i];
    if (!is_finite(system.state) || !is_finite(system.input)) continue;
    if (const std::optional<DiagonalForm> form = DiagonalForm::of(system)) {
      factors[i] = form->covariance_factor();
      if (factors[i]) form->to_states(*factors[i]);
      continue;
    }
    if (!doubling) doubling.emplace(system.states, system.inputs, complex_valued, kernels);
    doubling->put(static_cast<int>(waiting.size()), system);
    waiting.push_back(i);
    if (std::ssize(waiting) == kernels.lanes) finish();
  }
  if (doubling) finish();
  return factors;
}

std::optional<ComplexMatrix> covariance_factor(const LinearSystem& system) {
  const bool complex_valued = !is_real(system.state) || !is_real(system.input);
  return covariance_factors({&system, 1}, complex_valued, kernels()).front();
}

std::optional<ComplexMatrix> stationary_covariance(const LinearSystem& system) {
  if (!is_finite(system.state) || !is_finite(system.input)) return std::nullopt;
  const std::optional<DiagonalForm> form = DiagonalForm::of(system);
  if (!form) {
    const std::optional<ComplexMatrix> factor = covariance_factor(system);
    if (!factor) return std::nullopt;
    return multiply(*factor, adjoint(*factor));
  }
  if (!form->is_stable()) return std::nullopt;
  ComplexMatrix covariance = multiply(form->input, adjoint(form->input));
  for (int i = 0; i < system.states; ++i)
    for (int j = 0; j < system.states; ++j) {
      const Complex poles = product(form->poles[static_cast<std::size_t>(i)], conjugate(form->poles[static_cast<std::size_t>(j)]));
      covariance(i, j) = quotient(covariance(i, j), 1.0 - poles);
    }
  form->to_states(covariance);
  covariance = adjoint(covariance);
  form->to_states(covariance);
  return covariance;
}

std::vector<Complex> stationary_mean(const LinearSystem& system) {
  const int n = system.states;
  if (std::all_of(system.bias.begin(), system.bias.end(), [](const Complex& bias) { return bias == 0.0; }))
    return std::vector<Complex>(static_cast<std::size_t>(n));
  ComplexMatrix memory(n, n, system.state);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) memory(i, j) = (i == j ? 1.0 : 0.0) - memory(i, j);
  const linear_algebra::Qr<Complex> qr(std::move(memory));
  ComplexMatrix mean(n, 1, system.bias);
  qr.apply_adjoint(mean);
  return linear_algebra::solve_upper(qr.r(), std::move(mean)).entries();
}

}  // namespace polesweep
