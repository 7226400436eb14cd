#include "analysis/estimators/fractions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace polesweep::analysis {
namespace {

TEST(MeanShare, at_the_ends_is_the_interval_of_clopper_and_pearson) {
  const Estimate all = mean_share(std::vector<double>(16, 1.0), 0.95);
  EXPECT_EQ(all.value, 1);
  EXPECT_NEAR(all.low, std::pow(0.025, 1.0 / 16), 1e-12);
  EXPECT_EQ(all.high, 1);
  const Estimate none = mean_share(std::vector<double>(16, 0.0), 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 1.0 / 16), 1e-12);
}

TEST(MeanShare, in_between_bounds_have_the_divergence_asked_for) {
  const Estimate share = mean_share(std::vector<double>{1, 0, 0.5, 0.5, 1, 0, std::nan("")}, 0.9);
  EXPECT_EQ(share.value, 0.5);
  for (const double bound : {share.low, share.high})
    EXPECT_NEAR(6 * (0.5 * std::log(0.5 / bound) + 0.5 * std::log(0.5 / (1 - bound))), std::log(20.0), 1e-9);
  EXPECT_LT(share.low, 0.5);
  EXPECT_GT(share.high, 0.5);
  EXPECT_TRUE(std::isnan(mean_share(std::vector<double>{}, 0.9).value));
}

}  // namespace
}  // namespace polesweep::analysis
