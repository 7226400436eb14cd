#include "core/measures/exact_risk.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>
#include <limits>

namespace polesweep {
namespace {

using Matrix = Eigen::MatrixXcd;

/// A factor F with F F^H = sum_k A^k B B^H (A^k)^H. The powers stop when the next one adds less than rounding.
Matrix covariance_factor(Matrix a, const Matrix& b) {
  const Eigen::Index n = a.rows();
  Matrix factor = b;
  // |A^(2^k)| falls doubly exponentially once the powers fall at all; 60 doublings reach poles within 1e-17 of the circle.
  for (int doubling = 0; doubling < 60 && a.norm() > 1e-18; ++doubling) {
    Matrix wide(n, 2 * factor.cols());
    wide << factor, a * factor;
    if (wide.cols() > n) {
      const Eigen::HouseholderQR<Matrix> qr(wide.adjoint());
      factor = Matrix(qr.matrixQR().topRows(n).triangularView<Eigen::Upper>()).adjoint();
    } else {
      factor = wide;
    }
    a = (a * a).eval();
  }
  return factor;
}

}  // namespace

struct ExactRisk::Factors {
  bool stable = false;
  int states = 0;
  Eigen::VectorXcd gains;
  Matrix joint;           ///< factor of the covariance of (student states, teacher states)
  Eigen::VectorXcd mean;  ///< of the student states
};

ExactRisk::ExactRisk(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued)
    : factors_(std::make_unique<Factors>()) {
  const int n = system.states;
  const int k = static_cast<int>(teacher.poles.size());
  Matrix a = Matrix::Zero(n + k, n + k);
  Matrix b = Matrix::Zero(n + k, 1);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) a(i, j) = system.state[static_cast<std::size_t>(i) * n + j];
    b(i, 0) = system.input[static_cast<std::size_t>(i)];
  }
  factors_->states = n;
  factors_->gains.resize(k);
  for (int i = 0; i < k; ++i) {
    a(n + i, n + i) = teacher.poles[static_cast<std::size_t>(i)];
    b(n + i, 0) = 1;
    factors_->gains[i] = teacher.gains[static_cast<std::size_t>(i)];
  }
  const Matrix student = a.topLeftCorner(n, n);
  const double radius =
      complex_valued ? student.eigenvalues().cwiseAbs().maxCoeff() : Eigen::MatrixXd(student.real()).eigenvalues().cwiseAbs().maxCoeff();
  factors_->stable = radius < 1;
  if (!factors_->stable) return;
  factors_->joint = covariance_factor(a, b);
  const Eigen::Map<const Eigen::VectorXcd> bias(system.bias.data(), n);
  factors_->mean = bias.isZero(0) ? Eigen::VectorXcd::Zero(n).eval() : (Matrix::Identity(n, n) - student).partialPivLu().solve(bias).eval();
}

ExactRisk::~ExactRisk() = default;
ExactRisk::ExactRisk(ExactRisk&&) noexcept = default;

bool ExactRisk::stable() const { return factors_->stable; }

double ExactRisk::risk(const std::vector<Complex>& weights, const Regressors& regressors) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!stable()) return infinity;
  const int n = factors_->states;
  const Eigen::Map<const Eigen::VectorXcd> all(weights.data(), static_cast<Eigen::Index>(weights.size()));
  if (!all.allFinite()) return infinity;
  const Eigen::VectorXcd direct = all.head(n);
  Eigen::RowVectorXcd difference(n + factors_->gains.size());
  difference << direct.transpose(), -factors_->gains.transpose();
  double risk = (difference * factors_->joint).squaredNorm();
  Complex mean = (direct.array() * factors_->mean.array()).sum();
  if (regressors.widely_linear) {
    // Circular input leaves the states and their conjugates uncorrelated (the teacher holds no conjugates), so the powers add.
    const Eigen::VectorXcd conjugate = all.segment(n, n);
    risk += (conjugate.transpose() * factors_->joint.topRows(n).conjugate()).squaredNorm();
    mean += (conjugate.array() * factors_->mean.array().conjugate()).sum();
  }
  if (regressors.intercept) mean += all[all.size() - 1];
  risk += std::norm(mean);
  return std::isfinite(risk) ? risk : infinity;
}

}  // namespace polesweep
