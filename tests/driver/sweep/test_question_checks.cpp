#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "driver/sweep/questions.hpp"
#include "tests/driver/sweep/sweeps.hpp"

/// Questions that no run of the sweep can answer are refused before any work.
namespace polesweep::sweep::test_question_checks {
namespace {

/// Two values of a task's noise, poles with 4 and 8 states, and three learners of which one has a field that the others lack. Line 25 is
/// the first behind it.
const std::string grid = head + "[[task]]\nkind = 'linear_teacher'\npoles = [[0.5]]\ngains = [[1]]\nnoise = [0.1, 1.0]\n" +
                         "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8]\nradius = 0.9\n" +
                         "[[learner]]\nlabel = 'LMS'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = 0.01 }\n" +
                         "[[learner]]\nlabel = 'RLS'\nrecurrent = 'fixed'\nreadout = 'rls'\n" + "[measure]\nmetrics = ['spectrum']\n";

std::string said(const std::string& lines) {
  data::DataFiles files;
  try {
    const Grid made(parse(grid + lines), files);
    check_points(made, list_points(made),
                 {{}, {}, [](const Point& point) {
                    return MeasureSizes{.states = static_cast<int>(std::get<std::int64_t>(point.poles.fields.at("count")))};
                  }});
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string said_of(const std::string& kind, const std::string& lines) {
  return said("[[claim]]\nkind = '" + kind + "'\nstatement = 's'\n" + lines);
}

std::string message(const std::string& text) { return text.substr(text.find(": ") + 2); }

TEST(QuestionChecks, conditions_name_values_of_the_sweep) {
  EXPECT_EQ(said_of("value", "below = 1\npoles.count = [4, 8]\ntask.noise = 0.1\n"), "no error");
  EXPECT_EQ(message(said_of("value", "below = 1\npoles.count = [4, 5]\n")),
            "claim.poles.count: no point of the sweep has '5' (they have: 4, 8)");
  EXPECT_EQ(message(said_of("value", "below = 1\ntask.noise = 0.2\n")),
            "claim.task.noise: no point of the sweep has '0.2' (they have: 0.1, 1). Did you mean '0.1'?");
  EXPECT_EQ(message(said("[[compare]]\nreference = 'RLS'\npoles.count = 5\n")),
            "compare.poles.count: no point of the sweep has '5' (they have: 4, 8)");
  EXPECT_EQ(message(said_of("value", "below = 1\nlabel = 'RLS'\nlearner.readout = 'lms'\n")),
            "claim: no point of the sweep meets its conditions");
}

TEST(QuestionChecks, both_sides_are_among_the_points) {
  const auto ratio = [](const std::string& lines) { return message(said_of("ratio", "below = 1\n" + lines)); };
  EXPECT_EQ(said_of("ratio", "below = 1\nbetween = 'task.noise'\nof = 0.1\nreference = 1.0\n"), "no error");
  EXPECT_EQ(said_of("ratio", "below = 1\nof = 'LMS'\nreference = 'RLS'\n"), "no error");
  EXPECT_EQ(ratio("between = 'task.noise'\nof = 0.1\nreference = 2.0\n"),
            "claim.reference: no point that meets the conditions has '2' as task.noise (they have: 0.1, 1)");
  EXPECT_EQ(ratio("of = 'LMS'\nreference = 'RLS'\nlabel = 'RLS'\n"),
            "claim.of: no point that meets the conditions has 'LMS' as label (they have: RLS). Did you mean 'RLS'?");
  EXPECT_EQ(message(said("[[compare]]\nbetween = 'poles.count'\nreference = 16\n")),
            "compare.reference: no point that meets the conditions has '16' as poles.count (they have: 4, 8)");
  EXPECT_EQ(message(said("[[compare]]\nbetween = 'poles.radius'\nreference = 0.9\n")),
            "compare.between: no point that meets the conditions differs from '0.9' in poles.radius");
}

TEST(QuestionChecks, an_axis_has_values_enough) {
  EXPECT_EQ(said_of("slope", "below = 1\n"), "no error");
  EXPECT_EQ(message(said_of("slope", "below = 1\nfrom = 50\n")),
            "claim.from: leaves 1 value of the axis (a claim of kind 'slope' needs 2; length has 10 to 100 here)");
  EXPECT_EQ(message(said_of("agreement", "of = 'LMS'\nreference = 'RLS'\nto = 5\n")),
            "claim.to: leaves 0 values of the axis (a claim of kind 'agreement' needs 1; length has 10 to 100 here)");
  EXPECT_EQ(said_of("agreement", "of = 'LMS'\nreference = 'RLS'\nto = 50\n"), "no error");
  EXPECT_EQ(said_of("monotonicity", "axis = 'poles.count'\ndirection = 'rising'\n"), "no error");
  EXPECT_EQ(message(said_of("monotonicity", "axis = 'poles.count'\ndirection = 'rising'\npoles.count = 4\n")),
            "claim.axis: leaves 1 value of the axis (a claim of kind 'monotonicity' needs 2; poles.count has 4 here)");
  EXPECT_EQ(message(said_of("crossover", "of = 'LMS'\nreference = 'RLS'\nabove = 100\n")), "claim.above: got 100 (the axis ends at 100)");
  EXPECT_EQ(message(said_of("crossover", "of = 'LMS'\nreference = 'RLS'\nbelow = 10\n")), "claim.below: got 10 (the axis begins at 10)");
}

TEST(QuestionChecks, a_formula_has_a_value_at_every_point) {
  const auto theory = [](const std::string& lines) { return message(said_of("theory", lines)); };
  EXPECT_EQ(said_of("theory", "formula = 'p1.ring_kappa_fixed'\nparameters = { K = 'poles.count', rho = 'poles.radius' }\n"), "no error");
  EXPECT_EQ(theory("formula = 'p1.ring_kappa_fixed'\nparameters = { K = 'poles.count', rho = 'learner.readout.step_size' }\n"),
            "claim.parameters: learner.readout.step_size is no field at a point that it is about, and rho must be a real number");
  EXPECT_EQ(
      said_of("theory",
              "formula = 'p1.ring_kappa_fixed'\nparameters = { K = 'poles.count', rho = 'learner.readout.step_size' }\nlabel = 'LMS'\n"),
      "no error");
  EXPECT_EQ(theory("formula = 'p1.ring_kappa_fixed'\nparameters = { K = 'poles.count', rho = 'task.noise' }\n").substr(0, 15),
            "claim.formula: ");
  EXPECT_EQ(theory("formula = 'p1.ring_kappa_fixed'\nparameters = { K = 4, rho = 0.5 }\ncomponent = 1\n"),
            "claim.component: got 1 (the formula gives 1 number, counted from 0)");
}

TEST(QuestionChecks, an_element_is_one_that_the_quantity_has) {
  const auto value = [](const std::string& lines) { return said_of("value", "below = 1\n" + lines); };
  EXPECT_EQ(value("quantity = 'spectrum_re'\nelement = 7\n"), "no error");
  EXPECT_EQ(message(value("quantity = 'spectrum_re'\nelement = 8\n")),
            "claim.element: got 8 (spectrum has 8 numbers here, counted from 0)");
  EXPECT_EQ(message(value("quantity = 'spectrum_re'\nelement = 4\npoles.count = 4\n")),
            "claim.element: got 4 (spectrum has 4 numbers here, counted from 0)");
  EXPECT_EQ(message(value("minus = 'spectrum_re[9]'\n")), "claim.minus: got 9 (spectrum has 8 numbers here, counted from 0)");
  EXPECT_EQ(message(value("element = 1\n")), "claim.element: got 1 (risk is one number). Remove it?");
  EXPECT_EQ(message(value("divided_by = 'risk[2]'\n")), "claim.divided_by: got 2 (risk is one number). Remove it?");
  EXPECT_EQ(message(said_of("ratio", "above = 1\nquantity = 'spectrum_re'\nbetween = 'element'\nof = 0\nreference = 8\n")),
            "claim.reference: got 8 (spectrum has 8 numbers here, counted from 0)");
}

TEST(QuestionChecks, a_mark_has_elements_and_fields_that_some_point_has) {
  const auto mark = [](const std::string& x, const std::string& lines = "") {
    return said(
        "[[theory]]\nformula = 'p1.f'\nlabel = 'map'\nc = 0.5\nd = 0.1\nx = { linspace = [0.1, 0.9], count = 9 }\n"
        "y = { linspace = [0.0, 0.9], count = 10 }\n[[mark]]\ntheory = 'map'\nx = " +
        x + "\ny = 0.5\n" + lines);
  };
  EXPECT_EQ(mark("'spectrum_re[7]'"), "no error");
  EXPECT_EQ(message(mark("'spectrum_re[8]'")), "mark.x: got 8 (spectrum has 8 numbers here, counted from 0)");
  EXPECT_EQ(mark("'learner.readout.step_size'"), "no error");
  EXPECT_EQ(message(mark("'learner.readout.step_size'", "label = 'RLS'\n")),
            "mark.x: no point that meets the conditions has learner.readout.step_size");
}

TEST(QuestionChecks, bounds_leave_room_for_what_is_bounded) {
  EXPECT_EQ(said_of("fraction", "run_below = 1\nabove = 0.9\n"), "no error");
  EXPECT_EQ(message(said_of("fraction", "run_below = 1\nabove = 2\n")), "claim.above: got 2 (no fraction is above 1)");
  EXPECT_EQ(message(said_of("fraction", "run_below = 1\nbelow = 0\n")), "claim.below: got 0 (no fraction is below 0)");
  EXPECT_EQ(message(said_of("fraction", "run_above = 2\nrun_below = 1\nabove = 0.5\n")), "claim.run_above: 2 leaves no room below 1");
  EXPECT_EQ(message(said_of("correlation", "with = 'nmse'\nabove = 1\n")), "claim.above: got 1 (no correlation is above 1)");
  EXPECT_EQ(message(said_of("ratio", "of = 'LMS'\nreference = 'RLS'\nbelow = 0\n")), "claim.below: got 0 (no ratio is below 0)");
  EXPECT_EQ(message(said_of("value", "below = 0\n")), "claim.below: got 0 (no risk is below 0)");
  EXPECT_EQ(message(said_of("value", "above = 1\nquantity = 'diverged'\n")), "claim.above: got 1 (no diverged is above 1)");
  EXPECT_EQ(message(said_of("fraction", "run_below = 0\nabove = 0.5\n")), "claim.run_below: got 0 (no risk is below 0)");
  EXPECT_EQ(said_of("value", "below = -5\nminus = 'task.noise'\n"), "no error");
  EXPECT_EQ(said_of("value", "below = -5\nquantity = 'convergence_rate'\n"), "no error");
}

TEST(QuestionChecks, bounds_that_every_number_meets_say_nothing) {
  EXPECT_EQ(message(said_of("fraction", "run_below = 1\nabove = -0.1\n")),
            "claim.above: got -0.1 (every fraction is above it). Remove it?");
  EXPECT_EQ(message(said_of("fraction", "run_below = 1\nbelow = 1.5\n")), "claim.below: got 1.5 (every fraction is below it). Remove it?");
  EXPECT_EQ(said_of("fraction", "run_below = 1\nabove = 0\n"), "no error") << "a fraction may be 0";
  EXPECT_EQ(said_of("fraction", "run_below = 1\nbelow = 1\n"), "no error");
  EXPECT_EQ(message(said_of("ratio", "of = 'LMS'\nreference = 'RLS'\nabove = 0\n")),
            "claim.above: got 0 (every ratio is above it). Remove it?");
  EXPECT_EQ(message(said_of("value", "above = -1\n")), "claim.above: got -1 (every risk is above it). Remove it?");
  EXPECT_EQ(said_of("value", "above = 0\n"), "no error");
}

TEST(QuestionChecks, nothing_is_compared_with_itself) {
  const auto ratio = [](const std::string& lines) { return message(said_of("ratio", "below = 1\n" + lines)); };
  EXPECT_EQ(ratio("of = 'LMS'\nreference = 'LMS'\n"), "claim.reference: got 'LMS', as of has (nothing is compared with itself)");
  EXPECT_EQ(ratio("between = 'task.noise'\nof = 0.1\nreference = '0.10'\n"),
            "claim.reference: got '0.10', as of has (nothing is compared with itself)");
  EXPECT_EQ(ratio("between = 'length'\nof = 10\nreference = 10\n"),
            "claim.reference: got '10', as of has (nothing is compared with itself)");
  EXPECT_EQ(
      ratio("of = { label = 'LMS', learner.readout.step_size = 0.01 }\nreference = { label = 'LMS', learner.readout.step_size = 0.01 }\n"),
      "claim.reference: got 'LMS', as of has (nothing is compared with itself)");
  const auto value = [](const std::string& lines) { return message(said_of("value", "below = 1\n" + lines)); };
  EXPECT_EQ(value("minus = 'risk'\n"), "claim.minus: got 'risk' (it is the quantity itself)");
  EXPECT_EQ(value("minus = 'risk@100'\n"), "claim.minus: got 'risk@100' (it is the quantity itself)");
  EXPECT_EQ(said_of("value", "below = 1\nminus = 'risk@100'\nat = 10\n"), "no error");
  EXPECT_EQ(value("divided_by = 'risk'\n"), "claim.divided_by: got 'risk' (it is the quantity itself)");
  EXPECT_EQ(said_of("value", "below = 1\nminus = 0.1\ndivided_by = 'risk'\n"), "no error");
  EXPECT_EQ(message(said_of("correlation", "above = 0\nwith = 'risk'\n")), "claim.with: got 'risk' (it is the quantity itself)");
  EXPECT_EQ(said_of("correlation", "above = 0\nwith = 'risk@10'\n"), "no error");
  EXPECT_EQ(message(said_of("slope", "below = 0\nminus = 'risk@10'\n")),
            "claim.minus: leaves 0 at length 10 itself, which has no logarithm. Leave it out by from or to?");
  EXPECT_EQ(said_of("slope", "below = 0\nminus = 'risk@10'\nlogarithms = 'axis'\n"), "no error");
}

TEST(QuestionChecks, a_band_has_a_width) {
  const std::string pair = "of = 'LMS'\nreference = 'RLS'\n";
  EXPECT_EQ(message(said_of("agreement", pair + "tolerance = 0\n")), "claim.tolerance: got 0 (nothing is within a band without width)");
  const std::string zero = "formula = 'p1.f'\nparameters = { x = 0, y = 0, c = 0, d = 0 }\n";
  EXPECT_EQ(message(said_of("theory", zero + "tolerance = 0\n")), "claim.tolerance: got 0 (nothing is within a band without width)");
  EXPECT_EQ(message(said_of("theory", zero)), "claim.tolerance: is a part of what the formula gives, which is 0. Set absolute_tolerance?");
  EXPECT_EQ(said_of("theory", zero + "absolute_tolerance = 0.1\n"), "no error");
}

TEST(QuestionChecks, a_place_that_changes_nothing_is_refused) {
  EXPECT_EQ(message(said_of("slope", "below = 1\nat = 10\n")), "claim.at: not used (the axis is length). Remove it?");
  EXPECT_EQ(said_of("monotonicity", "axis = 'poles.count'\ndirection = 'rising'\nat = 10\n"), "no error");
}

}  // namespace
}  // namespace polesweep::sweep::test_question_checks
