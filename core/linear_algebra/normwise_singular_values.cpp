#include <limits>

#include "core/linear_algebra/reflection.hpp"
#include "core/linear_algebra/singular_values.hpp"

namespace polesweep::linear_algebra {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr int most_steps_each = 30;  // as many as eigenvalues get; two or three are usual

/// An upper bidiagonal matrix; `above[i]` stands right of `diagonal[i]`. Its numbers may be real and positive whatever they come from:
/// unitary diagonal factors leave singular values alone.
struct Bidiagonal {
  std::vector<double> diagonal;
  std::vector<double> above;
};

/// Reflections of columns and rows in turn take a matrix [rows x columns <= rows] to bidiagonal form.
template <class Number>
Bidiagonal bidiagonal_form(Matrix<Number> a) {
  Bidiagonal form;
  std::vector<Number> sums(static_cast<std::size_t>(a.columns()));
  std::vector<Number> rest(static_cast<std::size_t>(a.columns()));
  for (int k = 0; k < a.columns(); ++k) {
    const Reflection<Number> of_column(a.row(k) + k, a.rows() - k, a.columns());
    of_column.apply_left(a, k, k + 1, sums);
    form.diagonal.push_back(modulus(of_column.image()));
    const int right = a.columns() - k - 1;
    if (right == 0) break;
    std::transform(a.row(k) + k + 1, a.row(k) + a.columns(), rest.begin(), [](const Number& entry) { return conjugate(entry); });
    const Reflection<Number> of_row(rest.data(), right, 1);
    of_row.apply_right(a, k + 1, k + 1);
    form.above.push_back(modulus(of_row.image()));
  }
  return form;
}

/// [c, s; -s, c] takes (x, y) to (length, 0).
struct Rotation {
  double c = 1;
  double s = 0;
  double length;

  Rotation(double x, double y) : length(x) {
    if (y == 0) return;
    const double large = std::max(std::fabs(x), std::fabs(y));
    const double small = std::min(std::fabs(x), std::fabs(y)) / large;
    length = large * std::sqrt(1 + small * small);
    c = x / length;
    s = y / length;
  }
};

/// Rows and columns first ... last, whose elements above the diagonal are not zero.
class Block {
 public:
  Block(Bidiagonal& b, int first, int last) : d_(b.diagonal.data()), e_(b.above.data()), first_(first), last_(last) {}

  /// Its transpose from the far end, which has the same values: they are found from the small end on.
  void put_small_end_last() {
    if (std::fabs(d_[first_]) >= std::fabs(d_[last_])) return;
    std::reverse(d_ + first_, d_ + last_ + 1);
    std::reverse(e_ + first_, e_ + last_);
  }

  /// One implicit step of QR on B^T B, without forming it.
  void step() {
    const double shift = shift_of_end();
    const double start = d_[first_];
    double x = shift == 0 ? start : (std::fabs(start) - shift) * (std::copysign(1.0, start) + shift / start);
    double y = e_[first_];
    for (int i = first_; i < last_; ++i) {
      const Rotation of_columns(x, y);
      if (i > first_) e_[i - 1] = of_columns.length;
      x = of_columns.c * d_[i] + of_columns.s * e_[i];
      e_[i] = of_columns.c * e_[i] - of_columns.s * d_[i];
      y = of_columns.s * d_[i + 1];
      d_[i + 1] = of_columns.c * d_[i + 1];
      const Rotation of_rows(x, y);
      d_[i] = of_rows.length;
      x = of_rows.c * e_[i] + of_rows.s * d_[i + 1];
      d_[i + 1] = of_rows.c * d_[i + 1] - of_rows.s * e_[i];
      if (i + 1 == last_) break;
      y = of_rows.s * e_[i + 1];
      e_[i + 1] = of_rows.c * e_[i + 1];
    }
    e_[last_ - 1] = x;
  }

 private:
  /// The smaller singular value of the last two rows and columns; 0 where it is nothing beside the first, or the block is singular: a
  /// step without shift then brings out a zero.
  double shift_of_end() const {
    for (int i = first_; i <= last_; ++i)
      if (d_[i] == 0) return 0;
    const double f = std::fabs(d_[last_ - 1]);
    const double h = std::fabs(d_[last_]);
    const double g = e_[last_ - 1];
    // Product, sum and difference of both values are f h and these roots.
    const double largest = (std::sqrt((f + h) * (f + h) + g * g) + std::sqrt((f - h) * (f - h) + g * g)) / 2;
    const double shift = f / largest * h;
    const double share = shift / d_[first_];
    return share * share < epsilon ? 0 : shift;
  }

  double* d_;
  double* e_;
  int first_;
  int last_;
};

/// Of a matrix of norm one.
std::optional<std::vector<double>> values_of(Bidiagonal b) {
  const int n = static_cast<int>(b.diagonal.size());
  double* d = b.diagonal.data();
  double* e = b.above.data();
  int steps = 0;
  int turned_from = n;  // the first row of the block that has its small end last
  for (int last = n - 1; last > 0;) {
    int first = last;
    for (; first > 0; --first)
      if (std::fabs(e[first - 1]) <= epsilon * std::max(std::fabs(d[first - 1]) + std::fabs(d[first]), epsilon)) break;
    if (first > 0) e[first - 1] = 0;
    if (first == last) {
      --last;
      steps = 0;
      continue;
    }
    if (++steps > most_steps_each * n) return std::nullopt;
    Block block(b, first, last);
    if (last < turned_from) {
      block.put_small_end_last();
      turned_from = first;
    }
    block.step();
  }
  for (double& value : b.diagonal) value = std::fabs(value);
  std::sort(b.diagonal.rbegin(), b.diagonal.rend());
  return std::move(b.diagonal);
}

template <class Number>
std::optional<std::vector<double>> values_of(Matrix<Number> a) {
  if (!a.is_finite()) return std::nullopt;
  const double scale = scale_to_one(a);
  auto values = values_of(bidiagonal_form(a.rows() < a.columns() ? adjoint(a) : std::move(a)));
  if (values)
    for (double& value : *values) value *= scale;
  return values;
}

}  // namespace

std::optional<std::vector<double>> normwise_singular_values(RealMatrix a) { return values_of(std::move(a)); }
std::optional<std::vector<double>> normwise_singular_values(ComplexMatrix a) { return values_of(std::move(a)); }

}  // namespace polesweep::linear_algebra
