#include "analysis/results/looks.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/results/runs.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

Looks some_looks() { return {0.1, "risks", {{16, 8, 3, 0.4}, {32, 8, 8, 0.08}, {64}}}; }

TEST(LooksGroup, reads_back) {
  results::Group root;
  EXPECT_FALSE(read_looks(root));
  EXPECT_EQ(possible_looks(root), 1U);
  root.groups.push_back(looks_group(some_looks()));
  EXPECT_NO_THROW(results::require_consistent(root.groups.front()));
  EXPECT_EQ(possible_looks(root), 3U);
  const Looks looks = *read_looks(root);
  EXPECT_EQ(looks.until, 0.1);
  EXPECT_EQ(looks.of, "risks");
  ASSERT_EQ(looks.list.size(), 3U);
  EXPECT_EQ(looks.last()->seeds, 32);
  EXPECT_EQ(looks.last()->answers, 8);
  EXPECT_EQ(looks.last()->narrow, 8);
  EXPECT_EQ(looks.last()->width, 0.08);
  EXPECT_FALSE(looks.list[2].taken());
  EXPECT_TRUE(std::isnan(looks.list[2].width));
  EXPECT_FALSE(looks.list[0].is_enough());
  EXPECT_TRUE(looks.list[1].is_enough());
}

TEST(LooksGroup, is_told_in_a_sentence) {
  Looks looks = some_looks();
  EXPECT_EQ(looks_text(looks, 32), "32 of at most 64 seeds, look 2 of 3: 8 of 8 intervals are within 10 % of their values, the widest 8 %");
  looks.list[1] = {32};
  EXPECT_EQ(
      looks_text(looks, 32),
      "16 of at most 64 seeds, look 1 of 3: 3 of 8 intervals are within 10 % of their values, the widest 40 %; not all runs of 32 seeds "
      "are there");
  looks.list = {{16}, {32}};
  EXPECT_EQ(looks_text(looks, 16), "the first look, at 16 of at most 32 seeds, is not complete");
  looks = {0.5, "claims", {{16, 1, 0, 2.0}}};
  EXPECT_EQ(looks_text(looks, 16),
            "16 of at most 16 seeds, look 1 of 1: 0 of 1 claim is decided or within 50 % of its value, the widest 200 %; no more seeds are "
            "allowed");
  looks.list = {{16, 0, 0}, {32}};
  EXPECT_EQ(looks_text(looks, 16), "16 of at most 32 seeds, look 1 of 2: no claim that more seeds would make narrower");
}

TEST(LooksGroup, widens_every_interval) {
  results::Group root = made_up_sweep({"a"}, 20, {10}, {0.5});
  EXPECT_EQ(Runs(root).confidence(), 0.95);
  root.groups.push_back(looks_group(some_looks()));
  EXPECT_DOUBLE_EQ(Runs(root).confidence(), 1 - 0.05 / 3);
  EXPECT_EQ(Runs(root).stated_confidence(), 0.95);
}

}  // namespace
}  // namespace polesweep::analysis
