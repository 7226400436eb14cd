#pragma once

#include "core/tasks/task.hpp"

namespace polesweep {

/// White input of unit power through a teacher with K poles: y*_t = sum_k gain_k s_k, s_k <- pole_k s_k + x_t; the learner sees
/// y*_t + noise. The risk of any linear network is known exactly. Chance level: trivial risk sum_kl g_k conj(g_l)/(1 - p_k conj(p_l));
/// best reachable risk: 0, by a network that has the teacher's poles.
///
/// Source: arXiv 2602.21454 (impulse responses sum_k b_k beta_k^n).
std::unique_ptr<Task> make_linear_teacher_task(Fields& fields, const data::DataFiles& files);

}  // namespace polesweep
