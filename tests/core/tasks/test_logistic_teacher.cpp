#include <cmath>
#include <map>

#include "tests/core/tasks/network_recursion.hpp"

namespace polesweep {
namespace {

TEST(LogisticTeacher, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(
      *make("logistic_teacher", {{"noise", 0.1}, {"units", 5_n}, {"bias_scale", 0.5}, {"teacher_seed", std::int64_t{-1}}}));
}

TEST(LogisticTeacher, follows_its_recursion) {
  expect_network_recursion(
      *make("logistic_teacher",
            {{"units", 6_n}, {"recurrent_scale", 0.8}, {"input_scale", 0.7}, {"bias_scale", 0.4}, {"teacher_seed", 3_n}}),
      [](double a) { return 1 / (1 + std::exp(-a)); });
}

TEST(LogisticTeacher, the_input_is_a_chain_with_the_correlation_of_its_docstring) {
  const int samples = 200'000;
  const auto inputs = draw(*make("logistic_teacher", {{"levels", 4_n}, {"stay", 0.7}, {"units", 1_n}}), Part::training, 5, samples).inputs;
  std::map<double, int> counts;
  double lagged[3] = {};
  for (std::size_t t = 2; t < inputs.size(); ++t) {
    ++counts[inputs[t].real()];
    for (std::size_t lag = 0; lag < 3; ++lag) lagged[lag] += inputs[t].real() * inputs[t - lag].real() / samples;
  }
  ASSERT_EQ(counts.size(), 4u);
  for (const auto& [value, count] : counts) EXPECT_NEAR(count, samples / 4, 4 * std::sqrt(samples)) << value;
  for (int lag = 0; lag < 3; ++lag) EXPECT_NEAR(lagged[lag], std::pow(0.7, lag), 0.02);
}

TEST(LogisticTeacher, a_unit_without_memory_takes_as_many_values_as_its_input) {
  const auto clean = draw(*make("logistic_teacher", {{"units", 1_n}, {"recurrent_scale", 0.0}, {"levels", 5_n}}), Part::training, 5, 3000);
  std::map<double, double> value_of;
  for (std::size_t t = 0; t < clean.clean.size(); ++t) value_of.emplace(clean.inputs[t].real(), clean.clean[t].real());
  for (std::size_t t = 0; t < clean.clean.size(); ++t) ASSERT_EQ(value_of.at(clean.inputs[t].real()), clean.clean[t].real());
  ASSERT_EQ(value_of.size(), 5u);
  // The logistic function is odd about its value at 0, where its input has the middle level.
  const auto middle = std::next(value_of.begin(), 2);
  EXPECT_NEAR(value_of.begin()->second + std::prev(value_of.end())->second, 2 * middle->second, 1e-12);
  EXPECT_NE(std::next(value_of.begin())->second - value_of.begin()->second, middle->second - std::next(value_of.begin())->second);
}

TEST(LogisticTeacher, reaches_the_levels_of_its_docstring) { expect_levels(*make("logistic_teacher"), 1, 0.383, 0.02); }

}  // namespace
}  // namespace polesweep
