#include "driver/execute/deadline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <regex>

#include "core/error.hpp"
#include "driver/execute/signals.hpp"

namespace polesweep::execute {
namespace {

double epoch_now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }
double monotonic_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

constexpr double stop_file_seconds = 0.5;  // between looks: a look may cost a round trip to a file server

/// The first line that squeue answers; empty where there is none.
std::string ask_squeue(const std::string& job) {
  if (job.empty() || job.find_first_not_of("0123456789_") != std::string::npos) return {};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("timeout 10 squeue -h -j " + job + " -o %e 2>/dev/null").c_str(), "r"),
                                                             pclose);
  char line[64] = {};
  if (!pipe || !std::fgets(line, sizeof line, pipe.get())) return {};
  const std::string text = line;
  return text.substr(0, text.find_first_of(" \n"));
}

}  // namespace

double parse_deadline(const std::string& text, double now) {
  std::smatch part;
  if (std::regex_match(text, part, std::regex(R"(\+(\d+):([0-5]\d):([0-5]\d))")))
    return now + 3600 * std::stod(part[1]) + 60 * std::stod(part[2]) + std::stod(part[3]);
  if (std::regex_match(text, part, std::regex(R"((\+?)(\d+(\.\d+)?))"))) return (part[1].length() ? now : 0) + std::stod(part[2]);
  std::tm time{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
  time.tm_isdst = -1;
  if (rest && std::string(rest) == "Z") return static_cast<double>(timegm(&time));
  if (rest && *rest == '\0') return static_cast<double>(std::mktime(&time));
  throw Error(
      fmt::format("--deadline: got '{}' (must be +SECONDS, +H:MM:SS, 2026-11-22T14:00:00 with or without Z, or seconds since 1970)", text));
}

std::optional<double> seconds_until_deadline(const std::string& option) {
  const double now = epoch_now();
  if (!option.empty()) return parse_deadline(option, now) - now;
  const char* job = std::getenv("SLURM_JOB_ID");
  if (!job) return std::nullopt;
  const char* given = std::getenv("SLURM_JOB_END_TIME");
  const std::string text = given ? given : ask_squeue(job);
  try {
    return parse_deadline(text, now) - now;
  } catch (const Error&) {
    return std::nullopt;  // "N/A" of a job without limit, or no answer
  }
}

StopWatch::StopWatch(const StopRules& rules, std::filesystem::path stop_file)
    : grace_seconds_(rules.grace_seconds), saving_seconds_(rules.headroom_seconds / 2), stop_file_(std::move(stop_file)) {
  if (const auto seconds = seconds_until_deadline(rules.deadline)) end_ = deadline_ = monotonic_now() + *seconds - rules.headroom_seconds;
  std::error_code ignored;
  std::filesystem::remove(stop_file_, ignored);
}

void StopWatch::ask(const std::string& reason) {
  if (!reason_.empty()) return;
  reason_ = reason;
  end_ = std::min(end_, monotonic_now() + grace_seconds_);
}

void StopWatch::look() {
  if (!reason_.empty()) return;
  if (SignalWatch::told_to_stop()) return ask("a signal asked for it");
  const double now = monotonic_now();
  if (now >= end_) return ask("the deadline has come");
  if (now < next_look_) return;
  next_look_ = now + stop_file_seconds;
  std::error_code ignored;
  if (std::filesystem::exists(stop_file_, ignored)) ask(stop_file_.string() + " is there");
}

double StopWatch::seconds_left() const { return end_ - monotonic_now(); }

bool StopWatch::is_over() const { return !reason_.empty() && monotonic_now() >= end_; }

bool StopWatch::is_over_and_saved() const {
  return !reason_.empty() && monotonic_now() >= std::min(end_ + std::max(1.0, saving_seconds_), deadline_ + saving_seconds_);
}

}  // namespace polesweep::execute
