#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/results/results_builder.hpp"
#include "core/results/theory_builder.hpp"
#include "driver/execute/mixture.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/saved_states.hpp"

namespace polesweep::execute {

/// Whether a run of a point (position in the request) can go on from a saved state.
using Continues = std::function<bool(std::size_t point, const RunState& state)>;

/// The stored side of a sweep on rank 0: what earlier sessions left, and the results file that is built from it.
class Session {
 public:
  /// Looks at what is there: the results file, older ones that were kept, those to reuse, and all logs. `mixes`: runs of other numerics are
  /// taken as they are. Throws Error where the place cannot be written or holds something else. Changes nothing on disk.
  Session(std::filesystem::path results, results::Request request, std::vector<std::filesystem::path> reused = {},
          std::vector<results::TheoryTable> theory = {}, bool mixes = false);

  const results::ResultsBuilder& stored() const { return builder_; }
  const results::TheoryBuilder& stored_theory() const { return theory_; }
  const SavedStates& states() const { return states_; }
  /// Looks for states only, which is quick.
  void look_for_states() { states_.look(builder_); }
  const std::filesystem::path& parts_folder() const { return parts_; }
  /// What the person at the terminal should know of what was found: torn logs, conflicts, another session at work.
  const std::vector<std::string>& warnings() const { return warnings_; }
  std::uint64_t runs_found() const;
  /// Runs, and stretches of values of formulas, that are not stored.
  std::uint64_t missing() const { return builder_.count(Status::missing) + theory_.count(Status::missing); }
  std::uint64_t failed() const { return builder_.count(Status::failed) + theory_.count(Status::failed); }
  /// Finished runs that the sweep does not ask for, where other versions were in force, of results and of logs: by the text of these
  /// versions. Those of logs may have been made under any of them.
  using OlderRuns = std::map<std::string, std::set<std::pair<PointId, std::uint64_t>>>;
  const OlderRuns& older_runs() const { return older_runs_; }

  /// Makes the folder of logs (which other shards may use too), leaves `provenance` in it, and merges the logs of sessions that are over.
  /// Before that, throws MixtureError where what is stored, or what another session is computing, is of other numerics.
  void begin(Provenance provenance, const Continues& continues, bool shared = false);

  /// Reads everything again: other sessions may have added to it.
  void look_again();

  /// Reads everything again and writes the results with their statistics. If every run is there, the states of finished runs are
  /// kept beside them, and the logs go whose records are all in the
  /// results. Damaged logs are renamed `*.damaged`, and logs with runs that the sweep does not ask for stay. Answers the root group. Throws
  /// MixtureError where runs of several numerics are there.
  results::Group build_results(double most_state_bytes);

  /// Tells other sessions that this one writes no more.
  void end();

  /// Leaves the last line of output for people whose terminal was filled by the launcher.
  void leave_last_message(const std::string& line) const;

 private:
  void read_stored_results(const std::filesystem::path& path, bool is_current);
  void read_logs();
  /// Takes a stored record, of a run or of formulas; false: it is not asked for.
  bool computes_runs() const { return builder_.count(Status::missing) + builder_.count(Status::failed) > 0; }
  bool take(const RunRecord& record, const std::filesystem::path& place);
  /// What would stand together in the results if this program computed what is missing.
  Mixture with_missing_runs(const Provenance& own, const Continues& continues) const;
  void keep_old_results();
  void settle_conflicts();
  void set_aside_damaged_results();
  void delete_logs();
  void delete_temporaries(const Sessions& sessions) const;
  std::vector<Provenance> all_sessions() const;

  std::filesystem::path results_;
  std::filesystem::path parts_;
  results::Request request_;
  bool mixes_;
  results::ResultsBuilder builder_;
  std::vector<results::TheoryTable> theory_tables_;
  results::TheoryBuilder theory_;
  SavedStates states_;
  Mixture found_;  ///< notes, places and agreements of what is stored
  std::optional<Provenance> own_;
  std::vector<std::filesystem::path> reused_;
  OlderRuns older_runs_;
  bool damaged_ = false;                               ///< the current results file cannot be read
  std::vector<std::filesystem::path> contained_logs_;  ///< all their records are in the builder or in the results
  std::vector<std::filesystem::path> damaged_logs_;
  std::vector<Provenance> earlier_;  ///< of the results file
  bool holds_other_runs_ = false;    ///< the current results file has runs that are not asked for now
  std::vector<std::string> warnings_;
};

}  // namespace polesweep::execute
