#include <gtest/gtest.h>

#include <cmath>

#include "analysis/results/sides.hpp"
#include "tests/analysis/concluded_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

/// Which points a side of a claim or of a comparison is.
namespace polesweep::analysis {
namespace {

using results::Group;

/// "LMS" with three step sizes, whose risks are 1, 2 and 3, and "RLS", whose risk is 0.5, both times a factor of the seed.
Group three_steps() {
  Group root = made_up_sweep({"LMS", "LMS", "LMS", "RLS"}, 24, {10, 100}, {0.5});
  root.variables.push_back({"learner_readout_step_size", {"point"}, std::vector<double>{0.01, 0.1, 1, nan}, "", "1", {}, {}});
  values_of<std::string>(root, "learner_readout_kind")[3] = "rls";
  const std::vector<double> level{1, 2, 3, 0.5};
  for (std::size_t p = 0; p < 4; ++p)
    for (std::size_t run = 0; run < 48; ++run)
      values_of<double>(root, "risk")[p * 48 + run] = level[p] * (1 + static_cast<double>(run / 2));
  return root;
}

Question ratio_of(const std::string& of, const std::string& reference) {
  return {"ratio", {{"statement", "s"}, {"of", of}, {"reference", reference}, {"above", 1.0}}, {}, {}};
}

const std::vector<PointCondition> step_01 = {{"learner.readout.step_size", {"0.1"}}};
const std::vector<PointCondition> step_1 = {{"learner.readout.step_size", {"1"}}};

TEST(Sides, that_name_a_setting_have_that_one_alone) {
  const Sweep sweep(three_steps());
  Question claim = ratio_of("LMS", "RLS");
  const Judgement best = sweep.verdict(claim).judgement;
  EXPECT_EQ(best.value.value, 2);
  EXPECT_EQ(best.runs, 12u) << "the best setting is chosen on the seeds of even rank";
  claim.sides = {{"of", step_1}};
  EXPECT_EQ(sweep.verdict(claim).judgement.value.value, 6);
  EXPECT_EQ(sweep.verdict(claim).judgement.runs, 24u);
  claim = ratio_of("RLS", "LMS");
  claim.sides = {{"reference", step_01}};
  EXPECT_EQ(sweep.verdict(claim).judgement.value.value, 0.25);
}

TEST(Sides, may_be_two_settings_of_one_label) {
  const Sweep sweep(three_steps());
  Question claim = ratio_of("LMS", "LMS");
  claim.sides = {{"of", step_1}, {"reference", step_01}};
  EXPECT_EQ(sweep.verdict(claim).judgement.value.value, 1.5);
  EXPECT_EQ(sweep.verdict(claim).parts.size(), 1u);
  claim.sides = {{"of", step_1}};
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, 3, 1e-12) << "against the best";
  claim.sides = {{"of", {{"learner.readout.step_size", {"0.1", "1"}}}}, {"reference", {{"learner.readout.step_size", {"0.01"}}}}};
  EXPECT_EQ(sweep.verdict(claim).judgement.value.value, 2) << "the best of two";
  claim.sides = {{"of", {{"learner.readout.step_size", {"0.2"}}}}};
  EXPECT_EQ(sweep.verdict(claim).judgement.reason, "the conditions leave no points that it could be decided from");
}

TEST(Sides, along_lengths_may_join_several_settings_and_say_so) {
  Group root = three_steps();
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t run = 1; run < 48; run += 2) risk[48 + run] /= 8;  // the second step size is the best one after 100 samples
  const std::string step_size = "learner_readout_step_size";          // of settings that are not tuned each is a context
  root.variables.push_back({"tuned_fields", {"point"}, std::vector<std::string>{step_size, step_size, step_size, ""}, "", "", {}, {}});
  const Sweep sweep(std::move(root));
  Question claim{"slope", {{"statement", "s"}, {"axis", "length"}, {"below", 0.5}}, {}, {{"label", {"LMS"}}}};
  const Judgement joined = sweep.verdict(claim).judgement;
  EXPECT_NEAR(joined.value.value, std::log10(0.25), 1e-12);
  EXPECT_EQ(joined.reason, "joins 2 settings, the best at each length");
  claim.conditions.push_back(step_01.front());
  EXPECT_EQ(sweep.verdict(claim).judgement.reason, "");
  claim.conditions.back().values = {"0.01", "1"};
  EXPECT_EQ(sweep.verdict(claim).judgement.reason, "") << "the first is the best at both lengths";
}

/// "learned" and "fixed" with 2 and 8 poles, whose radii go with the count, and two levels of noise.
Group few_and_many() {
  Group root = made_up_sweep(std::vector<std::string>(8, "fixed"), 24, {10, 100}, {0.5});
  std::vector<double> noise, radius;
  std::vector<std::int64_t> count;
  for (std::size_t p = 0; p < 8; ++p) {
    if (p >= 4) values_of<std::string>(root, "learner_label")[p] = "learned";
    count.push_back(p / 2 % 2 == 0 ? 2 : 8);
    radius.push_back(count.back() == 2 ? 0.5 : 0.9);
    noise.push_back(p % 2 == 0 ? 0.1 : 0.2);
    for (std::size_t run = 0; run < 48; ++run)
      values_of<double>(root, "risk")[p * 48 + run] = (p >= 4 ? 1.0 : 10.0) * noise.back() / static_cast<double>(count.back());
  }
  std::erase_if(root.variables, [](const auto& variable) {
    return variable.name == "task_noise" || variable.name == "poles_count" || variable.name == "poles_radius";
  });
  root.variables.push_back({"task_noise", {"point"}, noise, "", "1", {}, {}});
  root.variables.push_back({"poles_count", {"point"}, count, "", "1", {}, {}});
  root.variables.push_back({"poles_radius", {"point"}, radius, "", "1", {}, {}});
  return root;
}

TEST(Sides, differ_in_all_fields_that_both_name) {
  const Sweep sweep(few_and_many());
  Question claim = ratio_of("learned", "fixed");
  ASSERT_EQ(sweep.verdict(claim).parts.size(), 4u) << "for each count and noise one";
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, 0.1, 1e-12);
  claim.sides = {{"of", {{"poles.count", {"2"}}}}, {"reference", {{"poles.count", {"8"}}}}};
  const ClaimVerdict verdict = sweep.verdict(claim);
  ASSERT_EQ(verdict.parts.size(), 2u) << "noise is the same on both sides";
  for (const auto& part : verdict.parts) {
    EXPECT_NEAR(part.judgement.value.value, 0.4, 1e-12);
    EXPECT_EQ(part.judgement.runs, 24u);
  }
  EXPECT_EQ(verdict.parts[0].context, "noise 0.1");
  claim.sides["reference"] = {{"task.noise", {"0.1"}}};
  EXPECT_EQ(sweep.verdict(claim).parts.size(), 1u) << "what one side names holds for both";
  claim.sides["of"].push_back({"task.noise", {"0.2"}});
  claim.sides["reference"].push_back({"poles.count", {"8"}});
  ASSERT_EQ(sweep.verdict(claim).parts.size(), 1u);
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, 0.8, 1e-12);
}

TEST(Sides, of_a_comparison_are_the_reference_and_all_others) {
  const Sweep sweep(three_steps());
  Question question{"", {{"reference", "LMS"}}, {}, {}};
  question.sides = {{"reference", step_01}};
  const ComparisonTable table = sweep.comparison(question);
  ASSERT_EQ(table.pairs.size(), 1u) << table.problem;
  EXPECT_EQ(table.reference, "LMS (learner.readout.step_size 0.1)");
  EXPECT_EQ(table.pairs[0].of, "RLS");
  EXPECT_EQ(table.pairs[0].result.ratio.value, 0.25);
}

/// Two truncations that are tuned each for itself, and a learner beside them.
Group two_tuned() {
  Group root = tuned_sweep();
  values_of<std::string>(root, "learner_label")[5] = "fixed";
  values_of<std::string>(root, "tuned_fields")[5] = "";
  for (std::size_t run = 0; run < 16; ++run) values_of<double>(root, "risk")[5 * 16 + run] = 0.5;
  return root;
}

TEST(Sides, named_by_the_label_of_several_tuned_learners_are_a_context_each) {
  const Sweep sweep(two_tuned());
  const ClaimVerdict verdict = sweep.verdict(ratio_of("TBPTT", "fixed"));
  ASSERT_EQ(verdict.parts.size(), 2u) << verdict.judgement.reason;
  EXPECT_EQ(verdict.parts[0].context, "recurrent truncation 4");
  EXPECT_EQ(verdict.parts[0].judgement.value.value, 0.5);
  EXPECT_EQ(verdict.parts[1].context, "recurrent truncation 8");
  EXPECT_EQ(verdict.parts[1].judgement.value.value, 2);
  const ClaimVerdict other = sweep.verdict(ratio_of("fixed", "TBPTT"));
  ASSERT_EQ(other.parts.size(), 2u);
  EXPECT_EQ(other.parts[0].context, "against recurrent truncation 4");
  const ComparisonTable table = sweep.comparison({"", {{"reference", "TBPTT"}}, {}, {}});
  ASSERT_EQ(table.pairs.size(), 2u) << table.problem;
  EXPECT_EQ(table.pairs[1].context, "against recurrent truncation 8");
}

TEST(Sides, may_be_one_of_them) {
  const Sweep sweep(two_tuned());
  const ClaimVerdict one = sweep.verdict(ratio_of("TBPTT (recurrent truncation 8)", "fixed"));
  ASSERT_EQ(one.parts.size(), 1u) << one.judgement.reason;
  EXPECT_EQ(one.parts[0].context, "");
  EXPECT_EQ(one.judgement.value.value, 2);
  Question claim = ratio_of("TBPTT", "fixed");
  claim.sides = {{"of", {{"learner.recurrent.truncation", {"4"}}}}};
  ASSERT_EQ(sweep.verdict(claim).parts.size(), 1u);
  EXPECT_EQ(sweep.verdict(claim).judgement.value.value, 0.5);
  const ClaimVerdict value =
      sweep.verdict({"value", {{"statement", "s"}, {"below", 2.0}}, {}, {{"label", {"TBPTT (recurrent truncation 8)"}}}});
  EXPECT_EQ(value.parts.size(), 1u) << value.judgement.reason;
}

/// A learner that goes through its samples again and again: the risk after 5 and 50 updates is 8 / N and 1 / N for N of 10 and 100.
Group repeated() {
  Group root = made_up_sweep({"repeat"}, 12, {10, 100}, {0.5});
  root.variables.push_back({"learner_regime_kind", {"point"}, std::vector<std::string>{"repeat"}, "", "", {}, {}});
  std::vector<double> risk;
  for (int seed = 0; seed < 12; ++seed)
    for (const double length : {10.0, 100.0})
      for (const double level : {8.0, 1.0}) risk.push_back(level / length);
  root.groups.push_back({"training",
                         {},
                         {{"training_point", 1}, {"seed", 12}, {"training_length", 2}, {"iteration", 2}},
                         {{"training_point", {"training_point"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
                          {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "", {}, {}},
                          {"iteration", {"iteration"}, std::vector<std::int64_t>{5, 50}, "", "1", {}, {}},
                          {"risk", {"training_point", "seed", "training_length", "iteration"}, risk, "", "1", {}, {}}},
                         {}});
  return root;
}

TEST(Axis, of_lengths_at_an_iteration_is_what_repetitions_learn_from) {
  const Sweep sweep(repeated());
  Question claim{
      "slope", {{"statement", "s"}, {"axis", "length"}, {"iteration", std::int64_t{5}}, {"above", -1.1}, {"below", -0.9}}, {}, {}};
  EXPECT_EQ(sweep.verdict(claim).judgement.decision, Decision::holds) << sweep.verdict(claim).judgement.reason;
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, -1, 1e-12);
  // 8/N - 1/N is 0.7 and 0.07; less the first of it nothing but the other is left.
  claim.fields["minus"] = "risk@50";
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, -1, 1e-12);
  claim.fields["logarithms"] = "axis";
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, (0.07 - 0.7) / std::log(10), 1e-12);
  const Question both{
      "agreement", {{"statement", "s"}, {"axis", "length"}, {"between", "iteration"}, {"of", "5"}, {"reference", "50"}}, {}, {}};
  EXPECT_EQ(sweep.verdict(both).judgement.decision, Decision::fails);
  EXPECT_NEAR(sweep.verdict(both).judgement.value.value, 8, 1e-12);
}

TEST(Sides, at_two_iterations_keep_what_the_quantity_is_combined_with) {
  const Sweep sweep(repeated());
  Question claim = ratio_of("5", "50");
  claim.fields["between"] = "iteration";
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, 8, 1e-12);
  claim.fields["minus"] = "0.005";
  EXPECT_NEAR(sweep.verdict(claim).judgement.value.value, 15, 1e-12);
}

TEST(Bounds, that_the_whole_interval_equals_are_the_reason) {
  const Sweep sweep(made_up_sweep({"a", "b"}, 12, {10, 100}, {0.5}));  // all risks are 1
  for (const char* bound : {"above", "below"}) {
    Question claim{"value", {{"statement", "s"}, {bound, 1.0}}, {}, {{"label", {"a"}}}};
    EXPECT_EQ(sweep.verdict(claim).judgement.decision, Decision::undecided);
    EXPECT_EQ(sweep.verdict(claim).judgement.reason, "equals its bound");
    claim.fields[bound] = std::string_view(bound) == "above" ? 0.9 : 1.1;
    EXPECT_EQ(sweep.verdict(claim).judgement.reason, "");
  }
  EXPECT_EQ(sweep.verdict(ratio_of("a", "b")).judgement.reason, "equals its bound");
  const Question fraction{"fraction", {{"statement", "s"}, {"run_below", 1.0}, {"above", 0.5}}, {}, {{"label", {"a"}}}};
  EXPECT_EQ(sweep.verdict(fraction).judgement.reason, "12 of 12 values equal a bound of a run, and are not within");
}

}  // namespace
}  // namespace polesweep::analysis
