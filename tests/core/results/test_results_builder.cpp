#include "core/results/results_builder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/core/results/made_up_training.hpp"

namespace polesweep::results::test_results_builder {
namespace {

using Added = ResultsBuilder::Added;
using Names = std::vector<std::string>;

/// A number of a variable by its position along each dimension.
double at(const Group& group, const std::string& name, const std::vector<std::size_t>& position) {
  const Variable* variable = group.find(name);
  if (!variable || variable->dimensions.size() != position.size()) throw std::runtime_error(name + " has other dimensions");
  std::size_t index = 0;
  for (std::size_t i = 0; i < position.size(); ++i) index = index * group.size_of(variable->dimensions[i]) + position[i];
  return std::get<std::vector<double>>(variable->values).at(index);
}

/// The runs of a file handed to a builder again.
ResultsBuilder built_from(const Group& file, Request request) {
  ResultsBuilder builder(std::move(request));
  visit_runs(file, [&](const RunRecord& record) { builder.add(record); });
  return builder;
}

TEST(ResultsBuilder, measures_have_their_own_dimensions) {
  const Group root = made_up_training();
  EXPECT_EQ(root.size_of("state"), 3u);
  EXPECT_EQ(root.size_of("shadow"), 2u);
  EXPECT_EQ(root.find("alignment")->dimensions, (Names{"point", "seed", "length", "shadow"}));
  EXPECT_EQ(root.find("spectrum_re")->dimensions, (Names{"point", "seed", "length", "state"}));
  EXPECT_EQ(root.find("spectrum_im")->dimensions, (Names{"point", "seed", "length", "state"}));
  EXPECT_EQ(root.find("spectrum"), nullptr);
  EXPECT_EQ(at(root, "alignment", {1, 1, 2, 1}), 11121);
  // Real and imaginary parts alternate in a record.
  EXPECT_EQ(at(root, "spectrum_re", {1, 0, 2, 2}), 10224);
  EXPECT_EQ(at(root, "spectrum_im", {1, 0, 2, 2}), 10225);
}

TEST(ResultsBuilder, states_that_a_point_does_not_have_are_not_measured) {
  const Group root = made_up_training();
  EXPECT_EQ(at(root, "spectrum_re", {0, 1, 0, 1}), 1202);
  EXPECT_TRUE(std::isnan(at(root, "spectrum_re", {0, 1, 0, 2})));
  EXPECT_TRUE(std::isnan(at(root, "spectrum_im", {0, 1, 0, 2})));
  EXPECT_EQ(at(*root.find_group("training"), "spectrum_re", {1, 0, 0, 1, 1}), 20212.5);
  EXPECT_TRUE(std::isnan(at(*root.find_group("training"), "spectrum_re", {1, 0, 0, 1, 2})));
}

// Of a stream alone and of episodes alone: what has no values has as many states as the other.
TEST(ResultsBuilder, a_dimension_has_one_size_in_training_and_beside_it) {
  for (const std::size_t point : {0, 2}) {
    ResultsBuilder builder(made_up_request({0}, {10}, {4}, made_up_metrics));
    EXPECT_EQ(builder.add(made_up_run(point, 0)), Added::used);
    const Group root = builder.build();
    const Group& training = *root.find_group("training");
    for (const char* name : {"state", "shadow"}) {
      EXPECT_EQ(root.size_of(name), 2U) << point << name;
      EXPECT_EQ(training.size_of(name), 2U) << point << name;
    }
    EXPECT_EQ(std::get<std::vector<double>>(root.find("spectrum_re")->values).size(), root.size_of("point") * 2);
  }
}

// What a record of a stream says of iterations is nothing that was asked for, and may be anything.
TEST(ResultsBuilder, training_of_a_stream_is_left_alone) {
  ResultsBuilder builder(made_up_request({0}, {10, 20, 40}, {1, 4}, made_up_metrics));
  RunRecord record = made_up_run(0, 0);
  record.iterations = {3};
  record.training = {{"other", 1, {1}}};
  EXPECT_EQ(builder.add(record), ResultsBuilder::Added::used);
  EXPECT_EQ(builder.status(0, 0), Status::complete);
}

TEST(ResultsBuilder, training_holds_the_points_that_count_updates) {
  const Group root = made_up_training();
  const Group& training = *root.find_group("training");
  EXPECT_EQ(training.find("training_point")->values, Values(std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(training.find("seed")->values, root.find("seed")->values);
  EXPECT_EQ(training.find("training_length")->values, root.find("length")->values);
  EXPECT_EQ(training.find("iteration")->values, Values(std::vector<std::int64_t>{1, 4}));
  EXPECT_EQ(training.find("risk")->dimensions, (Names{"training_point", "seed", "training_length", "iteration"}));
  EXPECT_EQ(training.find("spectrum_im")->dimensions, (Names{"training_point", "seed", "training_length", "iteration", "state"}));
  // Rows of a record are lengths, then iterations.
  EXPECT_EQ(at(training, "risk", {0, 1, 2, 1}), 11050.5);
  EXPECT_EQ(at(training, "alignment", {0, 0, 1, 0, 1}), 10121.5);
}

TEST(ResultsBuilder, gives_away_what_it_builds_and_knows_the_status_of_runs) {
  ResultsBuilder builder = built_from(made_up_training(), made_up_request({0, 1}, {10, 20, 40}, {1, 4}, made_up_metrics));
  const Group root = builder.build();
  const ResultsBuilder before = builder;
  Group taken = builder.take();
  for (const char* name : {"diverged_at", "wall_seconds", "processor_seconds"}) {
    EXPECT_TRUE(taken.find(name)->make) << name;
    EXPECT_EQ(count(taken.find(name)->values), 0U) << name;
  }
  make_all(taken);
  EXPECT_TRUE(same_data(taken, root));
  for (std::size_t point = 0; point < before.request().ids.size(); ++point)
    for (std::size_t seed = 0; seed < before.request().seeds.size(); ++seed)
      EXPECT_EQ(builder.status(point, seed), before.status(point, seed)) << point << ' ' << seed;
  EXPECT_EQ(builder.runs_by_numerics(), before.runs_by_numerics());
}

TEST(ResultsBuilder, episodes_use_the_first_length_and_have_no_risk_at_lengths) {
  const Group root = made_up_training();
  const Group& training = *root.find_group("training");
  EXPECT_EQ(at(training, "risk", {1, 0, 0, 1}), 20010.5);
  for (std::size_t length = 0; length < 3; ++length) EXPECT_TRUE(std::isnan(at(root, "risk", {2, 0, length}))) << length;
  for (std::size_t length = 1; length < 3; ++length) EXPECT_TRUE(std::isnan(at(training, "risk", {1, 0, length, 0}))) << length;
  EXPECT_TRUE(std::isnan(at(training, "risk", {1, 1, 0, 0}))) << "a run that is missing";
}

TEST(ResultsBuilder, without_lengths_episodes_have_one_that_is_none) {
  ResultsBuilder builder(made_up_request({0}, {}, {4}, {}));
  EXPECT_EQ(builder.add(made_up_run(2, 0)), Added::used);
  const Group root = builder.build();
  EXPECT_EQ(root.size_of("length"), 0u);
  const Group& training = *root.find_group("training");
  EXPECT_EQ(training.find("training_length")->values, Values(std::vector<std::int64_t>{0}));
  EXPECT_EQ(at(training, "risk", {0, 0, 0, 0}), 20010.5);
}

TEST(ResultsBuilder, without_iterations_there_is_no_training) {
  ResultsBuilder builder(made_up_request({0}, {10}, {}, {}));
  EXPECT_EQ(builder.add(made_up_run(1, 0)), Added::used);
  EXPECT_EQ(builder.build().find_group("training"), nullptr);
}

TEST(ResultsBuilder, a_point_that_counts_updates_needs_them_and_a_stream_does_not) {
  ResultsBuilder builder(made_up_request({0}, {10}, {1}, {}));
  RunRecord repeated = made_up_run(1, 0);
  repeated.iterations.clear();
  repeated.training.clear();
  EXPECT_EQ(builder.add(repeated), Added::not_asked_for);
  EXPECT_EQ(builder.add(made_up_run(1, 0)), Added::used);
  EXPECT_EQ(builder.add(made_up_run(0, 0)), Added::used);
}

TEST(ResultsBuilder, records_of_which_one_has_no_iterations_are_set_aside) {
  Request request = made_up_request({0}, {10}, {1}, {});
  request.counts_updates.clear();  // nobody says that they must be there
  RunRecord without = made_up_run(1, 0);
  without.iterations.clear();
  without.training.clear();
  for (const bool first : {false, true}) {
    ResultsBuilder builder(request);
    EXPECT_EQ(builder.add(first ? without : made_up_run(1, 0)), Added::used);
    EXPECT_EQ(builder.add(first ? made_up_run(1, 0) : without), Added::conflict);
  }
}

TEST(ResultsBuilder, records_that_differ_at_an_iteration_are_set_aside) {
  ResultsBuilder builder(made_up_request({0}, {10}, {4}, made_up_metrics));
  EXPECT_EQ(builder.add(made_up_run(1, 0)), Added::used);
  EXPECT_EQ(builder.add(made_up_run(1, 0)), Added::duplicate);
  RunRecord other = made_up_run(1, 0);
  other.training[2].values[5] = 0;  // iteration 1, which nobody asks for
  EXPECT_EQ(builder.add(other), Added::duplicate);
  other.training[2].values[6 + 5] = 0;
  EXPECT_EQ(builder.add(other), Added::conflict);
  EXPECT_FALSE(builder.is_done(1, 0));
  ASSERT_EQ(builder.conflicts().size(), 1u);
  EXPECT_FALSE(builder.settle(made_up_run(2, 0)));
  EXPECT_TRUE(builder.settle(other));
  EXPECT_TRUE(builder.conflicts().empty());
  EXPECT_EQ(builder.add(other), Added::duplicate);
}

/// The run of point 0 and seed 0, with other last bits for every fingerprint.
RunRecord run_of(const std::string& numerics, double change) {
  RunRecord record = made_up_run(0, 0);
  record.numerics = numerics;
  record.risk[0] += change;
  return record;
}

TEST(ResultsBuilder, of_several_numerics_those_of_who_asks_are_taken) {
  Request request = made_up_request({0}, {10}, {4}, made_up_metrics);
  request.fingerprint = "ours";
  ResultsBuilder builder(request);
  const auto stored = [&] { return at(builder.build(), "risk", {0, 0, 0}); };
  using Runs = std::map<std::string, std::uint64_t>;
  EXPECT_EQ(builder.add(run_of("theirs", 1)), Added::used);
  EXPECT_EQ(builder.add(run_of("", 2)), Added::duplicate);
  EXPECT_EQ(builder.add(run_of("theirs+ours", 3)), Added::duplicate);
  EXPECT_EQ(stored(), 1);
  EXPECT_EQ(builder.runs_by_numerics(), (Runs{{"theirs", 1}}));
  EXPECT_EQ(builder.add(run_of("ours", 4)), Added::used);
  EXPECT_EQ(stored(), 4);
  EXPECT_EQ(builder.add(run_of("theirs", 1)), Added::duplicate);
  EXPECT_EQ(stored(), 4);
  EXPECT_EQ(builder.runs_by_numerics(), (Runs{{"ours", 1}}));
  // Within one fingerprint the promise holds.
  EXPECT_EQ(builder.add(run_of("ours", 5)), Added::conflict);
  EXPECT_TRUE(builder.runs_by_numerics().empty());
}

TEST(ResultsBuilder, the_same_bits_are_those_of_who_asks) {
  Request request = made_up_request({0}, {10}, {4}, made_up_metrics);
  request.fingerprint = "ours";
  ResultsBuilder builder(request);
  EXPECT_EQ(builder.add(run_of("theirs", 1)), Added::used);
  EXPECT_EQ(builder.add(run_of("ours", 1)), Added::used);
  EXPECT_EQ(builder.runs_by_numerics(), (std::map<std::string, std::uint64_t>{{"ours", 1}}));
}

TEST(ResultsBuilder, who_asks_for_nobody_takes_the_first) {
  ResultsBuilder builder(made_up_request({0}, {10}, {4}, made_up_metrics));
  EXPECT_EQ(builder.add(run_of("theirs", 1)), Added::used);
  EXPECT_EQ(builder.add(run_of("", 2)), Added::duplicate);
  EXPECT_EQ(at(builder.build(), "risk", {0, 0, 0}), 1);
}

std::vector<std::int32_t> statuses(const ResultsBuilder& builder) {
  return std::get<std::vector<std::int32_t>>(builder.build().find("status")->values);
}

// A record may hold more than is asked for. What it came to is judged by what is, or else a shorter record of the same run would
// contradict.
TEST(ResultsBuilder, a_run_has_diverged_by_the_lengths_asked_for) {
  RunRecord longer = made_up_run(0, 0);
  longer.risk[2] = std::numeric_limits<double>::infinity();
  longer.status = Status::diverged;
  longer.diverged_at = 30;
  RunRecord shorter = made_up_run(0, 0);
  shorter.lengths = {10, 20};
  shorter.risk.pop_back();
  for (MeasuredSeries& series : shorter.measures) series.values.resize(series.values.size() / 3 * 2);
  for (const bool longer_first : {true, false}) {
    ResultsBuilder to_twenty(made_up_request({0}, {10, 20}, {}, made_up_metrics));
    EXPECT_EQ(to_twenty.add(longer_first ? longer : shorter), Added::used);
    EXPECT_EQ(to_twenty.add(longer_first ? shorter : longer), Added::duplicate);
    EXPECT_EQ(statuses(to_twenty)[0], 1);
    EXPECT_EQ(std::get<std::vector<std::int64_t>>(to_twenty.build().find("diverged_at")->values)[0], -1);
  }
  ResultsBuilder to_forty(made_up_request({0}, {40}, {}, made_up_metrics));
  EXPECT_EQ(to_forty.add(longer), Added::used);
  EXPECT_EQ(statuses(to_forty)[0], 2);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(to_forty.build().find("diverged_at")->values)[0], 30);
  // An older program called such a run complete.
  longer.status = Status::complete;
  EXPECT_EQ(to_forty.add(longer), Added::duplicate);
}

TEST(ResultsBuilder, a_run_has_diverged_by_the_iterations_asked_for) {
  for (const std::size_t point : {1u, 2u}) {
    RunRecord record = made_up_run(point, 0);
    record.training[0].values[1] = std::numeric_limits<double>::infinity();  // iteration 4 of the first length
    record.diverged_at = 77;
    for (const std::int64_t iteration : {1, 4}) {
      ResultsBuilder builder(made_up_request({0}, {10}, {iteration}, made_up_metrics));
      EXPECT_EQ(builder.add(record), Added::used);
      EXPECT_EQ(statuses(builder)[point], iteration == 4 ? 2 : 1) << point;
      EXPECT_EQ(std::get<std::vector<std::int64_t>>(builder.build().find("diverged_at")->values)[point], iteration == 4 ? 77 : -1);
    }
  }
}

// Passes have more samples than a length says. A file that holds no iterations holds the sample all the same, and replay compares it.
TEST(ResultsBuilder, a_run_of_passes_has_diverged_after_more_samples_than_its_length) {
  Request request = made_up_request({0}, {10, 20, 40}, {}, made_up_metrics);
  RunRecord record = made_up_run(1, 0);
  record.iterations.clear();
  record.training.clear();
  record.risk[2] = std::numeric_limits<double>::infinity();
  record.diverged_at = 500;
  for (const bool passes : {false, true}) {
    request.counts_updates[1] = passes;
    ResultsBuilder builder(request);
    EXPECT_EQ(builder.add(record), Added::used);
    EXPECT_EQ(std::get<std::vector<std::int64_t>>(builder.build().find("diverged_at")->values)[1], passes ? 500 : -1);
  }
}

TEST(StoredRuns, give_back_the_records_they_were_made_from) {
  const Group root = made_up_training();
  std::vector<RunRecord> stored;
  visit_runs(root, [&](const RunRecord& record) { stored.push_back(record); });
  ASSERT_EQ(stored.size(), 5u);
  for (const RunRecord& record : stored) {
    const std::size_t point = record.key.point.low;
    const RunRecord made = made_up_run(point, record.key.seed);
    EXPECT_EQ(record.iterations, made.iterations);
    ASSERT_EQ(record.training.size(), made.training.size());
    // The widest network has the file's number of states, so that nothing is padded there.
    if (point == 1) EXPECT_TRUE(same_data(record, made));
    if (point > 0) EXPECT_EQ(record.training[0].values, made.training[0].values);
  }
  EXPECT_TRUE(same_data(built_from(root, made_up_request({0, 1}, {10, 20, 40}, {1, 4}, made_up_metrics)).build(), root));
}

TEST(StoredRuns, serve_fewer_lengths_iterations_and_metrics) {
  const Request fewer = made_up_request({0, 1}, {20}, {4}, {"alignment"});
  const Group from_file = built_from(made_up_training(), fewer).build();
  ResultsBuilder at_once(fewer);
  for (std::size_t point = 0; point < 3; ++point)
    for (std::uint64_t seed = 0; seed < (point == 2 ? 1u : 2u); ++seed) at_once.add(made_up_run(point, seed));
  EXPECT_TRUE(same_data(from_file, at_once.build()));
  // Episodes know nothing of the length that was left out.
  EXPECT_EQ(at(*from_file.find_group("training"), "risk", {1, 0, 0, 0}), 20010.5);
}

TEST(StoredRuns, do_not_serve_a_new_iteration) {
  const ResultsBuilder builder = built_from(made_up_training(), made_up_request({0}, {10}, {1, 2}, {}));
  EXPECT_TRUE(builder.is_done(0, 0));
  EXPECT_FALSE(builder.is_done(1, 0));
  EXPECT_FALSE(builder.is_done(2, 0));
}

// A sweep that has lost its largest network is the sweep that never had it.
TEST(StoredRuns, a_larger_network_leaves_no_trace) {
  const auto small = [] {
    Request request = made_up_request({0}, {10}, {1}, made_up_metrics);
    request.ids = {{0, 0}, {0, 2}};
    request.evaluation_hashes = {0, 0};
    request.counts_updates = {false, true};
    request.describe = made_up_describer({made_up_point(0), made_up_point(2)}, 1);
    return request;
  };
  ResultsBuilder at_once(small());
  at_once.add(made_up_run(0, 0));
  at_once.add(made_up_run(2, 0));
  const Group group = at_once.build();
  EXPECT_EQ(group.size_of("state"), 2u);
  EXPECT_TRUE(same_data(built_from(made_up_training(), small()).build(), group));
}

}  // namespace
}  // namespace polesweep::results::test_results_builder
