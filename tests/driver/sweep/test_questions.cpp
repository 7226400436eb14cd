#include "driver/sweep/questions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/claims/claim.hpp"
#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep::test_questions {
namespace {

/// Line 17 is the first behind it. Labels: "fixed, lms" and "RLS".
const std::string two_learners =
    head + task_at_5 + poles_at_9 + learner_at_14 + "[[learner]]\nlabel = 'RLS'\nrecurrent = 'fixed'\nreadout = 'rls'\n";

std::string claim_error(const std::string& lines) { return error_of(two_learners + "[[claim]]\nstatement = 's'\n" + lines); }

std::string check_error(const std::string& lines) {
  data::DataFiles files;
  const Grid grid(parse(two_learners + lines), files);
  try {
    check_points(grid, list_points(grid), {});
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

const std::string all_kinds =
    "[[compare]]\nreference = 'RLS'\nquantity = 'nmse'\nat = 100\n"
    "[[compare]]\nbetween = 'learner.readout'\nreference = 'rls'\nquantity = 'sample_complexity'\nat = 0.5\npoles.count = [4, 8]\n"
    "[[compare]]\nbetween = 'poles.radius'\nreference = 0.9\n"
    "[[claim]]\nkind = 'ratio'\nstatement = \"a \\\"b\\\" <c>, ö\\n\"\nof = 'RLS'\nreference = 'fixed, lms'\nbelow = 0.5\n"
    "[[claim]]\nkind = 'slope'\nstatement = 's'\nabove = -1.5\nbelow = -0.5\nlabel = ['RLS', 'fixed, lms']\nfrom = 5\n"
    "[[claim]]\nkind = 'theory'\nstatement = 't'\nquantity = 'convergence_rate'\nformula = 'p1.ring_kappa_fixed'\n"
    "parameters = { K = 'poles.count', rho = 0.5 }\ntolerance = 0.1\n"
    "[[claim]]\nkind = 'fraction'\nstatement = 'f'\nquantity = 'diverged'\nrun_below = 0.5\nabove = 0.9\nlearner.readout = 'rls'\n"
    "[[claim]]\nkind = 'monotonicity'\nstatement = 'm'\naxis = 'poles.radius'\ndirection = 'rising'\n"
    "[[claim]]\nkind = 'crossover'\nstatement = 'c'\nbetween = 'learner.readout.kind'\nof = 'rls'\nreference = 'lms'\nabove = 50\n";

TEST(Questions, are_read_with_full_paths_and_canonical_texts) {
  const Sweep sweep = parse(two_learners + all_kinds);
  ASSERT_EQ(sweep.comparisons.size(), 3u);
  ASSERT_EQ(sweep.claims.size(), 6u);
  EXPECT_EQ(sweep.comparisons[1].question.fields.at("between"), Value("learner.readout.kind"));
  EXPECT_EQ(sweep.comparisons[1].question.conditions, (std::vector<analysis::PointCondition>{{"poles.count", {"4", "8"}}}));
  EXPECT_EQ(sweep.comparisons[2].question.fields.at("reference"), Value("0.9"));
  EXPECT_EQ(sweep.claims[0].question.fields.at("statement"), Value("a \"b\" <c>, ö\n"));
  EXPECT_EQ(sweep.claims[1].question.conditions, (std::vector<analysis::PointCondition>{{"label", {"RLS", "fixed, lms"}}}));
  EXPECT_EQ(sweep.claims[2].question.parameters, (FieldValues{{"K", "poles.count"}, {"rho", 0.5}}));
  EXPECT_EQ(sweep.claims[3].question.conditions, (std::vector<analysis::PointCondition>{{"learner.readout.kind", {"rls"}}}));
}

TEST(Questions, may_have_conditions_on_one_side) {
  const Sweep sweep = parse(two_learners +
                            "[[claim]]\nkind = 'ratio'\nstatement = 's'\nof = { label = 'fixed, lms', learner.readout.step_size = 0.01 }\n"
                            "reference = { label = 'RLS' }\nbelow = 1\n"
                            "[[compare]]\nbetween = 'poles.count'\nreference = { poles.count = 4, poles.radius = [0.9, 0.8] }\n");
  const analysis::Question& claim = sweep.claims[0].question;
  EXPECT_EQ(claim.fields.at("of"), Value("fixed, lms"));
  EXPECT_EQ(claim.fields.at("reference"), Value("RLS"));
  ASSERT_EQ(claim.sides.size(), 1u);
  EXPECT_EQ(claim.sides.at("of"), (std::vector<analysis::PointCondition>{{"learner.readout.step_size", {"0.01"}}}));
  const analysis::Question& compared = sweep.comparisons[0].question;
  EXPECT_EQ(compared.fields.at("reference"), Value("4"));
  EXPECT_EQ(compared.sides.at("reference"), (std::vector<analysis::PointCondition>{{"poles.radius", {"0.9", "0.8"}}}));
  const Sweep again = parse(resolved_text(sweep));
  EXPECT_EQ(again.claims[0].question, claim);
  EXPECT_EQ(again.comparisons[0].question, compared);
  const auto error = [](const std::string& side) {
    const std::string text = claim_error("kind = 'ratio'\nreference = 'RLS'\nbelow = 1\n" + side);
    return text.substr(text.find(": ") + 2);
  };
  EXPECT_EQ(error("of = { learner.readout.step_size = 0.01 }\n"), "claim.of: label is missing (of and reference differ in it)");
  EXPECT_EQ(error("of = { label = ['RLS', 'fixed, lms'] }\n"), "claim.of: got several values of label (a side has one)");
  EXPECT_EQ(error("of = { label = 'RLS', at = 10 }\n").substr(0, 35), "claim.of.at: unknown key (of reads:");
  EXPECT_EQ(error("between = 'length'\nof = { label = 'RLS' }\n"), "claim.of: got a table (must be a length)");
}

TEST(Questions, are_part_of_the_resolved_text_and_read_back) {
  const Sweep sweep = parse(two_learners + all_kinds);
  const std::string text = resolved_text(sweep);
  const Sweep again = parse(text);
  EXPECT_EQ(resolved_text(again), text);
  ASSERT_EQ(again.claims.size(), sweep.claims.size());
  for (std::size_t i = 0; i < sweep.claims.size(); ++i) EXPECT_EQ(again.claims[i].question, sweep.claims[i].question) << i;
  for (std::size_t i = 0; i < sweep.comparisons.size(); ++i) EXPECT_EQ(again.comparisons[i].question, sweep.comparisons[i].question) << i;
}

const std::string formulas =
    "[[theory]]\nformula = 'p1.kappa_pole'\nlabel = 'near'\nc = 0.75\nd = [0.76, 0.77, 0.78]\n"
    "[[theory]]\nformula = 'p1.kappa_coefficients'\nc = 0.75\nd = [0.76, 0.77, 0.78]\n"
    "[[theory]]\nformula = 'p2.rates'\nalgorithm = ['bptt', 'rflo']\ns = [0.5, 1.0]\nteacher = [[1.1, 0.9, 0.8]]\n"
    "[[theory]]\nformula = 'p3.delay_w'\nlabel = 'zipped'\nzip = [['d', 'k']]\nd = [1, 2, 3]\nk = [2, 2, 5]\n";

const std::string formula_claims =
    "[[claim]]\nkind = 'monotonicity'\nstatement = 's'\ntheory = 'near'\naxis = 'd'\ndirection = 'falling'\nparameters.d = [0.76, 0.78]\n"
    "[[claim]]\nkind = 'ratio'\nstatement = 's'\nbetween = 'theory'\nof = 'near'\nreference = 'p1.kappa_coefficients'\nabove = 1\n"
    "[[claim]]\nkind = 'ratio'\nstatement = 's'\ntheory = 'p1.kappa_pole'\nbetween = 'd'\nof = 0.76\nreference = 0.78\nabove = 1\n"
    "[[claim]]\nkind = 'value'\nstatement = 's'\ntheory = 'zipped'\nparameters = { d = 3, k = 5 }\nabove = 0\n";

TEST(Questions, about_formulas_read_back) {
  for (const std::string& before : {formulas, two_learners + formulas}) {
    const Sweep sweep = parse(before + formula_claims);
    ASSERT_EQ(sweep.claims.size(), 4u);
    EXPECT_EQ(sweep.claims[0].question.conditions, (std::vector<analysis::PointCondition>{{"parameters.d", {"0.76", "0.78"}}}));
    EXPECT_EQ(sweep.claims[2].question.fields.at("of"), Value("0.76"));
    const std::string text = resolved_text(sweep);
    const Sweep again = parse(text);
    EXPECT_EQ(resolved_text(again), text);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(again.claims[i].question, sweep.claims[i].question) << i;
  }
}

TEST(Questions, mistakes_of_claims_on_formulas) {
  const auto error = [](const std::string& lines) { return error_of(formulas + "[[claim]]\nstatement = 's'\n" + lines); };
  EXPECT_EQ(error("kind = 'slope'\nabove = 1\n"),
            "s.toml:21:1: claim: is about runs, and all tables of the sweep are [[theory]]. Name one as theory = \"...\"?");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'neat'\n"),
            "s.toml:25:10: claim.theory: no [[theory]] table is called 'neat' (labels and formulas: near, p1.kappa_pole, "
            "p1.kappa_coefficients, p2.rates, zipped, p3.delay_w). Did you mean 'near'?");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'p2.rates'\n"),
            "s.toml:25:10: claim.theory: p2.rates gives complex numbers, which are not compared");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'near'\nelement = 1\n"),
            "s.toml:26:11: claim.element: got 1 (the formula gives 1 numbers, counted from 0)");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'near'\nat = 10\n").substr(0, 50),
            "s.toml:26:1: claim.at: unknown key (value of a for");
  EXPECT_EQ(error("kind = 'slope'\nabove = 1\ntheory = 'near'\n"),
            "s.toml:21:1: claim.axis: missing (a parameter of the [[theory]] table)");
  EXPECT_EQ(error("kind = 'slope'\nabove = 1\ntheory = 'near'\naxis = 'e'\n"), "s.toml:26:8: claim.axis: unknown 'e' (near sets: c, d)");
  EXPECT_EQ(error("kind = 'slope'\nabove = 1\ntheory = 'near'\naxis = 'c'\n"), "s.toml:26:8: claim.axis: c has a single value in near");
  EXPECT_EQ(error("kind = 'slope'\nabove = 1\ntheory = 'near'\naxis = 'd'\nfrom = 0.775\n"),
            "s.toml:27:8: claim.from: leaves 1 value of d (a claim of kind 'slope' needs 2)");
  EXPECT_EQ(error("kind = 'fraction'\nabove = 2\ntheory = 'near'\n"), "s.toml:24:9: claim.above: got 2 (no fraction is above 1)");
  EXPECT_EQ(error("kind = 'slope'\naxis = 'd'\ntheory = 'near'\n"), "s.toml:21:1: claim: claims nothing (needs above, below or both)");
  EXPECT_EQ(error("kind = 'ratio'\nabove = 1\ntheory = 'near'\nof = 1\nreference = 2\n"),
            "s.toml:21:1: claim.between: missing (a parameter, element or theory)");
  EXPECT_EQ(error("kind = 'ratio'\nabove = 1\ntheory = 'near'\nbetween = 'd'\nof = 0.76\nreference = 0.5\n"),
            "s.toml:28:13: claim.reference: got '0.5' (near has no such d)");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'near'\nparameters.d = 0.5\n"),
            "s.toml:26:1: claim.parameters: no combination of near matches these values");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'zipped'\nparameters = { d = 3, k = 2 }\n"),
            "s.toml:26:14: claim.parameters: no combination of zipped matches these values");
  EXPECT_EQ(error("kind = 'value'\nabove = 1\ntheory = 'near'\nparameters.e = 0.5\n"),
            "s.toml:26:12: claim.parameters: unknown 'e' (near sets: c, d)");
}

TEST(Questions, lists_say_which_fields_are_of_runs_only) {
  for (const analysis::ClaimKind& kind : analysis::claim_kinds()) {
    if (!kind.on_formulas) continue;
    for (const FieldSpec& spec : analysis::claim_fields(kind)) {
      const std::string error = error_of(formulas + fmt::format("[[claim]]\nkind = '{}'\n{} = 1\n", kind.name, spec.name) +
                                         (spec.name == "theory" ? "" : "theory = 'near'\n"));
      const bool refused = error.find("claim." + spec.name + ": unknown key") != std::string::npos;
      EXPECT_EQ(spec.help.find("of runs only") != std::string::npos, refused) << kind.name << " " << spec.name << ": " << error;
    }
  }
}

TEST(Questions, two_places_of_one_quantity) {
  const auto error = [](const std::string& lines) { return claim_error("kind = 'ratio'\nabove = 1\n" + lines); };
  EXPECT_EQ(error("between = 'length'\nof = 100\nreference = 10\n"), "no error");
  EXPECT_EQ(error("between = 'length'\nof = 100\nreference = 50\n"),
            "s.toml:27:13: claim.reference: got '50' (must be one of the sweep's lengths)");
  EXPECT_EQ(error("between = 'length'\nof = 100\nreference = 10\nat = 100\n"),
            "s.toml:28:6: claim.at: not used (of and reference differ in length). Remove it?");
  EXPECT_EQ(error("between = 'element'\nof = 1\nreference = 0\n"), "s.toml:25:11: claim.between: risk has no value at each element");
  EXPECT_EQ(error("between = 'threshold'\nof = 0.5\nreference = 0.1\nquantity = 'samples_to_threshold'\n"), "no error");
  EXPECT_EQ(claim_error("kind = 'crossover'\nabove = 1\nbetween = 'length'\nof = 100\nreference = 10\n"),
            "s.toml:21:1: claim.axis: of and reference differ in length already");
  EXPECT_EQ(error("between = 'length'\nof = 100\nreference = 10\nquantity = 'update_rate'\n"),
            "s.toml:25:11: claim.between: update_rate has no value at each length\n"
            "s.toml:28:12: claim.quantity: update_rate needs iterations, and the sweep has none");
}

TEST(Questions, terms_name_numbers_fields_and_quantities) {
  const auto error = [](const std::string& term) { return claim_error("kind = 'value'\nbelow = 1\n" + term + "\n"); };
  for (const char* good :
       {"minus = 0.25", "minus = '0.25'", "divided_by = 'nmse@10'", "minus = 'task.noise'", "divided_by = 'operations@100'"})
    EXPECT_EQ(error(good), "no error") << good;
  EXPECT_EQ(
      error("minus = 'risk-1'"),
      "s.toml:25:9: claim.minus: got 'risk-1' (must be a number, a field of the point, or a quantity, as in risk, singular_values[1] or risk@300)");
  EXPECT_EQ(error("divided_by = 0"), "s.toml:25:14: claim.divided_by: got 0 (nothing can be divided by it)");
  for (const std::string& term : {std::string("'inf'"), std::string("'nan(1)'"), "'" + std::string(100'000, 'a') + "'"}) {
    const std::string said = error("minus = " + term);
    EXPECT_TRUE(said.starts_with("s.toml:25:9: claim.minus: got ")) << said.substr(0, 200);
    EXPECT_LT(said.size(), 300u);
  }
  EXPECT_EQ(error("divided_by = 'risk@50'"), "s.toml:25:14: claim.divided_by: @50 is none of the sweep's lengths");
  EXPECT_EQ(error("minus = 'diverged@10'"), "s.toml:25:9: claim.minus: @10 is not used (diverged has one value for each run)");
  EXPECT_EQ(error("minus = 'state_condition'"),
            "s.toml:25:9: claim.minus: 'state_condition' is not measured. Add it to [measure] metrics?");
  EXPECT_EQ(
      error("quantity = 'recurrent_matrix'\n[measure]\nmetrics = ['recurrent_matrix']"),
      "s.toml:25:12: claim.quantity: 'recurrent_matrix' stands in the results as recurrent_matrix_re, recurrent_matrix_im. Name one of these?");
  EXPECT_EQ(error("minus = 'sample_complexity'"), "s.toml:25:9: claim.minus: sample_complexity has no value for each run");
  EXPECT_TRUE(error("minus = 'task.nois'").ends_with("Did you mean 'task.noise'?"));
  EXPECT_EQ(error("minus = 'poles.kind'"), "s.toml:25:9: claim.minus: poles.kind is no number");
  EXPECT_EQ(claim_error("kind = 'correlation'\nbelow = 1\nwith = '3'\n"),
            "s.toml:25:8: claim.with: got '3' (must be a quantity, as in risk, singular_values[1] or risk@300)");
}

TEST(Questions, no_threshold_is_reached_before_the_first_length) {
  const auto error = [](const std::string& bounds) { return claim_error("kind = 'value'\nquantity = 'samples_to_threshold'\n" + bounds); };
  EXPECT_EQ(error("below = 10\n"), "s.toml:25:9: claim.below: got 10 (no samples_to_threshold is below 10)");
  EXPECT_EQ(error("above = 9\n"), "s.toml:25:9: claim.above: got 9 (every samples_to_threshold is above it). Remove it?");
  EXPECT_EQ(error("above = 10\n"), "no error");
  EXPECT_EQ(error("below = 11\n"), "no error");
}

TEST(Questions, examples_of_all_kinds_are_read) {
  std::string sweep =
      "name = 'examples'\nseeds = 2\nlengths = [1_000, 3_000]\n[[task]]\nkind = 'delay'\ndelay = 3\n"
      "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.9\n";
  for (const char* label : {"learned poles", "fixed poles", "cut after eight steps", "not cut"})
    sweep += fmt::format("[[learner]]\nlabel = '{}'\nrecurrent = 'fixed'\nreadout = 'rls'\n", label);
  for (const analysis::ClaimKind& kind : analysis::claim_kinds())
    EXPECT_EQ(error_of(sweep + "[[claim]]\n" + kind.example + "\n"), "no error") << kind.name;
}

TEST(Questions, are_not_part_of_the_identity_of_points) {
  data::DataFiles files;
  const Grid without(parse(two_learners), files);
  const Grid with(parse(two_learners + all_kinds), files);
  const PointList a = list_points(without);
  const PointList b = list_points(with);
  ASSERT_EQ(a.points.size(), b.points.size());
  for (std::size_t i = 0; i < a.points.size(); ++i) EXPECT_EQ(a.points[i].id, b.points[i].id);
}

TEST(Questions, mistakes_of_comparisons) {
  const auto error = [](const std::string& lines) { return error_of(two_learners + "[[compare]]\n" + lines); };
  EXPECT_EQ(error(""), "s.toml:21:1: compare.reference: missing (label, or value of it, of the other)");
  EXPECT_EQ(error("reference = 'RSL'\n"),
            "s.toml:22:13: compare.reference: no learner is labelled 'RSL' (labels: 'fixed, lms', 'RLS'). Did you mean 'RLS'?");
  for (const char* list : {"['fixed, lms', 'RLS']", "['RLS']", "[{ label = 'RLS' }]", "[]"})
    EXPECT_EQ(error(fmt::format("reference = {}\n", list)),
              "s.toml:22:13: compare.reference: got a list (must be one label or value). Write a [[compare]] table for each of them?");
  EXPECT_EQ(error("reference = 'RLS'\nquantiy = 'risk'\n"),
            "s.toml:23:1: compare.quantiy: unknown key (compare reads: task, poles, learner, label, between, reference, quantity, at, "
            "iteration, element, minus, divided_by). Did you mean 'quantity'?");
  EXPECT_EQ(error("reference = 'RLS'\nquantity = 'state_condition'\n"),
            "s.toml:23:12: compare.quantity: 'state_condition' is not measured. Add it to [measure] metrics?");
  EXPECT_EQ(error("reference = 'RLS'\nquantity = 'nsme'\n"),
            "s.toml:23:12: compare.quantity: unknown 'nsme' (measured or derived: risk, nmse, samples_to_threshold, sample_complexity, "
            "convergence_rate, update_rate, plateau_length, plateau_updates, diverged, wall_seconds, operations). Did you mean 'nmse'?");
  EXPECT_EQ(error("reference = 'RLS'\nat = 50\n"), "s.toml:23:6: compare.at: got 50 (must be one of the sweep's lengths)");
  EXPECT_EQ(error("reference = 'RLS'\nquantity = 'samples_to_threshold'\nat = 100\n"),
            "s.toml:24:6: compare.at: got 100 (must be one of [measure] thresholds)");
  EXPECT_EQ(error("reference = 'RLS'\nquantity = 'convergence_rate'\nat = 100\n"),
            "s.toml:24:6: compare.at: not used (convergence_rate has one value for each run). Remove it?");
  EXPECT_EQ(error("reference = 'RLS'\niteration = 5\n"), "s.toml:23:13: compare.iteration: got 5 (must be one of the sweep's iterations)");
  EXPECT_TRUE(error("between = 'poles.radus'\nreference = 1\n").starts_with("s.toml:22:11: compare.between: unknown path 'poles.radus'"));
  EXPECT_TRUE(error("between = 'poles.radus'\nreference = 1\n").ends_with("Did you mean 'poles.radius'?"));
  EXPECT_EQ(error("between = 'poles.radius'\nreference = 'big'\n"), "s.toml:23:13: compare.reference: got 'big' (must be a real number)");
  EXPECT_EQ(error("between = 'learner.readout'\nreference = 'rsl'\n"),
            "s.toml:23:13: compare.reference: got 'rsl' (must be " + one_of(Family::readout) + ")");
  EXPECT_EQ(error_of(two_learners + "[compare]\nreference = 'RLS'\n"), "s.toml:21:1: compare: got a table (must be written [[compare]])");
}

TEST(Questions, mistakes_of_claims) {
  EXPECT_EQ(claim_error("kind = 'ratio'\nof = ['fixed, lms']\nreference = ['RLS', 'fixed, lms']\nbelow = 1\n"),
            "s.toml:24:6: claim.of: got a list (must be one label or value). Write a [[claim]] table for each of them?\n"
            "s.toml:25:13: claim.reference: got a list (must be one label or value). Write a [[claim]] table for each of them?");
  EXPECT_EQ(claim_error(""), "s.toml:21:1: claim.kind: missing (" + one_of_the_claims() + ")");
  EXPECT_EQ(claim_error("kind = 'rato'\n"), "s.toml:23:8: claim.kind: unknown 'rato' (" + one_of_the_claims() + "). Did you mean 'ratio'?");
  EXPECT_EQ(claim_error("kind = 3\n"), "s.toml:23:8: claim.kind: got 3 (must be " + one_of_the_claims() + ")");
  EXPECT_EQ(claim_error("kind = 'monotonicity'\ndirection = 3\n"), "s.toml:24:13: claim.direction: got 3 (must be one of rising, falling)");
  EXPECT_EQ(claim_error("kind = 'slope'\n"), "s.toml:21:1: claim: claims nothing (needs above, below or both)");
  EXPECT_EQ(claim_error("kind = 'slope'\nabove = 2\nbelow = 1\n"), "s.toml:24:9: claim.above: 2 leaves no room below 1");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 'x'\n"), "s.toml:24:9: claim.below: got \"x\" (must be a finite real number)");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\nquantity = 'samples_to_threshold'\n"),
            "s.toml:21:1: claim.axis: samples_to_threshold has no value at each length. Name a field?");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\naxis = 'iteration'\n"), "s.toml:25:8: claim.axis: the sweep has no iterations");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\naxis = 'poles.kind'\n"), "s.toml:25:8: claim.axis: poles.kind is no number");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\nfrom = 9\nto = 3\n"), "s.toml:25:8: claim.from: 9 is larger than to = 3");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\nlabel = 'RSL'\n"),
            "s.toml:25:9: claim.label: no learner is labelled 'RSL' (labels: 'fixed, lms', 'RLS'). Did you mean 'RLS'?");
  EXPECT_EQ(claim_error("kind = 'slope'\nbelow = 1\npoles.count = 'x'\n"), "s.toml:25:15: poles.count: got \"x\" (must be a whole number)");
  EXPECT_EQ(claim_error("kind = 'theory'\nformula = 'p3.w1'\n").substr(0, 68),
            "s.toml:21:1: claim.parameters: t is missing (steps since the start)\n");
  EXPECT_EQ(claim_error("kind = 'theory'\nformula = 'p1.kappa_polee'\n").substr(0, 60),
            "s.toml:24:11: claim.formula: unknown 'p1.kappa_polee' (one o");
  EXPECT_EQ(claim_error("kind = 'theory'\nformula = 'p1.ring_kappa_fixed'\nparameters = { K = 4, rho = 2 }\n"),
            "s.toml:25:29: claim.parameters.rho: got 2 (must be in (0, 1))");
  EXPECT_EQ(claim_error("kind = 'theory'\nformula = 'p1.ring_kappa_fixed'\nparameters = { K = 4, rho = 0.5, r = 1 }\n"),
            "s.toml:25:34: claim.parameters.r: unknown key (p1.ring_kappa_fixed reads: rho, K)");
}

TEST(Questions, sample_complexity_has_no_value_for_each_run) {
  EXPECT_EQ(
      claim_error("kind = 'slope'\naxis = 'poles.count'\nbelow = 1\nquantity = 'sample_complexity'\n"),
      "s.toml:26:12: claim.quantity: sample_complexity has no value for each run (only [[compare]] and claims of kind 'ratio' take it)");
  EXPECT_EQ(claim_error("kind = 'ratio'\nof = 'RLS'\nreference = 'fixed, lms'\nbelow = 1\nquantity = 'sample_complexity'\n"), "no error");
}

TEST(Questions, whose_conditions_no_point_meets_are_refused_before_any_work) {
  const std::string compare = "[[compare]]\nreference = 'RLS'\n";
  EXPECT_EQ(check_error(compare + "poles.count = 4\n"), "no error");
  EXPECT_EQ(check_error(compare + "poles.count = 5\n"), "s.toml:23:1: compare.poles.count: no point of the sweep has '5' (they have: 4)");
  EXPECT_EQ(check_error(compare + "label = 'RLS'\nlearner.readout = 'lms'\n"),
            "s.toml:21:1: compare: no point of the sweep meets its conditions");
  EXPECT_EQ(check_error(compare + "learner.readout = ['rls', 'lms']\n"), "no error");
  EXPECT_EQ(check_error(compare + "task.noise = 0\n"), "no error");  // a default
}

}  // namespace
}  // namespace polesweep::sweep::test_questions
