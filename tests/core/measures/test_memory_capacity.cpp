#include "core/measures/memory_capacity.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <numeric>

#include "core/block/draws.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/run/run.hpp"
#include "tests/core/measures/matrices.hpp"
#include "tests/core/run/group_of.hpp"

namespace polesweep::test_memory_capacity {
namespace {

constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

LinearSystem of_matrix(const RowMajor& state, const RowMajor& input) {
  return {static_cast<int>(state.rows()), static_cast<int>(input.cols()), flat(state), flat(input),
          std::vector<Complex>(static_cast<std::size_t>(state.rows()))};
}

LinearSystem of_poles(const std::vector<Complex>& poles, const std::vector<Complex>& input) {
  const int n = static_cast<int>(poles.size());
  return of_matrix(map(diagonal(poles), n), map(input, n));
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Random poles, some of them close to each other and to the circle.
std::vector<Complex> some_poles() { return {{0.3, 0.4}, {0.31, 0.4}, std::polar(0.97, 2.0), -0.6, 0.0, std::polar(0.8, -1.0)}; }

// Delay k = q n + j of a cycle of n states with weight r is held by state j alone: r^(2 n q) (1 - r^(2 n)).
TEST(MemoryCurve, of_a_cycle_is_known) {
  constexpr int n = 5;
  for (const double r : {0.5, 0.95}) {
    RowMajor state = RowMajor::Zero(n, n);
    for (int i = 0; i < n; ++i) state((i + 1) % n, i) = r;
    const std::vector<double> curve = memory_curve(of_matrix(state, RowMajor::Identity(n, 1)), 3 * n);
    for (int k = 0; k < 3 * n; ++k) EXPECT_NEAR(curve[k], std::pow(r, 2 * n * (k / n)) * (1 - std::pow(r, 2 * n)), 1e-12) << k;
  }
}

TEST(MemoryCurve, of_one_pole_is_geometric_and_of_a_delay_line_one) {
  const std::vector<double> curve = memory_curve(of_poles({0.8}, {-3.0}), 10);
  for (int k = 0; k < 10; ++k) EXPECT_NEAR(curve[k], 0.36 * std::pow(0.64, k), 1e-15);
  RowMajor line = RowMajor::Zero(3, 3);
  line(1, 0) = line(2, 1) = 0.5;
  const std::vector<double> held = memory_curve(of_matrix(line, RowMajor::Identity(3, 1)), 5);
  for (int k = 0; k < 5; ++k) EXPECT_NEAR(held[k], k < 3 ? 1 : 0, 1e-15);
}

// 1 - (least risk of a readout on a delay), by the normal equations of the exact covariance.
TEST(MemoryCurve, is_what_the_best_readout_on_a_delay_explains) {
  const std::vector<Complex> poles = {{0.3, 0.4}, std::polar(0.9, 2.0), -0.6};
  const LinearSystem system = of_poles(poles, {1.0, {0.5, 0.5}, -2.0});
  Eigen::MatrixXcd covariance(3, 3);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) covariance(i, j) = system.input[i] * std::conj(system.input[j]) / (1.0 - poles[i] * std::conj(poles[j]));
  const std::vector<double> curve = memory_curve(system, 6);
  for (int k = 0; k < 6; ++k) {
    Eigen::VectorXcd response(3);
    for (int i = 0; i < 3; ++i) response[i] = system.input[i] * std::pow(poles[i], k);
    const Eigen::VectorXcd best = covariance.conjugate().ldlt().solve(response.conjugate());
    LinearTeacher delay{.poles = {}, .gains = {}, .taps = std::vector<Complex>(static_cast<std::size_t>(k + 1))};
    delay.taps.back() = 1;
    const double risk = ExactRisk(system, delay, true).risk({best.data(), best.data() + 3}, {});
    EXPECT_NEAR(curve[k], 1 - risk, 1e-12) << k;
  }
}

// The poles' basis against a factor of the covariance in a basis in which the matrix is full.
TEST(MemoryCurve, does_not_depend_on_the_coordinates_of_the_states) {
  const std::vector<Complex> poles = some_poles();
  const LinearSystem apart = of_poles(poles, draw_complex_normals(3, Role::order, 0, 6));
  const RowMajor turn = map(draw_unitary(1, 6, 6), 6);
  const LinearSystem turned = of_matrix(turn * map(apart.state, 6) * turn.adjoint(), turn * map(apart.input, 6));
  const std::vector<double> one = memory_curve(apart, 12);
  const std::vector<double> other = memory_curve(turned, 12);
  for (int k = 0; k < 12; ++k) EXPECT_NEAR(one[k], other[k], 1e-9) << k;
}

TEST(MemoryCurve, over_all_delays_adds_up_to_the_states) {
  const LinearSystem apart = of_poles(some_poles(), draw_complex_normals(3, Role::order, 0, 6));
  EXPECT_NEAR(sum(memory_curve(apart, 2000)), 6, 1e-12);
  EXPECT_EQ(memory_capacity(apart), 6);
  const LinearSystem driven_twice = of_poles(some_poles(), draw_complex_normals(4, Role::order, 0, 12));
  EXPECT_NEAR(sum(memory_curve(driven_twice, 2000)), 6, 1e-9);
  EXPECT_EQ(memory_capacity(driven_twice), 6);
}

TEST(MemoryCapacity, counts_no_state_twice_and_none_that_is_not_reached) {
  const LinearSystem less = of_poles({0.5, 0.5, 0.7, -0.2}, {1.0, 2.0, 0.0, 1.0});
  EXPECT_EQ(memory_capacity(less), 2);
  EXPECT_NEAR(sum(memory_curve(less, 300)), 2, 1e-12);
}

TEST(MemoryCapacity, of_no_stable_network_is_no_number) {
  EXPECT_TRUE(std::isnan(memory_capacity(of_poles({0.5, 1.0}, {1.0, 1.0}))));
  EXPECT_TRUE(std::isnan(memory_curve(of_poles({1.0}, {1.0}), 2)[1]));
  EXPECT_TRUE(std::isnan(memory_capacity(of_poles({std::nan("")}, {1.0}))));
}

// Of conjugate pairs as a real diagonal network holds them, and of the same poles in a random basis.
TEST(MemoryCapacity, of_runs_is_the_number_of_states_in_any_basis) {
  Point point{{"delays", {{"longest", whole(4)}}},
              {"diagonal", {}},
              {"ring", {{"count", whole(7)}, {"radius", 0.8}}},
              {"fixed", {}},
              {"lms", {{"step_size", 0.01}}}};
  const Measurement asked{{10}, {"memory_capacity", "memory_curve"}, {"exact", 0}};
  const auto measured = [&] { return compute(group_of({point}, 1, asked), {}, portable_kernels()).front().measures; };
  const auto apart = measured();
  point.network = {"dense", {}};
  const auto turned = measured();
  EXPECT_EQ(apart[0].values.front(), 7);
  EXPECT_EQ(turned[0].values.front(), 7);
  ASSERT_EQ(apart[1].values.size(), 7u);
  for (std::size_t k = 0; k < 7; ++k) EXPECT_NEAR(apart[1].values[k], turned[1].values[k], 1e-10);
  EXPECT_NEAR(apart[1].values[0], 1 - std::pow(0.8, 14), 1e-12);  // of a ring as of a cycle
}

}  // namespace
}  // namespace polesweep::test_memory_capacity
