#pragma once

#include <vector>

#include "core/block/kernel_set.hpp"

namespace polesweep {

/// Every kernel set that this processor runs, the portable one first.
inline std::vector<const KernelSet*> all_kernels() {
  std::vector<const KernelSet*> all{&portable_kernels()};
  all.insert(all.end(), vector_kernels().begin(), vector_kernels().end());
  return all;
}

}  // namespace polesweep
