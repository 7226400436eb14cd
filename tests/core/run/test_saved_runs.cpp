#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <tuple>

#include "core/run/run.hpp"
#include "tests/core/all_kernels.hpp"
#include "tests/core/run/group_of.hpp"
#include "tests/core/run/keeper.hpp"

/// Runs that are saved and go on elsewhere: the same bits as straight through, for every rule, in every regime, across kernels.
namespace polesweep::test_saved_runs {
namespace {

using Key = std::pair<std::size_t, std::size_t>;  // point, seed

Member linear_teacher(bool complex_valued) {
  return {"linear_teacher",
          {{"poles", std::vector<Complex>{0.75, 0.8}},
           {"gains", std::vector<Complex>{1.0, 1.0}},
           {"noise", 0.1},
           {"washout", std::int64_t{20}},
           {"complex", complex_valued}}};
}
Member channel() {
  return {"channel",
          {{"constellation", std::string("qpsk")}, {"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", std::int64_t{2}}}};
}

/// `all`: also what a prequential evaluation cannot score.
std::vector<Point> points_of(const Member& task, const Member& network, bool all) {
  const Member poles{"random", {{"count", std::int64_t{5}}, {"radius", 0.8}}};
  std::vector<Point> points;
  const auto add = [&](Member recurrent, Member readout, Member optimizer, Member regime) {
    points.push_back({task, network, poles, std::move(recurrent), std::move(readout), std::move(optimizer), std::move(regime)});
  };
  const Member stream{"stream", {}};
  const Member repeat{"repeat", {{"passes", std::int64_t{4}}}};
  const Member episodes{"episodes", {{"batch", std::int64_t{2}}, {"length", std::int64_t{30}}}};
  const Member adam{"adam", {{"step_size", 0.003}}};
  const Member descent{"sgd", {{"step_size", 0.003}}};
  const std::int64_t seven = 7;
  add({"fixed", {}}, {"lms", {{"step_size", 0.01}}}, {}, stream);
  add({"fixed", {}}, {"lms", {{"step_size", 30.0}}}, {}, stream);  // diverges
  add({"fixed", {}}, {"nlms", {{"step_size", 0.1}}}, {}, stream);
  add({"fixed", {}}, {"rls", {{"forgetting", 0.99}}}, {}, stream);
  add({"fixed", {}}, {"variable_step_lms", {{"step_size", 0.01}, {"regressors", std::string("states_and_inputs")}}}, {}, stream);
  add({"fixed", {}}, {"affine_projection", {{"step_size", 0.1}, {"order", std::int64_t{3}}}}, {}, stream);
  add({"fixed", {}}, {"sliding_window_rls", {{"window", std::int64_t{20}}, {"average_from", std::int64_t{15}}}}, {}, stream);
  if (all) add({"fixed", {}}, {"ridge", {}}, {}, stream);
  if (all) add({"fixed", {}}, {"ridge", {{"penalty", 0.1}}}, {}, stream);
  add({"fixed", {}}, {"gradient", {}}, adam, stream);
  add({"rtrl", {}}, {"gradient", {}}, descent, stream);
  add({"rtrl", {{"update_every", seven}}}, {"gradient", {}}, adam, stream);
  add({"tbptt", {{"truncation", std::int64_t{5}}}}, {"rls", {{"forgetting", 0.99}}}, descent, stream);
  add({"tbptt", {{"truncation", seven}, {"update_every", seven}}}, {"gradient", {}}, {"rmsprop", {{"step_size", 0.003}}}, stream);
  add({"immediate", {}}, {"gradient", {}}, {"momentum", {{"step_size", 0.003}}}, stream);
  add({"snap1", {}}, {"gradient", {}}, descent, stream);
  if (!all) return points;
  add({"rtrl", {{"update_every", seven}}}, {"gradient", {}}, adam, repeat);
  add({"bptt", {}}, {"gradient", {}}, descent, repeat);
  add({"snap1", {}}, {"gradient", {}}, descent, episodes);
  return points;
}

struct Case {
  const char* name;
  Member network;
  bool complex_valued;
  Evaluation evaluation;
};

const std::vector<Case> cases = {{"diagonal, exact", {"diagonal", {}}, false, {"exact", 0}},
                                 {"dense, exact", {"dense", {}}, false, {"exact", 0}},
                                 {"complex, exact", {"diagonal", {}}, true, {"exact", 0}},
                                 {"tanh, holdout", {"dense", {{"activation", std::string("tanh")}}}, false, {"holdout", 300}},
                                 {"complex, holdout", {"diagonal", {}}, true, {"holdout", 300}},
                                 {"tanh, prequential", {"dense", {{"activation", std::string("tanh")}}}, false, {"prequential", 70}},
                                 {"complex, prequential", {"dense", {}}, true, {"prequential", 70}}};

RunGroup example(const Case& one, std::size_t seeds) {
  std::vector<std::string> metrics{"averaged_risk", "gradient_norm", "loss", "readout_condition", "spectrum"};
  if (one.evaluation.kind == "prequential") metrics = {"nmse"};
  if (one.evaluation.kind == "holdout") metrics.insert(metrics.end(), {"lyapunov_exponent", "risk_gradient_norm", "state_condition"});
  return group_of(points_of(linear_teacher(one.complex_valued), one.network, one.evaluation.kind != "prequential"), seeds,
                  {{10, 77, 200, 500}, metrics, one.evaluation, {1, 2, 5}, {}});
}

/// Runs, where they are, and how far their tests have come.
using Positions = std::vector<std::tuple<RecordKey, std::int64_t, std::int64_t>>;
Positions positions_of(const std::vector<RunState>& states) {
  Positions positions;
  for (const RunState& state : states) positions.emplace_back(state.key, state.position, state.test.steps);
  return positions;
}

/// Computes with a stop after every few breaks, each time with the next kernels. What is stopped after the test of an evaluation begins
/// that part again, and is given more time.
struct Pieces {
  std::map<RecordKey, RunRecord> records;
  int sessions = 0;
  int stopped_evaluations = 0;
  int continued_tests = 0;
};
Pieces in_pieces(RunGroup group, std::int64_t breaks, const data::DataFiles& files = {}) {
  const std::vector<const KernelSet*> sets = all_kernels();
  Pieces pieces;
  std::vector<Positions> reached(sets.size());  // by the last session of the same kernels
  for (int& sessions = pieces.sessions; sessions < 2000; ++sessions) {
    Keeper keeper(breaks);
    group.keeper = &keeper;
    const std::size_t turn = static_cast<std::size_t>(sessions) % sets.size();
    for (const RunRecord& record : compute(group, files, *sets[turn])) {
      pieces.records[record.key] = record;
      group.wanted[record.key.point.low * group.seeds.size() + record.key.seed] = false;
    }
    if (keeper.breaks <= breaks) return pieces;
    if (!keeper.states.empty() && keeper.states.front().position == group.measurement.lengths.back()) ++pieces.stopped_evaluations;
    for (const RunState& state : keeper.states) {
      if (group.states.empty()) break;
      const auto& earlier = group.states[state.key.point.low * group.seeds.size() + state.key.seed];
      pieces.continued_tests += earlier && earlier->test.steps > 0 && earlier->test.steps < state.test.steps ? 1 : 0;
    }
    if (positions_of(keeper.states) == reached[turn]) breaks *= 2;
    reached[turn] = positions_of(keeper.states);
    give(group, keeper.states);
  }
  return pieces;
}

TEST(SavedRuns, stopped_and_continued_on_other_kernels_they_equal_straight_through) {
  for (const Case& one : cases) {
    const RunGroup group = example(one, 3);
    const Pieces pieces = in_pieces(group, 3);
    expect_same(pieces.records, by_key(compute(group, {}, kernels())), one.name);
    EXPECT_GT(pieces.sessions, 3) << one.name;
    EXPECT_GT(pieces.stopped_evaluations, 0) << one.name;
    EXPECT_EQ(pieces.continued_tests > 0, one.evaluation.kind == "holdout") << one.name;
  }
}

/// The runs of the first block that is stopped in its test.
std::vector<RunState> stopped_in_a_test(RunGroup group, const KernelSet& kernels) {
  for (std::int64_t breaks = 1;; ++breaks) {
    Keeper keeper(breaks);
    group.keeper = &keeper;
    compute(group, {}, kernels);
    std::erase_if(keeper.states, [](const RunState& state) { return state.test.steps == 0; });
    if (!keeper.states.empty()) return keeper.states;
  }
}

// Runs that have diverged, or whose average is their weights, are left out of a test where they stand beside their like only.
TEST(SavedRuns, a_test_goes_on_beside_other_runs) {
  std::vector<Point> points = points_of(linear_teacher(false), {"diagonal", {}}, false);
  points.resize(2);  // of one slot; the second diverges
  points.push_back(points.front());
  points.back().readout = {"lms", {{"step_size", 0.02}, {"average_from", std::int64_t{300}}}};
  RunGroup group = group_of(points, 3, {{10, 200, 500}, {"averaged_risk", "nmse"}, {"holdout", 400}, {}, {}});
  const auto whole = by_key(compute(group, {}, kernels()));
  for (const KernelSet* before : all_kernels())
    for (const KernelSet* after : all_kernels()) {
      std::vector<RunState> given = stopped_in_a_test(group, *before);
      ASSERT_FALSE(given.empty());
      for (const std::size_t of : {1, 2}) {  // all of them, then those of even seeds
        std::erase_if(given, [&](const RunState& state) { return state.key.seed % of != 0; });
        RunGroup rest = group;
        give(rest, given);
        expect_same(by_key(compute(rest, {}, *after)), whole, after->name);
      }
    }
}

TEST(SavedRuns, a_test_begins_again_where_longer_lengths_are_asked_for) {
  RunGroup group = example(cases[4], 2);
  std::erase_if(group.points, [](const Point& point) { return point.regime.kind != "stream"; });
  group = group_of(group.points, 2, group.measurement);
  const std::vector<RunState> states = stopped_in_a_test(group, kernels());
  ASSERT_FALSE(states.empty());
  EXPECT_GT(start_of(states.front(), group.measurement).test_steps, 0);
  group.measurement.lengths.push_back(600);
  EXPECT_EQ(start_of(states.front(), group.measurement).test_steps, 0);
  const auto whole = by_key(compute(group, {}, kernels()));
  give(group, states);
  expect_same(by_key(compute(group, {}, kernels())), whole, "longer");
}

TEST(SavedRuns, a_test_that_does_not_fit_is_refused) {
  const RunGroup group = example(cases[4], 2);
  for (std::vector<double> TestState::*part : {&TestState::trajectory, &TestState::sums}) {
    std::vector<RunState> states = stopped_in_a_test(group, kernels());
    ASSERT_FALSE(states.empty());
    (states.front().test.*part).pop_back();
    RunGroup rest = group;
    give(rest, states);
    EXPECT_ANY_THROW(compute(rest, {}, kernels()));
  }
}

TEST(SavedRuns, longer_lengths_go_on_from_the_last_one) {
  for (const Case& one : cases) {
    RunGroup group = example(one, 11);
    std::erase_if(group.points, [](const Point& point) { return point.regime.kind != "stream"; });
    group.ids.resize(group.points.size());
    group.wanted.assign(group.points.size() * group.seeds.size(), true);
    const auto whole = by_key(compute(group, {}, kernels()));
    group.measurement.lengths = {10, 77};
    Keeper first(no_stop);
    group.keeper = &first;
    compute(group, {}, kernels());
    ASSERT_EQ(first.ends.size(), group.wanted.size());
    for (const KernelSet* set : all_kernels()) {
      group.measurement.lengths = {10, 77, 200, 500};
      give(group, first.ends);
      Keeper second(no_stop);
      group.keeper = &second;
      expect_same(by_key(compute(group, {}, *set)), whole, one.name);
      EXPECT_EQ(second.first_position, 77) << one.name << " " << set->name;
    }
  }
}

TEST(SavedRuns, a_state_that_does_not_serve_is_left_alone) {
  RunGroup group = example(cases[5], 2);  // prequential: the window of 100 begins before 77
  const auto asked = [&](std::vector<std::int64_t> lengths) {
    RunGroup changed = group;
    changed.measurement.lengths = std::move(lengths);
    return changed;
  };
  RunGroup stored = asked({10, 77});
  Keeper keeper(no_stop);
  stored.keeper = &keeper;
  compute(stored, {}, kernels());
  for (const auto& lengths : std::vector<std::vector<std::int64_t>>{{10, 77, 100}, {10, 50, 77, 500}, {10, 77}}) {
    RunGroup changed = asked(lengths);
    const auto whole = by_key(compute(changed, {}, kernels()));
    give(changed, keeper.ends);
    expect_same(by_key(compute(changed, {}, kernels())), whole, "lengths");
    for (const auto& state : changed.states) EXPECT_FALSE(continues(*state, changed.measurement, RegimeKind::stream));
  }
  RunGroup other_metrics = asked({10, 77, 500});
  give(other_metrics, keeper.ends);
  EXPECT_TRUE(continues(*other_metrics.states[0], other_metrics.measurement, RegimeKind::stream));
  other_metrics.measurement.metrics = {"nmse", "spectrum"};
  EXPECT_FALSE(continues(*other_metrics.states[0], other_metrics.measurement, RegimeKind::stream));
}

TEST(SavedRuns, some_that_go_on_and_some_that_begin_stand_side_by_side) {
  RunGroup group = example(cases[0], 3);
  const auto whole = by_key(compute(group, {}, kernels()));
  Keeper keeper(3);
  RunGroup first = group;
  first.keeper = &keeper;
  compute(first, {}, kernels());
  ASSERT_FALSE(keeper.states.empty());
  keeper.states.resize(keeper.states.size() / 2 + 1);
  give(group, keeper.states);
  expect_same(by_key(compute(group, {}, kernels())), whole, "some");
}

// Ridges with different penalties share the state of their seed: a run that goes on by itself must not be given another's.
TEST(SavedRuns, that_share_a_state_put_back_their_own_seeds) {
  const Member poles{"random", {{"count", std::int64_t{5}}, {"radius", 0.8}}};
  std::vector<Point> points;
  for (const double penalty : {1e-6, 0.1, 10.0})
    points.push_back({linear_teacher(false), {"diagonal", {}}, poles, {"fixed", {}}, {"ridge", {{"penalty", penalty}}}});
  const auto seeds = static_cast<std::size_t>(kernels().lanes);  // of one block
  RunGroup group = group_of(points, seeds, {{10, 500}, {"readout_condition"}, {"exact", 0}});
  auto whole = by_key(compute(group, {}, kernels()));
  Keeper keeper(3);
  RunGroup first = group;
  first.keeper = &keeper;
  compute(first, {}, kernels());
  ASSERT_EQ(keeper.states.size(), group.wanted.size());
  std::erase_if(keeper.states, [](const RunState& state) { return (state.key.point.low + state.key.seed) % 3 != 0; });
  std::erase_if(whole, [](const auto& run) { return (run.first.point.low + run.first.seed) % 3 != 0; });
  for (std::size_t i = 0; i < group.wanted.size(); ++i) group.wanted[i] = (i / seeds + i % seeds) % 3 == 0;
  give(group, keeper.states);
  for (const KernelSet* set : all_kernels()) expect_same(by_key(compute(group, {}, *set)), whole, set->name);
}

TEST(SavedRuns, symbols_go_on_too) {
  RunGroup group =
      group_of(points_of(channel(), {"diagonal", {}}, false), 3, {{10, 77, 200, 500}, {"symbol_error_rate"}, {"prequential", 150}, {}, {}});
  const Pieces pieces = in_pieces(group, 2);
  expect_same(pieces.records, by_key(compute(group, {}, kernels())), "channel");
  EXPECT_GT(pieces.sessions, 3);
  group.measurement.evaluation = {"holdout", 300};
  group.measurement.metrics = {"bit_error_rate", "symbol_error_rate"};
  const Pieces tested = in_pieces(group, 2);
  expect_same(tested.records, by_key(compute(group, {}, kernels())), "channel, holdout");
  EXPECT_GT(tested.continued_tests, 0);
}

TEST(SavedRuns, free_runs_go_on_too) {
  for (const char* network : {"diagonal", "dense"}) {
    RunGroup group =
        group_of(points_of({"lorenz", {}}, {network, {}}, false), 2, {{10, 77, 200}, {"free_running_nrmse84"}, {"holdout", 400}, {}, {}});
    const auto whole = by_key(compute(group, {}, kernels()));
    EXPECT_FALSE(std::isnan(whole.begin()->second.measures.front().values.back()));
    expect_same(in_pieces(group, 2).records, whole, network);
  }
}

/// A recording whose row 260 is missing: a window holds two segments.
data::DataFiles recording() {
  std::string text = "x,y\n";
  std::uint32_t state = 1;
  for (int row = 0; row < 700; ++row) {
    state = state * 1664525U + 1013904223U;
    const auto number = [&](int shift) { return canonical(static_cast<double>(state >> shift & 255U) / 64.0); };
    text += row == 260 ? std::string("nan,nan\n") : number(24) + "," + number(16) + "\n";
  }
  data::DataFiles files;
  files.add("two.csv", text);
  return files;
}

TEST(SavedRuns, recorded_tasks_go_on_too) {
  const data::DataFiles files = recording();
  const Member task{"file",
                    {{"path", std::string("two.csv")},
                     {"inputs", std::vector<std::string>{"x"}},
                     {"targets", std::vector<std::string>{"y"}},
                     {"windows", std::int64_t{1}},
                     {"window_length", std::int64_t{500}},
                     {"washout", std::int64_t{20}}}};
  for (const Evaluation& evaluation : {Evaluation{"holdout", 100}, Evaluation{"prequential", 70}}) {
    RunGroup group = group_of(points_of(task, {"diagonal", {}}, false), 1, {{10, 77, 200, 400}, {"nmse"}, evaluation, {}, {}});
    const auto whole = by_key(compute(group, files, kernels()));
    expect_same(in_pieces(group, 2, files).records, whole, "stopped");
    group.measurement.lengths = {10, 77};
    Keeper first(no_stop);
    group.keeper = &first;
    compute(group, files, kernels());
    group.measurement.lengths = {10, 77, 200, 400};
    give(group, first.ends);
    Keeper second(no_stop);
    group.keeper = &second;
    expect_same(by_key(compute(group, files, kernels())), whole, "longer");
    EXPECT_EQ(second.first_position, 77);
  }
}

TEST(SavedRuns, a_damaged_state_is_refused) {
  RunGroup group = example(cases[0], 1);
  Keeper keeper(3);
  group.keeper = &keeper;
  compute(group, {}, kernels());
  ASSERT_FALSE(keeper.states.empty());
  keeper.states.front().learner.pop_back();
  give(group, keeper.states);
  group.keeper = nullptr;
  EXPECT_ANY_THROW(compute(group, {}, kernels()));
}

}  // namespace
}  // namespace polesweep::test_saved_runs
