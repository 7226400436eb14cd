#include "core/poles/random_orthogonal.hpp"

#include "core/block/draws.hpp"
#include "core/linear_algebra/qr.hpp"

namespace polesweep {
namespace {

using linear_algebra::product;
using linear_algebra::quotient;

template <class Number>
std::vector<Complex> orthogonal_part(std::vector<Number> draws, int n) {
  const linear_algebra::Qr<Number> qr(linear_algebra::Matrix<Number>(n, n, std::move(draws)));
  const linear_algebra::Matrix<Number> q = qr.q();
  const linear_algebra::Matrix<Number> r = qr.r();
  std::vector<Complex> entries;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) entries.emplace_back(product(q(i, j), quotient(r(j, j), Number(linear_algebra::modulus(r(j, j))))));
  return entries;
}

}  // namespace

std::vector<Complex> random_orthogonal(std::uint64_t seed, Role role, std::uint32_t array, int n, bool complex_valued) {
  const std::int64_t size = static_cast<std::int64_t>(n) * n;
  if (complex_valued) return orthogonal_part(draw_complex_normals(seed, role, array, size), n);
  return orthogonal_part(draw_normals(seed, role, array, size), n);
}

}  // namespace polesweep
