#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <string>

#include "driver/execute/slurm_job.hpp"

namespace polesweep::execute {

/// The end of a job in seconds since the epoch, as it is given: "+SECONDS" or "+H:MM:SS" from `now`, an instant "2026-11-22T14:00:00" in
/// local time (as `squeue` prints it) or with a final Z in UTC, or seconds since the epoch. Throws Error for anything else.
double parse_deadline(const std::string& text, double now);

/// Seconds until the job ends: of `--deadline`, else asked of squeue, which may take ten seconds, else of SLURM_JOB_END_TIME, the end as it
/// was when the job began. Returns nothing or infinity if there is no limit, nothing if it is unknown.
std::optional<double> seconds_until_deadline(const std::string& option);

/// How a run comes to its end before everything is done.
struct StopRules {
  std::string deadline;           ///< as `parse_deadline` reads it; empty: Slurm's, if this is a job of Slurm
  double headroom_seconds = 10;   ///< before the deadline everything has to be on the disk
  double grace_seconds = 60;      ///< for units that run when a stop is asked for
  double question_seconds = 300;  ///< most between questions to Slurm for the end of the job
};

/// Rank 0: watches the deadline, signals and the stop file. From the start on it goes by the monotonic clock.
class StopWatch {
 public:
  /// A stop file that an earlier session was stopped by is removed.
  StopWatch(const StopRules& rules, std::filesystem::path stop_file);

  /// Looks at the signals of this process and, once in a while, at the stop file and at what Slurm says of the end of the job. Never waits.
  void look();
  /// A stop asked for, in words; the first one stays.
  void ask(const std::string& reason);
  /// Whether somebody wants it to stop, and not to go on by itself in another job: the stop file.
  bool is_for_good() const { return for_good_; }
  /// Why no more units are to be started; empty: go on.
  const std::string& reason() const { return reason_; }
  /// Seconds that a unit started now may take; infinite without a deadline.
  double seconds_left() const;
  /// Whether running units have had their time: the grace after a stop, or the deadline.
  bool is_over() const;
  /// Whether, beyond that, they have had the time to save what they are computing: half of the headroom before a
  /// deadline, at least a second after another request.
  bool is_over_and_saved() const;

 private:
  void put_deadline(double seconds);
  double time_of_next_question() const;
  void look_at_slurm();

  double grace_seconds_;
  double headroom_seconds_;
  double question_seconds_;
  std::string job_;  ///< of Slurm, whose end is the deadline; empty: none
  std::optional<EndOfJob> question_;
  double next_question_ = 0;
  double deadline_ = std::numeric_limits<double>::infinity();  // less the headroom, on the monotonic clock
  std::filesystem::path stop_file_;
  double end_ = std::numeric_limits<double>::infinity();  // on the monotonic clock
  double next_look_ = 0;
  std::string reason_;
  bool for_good_ = false;
};

}  // namespace polesweep::execute
