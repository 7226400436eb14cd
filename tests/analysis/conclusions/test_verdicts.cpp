#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "analysis/conclusions/claim_text.hpp"
#include "tests/analysis/concluded_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

TEST(Verdicts, say_what_is_claimed_in_full) {
  const auto text = [](const char* kind, FieldValues values) { return claimed({kind, std::move(values), {}, {}}); };
  EXPECT_EQ(text("slope", {{"above", -2.005}, {"below", -1.995}}), "in (-2.005, -1.995)");
  EXPECT_EQ(text("fraction", {{"above", 0.9}}), "> 0.9");
  EXPECT_EQ(text("theory", {{"formula", "p1.f"}}), "p1.f ± 5 %");
  EXPECT_EQ(text("theory", {{"formula", "p1.f"}, {"factor", 2.0}, {"tolerance", 0.3}, {"absolute_tolerance", 0.01}}),
            "2 × p1.f ± 30 % or 0.01");
  EXPECT_EQ(text("theory", {{"formula", "p1.f"}, {"tolerance", 0.0}, {"absolute_tolerance", 1.0}}), "p1.f ± 1");
  EXPECT_EQ(text("monotonicity", {{"direction", "falling"}}), "falling");
  EXPECT_EQ(text("monotonicity", {{"direction", "rising"}, {"tolerance", 0.05}}), "rising, steps back up to 5 %");
}

TEST(Verdicts, hold_only_where_all_contexts_do) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const ClaimVerdict holds = sweep.verdict(ratio(3.5));
  EXPECT_EQ(holds.judgement.decision, Decision::holds);
  EXPECT_NEAR(holds.judgement.value.value, 3, 1e-12);  // the weaker of two that hold
  ASSERT_EQ(holds.parts.size(), 2u);
  EXPECT_EQ(holds.parts[1].context, "noise 1");
  EXPECT_EQ(sweep.verdict(ratio(2.5)).judgement.decision, Decision::fails);
  EXPECT_EQ(sweep.verdict(ratio(1.5)).judgement.decision, Decision::fails);
  Question one = ratio(2.5);
  one.conditions = {{"task.noise", {"0"}}};
  EXPECT_EQ(sweep.verdict(one).judgement.decision, Decision::holds);
  EXPECT_EQ(sweep.verdict(one).bounds, "< 2.5");
}

TEST(Verdicts, of_what_results_lack_are_undecided_and_say_so) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const auto reason = [&](Question claim) {
    const ClaimVerdict verdict = sweep.verdict(claim);
    EXPECT_EQ(verdict.judgement.decision, Decision::undecided);
    return verdict.judgement.reason;
  };
  Question claim = ratio(1);
  claim.fields["quantity"] = "spectral_radius";
  EXPECT_EQ(reason(claim), "'spectral_radius' was not measured");
  claim = ratio(1);
  claim.fields["at"] = 50.0;
  EXPECT_EQ(reason(claim), "length 50 was not measured");
  claim = ratio(1);
  claim.fields["of"] = "c";
  EXPECT_EQ(reason(claim), "the conditions leave no points that it could be decided from");
  claim = ratio(1);
  claim.fields["iteration"] = std::int64_t{5};
  EXPECT_EQ(reason(claim), "nothing was measured at iterations");
}

TEST(Verdicts, without_a_value_say_in_words_what_became_of_the_runs) {
  Group root = four_points({2, 1, 3, 1});
  const Question rate{
      "value", {{"statement", "s"}, {"quantity", "convergence_rate"}, {"above", 0.0}}, {}, {{"task.noise", {"0"}}, {"label", {"a"}}}};
  EXPECT_EQ(Sweep(root).verdict(rate).judgement.reason, "no run has a value: few points (12)");
  std::vector<std::int32_t>& status = values_of<std::int32_t>(root, "status");
  status[0] = 0;
  status[1] = status[2] = 3;
  const ClaimVerdict some = Sweep(root).verdict(rate);
  EXPECT_EQ(some.judgement.runs, 0u);
  EXPECT_EQ(some.judgement.reason, "no run has a value: few points (9), failed (2), not computed yet (1)");
  for (std::size_t s = 0; s < 12; ++s)
    for (const std::size_t p : {0u, 1u}) values_of<double>(root, "risk")[(p * 12 + s) * 2 + 1] = std::nan("");
  const auto at_the_end = [&](const char* kind, FieldValues fields) {
    fields.emplace("statement", "s");
    fields.emplace("at", 100.0);
    return Sweep(root).verdict({kind, std::move(fields), {}, {{"task.noise", {"0"}}}}).judgement.reason;
  };
  EXPECT_EQ(at_the_end("ratio", {{"of", "a"}, {"reference", "b"}, {"below", 1.0}}),
            "no run has a value: not measured (21), failed (2), not computed yet (1)");
  const ComparisonTable table = Sweep(root).comparison({"", {{"reference", "b"}, {"at", 100.0}}, {}, {{"task.noise", {"0"}}}});
  EXPECT_EQ(table.pairs[0].reason, "no run has a value: not measured (21), failed (2), not computed yet (1)");
  // A fraction is of those that have one.
  for (std::size_t s = 0; s < 3; ++s) values_of<double>(root, "risk")[s * 2] = std::nan("");
  const FieldValues share{{"statement", "s"}, {"quantity", "risk"}, {"run_below", 100.0}, {"above", 0.5}, {"at", 10.0}};
  const ClaimVerdict fraction = Sweep(root).verdict({"fraction", share, {}, {{"task.noise", {"0"}}, {"label", {"a"}}}});
  EXPECT_EQ(fraction.judgement.runs, 11u);
  EXPECT_EQ(fraction.judgement.reason,
            "2 of 12 values missing, and could be any number: failed (2); 1 of 12 values left out: not computed yet (1)");
}

TEST(Verdicts, of_updates_say_why_there_is_no_rate) {
  Group root = four_points({1, 1, 1, 1});
  Group training{"training",
                 {},
                 {{"training_point", 1}, {"seed", 12}, {"training_length", 2}, {"iteration", 30}},
                 {{"training_point", {"training_point"}, std::vector<std::int64_t>{1}, "", "1", {}, {}},
                  {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "1", {}, {}}},
                 {}};
  std::vector<std::int64_t> iterations;
  for (std::int64_t i = 1; i <= 30; ++i) iterations.push_back(i);
  training.variables.push_back({"iteration", {"iteration"}, iterations, "", "1", {}, {}});
  const auto with = [&](const std::function<double(double)>& risk) {
    std::vector<double> values;
    for (std::size_t run = 0; run < 24; ++run)
      for (const std::int64_t i : iterations) values.push_back(risk(static_cast<double>(i)));
    Group measured = training;
    measured.variables.push_back({"risk", {"training_point", "seed", "training_length", "iteration"}, values, "", "1", {}, {}});
    Group whole = root;
    whole.groups.push_back(measured);
    return Sweep(whole).verdict({"value",
                                 {{"statement", "s"}, {"quantity", "update_rate"}, {"above", 0.19}, {"below", 0.21}},
                                 {},
                                 {{"label", {"b"}}, {"task.noise", {"0"}}}});
  };
  EXPECT_EQ(with([](double i) { return std::exp(-0.2 * i); }).judgement.decision, Decision::holds);
  const ClaimVerdict power = with([](double i) { return 1 / i; });
  EXPECT_EQ(power.judgement.decision, Decision::undecided);
  EXPECT_EQ(power.judgement.reason, "no run has a value: floor not reached (12)");
  EXPECT_EQ(with([](double i) { return i < 9 ? 1 : infinity; }).judgement.reason, "no run has a value: diverged (12)");
}

TEST(Verdicts, slopes_over_lengths_and_fields) {
  const Sweep sweep(four_points({2, 1, 3, 1}));
  const ClaimVerdict over_length =
      sweep.verdict({"slope", {{"statement", "s"}, {"above", -1.01}, {"below", -0.99}}, {}, {{"label", {"a"}}}});
  EXPECT_EQ(over_length.judgement.decision, Decision::holds);
  EXPECT_EQ(over_length.bounds, "in (-1.01, -0.99)");
  EXPECT_EQ(over_length.parts.size(), 2u);
  Group root = four_points({2, 1, 4, 1});
  values_of<double>(root, "task_noise") = {1, 1, 2, 2};
  const ClaimVerdict over_noise =
      Sweep(root).verdict({"slope", {{"statement", "s"}, {"axis", "task.noise"}, {"above", 0.9}}, {}, {{"label", {"a"}}}});
  ASSERT_EQ(over_noise.parts.size(), 1u);
  EXPECT_NEAR(over_noise.judgement.value.value, 1, 1e-12);
  EXPECT_EQ(over_noise.judgement.decision, Decision::holds);
}

TEST(Verdicts, crossover_of_two_learners_over_the_lengths) {
  Group root = four_points({1, 1, 1, 1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t p : {0u, 2u})
    for (std::size_t s = 0; s < 12; ++s) {
      risk[(p * 12 + s) * 2] *= 2;
      risk[(p * 12 + s) * 2 + 1] *= 0.5;
    }
  const ClaimVerdict verdict = Sweep(root).verdict(
      {"crossover", {{"statement", "s"}, {"of", "a"}, {"reference", "b"}, {"above", 5.0}, {"below", 200.0}}, {}, {{"task.noise", {"1"}}}});
  EXPECT_EQ(verdict.judgement.decision, Decision::holds);
  EXPECT_NEAR(verdict.judgement.value.value, std::sqrt(1000.0), 1e-9);
}

TEST(Verdicts, theory_takes_parameters_from_the_points) {
  Group root = four_points({1, 1, 1, 1});
  root.variables.push_back({"poles_count", {"point"}, std::vector<std::int64_t>{2, 2, 4, 4}, "count", "1", {}, {}});
  root.variables.push_back({"measured", {"point", "seed", "length"}, std::vector<double>(4 * 12 * 2, 22.75), "m", "1", {}, {}});
  // The condition number of two poles at +-0.5 is (1 + p) / (1 - p) with p = 0.25; of four at rho = 0.5 it is another.
  const Question claim{"theory",
                       {{"statement", "s"}, {"quantity", "measured"}, {"formula", "p1.ring_kappa_fixed"}, {"tolerance", 0.5}},
                       {{"K", "poles.count"}, {"rho", 0.5}},
                       {{"label", {"a"}}}};
  const ClaimVerdict verdict = Sweep(root).verdict(claim);
  ASSERT_EQ(verdict.parts.size(), 2u);
  EXPECT_NE(verdict.parts[0].expected, verdict.parts[1].expected);
  EXPECT_EQ(verdict.parts[0].judgement.value.value, 22.75);
  EXPECT_EQ(verdict.judgement.decision, Decision::fails);
  Question twice = claim;
  twice.fields["factor"] = 2.0;
  EXPECT_EQ(Sweep(root).verdict(twice).parts[0].expected, 2 * verdict.parts[0].expected);
}

TEST(Verdicts, fraction_is_that_of_the_weakest_context_or_of_a_pool) {
  Group root = four_points({1, 1, 1, 1});
  for (std::size_t s = 0; s < 12; ++s) values_of<std::int32_t>(root, "status")[s] = 2;
  FieldValues fields{{"statement", "s"}, {"quantity", "diverged"}, {"run_below", 0.5}, {"above", 0.5}, {"below", 0.999}};
  const ClaimVerdict weakest = Sweep(root).verdict({"fraction", fields, {}, {}});
  ASSERT_EQ(weakest.parts.size(), 4u);
  EXPECT_EQ(weakest.judgement.value.value, 0);
  EXPECT_EQ(weakest.judgement.decision, Decision::fails);
  fields["pool"] = true;
  fields["above"] = 0.3;
  const ClaimVerdict pool = Sweep(root).verdict({"fraction", fields, {}, {}});
  ASSERT_EQ(pool.parts.size(), 1u);
  EXPECT_EQ(pool.parts[0].context, "4 points");
  EXPECT_EQ(pool.judgement.value.value, 0.75);
  EXPECT_EQ(pool.judgement.decision, Decision::holds);
}

TEST(Verdicts, read_what_is_measured_at_iterations) {
  Group root = four_points({1, 1, 1, 1});
  Group training{"training",
                 {},
                 {{"training_point", 2}, {"seed", 12}, {"training_length", 2}, {"iteration", 3}},
                 {{"training_point", {"training_point"}, std::vector<std::int64_t>{1, 3}, "", "1", {}, {}},
                  {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "1", {}, {}},
                  {"iteration", {"iteration"}, std::vector<std::int64_t>{1, 10, 100}, "", "1", {}, {}}},
                 {}};
  std::vector<double> loss;
  for (std::size_t run = 0; run < 2 * 12; ++run)
    for (std::size_t length = 0; length < 2; ++length)
      for (const double iteration : {1.0, 10.0, 100.0}) loss.push_back(length == 0 ? std::nan("") : (run < 12 ? 1 : 5) / iteration);
  training.variables.push_back({"loss", {"training_point", "seed", "training_length", "iteration"}, loss, "", "1", {}, {}});
  root.groups.push_back(training);
  const ClaimVerdict slope =
      Sweep(root).verdict({"slope",
                           {{"statement", "s"}, {"quantity", "loss"}, {"axis", "iteration"}, {"above", -1.1}, {"below", -0.9}},
                           {},
                           {{"label", {"b"}}}});
  EXPECT_EQ(slope.judgement.decision, Decision::holds) << slope.judgement.reason;
  const ClaimVerdict ratio = Sweep(root).verdict({"ratio",
                                                  {{"statement", "s"},
                                                   {"quantity", "loss"},
                                                   {"between", "task.noise"},
                                                   {"of", "1"},
                                                   {"reference", "0"},
                                                   {"iteration", std::int64_t{10}},
                                                   {"above", 4.0}},
                                                  {},
                                                  {{"label", {"b"}}}});
  EXPECT_EQ(ratio.judgement.decision, Decision::holds) << ratio.judgement.reason;
  EXPECT_NEAR(ratio.judgement.value.value, 5, 1e-12);
  const ClaimVerdict updates = Sweep(root).verdict(
      {"ratio",
       {{"statement", "s"}, {"quantity", "loss"}, {"between", "iteration"}, {"of", "100"}, {"reference", "10"}, {"below", 0.2}},
       {},
       {{"label", {"b"}}}});
  EXPECT_EQ(updates.judgement.decision, Decision::holds) << updates.judgement.reason;
  EXPECT_NEAR(updates.judgement.value.value, 0.1, 1e-12);
}

TEST(Verdicts, two_places_of_one_quantity_on_the_same_seeds) {
  Group root = four_points({2, 1, 3, 1});
  std::vector<double> modes;
  for (std::size_t run = 0; run < 4 * 12 * 2; ++run)
    modes.insert(modes.end(), {3.0 + static_cast<double>(run), 2 * (3.0 + static_cast<double>(run))});
  root.dimensions.push_back({"state", 2});
  root.variables.push_back({"modes", {"point", "seed", "length", "state"}, modes, "", "1", {}, {}});
  const auto of = [&](const char* quantity, const char* between, const char* one, const char* other) {
    return Sweep(root).verdict(
        {"ratio",
         {{"statement", "s"}, {"quantity", quantity}, {"between", between}, {"of", one}, {"reference", other}, {"below", 0.15}},
         {},
         {{"label", {"a"}}}});
  };
  const ClaimVerdict lengths = of("risk", "length", "100", "10");
  ASSERT_EQ(lengths.parts.size(), 2u);
  EXPECT_NEAR(lengths.judgement.value.value, 0.1, 1e-12);
  EXPECT_NEAR(lengths.judgement.value.high, 0.1, 1e-12);
  EXPECT_EQ(lengths.judgement.runs, 12u);
  EXPECT_EQ(lengths.judgement.decision, Decision::holds);
  EXPECT_NEAR(of("modes", "element", "0", "1").judgement.value.value, 0.5, 1e-12);
  EXPECT_EQ(of("modes", "element", "0", "2").judgement.reason, "'modes' has no element 2 (there are 2)");
}

/// A table of a formula over rho (2) and K (3), and another of the same values doubled.
Group with_formulas() {
  Group root = four_points({1, 1, 1, 1});
  const auto table = [](const char* label, double factor) {
    Group group{"", {{"label", label}, {"formula", "p1.g"}, {"parameter_c", "0.5"}}, {{"rho", 2}, {"K", 3}}, {}, {}};
    group.variables.push_back({"rho", {"rho"}, std::vector<double>{0.8, 0.9}, "", "1", {}, {}});
    group.variables.push_back({"K", {"K"}, std::vector<std::int64_t>{1, 2, 4}, "", "1", {}, {}});
    std::vector<double> values;
    for (const double value : {1.0, 2.0, 4.0, 3.0, std::nan(""), 48.0}) values.push_back(factor * value);
    group.variables.push_back({"value", {"rho", "K"}, values, "", "1", {}, {}});
    return group;
  };
  root.groups.push_back({"theory", {}, {}, {}, {table("one", 1), table("two", 2)}});
  return root;
}

TEST(Verdicts, of_values_of_formulas) {
  const Sweep sweep(with_formulas());
  const auto verdict = [&](const char* kind, FieldValues fields, std::vector<PointCondition> conditions = {}) {
    fields.emplace("statement", "s");
    return sweep.verdict({kind, std::move(fields), {}, std::move(conditions)});
  };
  const ClaimVerdict slope = verdict("slope", {{"theory", "one"}, {"axis", "K"}, {"above", 0.99}, {"below", 1.01}});
  ASSERT_EQ(slope.parts.size(), 2u);
  EXPECT_EQ(slope.parts[0].context, "rho 0.8");
  EXPECT_NEAR(slope.parts[0].judgement.value.low, 1, 1e-12);
  EXPECT_NEAR(slope.parts[1].judgement.value.high, 2, 1e-12);
  EXPECT_EQ(slope.judgement.decision, Decision::fails);
  EXPECT_EQ(slope.judgement.runs, 5u);  // a value outside the domain is none
  EXPECT_EQ(slope.quantity, "one");
  EXPECT_EQ(verdict("slope", {{"theory", "one"}, {"axis", "K"}, {"above", 0.99}, {"below", 1.01}}, {{"parameters.rho", {"0.8"}}})
                .judgement.decision,
            Decision::holds);
  const ClaimVerdict share = verdict("fraction", {{"theory", "one"}, {"run_above", 1.5}, {"above", 0.75}});
  EXPECT_EQ(share.judgement.value.value, 0.8);
  EXPECT_EQ(share.judgement.value.low, 0.8);
  EXPECT_EQ(share.judgement.runs, 5u);
  EXPECT_EQ(share.judgement.decision, Decision::holds);
  const ClaimVerdict tie = verdict("fraction", {{"theory", "one"}, {"run_above", 1.5}, {"above", 0.8}});
  EXPECT_EQ(tie.judgement.decision, Decision::fails);
  const ClaimVerdict doubled = verdict("ratio", {{"between", "theory"}, {"of", "two"}, {"reference", "one"}, {"above", 1.5}});
  EXPECT_EQ(doubled.judgement.decision, Decision::holds);
  EXPECT_EQ(doubled.judgement.value.value, 2);
  EXPECT_EQ(doubled.parts.size(), 5u);
  const ClaimVerdict rho = verdict("ratio", {{"theory", "two"}, {"between", "rho"}, {"of", "0.9"}, {"reference", "0.8"}, {"below", 13.0}});
  ASSERT_EQ(rho.parts.size(), 2u);
  EXPECT_EQ(rho.parts[1].context, "K 4");
  EXPECT_EQ(rho.judgement.value.value, 12);
  EXPECT_EQ(rho.judgement.runs, 4u);
  const ClaimVerdict crossing =
      verdict("crossover", {{"theory", "one"}, {"between", "K"}, {"of", "1"}, {"reference", "4"}, {"axis", "rho"}, {"above", 0.0}});
  EXPECT_EQ(crossing.judgement.reason, "the curves do not cross");
  EXPECT_EQ(verdict("value", {{"theory", "one"}, {"above", 0.0}}).judgement.decision, Decision::holds);
  EXPECT_EQ(verdict("value", {{"theory", "one"}, {"above", 0.0}}, {{"parameters.rho", {"0.9"}}, {"parameters.K", {"2"}}}).judgement.reason,
            "its conditions leave no values within the domain of the formula");
  EXPECT_EQ(verdict("value", {{"theory", "p1.g"}, {"above", 0.0}}).judgement.reason, "2 tables of formulas are called 'p1.g'");
  EXPECT_EQ(verdict("value", {{"theory", "one"}, {"element", std::int64_t{1}}, {"above", 0.0}}).judgement.reason,
            "one: has no element 1 (there are 1)");
}

TEST(Verdicts, convergence_rate_over_updates) {
  Group root = made_up_sweep({"a"}, 12, {}, {0.5});
  std::vector<std::int64_t> updates;
  for (std::int64_t i = 0; i <= 40; ++i) updates.push_back(10 * i);
  Group training{"training", {}, {{"training_point", 1}, {"seed", 12}, {"training_length", 1}, {"iteration", updates.size()}}, {}, {}};
  training.variables = {{"training_point", {"training_point"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
                        {"training_length", {"training_length"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
                        {"iteration", {"iteration"}, updates, "", "1", {}, {}}};
  std::vector<double> risk;
  for (std::size_t seed = 0; seed < 12; ++seed)
    for (const std::int64_t update : updates) risk.push_back(std::exp(-0.05 * static_cast<double>(update)) + 0.001);
  training.variables.push_back({"risk", {"training_point", "seed", "training_length", "iteration"}, risk, "", "1", {}, {}});
  root.groups.push_back(training);
  const ClaimVerdict verdict =
      Sweep(root).verdict({"value", {{"statement", "s"}, {"quantity", "update_rate"}, {"above", 0.049}, {"below", 0.051}}, {}, {}});
  EXPECT_EQ(verdict.judgement.decision, Decision::holds) << verdict.judgement.value.value << verdict.judgement.reason;
  EXPECT_EQ(verdict.judgement.runs, 12u);
}

TEST(Verdicts, settings_are_chosen_on_other_seeds_than_those_that_judge) {
  const Sweep sweep(tuned_sweep());
  const Question claim{
      "ratio",
      {{"statement", "s"}, {"between", "learner.recurrent.truncation"}, {"of", "4"}, {"reference", "8"}, {"at", 10.0}, {"above", 0.5}},
      {},
      {}};
  const ClaimVerdict verdict = sweep.verdict(claim);
  EXPECT_EQ(verdict.judgement.runs, 4u) << verdict.judgement.reason;
  EXPECT_EQ(verdict.judgement.value.value, 1);
  const ClaimVerdict fraction = sweep.verdict(
      {"fraction", {{"statement", "s"}, {"at", 10.0}, {"run_above", 4.0}, {"above", 0.3}}, {}, {{"learner.recurrent.truncation", {"4"}}}});
  EXPECT_EQ(fraction.judgement.value.value, 1);  // the middle step size is chosen on the even seeds, and has risk 5 on the odd ones
}

}  // namespace
}  // namespace polesweep::analysis
