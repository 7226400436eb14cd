#include "core/results/described.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/results/netcdf.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/theory_builder.hpp"
#include "core/results/variables.hpp"
#include "samples.hpp"
#include "tests/core/results/made_up_training.hpp"

namespace polesweep::results {
namespace {

Group described() {
  Group root;
  root.dimensions = {{"point", 2}, {"seed", 3}, {"length", 1}, {"state", 2}};
  root.variables = {make_variable("", "status", std::vector<std::int32_t>(6)),
                    {.name = "spectrum_re", .dimensions = {"point", "seed", "length", "state"}, .values = std::vector<double>(12)},
                    {.name = "nobody_knows", .dimensions = {}, .values = std::vector<double>(1)}};
  root.groups = {{.name = "training", .attributes = {}, .dimensions = {{"seed", 3}}, .variables = {}, .groups = {}}};
  return root;
}

Variable& variable(Group& group, std::string_view name) { return *std::ranges::find(group.variables, name, &Variable::name); }
Group& inner(Group& group, std::string_view name) { return *std::ranges::find(group.groups, name, &Group::name); }

/// Every dimension of the group of this name gets the size, and its variables as many values as that makes.
void resize(Group& group, std::string_view name, std::size_t size) {
  std::ranges::find(group.dimensions, name, &Dimension::name)->size = size;
  for (Variable& one : group.variables) {
    std::size_t all = 1;
    for (const std::string& dimension : one.dimensions) all *= group.size_of(dimension);
    std::visit([&](auto& values) { values.resize(all); }, one.values);
  }
}

std::string problem_of(const Group& root) {
  return error_of([&] { require_described(root); });
}

TEST(Described, what_the_tables_say_is_accepted) { EXPECT_EQ(problem_of(described()), "no error"); }

TEST(Described, another_type) {
  Group root = described();
  root.variables[0].values = std::vector<double>(6);
  EXPECT_EQ(problem_of(root), "status: holds float64 (must be int32)");
}

TEST(Described, other_dimensions) {
  Group root = described();
  root.variables[0].dimensions = {"seed", "point"};
  EXPECT_EQ(problem_of(root), "status: has dimensions (seed, point) (must be (point, seed))");
}

TEST(Described, other_dimensions_of_a_measure) {
  Group root = described();
  root.variables[1].dimensions = {"point", "seed", "state", "length"};
  EXPECT_EQ(problem_of(root), "spectrum_re: has dimensions (point, seed, state, length) (must be (point, seed, length, state))");
}

TEST(Described, another_size_in_a_group) {
  Group root = described();
  root.groups[0].dimensions[0].size = 1;
  EXPECT_EQ(problem_of(root), "training: dimension 'seed' has size 1 (must be 3, as in the root)");
}

TEST(Described, what_is_written_fits) {
  EXPECT_EQ(problem_of(made_up_training()), "no error");
  EXPECT_EQ(problem_of(Group{}), "no error");
}

TEST(Described, other_dimensions_of_the_risk_of_training) {
  Group root = made_up_training();
  variable(inner(root, "training"), "risk").dimensions[0] = "point";
  EXPECT_EQ(problem_of(root),
            "risk: has dimensions (point, seed, training_length, iteration) (must be (training_point, seed, training_length, iteration))");
}

TEST(Described, results_that_do_not_fit_are_refused_as_they_are_read) {
  TemporaryFolder folder;
  Group root = made_up_training();
  root.dimensions.push_back({"few", 1});
  variable(root, "status") = {.name = "status", .dimensions = {"few"}, .values = std::vector<std::int32_t>{1}};
  write_netcdf(folder / "r.h5", root);
  EXPECT_EQ(error_of([&] { read_results(folder / "r.h5"); }),
            (folder / "r.h5").string() + ": status: has dimensions (few) (must be (point, seed))");
}

TEST(Described, a_row_of_numerics_that_is_not_there_is_an_error) {
  Group root = made_up_training();
  Group provenance{.name = "provenance", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}};
  RunNumerics numerics(6);
  numerics.set(0, "f00d");
  provenance.groups = {numerics_group(numerics, std::vector<bool>(6, true), 3, {0, 1}, {})};
  make_all(provenance);
  root.groups.push_back(provenance);
  EXPECT_TRUE(stored_numerics(root).by_run);
  std::get<std::vector<std::int32_t>>(variable(inner(inner(root, "provenance"), "numerics"), "run_numerics").values)[0] = 1;
  EXPECT_EQ(error_of([&] { stored_numerics(root); }), "run_numerics: got 1 (there are 1 rows)");
}

TEST(Described, a_measure_of_no_numbers_is_none) {
  Group root = made_up_training();
  resize(root, "shadow", 0);
  MeasuredSeries series;
  EXPECT_FALSE(read_measure(root, "alignment", 0, 3, series));
}

TEST(Described, values_of_formulas_fill_their_stretches) {
  TheoryTable table{.name = "t", .attributes = {}, .axes = {}, .units = {{{7, 1}, 2}, {{7, 2}, 1}}};
  table.axes.push_back({"x", 3, {{"x", std::vector<double>{1, 2, 3}, "", "1"}}});
  TheoryBuilder builder({table});
  for (const auto& [id, rows] : table.units) {
    RunRecord record;
    record.key.point = id;
    record.status = Status::complete;
    record.measures = {theory_series(std::vector<std::vector<double>>(rows, {1, 2}), true)};
    builder.add(record);
  }
  Group root;
  root.groups = {builder.build()};
  const auto visited = [&](const Group& changed) {
    int records = 0;
    const std::string said = error_of([&] { visit_theory(changed, [&](const RunRecord&) { ++records; }); });
    return said == "no error" ? std::to_string(records) : said;
  };
  EXPECT_EQ(visited(root), "2");
  for (const std::int64_t size : {std::int64_t{-1}, std::int64_t{3}, INT64_MAX, INT64_MIN}) {
    Group changed = root;
    std::get<std::vector<std::int64_t>>(variable(inner(changed.groups[0], "t"), "unit_size").values)[1] = size;
    EXPECT_EQ(visited(changed), "unit_size: got " + std::to_string(size) + " (there are 3 values)");
  }
  Group changed = root;
  std::get<std::vector<double>>(variable(inner(changed.groups[0], "t"), "value_im").values).pop_back();
  EXPECT_EQ(visited(changed), "value_im: holds another number of values than value_re");
}

}  // namespace
}  // namespace polesweep::results
