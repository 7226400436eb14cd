#pragma once

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/results/results_builder.hpp"
#include "core/results/theory_builder.hpp"
#include "driver/execute/assignment.hpp"
#include "driver/execute/saved_states.hpp"
#include "driver/sweep/theory_units.hpp"
#include "driver/sweep/units.hpp"

namespace polesweep::execute {

/// How far a sweep is.
struct Standing {
  std::uint64_t runs = 0;  ///< of the whole sweep
  std::uint64_t complete = 0;
  std::uint64_t diverged = 0;
  std::uint64_t failed = 0;
  std::uint64_t dropped = 0;  ///< runs that ended early, or never began, because their settings lost a race
  std::uint64_t values = 0;   ///< of formulas, of the whole sweep
  std::uint64_t values_done = 0;
  std::uint64_t units_running = 0;
  std::uint64_t continued = 0;       ///< runs that went on from a saved state
  std::uint64_t samples_spared = 0;  ///< that were not computed again for that
  double operations_total = 0;       ///< nominal, of the units with missing runs when the session began
  double operations_done = 0;

  std::uint64_t done() const { return complete + diverged + failed + dropped; }
};

/// What a session computes of a sweep, and when it gives up.
struct Limits {
  std::uint64_t most_failures = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t shard = 0;   ///< unit u belongs to shard u mod `shards`: a function of the sweep and `shards` alone
  std::uint32_t shards = 1;  ///< units come longest first, so that shards are alike
  double operations_per_second = std::numeric_limits<double>::infinity();  ///< of a rank, until finished units say better
  bool in_parts = false;  ///< a part of a unit may be due while the rest is not known to be needed
  bool goes_on =
      false;  ///< after a rung of races or a look at seeds: what has failed in this session is not tried again, and something was added
};

/// What there is to do, and what of it is stored already.
struct Work {
  const sweep::PointList& points;
  const sweep::UnitList& units;
  const results::ResultsBuilder& stored;
  const std::vector<sweep::TheoryUnit>& theory_units;
  const results::TheoryBuilder& stored_theory;
  const SavedStates* states = nullptr;  ///< of runs that may go on
};

/// Hands out the units of a sweep, longest first and those of formulas last, and keeps count. One thread of one rank uses it.
class Coordinator {
 public:
  Coordinator(const Work& work, const Limits& limits);

  /// Takes the report of a worker's last unit and returns its next, or nothing if none is left for it. A unit that would take longer
  /// than `seconds_left`, by the speed of the units so far and with a reserve, is left out, unless it would not even fit into the whole
  /// time of this session: then it is begun, and the next session goes on with its saved runs. Where the end is put off, units that were
  /// left out are looked at again.
  std::optional<Assignment> next(const Report& report, double seconds_left = std::numeric_limits<double>::infinity());
  /// Nothing is handed out any more.
  void stop() { stopped_ = true; }
  /// Units of this session that nobody was given, for a stop or for want of time.
  std::uint64_t units_left() const;
  /// Other shards with runs or values that nobody has stored, in ascending order.
  std::vector<std::uint32_t> other_shards_missing() const;
  /// Samples that the saved states of unfinished runs of this shard hold, as far as the states were looked for.
  std::int64_t samples_saved() const;
  /// Whether this session has added anything: a run, a value, or samples to a saved run.
  bool got_further() const;
  /// Predicted seconds of the shortest unit that was left out for want of time; 0: there is none.
  double shortest_left_out_seconds() const { return shortest_left_out_seconds_; }

  const Standing& standing() const { return standing_; }
  /// The first fault that a worker reported (a full disk), or empty. Nothing is handed out after it.
  void fail(const std::string& fault) {
    if (fault_.empty()) fault_ = fault;
  }
  const std::string& fault() const { return fault_; }
  bool too_many_failures() const { return standing_.failed > limits_.most_failures; }
  bool all_done() const { return units_left() == 0 && standing_.units_running == 0; }

 private:
  /// What is handed out has a number: the units for the first of `passes_`, for the next, and then the formulas.
  std::size_t run_numbers() const { return passes_.size() * work_.units.units.size(); }
  std::size_t unit_count() const { return run_numbers() + work_.theory_units.size(); }
  bool is_theory(std::uint32_t number) const { return number >= run_numbers(); }
  const sweep::Unit& unit(std::uint32_t number) const { return work_.units.units[number % work_.units.units.size()]; }
  std::uint32_t lengths(std::uint32_t number) const { return passes_[number / work_.units.units.size()]; }
  /// Behind the last seed of a unit that is asked for by now.
  std::uint32_t end_of_seeds(const sweep::Unit& unit) const {
    return std::min(unit.first_seed + unit.seeds, static_cast<std::uint32_t>(work_.stored.request().seeds.size()));
  }
  bool wants(std::size_t point, std::size_t seed, std::uint32_t lengths) const;
  /// Nominal, of what is counted as done with the assignment.
  double operations(const Assignment& assignment) const;
  /// Returns the number of the next unit that may be handed out, or nothing if there is none.
  std::optional<std::uint32_t> next_number();
  /// Returns the unit with this number (formulas come after runs), or nothing if all of it is stored.
  std::optional<Assignment> assign(std::uint32_t unit) const;
  /// Whether something of the unit was never computed; a run that has failed was.
  bool any_missing(std::uint32_t number) const;
  void add_states(Assignment& assignment) const;
  double predicted_seconds(const Assignment& assignment) const;
  void take(const Report& report);

  Work work_;
  Limits limits_;
  double session_seconds_ = 0;  ///< left when the first unit was handed out
  std::uint64_t interrupted_ = 0;
  std::vector<std::uint32_t> passes_;  ///< numbers of lengths that are asked of runs which are due, descending: all of them, without races
  struct Running {
    double since = 0;  ///< monotonic seconds
    double operations = 0;
    bool to_the_end = true;  ///< of its runs
  };
  std::map<std::uint32_t, Running> started_;
  double timed_operations_ = 0;
  double timed_seconds_ = 0;
  double timed_values_ = 0;  ///< of formulas
  double timed_values_seconds_ = 0;
  double seconds_left_ = std::numeric_limits<double>::infinity();  ///< when a unit was last asked for
  std::deque<std::uint32_t> left_out_;                             ///< for want of time
  std::deque<std::uint32_t> again_;                                ///< left out before the end was put off
  double shortest_left_out_seconds_ = 0;
  bool stopped_ = false;
  std::size_t position_ = 0;
  Standing standing_;
  Standing at_start_;
  std::uint64_t records_ = 0;  ///< of runs, that this session has stored
  std::int64_t samples_at_start_ = 0;
  std::string fault_;
};

}  // namespace polesweep::execute
