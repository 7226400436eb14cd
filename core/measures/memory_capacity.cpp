#include "core/measures/memory_capacity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/linear_algebra/qr.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::conjugate;
using linear_algebra::product;

/// Poles that differ and that the one input reaches.
std::vector<Complex> driven_poles(const DiagonalForm& form) {
  std::vector<Complex> driven;
  for (int i = 0; i < std::ssize(form.poles); ++i) {
    const Complex& pole = form.poles[static_cast<std::size_t>(i)];
    if (form.input(i, 0) != 0.0 && std::find(driven.begin(), driven.end(), pole) == driven.end()) driven.push_back(pole);
  }
  return driven;
}

/// By the responses phi_j of the orthonormal basis, a chain of all-pass filters (w - conj(pole))/(1 - pole w), w one sample's delay.
std::vector<double> by_basis(const std::vector<Complex>& poles, int delays) {
  std::vector<Complex> states(poles.size());
  std::vector<double> curve;
  for (int delay = 0; delay < delays; ++delay) {
    Complex signal = delay == 0 ? 1 : 0;
    double sum = 0;
    for (std::size_t j = 0; j < poles.size(); ++j) {
      const Complex before = states[j];
      states[j] = product(poles[j], before) + signal;
      signal = before - product(conjugate(poles[j]), states[j]);
      const double size = linear_algebra::modulus(poles[j]);
      sum += (1 - size) * (1 + size) * linear_algebra::squared_modulus(states[j]);
    }
    curve.push_back(sum);
  }
  return curve;
}

}  // namespace

std::vector<double> memory_curve(const LinearSystem& system, int delays) {
  const std::optional<DiagonalForm> form = DiagonalForm::of(system);
  const bool by_poles = form && system.inputs == 1;
  const std::optional<ComplexMatrix> factor = by_poles ? form->covariance_factor() : covariance_factor(system);
  if (!factor) return std::vector<double>(static_cast<std::size_t>(delays), nan);
  if (by_poles) return by_basis(driven_poles(*form), delays);
  const ComplexMatrix memory(system.states, system.states, system.state);
  ComplexMatrix response(system.states, system.inputs, system.input);
  ComplexMatrix responses(system.states, delays * system.inputs);
  for (int delay = 0; delay < delays; ++delay) {
    for (int i = 0; i < system.states; ++i) std::copy_n(response.row(i), system.inputs, responses.row(i) + delay * system.inputs);
    response = multiply(memory, response);
  }
  const ComplexMatrix held = linear_algebra::least_squares_solution(*factor, std::move(responses));
  std::vector<double> curve(static_cast<std::size_t>(delays));
  for (int i = 0; i < held.rows(); ++i)
    for (int j = 0; j < held.columns(); ++j)
      curve[static_cast<std::size_t>(j / system.inputs)] += linear_algebra::squared_modulus(held(i, j));
  return curve;
}

double memory_capacity(const LinearSystem& system) {
  const std::optional<ComplexMatrix> factor = covariance_factor(system);
  if (!factor) return nan;
  const auto values = linear_algebra::normwise_singular_values(*factor);
  if (!values) return nan;
  const double least = 4 * system.states * std::numeric_limits<double>::epsilon() * values->front();
  return static_cast<double>(std::count_if(values->begin(), values->end(), [&](double value) { return value > least; }));
}

namespace measures {
namespace {

/// Of a factor of the covariance, and of a decomposition of it that takes so many multiply-adds times states^3.
double memory_operations(const MarkShape& shape, double decomposition) {
  const double states = shape.states;
  if (shape.diagonal) return 8 * (3.0 * shape.task.inputs * states * states + decomposition * MarkShape::cube(shape.states));
  const double numbers = shape.task.complex_valued ? 2 : 1;
  return (10 * 5 * 2 * numbers * numbers + 8 * decomposition) * MarkShape::cube(shape.states);
}

}  // namespace

extern const Measure memory_curve{
    .name = "memory_curve",
    .summary =
        "share of the variance of the input 0, 1, ..., states - 1 samples ago that the states of a linear network explain on white input, summed over inputs",
    .own = by_state,
    .of_network = true,
    .wants = "a linear network",
    .applies = [](const MarkShape& shape) { return shape.linear; },
    .operations =
        [](const MarkShape& shape) {
          return memory_operations(shape, shape.diagonal && shape.task.inputs == 1 ? 3.0 / shape.states : 4.0 * shape.task.inputs);
        },
    .values =
        [](const MarkView& at) {
          const std::optional<LinearSystem> system = at.linear_system();
          if (!system) return std::vector<double>(static_cast<std::size_t>(at.states()), not_measured);
          return polesweep::memory_curve(*system, at.states());
        },
};

extern const Measure memory_capacity{
    .name = "memory_capacity",
    .summary = "memory of a linear network on white input, summed over all delays: directions in which its states vary, above rounding",
    .of_network = true,
    .wants = "a linear network",
    .applies = [](const MarkShape& shape) { return shape.linear; },
    .operations = [](const MarkShape& shape) { return memory_operations(shape, 4.0 / 3 * shape.task.inputs); },
    .values =
        [](const MarkView& at) {
          const std::optional<LinearSystem> system = at.linear_system();
          return std::vector{system ? polesweep::memory_capacity(*system) : not_measured};
        },
};

}  // namespace measures

}  // namespace polesweep
