#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/error.hpp"
#include "driver/sweep/checks.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

using Found = std::optional<Objection>;

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
  const auto alone = [](TableKind kind, const Point& point) -> Found {
    if (kind == TableKind::poles && point.poles.kind == "ring" && std::get<double>(point.poles.fields.at("radius")) > 0.85)
      return Objection("radius: got 0.9 (too large for this test)");
    if (kind == TableKind::learner && point.readout.kind == "ridge") return Objection("does not like anything");
    return std::nullopt;
  };
  EXPECT_EQ(message(text, {alone, {}}),
            "s.toml:13:10: poles.radius: got 0.9 (too large for this test)\ns.toml:22:1: learner: does not like anything");
}

TEST(Checks, of_points_are_asked_once_for_each_shape) {
  std::multiset<std::string> asked;
  const auto together = [&](const Point& point) -> Found {
    asked.insert(point.poles.kind + canonical(point.poles.fields.at("count")) + point.readout.kind);
    return std::nullopt;
  };
  EXPECT_EQ(message(text, {{}, together}), "no error");
  EXPECT_EQ(asked, (std::multiset<std::string>{"real_log4lms", "real_log4ridge", "real_log8lms", "real_log8ridge", "ring4lms", "ring4ridge",
                                               "ring8lms", "ring8ridge"}));
}

TEST(Checks, of_points_suggest_the_smallest_exclusion_that_spares_the_rest) {
  const auto together = [](const Point& point) -> Found {
    return point.poles.kind == "real_log" && point.readout.kind == "ridge" ? Found(Objection("cannot be solved")) : std::nullopt;
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
  const auto together = [](const Point& point) -> Found {
    const bool bad = point.poles.fields.at("count") == Value(std::int64_t{8}) && point.readout.kind == "ridge";
    return bad ? Found(Objection("count: got 8 (ridge does not take 8)")) : std::nullopt;
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
  const auto together = [](const Point& point) -> Found {
    if (point.regime.kind != "episodes" || point.optimizer.kind != "adam") return std::nullopt;
    return Objection("cannot be learned");
  };
  const std::string error = message(learned, {{}, together});
  EXPECT_TRUE(
      error.ends_with("Drop such points?\n  [[exclude]]\n  learner.optimizer.kind = \"adam\"\n  learner.regime.kind = \"episodes\""))
      << error;
  EXPECT_EQ(message(learned + error.substr(error.find('\n') + 1) + "\n", {{}, together}), "no error");
}

/// The messages of an error by what they say before their hint; a hint is what follows on lines of its own.
std::map<std::string, std::string> hints_of(const std::string& error) {
  std::map<std::string, std::string> hints;
  std::string last;
  for (std::size_t at = 0; at < error.size();) {
    const std::size_t end = std::min(error.find('\n', at), error.size());
    const std::string line = error.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with("  ")) {
      last = line.substr(0, line.find(" (with"));
      EXPECT_FALSE(hints.contains(last)) << "twice: " << last;
      hints[last];
    } else {
      hints[last] += line + "\n";
    }
  }
  return hints;
}

TEST(Checks, of_points_that_fail_for_two_reasons_stand_under_each_hint_that_mends_them) {
  // A point has one message. Those of eprop, which also have the wrong activation, must not lead to a hint about eprop.
  const auto together = [](const Point& point) -> Found {
    const bool is_complex = std::get<bool>(point.task.fields.at("complex"));
    const bool splits = point.network.fields.at("activation") == Value(std::string("split_tanh"));
    if (is_complex != splits) return Objection(is_complex ? "activation: for real data" : "activation: for complex data");
    return point.recurrent.kind == "eprop" ? Found(Objection("eprop does not work")) : std::nullopt;
  };
  const std::string sweep =
      head + task_at_5 + "complex = [false, true]\n" +
      "[[poles]]\nnetwork = 'dense'\nkind = 'random'\ncount = 3\nradius = 0.9\nactivation = ['split_tanh', 'tanh']\n"
      "[[learner]]\nrecurrent = ['rtrl', 'eprop']\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = 0.1 }\n";
  const std::map<std::string, std::string> hints = hints_of(message(sweep, {{}, together}));
  EXPECT_EQ(hints,
            (std::map<std::string, std::string>{
                {"s.toml:15:14: poles.activation: for complex data",
                 "  [[exclude]]\n  poles.activation = \"split_tanh\"\n  task.complex = false\n"},
                {"s.toml:15:14: poles.activation: for real data", "  [[exclude]]\n  poles.activation = \"tanh\"\n  task.complex = true\n"},
                {"s.toml:16:1: learner: eprop does not work", "  [[exclude]]\n  learner.recurrent.kind = \"eprop\"\n"}}));
}

TEST(Checks, of_points_with_a_real_field_to_blame_name_all_of_its_values) {
  // Both tables hold the same but for the radius, which does not change what is asked once for each shape.
  const std::string sweep = head + task_at_5 +
                            "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = [0.8, 0.9]\n"
                            "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = 4\nradius = 0.5\n" +
                            "[[learner]]\nrecurrent = 'fixed'\nreadout = 'ridge'\n";
  const auto together = [](const Point& point) -> Found {
    return std::get<double>(point.poles.fields.at("radius")) > 0.6 ? Found(Objection("too large")) : std::nullopt;
  };
  const std::string error = message(sweep, {{}, together});
  EXPECT_TRUE(error.ends_with("Drop such points?\n  [[exclude]]\n  poles.radius = [0.8, 0.9]")) << error;
  EXPECT_EQ(message(sweep + error.substr(error.find('\n') + 1) + "\n", {{}, together}), "no error");
}

/// Of grids whose points fail at random for one of three reasons, every hint pasted alone leaves a sweep without its message and with all
/// points that work; all of them together leave a sweep that works.
TEST(Checks, every_hint_mends_the_message_it_stands_under) {
  const std::string sweep =
      head + task_at_5 + "complex = [false, true]\n" +
      "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\nradius = 0.9\ncount = [4, 8, 12]\n"
      "[[poles]]\nnetwork = 'diagonal'\nkind = 'real_log'\ncount = [4, 8, 12]\n"
      "[[learner]]\nlabel = 'one'\nrecurrent = 'fixed'\nreadout = [{ kind = 'lms', step_size = [0.1, 0.2] }, 'ridge', 'rls']\n"
      "[[learner]]\nlabel = 'two'\nrecurrent = 'fixed'\nreadout = { kind = 'rls', forgetting = 0.9 }\n";
  std::size_t pasted = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::map<std::string, int> fate;  // by what is asked for once: 0 works
    std::mt19937 random(seed);
    const unsigned part_bad = 1 + random() % 4;
    const auto together = [&](const Point& point) -> Found {
      std::string key =
          canonical(point.task.fields.at("complex")) + point.poles.kind + canonical(point.poles.fields.at("count")) + point.readout.kind;
      if (point.readout.kind == "rls") key += canonical(point.readout.fields.at("forgetting"));
      const auto [known, fresh] = fate.emplace(key, 0);
      if (fresh && random() % 5 < part_bad) known->second = static_cast<int>(1 + random() % 3);
      const char* reasons[] = {"", "count: is bad", "intercept: is bad", "is bad"};
      return known->second == 0 ? std::nullopt : Found(reasons[known->second]);
    };
    const auto working = [&](const std::string& text) {
      data::DataFiles files;
      const Grid grid(parse(text), files);
      std::set<std::uint64_t> shapes;
      for (const PlannedPoint& point : list_points(grid).points)
        if (!together(grid.resolve(point.ref))) shapes.insert(grid.shape(point.ref));
      return shapes;
    };
    const std::string before = message(sweep, {{}, together});
    if (before == "no error" || working(sweep).empty()) continue;
    std::string all;
    for (const auto& [told, hint] : hints_of(before)) {
      ASSERT_FALSE(hint.empty()) << told;
      if (before.find("more tables are needed") != std::string::npos) continue;
      const std::string after = message(sweep + hint, {{}, together});
      EXPECT_FALSE(hints_of(after).contains(told)) << seed << "\n" << before << "\nafter\n" << hint << "\n" << after;
      EXPECT_EQ(working(sweep + hint), working(sweep)) << seed << hint;
      all += hint;
      ++pasted;
    }
  }
  EXPECT_GT(pasted, 50u);
}

TEST(Checks, suggest_nothing_where_no_point_works) {
  const auto together = [](const Point&) -> Found { return Objection("never"); };
  EXPECT_EQ(message(head + task_at_5 + poles_at_9 + learner_at_14, {{}, together}),
            "s.toml:14:1: learner: never (with [[learner]] at s.toml:14:1, [[poles]] at s.toml:9:1, [[task]] at s.toml:5:1). Change one of "
            "the three?");
}

TEST(Checks, many_objections_to_one_table_are_cut_off) {
  const auto alone = [](TableKind kind, const Point& point) -> Found {
    if (kind != TableKind::task) return std::nullopt;
    return Objection("noise: got " + canonical(point.task.fields.at("noise")));
  };
  EXPECT_EQ(message(head + task_at_5 + "noise = { range = [1, 7] }\n" + poles_at_9 + learner_at_14, {alone, {}}),
            "s.toml:9:9: task.noise: got 1\ns.toml:9:9: task.noise: got 2\ns.toml:9:9: task.noise: got 3\ns.toml:9:9: task.noise: got 4\n"
            "s.toml:9:9: task.noise: got 5\ns.toml:9:9: task: 2 more combinations of this table cannot work");
}

TEST(Checks, one_objection_to_many_combinations_of_a_table_is_said_once) {
  const auto alone = [](TableKind kind, const Point&) -> Found {
    if (kind != TableKind::task) return std::nullopt;
    return Objection("noise: never");
  };
  EXPECT_EQ(message(head + task_at_5 + "noise = { range = [1, 7] }\n" + poles_at_9 + learner_at_14, {alone, {}}),
            "s.toml:9:9: task.noise: never");
}

}  // namespace
}  // namespace polesweep::sweep
