#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Henon, samples_are_the_same_everywhere) { expect_same_samples_everywhere(*make("henon", {{"noise", 0.1}, {"horizon", 3_n}})); }

TEST(Henon, follows_the_map) {
  const Drawn drawn = draw(*make("henon"), Part::training, 5, 500);
  for (std::size_t t = 1; t < 500; ++t) {
    const Complex x = drawn.inputs[t];
    ASSERT_NEAR(drawn.clean[t].real(), 1 - 1.4 * x.real() * x.real() + 0.3 * drawn.inputs[t - 1].real(), 1e-15);
    ASSERT_EQ(x, drawn.clean[t - 1]);
  }
}

TEST(Henon, every_start_lies_in_the_basin) {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) ASSERT_LT(std::abs(draw(*make("henon"), Part::test, seed, 1).inputs[0]), 1.3) << seed;
}

TEST(Henon, reaches_the_levels_of_its_docstring) { expect_levels(*make("henon"), 0.522, 0.379); }

}  // namespace
}  // namespace polesweep
