#include <gtest/gtest.h>

#include "driver/sweep/applied_exclusion.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep::test_exclusions {
namespace {

std::string exclude_error(const std::string& lines) {
  return error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "[[exclude]]\n" + lines);
}

TEST(Exclusions, take_values_lists_and_ranges_by_the_type_of_the_field) {
  const Sweep sweep =
      parse(head + task_at_5 + poles_at_9 + learner_at_14 +
            "[[exclude]]\npoles.count = [4, 8.0]\nlearner.readout.kind = ['lms', 'rls']\n"
            "[[exclude]]\ntask.poles = [[0.5, '0.1i']]\npoles.radius = { linspace = [0.1, 0.3], count = 3 }\nlearner.readout = 'lms'\n");
  std::string text;
  for (const Exclusion& exclusion : sweep.exclusions)
    for (const Condition& condition : exclusion.conditions) {
      text += condition.path;
      for (const Value& value : condition.values) text.append(" ").append(canonical(value));
      text += "\n";
    }
  EXPECT_EQ(text,
            "poles.count 4 8\nlearner.readout.kind lms rls\n"
            "task.poles [0.5,0+0.1i]\npoles.radius 0.1 0.2 0.3\nlearner.readout.kind lms\n");
}

TEST(Exclusions, know_optimizers_and_regimes) {
  data::DataFiles files;
  const auto left = [&](const std::string& lines) {
    const Grid grid(parse(head + task_at_5 + poles_at_9 + learner_at_14 +
                          "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\n"
                          "optimizer = { kind = ['sgd', 'adam'], step_size = [0.1, 0.2] }\n"
                          "regime = ['stream', { kind = 'episodes', length = [5, 9] }]\n[[exclude]]\n" +
                          lines),
                    files);
    return list_points(grid).points.size();
  };
  EXPECT_EQ(left("task.kind = 'file'\n"), 1u + 2 * 2 * 3);
  EXPECT_EQ(left("learner.optimizer.kind = 'adam'\nlearner.optimizer.step_size = 0.2\n"), 1u + 3 * 3);
  EXPECT_EQ(left("learner.optimizer = 'sgd'\n"), 1u + 2 * 3);
  EXPECT_EQ(left("learner.regime.length = [5, 7]\n"), 1u + 2 * 2 * 2);
  // A learner that says nothing of its regime goes through a stream.
  EXPECT_EQ(left("learner.regime.kind = 'stream'\n"), 0u + 2 * 2 * 2);
}

const std::string two_learners =
    "[[learner]]\nlabel = 'of gradients'\nrecurrent = 'rtrl'\nreadout = 'gradient'\n"
    "optimizer = { kind = ['sgd', 'adam'], step_size = [0.1, 0.2] }\n";

TEST(Exclusions, know_learners_by_their_labels) {
  data::DataFiles files;
  const auto left = [&](const std::string& lines) {
    const Grid grid(parse(head + task_at_5 + poles_at_9 + learner_at_14 + two_learners + "[[exclude]]\n" + lines), files);
    const Grid again(parse(resolved_text(grid.sweep())), files);
    EXPECT_EQ(list_points(again).points.size(), list_points(grid).points.size());
    return list_points(grid).points.size();
  };
  EXPECT_EQ(left("learner.label = 'of gradients'\n"), 1u);
  EXPECT_EQ(left("label = 'fixed, lms'\n"), 4u);
  EXPECT_EQ(left("learner.label = ['of gradients', 'fixed, lms']\nlearner.optimizer = 'adam'\n"), 3u);
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + two_learners + "[[exclude]]\nlearner.label = 'of gradient'\n"),
            "s.toml:22:1: exclude: no learner is labelled 'of gradient' (labels: 'fixed, lms', 'of gradients'). Did you mean 'of "
            "gradients'?");
}

TEST(Exclusions, of_claims_know_labels_by_the_same_path) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 + learner_at_14 + two_learners +
                            "[[claim]]\nkind = 'value'\nstatement = 'small'\nbelow = 1\nlearner.label = 'of gradients'\n"
                            "[[compare]]\nbetween = 'learner.label'\nreference = 'of gradients'\n");
  EXPECT_EQ(sweep.claims.front().question.conditions, (std::vector<analysis::PointCondition>{{"label", {"of gradients"}}}));
  EXPECT_EQ(sweep.comparisons.front().question.fields.at("between"), Value(std::string("label")));
}

TEST(Exclusions, that_drop_nothing_are_warned_of_with_the_reason) {
  data::DataFiles files;
  const auto warnings = [&](const std::string& tables) {
    const Grid grid(parse(head + task_at_5 + poles_at_9 + learner_at_14 + two_learners + tables), files);
    return idle_exclusions(grid, list_points(grid));
  };
  using Warnings = std::vector<std::string>;
  EXPECT_EQ(warnings("[[exclude]]\nlearner.optimizer = 'adam'\n"), Warnings{});
  EXPECT_EQ(warnings("[[exclude]]\nlearner.optimizer = 'adam'\n[[exclude]]\npoles.count = 5\n"),
            Warnings{"s.toml:24:1: exclude: drops no point (no point has poles.count = 5). Remove it, or correct it?"});
  EXPECT_EQ(warnings("[[exclude]]\nlearner.optimizer = 'adam'\nlearner.readout = 'lms'\n"),
            Warnings{"s.toml:22:1: exclude: drops no point (no point meets all of its lines). Remove it, or correct it?"});
  EXPECT_EQ(warnings("[[exclude]]\nlearner.optimizer = 'adam'\n"
                     "[[exclude]]\nlearner.optimizer.kind = 'adam'\nlearner.optimizer.step_size = 0.1\n"),
            Warnings{"s.toml:24:1: exclude: drops no point (the tables above it drop all of its points). Remove it, or correct it?"});
}

TEST(Exclusions, mistakes) {
  EXPECT_EQ(exclude_error("poles.count = 'four'\n"), "s.toml:18:15: poles.count: got \"four\" (must be a whole number)");
  EXPECT_EQ(exclude_error("poles.kind = 'rign'\n"), "s.toml:18:14: poles.kind: got 'rign' (must be " + one_of(Family::poles) + ")");
  EXPECT_TRUE(exclude_error("poles.cuont = 4\n").starts_with("s.toml:18:7: exclude: unknown path 'poles.cuont' (known paths: "));
  EXPECT_TRUE(exclude_error("poles.cuont = 4\n").ends_with(". Did you mean 'poles.count'?"));
  EXPECT_EQ(exclude_error("poles.cuont = 4\n").find("task."), std::string::npos);
  // Of many paths the nearest are shown.
  EXPECT_TRUE(exclude_error("learner.lable = 'a'\n")
                  .starts_with("s.toml:18:9: exclude: unknown path 'learner.lable' (known paths: learner.label, "));
  EXPECT_TRUE(exclude_error("learner.lable = 'a'\n").ends_with(" more). Did you mean 'learner.label'?"));
  EXPECT_EQ(exclude_error("forgetting = 1\n"), "s.toml:18:1: exclude: unknown path 'forgetting' (known paths: learner.readout.forgetting)");
  EXPECT_TRUE(exclude_error("learner.recurent = 'rtrl'\n").ends_with(". Did you mean 'learner.recurrent'?"));
  EXPECT_EQ(exclude_error(""), "s.toml:17:1: exclude: empty (it would drop every point)");
  EXPECT_EQ(exclude_error("task.poles = [0.5, 0.6]\n"),
            "s.toml:18:14: task.poles: got [0.5, 0.6] (one value of this field is a list, and the outermost list is an axis). Write poles "
            "= [[0.5, "
            "0.6]]?");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "[exclude]\npoles.count = 4\n"),
            "s.toml:17:1: exclude: got a table (must be written [[exclude]])");
}

}  // namespace
}  // namespace polesweep::sweep::test_exclusions
