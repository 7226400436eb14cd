#include "core/run/free_runs.hpp"

namespace polesweep {

FreeRuns::FreeRuns(const TaskFacts& facts, int lanes)
    : row_(static_cast<std::size_t>(facts.outputs) * (facts.complex_valued ? 2 : 1) * static_cast<std::size_t>(lanes)),
      lanes_(static_cast<std::size_t>(lanes)),
      target_(row_),
      apply_(lanes_, true) {}

void FreeRuns::look(const Stream::Piece& piece, const double* inputs, const double* clean) {
  if (piece.starts_segment) done_ = 0;
  if (piece.starts_segment || !piece.scored) follows_ = false;
  if (!piece.scored) return;
  const auto steps = static_cast<std::size_t>(piece.steps);
  for (std::size_t t = follows_ ? 0 : 1; t < steps; ++t) {
    const double* before = t == 0 ? target_.data() : clean + (t - 1) * row_;
    for (std::size_t i = 0; i < row_; ++i)
      if (apply_[i % lanes_] && inputs[t * row_ + i] != before[i]) apply_[i % lanes_] = false;
  }
  std::copy_n(clean + (steps - 1) * row_, row_, target_.data());
  follows_ = true;
}

void FreeRuns::pass(const Stream::Piece& piece) {
  if (piece.scored) done_ = (done_ + piece.steps) % length;
}

void FreeRuns::archive(RunArchive& archive) {
  std::int64_t done = done_;
  archive.shared(done);
  done_ = static_cast<int>(done);
  archive.shared(follows_);
  archive.array(target_.data(), row_ / lanes_);
  const auto lane = static_cast<std::size_t>(archive.lane());
  bool applies = apply_[lane];
  archive.shared(applies);
  apply_[lane] = applies;
}

}  // namespace polesweep
