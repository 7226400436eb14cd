#include "driver/sweep/seeds_until.hpp"

#include <gtest/gtest.h>

#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string rest = "\nlengths = [10, 100]\n\n" + task_at_5 + poles_at_9 + learner_at_14;

Sweep with_seeds(const std::string& seeds) { return parse("name = 'test'\nseeds = " + seeds + rest); }
std::string error_with(const std::string& seeds, const std::string& more = "") {
  return error_of("name = 'test'\nseeds = " + seeds + rest + more);
}

TEST(SeedsUntil, list_all_seeds_that_are_allowed) {
  const Sweep sweep = with_seeds("{ until = 0.1, at_most = 100, start = 7 }");
  ASSERT_EQ(sweep.seeds.size(), 100U);
  EXPECT_EQ(sweep.seeds.front(), 7U);
  EXPECT_EQ(sweep.seeds.back(), 106U);
  ASSERT_TRUE(sweep.seeds_until);
  EXPECT_EQ(sweep.seeds_until->until, 0.1);
  EXPECT_EQ(sweep.seeds_until->of, "risks");
  EXPECT_EQ(looks_of(sweep), (std::vector<std::size_t>{16, 32, 64, 100}));
  EXPECT_EQ(looks_of(with_seeds("{ until = 0.1, at_most = 40, first = 10 }")), (std::vector<std::size_t>{10, 20, 40}));
}

TEST(SeedsUntil, are_no_looks_of_a_given_number) {
  const Sweep sweep = with_seeds("{ start = 7, count = 3 }");
  EXPECT_FALSE(sweep.seeds_until);
  EXPECT_TRUE(looks_of(sweep).empty());
}

TEST(SeedsUntil, read_back_as_they_were_written) {
  const std::string text = "{ until = 0.25, at_most = 40, first = 10, of = \"risks\", start = 7 }";
  EXPECT_EQ(seeds_until_text(with_seeds("{ start = 7, first = 10, at_most = 40, until = 0.25 }")), text);
  EXPECT_EQ(resolved_text(with_seeds(text)), resolved_text(parse(resolved_text(with_seeds(text)))));
  EXPECT_NE(resolved_text(with_seeds(text)).find("seeds = " + text + "\n"), std::string::npos);
}

TEST(SeedsUntil, refuse_what_makes_no_sense) {
  EXPECT_EQ(error_with("{ until = 0, at_most = 64 }"), "s.toml:2:19: seeds.until: got 0 (must be > 0)");
  EXPECT_EQ(error_with("{ until = 0.1 }"), "s.toml:2:9: seeds.at_most: missing (seeds with which the sweep ends in any case)");
  EXPECT_EQ(error_with("{ at_most = 64 }").substr(0, 42), "s.toml:2:9: seeds.until: missing (how far ");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, count = 3 }"),
            "s.toml:2:38: seeds.count: unknown key (seeds reads: until, at_most, first, of, start)");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, of = 'medians' }"),
            "s.toml:2:43: seeds.of: got 'medians' (must be one of risks, claims)");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 16 }"),
            "s.toml:2:34: seeds.at_most: got 16 (must be more than 'first', 16: else nothing is left to decide). Write `seeds = 16`?");
}

TEST(SeedsUntil, refuse_looks_that_can_see_nothing) {
  EXPECT_EQ(
      error_with("{ until = 0.1, at_most = 64, first = 4 }"),
      "s.toml:2:46: seeds.first: got 4 (must be at least 8: with fewer the interval of a median is open at 99 % confidence, which each of "
      "5 looks has)");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, first = 8 }"), "no error");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, first = 8 }", "[statistics]\nconfidence = 0.999\n").substr(0, 52),
            "s.toml:2:46: seeds.first: got 8 (must be at least 13");
}

TEST(SeedsUntil, need_claims_about_runs_to_wait_for) {
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, of = 'claims' }"),
            "s.toml:2:43: seeds.of: got 'claims' (the sweep has no [[claim]] about its runs). Ask for 'risks'?");
  EXPECT_EQ(error_with("{ until = 0.1, at_most = 64, of = 'claims' }", "[[claim]]\nkind = 'value'\nstatement = 'low'\nbelow = 1\n"),
            "no error");
}

TEST(SeedsUntil, do_not_go_with_races) {
  const std::string races = "name = 'test'\nseeds = { until = 0.1, at_most = 64 }\nlengths = [10, 100]\n\n" + task_at_5 + poles_at_9 +
                            "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n"
                            "tune = { fields = ['readout.step_size'], race = {} }\n";
  EXPECT_EQ(
      error_of(races),
      "s.toml:2:19: seeds.until: not for a sweep whose settings race (more seeds would decide its rungs again). Give the number of seeds, "
      "or tune without race?");
}

}  // namespace
}  // namespace polesweep::sweep
