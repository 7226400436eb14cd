#include <gtest/gtest.h>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(SignSignLms, takes_steps_computed_by_hand) {
  // e = 2: V = (1, -1, 0)/4. Then y = 1, d = 1: no error. Then y = -5/4, d = -1: e = 1/4, V = (0, -1, 1)/4.
  const RunData data{3, 3, 1, false, {7, -0.5, 0, 4, 0, -3, -5, 0, 9}, {2, 1, -1}};
  const std::vector<Complex> v = learn({"sign_sign_lms", {{"step_size", 0.25}}}, data, kernels());
  EXPECT_EQ(v, (std::vector<Complex>{0, -0.25, 0.25}));
}

TEST(SignSignLms, takes_the_sign_of_each_part) {
  // sgn(2 - i) conj(sgn(3 - 0.1i)) = (1 - i)(1 + i) = 2.
  const RunData data{1, 1, 1, true, {Complex(3, -0.1)}, {Complex(2, -1)}};
  EXPECT_EQ(learn({"sign_sign_lms", {{"step_size", 0.25}}}, data, kernels()), (std::vector<Complex>{Complex(0.5, 0)}));
}

TEST(SignSignLms, is_the_sign_error_rule_on_regressors_of_one_size) {
  for (const bool complex_valued : {false, true}) {
    RunData data = make_run_data(200, 7, 2, complex_valued, 4);
    for (Complex& s : data.s) s = {s.real() < 0 ? -1.0 : 1.0, !complex_valued ? 0.0 : s.imag() < 0 ? -1.0 : 1.0};
    EXPECT_EQ(learn({"sign_sign_lms", {{"step_size", 0.02}}}, data, kernels()),
              learn({"sign_error_lms", {{"step_size", 0.02}}}, data, kernels()));
  }
}

}  // namespace
}  // namespace polesweep
