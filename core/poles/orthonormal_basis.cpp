#include "core/poles/orthonormal_basis.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

using linear_algebra::product;

double square(const Complex& a) { return a.real() * a.real() + a.imag() * a.imag(); }

/// An all-pass section: states <- a states + b input, output = c states + d input, with the states before the step.
struct Section {
  int states = 1;
  Complex a[2][2] = {};
  Complex b[2] = {};
  Complex c[2] = {};
  Complex d = 0;
};

Section first_order(const Complex& pole) {
  const double rest = std::sqrt(1 - square(pole));
  return {.states = 1, .a = {{pole}}, .b = {rest}, .c = {rest}, .d = -std::conj(pole)};
}

/// Of a pole and its conjugate: the product of two rotations, whose 2 x 2 corner has the trace 2 Re pole and the determinant |pole|^2.
Section second_order(const Complex& pole) {
  const double outer = square(pole);
  const double inner = -2 * pole.real() / (1 + outer);
  const double outer_rest = std::sqrt(1 - outer * outer);
  const double inner_rest = std::sqrt(1 - inner * inner);
  return {.states = 2,
          .a = {{-inner, -inner_rest * outer}, {inner_rest, -inner * outer}},
          .b = {inner_rest * outer_rest, inner * outer_rest},
          .c = {0, outer_rest},
          .d = outer};
}

std::vector<Section> sections_of(const std::vector<Complex>& poles, bool complex_valued) {
  std::vector<Section> sections;
  if (complex_valued) {
    for (const Complex& pole : poles) sections.push_back(first_order(pole));
    return sections;
  }
  const ConjugateSplit split = split_conjugates(poles);
  for (const Complex& pole : split.pairs) sections.push_back(second_order(pole));
  for (const double pole : split.reals) sections.push_back(first_order(pole));
  return sections;
}

}  // namespace

OrthonormalBasis orthonormal_basis(const std::vector<Complex>& poles, bool complex_valued) {
  for (const Complex& pole : poles)
    if (!(square(pole) < 1))
      throw Error(
          fmt::format("values: pole {} does not lie inside the unit circle (an orthonormal basis has no other)", canonical(Value(pole))));
  const std::size_t count = poles.size();
  OrthonormalBasis basis{std::vector<Complex>(count * count), std::vector<Complex>(count)};
  // What enters the next section: so much of each state so far, and of the input.
  std::vector<Complex> of_states(count);
  Complex of_input = 1;
  std::size_t row = 0;
  for (const Section& section : sections_of(poles, complex_valued)) {
    const auto states = static_cast<std::size_t>(section.states);
    for (std::size_t i = 0; i < states; ++i) {
      for (std::size_t j = 0; j < row; ++j) basis.matrix[(row + i) * count + j] = product(section.b[i], of_states[j]);
      for (std::size_t j = 0; j < states; ++j) basis.matrix[(row + i) * count + row + j] = section.a[i][j];
      basis.input[row + i] = product(section.b[i], of_input);
    }
    for (std::size_t j = 0; j < row; ++j) of_states[j] = product(section.d, of_states[j]);
    for (std::size_t j = 0; j < states; ++j) of_states[row + j] = section.c[j];
    of_input = product(section.d, of_input);
    row += states;
  }
  return basis;
}

}  // namespace polesweep
