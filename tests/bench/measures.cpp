#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/measures/measure.hpp"
#include "core/run/run.hpp"

/// What each measure costs beside the run that it is taken of: eight runs of one learner, measured at eleven lengths from 100 to 31,623, in
/// thread CPU time. Arguments: numbers of states.
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

void print_case(const Case& one, int states) {
  constexpr int rounds = 3;
  std::vector<std::vector<std::string>> asked = {{}};
  for (const Measure* measure : all_measures()) asked.push_back({measure->name});
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
    if (applies[i]) fmt::print("  {:22} {:6.1f} %\n", asked[i].front(), 100 * (least(i) / least(0) - 1));
  std::fflush(stdout);
}

}  // namespace
}  // namespace polesweep

int main(int argc, char** argv) {
  std::vector<int> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(std::atoi(argv[i]));
  if (sizes.empty()) sizes = {8, 16, 32, 64};
  for (const polesweep::Case& one : polesweep::cases())
    for (const int states : sizes) polesweep::print_case(one, states);
  return 0;
}
