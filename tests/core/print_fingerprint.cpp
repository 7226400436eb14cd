#include <cstdio>

#include "core/fingerprint.hpp"

int main() {
  for (const char* name : {"portable", "v3", "v4"})
    if (const polesweep::KernelSet* kernels = polesweep::find_kernels(name))
      std::printf("%s %s\n", name, polesweep::numerics_fingerprint(*kernels).c_str());
}
