#include "core/poles/poles.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

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

TEST(Cluster, is_evenly_spaced_around_its_centre) {
  const auto cluster = [](std::int64_t count, double angle, bool complex_valued) {
    return make_poles({"cluster", {{"count", count}, {"centre", 0.7}, {"separation", 0.1}, {"angle", angle}}})->poles(0, complex_valued);
  };
  const auto expect_near = [](const std::vector<Complex>& found, const std::vector<Complex>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(std::abs(found[k] - expected[k]), 0, 1e-15) << k;
  };
  expect_near(cluster(2, 0, false), {0.65, 0.75});
  expect_near(cluster(3, 0, true), {0.6, 0.7, 0.8});
  for (const Complex& pole : cluster(3, 0, false)) EXPECT_EQ(pole.imag(), 0);
  const Complex turn = std::polar(1.0, 1.1);
  expect_near(cluster(2, 1.1, true), {0.65 * turn, 0.75 * turn});
  expect_near(cluster(5, 1.1, false), {0.65 * turn, 0.75 * turn, 0.65 * std::conj(turn), 0.75 * std::conj(turn), 0.7});
  EXPECT_NO_THROW(split_conjugates(cluster(5, 1.1, false)));
}

TEST(Orthogonal, is_an_orthogonal_matrix_times_its_radius) {
  for (const bool complex_valued : {false, true}) {
    const auto setting = make_poles({"orthogonal", {{"count", std::int64_t{7}}, {"radius", 0.8}}});
    const auto entries = setting->matrix(3, complex_valued);
    Eigen::MatrixXcd matrix(7, 7);
    for (int i = 0; i < 49; ++i) matrix(i / 7, i % 7) = entries[i];
    EXPECT_LT((matrix * matrix.adjoint() - 0.64 * Eigen::MatrixXcd::Identity(7, 7)).norm(), 1e-14);
    EXPECT_EQ(matrix.imag().isZero(0), !complex_valued);
    const auto poles = setting->poles(3, complex_valued);
    ASSERT_EQ(poles.size(), 7u);
    Complex sum = 0;
    for (const Complex& pole : poles) {
      EXPECT_NEAR(std::abs(pole), 0.8, 1e-13);
      sum += pole;
    }
    EXPECT_NEAR(std::abs(sum - matrix.trace()), 0, 1e-13);
    EXPECT_NE(setting->matrix(4, complex_valued), entries);
    if (!complex_valued) EXPECT_NO_THROW(split_conjugates(poles));
  }
}

TEST(DelayLine, shifts_and_forgets) {
  const auto setting = make_poles({"delay_line", {{"count", std::int64_t{5}}, {"lines", std::int64_t{2}}, {"weight", 0.5}}});
  const auto entries = setting->matrix(0, false);
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j) EXPECT_EQ(entries[i * 5 + j], i == j + 2 ? 0.5 : 0.0);
  EXPECT_EQ(setting->poles(0, false), std::vector<Complex>(5));
  EXPECT_FALSE(setting->has_diagonal_form());
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

TEST(Random, density_leaves_every_row_its_share) {
  constexpr int n = 20;
  for (const bool complex_valued : {false, true})
    for (const auto& [density, kept] : {std::pair(0.25, 5), std::pair(0.17, 3), std::pair(0.18, 4), std::pair(0.01, 1)}) {
      const auto setting = make_poles({"random", {{"count", std::int64_t{n}}, {"radius", 0.8}, {"density", density}}});
      const std::vector<Complex> entries = setting->matrix(3, complex_valued);
      std::vector<std::vector<int>> rows(n);
      for (int i = 0; i < n; ++i) {
        for (int j = 0; j < n; ++j)
          if (entries[static_cast<std::size_t>(i) * n + j] != 0.0) rows[static_cast<std::size_t>(i)].push_back(j);
        EXPECT_EQ(std::ssize(rows[static_cast<std::size_t>(i)]), kept) << density << i;
      }
      EXPECT_NE(rows[0], rows[1]);
      double radius = 0;
      for (const Complex& pole : setting->poles(3, complex_valued)) radius = std::max(radius, std::abs(pole));
      EXPECT_NEAR(radius, 0.8, 1e-12) << density;
      EXPECT_NE(entries, setting->matrix(4, complex_valued));
    }
}

TEST(Poles, density_is_that_of_the_matrix) {
  const std::int64_t n = 20;
  const Member settings[] = {{"random", {{"count", n}, {"radius", 0.8}, {"density", 0.18}}},
                             {"random", {{"count", n}, {"radius", 0.8}}},
                             {"cycle", {{"count", n}, {"weight", 0.9}}},
                             {"delay_line", {{"count", n}, {"lines", std::int64_t{3}}}},
                             {"orthogonal", {{"count", n}, {"radius", 0.9}}}};
  for (const Member& member : settings) {
    const auto setting = make_poles(member);
    const std::vector<Complex> entries = setting->matrix(7, false);
    ASSERT_FALSE(entries.empty()) << member.kind;
    EXPECT_EQ(setting->density(), static_cast<double>(n * n - std::count(entries.begin(), entries.end(), Complex())) / (n * n))
        << member.kind;
  }
  EXPECT_EQ(make_poles({"real_log", {{"count", n}}})->density(), 1);
}

TEST(Random, seeds_share_the_zeros_of_a_numbered_pattern) {
  const auto zeros = [](std::int64_t pattern, std::uint64_t seed) {
    const auto setting = make_poles({"random", {{"count", std::int64_t{20}}, {"radius", 0.8}, {"density", 0.2}, {"pattern", pattern}}});
    std::vector<bool> zero;
    for (const Complex& entry : setting->matrix(seed, false)) zero.push_back(entry == 0.0);
    return zero;
  };
  EXPECT_EQ(zeros(7, 1), zeros(7, 2));
  EXPECT_NE(zeros(7, 1), zeros(8, 1));
  EXPECT_NE(zeros(-1, 1), zeros(-1, 2));
  EXPECT_EQ(zeros(-1, 7), zeros(7, 1));
}

}  // namespace
}  // namespace polesweep
