#pragma once

#include <cstdint>

namespace polesweep {

struct KernelSet;

/// Block code whose numbers are counted (lane_counting.hpp).
namespace counting {
extern const KernelSet kernel_set;
}

/// Additions and multiplications since it was last set to zero.
extern std::int64_t counted_operations;

}  // namespace polesweep
