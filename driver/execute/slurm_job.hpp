#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

/// What Slurm says of the job that this process is part of.
namespace polesweep::execute {

/// The job as squeue and scontrol take it, "17", or "17_3" in an array: the number alone that a job of an array has may stand for all of
/// them. Empty if this process is in no job.
std::string slurm_job();

/// A question to squeue about the end of a job. squeue knows a limit that was changed since the job began; SLURM_JOB_END_TIME does not.
class EndOfJob {
 public:
  /// Starts squeue, which gets ten seconds.
  explicit EndOfJob(const std::string& job);

  /// Waits for the answer, at most for some milliseconds (-1: as long as it takes). Whether it is there.
  bool is_answered(int milliseconds);
  /// The end in seconds since the epoch, infinite without a time limit; none: squeue is missing, failed or does not know.
  std::optional<double> answer() const;

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe_;
  std::string text_;
};

}  // namespace polesweep::execute
