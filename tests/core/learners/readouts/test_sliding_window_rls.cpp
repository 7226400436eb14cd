#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>

#include "tests/core/learners/readouts/block_data.hpp"

namespace polesweep {
namespace {

Member sliding_window(std::int64_t window, double regularization) {
  return {"sliding_window_rls", {{"window", window}, {"regularization", regularization}}};
}

/// argmin of |D - V S|^2 + regularization |V|^2 over the samples [first, end), by QR of the rows.
std::vector<Complex> batch(const RunData& data, int first, int end, double regularization) {
  const int n = data.regressors;
  Eigen::MatrixXcd rows = Eigen::MatrixXcd::Zero(end - first + n, n);
  Eigen::MatrixXcd right = Eigen::MatrixXcd::Zero(end - first + n, data.outputs);
  for (int t = first; t < end; ++t) {
    for (int i = 0; i < n; ++i) rows(t - first, i) = data.s[static_cast<std::size_t>(t * n + i)];
    for (int k = 0; k < data.outputs; ++k) right(t - first, k) = data.d[static_cast<std::size_t>(t * data.outputs + k)];
  }
  for (int i = 0; i < n; ++i) rows(end - first + i, i) = std::sqrt(regularization);
  const Eigen::MatrixXcd v = rows.colPivHouseholderQr().solve(right);
  std::vector<Complex> weights;
  for (int k = 0; k < data.outputs; ++k)
    for (int i = 0; i < n; ++i) weights.push_back(v(i, k));
  return weights;
}

/// The largest distance of weights at any of the steps from the batch solution, over the largest weight.
double largest_distance(const RunData& data, int window, double regularization, int from, int every) {
  const Learner rule =
      make_readout_rule(sliding_window(window, regularization), data.regressors, data.outputs, data.complex_valued, kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  BlockData block({data}, kernels());
  double distance = 0;
  double size = 0;
  for (int t = 0; t < data.samples; t += every) {
    rule.rule->advance(state.data(), block.chunk(t, every));
    if (t < from) continue;
    const std::vector<Complex> found = read_weights(rule, state, kernels(), 0);
    const std::vector<Complex> right = batch(data, std::max(0, t + every - window), t + every, regularization);
    for (std::size_t i = 0; i < right.size(); ++i) {
      distance = std::max(distance, std::abs(found[i] - right[i]));
      size = std::max(size, std::abs(right[i]));
    }
  }
  return distance / size;
}

TEST(SlidingWindowRls, is_the_least_squares_of_its_window_at_every_step) {
  for (const bool complex_valued : {false, true})
    for (const int window : {1, 2, 5, 7, 20, 150}) {
      const RunData data = make_run_data(400, 6, 2, complex_valued, 8);
      EXPECT_LT(largest_distance(data, window, 0.01, 0, 1), 1e-10) << complex_valued << " " << window;
    }
}

TEST(SlidingWindowRls, with_room_for_all_samples_is_rls_to_the_bit) {
  for (const bool complex_valued : {false, true})
    for (const int window : {200, 1000}) {
      const RunData data = make_run_data(200, 7, 2, complex_valued, 4);
      EXPECT_EQ(learn(sliding_window(window, 0.02), data, kernels()), learn({"rls", {{"regularization", 0.02}}}, data, kernels()));
    }
}

// What was before the window leaves no trace: two pasts, one of them 10^4 times as large, and the same window.
TEST(SlidingWindowRls, forgets_completely) {
  const RunData quiet = make_run_data(300, 6, 1, true, 3);
  RunData loud = quiet;
  for (int t = 0; t < 200; ++t) {
    for (int i = 0; i < 6; ++i) loud.s[t * 6 + i] *= 1e4;
    loud.d[t] = -loud.d[t];
  }
  const std::vector<Complex> a = learn(sliding_window(100, 1e-3), quiet, kernels());
  const std::vector<Complex> b = learn(sliding_window(100, 1e-3), loud, kernels());
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(std::abs(a[i] - b[i]), 0, 1e-10);
}

// A sample that dwarfs all others takes most digits with it when it leaves: the factor is made again at once, not at the next turn.
TEST(SlidingWindowRls, outliers_leave_no_rounding_behind) {
  for (const bool complex_valued : {false, true}) {
    RunData data = make_run_data(400, 6, 1, complex_valued, 8);
    for (int t = 37; t < 400; t += 61)
      for (int i = 0; i < 6; ++i) data.s[t * 6 + i] *= 1e9;
    const int window = 40;
    const Learner rule = make_readout_rule(sliding_window(window, 1e-3), 6, 1, complex_valued, kernels());
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({data}, kernels());
    for (int t = 0; t < data.samples; ++t) {
      rule.rule->advance(state.data(), block.chunk(t, 1));
      bool outlier_inside = false;
      for (int past = std::max(0, t + 1 - window); past <= t; ++past) outlier_inside = outlier_inside || past % 61 == 37;
      if (t < 37 || outlier_inside) continue;
      const std::vector<Complex> found = read_weights(rule, state, kernels(), 0);
      const std::vector<Complex> right = batch(data, t + 1 - window, t + 1, 1e-3);
      for (int i = 0; i < 6; ++i) ASSERT_NEAR(std::abs(found[i] - right[i]), 0, 1e-10) << complex_valued << " " << t;
    }
  }
}

// Samples that get quieter little by little, none of which takes much along: by 10^6 within two windows, and then they get louder again.
TEST(SlidingWindowRls, what_fades_leaves_no_rounding_behind) {
  for (const bool complex_valued : {false, true}) {
    RunData data = make_run_data(960, 6, 1, complex_valued, 8);
    for (int t = 0; t < 960; ++t) {
      const double size = std::pow(10.0, 3 * std::cos(t * 3.14159265358979 / 120));
      for (int i = 0; i < 6; ++i) data.s[t * 6 + i] *= size;
      data.d[t] *= size;
    }
    EXPECT_LT(largest_distance(data, 60, 1e-9, 60, 1), 1e-10) << complex_valued;
  }
}

// A factor that only ever took samples in and out would gather their rounding: here 50 times as much as is allowed.
TEST(SlidingWindowRls, stays_the_least_squares_of_its_window_for_a_million_steps) {
  const int n = 8;
  const int chunk = 1000;
  for (const bool complex_valued : {false, true})
    for (const int window : {30, 230}) {
      const Learner rule = make_readout_rule(sliding_window(window, 1e-2), n, 1, complex_valued, kernels());
      Arena state(rule.rule->state_size());
      rule.rule->reset(state.data(), nullptr);
      const RunData data = make_run_data(chunk, n, 1, complex_valued, 2);
      BlockData block({data}, kernels());
      const std::vector<Complex> right = batch(data, chunk - window, chunk, 1e-2);
      for (int repeat = 0; repeat < 1000; ++repeat) {
        rule.rule->advance(state.data(), block.chunk(0, chunk));
        if (repeat % 100 != 99) continue;
        const std::vector<Complex> found = read_weights(rule, state, kernels(), 0);
        double distance = 0;
        for (int i = 0; i < n; ++i) distance = std::max(distance, std::abs(found[i] - right[i]));
        ASSERT_LT(distance, 2e-14) << complex_valued << " " << window << " " << repeat;
      }
    }
}

// The loud neighbour is made again after 260 samples, both are after 240 and 280.
TEST(SlidingWindowRls, a_neighbour_whose_factor_is_made_again_does_not_matter) {
  const RunData calm = make_run_data(270, 6, 1, false, 6);
  RunData loud = calm;
  for (int t = 37; t < 270; t += 61)
    for (int i = 0; i < 6; ++i) loud.s[t * 6 + i] *= 1e7;
  const Member member = sliding_window(40, 1e-3);
  for (const KernelSet* set : vector_kernels()) {
    const Learner rule = make_readout_rule(member, 6, 1, false, *set);
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({calm, loud}, *set);
    rule.rule->advance(state.data(), block.chunk(0, 270));
    EXPECT_EQ(read_weights(rule, state, *set, 0), learn(member, calm, portable_kernels()));
    EXPECT_EQ(read_weights(rule, state, *set, 1), learn(member, loud, portable_kernels()));
  }
}

TEST(SlidingWindowRls, is_drawn_to_the_initial_readout) {
  RunData data = make_run_data(90, 6, 1, true, 8);
  std::vector<Complex> start;
  Arena initial(12);
  for (int i = 0; i < 6; ++i) {
    start.emplace_back(0.5 * i - 1, 0.25 * i);
    initial[2 * i] = start.back().real();
    initial[2 * i + 1] = start.back().imag();
  }
  const Learner rule = make_readout_rule(sliding_window(20, 2), 6, 1, true, portable_kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), initial.data());
  EXPECT_EQ(read_weights(rule, state, portable_kernels(), 0), start);
  BlockData block({data}, portable_kernels());
  rule.rule->advance(state.data(), block.chunk(0, data.samples));
  for (int t = 0; t < data.samples; ++t)
    for (int i = 0; i < 6; ++i) data.d[t] -= start[i] * data.s[t * 6 + i];
  const std::vector<Complex> moved = batch(data, 70, 90, 2);
  const std::vector<Complex> weights = read_weights(rule, state, portable_kernels(), 0);
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(std::abs(weights[i] - start[i] - moved[i]), 0, 1e-12);
}

}  // namespace
}  // namespace polesweep
