#include "core/poles/poles.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>

#include "core/error.hpp"

namespace polesweep {
namespace {

TEST(Ring, is_spaced_evenly_and_closed_under_conjugation_to_the_bit) {
  for (const std::int64_t count : {1, 2, 3, 8, 33}) {
    const auto poles = make_poles({"ring", {{"count", count}, {"radius", 0.9}}})->poles(0, false);
    ASSERT_EQ(static_cast<std::int64_t>(poles.size()), count);
    for (std::int64_t k = 0; k < count; ++k) {
      const Complex exact = std::polar(0.9, 2 * 3.14159265358979323846 * static_cast<double>(k) / static_cast<double>(count));
      EXPECT_NEAR(std::abs(poles[k] - exact), 0, 1e-15);
      EXPECT_NE(std::find(poles.begin(), poles.end(), std::conj(poles[k])), poles.end());
    }
  }
}

TEST(RealLog, runs_from_the_shortest_to_the_longest_time_constant) {
  const auto poles = make_poles({"real_log", {{"count", std::int64_t{3}}, {"shortest", 1.0}, {"longest", 100.0}}})->poles(0, false);
  EXPECT_NEAR(poles[0].real(), std::exp(-1.0), 1e-15);
  EXPECT_NEAR(poles[1].real(), std::exp(-0.1), 1e-14);
  EXPECT_NEAR(poles[2].real(), std::exp(-0.01), 1e-14);
}

TEST(Random, has_the_spectral_radius_and_the_eigenvalues_of_its_matrix) {
  for (const bool complex_valued : {false, true}) {
    const auto setting = make_poles({"random", {{"count", std::int64_t{9}}, {"radius", 0.8}}});
    const auto poles = setting->poles(3, complex_valued);
    const auto entries = setting->matrix(3, complex_valued);
    double radius = 0;
    for (const Complex& pole : poles) radius = std::max(radius, std::abs(pole));
    EXPECT_NEAR(radius, 0.8, 1e-12);
    Eigen::MatrixXcd matrix(9, 9);
    for (int i = 0; i < 81; ++i) matrix(i / 9, i % 9) = entries[i];
    for (const Complex& pole : poles)
      EXPECT_LT((matrix - pole * Eigen::MatrixXcd::Identity(9, 9)).jacobiSvd().singularValues().minCoeff(), 1e-10);
    EXPECT_NE(setting->poles(4, complex_valued), poles);
    if (!complex_valued) EXPECT_NO_THROW(split_conjugates(poles));
  }
}

TEST(Explicit, a_real_network_needs_conjugates) {
  const auto setting = make_poles({"explicit", {{"values", std::vector<Complex>{{0.5, 0.3}, 0.2}}}});
  EXPECT_EQ(setting->poles(0, true).size(), 2u);
  try {
    setting->poles(0, false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "pole 0.5+0.3i has no conjugate (a real network needs both). Add 0.5-0.3i, or use a complex task?");
  }
}

}  // namespace
}  // namespace polesweep
