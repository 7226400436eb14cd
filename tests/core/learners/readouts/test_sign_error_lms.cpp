#include <gtest/gtest.h>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

TEST(SignErrorLms, takes_steps_computed_by_hand) {
  // d = 3: e = 3, V = (1, -2)/4. Then s = (1, 1), y = -1/4, d = -1/4: no error, no step. Then s = (4, 0), y = 1, d = 0: V = (1 - 4, -2)/4.
  const RunData data{3, 2, 1, false, {1, -2, 1, 1, 4, 0}, {3, -0.25, 0}};
  const std::vector<Complex> v = learn({"sign_error_lms", {{"step_size", 0.25}}}, data, kernels());
  EXPECT_EQ(v, (std::vector<Complex>{-0.75, -0.5}));
}

TEST(SignErrorLms, takes_the_sign_of_each_part) {
  // e = -3 + 0.5i has sign -1 + i; times conj(1 + 2i) that is -1 + 2 + (1 + 2)i. The second error is 2i, of sign i, times conj(-i) = i.
  const RunData data{2, 1, 1, true, {Complex(1, 2), Complex(0, -1)}, {Complex(-3, 0.5), Complex(0.75, 1.75)}};
  const std::vector<Complex> first = learn({"sign_error_lms", {{"step_size", 0.25}}}, {1, 1, 1, true, data.s, data.d}, kernels());
  EXPECT_EQ(first, (std::vector<Complex>{Complex(0.25, 0.75)}));
  EXPECT_EQ(learn({"sign_error_lms", {{"step_size", 0.25}}}, data, kernels()), (std::vector<Complex>{Complex(0, 0.75)}));
}

// Its step does not know the size of an error: one outlier moves the weights by mu |s|, however large it is.
TEST(SignErrorLms, outliers_count_by_their_sign) {
  RunData data = make_run_data(50, 6, 2, true, 3);
  const Member member{"sign_error_lms", {{"step_size", 0.01}}};
  data.d[40] = 1e3 * data.d[40];
  const std::vector<Complex> large = learn(member, data, kernels());
  data.d[40] = 1e9 * data.d[40];
  EXPECT_EQ(learn(member, data, kernels()), large);
}

}  // namespace
}  // namespace polesweep
