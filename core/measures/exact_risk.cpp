#include "core/measures/exact_risk.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <limits>

#include "core/eigenvalues.hpp"
#include "core/measures/covariance_factor.hpp"

namespace polesweep {
namespace {

using Matrix = Eigen::MatrixXcd;

using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

struct ExactRisk::Factors {
  bool stable = false;
  int states = 0;
  RowMajor gains;         ///< [outputs x teacher states]
  Matrix joint;           ///< factor of the covariance of (student states, teacher states, of a teacher with taps their sum)
  Eigen::VectorXcd mean;  ///< of the student states
};

ExactRisk::ExactRisk(const LinearSystem& system, const LinearTeacher& teacher, bool complex_valued)
    : factors_(std::make_unique<Factors>()) {
  const int n = system.states;
  const int k = static_cast<int>(teacher.poles.size());
  const int m = teacher.inputs;
  RowMajor a = RowMajor::Zero(n + k, n + k);
  RowMajor b(n + k, m);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) a(i, j) = system.state[static_cast<std::size_t>(i) * n + j];
    for (int j = 0; j < m; ++j) b(i, j) = system.input[static_cast<std::size_t>(i) * m + j];
  }
  factors_->states = n;
  factors_->gains = Eigen::Map<const RowMajor>(teacher.gains.data(), teacher.outputs, k);
  for (int i = 0; i < k; ++i) {
    a(n + i, n + i) = teacher.poles[static_cast<std::size_t>(i)];
    for (int j = 0; j < m; ++j) b(n + i, j) = teacher.input_weight(static_cast<std::size_t>(i), j);
  }
  const Matrix student = a.topLeftCorner(n, n);
  const std::vector<Complex> poles = eigenvalues(system.state, n, complex_valued);
  factors_->stable = std::all_of(poles.begin(), poles.end(), [](const Complex& pole) { return std::abs(pole) < 1; });
  if (!factors_->stable) return;
  const auto lags = static_cast<Eigen::Index>(teacher.taps.size());
  Matrix first = Matrix::Zero(n + k + 1, lags);
  auto response = b.col(0);  // a teacher with taps has one input
  for (Eigen::Index lag = 0; lag < lags; ++lag) {
    first.col(lag) << response, teacher.taps[static_cast<std::size_t>(lag)];
    response = (a * response).eval();
  }
  const std::vector<Complex> joint =
      covariance_factor({a.data(), static_cast<std::size_t>(a.size())}, {b.data(), static_cast<std::size_t>(b.size())}, n + k);
  factors_->joint = Eigen::Map<const RowMajor>(joint.data(), n + k, std::ssize(joint) / (n + k));
  if (lags > 0) {
    Matrix whole = Matrix::Zero(n + k + 1, lags + factors_->joint.cols());
    whole.leftCols(lags) = first;
    whole.block(0, lags, n + k, factors_->joint.cols()) = factors_->joint;
    factors_->joint = whole;
    factors_->gains.conservativeResize(1, k + 1);
    factors_->gains(0, k) = 1;
  }
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
  const Eigen::Index outputs = factors_->gains.rows();
  const Eigen::Index count = all.size() / outputs;
  double risk = 0;
  for (Eigen::Index output = 0; output < outputs; ++output) {
    const Eigen::VectorXcd row = all.segment(output * count, count);
    const Eigen::VectorXcd direct = row.head(n);
    Eigen::RowVectorXcd difference(n + factors_->gains.cols());
    difference << direct.transpose(), -factors_->gains.row(output);
    double own = (difference * factors_->joint).squaredNorm();
    Complex mean = (direct.array() * factors_->mean.array()).sum();
    if (regressors.widely_linear) {
      // Circular input leaves the states and their conjugates uncorrelated (the teacher holds no conjugates), so the powers add.
      const Eigen::VectorXcd conjugate = row.segment(n, n);
      own += (conjugate.transpose() * factors_->joint.topRows(n).conjugate()).squaredNorm();
      mean += (conjugate.array() * factors_->mean.array().conjugate()).sum();
    }
    if (regressors.intercept) mean += row[count - 1];
    own += std::norm(mean);
    risk += own;
  }
  return std::isfinite(risk) ? risk : infinity;
}

}  // namespace polesweep
