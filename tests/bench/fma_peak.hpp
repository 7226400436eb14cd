#pragma once

#include <cstdint>

namespace polesweep {

struct KernelSet;

namespace bench {

/// Independent chains of fused multiply-adds in the registers of one kind of processor.
struct FmaChains {
  const char* kernels;
  int chains;
  int lanes;
  /// x <- factor x + factor in every chain, `rounds` times; out [chains][lanes], aligned.
  void (*run)(std::int64_t rounds, double factor, double* out);
};

/// What this core reaches with these kernels on registers alone, in operations per nanosecond of thread CPU time (a fused multiply-add is
/// two): the best of some samples of a tenth of a millisecond. The clock of a core moves with its load, so measure it beside the kernels.
double fma_peak(const KernelSet& kernels);

}  // namespace bench
}  // namespace polesweep
