#include "core/measures/exact_risk.hpp"

#include <algorithm>

#include "core/measures/covariance_factor.hpp"
#include "core/measures/teacher_system.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::product;

/// The responses [states + outputs x lags] of the system's states, and below them of the teacher's taps, for as long as the taps last; the
/// system's input becomes what its states hold after them.
ComplexMatrix first_responses(LinearSystem& system, const LinearTeacher& teacher) {
  const int n = system.states;
  const auto count = static_cast<int>(teacher.lags());
  ComplexMatrix first(n + teacher.outputs, count);
  for (int lag = 0; lag < count; ++lag) {
    std::vector<Complex> next(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
      first(i, lag) = system.input[static_cast<std::size_t>(i)];
      for (int j = 0; j < n; ++j)
        next[static_cast<std::size_t>(i)] +=
            product(system.state[static_cast<std::size_t>(i) * n + j], system.input[static_cast<std::size_t>(j)]);
    }
    for (int output = 0; output < teacher.outputs; ++output) first(n + output, lag) = teacher.tap(output, static_cast<std::size_t>(lag));
    system.input = std::move(next);
  }
  return first;
}

/// [first, rest] with a last row of zeros under `rest`.
ComplexMatrix beside(const ComplexMatrix& first, const ComplexMatrix& rest) {
  ComplexMatrix whole(first.rows(), first.columns() + rest.columns());
  for (int i = 0; i < first.rows(); ++i) {
    std::copy_n(first.row(i), first.columns(), whole.row(i));
    if (i < rest.rows()) std::copy_n(rest.row(i), rest.columns(), whole.row(i) + first.columns());
  }
  return whole;
}

/// |row F|^2 of the first rows of F, or of their conjugates.
double power(const Complex* row, int count, const ComplexMatrix& factor, bool conjugated) {
  std::vector<Complex> sums(static_cast<std::size_t>(factor.columns()));
  // The conjugate of the whole has the same modulus.
  for (int i = 0; i < count; ++i)
    linear_algebra::add_multiple(conjugated ? conjugate(row[i]) : row[i], factor.row(i), sums.data(), factor.columns());
  double power = 0;
  for (const Complex& sum : sums) power += linear_algebra::squared_modulus(sum);
  return power;
}

}  // namespace

ExactRisk::ExactRisk(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued)
    : ExactRisk(of_block({&system, 1}, {&teacher, 1}, complex_valued, kernels()).front()) {}

std::vector<ExactRisk> ExactRisk::of_block(std::span<const LinearSystem> systems, std::span<const LinearTeacher> teachers,
                                           bool complex_valued, const KernelSet& kernels) {
  std::vector<ExactRisk> risks;
  std::vector<LinearSystem> joints;
  std::vector<ComplexMatrix> firsts;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    TeacherSystem teacher = TeacherSystem::of(teachers[i], complex_valued);
    joints.push_back(joined(systems[i], teacher));
    firsts.push_back(first_responses(joints.back(), teachers[i]));
    ExactRisk risk;
    risk.states_ = systems[i].states;
    risk.gains_ = std::move(teacher.gains);
    risks.push_back(std::move(risk));
  }
  auto factors = covariance_factors(joints, complex_valued, kernels);
  for (std::size_t i = 0; i < systems.size(); ++i) {
    ExactRisk& risk = risks[i];
    risk.factor_ = std::move(factors[i]);
    if (!risk.stable()) continue;
    risk.mean_ = stationary_mean(systems[i]);
    if (firsts[i].columns() == 0) continue;
    risk.factor_ = beside(firsts[i], *risk.factor_);
    ComplexMatrix own(teachers[i].outputs, teachers[i].outputs);  // each output has a row of taps of its own
    for (int output = 0; output < teachers[i].outputs; ++output) own(output, output) = 1;
    risk.gains_ = beside(risk.gains_, own);
  }
  return risks;
}

double ExactRisk::risk(const std::vector<Complex>& weights, const Regressors& regressors) const {
  if (!stable() || !linear_algebra::is_finite(weights)) return infinity;
  const int outputs = gains_.rows();
  const int count = static_cast<int>(weights.size()) / outputs;
  std::vector<Complex> difference(static_cast<std::size_t>(factor_->rows()));
  double risk = 0;
  for (int output = 0; output < outputs; ++output) {
    const Complex* row = weights.data() + static_cast<std::ptrdiff_t>(output) * count;
    std::copy_n(row, states_, difference.begin());
    for (int k = 0; k < gains_.columns(); ++k) difference[static_cast<std::size_t>(states_ + k)] = -gains_(output, k);
    risk += power(difference.data(), factor_->rows(), *factor_, false);
    Complex mean = 0;
    for (int i = 0; i < states_; ++i) mean += product(row[i], mean_[static_cast<std::size_t>(i)]);
    if (regressors.widely_linear) {
      // Circular input leaves the states and their conjugates uncorrelated (the teacher holds no conjugates), so the powers add.
      risk += power(row + states_, states_, *factor_, true);
      for (int i = 0; i < states_; ++i) mean += product(row[states_ + i], conjugate(mean_[static_cast<std::size_t>(i)]));
    }
    if (regressors.intercept) mean += row[count - 1];
    risk += linear_algebra::squared_modulus(mean);
  }
  return std::isfinite(risk) ? risk : infinity;
}

}  // namespace polesweep
