#include <cmath>

#include "tests/core/tasks/network_recursion.hpp"

namespace polesweep {
namespace {

TEST(TanhTeacher, samples_are_the_same_everywhere) {
  for (const std::int64_t teacher : {-1, 0})
    expect_same_samples_everywhere(*make("tanh_teacher", {{"noise", 0.1}, {"washout", 20_n}, {"units", 5_n}, {"teacher_seed", teacher}}));
}

TEST(TanhTeacher, follows_its_recursion) {
  expect_network_recursion(
      *make("tanh_teacher", {{"units", 6_n}, {"recurrent_scale", 0.8}, {"input_scale", 0.7}, {"bias_scale", 0.4}, {"teacher_seed", 3_n}}),
      [](double a) { return std::tanh(a); });
}

TEST(TanhTeacher, targets_have_unit_variance) {
  const auto task = make("tanh_teacher", {{"teacher_seed", std::int64_t{-1}}});
  for (const std::uint64_t seed : {1, 2}) {
    double mean = 0, square = 0;
    const auto clean = draw(*task, Part::test, seed, 40'000).clean;
    for (const Complex& y : clean) {
      mean += y.real() / 40'000;
      square += std::norm(y) / 40'000;
    }
    EXPECT_NEAR(square - mean * mean, 1, 0.08);
  }
  EXPECT_EQ(task->trivial_risk(0, {}), 1);
  EXPECT_EQ(task->comparable_baseline(), std::nullopt);
}

TEST(TanhTeacher, a_shared_teacher_is_that_of_its_seed) {
  const auto own = make("tanh_teacher", {{"teacher_seed", std::int64_t{-1}}});
  const auto shared = make("tanh_teacher", {{"teacher_seed", 7_n}});
  EXPECT_EQ(draw(*own, Part::training, 7, 300).clean, draw(*shared, Part::training, 7, 300).clean);
  EXPECT_NE(draw(*own, Part::training, 8, 300).clean, draw(*shared, Part::training, 8, 300).clean);
  EXPECT_EQ(draw(*own, Part::training, 8, 300).inputs, draw(*shared, Part::training, 8, 300).inputs);
}

TEST(TanhTeacher, reaches_the_levels_of_its_docstring) { expect_levels(*make("tanh_teacher"), 1, 0.219, 0.02); }

}  // namespace
}  // namespace polesweep
