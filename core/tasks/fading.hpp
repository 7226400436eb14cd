#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// The taps of a channel with echoes: given ones of unit power, or circular normal ones with sum_k E|h_k|^2 = 1 (Rayleigh), tap k with a
/// share of it proportional to exp(-decay k). Drawn ones stay for a whole run (`rayleigh`), for `coherence` samples (`block`), or move with
/// every sample (`jakes`): h_k(t) has the autocorrelation J_0(2 pi doppler tau) of a receiver among scatterers all around it.
///
/// Source: Proakis and Salehi, Digital Communications (5th ed. 2008), §13.1; Clarke, Bell System Technical Journal 47 (1968), 957.
class Fading {
 public:
  explicit Fading(Fields& fields);
  /// Throws Error if fields do not go together.
  void check();

  enum class Kind { none, rayleigh, block, jakes };
  Kind kind() const { return kind_; }
  /// Whether taps change while a run lasts.
  bool moves() const { return kind_ == Kind::block || kind_ == Kind::jakes; }
  std::int64_t tap_count() const { return tap_count_; }
  std::int64_t coherence() const { return coherence_; }  ///< samples
  double doppler() const { return doppler_; }            ///< largest Doppler shift, in cycles per sample
  /// sqrt(E|h_k|^2) of drawn taps.
  std::vector<double> amplitudes() const;
  /// Of a channel that does not move: the taps of a run with this seed. Each array of random numbers gives other ones.
  std::vector<Complex> taps(std::uint64_t seed, std::uint32_t array = 0) const;

 private:
  Kind kind_;
  std::vector<Complex> taps_;
  std::int64_t tap_count_;
  double decay_;
  std::int64_t coherence_;
  double doppler_;
};

}  // namespace polesweep
