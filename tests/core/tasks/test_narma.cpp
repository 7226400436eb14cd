#include <algorithm>
#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

/// The recursion as the paper writes it, on the inputs that the task has drawn.
void expect_recursion(const FieldValues& fields, int n, double decay, double feedback, double offset, bool saturates) {
  const Drawn drawn = draw(*make("narma", fields), Part::training, 5, 3000);
  std::vector<double> u(100), y(101);
  for (std::size_t t = 100; t < 3000; ++t) {
    u.push_back(drawn.inputs[t - 100].real());
    ASSERT_GE(u[t], 0);
    ASSERT_LT(u[t], 0.5);
    double sum = 0;
    for (int i = 0; i <= n - 1; ++i) sum += y[t - i];
    double next = decay * y[t] + feedback * y[t] * sum + 1.5 * u[t - (n - 1)] * u[t] + offset;
    if (saturates) next = std::tanh(next) + 0.2;
    y.push_back(next);
    ASSERT_NEAR(drawn.clean[t - 100].real(), next, 1e-13) << t;
  }
}

TEST(Narma, follows_the_recursion_of_its_source) {
  expect_recursion({}, 10, 0.3, 0.05, 0.1, false);
  expect_recursion({{"order", 20_n}, {"saturation", std::string("tanh")}, {"offset", 0.01}}, 20, 0.3, 0.05, 0.01, true);
  expect_recursion({{"order", 30_n}, {"decay", 0.2}, {"feedback", 0.04}, {"offset", 0.001}}, 30, 0.2, 0.04, 0.001, false);
  expect_recursion({{"order", 2_n}}, 2, 0.3, 0.05, 0.1, false);
}

TEST(Narma, samples_are_the_same_everywhere) { expect_same_samples_everywhere(*make("narma", {{"noise", 0.1}, {"washout", 20_n}})); }

TEST(Narma, reaches_the_levels_of_its_docstring) { expect_levels(*make("narma"), 0.0118, 0.00183, 0.02); }

TEST(Narma, an_input_that_would_run_away_is_drawn_again) {
  // Twenty of a million inputs would; without the second draw this seed's outputs are infinite within the first million.
  const double bound = (0.7 + std::sqrt(0.49 - 2 * (0.1 + 1.5 / 16))) / 1.0;
  const auto task = make("narma");
  double most = 0;
  for (const Complex& y : draw(*task, Part::training, 2, 1'000'000).clean) most = std::max(most, y.real());
  EXPECT_LE(most, bound);
  EXPECT_GT(most, 0.99);
}

// A bound that is too large is a place of rest, where some series end and nearly every input is drawn again.
TEST(Narma, does_not_stay_where_it_turns_back) {
  const auto task = make("narma");
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::vector<Complex> outputs = draw(*task, Part::training, seed, 300'000).clean;
    const auto high = std::count_if(outputs.begin(), outputs.end(), [](const Complex& y) { return y.real() > 0.9; });
    EXPECT_LT(high, 300) << seed;
    double mean = 0, square = 0;
    for (std::size_t t = 200'000; t < 300'000; ++t) {
      mean += outputs[t].real() / 100'000;
      square += outputs[t].real() * outputs[t].real() / 100'000;
    }
    EXPECT_NEAR(square - mean * mean, 0.0118, 0.0006) << seed;
  }
}

TEST(Narma, refuses_orders_that_run_away) {
  EXPECT_EQ(complaint("narma", {{"order", 20_n}}),
            "order: got 20 (outputs run away with these weights). Did you mean saturation = \"tanh\", or decay = 0.2, feedback = 0.04 and "
            "offset = 0.001?");
  EXPECT_EQ(complaint("narma", {{"order", 12_n}}), "none");
  EXPECT_EQ(complaint("narma", {{"order", 20_n}, {"saturation", std::string("tanh")}}), "none");
}

}  // namespace
}  // namespace polesweep
