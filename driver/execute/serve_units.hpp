#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "driver/execute/communicator.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/deadline.hpp"
#include "driver/execute/progress.hpp"

/// How units get from rank 0 to those who compute them.
namespace polesweep::execute {

/// The way between the coordinating main thread of rank 0 and the thread that computes there.
class LocalDesk {
 public:
  /// Called by the computing thread.
  std::optional<Assignment> ask(const Report& report) {
    std::unique_lock lock(mutex_);
    report_ = report;
    asked_ = true;
    has_asked_.notify_one();
    answered_.wait(lock, [&] { return !asked_; });
    return std::move(answer_);
  }
  /// Called by the main thread: answers a question if there is one.
  bool serve(Coordinator& coordinator, double seconds_left) {
    const std::unique_lock lock(mutex_);
    if (!asked_) return false;
    answer_ = coordinator.next(report_, seconds_left);
    asked_ = false;
    answered_.notify_one();
    return true;
  }
  /// Called by the main thread: sleeps until there is a question, at most so long.
  void sleep(std::chrono::microseconds most) {
    std::unique_lock lock(mutex_);
    has_asked_.wait_for(lock, most, [&] { return asked_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_asked_;
  std::condition_variable answered_;
  Report report_;
  bool asked_ = false;
  std::optional<Assignment> answer_;
};

/// The computing thread of rank 0, as its main thread sees it.
struct LocalThread {
  std::atomic<bool> done = false;
  std::atomic<bool> leave_unit = false;  ///< its unit is to be saved and left
};

/// Rank 0: hands out units until every rank knows that there is none left. At the end of the time for running units it makes the
/// ranks save and leave them. Returns false if some rank has not come to its end in the time for that.
bool serve_units(Communicator& ranks, Coordinator& coordinator, LocalDesk& desk, LocalThread& local, Progress& progress, StopWatch& stop);

/// What rank 0 sends to ranks whose unit is to be saved and left.
inline constexpr const char* leave_unit = "leave";

/// Ranks other than 0, while they compute: whether rank 0 has sent that.
bool told_to_leave(Communicator& ranks);

/// Ranks other than 0: asks for the next unit and waits for the answer.
std::optional<Assignment> ask_rank_zero(Communicator& ranks, Report report);

}  // namespace polesweep::execute
