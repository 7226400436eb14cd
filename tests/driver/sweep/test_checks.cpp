#include <gtest/gtest.h>

#include <set>

#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

using Objection = std::optional<std::string>;

/// Two kinds of poles at lines 9 and 14, two readouts at 19 and 22.
const std::string text = head + task_at_5 +
                         "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8]\nradius = [0.8, 0.9]\n"
                         "[[poles]]\nnetwork = 'diagonal'\nkind = 'real_log'\ncount = [4, 8]\n\n" +
                         "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0.2] }\n"
                         "[[learner]]\nrecurrent = 'fixed'\nreadout = 'ridge'\n";

std::string message(const std::string& sweep, const Checks& checks) {
  data::DataFiles files;
  const Grid grid(parse(sweep), files);
  try {
    check_points(grid, list_points(grid), checks);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Checks, of_a_table_are_reported_at_the_field_they_name) {
  const auto alone = [](TableKind kind, const Point& point) -> Objection {
    if (kind == TableKind::poles && point.poles.kind == "ring" && std::get<double>(point.poles.fields.at("radius")) > 0.85)
      return "radius: got 0.9 (too large for this test)";
    if (kind == TableKind::learner && point.readout.kind == "ridge") return "does not like anything";
    return std::nullopt;
  };
  EXPECT_EQ(message(text, {alone, {}}),
            "s.toml:13:10: poles.radius: got 0.9 (too large for this test)\ns.toml:22:1: learner: does not like anything");
}

TEST(Checks, of_points_are_asked_once_for_each_shape) {
  std::multiset<std::string> asked;
  const auto together = [&](const Point& point) -> Objection {
    asked.insert(point.poles.kind + canonical(point.poles.fields.at("count")) + point.readout.kind);
    return std::nullopt;
  };
  EXPECT_EQ(message(text, {{}, together}), "no error");
  EXPECT_EQ(asked, (std::multiset<std::string>{"real_log4lms", "real_log4ridge", "real_log8lms", "real_log8ridge", "ring4lms", "ring4ridge",
                                               "ring8lms", "ring8ridge"}));
}

TEST(Checks, of_points_suggest_the_smallest_exclusion_that_spares_the_rest) {
  const auto together = [](const Point& point) -> Objection {
    return point.poles.kind == "real_log" && point.readout.kind == "ridge" ? Objection("cannot be solved") : std::nullopt;
  };
  const std::string error =
      "s.toml:22:1: learner: cannot be solved (with [[learner]] at s.toml:22:1, [[poles]] at s.toml:14:1, [[task]] at s.toml:5:1). "
      "Drop such points?\n"
      "  [[exclude]]\n"
      "  learner.readout.kind = \"ridge\"\n"
      "  poles.kind = \"real_log\"";
  EXPECT_EQ(message(text, {{}, together}), error);
  EXPECT_EQ(message(text + error.substr(error.find("\n") + 1) + "\n", {{}, together}), "no error");
}

TEST(Checks, of_points_name_a_field_where_it_decides) {
  const auto together = [](const Point& point) -> Objection {
    const bool bad = point.poles.fields.at("count") == Value(std::int64_t{8}) && point.readout.kind == "ridge";
    return bad ? Objection("count: got 8 (ridge does not take 8)") : std::nullopt;
  };
  EXPECT_EQ(
      message(text, {{}, together}),
      "s.toml:12:9: poles.count: got 8 (ridge does not take 8) (with [[learner]] at s.toml:22:1, [[poles]] at s.toml:9:1, [[task]] at "
      "s.toml:5:1). Drop such points?\n  [[exclude]]\n  learner.readout.kind = \"ridge\"\n  poles.count = 8\n"
      "s.toml:17:9: poles.count: got 8 (ridge does not take 8) (with [[learner]] at s.toml:22:1, [[poles]] at s.toml:14:1, [[task]] at "
      "s.toml:5:1). Drop such points?\n  [[exclude]]\n  learner.readout.kind = \"ridge\"\n  poles.count = 8");
}

TEST(Checks, of_points_name_optimizers_and_regimes) {
  const std::string learned =
      head + task_at_5 + poles_at_9 +
      "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\noptimizer = { kind = ['sgd', 'adam'], step_size = 0.1 }\n"
      "regime = ['stream', { kind = 'episodes', length = [5, 9] }]\n";
  const auto together = [](const Point& point) -> Objection {
    if (point.regime.kind != "episodes" || point.optimizer.kind != "adam") return std::nullopt;
    return "cannot be learned";
  };
  const std::string error = message(learned, {{}, together});
  EXPECT_TRUE(
      error.ends_with("Drop such points?\n  [[exclude]]\n  learner.optimizer.kind = \"adam\"\n  learner.regime.kind = \"episodes\""))
      << error;
  EXPECT_EQ(message(learned + error.substr(error.find('\n') + 1) + "\n", {{}, together}), "no error");
}

TEST(Checks, suggest_nothing_where_no_point_works) {
  const auto together = [](const Point&) -> Objection { return "never"; };
  EXPECT_EQ(message(head + task_at_5 + poles_at_9 + learner_at_14, {{}, together}),
            "s.toml:14:1: learner: never (with [[learner]] at s.toml:14:1, [[poles]] at s.toml:9:1, [[task]] at s.toml:5:1). Change one of "
            "the three?");
}

TEST(Checks, many_objections_to_one_table_are_cut_off) {
  const auto alone = [](TableKind kind, const Point& point) -> Objection {
    if (kind != TableKind::task) return std::nullopt;
    return "noise: got " + canonical(point.task.fields.at("noise"));
  };
  EXPECT_EQ(message(head + task_at_5 + "noise = { range = [1, 7] }\n" + poles_at_9 + learner_at_14, {alone, {}}),
            "s.toml:5:1: task: 2 more combinations of this table cannot work\n"
            "s.toml:9:9: task.noise: got 1\ns.toml:9:9: task.noise: got 2\ns.toml:9:9: task.noise: got 3\ns.toml:9:9: task.noise: got 4\n"
            "s.toml:9:9: task.noise: got 5");
}

}  // namespace
}  // namespace polesweep::sweep
