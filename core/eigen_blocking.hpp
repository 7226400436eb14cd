#pragma once

namespace polesweep {

/// Eigen cuts its products by the sizes of the caches it finds, so the order of its sums would follow the machine. This fixes the sizes;
/// whoever starts a chain of calls into Eigen calls it first.
void fix_eigen_blocking();

}  // namespace polesweep
