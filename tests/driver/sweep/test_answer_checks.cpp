#include "driver/sweep/answer_checks.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "tests/driver/sweep/sweeps.hpp"

/// Questions that no run can decide, because of what their points have in common, are measured at and record.
namespace polesweep::sweep::test_answer_checks {
namespace {

/// Poles in two tables, of which each has counts of its own; fixed networks with two readouts, one of two settings; two rules that are
/// tuned; episodes; and passes over the same samples.
const std::string grid =
    "name = 'test'\nseeds = 2\nlengths = [10, 100]\niterations = [1, 4]\n[measure]\nmetrics = ['gradient_norm']\n"
    "[[task]]\nkind = 'linear_teacher'\npoles = [[0.5]]\ngains = [[1]]\nnoise = [0.1, 1.0]\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.8\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'real_log'\ncount = 8\nlongest = 20.0\n"
    "[[learner]]\nlabel = 'LMS'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n"
    "[[learner]]\nlabel = 'RLS'\nrecurrent = 'fixed'\nreadout = 'rls'\n"
    "[[learner]]\nlabel = 'tuned'\nrecurrent = ['rtrl', 'rflo']\nreadout = 'gradient'\n"
    "optimizer = { kind = 'adam', step_size = [0.01, 0.1] }\ntune = ['optimizer.step_size']\n"
    "[[learner]]\nlabel = 'steps'\nrecurrent = 'rtrl'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = [0.2, 0.3] }\n"
    "[[learner]]\nlabel = 'Episodes'\nrecurrent = 'bptt'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = 0.01 }\n"
    "regime = { kind = 'episodes', batch = 2, length = 5 }\n"
    "[[learner]]\nlabel = 'repeat'\nrecurrent = 'bptt'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = 0.01 }\n"
    "regime = { kind = 'repeat', passes = 4 }\n";

/// What is said behind the place, or "no error".
std::string said(const std::string& lines) {
  data::DataFiles files;
  try {
    const Grid made(parse(grid + lines), files);
    const auto idle = [&](PointRef ref) {
      const Point point = made.resolve(ref);
      return point.recurrent.kind == "fixed" ? std::vector<std::string>{"gradient_norm"} : std::vector<std::string>{};
    };
    check_points(made, list_points(made), {{}, {}, {}, idle});
  } catch (const Error& error) {
    const std::string text = error.what();
    return text.substr(text.find(": ") + 2);
  }
  return "no error";
}

std::string said_of(const std::string& kind, const std::string& lines) {
  return said("[[claim]]\nkind = '" + kind + "'\nstatement = 's'\n" + lines);
}

TEST(AnswerChecks, quantities_are_measured_where_they_are_asked_for) {
  const auto value = [](const std::string& lines) { return said_of("value", "below = 1\n" + lines); };
  EXPECT_EQ(value("label = 'Episodes'\n"),
            "claim.quantity: no point that it is about is measured at lengths (of episodes: name an iteration)");
  EXPECT_EQ(value("label = 'Episodes'\nat = 10\n"),
            "claim.at: no point that it is about is measured at lengths (of episodes: name an iteration)");
  EXPECT_EQ(value("label = 'Episodes'\niteration = 4\n"), "no error");
  EXPECT_EQ(value("label = 'RLS'\niteration = 4\n"),
            "claim.iteration: no point that it is about is measured at iterations (learners of a stream are at lengths alone)");
  EXPECT_EQ(value("label = ['RLS', 'Episodes']\niteration = 4\n"), "no error") << "those that are not take no part";
  EXPECT_EQ(value("label = 'repeat'\niteration = 4\nat = 10\n"), "no error");
  EXPECT_EQ(said_of("slope", "below = 0\naxis = 'iteration'\nlabel = 'RLS'\n"),
            "claim.axis: no point that it is about is measured at iterations (learners of a stream are at lengths alone)");
  EXPECT_EQ(said_of("ratio", "below = 1\nof = 'Episodes'\nreference = 'RLS'\n"),
            "claim.quantity: no point with 'Episodes' as label is measured at lengths (of episodes: name an iteration)");
  EXPECT_EQ(said_of("ratio", "below = 1\nof = 'RLS'\nreference = 'Episodes'\n"),
            "claim.quantity: no point with 'Episodes' as label is measured at lengths (of episodes: name an iteration)");
  EXPECT_EQ(said("[[compare]]\nreference = 'Episodes'\n"),
            "compare.quantity: no point with 'Episodes' as label is measured at lengths (of episodes: name an iteration)");
  EXPECT_EQ(value("quantity = 'plateau_updates'\nlabel = 'RLS'\n").substr(0, 46), "claim.quantity: no point that it is about is m");
  EXPECT_EQ(value("quantity = 'wall_seconds'\nlabel = 'Episodes'\n"), "no error");
  EXPECT_EQ(value("quantity = 'wall_seconds'\nminus = 'risk'\nlabel = 'Episodes'\n"),
            "claim.minus: no point that it is about is measured at lengths (of episodes: name an iteration)");
}

TEST(AnswerChecks, points_have_values_of_what_is_asked_for) {
  const auto value = [](const std::string& lines) { return said_of("value", "below = 1\n" + lines); };
  const std::string lacking = "no point that it is about has values of gradient_norm (it wants a network that learns)";
  EXPECT_EQ(value("quantity = 'gradient_norm'\nlabel = 'RLS'\n"), "claim.quantity: " + lacking);
  EXPECT_EQ(value("quantity = 'gradient_norm'\nlabel = ['RLS', 'steps']\n"), "no error");
  // What is nowhere is said, whichever point comes first.
  EXPECT_EQ(value("quantity = 'gradient_norm'\nlabel = ['RLS', 'Episodes']\n"), "claim.quantity: " + lacking);
  EXPECT_EQ(value("divided_by = 'gradient_norm'\nlabel = 'RLS'\n"), "claim.divided_by: " + lacking);
  EXPECT_EQ(said_of("correlation", "above = 0\nwith = 'gradient_norm'\nlabel = 'RLS'\n"), "claim.with: " + lacking);
  EXPECT_EQ(value("divided_by = 'learner.optimizer.step_size'\nlabel = 'RLS'\n"),
            "claim.divided_by: no point that it is about has learner.optimizer.step_size");
  EXPECT_EQ(value("divided_by = 'learner.optimizer.step_size'\nlabel = ['RLS', 'steps']\n"), "no error");
}

TEST(AnswerChecks, an_axis_has_values_enough_in_one_context) {
  const std::string counts = "below = 1\naxis = 'poles.count'\n";
  EXPECT_EQ(said_of("slope", counts + "label = 'RLS'\n"),
            "claim.axis: no context has 2 values of poles.count (the nearest differ in kind, longest, radius and 1 more as well)");
  EXPECT_EQ(said_of("slope", "below = 1\naxis = 'task.noise'\nlabel = 'RLS'\n"), "no error");
  EXPECT_EQ(said_of("slope", "below = 1\naxis = 'learner.readout.step_size'\nlabel = 'LMS'\n"), "no error");
  EXPECT_EQ(said_of("crossover",
                    "above = 0.15\nbetween = 'learner.optimizer.kind'\nof = 'adam'\nreference = 'sgd'\n"
                    "axis = 'learner.optimizer.step_size'\nlearner.recurrent = 'rtrl'\n"),
            "claim.axis: of and reference have fewer than 2 values of learner.optimizer.step_size in common");
}

TEST(AnswerChecks, both_sides_are_in_one_context) {
  EXPECT_EQ(
      said_of("ratio", "below = 1\nbetween = 'poles.count'\nof = 4\nreference = 8\n"),
      "claim.reference: no point with '8' as poles.count agrees in all else with one that has '4' (the nearest differ in kind, longest, radius and 1 more as well)."
      " Name on both sides what else differs, as in of = { poles.count = 4, ... }?");
  EXPECT_EQ(
      said("[[compare]]\nbetween = 'poles.count'\nreference = 8\n"),
      "compare.reference: no point with '8' as poles.count agrees in all else with one that has another (the nearest differ in kind, longest, radius and 1 more as well)");
  EXPECT_EQ(said_of("ratio", "below = 1\nbetween = 'learner.regime'\nof = 'episodes'\nreference = 'stream'\n").substr(0, 99),
            "claim.reference: no point with 'stream' as learner.regime.kind agrees in all else with one that has");
}

TEST(AnswerChecks, a_side_may_have_conditions_of_its_own) {
  const auto ratio = [](const std::string& lines) { return said_of("ratio", "below = 1\n" + lines); };
  EXPECT_EQ(ratio("of = { label = 'LMS', learner.readout.step_size = 0.1 }\nreference = 'RLS'\n"), "no error");
  EXPECT_EQ(
      ratio("of = { label = 'LMS', learner.readout.step_size = 0.1 }\nreference = { label = 'LMS', learner.readout.step_size = 0.01 }\n"),
      "no error");
  EXPECT_EQ(ratio("of = { label = 'LMS', learner.readout.step_size = 0.2 }\nreference = 'RLS'\n"),
            "claim.of.learner.readout.step_size: no point of the sweep has '0.2' (they have: 0.01, 0.1). Did you mean '0.1'?");
  EXPECT_EQ(ratio("of = { label = 'RLS', learner.readout.step_size = 0.1 }\nreference = 'LMS'\n"),
            "claim.of: no point with 'RLS' as label meets its conditions");
  EXPECT_EQ(ratio("of = 'LMS'\nreference = 'RLS'\nlearner.readout.step_size = 0.1\n"),
            "claim.reference: no point that meets the conditions has 'RLS' as label (they have: LMS). Conditions on one side stand in its "
            "table, as in of = { label = \"LMS\", ... }");
  EXPECT_EQ(
      ratio("of = { label = 'LMS', poles.count = 4 }\nreference = { label = 'RLS', poles.count = 8 }\n"),
      "claim.reference: no point with 'RLS' as label agrees in all else with one that has 'LMS' (the nearest differ in kind, longest, radius and 1 "
      "more as well). Name on both sides what else differs, as in of = { label = \"LMS\", ... }?");
  EXPECT_EQ(
      ratio(
          "of = { label = 'LMS', poles.count = 4, poles.kind = 'ring' }\nreference = { label = 'RLS', poles.count = 8, poles.kind = 'real_log' }\n"),
      "no error");
}

TEST(AnswerChecks, the_label_of_several_tuned_learners_stands_for_them_all) {
  const auto ratio = [](const std::string& lines) { return said_of("ratio", "below = 1\nreference = 'RLS'\n" + lines); };
  EXPECT_EQ(ratio("of = 'tuned'\n"), "no error");
  EXPECT_EQ(ratio("of = 'tuned (recurrent kind rtrl)'\n"), "no error");
  EXPECT_EQ(ratio("of = { label = 'tuned', learner.recurrent.kind = 'rflo' }\n"), "no error");
  EXPECT_EQ(ratio("of = 'tuned (recurrent kind rtlr)'\n").substr(0, 76),
            "claim.of: no learner is called 'tuned (recurrent kind rtlr)' (they are: Epis");
}

TEST(AnswerChecks, a_label_that_no_learner_has_is_named_with_those_there_are) {
  const std::string refused =
      "claim.label: no learner is called 'tuned (recurrent kind rtrll)' (they are: Episodes, LMS, RLS, repeat, steps, tuned (recurrent kind "
      "rflo), tuned (recurrent kind rtrl)). Did you mean 'tuned (recurrent kind rtrl)'?";
  EXPECT_EQ(said_of("value", "below = 1\nlabel = 'tuned (recurrent kind rtrll)'\n"), refused);
  EXPECT_EQ(said_of("slope", "below = 1\nlabel = 'tuned (recurrent kind rtrll)'\n"), refused);
  EXPECT_EQ(said_of("ratio", "below = 1\nbetween = 'length'\nof = 100\nreference = 10\nlabel = 'tuned (recurrent kind rtrll)'\n"), refused);
  EXPECT_EQ(said_of("ratio", "below = 1\nbetween = 'poles.count'\nof = 4\nreference = 8\nlabel = 'tuned (recurrent kind rtrll)'\n"),
            refused);
  EXPECT_EQ(said_of("value", "below = 1\nlabel = 'tuned (recurrent kind rtrl)'\nlearner.recurrent.kind = 'rflo'\n"),
            "claim: no point of the sweep meets its conditions");
}

}  // namespace
}  // namespace polesweep::sweep::test_answer_checks
