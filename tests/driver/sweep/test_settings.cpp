#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/learners/recurrent/needs.hpp"
#include "driver/sweep/key_values.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string tables = "\n" + task_at_5 + poles_at_9 + learner_at_14;

std::vector<std::uint64_t> seeds(const std::string& value) { return parse("lengths = [1]\nseeds = " + value + tables).seeds; }
std::string seeds_error(const std::string& value) { return error_of("lengths = [1]\nseeds = " + value + tables); }
std::vector<std::int64_t> lengths(const std::string& value) { return parse("seeds = 1\nlengths = " + value + tables).lengths; }
std::string lengths_error(const std::string& value) { return error_of("seeds = 1\nlengths = " + value + tables); }
std::string section_error(const std::string& text) { return error_of(head + task_at_5 + poles_at_9 + learner_at_14 + text); }

TEST(Seeds, are_a_count_a_list_or_a_stretch) {
  EXPECT_EQ(seeds("3"), (std::vector<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(seeds("[7, 3, 5]"), (std::vector<std::uint64_t>{3, 5, 7}));
  EXPECT_EQ(seeds("{ start = 100, count = 2 }"), (std::vector<std::uint64_t>{100, 101}));
  EXPECT_EQ(seeds("{ range = [4, 6] }"), (std::vector<std::uint64_t>{4, 5, 6}));
}

TEST(Seeds, mistakes) {
  EXPECT_EQ(seeds_error("0"), "s.toml:2:9: seeds: got 0 (must be in [1, 1e+07])");
  EXPECT_EQ(seeds_error("[1, -1]"), "s.toml:2:13: seeds: got -1 (must be in [0, 9007199254740992])");
  EXPECT_EQ(seeds_error("[1, 2, 1]"), "s.toml:2:9: seeds: 1 is listed twice");
  EXPECT_EQ(seeds_error("{ start = 4 }"), "s.toml:2:9: seeds: needs a count (or until and at_most)");
  EXPECT_EQ(seeds_error("{ count = 4, strat = 1 }"),
            "s.toml:2:22: seeds.strat: unknown key (seeds reads: start, count). Did you mean 'start'?");
}

TEST(Lengths, are_a_list_or_a_range_of_whole_numbers) {
  EXPECT_EQ(lengths("[1, 20]"), (std::vector<std::int64_t>{1, 20}));
  EXPECT_EQ(lengths("{ logspace = [100, 100_000], count = 4 }"), (std::vector<std::int64_t>{100, 1000, 10000, 100000}));
  EXPECT_EQ(lengths("{ logspace = [1, 4], count = 9 }"), (std::vector<std::int64_t>{1, 2, 3, 4}));
}

TEST(Lengths, ascend) {
  EXPECT_EQ(lengths_error("[1, 20, 20]"), "s.toml:2:11: lengths: 20 comes before 20 (lengths must be ascending)");
  EXPECT_EQ(lengths_error("[0, 1]"), "s.toml:2:12: lengths: got 0 (must be >= 1)");
}

TEST(Settings, have_defaults) {
  const Sweep sweep = parse("seeds = 1\nlengths = [1]" + tables);
  EXPECT_EQ(sweep.name, "s");
  EXPECT_EQ(sweep.metrics, std::vector<std::string>{});
  EXPECT_EQ(sweep.thresholds, (std::vector{0.5, 0.1, 0.01}));
  EXPECT_EQ(sweep.evaluation, (Evaluation{"auto", 10'000}));
  EXPECT_EQ(sweep.statistics.confidence, 0.95);
  EXPECT_EQ(sweep.statistics.delta, 0.1);
}

TEST(Settings, are_read) {
  const Sweep sweep =
      parse("name = 'n'\nseeds = 1\nlengths = [1]" + tables +
            "[measure]\nmetrics = ['symbol_error_rate', 'risk', 'nmse']\nthresholds = { logspace = [0.01, 0.1], count = 2 }\n"
            "[evaluation]\nkind = 'holdout'\nsamples = 1e3\n[statistics]\nconfidence = 0.9\ndelta = 0.2\n");
  EXPECT_EQ(sweep.name, "n");
  EXPECT_EQ(sweep.metrics, (std::vector<std::string>{"nmse", "symbol_error_rate"}));
  EXPECT_EQ(sweep.thresholds, (std::vector{0.01, 0.1}));
  EXPECT_EQ(sweep.evaluation, (Evaluation{"holdout", 1000}));
  EXPECT_EQ(sweep.statistics.confidence, 0.9);
  EXPECT_EQ(sweep.statistics.delta, 0.2);
}

TEST(Settings, mistakes) {
  std::string measures = "risk";
  for (const MemberInfo& info : members(Family::measure)) measures += ", " + info.name;
  EXPECT_EQ(section_error("[measure]\nmetrics = ['rsik', 'nmse']\nthresholds = [0.5, -0.1]\nmetric = 1\n"),
            "s.toml:18:12: measure.metrics: unknown 'rsik' (one of " + measures + "). Did you mean 'risk'?\n" +
                "s.toml:19:14: measure.thresholds: got -0.1 (must be > 0)\n"
                "s.toml:20:1: measure.metric: unknown key ([measure] reads: metrics, thresholds, shadows). Did you mean 'metrics'?");
  EXPECT_EQ(section_error("[evaluation]\nkind = 'hold'\nsamples = 0\n"),
            "s.toml:18:8: evaluation.kind: got 'hold' (must be one of auto, exact, holdout, prequential)\n"
            "s.toml:19:11: evaluation.samples: got 0 (must be >= 1)");
  EXPECT_EQ(section_error("[statistics]\nconfidence = 1\ndelta = 0\n"),
            "s.toml:18:14: statistics.confidence: got 1 (must be in (0, 1))\ns.toml:19:9: statistics.delta: got 0 (must be in (0, 1))");
}

TEST(Settings, iterations_belong_to_regimes_that_count_updates) {
  EXPECT_EQ(error_of(head + "iterations = [1, 10]\n" + task_at_5 + poles_at_9 + learner_at_14),
            "s.toml:5:14: iterations: not used (no learner has the regime 'repeat' or 'episodes'). Remove it?");
  const std::string repeat = learner_at_14 + "regime = { kind = 'repeat', passes = 2 }\n";
  EXPECT_EQ(parse("iterations = [1, 10]\n" + head + task_at_5 + poles_at_9 + repeat).iterations, (std::vector<std::int64_t>{1, 10}));
  EXPECT_EQ(error_of("iterations = [10, 1]\n" + head + task_at_5 + poles_at_9 + repeat),
            "s.toml:1:14: iterations: 10 comes before 1 (iterations must be ascending)");
}

TEST(Settings, iterations_are_whole_numbers_from_1_on) {
  const std::string rest =
      "seeds = 2\nlengths = [9]\n" + task_at_5 + poles_at_9 + learner_at_14 + "regime = { kind = 'repeat', passes = 2 }\n";
  EXPECT_EQ(error_of("iterations = [0, 1.5]\n" + rest),
            "s.toml:1:15: iterations: got 0 (must be >= 1)\ns.toml:1:18: iterations: got 1.5 (must be a whole number)");
  EXPECT_EQ(error_of("iterations = [3, 3]\n" + rest), "s.toml:1:14: iterations: 3 comes before 3 (iterations must be ascending)");
  EXPECT_EQ(parse("iterations = { logspace = [1, 100], count = 3 }\n" + rest).iterations, (std::vector<std::int64_t>{1, 10, 100}));
  EXPECT_EQ(parse(rest).iterations, std::vector<std::int64_t>{});
}

TEST(Settings, episodes_alone_need_no_lengths) {
  const std::string without = "seeds = 2\niterations = [5]\n" + task_at_5 + poles_at_9 +
                              "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = 0.1 }\n";
  EXPECT_EQ(error_of(without + "regime = { kind = 'episodes', length = 9 }\n"), "no error");
  EXPECT_EQ(error_of(without + "regime = { kind = 'repeat', passes = 9 }\n"),
            "s.toml: lengths: missing (numbers of training samples: a list or a range)");
}

TEST(Settings, shadows_are_recurrent_rules) {
  const std::string sweep = head + task_at_5 + poles_at_9 + learner_at_14 + "[measure]\nmetrics = ['alignment']\n";
  const std::vector<Member> shadows = parse(sweep + "shadows = ['snap1', { kind = 'tbptt', truncation = 4 }]\n").shadows;
  ASSERT_EQ(shadows.size(), 2u);
  EXPECT_EQ(shadows[1], (Member{"tbptt", {{"truncation", std::int64_t{4}}}}));
  EXPECT_EQ(shadow_names(shadows), "snap1\ntbptt (truncation 4)");
  std::vector<std::string> allowed;
  for (const MemberInfo& info : members(Family::recurrent))
    if (recurrent_needs(info.name).may_be_shadow) allowed.push_back(info.name);
  EXPECT_EQ(
      error_of(sweep + "shadows = ['snap2', 'tbptt']\n"),
      fmt::format(
          "s.toml:19:12: measure.shadows: unknown \"snap2\" (one of {}). Did you mean 'snap1'? See: polesweep list recurrent\n"
          "s.toml:19:21: measure.shadows.truncation: missing (tbptt needs it: a whole number). Write {{ kind = \"tbptt\", truncation = ... }}?",
          fmt::join(allowed, ", ")));
  EXPECT_EQ(
      error_of(sweep + "shadows = 'snap1'\n"),
      fmt::format(
          "s.toml:19:11: measure.shadows: got \"snap1\" (must be a list of rules, each one of {}, or a table with its kind and fields)",
          fmt::join(allowed, ", ")));
  EXPECT_EQ(error_of(sweep + "shadows = [1, { truncation = 4 }]\n"),
            fmt::format("s.toml:19:12: measure.shadows: got 1 (must be one of {0}, or a table with its kind and fields)\n"
                        "s.toml:19:15: measure.shadows: got a table (must be one of {0}, or a table with its kind and fields)",
                        fmt::join(allowed, ", ")));
  // No axes: a list of rules is a list already.
  EXPECT_EQ(
      error_of(sweep + "shadows = [{ kind = 'tbptt', truncation = [4, 8], trunc = 1 }]\n"),
      "s.toml:19:43: measure.shadows.truncation: got a list (must be a whole number)\n"
      "s.toml:19:51: measure.shadows.trunc: unknown key (tbptt reads: kind, coordinates, train_bias, truncation, update_every, window). "
      "See: polesweep list recurrent tbptt");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "[measure]\nshadows = ['snap1']\n"),
            "s.toml:18:11: measure.shadows: not used (they are compared by the metrics alignment and gradient_ratio). Add one?");
}

}  // namespace
}  // namespace polesweep::sweep
