#include "core/learners/readouts/ridge_solve.hpp"

#include <limits>
#include <type_traits>

#include "core/linear_algebra/cholesky.hpp"

namespace polesweep {
namespace {

template <class Number>
void solve(const RidgeSums& sums, int lane, double penalty, double* out) {
  constexpr bool is_complex = !std::is_same_v<Number, double>;
  using linear_algebra::Matrix;
  const int n = sums.regressors;
  const auto number = [&](const double* array, long index) -> Number {
    if constexpr (is_complex)
      return {array[(2 * index) * sums.lanes + lane], array[(2 * index + 1) * sums.lanes + lane]};
    else
      return array[index * sums.lanes + lane];
  };
  Matrix<Number> gram(n, n);
  long index = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j, ++index) gram(i, j) = number(sums.gram, index);
  for (int i = 0; i < n - (sums.has_intercept ? 1 : 0); ++i) gram(i, i) += penalty;
  // (A + penalty I) V^H = C^H, and A is Hermitian.
  Matrix<Number> right(n, sums.outputs);
  for (int k = 0; k < sums.outputs; ++k)
    for (int j = 0; j < n; ++j) right(j, k) = linear_algebra::conjugate(number(sums.cross, static_cast<long>(k) * sums.cross_stride + j));
  const linear_algebra::Cholesky<Number> factor(std::move(gram));
  Matrix<Number> solution(n, sums.outputs,
                          std::vector<Number>(static_cast<std::size_t>(n) * sums.outputs, std::numeric_limits<double>::quiet_NaN()));
  if (factor.is_positive()) solution = factor.solve(right);
  for (int k = 0; k < sums.outputs; ++k)
    for (int j = 0; j < n; ++j) {
      const long at = static_cast<long>(k) * n + j;
      if constexpr (is_complex) {
        out[(2 * at) * sums.lanes + lane] = solution(j, k).real();
        out[(2 * at + 1) * sums.lanes + lane] = -solution(j, k).imag();
      } else {
        out[at * sums.lanes + lane] = solution(j, k);
      }
    }
}

}  // namespace

void solve_ridge(const RidgeSums& sums, int lane, double penalty, double* out) {
  if (sums.complex_valued)
    solve<std::complex<double>>(sums, lane, penalty, out);
  else
    solve<double>(sums, lane, penalty, out);
}

}  // namespace polesweep
