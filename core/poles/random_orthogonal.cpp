#include "core/poles/random_orthogonal.hpp"

#include <Eigen/QR>

#include "core/block/draws.hpp"

namespace polesweep {
namespace {

template <class Matrix, class Draws>
std::vector<Complex> orthogonal_part(const Draws& draws, int n) {
  Matrix gaussian(n, n);
  for (std::int64_t i = 0; i < std::ssize(draws); ++i) gaussian(i / n, i % n) = draws[static_cast<std::size_t>(i)];
  const Eigen::HouseholderQR<Matrix> qr(gaussian);
  Matrix q = qr.householderQ();
  for (int j = 0; j < n; ++j) {
    const auto r = qr.matrixQR()(j, j);
    q.col(j) *= r / std::abs(r);
  }
  std::vector<Complex> entries;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) entries.emplace_back(q(i, j));
  return entries;
}

}  // namespace

std::vector<Complex> random_orthogonal(std::uint64_t seed, Role role, std::uint32_t array, int n, bool complex_valued) {
  const std::int64_t size = static_cast<std::int64_t>(n) * n;
  if (complex_valued) return orthogonal_part<Eigen::MatrixXcd>(draw_complex_normals(seed, role, array, size), n);
  return orthogonal_part<Eigen::MatrixXd>(draw_normals(seed, role, array, size), n);
}

}  // namespace polesweep
