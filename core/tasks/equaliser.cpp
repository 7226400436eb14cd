#include "core/tasks/equaliser.hpp"

#include <Eigen/QR>
#include <cmath>

namespace polesweep {

double equaliser_risk(const KnownChannel& channel, std::int64_t length, std::int64_t delay) {
  const Eigen::Index taps = std::ssize(channel.taps);
  const Eigen::Index symbols = length + taps - 1;
  if (delay >= symbols) return 1;
  Eigen::MatrixXcd stacked = Eigen::MatrixXcd::Zero(length + symbols, symbols);
  const double scale = 1 / std::sqrt(channel.noise_power);
  for (Eigen::Index row = 0; row < length; ++row)
    for (Eigen::Index k = 0; k < taps; ++k) stacked(row, row + k) = channel.taps[static_cast<std::size_t>(k)] * scale;
  stacked.bottomRows(symbols).setIdentity();
  const Eigen::HouseholderQR<Eigen::MatrixXcd> qr(stacked);
  const Eigen::VectorXcd solved =
      qr.matrixQR().topRows(symbols).triangularView<Eigen::Upper>().adjoint().solve(Eigen::VectorXcd::Unit(symbols, delay));
  const double explained = std::norm(channel.correlation);
  return (1 - explained) + explained * solved.squaredNorm();
}

}  // namespace polesweep
