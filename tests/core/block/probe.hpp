#pragma once

#include <cstdint>
#include <vector>

namespace polesweep {

/// Elementary functions and random words of one kind of kernels for the tests to look at: functions of whole arrays, whose sizes are
/// multiples of the lanes.
struct Probe {
  const char* name;
  int lanes;
  void (*exponential)(const double* in, double* out, int count);
  void (*tanh)(const double* in, double* out, int count);
  void (*logarithm)(const double* in, double* out, int count);
  void (*sine)(const double* in, double* out, int count);
  void (*cosine)(const double* in, double* out, int count);
  /// The four output words of each lane [4 x lanes] for one counter [4] and key [2], the same in all lanes.
  void (*philox)(const std::uint32_t* counter, const std::uint32_t* key, std::uint32_t* out);
  /// core/block/symmetric_eigenvectors.hpp: matrix [size x size x lanes], values [wanted x lanes], vectors [wanted x size x lanes], scratch
  /// of 5 size numbers.
  void (*eigenvectors)(double* matrix, int size, int wanted, double* values, double* vectors, double* scratch);
};

/// Of all kinds that this processor runs.
std::vector<Probe> probes();

}  // namespace polesweep
