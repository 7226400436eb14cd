#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "core/measures/measure.hpp"
#include "core/run/cost.hpp"
#include "core/run/run.hpp"

/// What each measure costs beside the run that it is taken of: eight runs of one learner, measured at eleven lengths from 100 to 31,623, in
/// thread CPU time, and by the nominal operations of both. Arguments: numbers of states, and names of measures and cases (parts of them are
/// enough) if not all are wanted.
namespace polesweep {
namespace {

struct Case {
  const char* name;
  Member network;
  Member recurrent;
  Member readout;
  Member optimizer;
};

std::vector<Case> cases() {
  const Member diagonal{"diagonal", {{"pole_limit", 0.999}}};
  const Member dense{"dense", {{"activation", std::string("split_tanh")}}};
  const Member descent{"sgd", {{"step_size", 1e-4}}};
  const Member truncated{"tbptt", {{"truncation", std::int64_t{10}}}};
  return {{"diagonal, fixed, RLS", diagonal, {"fixed", {}}, {"rls", {}}, {}},
          {"diagonal, RTRL", diagonal, {"rtrl", {}}, {"gradient", {}}, descent},
          {"dense, fixed, RLS", dense, {"fixed", {}}, {"rls", {}}, {}},
          {"dense, TBPTT(10)", dense, truncated, {"gradient", {}}, descent}};
}

RunGroup group_of(const Case& one, int states, const std::vector<std::string>& metrics) {
  const Member task{
      "channel", {{"constellation", std::string("16qam")}, {"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", std::int64_t{3}}}};
  const Member ring{"ring", {{"count", std::int64_t{states}}, {"radius", 0.9}}};
  RunGroup group;
  group.points = {{task, one.network, ring, one.recurrent, one.readout, one.optimizer}};
  group.ids = {{0, 1}};
  group.seeds = {1, 2, 3, 4, 5, 6, 7, 8};
  group.wanted.assign(8, true);
  group.measurement = {{100, 178, 316, 562, 1000, 1778, 3162, 5623, 10000, 17783, 31623}, metrics, {"holdout", 10000}};
  return group;
}

struct Timed {
  double seconds = 0;
  bool applies = false;  ///< the measure has a number
};

Timed time_of(const RunGroup& group) {
  timespec before;
  timespec after;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  const std::vector<RunRecord> records = compute(group, {}, kernels());
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  Timed timed{static_cast<double>(after.tv_sec - before.tv_sec) + 1e-9 * static_cast<double>(after.tv_nsec - before.tv_nsec), false};
  for (const MeasuredSeries& series : records.front().measures)
    timed.applies = std::any_of(series.values.begin(), series.values.end(), [](double value) { return !std::isnan(value); });
  return timed;
}

double operations_of(const RunGroup& group) { return operations(run_cost(Setups().of(group.points.front()), group.measurement)).total(); }

using Names = std::vector<std::string>;

bool wants(const Names& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& part) { return name.find(part) != std::string_view::npos; });
}

void print_case(const Case& one, int states, const Names& measures) {
  constexpr int rounds = 3;
  constexpr double longest = 8;  ///< times the run's own operations: more is counted, not timed
  std::vector<std::vector<std::string>> asked = {{}};
  std::vector<double> more = {0};
  const double own = operations_of(group_of(one, states, {}));
  for (const Measure* measure : all_measures()) {
    if (!measures.empty() && !wants(measures, measure->name)) continue;
    const double share = operations_of(group_of(one, states, {measure->name})) / own - 1;
    if (share > longest) {
      fmt::print("{}, {} states:  {:22} not timed, {:6.1f} % of the operations\n", one.name, states, measure->name, 100 * share);
      continue;
    }
    asked.push_back({measure->name});
    more.push_back(share);
  }
  std::vector<std::vector<double>> seconds(asked.size());
  std::vector<bool> applies(asked.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (round > 0 && i > 0 && !applies[i]) continue;
      const Timed timed = time_of(group_of(one, states, asked[i]));
      seconds[i].push_back(timed.seconds);
      applies[i] = timed.applies;
    }
  const auto least = [&](std::size_t i) { return *std::min_element(seconds[i].begin(), seconds[i].end()); };
  fmt::print("{}, {} states: a run takes {:.2f} ms\n", one.name, states, 1e3 / 8 * least(0));
  for (std::size_t i = 1; i < asked.size(); ++i)
    if (applies[i])
      fmt::print("  {:22} {:6.1f} %, {:6.1f} % of the operations\n", asked[i].front(), 100 * (least(i) / least(0) - 1), 100 * more[i]);
  std::fflush(stdout);
}

}  // namespace
}  // namespace polesweep

int main(int argc, char** argv) {
  std::vector<int> sizes;
  polesweep::Names measures;
  polesweep::Names cases;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  for (const std::string& argument : arguments) {
    const auto all = polesweep::cases();
    if (std::isdigit(static_cast<unsigned char>(argument.front())))
      sizes.push_back(std::stoi(argument));
    else if (std::any_of(all.begin(), all.end(), [&](const polesweep::Case& one) { return polesweep::wants({argument}, one.name); }))
      cases.push_back(argument);
    else
      measures.push_back(argument);
  }
  if (sizes.empty()) sizes = {8, 16, 32, 64};
  for (const polesweep::Case& one : polesweep::cases())
    for (const int states : sizes)
      if (cases.empty() || polesweep::wants(cases, one.name)) polesweep::print_case(one, states, measures);
  return 0;
}
