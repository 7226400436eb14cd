#pragma once

#include <cstdint>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// A known channel, to be undone: received x_t = sum_k taps_k a_(t-k) + noise, with independent a_t of zero mean and unit power.
struct KnownChannel {
  std::vector<Complex> taps;
  double noise_power = 0;  ///< E|noise|^2, > 0
  /// The wanted symbol is b_t with E|b|^2 = 1 and E[b conj(a)] = `correlation`; 1 unless the transmitter distorts.
  Complex correlation = 1;
};

/// Least E|y - b_(t-delay)|^2 that a linear equaliser y = sum_(j < length) w_j x_(t-j) can reach (unit: power of a symbol, so 1 is chance).
/// Widely linear equalisers reach no less on circular symbols.
///
/// With the convolution matrix H [length x (length + taps - 1)] and c the correlation: 1 - |c|^2 + |c|^2 [(1 + H^H H/noise_power)^-1]_dd,
/// which is 1 - |c|^2 h_d^H (H H^H + noise_power)^-1 h_d by the matrix inversion lemma, without its cancellation where the risk is small;
/// by QR of [H/sqrt(noise_power); 1]. Cost (length + taps)^3. Source: Proakis and Salehi, Digital Communications (5th ed. 2008), §9.4.
double equaliser_risk(const KnownChannel& channel, std::int64_t length, std::int64_t delay);

}  // namespace polesweep
