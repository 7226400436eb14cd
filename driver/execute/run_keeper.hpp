#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/results/record_log.hpp"
#include "core/run/state.hpp"

namespace polesweep::execute {

/// How runs are saved on a rank.
struct KeepingRules {
  std::filesystem::path folder;  ///< of the logs
  std::string session;
  results::Numerics numerics;  ///< of this rank
  int rank = 0;
  double interval_seconds = 10;                ///< approximate time between saves of runs in progress
  std::function<bool()> stop_asked = nullptr;  ///< whether rank 0 wants what is being computed to be saved and left
};

/// Saves the runs that a rank computes.
class RunKeeper final : public StateKeeper {
 public:
  explicit RunKeeper(KeepingRules rules) : rules_(std::move(rules)) {}

  /// Before a group is computed: each point's share of the computing time for one run, whether its end state is wanted, and the numerics of
  /// runs that go on from states of others.
  void begin(std::map<PointId, double> shares, std::vector<bool> wants_end, std::map<RecordKey, std::string> numerics);
  /// After all records of a unit are in the log: its in-progress states are obsolete.
  void forget();
  /// Whether the computation has been stopped.
  bool has_stopped() const { return stopped_; }
  void sync();

  bool is_due() override;
  bool must_stop() override { return stopped_; }
  void keep(std::vector<RunState>&& in_progress) override;
  bool wants_end(std::size_t point) override { return wants_end_[point]; }
  void keep_end(RunState&& state) override;

 private:
  std::filesystem::path running_file() const;
  /// What the computing thread does not know: its time so far becomes part of the record that the run will have, and what computes.
  void complete(RunState& state) const;

  KeepingRules rules_;
  std::map<PointId, double> shares_;
  std::vector<bool> wants_end_;
  std::map<RecordKey, std::string> numerics_;
  std::unique_ptr<results::RecordLog> ends_;  // made when there is a state to keep
  bool stopped_ = false;
  bool kept_ = false;
  bool keeps_ends_ = true;
  double begin_ = 0;
  double processor_begin_ = 0;
  double last_save_ = 0;
  double save_seconds_ = 0;
  // The clock is not read at every chunk: `pass_over_` chunks, a number that adapts, are skipped until the next look.
  int passed_over_ = 0;
  int pass_over_ = 1;
  double last_look_ = 0;
};

}  // namespace polesweep::execute
