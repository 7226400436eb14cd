#include "analysis/report/differences.hpp"

#include <gtest/gtest.h>

#include "analysis/results/question_lines.hpp"
#include "tests/analysis/concluded_sweep.hpp"

namespace polesweep::analysis {
namespace {

/// The four points with a claim that a's risk is less than this multiple of b's, and a comparison with b.
results::Group asked(const std::vector<double>& level, double below = 0.5) {
  results::Group root = four_points(level);
  values_of<std::string>(root, "learner_label") = {"a", "b", "a", "b"};
  root.groups.push_back(questions_group({.comparisons = {{"", {{"reference", std::string("b")}}, {}, {}}}, .claims = {ratio(below)}}));
  root.groups.push_back(statistics(root));
  return root;
}

const std::vector<double> level{1, 10, 1, 10};

TEST(Differences, there_are_none_between_equal_results) { EXPECT_EQ(differences(asked(level), asked(level)), ""); }

TEST(Differences, numbers_within_their_intervals_are_none) { EXPECT_EQ(differences(asked(level), asked({1.01, 10.1, 1.01, 10.1})), ""); }

TEST(Differences, of_values_verdicts_and_winners_are_told) {
  const std::string told = differences(asked(level), asked({1000, 10, 1000, 10}));
  EXPECT_NE(told.find("verdicts\n  s (ratio): holds, 0.1"), std::string::npos) << told;
  EXPECT_NE(told.find(" -> fails, 100"), std::string::npos) << told;
  EXPECT_NE(told.find("best learners\n"), std::string::npos) << told;
  EXPECT_NE(told.find(": a -> b\n"), std::string::npos) << told;
  EXPECT_NE(told.find("comparisons\n  risk of a against b"), std::string::npos) << told;
  EXPECT_NE(told.find(": smaller -> larger\n"), std::string::npos) << told;
  EXPECT_NE(told.find("values whose intervals do not overlap\n"), std::string::npos) << told;
  EXPECT_NE(told.find("  risk after 10 samples, "), std::string::npos) << told;
  EXPECT_EQ(told.find("settings and versions"), std::string::npos) << told;
  EXPECT_EQ(told.find("points\n"), std::string::npos) << told;
}

TEST(Differences, of_settings_are_told) {
  results::Group other = asked(level, 0.6);
  values_of<std::uint64_t>(other, "seed").back() = 99;
  for (auto& [name, value] : other.attributes)
    if (name == "confidence") value = "0.9";
  other.attributes.emplace_back("versions", "rls 3\nlms 1\n");
  results::Group first = asked(level);
  first.attributes.emplace_back("versions", "rls 2\nlms 1\n");
  const std::string told = differences(first, other);
  EXPECT_NE(told.find("settings and versions\n  confidence: 0.95 -> 0.9\n"), std::string::npos) << told;
  EXPECT_NE(told.find("seeds: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99\n"), std::string::npos) << told;
  EXPECT_NE(told.find("  versions: - rls 2\n  versions: + rls 3\n"), std::string::npos) << told;
  EXPECT_EQ(told.find("lms 1"), std::string::npos) << told;
  EXPECT_NE(told.find("  s (ratio): claimed < 0.5 -> < 0.6\n"), std::string::npos) << told;
}

TEST(Differences, of_points_are_told) {
  results::Group other = asked(level);
  values_of<std::string>(other, "point_id").front() = "another";
  const std::string told = differences(asked(level), other);
  EXPECT_NE(told.find("points\n  only in the first: "), std::string::npos) << told;
  EXPECT_NE(told.find("\n  only in the second: "), std::string::npos) << told;
  EXPECT_NE(told.find("(point another)"), std::string::npos) << told;
}

}  // namespace
}  // namespace polesweep::analysis
