#include "core/tasks/recorded.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/literals.hpp"
#include "tests/core/tasks/drain.hpp"

namespace polesweep {
namespace {

using Numbers = std::vector<double>;
using Notes = std::vector<std::string>;
/// 20 rows: training 0 to 12, gap 13 and 14, test 15 to 19; windows of 7 rows at 0, 3, 6.
FieldValues three_windows(FieldValues more = {}) {
  more.merge(FieldValues{{"test_fraction", 0.25}, {"gap", 2_n}, {"windows", 3_n}, {"window_length", 7_n}});
  return more;
}

TEST(RecordedTask, lanes_deliver_the_rows_of_their_windows) {
  const auto task = file_task(ramp(20), three_windows());
  const Drained all = drain(*task, Part::training, {0, 1, 2, 3, 7});
  for (const auto& [lane, start] : {std::pair{0, 0}, {1, 3}, {2, 6}, {3, 0}, {4, 3}}) {
    EXPECT_EQ(all.inputs[lane], sequence(start, 7)) << lane;
    EXPECT_EQ(all.targets[lane], sequence(10 * start, 7, 10)) << lane;
  }
  EXPECT_EQ(all.steps, "Sssssss");
}

TEST(RecordedTask, test_split_is_the_same_for_all_seeds) {
  const auto task = file_task(ramp(20), three_windows({{"washout", 2_n}}));
  const Drained all = drain(*task, Part::test, {0, 1, 2});
  for (int lane = 0; lane < 3; ++lane) {
    EXPECT_EQ(all.inputs[lane], sequence(15, 5));
    EXPECT_EQ(all.targets[lane], sequence(150, 5, 10));
  }
  EXPECT_EQ(all.steps, "Wwsss");
}

TEST(RecordedTask, facts_count_what_can_be_scored) {
  const TaskFacts facts = file_task(ramp(20), three_windows({{"washout", 2_n}}))->facts();
  EXPECT_EQ(facts.inputs, 1);
  EXPECT_EQ(facts.outputs, 1);
  EXPECT_FALSE(facts.complex_valued);
  EXPECT_TRUE(facts.recorded);
  EXPECT_EQ(facts.washout, 2);
  EXPECT_EQ(facts.longest, 5);
  EXPECT_EQ(facts.longest_test, 3);
  EXPECT_EQ(facts.distinct_runs, 3);
  EXPECT_TRUE(facts.lockstep);
  EXPECT_TRUE(facts.prequential);
  EXPECT_DOUBLE_EQ(facts.window_overlap, 4.0 / 7);
  EXPECT_EQ(facts.windows_apart, 3);  // starts 0, 3, 6
  EXPECT_EQ(facts.notes, (Notes{"a.csv: 20 rows from row 0 on; 13 for training, the last 5 for the test, a gap of 2 between them",
                                "3 different windows of 7 rows; neighbours overlap by up to 57 %"}));
}

TEST(RecordedTask, windows_that_do_not_overlap_say_so) {
  const TaskFacts facts = file_task(ramp(20), three_windows({{"window_length", 4_n}}))->facts();
  EXPECT_EQ(facts.window_overlap, 0);
  EXPECT_EQ(facts.windows_apart, 1);
  EXPECT_EQ(facts.notes.at(1), "3 different windows of 4 rows, which do not overlap");
}

// Starts are rounded down, so that steps between windows differ: 13 rows for 6 windows of 5 start at 0, 1, 3, 4, 6, 8.
TEST(RecordedTask, windows_are_apart_wherever_they_start) {
  const auto apart = [](std::int64_t windows, std::int64_t length) {
    return file_task(ramp(20), three_windows({{"windows", windows}, {"window_length", length}}))->facts().windows_apart;
  };
  EXPECT_EQ(apart(6, 5), 4);  // three windows lead from 1 to 6, but from 0 to 4 only
  EXPECT_EQ(apart(6, 3), 2);
  EXPECT_EQ(apart(2, 10), 2);
}

TEST(RecordedTask, one_window_is_one_run) {
  const auto task = file_task(ramp(20), three_windows({{"window_length", 13_n}}));
  EXPECT_EQ(task->facts().distinct_runs, 1);
  EXPECT_EQ(task->facts().window_overlap, 0);
  EXPECT_EQ(task->facts().notes.at(1), "one window of 13 rows: all seeds see the same data");
  EXPECT_EQ(drain(*task, Part::training, {0}), drain(*task, Part::training, {31}));
}

TEST(RecordedTask, seeds_repeat_only_behind_the_distinct_runs) {
  // Two different starts fit, so seeds 0 and 1 differ and seed 2 repeats seed 0, whatever the number of windows asked for.
  const auto task = file_task(ramp(20), three_windows({{"window_length", 12_n}, {"windows", 9_n}}));
  EXPECT_EQ(task->facts().distinct_runs, 2);
  const Drained all = drain(*task, Part::training, {0, 1, 2});
  EXPECT_EQ(all.inputs, (std::vector<Numbers>{sequence(0, 12), sequence(1, 12), sequence(0, 12)}));
}

TEST(RecordedTask, pieces_of_any_size_give_the_same_sequence) {
  const auto task = file_task(ramp(60, {5, 20, 21, 50}),
                              {{"windows", 2_n}, {"window_length", 30_n}, {"washout", 3_n}, {"standardise", 10_n}, {"delay", 1_n}});
  for (const Part part : {Part::training, Part::test}) {
    const Drained by_one = drain(*task, part, {1}, 1);
    for (const int most : {2, 3, 7, 1000}) EXPECT_EQ(drain(*task, part, {1}, most), by_one) << most;
  }
}

TEST(RecordedTask, missing_values_split_into_segments_with_own_washout) {
  // Window 0 is rows 0 to 9 without 4 and 7; its stretches 5, 6 and 8, 9 are as short as the washout. Window 1 is rows 6 to 15 without 7.
  const auto task = file_task(ramp(20, {4, 7}), {{"test_fraction", 0.2}, {"windows", 2_n}, {"window_length", 10_n}, {"washout", 2_n}});
  const Drained first = drain(*task, Part::training, {0});
  EXPECT_EQ(first.inputs[0], sequence(0, 4));
  EXPECT_EQ(first.steps, "Wwss");
  const Drained second = drain(*task, Part::training, {1});
  EXPECT_EQ(second.inputs[0], sequence(8, 8));
  EXPECT_EQ(second.steps, "Wwssssss");
  const TaskFacts facts = task->facts();
  EXPECT_TRUE(facts.lockstep);  // one segment each: both start at step 0
  EXPECT_EQ(facts.longest, 2);
  // Lanes of different lengths end with the shortest.
  const Drained both = drain(*task, Part::training, {0, 1});
  EXPECT_EQ(both.steps, "Wwss");
  EXPECT_EQ(both.inputs, (std::vector<Numbers>{sequence(0, 4), sequence(8, 4)}));
  EXPECT_EQ(drain(*task, Part::training, {1, 0}).inputs, (std::vector<Numbers>{sequence(8, 4), sequence(0, 4)}));
}

TEST(RecordedTask, windows_of_several_segments_advance_alone) {
  const auto task = file_task(ramp(20, {3}), {{"test_fraction", 0.2}, {"windows", 2_n}, {"window_length", 8_n}, {"washout", 1_n}});
  const TaskFacts facts = task->facts();
  EXPECT_FALSE(facts.lockstep);
  EXPECT_EQ(facts.longest, 5);
  EXPECT_EQ(facts.notes.at(2), "missing values split windows into up to 2 segments and the test split into 1");
  const Drained first = drain(*task, Part::training, {0, 2});
  EXPECT_EQ(first.steps, "WssWsss");
  EXPECT_EQ(first.inputs[0], (Numbers{0, 1, 2, 4, 5, 6, 7}));
  EXPECT_EQ(first.inputs[1], first.inputs[0]);
  EXPECT_THROW(drain(*task, Part::training, {0, 1}), std::logic_error);
}

TEST(RecordedTask, windows_whose_segments_differ_in_length_advance_alone) {
  // Rows 0 to 7 without 3, and rows 8 to 15 without 12.
  const auto task = file_task(ramp(20, {3, 12}), {{"test_fraction", 0.2}, {"windows", 2_n}, {"window_length", 8_n}});
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{0, 1, 2, 4, 5, 6, 7}));
  EXPECT_EQ(drain(*task, Part::training, {1}).inputs[0], (Numbers{8, 9, 10, 11, 13, 14, 15}));
  EXPECT_THROW(drain(*task, Part::training, {0, 1}), std::logic_error);
}

TEST(RecordedTask, longest_is_what_the_poorest_window_has) {
  const FieldValues values{{"test_fraction", 0.2}, {"windows", 2_n}, {"window_length", 8_n}, {"washout", 1_n}};
  EXPECT_EQ(file_task(ramp(20, {3}), values)->facts().longest, 5);   // the first window
  EXPECT_EQ(file_task(ramp(20, {12}), values)->facts().longest, 5);  // the second
}

TEST(RecordedTask, test_split_with_gaps_is_not_in_lockstep) {
  const auto task = file_task(ramp(20, {17}), three_windows());
  EXPECT_FALSE(task->facts().lockstep);
  EXPECT_EQ(task->facts().longest_test, 4);
  EXPECT_EQ(drain(*task, Part::test, {0, 1}).steps, "SsSs");
}

TEST(RecordedTask, a_missing_target_splits_as_well) {
  const auto task = file_task("x,y\n1,1\n2,\n3,3\n4,4\n", {{"windows", 1_n}, {"window_length", 3_n}, {"test_fraction", 0.25}});
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{1, 3}));
}

TEST(RecordedTask, inputs_are_standardised_by_the_start_of_the_own_window) {
  const auto task = file_task(ramp(20), three_windows({{"standardise", 3_n}}));
  const double scale = std::sqrt(2.0 / 3);
  const auto scaled = [&](Numbers rows, double mean) {
    for (double& value : rows) value = (value - mean) / scale;
    return rows;
  };
  const Drained training = drain(*task, Part::training, {0, 1});
  EXPECT_EQ(training.inputs[0], scaled(sequence(0, 7), 1));
  EXPECT_EQ(training.inputs[1], scaled(sequence(3, 7), 4));
  EXPECT_EQ(training.targets[1], sequence(30, 7, 10));
  const Drained test = drain(*task, Part::test, {0, 1});
  EXPECT_EQ(test.inputs[0], scaled(sequence(15, 5), 1));
  EXPECT_EQ(test.inputs[1], scaled(sequence(15, 5), 4));
  EXPECT_EQ(test.targets[1], sequence(150, 5, 10));
}

TEST(RecordedTask, targets_are_standardised_on_request) {
  const auto task = file_task(ramp(20), three_windows({{"standardise", 3_n}, {"standardise_targets", true}}));
  const double scale = std::sqrt(200.0 / 3);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(drain(*task, Part::test, {1}).targets[0][i], (150 + 10 * i - 40) / scale);
}

TEST(RecordedTask, standardisation_passes_over_missing_rows) {
  // The first three complete rows of window 0 are 0, 2, 4: mean 2, variance 8 / 3.
  const auto task = file_task(ramp(20, {1, 3}), three_windows({{"standardise", 3_n}}));
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0].front(), -2 / std::sqrt(8.0 / 3));
}

TEST(RecordedTask, constant_columns_are_noted) {
  const std::string csv = "x,y\n1,5\n1,6\n1,7\n2,8\n3,9\n4,9\n5,9\n6,9\n7,1\n8,2\n";
  const auto task = file_task(csv, {{"windows", 2_n}, {"window_length", 4_n}, {"standardise", 3_n}, {"standardise_targets", true}});
  const Notes notes = task->facts().notes;
  ASSERT_EQ(notes.size(), 4U);
  EXPECT_EQ(notes[2], "input 'x' is constant in the first 3 rows of 1 of 2 windows: only its mean is taken off there");
  EXPECT_EQ(notes[3], "target 'y' is constant in the first 3 rows of 1 of 2 windows: only its mean is taken off there");
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{0, 0, 0, 1}));
}

TEST(RecordedTask, of_many_constant_columns_five_are_noted) {
  const std::string row = "1,1,1,1,1,1,1,";
  const std::string csv = "a,b,c,d,e,f,g,y\n" + row + "5\n" + row + "6\n" + row + "7\n" + row + "8\n" + row + "9\n";
  const auto task = file_task(csv, {{"windows", 1_n},
                                    {"window_length", 4_n},
                                    {"standardise", 3_n},
                                    {"inputs", std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g"}}});
  const Notes notes = task->facts().notes;
  ASSERT_EQ(notes.size(), 2U + 5 + 1);
  EXPECT_EQ(notes[6], "input 'e' is constant in the first 3 rows of 1 of 1 windows: only its mean is taken off there");
  EXPECT_EQ(notes[7], "2 more such inputs");
}

TEST(RecordedTask, trivial_risk_is_the_variance_of_what_is_scored) {
  const auto task = file_task(ramp(20), three_windows({{"washout", 2_n}}));
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 0}), 200.0 / 3);  // 170, 180, 190
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 10000}), 200.0 / 3);
  EXPECT_DOUBLE_EQ(task->trivial_risk(2, {"holdout", 2}), 25);       // 170, 180
  EXPECT_DOUBLE_EQ(task->trivial_risk(2, {"prequential", 2}), 200);  // 80, 90, 100, 110, 120
  EXPECT_THROW(task->trivial_risk(0, {"exact", 0}), std::logic_error);
}

TEST(RecordedTask, trivial_risk_leaves_washout_out_and_minds_the_delay) {
  const std::string squares = "x,y\n0,0\n1,1\n2,4\n3,9\n4,16\n5,25\n6,36\n7,49\n8,64\n9,81\n";
  const FieldValues values{{"test_fraction", 0.5}, {"windows", 1_n}, {"window_length", 5_n}, {"washout", 3_n}, {"delay", 1_n}};
  const auto task = file_task(squares, values);
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 0}), 56.25);     // 49 and 64, the targets of rows 8 and 9
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 1}), 0);         // 49
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"prequential", 0}), 6.25);  // 4 and 9
}

TEST(RecordedTask, trivial_risk_is_of_targets_as_delivered) {
  const auto task = file_task(ramp(20), three_windows({{"washout", 2_n}, {"standardise", 3_n}, {"standardise_targets", true}}));
  EXPECT_NEAR(task->trivial_risk(1, {"holdout", 0}), 1, 1e-14);  // variance of three neighbours by that of three neighbours
}

TEST(RecordedTask, trivial_risk_sums_over_outputs) {
  const auto task =
      file_task("x,y\n0,0\n0,0\n0,0\n1,10\n3,50\n",
                {{"targets", std::vector<std::string>{"x", "y"}}, {"windows", 1_n}, {"window_length", 3_n}, {"test_fraction", 0.4}});
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 0}), 1 + 400);
}

TEST(RecordedTask, what_cannot_be_scored_is_refused) {
  EXPECT_EQ(error_of([] {
              file_task(ramp(20), three_windows({{"washout", 7_n}}));
            }),
            "washout: got 7 (the test split has no 8 rows in a row without a missing value)");
  EXPECT_EQ(error_of([] {
              file_task(ramp(20, {9}), three_windows({{"washout", 3_n}, {"first_row", 1_n}}));
            }),
            "washout: got 3 (the window of rows 6 to 12 has no 4 rows in a row without a missing value)");
  EXPECT_EQ(error_of([] {
              file_task(ramp(20, {9, 10}), three_windows({{"standardise", 6_n}}));
            }),
            "standardise: got 6 (the window of rows 6 to 12 has only 5 without a missing value)");
}

TEST(RecordedTask, costs_two_operations_a_value) { EXPECT_EQ(file_task(ramp(20), three_windows())->operations_per_sample(), 4); }

TEST(RecordedTask, least_squares_finds_a_filter) {
  // y_t = 2 x_t - 3 x_{t-20} + 5 is within reach of 21 taps; y_t = x_{t-21} is not.
  std::string inside = "x,y\n";
  std::string outside = "x,y\n";
  Numbers x;
  std::uint32_t state = 1;
  for (int t = 0; t < 400; ++t) {
    state = state * 1664525U + 1013904223U;
    x.push_back(static_cast<double>(state >> 16) / 65536);
    const auto past = [&](int lag) { return t < lag ? 0.0 : x[t - lag]; };
    inside += canonical(x[t]) + "," + canonical(2 * past(0) - 3 * past(20) + 5) + "\n";
    outside += canonical(x[t]) + "," + canonical(past(21)) + "\n";
  }
  const FieldValues values{{"windows", 1_n}, {"window_length", 100_n}};
  const auto baseline_of = [&](const std::string& csv) {
    return dynamic_cast<const RecordedTask&>(*file_task(csv, values)).least_squares_baseline();
  };
  ASSERT_TRUE(baseline_of(inside).has_value());
  EXPECT_EQ(baseline_of(inside)->taps, 21);
  EXPECT_LT(baseline_of(inside)->risk, 1e-20);
  EXPECT_EQ(baseline_of(inside)->symbol_error_rate, std::nullopt);
  EXPECT_GT(baseline_of(outside)->risk, 0.05);
  // A column twice makes the equations singular, which must not spoil the answer.
  FieldValues twice = values;
  twice["inputs"] = std::vector<std::string>{"x", "x"};
  EXPECT_LT(dynamic_cast<const RecordedTask&>(*file_task(inside, twice)).least_squares_baseline()->risk, 1e-20);
}

TEST(RecordedTask, least_squares_sees_as_much_as_a_delayed_learner) {
  // y_t = x_{t+3} is known from the input at t + 3, which a delay of 2 does not wait for.
  Numbers x;
  std::uint32_t state = 1;
  for (int t = 0; t < 403; ++t) x.push_back(static_cast<double>((state = state * 1664525U + 1013904223U) >> 16) / 65536);
  std::string csv = "x,y\n";
  for (int t = 0; t < 400; ++t) csv += canonical(x[t]) + "," + canonical(x[t + 3]) + "\n";
  const auto risk = [&](std::int64_t delay) {
    const auto task = file_task(csv, {{"windows", 1_n}, {"window_length", 100_n}, {"delay", delay}});
    return dynamic_cast<const RecordedTask&>(*task).least_squares_baseline()->risk;
  };
  EXPECT_GT(risk(2), 0.05);
  EXPECT_LT(risk(3), 1e-20);
}

TEST(RecordedTask, a_baseline_compares_with_risk_in_its_unit_only) {
  std::string csv = "x,y\n";
  std::uint32_t state = 1;
  for (int t = 0; t < 400; ++t) {
    state = state * 1664525U + 1013904223U;
    csv += canonical(static_cast<double>(state >> 16)) + "," + canonical(static_cast<double>(state & 65535U)) + "\n";
  }
  FieldValues values{{"windows", 1_n}, {"window_length", 100_n}, {"standardise", 50_n}};
  const auto task = file_task(csv, values);
  ASSERT_TRUE(task->comparable_baseline().has_value());
  EXPECT_EQ(task->comparable_baseline()->risk, dynamic_cast<const RecordedTask&>(*task).least_squares_baseline()->risk);
  values["standardise_targets"] = true;
  const auto scaled = file_task(csv, values);
  EXPECT_EQ(scaled->baselines().size(), 1u);
  EXPECT_EQ(scaled->comparable_baseline(), std::nullopt);
}

TEST(RecordedTask, no_baseline_where_data_are_few) { EXPECT_TRUE(file_task(ramp(20), three_windows())->baselines().empty()); }

}  // namespace
}  // namespace polesweep
