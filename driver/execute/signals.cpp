#include "driver/execute/signals.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <string_view>

#include "driver/execute/run_sweep.hpp"

namespace polesweep::execute {
namespace {

constexpr std::array watched = {SIGUSR1, SIGTERM, SIGINT};
/// mpirun and Slurm may both deliver one request; within this time they count once.
constexpr std::int64_t same_request_milliseconds = 1000;

std::atomic<int> guarded_file = -1;
std::atomic<std::int64_t> first_request = 0;  // of SIGUSR1, in milliseconds; 0: none
std::array<struct sigaction, watched.size()> earlier;

std::int64_t milliseconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000 + 1;
}

// Calls only what POSIX allows in a signal handler.
extern "C" void on_signal(int number) {
  const int error_number = errno;
  if (number == SIGUSR1) {
    const std::int64_t now = milliseconds_now();
    std::int64_t known = 0;
    if (first_request.compare_exchange_strong(known, now) || now - known < same_request_milliseconds) {
      errno = error_number;
      return;
    }
  }
  constexpr std::string_view words = "\nstopped by a signal: finished runs are stored. Run the same command again to go on.\n";
  if (const int file = guarded_file; file >= 0) fdatasync(file);
  [[maybe_unused]] const ssize_t said = write(STDERR_FILENO, words.data(), words.size());
  _exit(ExitCode::stopped_early);
}

}  // namespace

SignalWatch::SignalWatch() {
  first_request = 0;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < watched.size(); ++i) {
    sigaction(watched[i], nullptr, &earlier[i]);
    if (earlier[i].sa_handler != SIG_IGN) sigaction(watched[i], &action, nullptr);
  }
}

SignalWatch::~SignalWatch() {
  guard(-1);
  for (std::size_t i = 0; i < watched.size(); ++i) sigaction(watched[i], &earlier[i], nullptr);
}

void SignalWatch::guard(int file) { guarded_file = file; }

bool SignalWatch::told_to_stop() { return first_request != 0; }

}  // namespace polesweep::execute
