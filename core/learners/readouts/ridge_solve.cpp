#include "core/learners/readouts/ridge_solve.hpp"

#include <limits>
#include <new>
#include <type_traits>

#include "core/linear_algebra/qr.hpp"

namespace polesweep {
namespace {

constexpr std::align_val_t alignment{64};

template <class Number>
void solve(const RidgeFactor& factor, int lane, double* out) {
  constexpr bool is_complex = !std::is_same_v<Number, double>;
  using linear_algebra::Matrix;
  const int n = factor.regressors;
  const int columns = n + factor.outputs;
  const auto number = [&](int i, int j) -> Number {
    const long at = static_cast<long>(i) * columns + j;
    if constexpr (is_complex)
      return {factor.numbers[(2 * at) * factor.lanes + lane], factor.numbers[(2 * at + 1) * factor.lanes + lane]};
    else
      return factor.numbers[at * factor.lanes + lane];
  };
  Matrix<Number> r(n, n);
  Matrix<Number> z(n, factor.outputs);
  for (int i = 0; i < n; ++i) {
    for (int j = i; j < n; ++j) r(i, j) = number(i, j);
    for (int k = 0; k < factor.outputs; ++k) z(i, k) = number(i, n + k);
  }
  Matrix<Number> solution(n, factor.outputs,
                          std::vector<Number>(static_cast<std::size_t>(n) * factor.outputs, std::numeric_limits<double>::quiet_NaN()));
  if (r.is_finite() && z.is_finite()) solution = least_squares_solution(r, std::move(z));
  for (int k = 0; k < factor.outputs; ++k)
    for (int j = 0; j < n; ++j) {
      const long at = static_cast<long>(k) * n + j;
      if constexpr (is_complex) {
        out[(2 * at) * factor.lanes + lane] = solution(j, k).real();
        out[(2 * at + 1) * factor.lanes + lane] = solution(j, k).imag();
      } else {
        out[at * factor.lanes + lane] = solution(j, k);
      }
    }
}

}  // namespace

void solve_ridge(const RidgeFactor& factor, int lane, double* out) {
  if (factor.complex_valued)
    solve<std::complex<double>>(factor, lane, out);
  else
    solve<double>(factor, lane, out);
}

RidgeScratch::RidgeScratch(std::size_t size) : numbers_(static_cast<double*>(::operator new(size * sizeof(double), alignment))) {}
RidgeScratch::~RidgeScratch() { ::operator delete(numbers_, alignment); }

}  // namespace polesweep
