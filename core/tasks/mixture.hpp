#pragma once

#include "core/tasks/task.hpp"

namespace polesweep {

/// White input of unit power through a sum of real exponentials: y*_t = sum_n (sum_i weight_i decay_i^n) x_(t-n). It is the linear teacher
/// with real poles by another name, for mismatch: students with fewer poles than the mixture has exponentials cannot reach it, and rules
/// that differ in bias stop at different poles. Two exponentials at least, which differ; all weights 1 unless given. The risk of any linear
/// network is known exactly. Chance level: trivial risk sum_ij weight_i weight_j/(1 - decay_i decay_j); best reachable risk: 0, by as many
/// poles as exponentials.
///
/// Source: arXiv 2501.08040 (single pole under mismatch); `polesweep theory p3.w_twoexp` is where truncated gradients of one pole stop.
std::unique_ptr<Task> make_mixture_task(Fields& fields, const data::DataFiles& files);

}  // namespace polesweep
