#include <cstdio>

#include "core/run/fingerprint.hpp"

namespace {

void print(const polesweep::KernelSet& kernels) { std::printf("%s %s\n", kernels.name, polesweep::numerics_fingerprint(kernels).c_str()); }

}  // namespace

int main() {
  print(polesweep::portable_kernels());
  for (const polesweep::KernelSet* kernels : polesweep::vector_kernels()) print(*kernels);
}
