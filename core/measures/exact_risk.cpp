#include "core/measures/exact_risk.hpp"

#include <algorithm>

#include "core/measures/covariance_factor.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::product;

/// A teacher as a linear system: inputs drive its states, gains [outputs x states] read them.
struct TeacherSystem {
  std::vector<std::vector<Complex>> input;  ///< rows
  ComplexMatrix state;
  ComplexMatrix gains;
};

/// In its own coordinates where the data are complex. Where they are real, two states stand for a conjugate pair: the real and the
/// imaginary part of its first.
TeacherSystem system_of(const LinearTeacher& teacher, bool complex_valued) {
  const auto k = static_cast<int>(teacher.poles.size());
  TeacherSystem system{{}, ComplexMatrix(k, k), ComplexMatrix(teacher.outputs, k)};
  const auto gain = [&](int output, int pole) { return teacher.gains[static_cast<std::size_t>(output * k + pole)]; };
  int i = 0;
  for (int pole = 0; pole < k; ++pole) {
    const Complex value = teacher.poles[static_cast<std::size_t>(pole)];
    std::vector<Complex> driven;
    for (int j = 0; j < teacher.inputs; ++j) driven.push_back(teacher.input_weight(static_cast<std::size_t>(pole), j));
    if (complex_valued || value.imag() == 0) {
      system.state(i, i) = value;
      for (int output = 0; output < teacher.outputs; ++output) system.gains(output, i) = gain(output, pole);
      system.input.push_back(driven);
      ++i;
      continue;
    }
    if (value.imag() < 0) continue;  // its conjugate stands for both
    system.state(i, i) = system.state(i + 1, i + 1) = value.real();
    system.state(i + 1, i) = value.imag();
    system.state(i, i + 1) = -value.imag();
    std::vector<Complex> imaginary;
    for (Complex& weight : driven) {
      imaginary.emplace_back(weight.imag());
      weight = weight.real();
    }
    system.input.push_back(driven);
    system.input.push_back(imaginary);
    for (int output = 0; output < teacher.outputs; ++output) {
      system.gains(output, i) = 2 * gain(output, pole).real();
      system.gains(output, i + 1) = -2 * gain(output, pole).imag();
    }
    i += 2;
  }
  return system;
}

/// Student and teacher, driven by the same inputs.
LinearSystem joined(const LinearSystem& student, const TeacherSystem& teacher) {
  const int n = student.states;
  const int k = teacher.state.rows();
  const int m = student.inputs;
  LinearSystem joint{n + k, m, std::vector<Complex>(static_cast<std::size_t>(n + k) * (n + k)), student.input, {}};
  for (int i = 0; i < n; ++i)
    std::copy_n(student.state.data() + static_cast<std::ptrdiff_t>(i) * n, n,
                joint.state.data() + static_cast<std::ptrdiff_t>(i) * (n + k));
  for (int i = 0; i < k; ++i) {
    std::copy_n(teacher.state.row(i), k, joint.state.data() + static_cast<std::ptrdiff_t>(n + i) * (n + k) + n);
    joint.input.insert(joint.input.end(), teacher.input[static_cast<std::size_t>(i)].begin(),
                       teacher.input[static_cast<std::size_t>(i)].end());
  }
  return joint;
}

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
    TeacherSystem teacher = system_of(teachers[i], complex_valued);
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
  if (!stable()) return infinity;
  for (const Complex& weight : weights)
    if (!linear_algebra::is_finite(weight)) return infinity;
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
