#include "core/block/kernel_set.hpp"
#include "tests/core/block/kernel_probes.hpp"

namespace polesweep {

std::vector<Probe> probes() {
  std::vector<Probe> found;
  for (const Probe* probe : {
         &portable::probe,
#if defined(__x86_64__)
             &v3::probe, &v4::probe
#elif defined(__aarch64__)
                             &neon::probe
#endif
       })
    if (find_kernels(probe->name)) found.push_back(*probe);
  return found;
}

}  // namespace polesweep
