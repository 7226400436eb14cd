#include "tests/bench/fma_peak.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "tests/bench/cpu_time.hpp"

namespace polesweep {
namespace portable {
extern const bench::FmaChains fma_chains;
}
namespace v3 {
extern const bench::FmaChains fma_chains;
}
namespace v4 {
extern const bench::FmaChains fma_chains;
}
namespace neon {
extern const bench::FmaChains fma_chains;
}

namespace bench {

double fma_peak(const KernelSet& kernels) {
  const FmaChains* chains = nullptr;
  for (const FmaChains* one : {
         &portable::fma_chains,
#if defined(__x86_64__)
             &v3::fma_chains, &v4::fma_chains
#elif defined(__aarch64__)
           &neon::fma_chains
#endif
       })
    if (std::strcmp(one->kernels, kernels.name) == 0) chains = one;
  constexpr std::int64_t rounds = 20'000;
  Arena out(static_cast<std::size_t>(chains->chains) * chains->lanes);
  double best = 0;
  for (int sample = 0; sample < 25; ++sample) {
    const double start = cpu_seconds();
    chains->run(rounds, 0.5, out.data());
    best = std::max(best, 2.0 * rounds * chains->chains * chains->lanes / (1e9 * (cpu_seconds() - start)));
  }
  return best;
}

}  // namespace bench
}  // namespace polesweep
