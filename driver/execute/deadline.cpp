#include "driver/execute/deadline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <regex>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/tell.hpp"
#include "driver/execute/signals.hpp"
#include "driver/execute/slurm_job.hpp"

namespace polesweep::execute {
namespace {

double epoch_now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }
double monotonic_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

constexpr double stop_file_seconds = 0.5;  // between looks: a look may cost a round trip to a file server

}  // namespace

double parse_deadline(const std::string& text, double now) {
  constexpr std::size_t longest = 40;  // regular expressions of the standard library recurse for each letter
  const auto refused = [&] {
    return Error(fmt::format(
        "--deadline: got '{}' (must be +SECONDS, +H:MM:SS, 2026-11-22T14:00:00 with or without Z, or seconds since 1970)", excerpt(text)));
  };
  if (text.size() > longest) throw refused();
  std::smatch part;
  if (std::regex_match(text, part, std::regex(R"(\+(\d+):([0-5]\d):([0-5]\d))")))
    return now + 3600 * std::stod(part[1]) + 60 * std::stod(part[2]) + std::stod(part[3]);
  if (std::regex_match(text, part, std::regex(R"((\+?)(\d+(\.\d+)?))"))) return (part[1].length() ? now : 0) + std::stod(part[2]);
  std::tm time{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
  time.tm_isdst = -1;
  if (rest && std::string(rest) == "Z") return static_cast<double>(timegm(&time));
  if (rest && *rest == '\0') return static_cast<double>(std::mktime(&time));
  throw refused();
}

std::optional<double> seconds_until_deadline(const std::string& option) {
  const double now = epoch_now();
  if (!option.empty()) return parse_deadline(option, now) - now;
  const std::string job = slurm_job();
  if (job.empty()) return std::nullopt;
  EndOfJob question(job);
  question.is_answered(-1);
  if (const auto end = question.answer()) return *end - epoch_now();
  const char* at_the_start = std::getenv("SLURM_JOB_END_TIME");
  try {
    if (at_the_start) return parse_deadline(at_the_start, now) - now;
  } catch (const Error&) {
    // It is no time.
  }
  return std::nullopt;
}

StopWatch::StopWatch(const StopRules& rules, std::filesystem::path stop_file)
    : grace_seconds_(rules.grace_seconds),
      headroom_seconds_(rules.headroom_seconds),
      question_seconds_(rules.question_seconds),
      stop_file_(std::move(stop_file)) {
  if (const auto seconds = seconds_until_deadline(rules.deadline)) put_deadline(*seconds);
  if (rules.deadline.empty()) job_ = slurm_job();
  next_question_ = time_of_next_question();
  std::error_code ignored;
  std::filesystem::remove(stop_file_, ignored);
}

void StopWatch::put_deadline(double seconds) { end_ = deadline_ = monotonic_now() + seconds - headroom_seconds_; }

/// Half of the time that is left from now, so that a limit that was put off is seen before it would have come.
double StopWatch::time_of_next_question() const {
  const double now = monotonic_now();
  return now + std::clamp((deadline_ - now) / 2, question_seconds_ / 30, question_seconds_);
}

void StopWatch::look_at_slurm() {
  if (job_.empty()) return;
  if (!question_ && monotonic_now() >= next_question_) question_.emplace(job_);
  if (!question_ || !question_->is_answered(0)) return;
  const std::optional<double> end = question_->answer();
  question_.reset();
  if (end) {
    const double before = deadline_;
    put_deadline(*end - epoch_now());
    if (!(std::abs(deadline_ - before) < 5) && deadline_ != before)
      tell(stderr, "the time limit of this job was changed: {}\n",
           std::isinf(deadline_) ? "it has none now" : fmt::format("{:.0f} s are left", deadline_ - monotonic_now()));
  }
  next_question_ = time_of_next_question();
}

void StopWatch::ask(const std::string& reason) {
  if (!reason_.empty()) return;
  reason_ = reason;
  end_ = std::min(end_, monotonic_now() + grace_seconds_);
}

void StopWatch::look() {
  if (!reason_.empty()) return;
  if (SignalWatch::told_to_stop()) return ask("a signal asked for it");
  look_at_slurm();
  const double now = monotonic_now();
  if (now >= end_) return ask("the deadline has come");
  if (now < next_look_) return;
  next_look_ = now + stop_file_seconds;
  std::error_code ignored;
  if (!std::filesystem::exists(stop_file_, ignored)) return;
  for_good_ = true;
  ask(stop_file_.string() + " is there");
}

double StopWatch::seconds_left() const { return end_ - monotonic_now(); }

bool StopWatch::is_over() const { return !reason_.empty() && monotonic_now() >= end_; }

bool StopWatch::is_over_and_saved() const {
  return !reason_.empty() && monotonic_now() >= std::min(end_ + std::max(1.0, headroom_seconds_ / 2), deadline_ + headroom_seconds_ / 2);
}

}  // namespace polesweep::execute
