#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/hessenberg.hpp"

namespace polesweep::linear_algebra {
namespace {

/// The eigenvalue of the last two rows and columns that is closer to the last diagonal element.
Complex wilkinson_shift(const ComplexMatrix& h, int last) {
  const Complex half = (h(last - 1, last - 1) - h(last, last)) * 0.5;
  const Complex both = product(h(last - 1, last), h(last, last - 1));
  Complex root = square_root(product(half, half) + both);
  if (half.real() * root.real() + half.imag() * root.imag() < 0) root = -root;
  const Complex far = half + root;
  return far == Complex(0) ? h(last, last) : h(last, last) - quotient(both, far);
}

/// One implicit step with one shift on the block of rows first ... last. Entries outside the block are not used any more.
void single_step(ComplexMatrix& h, int first, int last, Complex shift) {
  Complex x = h(first, first) - shift;
  Complex y = h(first + 1, first);
  for (int k = first; k < last; ++k) {
    // [c, s; -conj s, c] takes (x, y) to (r, 0).
    const double length_x = modulus(x);
    const double length_y = modulus(y);
    const double large = std::max(length_x, length_y);
    if (large > 0) {
      const double length = large * std::sqrt((length_x / large) * (length_x / large) + (length_y / large) * (length_y / large));
      const double c = length_x / length;
      const Complex direction = length_x == 0 ? Complex(1) : Complex(x.real() / length_x, x.imag() / length_x);
      const Complex s = product(direction, Complex(y.real() / length, -y.imag() / length));
      if (k > first) {
        h(k, k - 1) = product(direction, length);
        h(k + 1, k - 1) = 0;
      }
      Complex* upper = h.row(k);
      Complex* lower = h.row(k + 1);
      for (int j = k; j <= last; ++j) {
        const Complex before = upper[j];
        upper[j] = product(before, c) + product(s, lower[j]);
        lower[j] = product(lower[j], c) - product(conjugate(s), before);
      }
      for (int i = first; i <= std::min(last, k + 2); ++i) {
        Complex* row = h.row(i) + k;
        const Complex before = row[0];
        row[0] = product(before, c) + product(conjugate(s), row[1]);
        row[1] = product(row[1], c) - product(s, before);
      }
    }
    x = h(k + 1, k);
    if (k + 2 <= last) y = h(k + 2, k);
  }
}

}  // namespace

std::optional<std::vector<Complex>> eigenvalues(ComplexMatrix a) {
  if (!a.is_finite()) return std::nullopt;
  const double scale = scale_to_one(a);
  reduce_to_hessenberg(a);
  std::vector<Complex> values;
  int steps = 0;
  for (int last = a.rows() - 1; last >= 0;) {
    const int first = first_of_block(a, last);
    if (first == last) {
      values.push_back(a(last, last));
      last -= 1;
      steps = 0;
      continue;
    }
    if (++steps > 30 * a.rows()) return std::nullopt;
    Complex shift = wilkinson_shift(a, last);
    // A step of its own where the usual shifts go round in a circle.
    if (steps % 10 == 0) shift = modulus(a(last, last - 1)) + (last > 1 ? modulus(a(last - 1, last - 2)) : 0);
    single_step(a, first, last, shift);
  }
  for (Complex& value : values) value = product(value, scale);
  return values;
}

}  // namespace polesweep::linear_algebra
