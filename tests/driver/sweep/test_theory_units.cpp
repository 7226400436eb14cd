#include "driver/sweep/theory_units.hpp"

#include <gtest/gtest.h>

#include "driver/sweep/points.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string surface =
    "[[theory]]\nformula = 'p1.f'\nx = { linspace = [0, 0.9], count = 50 }\ny = { linspace = [0, 0.9], count = 50 }\nc = 0.75\nd = 0.8\n";
const std::string rates =
    "[[theory]]\nformula = ['p2.rates', 'p2.rate_slow']\nlabel = 'rates'\nalgorithm = 'bptt'\ns = [1, 2]\nteacher = [[1.1, 0.9, 0.8]]\n";
const std::string curve =
    "[[theory]]\nformula = 'p1.excess_risk'\nbeside = 'risk'\nN = [10, 100]\ns2 = 0.1\npoles = [[0.5]]\ngains = [[1]]\nfixed_poles = "
    "[[0.5]]\n";

TEST(TheoryUnits, cover_every_combination_once) {
  const Grid grid(parse(surface + rates), {});
  const std::vector<TheoryUnit> units = cut_theory(grid);
  EXPECT_EQ(units, (std::vector<TheoryUnit>{{0, 0, 1000}, {0, 1000, 1000}, {0, 2000, 500}, {1, 0, 2}, {2, 0, 2}}));
}

TEST(TheoryUnits, are_known_by_their_formula_and_parameters_alone) {
  const Grid grid(parse(surface + rates), {});
  const Grid other(parse(head + task_at_5 + poles_at_9 + learner_at_14 + rates + surface), {});
  const PointId id = id_of(grid, {0, 1000, 1000});
  EXPECT_EQ(id, id_of(other, {2, 1000, 1000}));
  EXPECT_NE(id, id_of(grid, {0, 2000, 500}));
  EXPECT_NE(id_of(grid, {1, 0, 2}), id_of(grid, {2, 0, 2}));
  // Values of years are found by it.
  EXPECT_EQ(id_of(grid, {1, 0, 2}).hex(), "dbdafcf5bc582b9f21ac67e9032018f1");
}

TEST(TheoryTables, have_no_runs_where_they_are_alone) {
  const Grid grid(parse(surface), {});
  EXPECT_TRUE(grid.sweep().theory_only());
  EXPECT_TRUE(list_points(grid).points.empty());
  EXPECT_FALSE(parse(head + task_at_5 + poles_at_9 + learner_at_14 + surface).theory_only());
}

TEST(TheoryTables, read_back_from_the_resolved_text) {
  for (const std::string& text : {surface + rates + curve, head + task_at_5 + poles_at_9 + learner_at_14 + curve}) {
    const Sweep sweep = parse(text);
    const Sweep again = parse(resolved_text(sweep));
    ASSERT_EQ(again.theories.size(), sweep.theories.size());
    EXPECT_EQ(again.theories.back().beside, "risk");
    EXPECT_EQ(again.theories.back().label, "p1.excess_risk");
    EXPECT_EQ(again.seeds, sweep.seeds);
    const Grid first(sweep, {});
    const Grid second(again, {});
    for (const TheoryUnit& unit : cut_theory(first)) EXPECT_EQ(id_of(first, unit), id_of(second, unit));
  }
}

TEST(TheoryTables, say_what_is_wrong) {
  EXPECT_EQ(error_of("seeds = 2\n" + surface),
            "s.toml:1:1: seeds: not used (all tables are [[theory]], and formulas have no runs). Remove it?");
  EXPECT_EQ(error_of("[[theory]]\nformula = 'p1.f'\nx = 0.1\ny = 0.2\nc = 0.1\nd = 0.2\ne = 3\n"),
            "s.toml:7:1: theory.e: unknown key (p1.f reads: x, y, c, d, formula, label, beside, zip, draws). See: polesweep theory");
  EXPECT_EQ(
      error_of(surface + "beside = 'risk'\n"),
      "s.toml:7:10: theory.beside: needs exactly one axis of several numbers (the training samples of learning curves, the parameter that a map of the winner has as its axis)");
  EXPECT_EQ(error_of(curve + "label = 3\n"), "s.toml:9:9: theory.label: got 3 (must be a text)");
  EXPECT_EQ(error_of("[[theory]]\nformula = 'p3.delay_w'\nd = 0\n"), "s.toml:3:5: theory.d: got 0 (must be in [1, 1e+06])");
}

}  // namespace
}  // namespace polesweep::sweep
