#include "core/results/described.hpp"

#include <gtest/gtest.h>

#include "core/results/variables.hpp"
#include "samples.hpp"

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

std::string problem_of(const Group& root) {
  return error_of([&] { require_described(root); });
}

TEST(Described, what_the_tables_say_is_accepted) { EXPECT_EQ(problem_of(described()), ""); }

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

}  // namespace
}  // namespace polesweep::results
