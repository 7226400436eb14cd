#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/measures/measure.hpp"
#include "core/results/netcdf.hpp"
#include "core/run/cost.hpp"
#include "core/run/run.hpp"
#include "core/tasks/task.hpp"
#include "tests/core/results/made_up_training.hpp"
#include "tests/temporary_folder.hpp"

/// Every measure on its way from a run to the file.
namespace polesweep::results {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;
constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

constexpr std::size_t seeds = 3;
constexpr int shadows = 1;

/// A point, how it is scored and what its measures are counted by.
struct Example {
  Point point;
  Evaluation evaluation;
  MeasureSizes sizes;
};

/// Runs of which each measure can be taken: symbols, a teacher with poles, students that start in the modes of theirs, a series to be
/// foretold.
std::vector<Example> make_examples() {
  const Member descent{"sgd", {{"step_size", 0.01}}};
  const Member symbols{"channel", {{"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", whole(2)}}};
  const Member teacher{"linear_teacher",
                       {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}}};
  const Member modes{"data_aligned", {{"m", Numbers{1.2, 0.9, -0.6}}, {"w", Numbers{0.9, 0.5, -0.3}}}};
  const Member aligned{
      "aligned", {{"a", Numbers{0.5, -0.3, 0.8}}, {"b", Numbers{0.6, 0.4, -0.2}}, {"w", Numbers{0.3, -0.2, 0.6}}, {"count", whole(5)}}};
  const Member series{"sines", {{"periods", Numbers{20}}}};
  const auto ring = [](int count) { return Member{"ring", {{"count", whole(count)}, {"radius", 0.8}}}; };
  const auto sizes = [](int states, int channels, int regressors) {
    return MeasureSizes{.states = states, .inputs = channels, .outputs = channels, .regressors = regressors, .shadows = shadows};
  };
  return {{{symbols, {"dense", {}}, ring(3), {"rtrl", {}}, {"rls", {{"forgetting", 0.99}}}, descent}, {"holdout", 100}, sizes(3, 1, 3)},
          {{teacher, {"diagonal", {}}, ring(4), {"rtrl", {}}, {"gradient", {{"intercept", true}}}, descent}, {"exact", 0}, sizes(4, 1, 5)},
          {{modes,
            {"dense", {}},
            aligned,
            {"bptt", {{"train_bias", false}}},
            {"gradient", {{"initial_readout", std::string("aligned")}}},
            descent,
            {"episodes", {{"length", whole(20)}}}},
           {"exact", 0},
           sizes(5, 3, 5)},
          {{series, {"dense", {}}, ring(3), {"rtrl", {}}, {"gradient", {}}, descent}, {"holdout", 100}, sizes(3, 1, 3)}};
}

const std::vector<Example>& examples() {
  static const std::vector<Example> all = make_examples();
  return all;
}

Names all_names() {
  Names names;
  for (const Measure* measure : all_measures()) names.emplace_back(measure->name);
  std::sort(names.begin(), names.end());
  return names;
}

/// The runs of all examples in a file that was written and read.
Group measured() {
  Request request = made_up_request({0, 1, 2}, {30, 60}, {1, 4}, all_names());
  request.ids.push_back({0, 3});
  request.evaluation_hashes.push_back(0);
  request.counts_updates = {false, false, true, false};
  request.describe = made_up_describer({made_up_point(0), made_up_point(1), made_up_point(2), made_up_point(0)}, request.lengths.size());
  ResultsBuilder builder(request);
  for (std::uint64_t i = 0; i < examples().size(); ++i) {
    const Example& example = examples()[i];
    RunGroup group;
    group.points = {example.point};
    group.ids = {{0, i}};
    group.seeds = request.seeds;
    group.wanted.assign(seeds, true);
    group.measurement = {request.lengths, request.metrics, example.evaluation, request.iterations, {{"immediate", {}}}};
    for (const RunRecord& record : compute(group, {}, portable_kernels())) EXPECT_EQ(builder.add(record), ResultsBuilder::Added::used);
  }
  const TemporaryFolder folder;
  write_netcdf(folder.path() / "results.h5", builder.build());
  return read_netcdf(folder.path() / "results.h5");
}

/// Checks the values [points][seeds][rows][own][inner] of a variable: numbers where a point has them, and nothing beyond its sizes. Returns
/// the points that it was measured of.
std::set<std::size_t> check_values(const Numbers& values, const Group& group, const Measure& measure,
                                   const std::vector<std::size_t>& points) {
  const std::size_t own = measure.own.name ? group.size_of(measure.own.name) : 1;
  const std::size_t inner = measure.inner.name ? group.size_of(measure.inner.name) : 1;
  std::set<std::size_t> found;
  const std::size_t each = values.size() / points.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t point = points[i / each];
    const auto rows = static_cast<std::size_t>(measure.own.size(examples()[point].sizes));
    const auto columns = static_cast<std::size_t>(measure.inner.size(examples()[point].sizes));
    const std::size_t row = i / inner % own;
    const std::size_t column = i % inner;
    if (row >= rows || column >= columns)
      EXPECT_TRUE(std::isnan(values[i])) << measure.name << " of point " << point << " has more than " << rows << " x " << columns;
    if (row == rows - 1 && column == columns - 1 && std::isfinite(values[i])) found.insert(point);
  }
  return found;
}

TEST(EveryMeasure, is_in_the_file_with_its_dimension_and_unit) {
  const Group root = measured();
  const Group& training = *root.find_group("training");
  for (const Measure* measure : all_measures()) {
    std::set<std::size_t> found;
    for (const std::string& name : measure->variables())
      for (const Group* group : {&root, &training}) {
        const Variable* variable = group->find(name);
        ASSERT_NE(variable, nullptr) << name;
        Names dimensions =
            group == &root ? Names{"point", "seed", "length"} : Names{"training_point", "seed", "training_length", "iteration"};
        for (const std::string& own : measure->dimensions()) dimensions.push_back(own);
        EXPECT_EQ(variable->dimensions, dimensions) << name;
        EXPECT_EQ(variable->units, measure->unit) << name;
        EXPECT_TRUE(variable->long_name.starts_with(measure->summary)) << name;
        const std::vector<std::size_t> points = group == &root ? std::vector<std::size_t>{0, 1, 2, 3} : std::vector<std::size_t>{2};
        found.merge(check_values(std::get<Numbers>(variable->values), *group, *measure, points));
      }
    EXPECT_FALSE(found.empty()) << measure->name << " was measured of no example. Add one to this test?";
  }
  // One size in both: of all examples the largest.
  for (const Group* group : {&root, &training}) {
    EXPECT_EQ(group->size_of("state"), 5u);
    EXPECT_EQ(group->size_of("shadow"), 2u);
    EXPECT_EQ(group->size_of("mode_matrix"), 3u);
    EXPECT_EQ(group->size_of("from_state"), 5u);
    EXPECT_EQ(group->size_of("regressor"), 5u);
    EXPECT_EQ(group->size_of("output"), 3u);
    EXPECT_EQ(group->size_of("input_channel"), 3u);
  }
}

// Said beforehand, so that `plan` can; where it is said no run has a number.
TEST(EveryMeasure, that_a_point_cannot_have_is_known_before_it_runs) {
  std::set<std::string> said;
  for (const Example& example : examples())
    for (const bool fixed : {false, true}) {
      RunGroup group;
      group.points = {example.point};
      if (fixed && example.point.regime.kind == "stream") {
        group.points.front().recurrent = {"fixed", {}};
        group.points.front().readout = {"rls", {{"forgetting", 0.99}}};
        group.points.front().optimizer = {};
        if (group.points.front().task.kind == "sines")  // real, and a dense network
          group.points.front().network.fields = {{"activation", std::string("tanh")}};
      }
      group.ids = {{0, 0}};
      group.seeds = {0, 1};
      group.wanted = {true, true};
      group.measurement = {{30, 60}, all_names(), example.evaluation, {1, 4}};
      const Setups setups;
      const Names idle = run_cost(setups.of(group.points.front()), group.measurement).idle_metrics;
      said.insert(idle.begin(), idle.end());
      for (const RunRecord& record : compute(group, {}, portable_kernels()))
        for (const MeasuredSeries& series : record.measures)
          if (std::find(idle.begin(), idle.end(), series.name) != idle.end()) {
            EXPECT_TRUE(std::ranges::all_of(series.values, [](double value) { return std::isnan(value); }))
                << series.name << " of " << example.point.task.kind << (fixed ? ", fixed" : "");
          }
    }
  for (const Measure* measure : all_measures())
    EXPECT_EQ(said.contains(measure->name), *measure->wants != '\0') << measure->name << " is said of no example. Add one to this test?";
}

// A step size that is a little too large: when the squared error overflows, the symbols that the weights decide are as good as before, and
// the average of the weights is far behind them.
TEST(EveryMeasure, that_is_an_error_is_infinite_once_a_run_has_diverged) {
  RunGroup group;
  group.points = {examples().front().point};
  group.points.front().recurrent = {"fixed", {}};
  group.points.front().readout = {"gradient", {}};
  group.points.front().optimizer = {"sgd", {{"step_size", 0.9}}};
  group.ids = {{0, 0}};
  group.seeds = {4};
  group.wanted = {true};
  group.measurement = {{100000}, {"averaged_risk", "bit_error_rate", "spectral_radius", "symbol_error_rate"}, {"holdout", 10}};
  const std::int64_t last = compute(group, {}, portable_kernels()).front().diverged_at;
  ASSERT_GT(last, 1);
  group.measurement.lengths = {last - 1, last};
  const RunRecord record = compute(group, {}, portable_kernels()).front();
  for (const MeasuredSeries& series : record.measures) {
    EXPECT_TRUE(std::isfinite(series.values[0])) << series.name;
    EXPECT_EQ(std::isinf(series.values[1]), series.name != "spectral_radius") << series.name << " " << series.values[1];
  }
}

// Files that are out there have these; a measure that is not listed has one number without a unit.
TEST(EveryMeasure, keeps_its_dimension_and_unit) {
  const std::map<std::string, std::string> dimensions{{"spectrum", "state"},
                                                      {"singular_values", "state"},
                                                      {"input_singular_values", "state"},
                                                      {"memory_curve", "state"},
                                                      {"mode_a", "state"},
                                                      {"mode_b", "state"},
                                                      {"mode_w", "state"},
                                                      {"alignment", "shadow"},
                                                      {"gradient_ratio", "shadow"},
                                                      {"mode_alignment", "mode_matrix"}};
  for (const auto& [name, dimension] : dimensions) EXPECT_EQ(known_measure(name).own.name, dimension) << name;
  for (const char* name : {"risk", "averaged_risk", "loss"}) EXPECT_STREQ(known_measure(name).unit, "target^2") << name;
  for (const char* name : {"nmse", "effective_rank", "participation_ratio", "symbol_error_rate", "state_condition", "risk_gradient_norm",
                           "hessian_condition", "feedback_share", "feedback_alignment", "memory_capacity"}) {
    EXPECT_STREQ(known_measure(name).unit, "1") << name;
    EXPECT_EQ(known_measure(name).own.name, nullptr) << name;
  }
  EXPECT_EQ(known_measure("spectrum").variables(), (Names{"spectrum_re", "spectrum_im"}));
  const MeasureSizes sizes{.states = 7, .inputs = 2, .outputs = 3, .regressors = 8, .shadows = 2};
  EXPECT_EQ(known_measure("spectrum").width(sizes), 14);
  EXPECT_EQ(known_measure("alignment").width(sizes), 3);
  EXPECT_EQ(known_measure("mode_alignment").width(sizes), 3);
  EXPECT_EQ(known_measure("recurrent_matrix").width(sizes), 2 * 49);
  EXPECT_EQ(known_measure("input_matrix").width(sizes), 2 * 14);
  EXPECT_EQ(known_measure("readout_matrix").width(sizes), 2 * 24);
  EXPECT_EQ(known_measure("recurrent_matrix").dimensions(), (Names{"state", "from_state"}));
  EXPECT_EQ(known_measure("averaged_input_matrix").dimensions(), (Names{"state", "input_channel"}));
  EXPECT_EQ(known_measure("readout_matrix").dimensions(), (Names{"output", "regressor"}));
}

TEST(EveryMeasure, is_found_by_its_variables) {
  for (const Measure* measure : all_measures())
    for (const std::string& variable : measure->variables()) EXPECT_EQ(measure_of_variable(variable), measure);
  EXPECT_EQ(measure_of_variable("spectrum"), nullptr);
}

TEST(EveryMeasure, of_an_unknown_name_is_no_other) {
  EXPECT_EQ(find_measure("effective_rnak"), nullptr);
  EXPECT_THROW(known_measure("effective_rnak"), std::logic_error);
  EXPECT_THROW(needs_of(Names{"effective_rnak"}), std::logic_error);
}

TEST(EveryMeasure, says_what_it_needs) {
  EXPECT_EQ(needs_of(Names{"nmse", "spectrum"}), MeasureNeeds());
  EXPECT_EQ(needs_of(Names{"averaged_risk", "loss"}), (MeasureNeeds{.average = true, .averaged_risk = true, .last_update = true}));
  EXPECT_EQ(needs_of(Names{"gradient_norm", "alignment", "readout_condition"}),
            (MeasureNeeds{.last_update = true, .exact_gradient = true, .readout_condition = true}));
  EXPECT_EQ(needs_of(Names{"gradient_ratio"}), MeasureNeeds{.exact_gradient = true});
  EXPECT_EQ(needs_of(Names{"averaged_readout_matrix", "readout_matrix"}), MeasureNeeds{.average = true});
  EXPECT_EQ(needs_of(Names{"free_running_nrmse84"}), MeasureNeeds{.free_runs = true});
  EXPECT_EQ(needs_of(Names{"lyapunov_exponent"}), MeasureNeeds{.coupled_copies = true});
  EXPECT_EQ(needs_of(Names{"risk_gradient_norm"}), MeasureNeeds{.risk_gradient = true});
  EXPECT_EQ(needs_of(Names{"symbol_error_rate", "bit_error_rate", "state_condition", "mode_path_distance"}),
            (MeasureNeeds{.symbols = true, .bits = true, .gram = true, .mode_path = true}));
}

TEST(EveryMeasure, has_a_cost_that_grows_with_what_it_is_taken_of) {
  TaskFacts task;
  task.modes = TeacherModes{.modes = std::vector<theory::Mode>(2)};
  task.constellation = {1.0, -1.0};
  task.teacher = LinearTeacher{{0.5, 0.7}, {1.0, 1.0}, {1.0}};
  MarkShape shape{
      .task = task, .states = 20, .regressors = 20, .averages = true, .scored_samples = 100, .risk_operations = 4000, .episode_steps = 50};
  MarkShape twice{
      .task = task, .states = 40, .regressors = 40, .averages = true, .scored_samples = 200, .risk_operations = 8000, .episode_steps = 100};
  for (const bool exact : {false, true}) {
    shape.exact = twice.exact = exact;
    for (const Measure* measure : all_measures()) {
      const double cost = measure->operations(shape);
      const double larger = measure->operations(twice);
      EXPECT_GE(cost, 0) << measure->name;
      EXPECT_GE(larger, cost) << measure->name;
      EXPECT_LE(larger, 8 * cost) << measure->name;
      task.complex_valued = true;
      EXPECT_GE(measure->operations(shape), cost) << measure->name;
      task.complex_valued = false;
      shape.diagonal = true;
      if (cost > 0) EXPECT_LE(measure->operations(shape), cost) << measure->name;
      if (exact) EXPECT_GT(operations_of(Names{"risk_gradient_norm", "hessian_condition"}, shape), 20 * 20 * 20);
      shape.diagonal = false;
    }
  }
  EXPECT_EQ(operations_of(Names{"spectrum"}, twice), 8 * operations_of(Names{"spectrum"}, shape));
  EXPECT_EQ(operations_of(Names{"averaged_risk", "spectrum"}, shape), 4000 + operations_of(Names{"spectrum"}, shape));
  shape.averages = false;  // the average of the weights is the weights
  EXPECT_EQ(operations_of(Names{"averaged_risk"}, shape), 0);
}

}  // namespace
}  // namespace polesweep::results
