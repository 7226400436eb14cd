#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/run/trace_entries.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

TraceShape trace_shape(const Learner& learner, const NetworkShape& network, const TaskFacts& task, const Regime& regime);

/// A quantity of a trace and its values, row-major: [rows][dimensions], or [dimensions] of what the run keeps as it is.
struct TracedVariable {
  std::string name;
  std::string long_name;
  std::string unit;
  std::vector<std::string> dimensions;
  std::vector<std::size_t> extent;  ///< of the dimensions
  bool by_row = true;
  bool complex_valued = false;
  std::vector<double> real = {};
  std::vector<double> imaginary = {};  ///< empty of real quantities

  std::size_t row_size() const;  ///< numbers
};

/// A run as it was computed: what went in, what came out and what the learner held at every `every`-th training sample or update.
///
/// Weights are those that the row's sample was predicted with, so before its update; the last ones are in variables of their own
/// (`final_...`). A row of an update that needs many samples shows the last of them.
class RunTrace {
 public:
  /// `keep` is given the rows whenever they take some megabytes, and the last ones at the end, after which they are gone from here; without
  /// it all stay. Throws std::invalid_argument for `every` < 1.
  explicit RunTrace(std::int64_t every, std::function<void(const RunTrace&)> keep = {});

  std::int64_t every() const { return every_; }
  /// Scored samples, or updates, from `done` until the next row.
  std::int64_t until_next(std::int64_t done) const { return every_ - done % every_; }

  /// To be called once, before the first row.
  void begin(const TraceShape& shape);
  void add_row(std::int64_t position, std::int64_t updates, const TracedMoment& moment);
  /// The end of the run, with the weights in force.
  void end(const TracedMoment& moment);

  bool counts_updates() const { return shape_.counts_updates; }
  const std::vector<std::int64_t>& positions() const { return positions_; }  ///< samples or updates, this one included
  const std::vector<std::int64_t>& updates() const { return updates_; }      ///< of the weights so far, this sample's included
  const std::vector<TracedVariable>& variables() const { return variables_; }

 private:
  void hand_over_rows();

  std::int64_t every_;
  std::function<void(const RunTrace&)> keep_;
  double row_bytes_ = 0;
  TraceShape shape_;
  std::vector<std::int64_t> positions_;
  std::vector<std::int64_t> updates_;
  std::vector<TracedVariable> variables_;
};

/// The variables of a trace without values, those of the last weights at the end.
std::vector<TracedVariable> traced_variables(const TraceShape& shape);

/// Bytes of one row, its coordinates included, and of what is stored once per run.
struct TraceSize {
  double row = 0;
  double once = 0;
};
TraceSize trace_size(const TraceShape& shape);

}  // namespace polesweep
