#pragma once

#include "core/learners/recurrent/entry.hpp"

namespace polesweep::POLESWEEP_KERNELS {

extern const RecurrentEntry recurrent_rules[];

}  // namespace polesweep::POLESWEEP_KERNELS
