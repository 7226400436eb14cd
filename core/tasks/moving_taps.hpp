#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/fading.hpp"

namespace polesweep {

/// The taps of a channel that moves, for the runs of a block: a function of seed and time alone, whatever was asked for before.
///
/// Blocks of `coherence` samples have independent taps. Taps of `jakes` are sums of M = 16 waves that come from all around, one from each
/// sector of 1/M of a turn: h_k(t) = a_k M^(-1/2) sum_m exp(2 pi i (doppler cos(2 pi (m + u_km)/M) t + v_km)) with uniform u, v in [0, 1).
/// So E|h_k|^2 = a_k^2 and the autocorrelation, over seeds, is J_0(2 pi doppler tau) exactly; E|h_k|^4 = (2 - 1/M) a_k^4, where a normal
/// tap has 2. Source: sums of sinusoids by Monte Carlo, Patel, Stüber and Pratt, IEEE Transactions on Communications 53 (2005), 1.
class MovingTaps {
 public:
  static constexpr int waves = 16;

  /// `fading` moves. `role` draws the channel: `data_channel` of training, `test_channel` of a test. It takes two arrays of random
  /// numbers, `array` and the next.
  MovingTaps(const Fading& fading, Role role, std::uint32_t array, std::span<const std::uint64_t> seeds, const KernelSet& kernels);

  /// The taps [tap][re, im][lane] of a time that is not negative. Costs least for the time after the last one.
  const double* at(std::int64_t time);

 private:
  /// Waves are turned from sample to sample, and computed directly at multiples of this time, so that rounding does not add up.
  static constexpr std::int64_t turned_ = 64;

  void draw_waves();
  void draw_block(std::int64_t block);
  void set_waves(std::int64_t time);
  void turn_waves();
  void add_waves();

  const KernelSet& kernels_;
  Role role_;
  std::uint32_t array_;
  std::vector<std::uint64_t> seeds_;
  bool blocks_;
  std::int64_t coherence_;
  double doppler_;
  std::vector<double> amplitudes_;
  std::int64_t position_ = -1;  ///< the time that the taps are of, or the block; -1: of none
  Arena taps_;                  ///< [tap][re, im][lane]
  Arena shifts_;                ///< [wave of a tap][lane]: in cycles per sample
  Arena phases_;                ///< [wave of a tap][lane]: at time 0, in turns
  Arena turns_;                 ///< [wave of a tap][re, im][lane]: exp(2 pi i shift)
  Arena points_;                ///< [wave of a tap][re, im][lane]: the waves now
};

}  // namespace polesweep
