#include "driver/execute/slurm_job.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <limits>

namespace polesweep::execute {
namespace {

/// A variable of the environment if it is a number, else empty: it may reach a shell.
std::string number_in(const char* name) {
  const char* value = std::getenv(name);
  const std::string text = value ? value : "";
  return text.find_first_not_of("0123456789") == std::string::npos ? text : "";
}

}  // namespace

std::string slurm_job() {
  const std::string array = number_in("SLURM_ARRAY_JOB_ID");
  const std::string task = number_in("SLURM_ARRAY_TASK_ID");
  if (!array.empty() && !task.empty()) return array + "_" + task;
  return number_in("SLURM_JOB_ID");
}

EndOfJob::EndOfJob(const std::string& job)
    : pipe_(popen(("TZ=UTC0 SLURM_TIME_FORMAT=standard timeout 10 squeue -h -j " + job + " -o %e 2>/dev/null").c_str(), "r"), pclose) {}

bool EndOfJob::is_answered(int milliseconds) {
  while (pipe_) {
    pollfd waiting{fileno(pipe_.get()), POLLIN, 0};
    if (poll(&waiting, 1, milliseconds) == 0) return false;
    std::array<char, 64> bytes{};
    const ssize_t count = read(waiting.fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      pipe_.reset();
    else
      text_.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return true;
}

std::optional<double> EndOfJob::answer() const {
  const std::string line = text_.substr(0, text_.find_first_of(" \n"));
  if (line == "NONE") return std::numeric_limits<double>::infinity();
  std::tm time{};
  const char* rest = strptime(line.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
  if (!rest || *rest != '\0') return std::nullopt;  // "N/A" before the job begins
  return static_cast<double>(timegm(&time));
}

}  // namespace polesweep::execute
