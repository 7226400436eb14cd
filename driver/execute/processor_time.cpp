#include "driver/execute/processor_time.hpp"

#include <ctime>

namespace polesweep::execute {

double processor_seconds() {
  std::timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace polesweep::execute
