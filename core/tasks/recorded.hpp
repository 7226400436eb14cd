#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/tasks/least_squares.hpp"
#include "core/tasks/recording.hpp"
#include "core/tasks/task.hpp"
#include "core/tasks/windows.hpp"

namespace polesweep {

/// A task whose samples were measured: each run learns from a window of the training split, and all runs are tested on the test split.
///
/// A missing value ends a segment; the next one starts with zero state and its own washout, which is at least the delay of the targets, so
/// that every scored target belongs to inputs the network has seen. Inputs are standardised, for the test too, by the first rows of the
/// run's own window. Observed targets are the clean ones: nothing is known of a measurement's noise.
/// Throws Error if the fields do not go together or a window or the test split holds no sample that could be scored.
class RecordedTask final : public Task {
 public:
  RecordedTask(Recording recording, const RecordedSettings& settings);

  TaskFacts facts() const override { return facts_; }
  /// The task must outlive its streams. Runs of one block have segments of equal lengths (`TaskFacts::lockstep`, or equal seeds).
  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override;
  /// Variance of the scored targets as the run gets them: of the first `evaluation.samples` of the test split (of all if 0), or,
  /// prequential, of all of the run's window.
  double trivial_risk(std::uint64_t seed, const Evaluation& evaluation) const override;
  double operations_per_sample() const override;
  std::vector<std::string> baselines() const override;
  /// Returns `least_squares_baseline`, or nothing if targets are standardised: each window has another scale.
  std::optional<Baseline> comparable_baseline() const override;

  /// Least squares on the whole training split, tested on the whole test split, in the unit of the file; 21 taps.
  std::optional<Baseline> least_squares_baseline() const;

 private:
  struct Window {
    std::vector<RowRange> segments;  // each longer than the washout
    Scaling inputs;
    Scaling targets;
  };

  Window make_window(RowRange rows, const RecordedSettings& settings) const;
  std::vector<RowRange> scorable(RowRange rows) const;
  std::int64_t scored_samples(const std::vector<RowRange>& segments) const;
  void find_facts(const RecordedSettings& settings, const std::vector<std::int64_t>& starts);
  void write_notes(const RecordedSettings& settings);
  void note_constants(const std::vector<std::string>& names, const char* what, Scaling Window::*scaling, const RecordedSettings& settings);
  const Window& window_of(std::uint64_t seed) const { return windows_[seed % windows_.size()]; }

  Recording recording_;
  bool standardise_targets_;
  std::int64_t washout_;
  Split split_;
  std::vector<RowRange> test_segments_;
  std::vector<Window> windows_;
  TaskFacts facts_;
};

}  // namespace polesweep
