#pragma once

#include <cstdint>
#include <vector>

#include "core/run/cost.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"

namespace polesweep::execute {

/// Short runs of points of one shape on one task and poles.
class Probe {
 public:
  /// `asked`: of the sweep. References must outlive this.
  Probe(std::vector<Point> points, std::vector<std::uint64_t> seeds, Measurement asked, const Setups& setups, const KernelSet& kernels);

  /// The same with a washout and a test of at most 20,000 samples.
  Probe cut() const;

  /// How far a probe goes: training samples of a stream, passes, or updates.
  std::int64_t longest() const { return longest_; }
  /// Processor seconds of the first `points` points up to an extent, measured `marks` times on the way (of runs that repeat their samples,
  /// besides the end of each length).
  double seconds(std::size_t points, std::int64_t extent, int marks) const;
  /// What a run of such a probe goes through.
  RunCost cost(std::int64_t extent, int marks) const;

 private:
  RunGroup group(std::size_t points, std::int64_t extent, int marks) const;

  std::vector<Point> points_;
  std::vector<std::uint64_t> seeds_;
  Measurement asked_;
  const Setups& setups_;
  const KernelSet& kernels_;
  Regime regime_;
  std::int64_t longest_ = 0;
};

/// Nominal operations per second of one rank, from a short fixed job. Only orders and predictions depend on it.
double probe_rate(const KernelSet& kernels);

}  // namespace polesweep::execute
