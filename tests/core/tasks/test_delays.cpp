#include <cmath>

#include "core/measures/exact_risk.hpp"
#include "core/tasks/teacher_task.hpp"
#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Delays, each_output_is_the_input_of_its_lag) {
  for (const bool complex_valued : {false, true}) {
    const auto task = make("delays", {{"shortest", 2_n}, {"longest", 5_n}, {"complex", complex_valued}});
    const std::size_t parts = complex_valued ? 2 : 1;
    const std::vector<double> numbers = numbers_of(*task, Part::training, 5, 300, 300, portable_kernels(), 0);
    const std::size_t width = parts * 9 + 1;  // an input, four observed and four clean targets, and whether it is scored
    for (std::size_t t = 5; t < 300; ++t)
      for (std::size_t k = 0; k < 4; ++k)
        for (std::size_t part = 0; part < parts; ++part)
          ASSERT_EQ(numbers[t * width + parts * (5 + k) + part], numbers[(t - 2 - k) * width + part]) << t << " " << k;
    EXPECT_EQ(task->trivial_risk(0, {}), 4);
  }
}

TEST(Delays, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(*make("delays", {{"longest", 7_n}, {"noise", 0.1}, {"washout", 3_n}}));
}

/// A cycle of n units of gain r, the first of which is driven: state j holds sum_m r^(j + n m) x_(t - j - n m), so MC_(j + n m) =
/// (1 - r^(2n)) r^(2 n m) (Rodan and Tino 2011), and the sum over all lags is n.
TEST(Delays, a_cycle_has_the_memory_of_its_closed_form) {
  const int n = 5;
  const double r = 0.9;
  const std::int64_t longest = 399;
  const auto task = make("delays", {{"longest", longest}});
  LinearSystem cycle{n, 1, std::vector<Complex>(n * n), std::vector<Complex>(n), {}};
  for (int j = 0; j < n; ++j) cycle.state[static_cast<std::size_t>(j * n + (j + n - 1) % n)] = r;
  cycle.input[0] = 1;
  const double wrapped = std::pow(r, 2 * n);
  const auto weight = [&](std::int64_t lag) { return std::pow(r, lag) * (1 - wrapped) / std::pow(r, 2 * (lag % n)); };
  const ExactRisk exact(cycle, *task->facts().teacher, false);
  double left = 0;
  std::vector<Complex> weights(static_cast<std::size_t>((longest + 1) * n));
  for (std::int64_t lag = 0; lag <= longest; ++lag) {
    weights[static_cast<std::size_t>(lag * n + lag % n)] = weight(lag);
    left += 1 - (1 - wrapped) * std::pow(wrapped, lag / n);
  }
  EXPECT_NEAR(exact.risk(weights, {}), left, 1e-11);
  EXPECT_NEAR(task->trivial_risk(0, {}) - exact.risk(weights, {}), n, 1e-9);
  // One weight that is off costs its square times the power of the state.
  weights[0] += 0.5;
  EXPECT_NEAR(exact.risk(weights, {}), left + 0.25 / (1 - wrapped), 1e-11);
}

TEST(Delays, refuses_an_empty_range) {
  EXPECT_EQ(complaint("delays", {{"longest", 3_n}, {"shortest", 4_n}}), "shortest: got 4 (must be at most longest = 3)");
}

}  // namespace
}  // namespace polesweep
