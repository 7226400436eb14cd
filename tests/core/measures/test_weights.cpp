#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/numbers.hpp"
#include "core/run/objection.hpp"
#include "core/run/run.hpp"
#include "core/run/trace.hpp"
#include "tests/core/run/group_of.hpp"
#include "tests/core/run/points_on_networks.hpp"

/// The weights of a run as measures have them at its marks, and as its trace shows them on the way.
namespace polesweep::test_weights {
namespace {

using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

/// Measures by what a trace calls them; that has the matrix and the bias of dense networks alone.
const std::map<std::string, std::string> traced_names{{"recurrent_matrix", "recurrent_weights"},
                                                      {"input_matrix", "input_weights"},
                                                      {"bias_vector", "bias"},
                                                      {"state_poles", "poles"},
                                                      {"readout_matrix", "readout"}};

std::vector<std::string> names(const std::string& prefix = "") {
  std::vector<std::string> all;
  for (const auto& [name, traced] : traced_names) all.push_back(prefix + name);
  return all;
}

const Member five_poles{"random", {{"count", whole(5)}, {"radius", 0.8}}};
const Member adam{"adam", {{"step_size", 0.003}}};

std::vector<Point> points() {
  const Member repeat{"repeat", {{"passes", whole(4)}}};
  const Member episodes{"episodes", {{"batch", whole(2)}, {"length", whole(90)}}};
  std::vector<Point> points = on_all_networks(
      five_poles, {{{"fixed", {}}, {"lms", {{"step_size", 30.0}}}, {}, {"stream", {}}},  // diverges
                   {{"fixed", {}}, {"rls", {{"intercept", true}, {"regressors", std::string("states_and_inputs")}}}, {}, {"stream", {}}},
                   {{"rtrl", {}}, {"gradient", {{"intercept", true}}}, adam, {"stream", {}}},
                   {{"tbptt", {{"truncation", whole(7)}, {"update_every", whole(7)}}}, {"rls", {}}, adam, {"stream", {}}},
                   {{"rtrl", {{"update_every", whole(7)}}}, {"gradient", {}}, adam, repeat},
                   {{"bptt", {}}, {"gradient", {}}, adam, episodes}});
  points[2].network.fields["pole_limit"] = 0.9;
  points.back().network.fields["activation"] = std::string("split_tanh");
  points.back().network.fields["bias"] = 0.5;
  points.back().readout.fields["regressors"] = std::string("widely_linear");
  return points;
}

const std::vector<std::int64_t> lengths = {10, 77, 150};
const std::vector<std::int64_t> iterations = {1, 2, 4};

RunRecord run(const Point& point, std::vector<std::string> metrics, RunTrace* trace, const KernelSet& kernels = portable_kernels()) {
  RunGroup group = group_of({point}, 1, {lengths, std::move(metrics), {"auto", 20}, iterations, {}});
  group.trace = trace;
  return compute(group, data::DataFiles(), kernels).front();
}

const TracedVariable* find(const RunTrace& trace, const std::string& name) {
  for (const TracedVariable& variable : trace.variables())
    if (variable.name == name) return &variable;
  return nullptr;
}

/// The weights after so many samples or updates of all of them, from a trace of each; nothing if it has none of that name. A row shows
/// those before its own.
Numbers traced(const RunTrace& trace, const std::string& name, std::size_t done) {
  const TracedVariable* variable = find(trace, name);
  if (!variable) return {};
  if (variable->by_row && done == trace.positions().size()) variable = find(trace, "final_" + name);
  const std::size_t first = variable->by_row ? done * variable->row_size() : 0;
  Numbers numbers;
  for (std::size_t i = first; i < first + variable->row_size(); ++i) {
    numbers.push_back(variable->real[i]);
    numbers.push_back(variable->complex_valued ? variable->imaginary[i] : 0.0);
  }
  return numbers;
}

const MeasuredSeries& series(const std::vector<MeasuredSeries>& all, const std::string& name) {
  return *std::find_if(all.begin(), all.end(), [&](const MeasuredSeries& one) { return one.name == name; });
}

Numbers row_of(const MeasuredSeries& values, std::size_t row) {
  const auto first = values.values.begin() + static_cast<std::ptrdiff_t>(row) * values.width;
  return {first, first + values.width};
}

/// Numbers that are not there in a trace of real data are 0 in a measure; of weights that are lost both parts may be NaN.
void expect_same(const Numbers& measured, const Numbers& seen, const std::string& what) {
  ASSERT_EQ(measured.size(), seen.size()) << what;
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_TRUE(same_bits(measured[i], seen[i])) << what << " " << i;
}

TEST(Weights, are_those_of_the_trace_to_the_bit) {
  std::map<std::string, int> compared;
  for (const Point& point : points())
    for (const KernelSet* kernels : vector_kernels()) {
      RunTrace trace(1);
      const RunRecord record = run(point, names(), &trace, *kernels);
      const std::string regime = point.regime.kind;
      const std::string what = point.network.kind + " " + point.recurrent.kind + " " + regime + " ";
      for (const auto& [name, seen] : traced_names) {
        if (!find(trace, seen)) continue;
        ++compared[name];
        for (std::size_t i = 0; i < lengths.size() && regime == "stream"; ++i)
          expect_same(row_of(series(record.measures, name), i), traced(trace, seen, static_cast<std::size_t>(lengths[i])), what + name);
        // The trace is that of the last length; each of them has its own iterations.
        const std::size_t last = regime == "repeat" ? lengths.size() - 1 : 0;
        for (std::size_t i = 0; i < iterations.size() && regime != "stream"; ++i)
          if (const auto done = static_cast<std::size_t>(iterations[i]); done <= trace.positions().size())
            expect_same(row_of(series(record.training, name), last * iterations.size() + i), traced(trace, seen, done), what + name);
        if (regime == "repeat")
          expect_same(row_of(series(record.measures, name), last), traced(trace, seen, trace.positions().size()), what + name);
      }
    }
  for (const auto& [name, seen] : traced_names) EXPECT_GT(compared[name], 0) << name;
}

// What learns has other weights at every mark, what is fixed the same.
TEST(Weights, move_with_what_learns) {
  for (const Point& point : points()) {
    if (point.regime.kind != "stream" || point.readout.kind == "lms") continue;
    const RunRecord record = run(point, names(), nullptr);
    for (const std::string name : {"recurrent_matrix", "input_matrix", "state_poles", "readout_matrix"}) {
      const bool moves = name == "readout_matrix" || point.recurrent.kind != "fixed";
      EXPECT_EQ(row_of(series(record.measures, name), 0) != row_of(series(record.measures, name), 2), moves) << name;
    }
  }
}

// A diagonal network's matrix in blocks, and its poles in their order.
TEST(Weights, of_a_diagonal_network_are_its_blocks) {
  Point point = points().front();
  point.poles = {"explicit", {{"values", std::vector<Complex>{0.7, {0.5, 0.4}, {0.5, -0.4}}}}};
  const RunRecord record = run(point, names(), nullptr);
  EXPECT_EQ(row_of(series(record.measures, "recurrent_matrix"), 1),
            (Numbers{0.5, 0, -0.4, 0, 0, 0, 0.4, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.7, 0}));
  EXPECT_EQ(row_of(series(record.measures, "state_poles"), 1), (Numbers{0.5, 0.4, 0.5, -0.4, 0.7, 0}));
  EXPECT_EQ(row_of(series(record.measures, "bias_vector"), 1), Numbers(6));
}

/// The mean of the weights after the samples or updates from + 1, ..., done.
Numbers mean_of(const RunTrace& trace, const std::string& name, std::size_t from, std::size_t done) {
  Numbers sum = traced(trace, name, from + 1);
  for (std::size_t i = from + 2; i <= done; ++i) {
    const Numbers weights = traced(trace, name, i);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weights[k];
  }
  for (double& value : sum) value /= static_cast<double>(done - from);
  return sum;
}

TEST(AveragedWeights, are_the_means_of_the_weights_on_the_way) {
  for (const bool complex_valued : {false, true})
    for (const char* network : {"dense", "diagonal"}) {
      Point point{two_pole_teacher(complex_valued), {network, {}}, five_poles, {"rtrl", {}}, {"gradient", {}}, adam, {"stream", {}}};
      point.optimizer.fields["average_from"] = whole(4);
      RunTrace trace(1);
      const RunRecord record = run(point, names("averaged_"), &trace);
      for (const auto& [name, seen] : traced_names) {
        if (!find(trace, seen) || (name == "state_poles" && point.network.kind == "dense")) continue;
        for (std::size_t i = 0; i < lengths.size(); ++i) {
          const Numbers average = row_of(series(record.measures, "averaged_" + name), i);
          const Numbers mean = mean_of(trace, seen, 4, static_cast<std::size_t>(lengths[i]));
          ASSERT_EQ(average.size(), mean.size());
          for (std::size_t k = 0; k < mean.size(); ++k) EXPECT_NEAR(average[k], mean[k], 1e-13) << name;
          EXPECT_NE(average, traced(trace, seen, static_cast<std::size_t>(lengths[i]))) << name;
        }
      }
    }
}

TEST(AveragedWeights, of_a_readout_on_fixed_poles_begin_where_it_says) {
  Point point = points()[1];
  for (const std::int64_t from : {-1, 6}) {
    point.readout.fields["average_from"] = from;
    RunTrace trace(1);
    std::vector<std::string> metrics = names("averaged_");
    for (const std::string& name : names()) metrics.push_back(name);
    const RunRecord record = run(point, metrics, &trace);
    for (const std::string& name : names())
      if (name != "readout_matrix" || from < 0)
        expect_same(series(record.measures, "averaged_" + name).values, series(record.measures, name).values, name);
    if (from < 0) continue;
    const Numbers average = row_of(series(record.measures, "averaged_readout_matrix"), 2);
    const Numbers mean = mean_of(trace, "readout", 6, 150);
    for (std::size_t k = 0; k < mean.size(); ++k) EXPECT_NEAR(average[k], mean[k], 1e-13);
    EXPECT_NE(average, row_of(series(record.measures, "readout_matrix"), 2));
  }
}

// The average alone asks for no second test.
TEST(AveragedWeights, leave_the_bits_of_a_run_alone) {
  for (const Point& point : points()) {
    const RunRecord plain = run(point, {}, nullptr);
    const RunRecord measured = run(point, names("averaged_"), nullptr);
    ASSERT_EQ(plain.risk.size(), measured.risk.size());
    for (std::size_t i = 0; i < plain.risk.size(); ++i) EXPECT_TRUE(same_bits(plain.risk[i], measured.risk[i]));
  }
}

TEST(Weights, of_large_networks_are_refused_before_work_starts) {
  const Setups setups;
  const auto refused = [&](const char* network, int states, const char* metric) {
    Point point = points()[2];
    point.network.kind = network;
    point.network.fields.clear();
    point.poles = {"ring", {{"count", whole(states)}, {"radius", 0.5}}};
    const auto found = objection(setups, point, {{10}, {metric}, {"auto", 10}});
    return found ? found->text() : std::string();
  };
  EXPECT_EQ(refused("dense", 32, "recurrent_matrix"), "");
  EXPECT_EQ(
      refused("dense", 33, "recurrent_matrix"),
      "measure.metrics: got 'recurrent_matrix' (33 x 33 weights at each mark, at most 1024 are recorded). Leave it out, and see them of "
      "single runs by replay --trace?");
  EXPECT_NE(refused("diagonal", 33, "averaged_recurrent_matrix"), "");
  for (const char* metric : {"state_poles", "averaged_state_poles", "input_matrix", "readout_matrix", "bias_vector", "spectrum"})
    EXPECT_EQ(refused("diagonal", 1000, metric), "") << metric;
  EXPECT_NE(refused("diagonal", 1024, "readout_matrix"), "");  // and an intercept
  EXPECT_EQ(refused("diagonal", 1024, "input_matrix"), "");
}

}  // namespace
}  // namespace polesweep::test_weights
