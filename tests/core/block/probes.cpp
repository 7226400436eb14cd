#include "core/block/kernel_set.hpp"
#include "tests/core/block/probe.hpp"

namespace polesweep {

namespace portable {
void probe_exponential(const double*, double*, int);
void probe_tanh(const double*, double*, int);
void probe_logarithm(const double*, double*, int);
void probe_sine(const double*, double*, int);
void probe_cosine(const double*, double*, int);
void probe_philox(const std::uint32_t*, const std::uint32_t*, std::uint32_t*);
}  // namespace portable
namespace v3 {
void probe_exponential(const double*, double*, int);
void probe_tanh(const double*, double*, int);
void probe_logarithm(const double*, double*, int);
void probe_sine(const double*, double*, int);
void probe_cosine(const double*, double*, int);
void probe_philox(const std::uint32_t*, const std::uint32_t*, std::uint32_t*);
}  // namespace v3
namespace v4 {
void probe_exponential(const double*, double*, int);
void probe_tanh(const double*, double*, int);
void probe_logarithm(const double*, double*, int);
void probe_sine(const double*, double*, int);
void probe_cosine(const double*, double*, int);
void probe_philox(const std::uint32_t*, const std::uint32_t*, std::uint32_t*);
}  // namespace v4

std::vector<Probe> probes() {
  std::vector<Probe> all = {{"portable", 1, portable::probe_exponential, portable::probe_tanh, portable::probe_logarithm,
                             portable::probe_sine, portable::probe_cosine, portable::probe_philox}};
  if (find_kernels("v3"))
    all.push_back(
        {"v3", 4, v3::probe_exponential, v3::probe_tanh, v3::probe_logarithm, v3::probe_sine, v3::probe_cosine, v3::probe_philox});
  if (find_kernels("v4"))
    all.push_back(
        {"v4", 8, v4::probe_exponential, v4::probe_tanh, v4::probe_logarithm, v4::probe_sine, v4::probe_cosine, v4::probe_philox});
  return all;
}

}  // namespace polesweep
