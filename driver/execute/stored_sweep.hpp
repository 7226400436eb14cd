#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_builder.hpp"
#include "core/results/theory_builder.hpp"
#include "driver/execute/mixture.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/saved_states.hpp"
#include "driver/execute/seed_looks.hpp"

namespace polesweep::execute {

/// Finished runs that the sweep does not ask for, by the text of the versions they were computed with. A merged log
/// does not say which of its sessions a run is from: such a run is listed with the versions of each of them.
using OlderRuns = std::map<std::string, std::set<std::pair<PointId, std::uint64_t>>>;

/// What was found on the disk besides the runs, values and states that the sweep asks for.
struct Findings {
  Mixture mixture;                                    ///< notes, places and agreements of numerics; runs are not counted
  OlderRuns older_runs;                               ///< of results and of logs
  std::vector<Provenance> earlier_sessions;           ///< that the results file names
  bool results_damaged = false;                       ///< the results file cannot be read
  bool results_hold_other_runs = false;               ///< the results file has runs or values that are not asked for now
  std::vector<std::filesystem::path> contained_logs;  ///< all their records are in the builder or in the results
  std::vector<std::filesystem::path> damaged_logs;
  std::vector<std::string> warnings;  ///< for the person at the terminal: torn logs, conflicts, files that are not used
};

/// What the disk holds of a sweep, as rank 0 reads it: the results file, older ones that were kept, those to reuse, and all logs. Nothing
/// is changed there.
class StoredSweep {
 public:
  /// Reads everything. Where there are looks, of the seeds of the request those count that are known to be needed. Throws Error if the
  /// results cannot be written to their place, or something else is there.
  StoredSweep(std::filesystem::path results, results::Request request, std::vector<std::filesystem::path> reused = {},
              std::vector<results::TheoryTable> theory = {}, SeedLooks looks = {});

  /// Reads everything again: other sessions may have added to it. If records of one run differ, that of `own_session` counts. Takes the
  /// looks whose runs are all there; seeds are never taken back.
  void read(const std::string& own_session);
  /// Looks for states only, which is quick.
  void look_for_states() { states_.look(runs_); }

  const std::filesystem::path& results() const { return results_; }
  const std::filesystem::path& parts_folder() const { return parts_; }
  const results::ResultsBuilder& runs() const { return runs_; }
  /// `ResultsBuilder::take`.
  results::Group take_runs() { return runs_.take(); }
  const results::TheoryBuilder& theory() const { return theory_; }
  /// With what was seen so far; the list is empty if the number of seeds is given.
  const analysis::Looks& looks() const { return looks_.looks; }
  bool has_theory() const { return !theory_tables_.empty(); }
  SavedStates& states() { return states_; }
  const Findings& found() const { return found_; }

  std::uint64_t runs_found() const { return runs_.count(Status::complete) + runs_.count(Status::diverged) + runs_.count(Status::dropped); }
  /// Runs, and stretches of values of formulas, that are not stored.
  std::uint64_t missing() const { return runs_.count(Status::missing) + theory_.count(Status::missing); }
  std::uint64_t failed() const { return runs_.count(Status::failed) + theory_.count(Status::failed); }
  /// By what computed the runs that were found, and where they were.
  Mixture mixture() const;
  /// The sessions of the results file, then those of the folder of logs.
  std::vector<Provenance> all_sessions() const;

 private:
  void read_once(const std::string& own_session);
  /// Returns true if more seeds are needed, which are then asked for.
  bool needs_more_seeds();
  void read_results(const std::filesystem::path& path, bool is_current);
  void read_runs(const std::filesystem::path& path, bool is_current);
  /// What it means that a file cannot be read. Throws Error if the user has to choose.
  void note_unreadable(const std::filesystem::path& path, bool is_current, const Error& error);
  void read_logs();
  void settle_conflicts(const std::string& own_session);
  void keep_what_is_more();
  /// Takes a stored record, of a run or of formulas. Returns false if it is not asked for.
  bool take(const RunRecord& record, const std::filesystem::path& place);

  std::filesystem::path results_;
  std::filesystem::path parts_;
  std::vector<std::filesystem::path> reused_;
  results::Request request_;
  std::vector<std::uint64_t> seeds_;  // all that may be asked for
  SeedLooks looks_;
  std::vector<results::TheoryTable> theory_tables_;
  results::ResultsBuilder runs_;
  results::TheoryBuilder theory_;
  SavedStates states_;
  Findings found_;
};

}  // namespace polesweep::execute
