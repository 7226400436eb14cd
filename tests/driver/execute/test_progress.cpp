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

}  // namespace
}  // namespace polesweep::execute
