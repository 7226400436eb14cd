#include <gtest/gtest.h>

#include <limits>

#include "core/numbers.hpp"
#include "tests/core/results/made_up_training.hpp"

/// Runs that may end before the last length, because their settings race.
namespace polesweep::results {
namespace {

using Added = ResultsBuilder::Added;

/// The runs of a file handed to a builder again.
ResultsBuilder built_from(const Group& file, Request request) {
  ResultsBuilder builder(std::move(request));
  visit_runs(file, [&](const RunRecord& record) { builder.add(record); });
  return builder;
}

bool same_values(const Values& a, const Values& b) {
  const auto* x = std::get_if<std::vector<double>>(&a);
  const auto* y = std::get_if<std::vector<double>>(&b);
  return x && y ? same_bits(*x, *y) : a == b;
}

/// A builder of point 0, whose setting races.
ResultsBuilder racing_builder() {
  Request request = made_up_request({0, 1}, {10, 20, 40}, {}, made_up_metrics);
  request.races = {true, false, false};
  return ResultsBuilder(std::move(request));
}

/// The run of point 0 up to some of its lengths.
RunRecord run_to(std::size_t lengths, std::uint64_t seed = 0) {
  RunRecord record = made_up_run(0, seed);
  record.lengths.resize(lengths);
  record.risk.resize(lengths);
  for (MeasuredSeries& series : record.measures) series.values.resize(lengths * static_cast<std::size_t>(series.width));
  return record;
}

RunRecord failed_at(std::size_t lengths) {
  RunRecord record = run_to(lengths);
  record.status = Status::failed;
  record.message = "why";
  return record;
}

TEST(Races, a_run_may_end_where_it_is_asked_to) {
  ResultsBuilder builder = racing_builder();
  builder.ask(0, 0, 2, true);
  EXPECT_TRUE(builder.is_due(0, 0));
  EXPECT_EQ(builder.add(run_to(1)), Added::used);
  EXPECT_TRUE(builder.is_due(0, 0));
  EXPECT_EQ(builder.add(run_to(2)), Added::used);
  EXPECT_FALSE(builder.is_due(0, 0));
  EXPECT_EQ(builder.status(0, 0), Status::missing) << "the race may ask for more";
  builder.ask(0, 0, 2, false);
  EXPECT_EQ(builder.status(0, 0), Status::dropped);
  builder.ask(0, 1, 0, false);
  EXPECT_EQ(builder.status(0, 1), Status::dropped) << "it never began";
  builder.ask(0, 0, 3, false);
  EXPECT_EQ(builder.status(0, 0), Status::missing);
  EXPECT_EQ(builder.add(run_to(3)), Added::used);
  EXPECT_EQ(builder.status(0, 0), Status::complete);
  EXPECT_FALSE(builder.holds_more());
}

TEST(Races, a_point_that_does_not_race_needs_all_lengths) {
  ResultsBuilder builder(made_up_request({0}, {10, 20, 40}, {}, made_up_metrics));
  EXPECT_EQ(builder.add(run_to(2)), Added::not_asked_for);
}

TEST(Races, records_of_one_run_agree_where_both_are) {
  ResultsBuilder builder = racing_builder();
  EXPECT_EQ(builder.add(run_to(2)), Added::used);
  EXPECT_EQ(builder.add(run_to(1)), Added::duplicate);
  RunRecord other = run_to(3);
  other.risk[1] += 1;
  EXPECT_EQ(builder.add(other), Added::conflict);
  EXPECT_TRUE(builder.settle(run_to(3)));
  EXPECT_EQ(builder.reached(0, 0), 3u);
  other.lengths.resize(2);
  EXPECT_EQ(builder.add(other), Added::conflict);
}

TEST(Races, a_failure_counts_unless_the_run_has_come_further) {
  for (const bool failure_first : {false, true}) {
    ResultsBuilder builder = racing_builder();
    builder.ask(0, 0, 3, true);
    if (failure_first) builder.add(failed_at(2));
    builder.add(run_to(1));
    if (!failure_first) builder.add(failed_at(2));
    EXPECT_EQ(builder.status(0, 0), Status::failed);
    EXPECT_EQ(builder.first_failure(), "why");
    EXPECT_EQ(builder.reached(0, 0), 1u);
    builder.add(run_to(2));
    EXPECT_EQ(builder.first_failure(), "");
    EXPECT_EQ(builder.status(0, 0), Status::missing);
    EXPECT_EQ(builder.add(failed_at(2)), Added::duplicate);
    EXPECT_EQ(builder.status(0, 0), Status::missing);
  }
}

TEST(Races, what_is_beyond_is_left_out_as_if_it_had_not_been_computed) {
  ResultsBuilder expected = racing_builder();
  ResultsBuilder builder = racing_builder();
  expected.add(run_to(2));
  for (const std::uint64_t seed : {0, 1}) builder.add(run_to(3, seed));
  for (ResultsBuilder* one : {&expected, &builder}) {
    one->ask(0, 0, 2, false);
    one->ask(0, 1, 0, false);
  }
  EXPECT_TRUE(builder.holds_more());
  const Group a = expected.build();
  const Group b = builder.build();
  for (const char* name : {"status", "dropped_after", "diverged_at", "risk", "trivial_risk", "alignment", "spectrum_re"})
    EXPECT_TRUE(same_values(a.find(name)->values, b.find(name)->values)) << name;
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(b.find("dropped_after")->values), (std::vector<std::int64_t>{20, 0, -1, -1, -1, -1}));
}

TEST(Races, a_run_that_diverged_has_diverged_though_it_was_dropped) {
  ResultsBuilder builder = racing_builder();
  RunRecord record = run_to(2);
  record.risk[1] = std::numeric_limits<double>::infinity();
  record.status = Status::diverged;
  builder.add(record);
  builder.ask(0, 0, 2, false);
  EXPECT_EQ(builder.status(0, 0), Status::diverged);
  builder.ask(0, 0, 1, false);
  EXPECT_EQ(builder.status(0, 0), Status::dropped) << "at the lengths that count it has not";
}

TEST(Races, stored_runs_that_were_dropped_are_read_again) {
  ResultsBuilder builder = racing_builder();
  builder.add(run_to(2));
  builder.ask(0, 0, 2, false);
  builder.ask(0, 1, 0, false);
  Request request = made_up_request({0, 1}, {10, 20, 40}, {}, made_up_metrics);
  request.races = {true, false, false};
  const ResultsBuilder again = built_from(builder.build(), std::move(request));
  EXPECT_EQ(again.reached(0, 0), 2u);
  EXPECT_EQ(again.reached(0, 1), 0u);
}

}  // namespace
}  // namespace polesweep::results
