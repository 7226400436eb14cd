#pragma once

#include <cstdint>
#include <vector>

#include "core/tasks/recording.hpp"
#include "core/tasks/task.hpp"
#include "core/tasks/windows.hpp"

namespace polesweep {

/// What one run gets of a recording: its segments, each longer than the washout, and its scales.
struct RecordedLane {
  const std::vector<RowRange>* segments;
  const Scaling* inputs;
  const Scaling* targets;
};

/// Delivers the segments of a recording to the runs of a block. Recording and lanes' contents must outlive it. With one segment a lane the
/// stream ends with the shortest; more segments must have equal lengths in all lanes.
class RecordedStream final : public Stream {
 public:
  RecordedStream(const Recording& recording, std::int64_t washout, std::vector<RecordedLane> lanes);

  Piece next(int most, const Samples& samples) override;
  void archive(RunArchive& archive) override;

 private:
  void fill(std::size_t lane, int steps, const Samples& samples) const;

  const Recording* recording_;
  std::int64_t washout_;
  std::vector<RecordedLane> lanes_;
  std::vector<std::int64_t> lengths_;  // of the segments
  std::int64_t segment_ = 0;
  std::int64_t position_ = 0;  // in the segment
};

}  // namespace polesweep
