#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/hessenberg.hpp"

namespace polesweep::linear_algebra {
namespace {

/// Appends the eigenvalues of [[a, b], [c, d]].
void add_pair(double a, double b, double c, double d, std::vector<Complex>& values) {
  const double half = (a - d) / 2;
  const double scale = std::max({std::fabs(half), std::fabs(b), std::fabs(c)});
  if (scale == 0) {
    values.insert(values.end(), {a, d});
    return;
  }
  const double discriminant = (half / scale) * (half / scale) + (b / scale) * (c / scale);
  const double root = scale * std::sqrt(std::fabs(discriminant));
  if (discriminant < 0) {
    values.insert(values.end(), {{d + half, root}, {d + half, -root}});
    return;
  }
  // Nothing cancels in the one, and the product of both gives the other.
  const double far = half + std::copysign(root, half);
  values.insert(values.end(), {d + far, far == 0 ? d : d - b / far * c});
}

/// The first column of (H - s)(H - conj s) of the block of rows first ... last, for the two shifts with this sum and product; divided by
/// the block's first subdiagonal element.
struct Start {
  double x, y, z;
};
Start start_of(const RealMatrix& h, int first, double sum, double shift_product) {
  const double a = h(first, first);
  const double below = h(first + 1, first);
  return {(a * a - sum * a + shift_product) / below + h(first, first + 1), a + h(first + 1, first + 1) - sum, h(first + 2, first + 1)};
}

/// One implicit step with two shifts on the block of rows first ... last, at least three. Entries outside the block are not used any more.
void double_step(RealMatrix& h, int first, int last, double sum, double shift_product) {
  auto [x, y, z] = start_of(h, first, sum, shift_product);
  for (int k = first; k < last; ++k) {
    const int size = std::min(3, last - k + 1);
    const double column[3] = {x, y, z};
    // A reflection of two or three rows and columns, written out: it is where the time goes.
    double largest = 0;
    for (int i = 0; i < size; ++i) largest = std::max(largest, std::fabs(column[i]));
    if (largest > 0) {
      double v[3] = {};
      double squares = 0;
      for (int i = 0; i < size; ++i) squares += (column[i] / largest) * (column[i] / largest);
      const double length = std::copysign(std::sqrt(squares), x);
      for (int i = 0; i < size; ++i) v[i] = column[i] / largest;
      v[0] += length;
      const double w[3] = {v[0] / length, v[1] / length, v[2] / length};
      const double u[3] = {1, v[1] / v[0], v[2] / v[0]};
      if (k > first) h(k, k - 1) = -length * largest;
      double* rows[3] = {h.row(k), h.row(k + 1), size == 3 ? h.row(k + 2) : h.row(k + 1)};
      if (size == 3) {
        for (int j = k; j <= last; ++j) {
          const double p = rows[0][j] + u[1] * rows[1][j] + u[2] * rows[2][j];
          rows[0][j] -= w[0] * p;
          rows[1][j] -= w[1] * p;
          rows[2][j] -= w[2] * p;
        }
      } else {
        for (int j = k; j <= last; ++j) {
          const double p = rows[0][j] + u[1] * rows[1][j];
          rows[0][j] -= w[0] * p;
          rows[1][j] -= w[1] * p;
        }
      }
      for (int i = first; i <= std::min(last, k + 3); ++i) {
        double* row = h.row(i) + k;
        const double p = w[0] * row[0] + w[1] * row[1] + (size == 3 ? w[2] * row[2] : 0.0);
        row[0] -= p;
        row[1] -= p * u[1];
        if (size == 3) row[2] -= p * u[2];
      }
      if (k > first) {
        h(k + 1, k - 1) = 0;
        if (size == 3) h(k + 2, k - 1) = 0;
      }
    }
    x = h(k + 1, k);
    if (k + 2 <= last) y = h(k + 2, k);
    if (k + 3 <= last) z = h(k + 3, k);
  }
}

}  // namespace

std::optional<std::vector<Complex>> eigenvalues(RealMatrix a) {
  if (!a.is_finite()) return std::nullopt;
  const double scale = scale_to_one(a);
  reduce_to_hessenberg(a);
  std::vector<Complex> values;
  int steps = 0;
  for (int last = a.rows() - 1; last >= 0;) {
    const int first = first_of_block(a, last);
    if (first == last) {
      values.emplace_back(a(last, last));
      last -= 1;
      steps = 0;
      continue;
    }
    if (first == last - 1) {
      add_pair(a(first, first), a(first, last), a(last, first), a(last, last), values);
      last -= 2;
      steps = 0;
      continue;
    }
    if (++steps > 30 * a.rows()) return std::nullopt;
    double sum = a(last - 1, last - 1) + a(last, last);
    double shift_product = a(last - 1, last - 1) * a(last, last) - a(last - 1, last) * a(last, last - 1);
    if (steps % 10 == 0) {  // a step of its own where the usual shifts go round in a circle
      const double away = std::fabs(a(last, last - 1)) + std::fabs(a(last - 1, last - 2));
      sum = 1.5 * away;
      shift_product = away * away;
    }
    double_step(a, first, last, sum, shift_product);
  }
  for (Complex& value : values) value = product(value, scale);
  return values;
}

}  // namespace polesweep::linear_algebra
