#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/moving_taps.hpp"
#include "core/tasks/ofdm.hpp"

namespace polesweep {

/// The samples of an OFDM link for the runs of a block. Everything is drawn for its time, so the time alone says where a run is.
class OfdmStream final : public Stream {
 public:
  OfdmStream(const OfdmTask& task, Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels);

  Piece next(int most, const Samples& samples) override;
  void archive(RunArchive& archive) override;

 private:
  static constexpr int most_ = 256;

  std::size_t width() const { return 2 * seeds_.size(); }
  std::size_t row_width() const { return task_.antennas() * width(); }
  std::size_t length() const { return task_.subcarriers() + task_.prefix(); }
  bool has_combs() const { return !test_ && task_.pilot_spacing() > 1; }
  void draw_symbol(std::int64_t number, std::size_t row);
  void keep_pilots(std::int64_t number, std::size_t row, std::size_t sender);
  void repeat_end(double* first) const;
  void fill();
  void receive(std::size_t steps, double* inputs);

  const OfdmTask& task_;
  const KernelSet& kernels_;
  bool test_;
  std::vector<std::uint64_t> seeds_;
  std::int64_t washout_left_;
  bool starts_ = true;
  std::size_t before_;  ///< whole OFDM symbols before the present one that its samples are made of
  std::int64_t time_ = 0;
  double noise_scale_;
  std::vector<Arena> taps_;         ///< [receiver x sender] of [tap][re, im][lane]; empty: no link, or it moves
  std::vector<MovingTaps> moving_;  ///< [receiver x sender]
  Arena draws_;                     ///< [subcarrier][lane]
  Arena wanted_;                    ///< [before + 1 symbols' samples][sender][re, im][lane]
  Arena sent_;                      ///< what the transmitter makes of them
  Arena known_;                     ///< the waveform of the pilots times their spacing; empty where all subcarriers are
  Arena noise_;                     ///< [row][re, im][lane]
};

}  // namespace polesweep
