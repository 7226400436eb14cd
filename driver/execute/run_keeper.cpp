#include "driver/execute/run_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/error.hpp"
#include "core/results/state_files.hpp"
#include "driver/execute/processor_time.hpp"

namespace polesweep::execute {
namespace {

constexpr double look_seconds = 0.02;
/// Saving takes at most this share of the time.
constexpr double most_share = 0.01;

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

std::filesystem::path RunKeeper::running_file() const { return rules_.folder / fmt::format("{}-{}.running", rules_.session, rules_.rank); }

void RunKeeper::begin(std::map<PointId, double> shares, std::vector<bool> wants_end, std::map<RecordKey, std::string> numerics) {
  shares_ = std::move(shares);
  wants_end_ = std::move(wants_end);
  numerics_ = std::move(numerics);
  begin_ = last_save_ = last_look_ = seconds_now();
  processor_begin_ = processor_seconds();
}

void RunKeeper::forget() {
  if (!kept_) return;
  std::error_code ignored;
  std::filesystem::remove(running_file(), ignored);
  kept_ = false;
}

void RunKeeper::sync() {
  if (ends_) ends_->sync();
}

bool RunKeeper::is_due() {
  if (++passed_over_ < pass_over_) return false;
  passed_over_ = 0;
  const double now = seconds_now();
  pass_over_ = now - last_look_ < look_seconds / 2 ? std::min(pass_over_ * 2, 1 << 20)
               : now - last_look_ > look_seconds   ? std::max(pass_over_ / 2, 1)
                                                   : pass_over_;
  last_look_ = now;
  if (rules_.stop_asked && rules_.stop_asked()) stopped_ = true;
  return now - last_save_ >= std::max(rules_.interval_seconds, save_seconds_ / most_share);
}

void RunKeeper::complete(RunState& state) const {
  const auto share = shares_.find(state.key.point);
  if (share != shares_.end())
    add_time(state.record, share->second * (seconds_now() - begin_), share->second * (processor_seconds() - processor_begin_));
  const auto mixed = numerics_.find(state.key);
  state.numerics = mixed == numerics_.end() ? rules_.numerics.fingerprint : mixed->second;
}

void RunKeeper::keep(std::vector<RunState>&& in_progress) {
  for (RunState& state : in_progress) complete(state);
  const double start = seconds_now();
  try {
    results::write_states(running_file(), rules_.session, rules_.rank, rules_.numerics, in_progress);
    kept_ = true;
  } catch (const Error&) {
    // A full disk: what was saved before stays, and the log of records says so where it matters.
  }
  last_save_ = seconds_now();
  save_seconds_ = last_save_ - start;
}

void RunKeeper::keep_end(RunState&& state) {
  if (!keeps_ends_) return;
  complete(state);
  try {
    if (!ends_)
      ends_ = std::make_unique<results::RecordLog>(rules_.folder, rules_.session, rules_.rank, rules_.interval_seconds, rules_.numerics,
                                                   ".states");
    ends_->append(state);
  } catch (const Error&) {
    keeps_ends_ = false;  // without them longer lengths are computed from the start
  }
}

}  // namespace polesweep::execute
