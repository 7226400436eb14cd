#include <gtest/gtest.h>

#include "tests/core/learners/recurrent/streamed.hpp"

/// Truncated backpropagation sample by sample: what a window of so many samples holds, what one of several errors is made of, and what is
/// stale in it when the weights have moved.
namespace polesweep::test_windows {
namespace {

constexpr int steps = 13;

using Gradients = std::vector<Vector>;

Member window(std::int64_t truncation, std::int64_t every = 1, const char* kept = "stored") {
  return rule("tbptt", {{"truncation", truncation}, {"update_every", every}, {"window", std::string(kept)}});
}

/// The last error through `truncation` uses of the weights, its own sample's included.
Gradients plain_windows(const std::vector<PlainStep>& all, int truncation) {
  const std::size_t n = all[0].q.size();
  const std::size_t p = all[0].v.size();
  Gradients gradients;
  for (int t = 0; t < static_cast<int>(all.size()); ++t) {
    Vector c = all[static_cast<std::size_t>(t)].q;
    Vector gradient(n * p, 0.0);
    for (int past = t; past >= 0 && past > t - truncation; --past) {
      const PlainStep& step = all[static_cast<std::size_t>(past)];
      Vector previous(n, 0.0);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < p; ++j) gradient[i * p + j] += c[i] * step.d[i] * step.v[j];
        for (std::size_t k = 0; k < n; ++k) previous[k] += step.jacobian[i * n + k] * c[i];
      }
      c = previous;
    }
    gradients.push_back(gradient);
  }
  return gradients;
}

TEST(Windows, hold_so_many_uses_of_the_weights) {
  for (const char* name : {"dense_linear_real", "dense_tanh_real", "dense_leaky_tanh_real", "dense_voltage_tanh_real"}) {
    Training training(case_named(name), portable_kernels(), steps);
    const std::vector<PlainStep> plain = plain_steps(training, steps);
    for (const int truncation : {1, 2, 3, 7, steps}) {
      const Gradients expected = plain_windows(plain, truncation);
      const Gradients found = Streamed(training, window(truncation), {4}).all(steps);
      for (std::size_t t = 0; t < steps; ++t) EXPECT_LT(relative_distance(found[t], expected[t]), 1e-12) << name << truncation << ' ' << t;
    }
  }
}

// The errors of an update go back to one sample: the earlier one of them is, the fewer samples it sees.
TEST(Windows, of_several_errors_are_the_sum_of_shorter_ones) {
  for (const TrainingCase& c : training_cases()) {
    Training training(c, portable_kernels(), steps);
    for (const auto& [truncation, every] : {std::pair{4, 4}, std::pair{5, 3}, std::pair{9, 2}}) {
      const Gradients found = Streamed(training, window(truncation, every), {4}).all(steps);
      std::vector<Gradients> shorter;
      for (int errors = 1; errors <= every; ++errors)
        shorter.push_back(Streamed(training, window(truncation - every + errors), {4}).all(steps));
      for (std::size_t end = static_cast<std::size_t>(every); end <= steps; end += static_cast<std::size_t>(every)) {
        Vector sum(found[0].size(), 0.0);
        for (std::size_t k = 0; k < static_cast<std::size_t>(every); ++k)
          for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += shorter[k][end - static_cast<std::size_t>(every) + k][i];
        EXPECT_LT(relative_distance(found[end - 1], sum), 1e-12) << c.name << ' ' << truncation << ' ' << every << ' ' << end;
      }
    }
  }
}

/// How far the last gradient of a rule that moves the weights is from the exact one at the weights that it was made with.
double staleness(Training& training, const Member& member, double step_size) {
  Streamed moving(training, member, {4}, step_size);
  moving.all(steps - 1);
  Streamed still(training, rule("rtrl"), {4});
  still.start_from(moving.weights());
  const Vector exact = still.all(steps).back();
  const double* last = moving.next(steps - 1);
  return relative_distance({last, last + exact.size()}, exact);
}

// Whether a window is kept or computed again with the weights in force: the error at its end comes from states as they were.
TEST(Windows, and_influences_that_are_carried_are_stale_by_the_first_order_of_the_step) {
  for (const TrainingCase& c : training_cases())
    for (const Member& member : {window(steps), window(steps, 1, "replay"), rule("rtrl")}) {
      Training training(c, portable_kernels(), steps);
      const double large = staleness(training, member, 1e-5);
      EXPECT_GT(large, 1e-8) << c.name;
      EXPECT_NEAR(large / staleness(training, member, 1e-6), 10, 1) << c.name << ' ' << member.kind;
    }
}

}  // namespace
}  // namespace polesweep::test_windows
