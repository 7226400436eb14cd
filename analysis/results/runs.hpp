#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/results/measured_axis.hpp"
#include "core/results/dataset.hpp"
#include "core/run/record.hpp"

namespace polesweep::analysis {

/// What is said of conclusions from runs on one data window.
inline constexpr const char* given_the_data = "given the data: the runs differ in initial weights alone";

/// Whether anything here looks at a variable of a results file (`results::Wanted`): columns of very many runs are not read for nothing.
bool is_analysed(std::string_view group, std::string_view variable);

/// Numbers of runs by their status.
struct StatusCounts {
  std::array<std::int64_t, 5> runs = {};

  std::int64_t& operator[](Status status) { return runs[static_cast<std::size_t>(status)]; }
  std::int64_t operator[](Status status) const { return runs[static_cast<std::size_t>(status)]; }
  std::int64_t finished() const { return (*this)[Status::complete] + (*this)[Status::diverged]; }
};

/// The arrays of a results data set that every part of the analysis reads, checked once. Refers to the data set, which must outlive it.
class Runs {
 public:
  /// Throws Error that names the variable or attribute which is missing or of the wrong type or shape.
  explicit Runs(const results::Group& root);

  Runs(Runs&&) = default;
  Runs(const Runs&) = delete;

  std::size_t points() const { return points_; }
  std::size_t seeds() const { return seed_.size(); }
  std::span<const std::uint64_t> seed() const { return seed_; }
  std::span<const std::int64_t> lengths() const { return axis(Along::lengths).places(); }
  std::span<const double> thresholds() const { return thresholds_; }
  /// Of every interval that is computed. Where the number of seeds is found by looks, each of these has less left over
  /// (`confidence_at_look`).
  double confidence() const { return confidence_; }
  /// As the sweep asks for it: what intervals have, whatever look the sweep ended at.
  double stated_confidence() const { return stated_confidence_; }
  double delta() const { return delta_; }

  Status status(std::size_t point, std::size_t seed) const { return static_cast<Status>(status_[point * seeds() + seed]); }
  /// Whether the run has a risk, be it infinite.
  bool has_finished(std::size_t point, std::size_t seed) const {
    return status(point, seed) == Status::complete || status(point, seed) == Status::diverged;
  }
  StatusCounts counts(std::size_t point) const;
  /// The last length of a run whose setting lost a race, 0 if it never began; nothing of other runs.
  std::optional<std::int64_t> dropped_after(std::size_t point, std::size_t seed) const;
  /// How many of the leading lengths any run of the point has: fewer than all if its setting lost a race.
  std::size_t lengths_run(std::size_t point) const;
  const std::string& id(std::size_t point) const { return ids_[point]; }
  std::int64_t parameters(std::size_t point) const { return parameters_[point]; }
  double operations(std::size_t point, std::size_t length) const;

  /// Throws Error if nothing was measured along it; lengths there always are, be it none.
  const MeasuredAxis& axis(Along along) const { return curves_of(along).axis; }
  /// Whether there are risks along it, which what follows needs.
  bool has_risk(Along along) const {
    const std::optional<Curves>& curves = curves_[static_cast<std::size_t>(along)];
    return curves && curves->risk;
  }
  /// NaN of a point that is not measured along it. Along iterations: learning from the longest length, of episodes from none.
  double risk(Along along, std::size_t point, std::size_t seed, std::size_t place) const;
  double nmse(Along along, std::size_t point, std::size_t seed, std::size_t place) const;
  /// The risks of a run at all lengths.
  std::span<const double> risks(std::size_t point, std::size_t seed) const {
    const Curves& curves = curves_of(Along::lengths);
    return curves.risk.value().subspan(curves.axis.start(point, seed, 0), curves.axis.places().size());
  }
  /// Position of the last place at which any run was measured; 0 without any.
  std::size_t last_measured(Along along) const;

  double trivial_risk(std::size_t point, std::size_t seed) const { return trivial_risk_[point * seeds() + seed]; }
  bool recorded(std::size_t point) const { return recorded_[point] != 0; }
  bool windows_overlap(std::size_t point) const { return windows_overlap_[point] != 0; }

  /// The data window of a seed of a recorded task, counted in time.
  std::uint64_t window(std::size_t point, std::size_t seed) const;
  /// Upper bound on the step k such that windows i and i + k share no sample. 1 if the file predates the variable.
  std::uint64_t windows_apart(std::size_t point) const;

  /// The median wall time of the point's complete runs; NaN without any.
  double median_seconds(std::size_t point) const;

  /// Whether all runs of the point share one data window.
  bool on_one_window(std::size_t point) const { return recorded(point) && distinct_runs_[point] >= 0 && distinct_runs_[point] <= 1; }
  /// Whether they differ nevertheless, by their initial weights: an interval over them holds given the data, and says nothing of others.
  bool given_data(std::size_t point) const { return given_data_[point]; }
  /// Whether the point has runs that are no repeats of each other, so that an interval over them means something.
  bool has_interval(std::size_t point) const { return !on_one_window(point) || given_data(point); }

  /// Positions of the seeds whose runs are no repeats. In a recorded task two seeds with the same remainder share their data window: the
  /// first of them is taken. If there is a single window and its runs differ, all are taken.
  std::vector<std::size_t> distinct_seeds(std::size_t point) const;

  /// As above, for points of one task that are judged side by side: on one window a run that does not depend on the seed can be compared
  /// with runs that do.
  bool any_given_data(std::span<const std::size_t> points) const;
  bool have_interval(std::span<const std::size_t> points) const;
  std::vector<std::size_t> distinct_seeds(std::span<const std::size_t> points) const;

 private:
  struct Curves {
    MeasuredAxis axis;
    std::optional<std::span<const double>> risk;
  };
  const Curves& curves_of(Along along) const;
  bool runs_differ(std::size_t point) const;

  std::size_t points_ = 0;
  std::span<const std::uint64_t> seed_;
  std::span<const double> thresholds_;
  std::span<const std::string> ids_;
  std::span<const std::int64_t> parameters_;
  std::span<const double> operations_;
  std::span<const double> wall_seconds_;
  std::span<const std::int32_t> status_;
  std::span<const std::int64_t> dropped_after_;  // empty where no settings raced
  std::array<std::optional<Curves>, every_axis.size()> curves_;
  std::span<const double> trivial_risk_;
  std::span<const std::int32_t> recorded_;
  std::span<const std::int32_t> windows_overlap_;
  std::span<const std::int64_t> windows_apart_;  // empty where the file does not hold it
  std::span<const std::int64_t> distinct_runs_;
  std::vector<bool> given_data_;  // by point
  double stated_confidence_ = 0;
  double confidence_ = 0;
  double delta_ = 0;
};

}  // namespace polesweep::analysis
