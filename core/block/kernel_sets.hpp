#pragma once

#include "core/block/kernel_set.hpp"

/// The tables that this build holds.
namespace polesweep::portable {
extern const KernelSet kernel_set;
double exponential_of(double x);
double logarithm_of(double x);
UnitCirclePoint point_at(double turns);
}  // namespace polesweep::portable

namespace polesweep::v3 {
extern const KernelSet kernel_set;
}

namespace polesweep::v4 {
extern const KernelSet kernel_set;
}

namespace polesweep::neon {
extern const KernelSet kernel_set;
}
