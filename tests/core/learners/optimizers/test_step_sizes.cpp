#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/learners/recurrent/training_case.hpp"

/// Step sizes of recurrent weights, of input weights with biases, and of readouts.
namespace polesweep {
namespace {

/// What the first update, after `samples`, adds to the weights of a run.
std::vector<double> first_change(Training& training, const Point& point, int samples) {
  const Learner learner = training.learner(point);
  const Arena start = training.start(learner);
  Arena state(learner.rule->state_size());
  Arena after(start.size());
  learner.rule->reset(state.data(), start.data());
  learner.rule->advance(state.data(), training.chunk(0, samples));
  learner.rule->weights(state.data(), after.data());
  std::vector<double> change;
  for (std::size_t i = 0; i < start.size(); ++i) change.push_back(after[i] - start[i]);
  return change;
}

/// By what a group's step size is larger than the one of all.
double factor_of(const Training& training, std::size_t slot) {
  const NetworkShape shape = training.network().shape();
  const auto slots = static_cast<std::size_t>(shape.complex_valued ? 2 : 1);
  const auto n = static_cast<std::size_t>(shape.states);
  if (slot >= training.network().start().size()) return 5;
  if (!shape.diagonal) return slot / slots % (n + static_cast<std::size_t>(shape.inputs) + 1) < n ? 2 : 3;
  const std::size_t poles = shape.complex_valued ? 2 * n : 2 * n - n % 2;  // real ones in blocks of two by two
  return slot < poles ? 2 : 3;
}

// The first update of every optimizer is proportional to the step size. One for each sample may be made in place of gradients.
TEST(StepSizes, of_a_group_are_for_it_alone) {
  for (const MemberInfo& info : optimizer_members())
    for (const char* name : {"diagonal_odd_real", "diagonal_complex", "dense_tanh_real", "dense_split_tanh_complex"})
      for (const std::int64_t every : {2, 1}) {
        // The states are zero before the first sample, where recurrent weights have no gradient.
        Training training(case_named(name), portable_kernels(), 2);
        Point point = training.point(rule("rtrl", {{"update_every", every}}), 1e-3, false, info.name.c_str());
        const std::vector<double> together = first_change(training, point, static_cast<int>(every));
        point.optimizer.fields["step_size_poles"] = 2e-3;
        point.optimizer.fields["step_size_inputs"] = 3e-3;
        point.optimizer.fields["step_size_readout"] = 5e-3;
        const std::vector<double> apart = first_change(training, point, static_cast<int>(every));
        int moved[6] = {};
        for (std::size_t i = 0; i < together.size(); ++i) {
          const double factor = factor_of(training, i);
          EXPECT_NEAR(apart[i], factor * together[i], 1e-12 + 1e-9 * std::abs(together[i])) << info.name << ' ' << name << ' ' << i;
          if (std::abs(together[i]) > 1e-7) ++moved[static_cast<int>(factor)];
        }
        if (every == 2) EXPECT_GT(moved[2], 3) << info.name << ' ' << name;
        EXPECT_GT(std::min(moved[3], moved[5]), 3) << info.name << ' ' << name;
      }
}

}  // namespace
}  // namespace polesweep
