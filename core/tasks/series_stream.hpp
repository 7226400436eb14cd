#pragma once

#include <span>
#include <vector>

#include "core/block/arena.hpp"
#include "core/tasks/series.hpp"

namespace polesweep {

/// The samples of a series for the runs of a block.
class SeriesStream final : public Stream {
 public:
  /// The series must outlive its streams.
  SeriesStream(const Series& series, const SeriesSettings& settings, Part part, std::span<const std::uint64_t> seeds,
               const KernelSet& kernels);

  Piece next(int most, const Samples& samples) override;
  void restart() override;
  void archive(RunArchive& archive) override;

 private:
  static constexpr int most_ = 256;

  void make_samples(int steps, const Samples& samples);

  const Series& series_;
  const Series::Shape shape_;
  SeriesSettings settings_;
  const KernelSet& kernels_;
  bool test_;
  std::vector<std::uint64_t> seeds_;
  std::int64_t washout_left_;
  bool starts_ = true;
  std::int64_t time_ = 0;
  std::vector<double> state_;  ///< [lane][state]: a sample is made run by run
  Arena uniforms_;             ///< [step][uniform][lane]
  Arena normals_;              ///< [step][normal][lane]
  Arena noise_;                ///< [step][output][lane]
};

struct SeriesSamples {
  std::vector<double> inputs;   ///< [sample][input]
  std::vector<double> targets;  ///< [sample][output], without noise
};

/// The first samples of one run.
SeriesSamples series_samples(const Series& series, Part part, std::uint64_t seed, std::int64_t count);

}  // namespace polesweep
