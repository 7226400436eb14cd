#include "core/tasks/windows.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/data/expect_error.hpp"

namespace polesweep {
namespace {

using Ranges = std::vector<RowRange>;
using Starts = std::vector<std::int64_t>;

RecordedSettings settings_of(FieldValues values) {
  values.emplace("window_length", std::int64_t{7});
  Fields fields(values);
  return RecordedSettings(fields);
}

Recording recording_of(std::int64_t rows, std::int64_t lookahead = 0) {
  Recording recording;
  recording.rows = rows;
  recording.lookahead = lookahead;
  return recording;
}

TEST(Windows, test_split_is_last_behind_the_gap) {
  const RecordedSettings settings = settings_of({{"test_fraction", 0.25}, {"gap", std::int64_t{2}}});
  const Split split = split_rows(recording_of(20), settings);
  EXPECT_EQ(split.training, (RowRange{0, 13}));
  EXPECT_EQ(split.test, (RowRange{15, 20}));
}

TEST(Windows, gap_is_at_least_the_lookahead) {
  const RecordedSettings settings = settings_of({{"test_fraction", 0.25}, {"gap", std::int64_t{2}}});
  EXPECT_EQ(split_rows(recording_of(20, 1), settings).training, (RowRange{0, 13}));
  EXPECT_EQ(split_rows(recording_of(20, 5), settings).training, (RowRange{0, 10}));
}

TEST(Windows, test_rows_are_rounded) {
  // 0.29 * 100 is a little less than 29 in binary.
  EXPECT_EQ(split_rows(recording_of(100), settings_of({{"test_fraction", 0.29}})).test, (RowRange{71, 100}));
}

TEST(Windows, split_needs_rows_for_test_and_window) {
  EXPECT_EQ(error_of([] {
              split_rows(recording_of(20), settings_of({{"test_fraction", 0.01}}));
            }),
            "test_fraction: got 0.01 (leaves no test row of 20)");
  EXPECT_EQ(error_of([] {
              split_rows(recording_of(10), settings_of({{"gap", std::int64_t{3}}}));
            }),
            "window_length: got 7 (must be at most 5: 10 rows less 2 for the test and a gap of 3)");
  EXPECT_EQ(error_of([] {
              split_rows(recording_of(10), settings_of({{"gap", std::int64_t{30}}}));
            }),
            "window_length: got 7 (must be at most 0: 10 rows less 2 for the test and a gap of 30)");
}

TEST(Windows, starts_are_spread_by_the_formula) {
  const auto starts = [](std::int64_t windows) { return window_starts({0, 13}, settings_of({{"windows", windows}})); };
  EXPECT_EQ(starts(1), (Starts{0}));
  EXPECT_EQ(starts(2), (Starts{0, 6}));
  EXPECT_EQ(starts(5), (Starts{0, 1, 3, 4, 6}));
  EXPECT_EQ(starts(7), (Starts{0, 1, 2, 3, 4, 5, 6}));
}

TEST(Windows, equal_starts_are_listed_once) {
  EXPECT_EQ(window_starts({0, 9}, settings_of({{"windows", std::int64_t{32}}})), (Starts{0, 1, 2}));
  EXPECT_EQ(window_starts({0, 7}, settings_of({{"windows", std::int64_t{32}}})), (Starts{0}));
}

TEST(Windows, settings_that_do_not_go_together) {
  EXPECT_EQ(error_of([] {
              settings_of({{"standardise", std::int64_t{1}}}).check();
            }),
            "standardise: got 1 (must be 0 for off, or at least 2)");
  EXPECT_EQ(error_of([] {
              settings_of({{"standardise", std::int64_t{8}}}).check();
            }),
            "standardise: got 8 (must be at most the window_length, 7)");
  EXPECT_EQ(error_of([] {
              settings_of({{"standardise_targets", true}}).check();
            }),
            "standardise_targets: got true (needs a number of rows to do it by). Set standardise?");
}

TEST(Windows, real_scaling_is_per_column) {
  const std::vector<double> values{1, 10, 3, 10, 100, 100, 5, 10};
  const Scaling scaling = Scaling::of(values, 2, false, {{0, 2}, {3, 4}});  // the row of hundreds is left out
  EXPECT_EQ(scaling.means, (std::vector<double>{3, 10}));
  EXPECT_EQ(scaling.scales, (std::vector<double>{std::sqrt(8.0 / 3), 1}));
  EXPECT_EQ(scaling.is_constant, (std::vector<bool>{false, true}));
  EXPECT_EQ(scaling(5, 0), 2 / std::sqrt(8.0 / 3));
  EXPECT_EQ(scaling(12, 1), 2);
}

TEST(Windows, complex_scaling_keeps_angles_and_shape) {
  // Deviations from 2+3i: -1-4i, 1+4i; mean square modulus 17.
  const Scaling scaling = Scaling::of({1, -1, 3, 7}, 2, true, {{0, 2}});
  EXPECT_EQ(scaling.means, (std::vector<double>{2, 3}));
  EXPECT_EQ(scaling.scales, (std::vector<double>{std::sqrt(17.0), std::sqrt(17.0)}));
}

TEST(Windows, complex_channel_is_constant_only_if_both_parts_are) {
  const Scaling moving = Scaling::of({1, 5, 3, 5}, 2, true, {{0, 2}});
  EXPECT_EQ(moving.scales, (std::vector<double>{1, 1}));
  EXPECT_EQ(moving.is_constant, (std::vector<bool>{false, false}));
  EXPECT_EQ(Scaling::of({4, 5, 4, 5}, 2, true, {{0, 2}}).is_constant, (std::vector<bool>{true, true}));
}

TEST(Windows, constant_column_becomes_exactly_zero) {
  const Scaling scaling = Scaling::of({0.1, 0.1, 0.1}, 1, false, {{0, 3}});  // whose sum over 3 is not 0.1
  EXPECT_EQ(scaling(0.1, 0), 0);
  EXPECT_EQ(scaling.scales[0], 1);
}

TEST(Windows, first_rows_reach_across_ranges) {
  const Ranges ranges{{2, 4}, {6, 9}, {10, 20}};
  EXPECT_EQ(first_rows(ranges, 4), (Ranges{{2, 4}, {6, 8}}));
  EXPECT_EQ(first_rows(ranges, 5), (Ranges{{2, 4}, {6, 9}}));
  EXPECT_EQ(first_rows(ranges, 100), ranges);
}

TEST(Recording, complete_rows_lie_between_missing_values) {
  const double nan = std::nan("");
  EXPECT_EQ(complete_rows(std::vector<double>{nan, 1, 2, 3, 4, nan, 5, nan, 6, 7}, 2), (Ranges{{1, 2}, {4, 5}}));
  EXPECT_EQ(complete_rows(std::vector<double>{1, 2, 3}, 1), (Ranges{{0, 3}}));
  EXPECT_EQ(complete_rows(std::vector<double>{nan, nan}, 1), Ranges{});
}

TEST(Recording, ranges_are_cut_and_overlapped) {
  EXPECT_EQ(cut(Ranges{{0, 3}, {5, 9}, {11, 12}}, {2, 8}), (Ranges{{2, 3}, {5, 8}}));
  EXPECT_EQ(cut(Ranges{{0, 3}}, {3, 8}), Ranges{});
  EXPECT_EQ(overlap(Ranges{{0, 4}, {6, 10}}, Ranges{{3, 7}, {8, 12}}), (Ranges{{3, 4}, {6, 7}, {8, 10}}));
}

}  // namespace
}  // namespace polesweep
