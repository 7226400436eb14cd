#pragma once

#include <cmath>

#include "core/block/draws.hpp"
#include "tests/core/tasks/series_case.hpp"

namespace polesweep {

/// A teacher of 6 units, recurrent_scale 0.8, input_scale 0.7, bias_scale 0.4 and teacher_seed 3, against the recursion written out: its
/// targets are a . h_t but for one factor and one constant.
template <class Activation>
void expect_network_recursion(const Task& task, Activation activation) {
  const int n = 6;
  const std::vector<double> z = draw_normals(3, Role::data_teacher, 0, n * (n + 3));
  const Drawn drawn = draw(task, Part::training, 5, 400);
  std::vector<double> h(n), raw;
  for (const Complex& x : drawn.inputs) {
    std::vector<double> next(n);
    raw.push_back(0);
    for (int k = 0; k < n; ++k) {
      const double* row = z.data() + k * (n + 3);
      double drive = 0.7 * row[n] * x.real() + 0.4 * row[n + 1];
      for (int j = 0; j < n; ++j) drive += 0.8 / std::sqrt(n) * row[j] * h[static_cast<std::size_t>(j)];
      next[static_cast<std::size_t>(k)] = activation(drive);
      raw.back() += row[n + 2] * next[static_cast<std::size_t>(k)];
    }
    h = next;
  }
  const auto y = [&](std::size_t t) { return drawn.clean[t].real(); };
  const double factor = (y(1) - y(0)) / (raw[1] - raw[0]);
  EXPECT_GT(factor, 0);
  for (std::size_t t = 0; t < raw.size(); ++t) ASSERT_NEAR(y(t) - y(0), factor * (raw[t] - raw[0]), 1e-12) << t;
}

}  // namespace polesweep
