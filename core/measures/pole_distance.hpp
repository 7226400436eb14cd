#pragma once

#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// Root mean square of the distances |pole - teacher's pole| in the complex plane over the pairs of that one-to-one matching which makes it
/// smallest (unit: 1). With unequal counts every member of the smaller set is matched, each to a partner of its own: poles that a large
/// network has left over do not count, nor do a teacher's that a small one cannot have. Dimension: one number. Cost: that of `spectrum`,
/// and min(K, L)^2 max(K, L) operations. NaN without poles of a teacher, or if a pole is not finite.
double pole_distance(const std::vector<Complex>& poles, const std::vector<Complex>& teacher_poles);

}  // namespace polesweep
