#include "core/measures/spectrum.hpp"

#include <algorithm>
#include <cmath>

#include "core/linear_algebra/entries.hpp"
#include "core/linear_algebra/matrix.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

/// By a square root: the C library's modulus may differ between processors in its last bit.
double modulus(const Complex& value) { return std::sqrt(value.real() * value.real() + value.imag() * value.imag()); }

/// Rises with the angle in (-pi, pi], from -2 to 2: by a quotient, for the same reason. An imaginary part that is rounding does not decide
/// between the ends.
double direction(const Complex& value) {
  const double re = value.real();
  const double im = std::abs(value.imag()) < 1e-12 * std::abs(re) ? 0.0 : value.imag();
  const double size = std::abs(re) + std::abs(im);
  const double slope = size == 0 ? 0 : im / size;
  return std::signbit(re) ? std::copysign(2 - std::abs(slope), im) : slope;
}

}  // namespace

std::vector<Complex> spectrum(const std::vector<Complex>& matrix, int states) {
  const bool real = std::all_of(matrix.begin(), matrix.end(), [](const Complex& entry) { return entry.imag() == 0; });
  std::vector<Complex> values = eigenvalues(matrix, states, !real);
  if (!linear_algebra::is_finite(values)) return values;
  std::stable_sort(values.begin(), values.end(), [](const Complex& a, const Complex& b) { return modulus(a) > modulus(b); });
  for (auto begin = values.begin(); begin != values.end();) {
    const double least = modulus(*begin) * (1 - 1e-9);
    const auto end = std::find_if(begin, values.end(), [&](const Complex& value) { return modulus(value) < least; });
    std::stable_sort(begin, end, [](const Complex& a, const Complex& b) { return direction(a) < direction(b); });
    begin = end;
  }
  return values;
}

std::vector<Complex> poles_by_state(const std::vector<Complex>& matrix, const NetworkShape& shape) {
  if (!shape.diagonal) return spectrum(matrix, shape.states);
  const auto n = static_cast<std::size_t>(shape.states);
  std::vector<Complex> poles;
  for (std::size_t i = 0; i < n; ++i) poles.push_back(matrix[i * n + i]);
  if (shape.complex_valued) return poles;
  for (std::size_t i = 0; i + 1 < n; i += 2)
    if (const double v = matrix[(i + 1) * n + i].real(); v != 0) {
      poles[i] += Complex(0, v);
      poles[i + 1] -= Complex(0, v);
    }
  return poles;
}

double spectral_radius(const std::vector<Complex>& spectrum) {
  double largest = 0;
  for (const Complex& value : spectrum) {
    if (std::isnan(value.real())) return value.real();
    largest = std::max(largest, modulus(value));
  }
  return largest;
}

double outside_fraction(const std::vector<Complex>& spectrum) {
  int outside = 0;
  for (const Complex& value : spectrum) {
    if (std::isnan(value.real())) return value.real();
    if (modulus(value) > 1) ++outside;
  }
  return static_cast<double>(outside) / static_cast<double>(spectrum.size());
}

double null_outside_fraction(double start_norm, double change_norm, int states) {
  const double square = (start_norm * start_norm + change_norm * change_norm) / states;
  return square < 1 ? 0 : 1 - 1 / square;
}

double spectrum_operations(const MarkShape& shape) {
  return shape.operations(10 * (shape.diagonal ? static_cast<double>(shape.states) * shape.states : shape.cube(shape.states)));
}

namespace measures {

extern const Measure spectrum{
    .name = "spectrum",
    .summary = "eigenvalues of the recurrent matrix, leak aside, largest modulus first",
    .own = by_state,
    .is_complex = true,
    .of_network = true,
    .in_fingerprint = true,
    .operations = spectrum_operations,
    .values =
        [](const MarkView& at) {
          std::vector<double> parts;
          for (const Complex& value : at.spectrum()) parts.insert(parts.end(), {value.real(), value.imag()});
          return parts;
        },
};

extern const Measure spectral_radius{
    .name = "spectral_radius",
    .summary = "largest modulus of an eigenvalue of the recurrent matrix, leak aside",
    .of_network = true,
    .operations = spectrum_operations,
    .values = [](const MarkView& at) { return std::vector{polesweep::spectral_radius(at.spectrum())}; },
};

extern const Measure outside_fraction{
    .name = "outside_fraction",
    .summary = "share of the eigenvalues of the recurrent matrix, leak aside, with modulus above 1",
    .of_network = true,
    .operations = spectrum_operations,
    .values = [](const MarkView& at) { return std::vector{polesweep::outside_fraction(at.spectrum())}; },
};

extern const Measure null_outside_fraction{
    .name = "null_outside_fraction",
    .summary =
        "outside_fraction if the learned change of the recurrent matrix were independent random numbers of its size, by the circular law: 1 - 1/r^2 above r = 1, r^2 the squared Frobenius norms of start and change over the number of states",
    .of_network = true,
    .operations = [](const MarkShape& shape) { return shape.operations(2.0 * shape.states * shape.states); },
    .values =
        [](const MarkView& at) {
          const auto norm = [&](const std::vector<Complex>& matrix) {
            return linear_algebra::is_finite(matrix) ? linear_algebra::norm(matrix.data(), at.states() * at.states(), 1) : not_measured;
          };
          const std::vector<Complex> start = at.network.recurrent_matrix(at.network.start().data(), at.lane);
          return std::vector{polesweep::null_outside_fraction(norm(start), norm(at.learned_change()), at.states())};
        },
};

}  // namespace measures

}  // namespace polesweep
