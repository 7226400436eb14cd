#include "core/machine_memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace polesweep {

double machine_memory() {
  const double installed = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return installed;
  return std::min(installed, static_cast<double>(limit.rlim_cur));
}

double most_unpacked(double file_bytes) { return 16 * file_bytes + machine_memory() / 4; }

}  // namespace polesweep
