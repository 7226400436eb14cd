#pragma once

#include <functional>
#include <map>
#include <optional>
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

/// What a results file is asked to hold.
struct Request {
  std::vector<PointId> ids;                      ///< ascending
  std::vector<std::uint64_t> evaluation_hashes;  ///< by point
  std::vector<std::uint64_t> seeds;              ///< ascending
  std::vector<std::int64_t> lengths;             ///< ascending
  std::vector<std::int64_t> iterations;          ///< ascending
  std::vector<bool> counts_updates;              ///< by point: whether its regime is measured at iterations; left out, none is
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

  /// The stored status of a run; failed runs count as not done.
  Status status(std::size_t point, std::size_t seed) const { return static_cast<Status>(status_[at(point, seed)]); }
  bool is_done(std::size_t point, std::size_t seed) const {
    return status(point, seed) == Status::complete || status(point, seed) == Status::diverged;
  }
  std::uint64_t count(Status status) const;
  std::uint64_t run_count() const { return status_.size(); }
  bool is_set_aside(const RecordKey& key) const;
  /// One clause for each run that is set aside.
  std::vector<std::string> conflicts() const;
  /// Number of finished runs by what computed them, as in their records.
  std::map<std::string, std::uint64_t> runs_by_numerics() const;
  const Request& request() const { return request_; }

  /// The root group with `/failures`; `/statistics` and `/provenance` are for the caller to add.
  Group build() const;
  /// What computed each run, for `/provenance`; none if nothing is known of any.
  std::optional<Group> numerics(const NumericsNotes& notes) const;

 private:
  struct Failure {
    std::size_t point;
    std::size_t seed;
    std::string message;
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
  Picked pick(const RunRecord& record) const;
  std::vector<MeasuredSeries> pick_at_iterations(const RunRecord& record, const std::vector<std::size_t>& lengths) const;
  /// What is measured wherever a run is: the risk, then the metrics in the request's order.
  std::vector<std::string> measures() const;
  bool same_as_stored(std::size_t run, const RunRecord& record) const;
  Added add_again(std::size_t run, const RunRecord& record);
  Group build_training() const;
  void store(std::size_t run, const RunRecord& record);

  Request request_;
  std::vector<std::int32_t> status_;
  std::vector<std::int64_t> diverged_at_;
  std::vector<double> trivial_risk_;
  std::vector<double> wall_seconds_;
  RunNumerics numerics_;
  std::vector<MeasureArray> at_lengths_;                              // as `measures`
  std::map<std::size_t, std::vector<MeasuredSeries>> at_iterations_;  // by run, of those that have them; likewise
  std::vector<Failure> failures_;
  std::map<std::size_t, std::string> conflicts_;  // by run, what is said of it
};

/// Hands every finished or failed run of a stored results file to `visit`.
void visit_runs(const Group& root, const std::function<void(const RunRecord&)>& visit);

}  // namespace polesweep::results
