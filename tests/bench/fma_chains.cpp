#include "core/block/lane.hpp"
#include "tests/bench/fma_peak.hpp"

/// Compiled once per kind of processor, as block code is.
namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Chains that hide the latency of a fused multiply-add, with its two other operands in the registers as well.
constexpr int chains = registers - 4;

void multiply_and_add(std::int64_t rounds, double factor, double* out) {
  const Real a = broadcast(factor);
  Real sum[chains];
#pragma GCC unroll 32
  for (int k = 0; k < chains; ++k) sum[k] = broadcast(k);
  for (std::int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 32
    for (int k = 0; k < chains; ++k) sum[k] = fused(sum[k], a, a);
  }
#pragma GCC unroll 32
  for (int k = 0; k < chains; ++k) store(out, k, sum[k]);
}

}  // namespace

extern const bench::FmaChains fma_chains;
const bench::FmaChains fma_chains = {.kernels = POLESWEEP_KERNELS_NAME, .chains = chains, .lanes = lanes, .run = multiply_and_add};

}  // namespace polesweep::POLESWEEP_KERNELS
