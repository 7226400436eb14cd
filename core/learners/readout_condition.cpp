#include "core/learners/readout_condition.hpp"

#include <algorithm>

namespace polesweep {
namespace {

std::size_t numbers(int count) { return static_cast<std::size_t>(count); }

}  // namespace

void readout_conditions(const Arena& factor, const ReadoutShape& shape, const KernelSet& kernels, double* conditions) {
  const auto n = numbers(shape.regressors);
  const std::size_t width = numbers(kernels.lanes) * (shape.complex_valued ? 2 : 1);
  Arena scratch((3 * n * n + 5 * n) * width);
  Arena found(numbers(kernels.lanes));
  (shape.complex_valued ? kernels.triangular_condition_complex : kernels.triangular_condition_real)(
      factor.data(), shape.regressors, shape.regressors + shape.outputs, scratch.data(), found.data());
  std::copy_n(found.data(), kernels.lanes, conditions);
}

double readout_condition(const std::vector<Complex>& factor, int regressors) {
  const KernelSet& kernels = portable_kernels();
  const auto outputs = static_cast<int>(factor.size()) / regressors - regressors;
  Arena numbers(2 * factor.size());
  for (std::size_t i = 0; i < factor.size(); ++i) {
    numbers[2 * i] = factor[i].real();
    numbers[2 * i + 1] = factor[i].imag();
  }
  double condition;
  readout_conditions(numbers, {.regressors = regressors, .outputs = outputs, .complex_valued = true}, kernels, &condition);
  return condition;
}

}  // namespace polesweep
