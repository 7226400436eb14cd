#include "core/measures/covariance_factor.hpp"

#include <Eigen/QR>

namespace polesweep {
namespace {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;
using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

std::vector<Complex> covariance_factor(std::span<const Complex> a, std::span<const Complex> b, int states) {
  const Eigen::Index n = states;
  Matrix power = Eigen::Map<const RowMajor>(a.data(), n, n);
  Matrix factor = Eigen::Map<const RowMajor>(b.data(), n, std::ssize(b) / n);
  // |A^(2^k)| falls doubly exponentially once the powers fall at all; 60 doublings reach poles within 1e-17 of the circle.
  for (int doubling = 0; doubling < 60 && power.norm() > 1e-18; ++doubling) {
    Matrix wide(n, 2 * factor.cols());
    wide << factor, power * factor;
    if (wide.cols() > n) {
      const Eigen::HouseholderQR<Matrix> qr(wide.adjoint());
      factor = Matrix(qr.matrixQR().topRows(n).triangularView<Eigen::Upper>()).adjoint();
    } else {
      factor = wide;
    }
    power = (power * power).eval();
  }
  std::vector<Complex> values(static_cast<std::size_t>(factor.size()));
  Eigen::Map<RowMajor>(values.data(), n, factor.cols()) = factor;
  return values;
}

}  // namespace polesweep
