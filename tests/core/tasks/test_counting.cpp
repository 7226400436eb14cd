#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(Counting, samples_are_the_same_everywhere) { expect_same_samples_everywhere(*make("counting", {{"longest", 6_n}, {"noise", 0.1}})); }

TEST(Counting, words_have_equally_many_of_both_symbols) {
  const int samples = 100'000;
  const std::vector<double> numbers =
      numbers_of(*make("counting", {{"longest", 6_n}}), Part::training, 5, samples, samples, portable_kernels(), 0);
  int words[7] = {};
  int a = 0, b = 0, ends = 0;
  for (std::size_t t = 0; t < samples; ++t) {
    const double* sample = numbers.data() + t * 5;  // a, b, observed and clean target, and whether it is scored
    ASSERT_EQ(sample[0] + sample[1], 1);
    ASSERT_TRUE(sample[0] == 0 || b == 0) << "an a after a b";
    a += sample[0] == 1;
    b += sample[1] == 1;
    ASSERT_EQ(sample[3], a == b ? 1 : 0);
    if (a != b) continue;
    ASSERT_GE(a, 1);
    ASSERT_LE(a, 6);
    ++words[a];
    ++ends;
    a = b = 0;
  }
  for (int n = 1; n <= 6; ++n) EXPECT_NEAR(words[n], ends / 6.0, 4 * std::sqrt(ends / 6.0)) << n;
  const double share = static_cast<double>(ends) / samples;
  EXPECT_NEAR((share - share * share) / make("counting", {{"longest", 6_n}})->trivial_risk(0, {}), 1, 0.02);
}

TEST(Counting, reaches_the_levels_of_its_docstring) { expect_levels(*make("counting"), 10.0 / 121, 0.0601, 0.02); }

}  // namespace
}  // namespace polesweep
