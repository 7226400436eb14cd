#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "tests/core/all_kernels.hpp"

namespace polesweep {
namespace {

constexpr double least = std::numeric_limits<double>::min();  // of normal numbers

/// Not in the compiler's head, which knows of no flushing.
double product(double a, double b) {
  volatile double left = a;
  volatile double right = b;
  return left * right;
}

bool is(double value, double wanted) { return std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(wanted); }

TEST(FlushDenormals, makes_zero_of_denormal_results_and_operands) {
  const double denormal = product(least, 0.5);
  EXPECT_GT(denormal, 0);
  EXPECT_EQ(product(denormal, 2), least);
  {
    const FlushDenormals flush;
    EXPECT_TRUE(is(product(least, 0.5), 0.0));
    EXPECT_TRUE(is(product(-least, 0.5), -0.0));
    EXPECT_TRUE(is(product(denormal, 2), 0.0));
    EXPECT_TRUE(is(product(-denormal, 2), -0.0));
    volatile double seen = denormal;
    EXPECT_FALSE(seen > 0);  // comparisons take it for zero as well
    EXPECT_EQ(product(least, 1), least);
    { const FlushDenormals again; }
    EXPECT_TRUE(is(product(least, 0.5), 0.0)) << "after a second one";
  }
  EXPECT_EQ(product(least, 0.5), denormal);
  EXPECT_EQ(product(denormal, 2), least);
}

// (2^-1 + 2^-53) (2^-1021 - 2^-1073) = 2^-1022 - 2^-1126, which rounds to 2^-1022.
TEST(FlushDenormals, differs_between_processors_where_rounding_makes_a_normal_number) {
  const FlushDenormals flush;
  const double result = product(0x1.0000000000001p-1, 0x1.ffffffffffffep-1022);
#if defined(__x86_64__)
  EXPECT_EQ(result, least);
#elif defined(__aarch64__)
  EXPECT_EQ(result, 0);
#endif
}

/// A state of 1e-307 that the pole 0.01 takes through the denormal numbers, in all runs of a block.
TEST(FlushDenormals, rules_the_vectors_of_every_kernel_set) {
  const FlushDenormals flush;
  for (const KernelSet* kernels : all_kernels()) {
    const auto lanes = static_cast<std::size_t>(kernels->lanes);
    Arena pole(lanes), input(lanes), state(lanes), inputs(2 * lanes), states(2 * lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      pole[lane] = 0.01;
      state[lane] = 1e-307;
    }
    kernels->diagonal_real({.states = 1, .inputs = 1, .poles = pole.data(), .input = input.data()},
                           {.steps = 2, .inputs = inputs.data(), .states = states.data(), .stride = 1, .state = state.data()});
    for (std::size_t i = 0; i < 2 * lanes; ++i) EXPECT_EQ(states[i], 0) << kernels->name << " " << i;
  }
}

}  // namespace
}  // namespace polesweep
