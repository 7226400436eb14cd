#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/results/measure_array.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/point_columns.hpp"
#include "core/run/record.hpp"

namespace polesweep::results {

/// Raised when a variable changes its name or meaning; files say it in the root attribute `schema`. Schema 2 names the lengths of /training
/// `training_length`, writes `evaluation_hash` as text and -1 if `distinct_runs` has no end; files of schema 1 are read.
inline constexpr int schema_version = 2;

class ResultsBuilder;

/// What a results file is asked to hold.
struct Request {
  std::vector<PointId> ids;                      ///< ascending
  std::vector<std::uint64_t> evaluation_hashes;  ///< by point
  std::vector<std::uint64_t> seeds;              ///< ascending
  std::vector<std::int64_t> lengths;             ///< ascending
  std::vector<std::int64_t> iterations;          ///< ascending
  std::vector<bool> counts_updates;              ///< by point: whether its regime is measured at iterations; left out, none is
  std::vector<bool> races;  ///< by point: whether its setting races, so that its runs may end before the last length; left out, none does
  std::function<void(ResultsBuilder&)> ask_of_races;  ///< says of each run that races how far it is to go, by what is stored
  std::vector<std::string> metrics;
  std::vector<double> thresholds;
  std::string fingerprint;  ///< of who asks: where runs of several numerics are stored, its own are taken. "": the first are
  std::vector<std::pair<std::string, std::string>> attributes;  ///< of the root: title, sweep, versions, ...
  std::vector<Group> groups;                                    ///< copied into the root as they are: what the sweep asks of its runs
  std::function<void(PointColumns&)> describe;  ///< says what is known of the points besides their runs, when the file is built
};

/// Collects the runs of a sweep from wherever they are stored, and makes the root group of results.h5 from them.
class ResultsBuilder {
 public:
  explicit ResultsBuilder(Request request);

  enum class Added { used, duplicate, not_asked_for, conflict };
  /// Takes a run if the request asks for it. Two records of one run that differ are both set aside, as if the run were missing; of several
  /// numerics, which promise nothing about each other, one is taken.
  Added add(const RunRecord& record);
  /// Takes this record of a run whose records differ, whatever the others say. Returns true if it was such a run.
  bool settle(const RunRecord& record);

  /// Position of a run that the request asks for; none for any other.
  std::optional<std::pair<std::size_t, std::size_t>> find(const RecordKey& key) const;

  /// Asks for the first `lengths` of a run of a setting that races; `open`: for more later, perhaps. Without being asked for less, all runs
  /// go to the last length. What a run has beyond that is left out once nothing is open.
  void ask(std::size_t point, std::size_t seed, std::size_t lengths, bool open);
  /// Number of leading lengths that are asked for, and that are stored.
  std::size_t asked(std::size_t point, std::size_t seed) const {
    return asked_.empty() ? request_.lengths.size() : asked_[at(point, seed)].lengths;
  }
  std::size_t reached(std::size_t point, std::size_t seed) const { return lengths_stored_of(at(point, seed)); }
  /// Lengths of all runs together that are stored, be they asked for or not.
  std::size_t lengths_stored() const { return lengths_stored_; }
  /// The stored risk at a length (position); NaN if there is none.
  double risk(std::size_t point, std::size_t seed, std::size_t length) const { return at_lengths_.front().first(at(point, seed), length); }
  /// Whether runs were stored further than they are asked for: not all that is stored will be in the results.
  bool holds_more() const { return holds_more_; }

  /// The status of a run as far as it is asked for; failed runs count as not done.
  Status status(std::size_t point, std::size_t seed) const;
  bool is_done(std::size_t point, std::size_t seed) const {
    const Status known = status(point, seed);
    return known == Status::complete || known == Status::diverged || known == Status::dropped;
  }
  /// Whether something of the run that is asked for now is not stored.
  bool is_due(std::size_t point, std::size_t seed) const {
    return request_.races[point] ? reached(point, seed) < asked(point, seed) : !is_done(point, seed);
  }
  std::uint64_t count(Status status) const;
  /// Runs that are not done and of which nothing is asked for now: their races wait for others, which have failed if nothing is due.
  std::uint64_t waiting() const;
  std::uint64_t run_count() const { return status_.size(); }
  bool is_set_aside(const RecordKey& key) const;
  /// What the first run that failed said; "" if none has.
  std::string first_failure() const { return failures_.empty() ? "" : failures_.front().message; }
  /// One clause for each run that is set aside.
  std::vector<std::string> conflicts() const;
  /// Number of finished runs by what computed them, as in their records.
  std::map<std::string, std::uint64_t> runs_by_numerics() const;
  const Request& request() const { return request_; }

  /// The root group with `/failures`; `/statistics` and `/provenance` are for the caller to add.
  Group build() const;
  /// The same without a second copy of what the runs have: this knows their status and numerics afterwards, and nothing else of them.
  /// Columns that nothing is computed from are made when they are written, which has to be while this lives.
  Group take();
  /// What computed each run, for `/provenance`; none if nothing is known of any.
  std::optional<Group> numerics(const NumericsNotes& notes) const;

 private:
  struct Failure {
    std::size_t point;
    std::size_t seed;
    std::size_t lengths;  ///< that it was to have
    std::string message;
  };
  /// How far a run is to go.
  struct Asked {
    std::uint32_t lengths;
    bool open;
  };

  std::size_t at(std::size_t point, std::size_t seed) const { return point * request_.seeds.size() + seed; }
  /// The values of a record that are asked for, at the lengths and iterations asked for, and what they say of the run: it may have diverged
  /// at a length that is not.
  struct Picked {
    std::vector<MeasuredSeries> at_lengths;     ///< as `measures`
    std::vector<MeasuredSeries> at_iterations;  ///< likewise; none of a run that is not measured at iterations
    Status status = Status::complete;
    std::int64_t diverged_at = -1;
  };
  Picked pick(std::size_t run, const RunRecord& record, std::size_t lengths) const;
  /// Number of leading lengths of the request that a record of the point answers.
  std::size_t lengths_of(const RunRecord& record, std::size_t point) const;
  bool has_values(std::size_t run) const;
  std::size_t lengths_stored_of(std::size_t run) const;
  Status stored_status(std::size_t run) const { return static_cast<Status>(status_[run]); }
  void set_status(std::size_t run, Status status) { status_[run] = static_cast<std::int8_t>(status); }
  void fail(std::size_t run, const RunRecord& record, std::size_t lengths);
  void shorten(std::size_t run, std::size_t lengths);
  std::vector<MeasuredSeries> pick_at_iterations(const RunRecord& record, const std::vector<std::size_t>& lengths) const;
  /// What is measured wherever a run is: the risk, then the metrics in the request's order.
  std::vector<std::string> measures() const;
  bool same_as_stored(std::size_t run, const RunRecord& record, std::size_t lengths) const;
  Added add_again(std::size_t run, const RunRecord& record, std::size_t lengths);
  Group failures_group() const;
  Group take_training();
  std::int32_t status_number(std::size_t point, std::size_t seed) const { return static_cast<std::int32_t>(status(point, seed)); }
  std::int64_t dropped_after(std::size_t point, std::size_t seed) const;
  void store(std::size_t run, const RunRecord& record, std::size_t lengths);

  Request request_;
  std::vector<std::int8_t> status_;     // of what is stored
  std::vector<std::uint32_t> reached_;  // leading lengths that are stored; empty if no setting races
  std::vector<Asked> asked_;            // by run; empty: all lengths of all runs
  std::set<std::size_t> failed_on_;     // runs with values that failed when they went on
  bool holds_more_ = false;
  std::size_t lengths_stored_ = 0;
  std::vector<std::int64_t> diverged_at_;
  std::vector<double> trivial_risk_;
  std::vector<double> wall_seconds_;
  std::vector<double> processor_seconds_;
  RunNumerics numerics_;
  std::vector<MeasureArray> at_lengths_;                              // as `measures`
  std::map<std::size_t, std::vector<MeasuredSeries>> at_iterations_;  // by run, of those that have them; likewise
  std::vector<Failure> failures_;
  std::map<std::size_t, std::string> conflicts_;  // by run, what is said of it
};

/// Hands every finished or failed run of a stored results file to `visit`.
void visit_runs(const Group& root, const std::function<void(const RunRecord&)>& visit);

}  // namespace polesweep::results
