#include "core/tasks/equaliser.hpp"

#include <cmath>

#include "core/linear_algebra/qr.hpp"

namespace polesweep {

double equaliser_risk(const KnownChannel& channel, std::int64_t length, std::int64_t delay) {
  const int taps = static_cast<int>(channel.taps.size());
  const int rows = static_cast<int>(length);
  const int symbols = rows + taps - 1;
  if (delay >= symbols) return 1;
  linear_algebra::ComplexMatrix stacked(rows + symbols, symbols);
  const double scale = 1 / std::sqrt(channel.noise_power);
  for (int row = 0; row < rows; ++row)
    for (int k = 0; k < taps; ++k) stacked(row, row + k) = channel.taps[static_cast<std::size_t>(k)] * scale;
  for (int i = 0; i < symbols; ++i) stacked(rows + i, i) = 1;
  linear_algebra::ComplexMatrix wanted(symbols, 1);
  wanted(static_cast<int>(delay), 0) = 1;
  const linear_algebra::ComplexMatrix solved = solve_upper_adjoint(linear_algebra::Qr<Complex>(std::move(stacked)).r(), std::move(wanted));
  double power = 0;
  for (const Complex& entry : solved.entries()) power += linear_algebra::squared_modulus(entry);
  const double explained = linear_algebra::squared_modulus(channel.correlation);
  return (1 - explained) + explained * power;
}

}  // namespace polesweep
