#include "core/eigen_blocking.hpp"

#include <Eigen/Core>

namespace polesweep {

void fix_eigen_blocking() { Eigen::setCpuCacheSizes(32768, 262144, 2097152); }

}  // namespace polesweep
