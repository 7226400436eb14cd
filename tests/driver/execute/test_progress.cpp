#include "driver/execute/progress.hpp"

#include <gtest/gtest.h>

namespace polesweep::execute {
namespace {

TEST(Progress, line_says_what_is_done_and_what_is_left) {
  Standing standing{
      .runs = 640, .complete = 100, .diverged = 15, .failed = 5, .units_running = 2, .operations_total = 4e10, .operations_done = 1e10};
  EXPECT_EQ(progress_line(standing, 10), "120 of 640 runs (15 diverged, 5 failed), 2 units running, 1.0e+09 operations/s, 0:30 left");
  standing = {.runs = 2, .complete = 2, .diverged = 0, .failed = 0, .units_running = 0, .operations_total = 1e9, .operations_done = 1e9};
  EXPECT_EQ(progress_line(standing, 1), "2 of 2 runs, 1.0e+09 operations/s");
  EXPECT_EQ(progress_line({.runs = 5}, 0), "0 of 5 runs");
}

TEST(Progress, bar_is_as_long_as_the_part_that_is_finished) {
  Standing standing{.runs = 640, .complete = 120, .diverged = 0, .failed = 0, .operations_total = 4e10, .operations_done = 1e10};
  EXPECT_EQ(progress_bar(standing, 10, 200), "[#####...............]  25 %, 0:30 left  120 of 640 runs, 1.0e+09 operations/s");
  standing.operations_done = 3.9999e10;
  EXPECT_TRUE(progress_bar(standing, 10, 200).starts_with("[###################.]  99 %, 0:00 left  ")) << progress_bar(standing, 10, 200);
  standing.operations_done = 4e10;
  EXPECT_TRUE(progress_bar(standing, 10, 200).starts_with("[####################] 100 %  ")) << progress_bar(standing, 10, 200);
  EXPECT_EQ(progress_bar({.runs = 4, .complete = 1}, 0, 200), "[#####...............]  25 %  1 of 4 runs");
  EXPECT_EQ(progress_bar({}, 0, 200), "[....................]   0 %  0 of 0 runs");
}

TEST(Progress, bar_drops_whole_parts_from_its_end) {
  const Standing standing{
      .runs = 640, .complete = 120, .diverged = 15, .failed = 5, .units_running = 12, .operations_total = 4e12, .operations_done = 1e12};
  const std::string whole = progress_bar(standing, 13, 200);
  EXPECT_EQ(whole,
            "[#####...............]  25 %, 0:39 left  140 of 640 runs (15 diverged, 5 failed), 12 units running, 7.7e+10 operations/s");
  EXPECT_EQ(progress_bar(standing, 13, whole.size()), whole.substr(0, whole.find(", 7.7e+10")));
  EXPECT_EQ(progress_bar(standing, 13, whole.size() + 1), whole);
  EXPECT_EQ(progress_bar(standing, 13, 81), "[#####...............]  25 %, 0:39 left  140 of 640 runs (15 diverged, 5 failed)");
  EXPECT_EQ(progress_bar(standing, 13, 80), "[#####...............]  25 %, 0:39 left  140 of 640 runs");
  EXPECT_EQ(progress_bar(standing, 13, 40), "[#####...............]  25 %, 0:39 left");
  EXPECT_EQ(progress_bar(standing, 13, 39), "[#####...............]  25 %");
  EXPECT_EQ(progress_bar(standing, 13, 10), "");
  EXPECT_EQ(progress_bar(standing, 13, 0), "");
}

}  // namespace
}  // namespace polesweep::execute
