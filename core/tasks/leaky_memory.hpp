#pragma once

#include "core/tasks/task.hpp"

namespace polesweep {

/// White input of unit power, and its leaky integral as the target: y*_t = decay y*_(t-1) + gain x_t. With the gain left out its power is 1
/// for every decay, so that noise and risks compare between memories of different length; the memory is 1/(1 - decay) samples long. The
/// risk of a linear network is known exactly; others are tested. Chance level: trivial risk gain^2/(1 - decay^2); best reachable risk: 0,
/// by one linear unit.
///
/// Source: a common test of recurrent memory; arXiv 2501.08040 for the question which rules need the long dependency.
std::unique_ptr<Task> make_leaky_memory_task(Fields& fields, const data::DataFiles& files);

}  // namespace polesweep
