#include "analysis/conclusions/answers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/analysis/made_up_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

/// A point for each label with risk `risks[point][seed]` at the only length.
Group with_risks(const std::vector<std::string>& labels, const std::vector<std::vector<double>>& risks) {
  Group root = made_up_sweep(labels, risks.front().size(), {100}, {0.5});
  std::vector<double>& all = values_of<double>(root, "risk");
  all.clear();
  for (const std::vector<double>& risk : risks) all.insert(all.end(), risk.begin(), risk.end());
  return root;
}

/// What a test looks at, free of references to the data set.
struct Seen {
  Verdict verdict = Verdict::not_measured;
  bool split = false;
  std::vector<Contender> contenders;
  std::size_t comparisons = 0;
  double adjusted = 0;
  Along along = Along::lengths;
  std::size_t last = 0;
};

Seen judged(const Group& root) {
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Answers answers = answer(runs, fields, cells, 10);
  const Answer& first = answers.list.at(0);
  return {first.verdict, first.split, first.contenders, answers.comparisons, answers.adjusted_confidence, answers.along, answers.last};
}

TEST(Answers, a_winner_beats_every_other_on_paired_seeds) {
  // The medians overlap, the pairs do not.
  const Seen seen = judged(with_risks({"a", "b"}, {{1, 2, 3, 4, 5, 6}, {1.5, 3, 4.5, 6, 7.5, 9}}));
  EXPECT_EQ(seen.verdict, Verdict::winner);
  EXPECT_EQ(seen.contenders[0].label, "a");
  EXPECT_NEAR(seen.contenders[1].against_best.ratio.low, 1.5, 1e-12);
}

// Learners that all see fresh batches have no lengths. The first entry of /training's own lengths is theirs.
TEST(Answers, are_over_updates_where_there_are_no_lengths) {
  Group root = made_up_sweep({"a", "b"}, 6, {}, {0.5});
  std::vector<double> risk;
  for (const double last : {1.0, 2.0})
    for (std::size_t s = 0; s < 6; ++s) risk.insert(risk.end(), {3 - last, last, 77, 77});
  root.groups.push_back({"training",
                         {},
                         {{"training_point", 2}, {"seed", 6}, {"training_length", 2}, {"iteration", 2}},
                         {{"training_point", {"training_point"}, std::vector<std::int64_t>{1, 0}, "", "1", {}, {}},
                          {"iteration", {"iteration"}, std::vector<std::int64_t>{5, 50}, "", "1", {}, {}},
                          {"risk", {"training_point", "seed", "training_length", "iteration"}, risk, "", "1", {}, {}}},
                         {}});
  const Seen seen = judged(root);
  EXPECT_EQ(seen.verdict, Verdict::winner);
  EXPECT_EQ(seen.contenders[0].label, "b");
  EXPECT_EQ(seen.contenders[0].risk.value, 1);
  EXPECT_EQ(seen.contenders[1].risk.value, 2);
  EXPECT_TRUE(std::isnan(seen.contenders[0].operations));
  EXPECT_EQ(seen.along, Along::iterations);
  EXPECT_EQ(seen.last, 1U);
  EXPECT_TRUE(Runs(root).lengths().empty());
}

TEST(Answers, no_winner_without_support) {
  EXPECT_EQ(judged(with_risks({"a", "b"}, {{1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 0.5}})).verdict, Verdict::undecided);
  EXPECT_EQ(judged(with_risks({"a", "b"}, {{1, 1, 1, 1, 1}, {2, 2, 2, 2, 2}})).verdict, Verdict::undecided);
  EXPECT_EQ(judged(with_risks({"a", "b"}, {{1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}})).verdict, Verdict::undecided);
}

// Three learners make three pairs: 2 / 2^6 = 0.031 is enough for one comparison, not for three.
TEST(Answers, intervals_are_adjusted_for_all_pairs) {
  const std::vector<double> one(6, 1.0);
  const std::vector<double> two(6, 2.0);
  const Seen six = judged(with_risks({"a", "b", "c"}, {one, two, two}));
  EXPECT_EQ(six.comparisons, 3U);
  EXPECT_NEAR(six.adjusted, 1 - 0.05 / 3, 1e-15);
  EXPECT_EQ(six.verdict, Verdict::undecided);
  const std::vector<double> more(8, 1.0);
  EXPECT_EQ(judged(with_risks({"a", "b", "c"}, {more, std::vector<double>(8, 2.0), std::vector<double>(8, 3.0)})).verdict, Verdict::winner);
}

// The second setting is better on seeds of odd rank only, so that it must not be chosen; judgement sees odd ranks only.
TEST(Answers, settings_are_chosen_on_even_ranks_and_judged_on_odd_ones) {
  Group root = with_risks({"a", "a", "b"}, {{1, 7, 1, 7}, {2, 3, 2, 3}, {9, 9, 9, 9}});
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{0.1, 0.2, 0.1}, "", "1", {}, {}});
  const Seen seen = judged(root);
  EXPECT_TRUE(seen.split);
  EXPECT_EQ(seen.contenders[0].label, "a");
  EXPECT_EQ(seen.contenders[0].point, 0U);
  EXPECT_EQ(seen.contenders[0].setting, "readout step_size 0.1");
  EXPECT_EQ(seen.contenders[0].settings, 2U);
  EXPECT_EQ(seen.contenders[0].risk.value, 7);
}

/// Seeds of the two halves of eight recorded runs, of so many windows, that may be so far apart.
struct SeenHalves {
  std::vector<std::uint64_t> choosing;
  std::vector<std::uint64_t> judging;
  bool split = false;
  std::size_t left_out = 0;
};

SeenHalves halves_of(std::vector<std::uint64_t> seeds, std::int64_t windows, std::int64_t apart) {
  Group root = made_up_sweep({"a"}, seeds.size(), {100}, {0.5});
  values_of<std::uint64_t>(root, "seed") = seeds;
  values_of<std::int32_t>(root, "task_recorded") = {1};
  values_of<std::int64_t>(root, "distinct_runs") = {windows};
  if (apart > 0) root.variables.push_back({"windows_apart", {"point"}, std::vector<std::int64_t>{apart}, "", "1", {}, {}});
  const Runs runs(root);
  const Halves halves = split_seeds(runs, std::vector<std::size_t>{0});
  SeenHalves seen{{}, {}, halves.split, halves.left_out};
  for (const std::size_t s : halves.choosing) seen.choosing.push_back(seeds[s]);
  for (const std::size_t s : halves.judging) seen.judging.push_back(seeds[s]);
  return seen;
}

using Seeds = std::vector<std::uint64_t>;

TEST(Halves, of_windows_are_the_first_and_the_last_in_time) {
  const SeenHalves seen = halves_of({0, 1, 2, 3, 4, 5, 6}, 32, 1);
  EXPECT_EQ(seen.choosing, (Seeds{0, 1, 2}));
  EXPECT_EQ(seen.judging, (Seeds{3, 4, 5, 6}));
  EXPECT_TRUE(seen.split);
  // Seeds 30 and 31 use the last windows, seeds 32 to 34 the first ones.
  EXPECT_EQ(halves_of({30, 31, 32, 33, 34}, 32, 1).choosing, (Seeds{32, 33}));
  EXPECT_EQ(halves_of({30, 31, 32, 33, 34}, 32, 1).judging, (Seeds{34, 30, 31}));
}

TEST(Halves, leave_out_the_windows_that_overlap_both) {
  const SeenHalves seen = halves_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, 2);
  EXPECT_EQ(seen.choosing, (Seeds{0, 1, 2}));
  EXPECT_EQ(seen.judging, (Seeds{4, 5, 6, 7}));
  EXPECT_EQ(seen.left_out, 1u);
  EXPECT_EQ(halves_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, 4).choosing, (Seeds{0, 1}));
  EXPECT_EQ(halves_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, 4).judging, (Seeds{5, 6, 7}));
  EXPECT_EQ(halves_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, 4).left_out, 3u);
  // Windows that no seed uses leave room.
  EXPECT_EQ(halves_of({0, 1, 6, 7}, 8, 4).left_out, 0u);
  EXPECT_EQ(halves_of({0, 1, 6, 7}, 8, 4).judging, (Seeds{6, 7}));
}

// Brute force: no pair of windows of the two halves shares a sample, and one more could not be had.
TEST(Halves, never_share_a_sample) {
  for (std::int64_t windows = 4; windows < 20; ++windows)
    for (std::int64_t apart = 1; apart <= windows; ++apart) {
      Seeds seeds;
      for (std::int64_t seed = 0; seed < windows; ++seed) seeds.push_back(static_cast<std::uint64_t>(seed));
      const SeenHalves seen = halves_of(seeds, windows, apart);
      // n windows to choose on, apart - 1 between, at least n to judge on.
      const std::int64_t most = (windows - (apart - 1)) / 2;
      EXPECT_EQ(seen.split, most >= 2) << windows << " " << apart;
      if (!seen.split) continue;
      EXPECT_EQ(static_cast<std::int64_t>(seen.choosing.size()), most);
      EXPECT_EQ(seen.choosing.size() + seen.judging.size() + seen.left_out, seeds.size());
      for (const std::uint64_t a : seen.choosing)
        for (const std::uint64_t b : seen.judging) EXPECT_GE(b, a + static_cast<std::uint64_t>(apart));
    }
}

TEST(Halves, of_windows_that_all_overlap_are_the_same) {
  const SeenHalves seen = halves_of({0, 1, 2, 3, 4, 5, 6, 7}, 8, 6);
  EXPECT_FALSE(seen.split);
  EXPECT_EQ(seen.choosing.size(), 8u);
  EXPECT_EQ(seen.judging, seen.choosing);
}

TEST(Halves, of_files_that_do_not_say_take_windows_as_apart) { EXPECT_EQ(halves_of({0, 1, 2, 3, 4, 5}, 8, 0).left_out, 0u); }

TEST(Answers, settings_judged_where_they_were_chosen_win_nothing) {
  Group root = with_risks({"a", "a", "b"}, {{1, 1, 1}, {2, 2, 2}, {9, 9, 9}});
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{0.1, 0.2, 0.1}, "", "1", {}, {}});
  root.attributes[3].second = "0.5";
  EXPECT_EQ(judged(root).verdict, Verdict::descriptive);
}

TEST(Answers, overlapping_windows_win_nothing) {
  Group root = with_risks({"a", "b"}, {std::vector<double>(8, 1.0), std::vector<double>(8, 2.0)});
  ASSERT_EQ(judged(root).verdict, Verdict::winner);
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  ASSERT_EQ(judged(root).verdict, Verdict::winner);
  values_of<std::int32_t>(root, "windows_overlap") = {1, 1};
  EXPECT_EQ(judged(root).verdict, Verdict::descriptive);
}

TEST(Answers, one_data_window_has_no_interval) {
  Group root = with_risks({"a", "b"}, {std::vector<double>(8, 1.0), std::vector<double>(8, 2.0)});
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  values_of<std::int64_t>(root, "distinct_runs") = {1, 1};
  const Seen seen = judged(root);
  EXPECT_EQ(seen.verdict, Verdict::descriptive);
  EXPECT_EQ(seen.contenders[0].risk.value, 1);
  EXPECT_TRUE(std::isnan(seen.contenders[0].risk.low));
}

TEST(Answers, runs_that_differ_on_one_data_window_win_given_the_data) {
  const std::vector<double> drawn = {1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7};
  const auto on_one_window = [](std::vector<std::vector<double>> risks) {
    Group root = with_risks({"a", "b"}, std::move(risks));
    values_of<std::int32_t>(root, "task_recorded") = {1, 1};
    values_of<std::int64_t>(root, "distinct_runs") = {1, 1};
    return root;
  };
  std::vector<double> larger;
  for (const double risk : drawn) larger.push_back(2 * risk);
  const Seen both = judged(on_one_window({drawn, larger}));
  EXPECT_EQ(both.verdict, Verdict::winner);
  EXPECT_FALSE(std::isnan(both.contenders[0].risk.low));
  // A learner in which nothing is drawn has one run, with which each of the other's is compared.
  for (const bool first : {true, false}) {
    const std::vector<double> fixed(8, 5.0);
    const Seen one = judged(first ? on_one_window({fixed, drawn}) : on_one_window({drawn, fixed}));
    EXPECT_EQ(one.verdict, Verdict::winner);
    EXPECT_EQ(one.contenders[1].risk.value, 5);
    EXPECT_TRUE(std::isnan(one.contenders[1].risk.low));
    EXPECT_EQ(one.contenders[1].against_best.runs, 8u);
  }
}

TEST(Halves, of_one_data_window_are_those_of_synthetic_data_where_runs_differ) {
  Group root = made_up_sweep({"a", "a"}, 6, {100}, {0.5});
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  values_of<std::int64_t>(root, "distinct_runs") = {1, 1};
  EXPECT_FALSE(split_seeds(Runs(root), std::vector<std::size_t>{0, 1}).split);
  values_of<double>(root, "risk")[7] = 2;
  const Halves halves = split_seeds(Runs(root), std::vector<std::size_t>{0, 1});
  EXPECT_TRUE(halves.split);
  EXPECT_EQ(halves.choosing, (std::vector<std::size_t>{0, 2, 4}));
  EXPECT_EQ(halves.judging, (std::vector<std::size_t>{1, 3, 5}));
}

TEST(Answers, divergence_and_missing_runs) {
  EXPECT_EQ(judged(with_risks({"a", "b"}, {{infinity, infinity}, {infinity, infinity}})).verdict, Verdict::diverged);
  EXPECT_EQ(judged(with_risks({"a", "b"}, {{nan, nan}, {nan, nan}})).verdict, Verdict::not_measured);
  EXPECT_EQ(judged(with_risks({"a"}, {{1, 1}})).verdict, Verdict::alone);
  const Seen seen = judged(with_risks({"a", "b", "c"}, {{nan, nan}, {infinity, infinity}, {1, 1}}));
  EXPECT_EQ(seen.contenders[0].label, "c");
  EXPECT_EQ(seen.contenders[1].label, "b");
  EXPECT_EQ(seen.contenders[2].label, "a");
}

}  // namespace
}  // namespace polesweep::analysis
