// What `plan` says of a sweep against what its units take, each computed as a rank does: in processor time of one thread, so that a busy
// machine disturbs little. Then what its units would take on a number of ranks.
//
//   bench_plan SWEEP.toml [--set FIELD=VALUE] [--rate-from RESULTS.h5] [--units]
//
// --bound R ends with 1 if the total, or one in ten units, is off by more than that factor, in each of the tries that --tries allows: what
// else the machine does can make any single measurement long.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>

#include "core/results/netcdf.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/processor_time.hpp"
#include "driver/execute/trial_rank.hpp"
#include "driver/sweep/schedule.hpp"

namespace polesweep::execute {
namespace {

std::vector<double> compute_units(Preparation& preparation) {
  constexpr double most_state_bytes = 256.0 * (1 << 20);
  TrialRank rank(
      {preparation.grid(), preparation.files(), kernels(), "bench", true, preparation.least_operations_per_byte(most_state_bytes)});
  std::vector<double> seconds;
  for (const sweep::Unit& unit : preparation.units().units) {
    std::vector<sweep::PointRef> points;
    for (const std::uint32_t point : preparation.units().points(unit)) points.push_back(preparation.points().points[point].ref);
    seconds.push_back(rank.seconds(std::move(points), unit.first_seed, unit.seeds));
  }
  return seconds;
}

/// What the coordinator takes for a unit, its messages included.
void time_coordinator(Preparation& preparation) {
  const results::ResultsBuilder stored(preparation.request());
  const results::TheoryBuilder no_theory(preparation.theory_tables());
  Coordinator coordinator({preparation.points(), preparation.units(), stored, preparation.theory_units(), no_theory}, {});
  Report report;
  std::size_t units = 0;
  const double start = processor_seconds();
  while (const auto assignment = coordinator.next(decode_report(encode(report)))) {
    ++units;
    report = {.has_unit = true, .unit = decode_assignment(encode(*assignment)).unit, .complete = assignment->wanted.size(), .fault = {}};
  }
  fmt::print("the coordinator takes {:.2f} us a unit\n", 1e6 * (processor_seconds() - start) / static_cast<double>(units));
}

double off_by(double predicted, double taken) { return std::max(predicted / taken, taken / predicted); }

/// Prints the comparison; returns by what the worse of total and the ninth unit in ten is off.
double compare(const std::vector<double>& predicted, const std::vector<double>& taken) {
  const double predicted_sum = std::accumulate(predicted.begin(), predicted.end(), 0.0);
  const double taken_sum = std::accumulate(taken.begin(), taken.end(), 0.0);
  std::vector<double> factors;
  for (std::size_t i = 0; i < taken.size(); ++i) factors.push_back(off_by(predicted[i], taken[i]));
  std::sort(factors.begin(), factors.end());
  const auto within = std::upper_bound(factors.begin(), factors.end(), 1.5) - factors.begin();
  const double ninth = factors[(factors.size() - 1) * 9 / 10];
  fmt::print("plan {:.3g} s, taken {:.3g} s ({:.2f}); {} units, {:.0f} % of them within 1.5, 90 % within {:.2f}\n", predicted_sum,
             taken_sum, predicted_sum / taken_sum, taken.size(), 100.0 * static_cast<double>(within) / static_cast<double>(taken.size()),
             ninth);
  return std::max(off_by(predicted_sum, taken_sum), ninth);
}

struct Comparison {
  std::filesystem::path sweep_file, rates;
  std::vector<std::string> settings;
  bool lists_units = false;
};

/// Plans the sweep anew and computes it; returns by what the plan is off.
double plan_and_compute(const Comparison& wanted) {
  Preparation preparation(wanted.sweep_file, wanted.settings);
  std::optional<results::Group> stored;
  if (!wanted.rates.empty()) stored = results::read_results(wanted.rates);
  const double start = processor_seconds();
  const std::vector<double> predicted = preparation.unit_seconds(kernels(), stored ? &*stored : nullptr);
  const double planning = processor_seconds() - start;
  const std::vector<double> taken = compute_units(preparation);
  const sweep::UnitList& units = preparation.units();
  for (std::size_t i = 0; wanted.lists_units && i < taken.size(); ++i) {
    const sweep::Unit& unit = units.units[i];
    const sweep::PointRef ref = preparation.points().points[units.points(unit).front()].ref;
    fmt::print("{:8.4f} s {:8.4f} s {:6.2f}  {} points x {} seeds, first task {} poles {} learner {}\n", predicted[i], taken[i],
               predicted[i] / taken[i], unit.points, unit.seeds, ref.task, ref.poles, ref.learner);
  }
  const double off = compare(predicted, taken);
  fmt::print("planned in {:.2f} s\n", planning);
  time_coordinator(preparation);
  for (const int ranks : {2, 16, 64}) {
    const sweep::Schedule schedule = sweep::simulate(taken, ranks);
    fmt::print("{} ranks: {:.3g} s, busy {:.3f}\n", ranks, schedule.wall_seconds, schedule.efficiency);
  }
  return off;
}

int bench(int argc, char** argv) {
  CLI::App app("What plan says of a sweep against what its units take");
  Comparison wanted;
  double bound = 0;
  int tries = 1;
  app.add_option("sweep", wanted.sweep_file, "sweep file (TOML)")->required();
  app.add_option("--set", wanted.settings, "replace a value of the sweep file");
  app.add_option("--rate-from", wanted.rates, "results to learn from");
  app.add_flag("--units", wanted.lists_units, "list the units");
  app.add_option("--bound", bound, "end with 1 if the total, or one in ten units, is off by more than this factor");
  app.add_option("--tries", tries, "times that the sweep is planned and computed at most until it is within the bound");
  CLI11_PARSE(app, argc, argv);
  for (int i = 0; i < tries; ++i)
    if (plan_and_compute(wanted) <= bound || bound == 0) return 0;
  return 1;
}

}  // namespace
}  // namespace polesweep::execute

int main(int argc, char** argv) { return polesweep::execute::bench(argc, argv); }
