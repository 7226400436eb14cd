#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/channel.hpp"
#include "core/tasks/moving_taps.hpp"

namespace polesweep {

/// The samples of a channel for the runs of a block. Each symbol and each noise is drawn for its time, so pieces of any size hold the same
/// samples; times before 0 are the last of the counter's.
class ChannelStream final : public Stream {
 public:
  ChannelStream(const ChannelTask& task, Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels);

  Piece next(int most, const Samples& samples) override;
  /// Continues the transmission; only the network starts again from zero.
  void restart() override;
  void archive(RunArchive& archive) override;

 private:
  static constexpr int most_ = 256;

  std::size_t width() const { return 2 * static_cast<std::size_t>(kernels_.lanes); }
  void draw_symbols(std::size_t row, std::uint64_t time, std::int64_t count);
  void receive(int steps, double* inputs);

  const ChannelTask& task_;
  const KernelSet& kernels_;
  bool test_;
  std::vector<std::uint64_t> seeds_;
  std::int64_t washout_left_;
  bool starts_ = true;
  std::size_t history_;  ///< symbols before a piece that its samples are made of
  std::int64_t time_ = 0;
  double noise_scale_;
  std::optional<MovingTaps> moving_;
  Arena taps_;    ///< [tap][re, im][lane], of a channel that does not move
  Arena draws_;   ///< [row][lane]
  Arena wanted_;  ///< [history + row][re, im][lane]: the symbols
  Arena sent_;    ///< [history + row][re, im][lane]: what the transmitter makes of them
  Arena noise_;   ///< [row][re, im][lane]
};

}  // namespace polesweep
