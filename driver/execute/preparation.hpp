#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_builder.hpp"
#include "core/results/theory_builder.hpp"
#include "core/run/setup.hpp"
#include "core/run/state.hpp"
#include "core/theory/predicted_rates.hpp"
#include "driver/execute/races.hpp"
#include "driver/execute/theory_values.hpp"
#include "driver/sweep/applied_exclusion.hpp"
#include "driver/sweep/report.hpp"

namespace polesweep::execute {

/// A sweep that has been read, checked and cut into units: all that can be known before anything runs. Rank 0 alone holds it.
class Preparation {
 public:
  /// Throws Error with every problem of the file.
  Preparation(const std::filesystem::path& file, std::vector<std::string> options);
  /// The same of a text; data files are looked for in `folders`.
  Preparation(sweep::Source source, const std::vector<std::filesystem::path>& folders);
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  const data::DataFiles& files() const { return files_; }
  const sweep::Grid& grid() const { return *grid_; }
  const sweep::Sweep& sweep() const { return grid_->sweep(); }
  const sweep::PointList& points() const { return points_; }
  const sweep::UnitList& units() const { return units_; }
  const std::vector<sweep::TheoryUnit>& theory_units() const { return theory_units_; }
  sweep::Costs& costs() { return *costs_; }
  /// The settings that race, and the seeds that decide.
  const std::vector<SeededRace>& races() const { return races_; }
  sweep::RaceCosts race_costs();
  /// How the risk of a point is measured.
  const Evaluation& evaluation_of(sweep::PointRef ref);
  /// Whether runs decide which others are needed.
  bool decides_on_the_way() const { return !races_.empty() || sweep().seeds_until; }

  /// What is probably not meant, though it can be run.
  std::vector<std::string> warnings() const;
  /// Seconds of a rank for each unit, from short runs of its points on this core (`most_seconds` of them) and from `stored` results, if
  /// any.
  std::vector<double> unit_seconds(const KernelSet& kernels, const results::Group* stored, double most_seconds = 3);

  /// What `plan` says on so many ranks. `unit_seconds` as above; none: no prediction.
  sweep::PlanReport report(int ranks, std::vector<double> unit_seconds);
  /// What `plan` prints of the tasks: notes of the data, and what simple methods reach on them.
  std::vector<std::string> notes(bool with_baselines);
  /// Those of the notes that `run` says as well.
  std::vector<std::string> data_warnings();

  /// Whether a run of a point can go on from a saved state to what the sweep asks for.
  bool continues(std::size_t point, const RunState& state);

  /// Returns the smallest number of operations per saved byte from which states of finished runs are kept, so that all kept states fit
  /// into `most_bytes`.
  double least_operations_per_byte(double most_bytes);

  /// What the results file of this sweep is asked to hold; provenance is for the caller to add. This object must outlive it.
  results::Request request();
  /// What theory predicts for the convergence rates of the runs of some seeds.
  theory::PredictedRates predicted_rates(const std::vector<std::uint64_t>& seeds) const;
  /// The same of its formulas.
  std::vector<results::TheoryTable> theory_tables() const { return execute::theory_tables(*grid_, theory_units_); }

 private:
  analysis::Halves choosing_seeds(const TaskFacts& facts) const;
  std::vector<std::string> growth_notes();
  std::vector<std::string> rest_notes();
  /// What the points of a task combination share.
  struct TaskOfPoints {
    const MadeTask& made;
    std::optional<std::optional<Baseline>> baseline = {};  ///< once asked for: it takes time
  };
  TaskOfPoints& task_of(sweep::PointRef ref);
  Baseline baseline_of(sweep::PointRef ref);
  void describe(results::PointColumns& columns);

  data::DataFiles files_;
  std::unique_ptr<sweep::Grid> grid_;
  Setups setups_{files_};
  sweep::PointList points_;
  std::unique_ptr<sweep::Costs> costs_;
  sweep::UnitList units_;
  std::vector<sweep::TheoryUnit> theory_units_;
  std::vector<SeededRace> races_;
  std::map<std::uint32_t, TaskOfPoints> tasks_;                                // by combination
  std::map<std::pair<std::uint32_t, std::uint32_t>, Evaluation> evaluations_;  // by task combination and shape of the poles
};

}  // namespace polesweep::execute
