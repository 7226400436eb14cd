#pragma once

#include <string>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/run/run.hpp"

namespace polesweep {

/// A hash of the bits of a few canonical runs with their costly measures, a ridge solve with 160 regressors and an eigendecomposition: 32
/// hexadecimal digits. Two machines, builds or kernels with one fingerprint give runs the same bits. Takes some tens of milliseconds.
std::string numerics_fingerprint(const KernelSet& kernels);

/// The runs that it is computed with.
std::vector<RunGroup> fingerprint_runs();

}  // namespace polesweep
