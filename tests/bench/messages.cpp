// What handing out a unit costs rank 0 with its messages, in processor time of the thread that does it: units of a sweep, cut to so many
// runs, are handed out to ranks that compute nothing.
//
//   bench_messages SWEEP.toml [--runs 16]     on 64 ranks, say, as jobs/launch.sh starts them
//
// What units of other lengths would do to larger numbers of ranks at this cost follows, simulated (`sweep::simulate`).

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/execute/communicator.hpp"
#include "driver/execute/coordinator.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/processor_time.hpp"
#include "driver/execute/serve_units.hpp"
#include "driver/sweep/schedule.hpp"

namespace polesweep::execute {
namespace {

/// Returns the seconds of processor for a unit.
double hand_out(Communicator& ranks, Preparation& preparation, std::uint32_t runs) {
  const sweep::UnitList units = sweep::cut_units(preparation.grid(), preparation.points(), preparation.costs(), {.runs = runs});
  const results::ResultsBuilder stored(preparation.request());
  const results::TheoryBuilder no_theory(preparation.theory_tables());
  Coordinator coordinator({preparation.points(), units, stored, preparation.theory_units(), no_theory}, {});
  std::size_t handed_out = 0;
  ranks.wait_for_all();
  const double start = processor_seconds();
  for (int left = ranks.size() - 1; left > 0;) {
    const auto message = ranks.poll();
    if (!message) {
      usleep(100);
      continue;
    }
    const std::optional<Assignment> assignment = coordinator.next(decode_report(message->second));
    ranks.send(message->first, assignment ? encode(*assignment) : std::string());
    handed_out += assignment.has_value();
    left -= !assignment;
  }
  const double seconds = (processor_seconds() - start) / static_cast<double>(handed_out);
  fmt::print("{} units of {} runs at most to {} ranks: {:.2f} us of processor each, messages included\n", handed_out, runs,
             ranks.size() - 1, 1e6 * seconds);
  return seconds;
}

void compute_nothing(Communicator& ranks) {
  ranks.wait_for_all();
  Report report;
  while (const auto assignment = ask_rank_zero(ranks, report))
    report = {.has_unit = true, .unit = assignment->unit, .complete = assignment->wanted.size(), .fault = {}};
}

/// Units whose lengths are as evenly spread as those of many sizes of network: from `mean` / 4 to 7 `mean` / 4.
std::vector<double> units_of(double mean, std::size_t count) {
  std::vector<double> units;
  for (std::size_t i = 0; i < count; ++i) units.push_back(mean * (1.75 - 1.5 * static_cast<double>(i) / static_cast<double>(count)));
  return units;
}

void simulate_many(double seconds_of_answer) {
  constexpr std::size_t units_of_rank = 40;
  for (const int ranks : {1024, 16'384, 131'072})
    for (const double mean : {0.1, 0.3, 1.0, 3.0, 10.0, 30.0}) {
      const std::vector<double> units = units_of(mean, units_of_rank * static_cast<std::size_t>(ranks));
      const double idle = 1 - sweep::simulate(units, ranks, seconds_of_answer).efficiency;
      const double of_their_lengths = 1 - sweep::simulate(units, ranks, 0).efficiency;
      fmt::print("{:6} ranks, units of {:4} s on average, {} for each rank: idle for {:.2f} % of the time, {:.2f} % if answers took none\n",
                 ranks, mean, units_of_rank, 100 * idle, 100 * of_their_lengths);
    }
}

int bench(int argc, char** argv) {
  CLI::App app("What handing out a unit costs rank 0 with its messages");
  std::string sweep_file;
  std::uint32_t runs = 16;
  app.add_option("sweep", sweep_file, "sweep file (TOML)")->required();
  app.add_option("--runs", runs, "runs of a unit at most");
  CLI11_PARSE(app, argc, argv);
  const std::unique_ptr<Communicator> ranks = open_communicator();
  if (ranks->rank() > 0) {
    compute_nothing(*ranks);
    return 0;
  }
  Preparation preparation(sweep_file, {});
  simulate_many(hand_out(*ranks, preparation, runs));
  return 0;
}

}  // namespace
}  // namespace polesweep::execute

int main(int argc, char** argv) { return polesweep::execute::bench(argc, argv); }
