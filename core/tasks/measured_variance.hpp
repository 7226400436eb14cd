#pragma once

#include <cstdint>
#include <functional>

#include "core/tasks/task.hpp"

namespace polesweep {

/// The risk of the best constant for a task whose targets have no variance in closed form: the variance (divisor n) of a run's clean
/// targets, summed over outputs, over the `evaluation.samples` first ones of its test, or, prequential, of its training. Calls `rest`
/// between pieces.
double measured_variance(const Task& task, std::uint64_t seed, const Evaluation& evaluation, const std::function<void()>& rest);

}  // namespace polesweep
