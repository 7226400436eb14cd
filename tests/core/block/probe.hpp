#pragma once

#include <cstdint>
#include <vector>

namespace polesweep {

/// The probe of one kind of kernels; only kinds that this processor runs are listed.
struct Probe {
  const char* name;
  int lanes;
  void (*exponential)(const double*, double*, int);
  void (*tanh)(const double*, double*, int);
  void (*logarithm)(const double*, double*, int);
  void (*sine)(const double*, double*, int);
  void (*cosine)(const double*, double*, int);
  void (*philox)(const std::uint32_t*, const std::uint32_t*, std::uint32_t*);
};

std::vector<Probe> probes();

}  // namespace polesweep
