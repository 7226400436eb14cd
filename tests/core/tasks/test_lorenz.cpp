#include <array>
#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Lorenz, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(
      *make("lorenz", {{"noise", 0.1}, {"horizon", 3_n}, {"observe", std::string("all")}, {"target", std::string("z")}}));
}

/// The largest error of a sample against Euler's method extrapolated over ever smaller steps (Bulirsch's table to order 8) from the
/// sample before.
double largest_error(std::int64_t substeps) {
  const double interval = 0.05;
  const auto task =
      make("lorenz", {{"observe", std::string("all")}, {"target", std::string("all")}, {"interval", interval}, {"substeps", substeps}});
  const std::vector<double> numbers = numbers_of(*task, Part::training, 5, 400, 400, portable_kernels(), 0);
  double worst = 0;
  for (std::size_t t = 0; t < 400; ++t) {
    const double* sample = numbers.data() + t * 10;  // 3 inputs, 3 observed and 3 clean targets, and whether it is scored
    std::vector<std::array<double, 3>> table;
    for (int k = 0; k < 8; ++k) {
      std::array<double, 3> p = {sample[0], sample[1], sample[2]};
      const int steps = 64 << k;
      for (int i = 0; i < steps; ++i) {
        const double h = interval / steps;
        p = {p[0] + h * 10 * (p[1] - p[0]), p[1] + h * (p[0] * (28 - p[2]) - p[1]), p[2] + h * (p[0] * p[1] - 8 * p[2] / 3)};
      }
      table.push_back(p);
    }
    for (int order = 1; order < 8; ++order)
      for (std::size_t k = 0; k + order < 8; ++k)
        for (std::size_t i = 0; i < 3; ++i) table[k][i] = table[k + 1][i] + (table[k + 1][i] - table[k][i]) / ((1 << order) - 1);
    for (std::size_t i = 0; i < 3; ++i) worst = std::max(worst, std::abs(table[0][i] - sample[6 + i]));
  }
  return worst;
}

TEST(Lorenz, solves_the_equations_with_order_four) {
  const double fine = largest_error(16);
  EXPECT_LT(fine, 1e-5);
  EXPECT_NEAR(std::log2(largest_error(8) / fine), 4, 0.2);
}

TEST(Lorenz, takes_the_components_asked_for) {
  const auto all = numbers_of(*make("lorenz", {{"observe", std::string("all")}, {"horizon", 0_n}, {"target", std::string("z")}}),
                              Part::test, 7, 50, 50, portable_kernels(), 0);
  for (std::size_t t = 0; t < 50; ++t) ASSERT_EQ(all[t * 6 + 2], all[t * 6 + 4]);
  const Drawn y = draw(*make("lorenz", {{"observe", std::string("y")}}), Part::test, 7, 50);
  for (std::size_t t = 0; t < 50; ++t) ASSERT_EQ(y.inputs[t].real(), all[t * 6 + 1]);
}

TEST(Lorenz, reaches_the_levels_of_its_docstring) {
  expect_levels(*make("lorenz"), 62.8, 3.3e-7, 0.05);
  expect_levels(*make("lorenz", {{"target", std::string("z")}, {"horizon", 0_n}}), 74.4, 74.4, 0.05);
  EXPECT_NEAR(make("lorenz", {{"target", std::string("y")}})->trivial_risk(0, {}), 81.2, 2);
}

TEST(Lorenz, refuses_coarse_steps) {
  EXPECT_EQ(complaint("lorenz", {{"interval", 0.2}}),
            "substeps: got 2 for the interval 0.2 (a step of more than 0.05 may run away). Did you mean 5?");
}

}  // namespace
}  // namespace polesweep
