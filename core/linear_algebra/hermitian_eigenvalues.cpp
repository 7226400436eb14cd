#include <limits>

#include "core/linear_algebra/eigenvalues.hpp"
#include "core/linear_algebra/reflection.hpp"

namespace polesweep::linear_algebra {
namespace {

/// A real symmetric tridiagonal matrix.
struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> beside;  ///< one element less
};

/// A unitary similarity of the Hermitian matrix that `a` holds in full; the moduli of what stands beside the diagonal keep the eigenvalues.
template <class Number>
Tridiagonal reduce_to_tridiagonal(Matrix<Number>& a) {
  const int n = a.rows();
  Tridiagonal result;
  std::vector<Number> sums(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k) {
    result.diagonal.push_back(real_part(a(k, k)));
    if (k + 1 == n) break;
    const Reflection<Number> reflection(a.row(k + 1) + k, n - k - 1, n);
    reflection.apply_both(a, k + 1, sums);
    result.beside.push_back(modulus(reflection.image()));
  }
  return result;
}

/// One implicit QR step with Wilkinson's shift on rows first ... last.
void step(Tridiagonal& t, int first, int last) {
  const double half = (t.diagonal[static_cast<std::size_t>(last) - 1] - t.diagonal[static_cast<std::size_t>(last)]) / 2;
  const double off = t.beside[static_cast<std::size_t>(last) - 1];
  const double far = half + std::copysign(modulus(Complex(half, off)), half);
  const double shift = t.diagonal[static_cast<std::size_t>(last)] - off / far * off;
  double x = t.diagonal[static_cast<std::size_t>(first)] - shift;
  double z = t.beside[static_cast<std::size_t>(first)];
  for (auto k = static_cast<std::size_t>(first); k < static_cast<std::size_t>(last); ++k) {
    const double length = modulus(Complex(x, z));
    const double c = length == 0 ? 1 : x / length;
    const double s = length == 0 ? 0 : z / length;
    if (k > static_cast<std::size_t>(first)) t.beside[k - 1] = length;
    const double upper = t.diagonal[k];
    const double lower = t.diagonal[k + 1];
    const double between = t.beside[k];
    t.diagonal[k] = c * c * upper + 2 * c * s * between + s * s * lower;
    t.diagonal[k + 1] = s * s * upper - 2 * c * s * between + c * c * lower;
    t.beside[k] = c * s * (lower - upper) + (c * c - s * s) * between;
    if (k + 1 == static_cast<std::size_t>(last)) break;
    x = t.beside[k];
    z = s * t.beside[k + 1];
    t.beside[k + 1] *= c;
  }
}

template <class Number>
std::optional<std::vector<double>> values_of(Matrix<Number> a) {
  for (int i = 0; i < a.rows(); ++i)
    for (int j = 0; j < i; ++j) a(j, i) = conjugate(a(i, j));
  if (!a.is_finite()) return std::nullopt;
  const double scale = scale_to_one(a);
  Tridiagonal t = reduce_to_tridiagonal(a);
  int steps = 0;
  for (int last = a.rows() - 1; last > 0;) {
    int first = last;
    for (; first > 0; --first) {
      const auto at = static_cast<std::size_t>(first);
      const double beside = std::fabs(t.diagonal[at - 1]) + std::fabs(t.diagonal[at]);
      if (std::fabs(t.beside[at - 1]) <= std::numeric_limits<double>::epsilon() * beside) break;
    }
    if (first == last) {
      last -= 1;
      steps = 0;
      continue;
    }
    if (++steps > 30 * a.rows()) return std::nullopt;
    step(t, first, last);
  }
  std::sort(t.diagonal.begin(), t.diagonal.end());
  for (double& value : t.diagonal) value *= scale;
  return std::move(t.diagonal);
}

}  // namespace

std::optional<std::vector<double>> hermitian_eigenvalues(RealMatrix a) { return values_of(std::move(a)); }
std::optional<std::vector<double>> hermitian_eigenvalues(ComplexMatrix a) { return values_of(std::move(a)); }

}  // namespace polesweep::linear_algebra
