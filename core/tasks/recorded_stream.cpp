#include "core/tasks/recorded_stream.hpp"

#include <algorithm>
#include <stdexcept>

namespace polesweep {

RecordedStream::RecordedStream(const Recording& recording, std::int64_t washout, std::vector<RecordedLane> lanes)
    : recording_(&recording), washout_(washout), lanes_(std::move(lanes)) {
  for (const RowRange& segment : *lanes_.front().segments) lengths_.push_back(segment.size());
  for (const RecordedLane& lane : lanes_) {
    const std::vector<RowRange>& segments = *lane.segments;
    bool fits = segments.size() == lengths_.size();
    for (std::size_t i = 0; fits && i < segments.size(); ++i) {
      fits = segments.size() == 1 || segments[i].size() == lengths_[i];
      lengths_[i] = std::min(lengths_[i], segments[i].size());
    }
    if (!fits) throw std::logic_error("runs whose segments differ cannot advance together");
  }
}

Stream::Piece RecordedStream::next(int most, const Samples& samples) {
  if (segment_ == std::ssize(lengths_)) return {};
  Piece piece;
  piece.scored = position_ >= washout_;
  piece.starts_segment = position_ == 0;
  const std::int64_t left = (piece.scored ? lengths_[static_cast<std::size_t>(segment_)] : washout_) - position_;
  piece.steps = static_cast<int>(std::min<std::int64_t>(most, left));
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) fill(lane, piece.steps, samples);
  position_ += piece.steps;
  if (position_ == lengths_[static_cast<std::size_t>(segment_)]) {
    ++segment_;
    position_ = 0;
  }
  return piece;
}

void RecordedStream::archive(RunArchive& archive) {
  archive.shared(segment_);
  archive.shared(position_);
}

void RecordedStream::fill(std::size_t lane, int steps, const Samples& samples) const {
  const auto& [segments, input_scaling, target_scaling] = lanes_[lane];
  const std::int64_t start = (*segments)[static_cast<std::size_t>(segment_)].begin;
  const std::int64_t lanes = std::ssize(lanes_);
  const std::int64_t input_width = recording_->input_width();
  const std::int64_t target_width = recording_->target_width();
  for (std::int64_t step = 0; step < steps; ++step) {
    const std::int64_t row = start + position_ + step;
    for (std::int64_t i = 0; i < input_width; ++i)
      samples.inputs[(step * input_width + i) * lanes + static_cast<std::int64_t>(lane)] =
          (*input_scaling)(recording_->inputs[row * input_width + i], i);
    // Targets from before the segment may be missing; such samples are washout, where nobody looks at them.
    const std::int64_t target_row = row - recording_->delay;
    for (std::int64_t i = 0; i < target_width; ++i) {
      const std::int64_t place = (step * target_width + i) * lanes + static_cast<std::int64_t>(lane);
      const double target = target_row < start ? 0.0 : (*target_scaling)(recording_->targets[target_row * target_width + i], i);
      samples.observed[place] = target;
      samples.clean[place] = target;
    }
  }
}

}  // namespace polesweep
