#include "core/poles/discretised.hpp"

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"

namespace polesweep {

constexpr double radians_in_turn = 6.28318530717958647693;

Discretised::Discretised(Fields& fields)
    : step_(fields.real({.name = "step",
                         .help = "time between samples, in units of the continuous system's time; 1/step is the memory's length in samples",
                         .unit = "1/sample",
                         .fallback = 0.01,
                         .range = {.low = 0, .high = 100, .low_allowed = false}})),
      holds_(fields.choice({.name = "discretisation",
                            .help = "zoh: input held for a step (zero-order hold); bilinear: Tustin's",
                            .choices = "zoh|bilinear",
                            .fallback = "zoh"}) == 0) {}

Complex Discretised::operator()(const Complex& pole) const {
  const Complex scaled(step_ * pole.real(), step_ * pole.imag());
  if (holds_) {
    const double turns = scaled.imag() / radians_in_turn;
    const UnitCirclePoint point = portable_point_at(turns - std::floor(turns));
    const double modulus = portable_exponential(std::max(-700.0, scaled.real()));
    return {modulus * point.cosine, scaled.imag() == 0 ? 0.0 : modulus * point.sine};
  }
  const Complex above(1 + 0.5 * scaled.real(), 0.5 * scaled.imag());
  const Complex below(1 - 0.5 * scaled.real(), -0.5 * scaled.imag());
  const double power = below.real() * below.real() + below.imag() * below.imag();
  return {(above.real() * below.real() + above.imag() * below.imag()) / power,
          (above.imag() * below.real() - above.real() * below.imag()) / power};
}

std::vector<Complex> conjugate_pairs(const Discretised& discretised, double decay, const std::vector<double>& frequencies, int count) {
  std::vector<Complex> poles;
  for (const double frequency : frequencies) {
    if (std::ssize(poles) + 2 > count) break;
    poles.push_back(discretised({-decay, frequency}));
    poles.push_back(std::conj(poles.back()));
  }
  if (std::ssize(poles) < count) poles.push_back(discretised({-decay, 0}));
  return poles;
}

}  // namespace polesweep
