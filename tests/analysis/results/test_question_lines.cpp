#include "analysis/results/question_lines.hpp"

#include <gtest/gtest.h>

#include "analysis/conclusions/conclusions.hpp"
#include "core/error.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

TEST(Asked, questions_read_back_from_results) {
  Asked asked;
  asked.comparisons = {
      {"", {{"reference", "a, \"b\"\n<ö>"}, {"at", 0.5}, {"iteration", std::int64_t{3}}}, {}, {{"poles.count", {"4", "8"}}}}};
  asked.claims = {{"theory",
                   {{"statement", "x"}, {"formula", "p1.kappa_joint"}, {"tolerance", 1e-3}},
                   {{"poles", std::vector<Complex>{{0.5, 0.25}, {-0.5, 0}}}, {"gains", "task.gains"}},
                   {{"label", {"a,b", "\n"}}, {"task.noise", {"0.1"}}}},
                  {"slope", {{"statement", "y"}, {"above", -1.0}}, {}, {}}};
  asked.claims[1].sides = {{"of", {{"label", {"a"}}, {"task.noise", {"0.1", "1"}}}}, {"reference", {{"poles.count", {"4"}}}}};
  asked.marks = {{"", {{"theory", "a map"}, {"s", "mode_a[0]@30"}, {"ahat", "0.5"}}, {}, {{"label", {"a,b"}}}},
                 {"", {{"theory", "another"}, {"x", "risk"}, {"y", "task.noise"}}, {}, {}}};
  results::Group root;
  root.groups.push_back(questions_group(asked));
  EXPECT_EQ(read_questions(root), asked);
  EXPECT_TRUE(read_questions(results::Group{}).empty());
}

TEST(Asked, lines_that_no_writer_makes_are_refused) {
  results::Group root;
  root.groups.push_back(questions_group({{}, {{"slope", {{"statement", "y"}, {"above", -1.0}}, {}, {}}}}));
  values_of<std::string>(root.groups[0], "value")[1] = "x";
  EXPECT_THROW(read_questions(root), Error);
  values_of<std::string>(root.groups[0], "value")[0] = "rato";
  EXPECT_THROW(read_questions(root), Error);
}

}  // namespace
}  // namespace polesweep::analysis
