#include "core/theory/root.hpp"

#include <boost/math/tools/roots.hpp>
#include <cstdint>
#include <limits>

#include "core/theory/domain.hpp"

namespace polesweep::theory {

double root(const std::function<double(double)>& function, double low, double high) {
  const double at_low = function(low);
  const double at_high = function(high);
  if (at_low == 0) return low;
  if (at_high == 0) return high;
  in_domain((at_low < 0) != (at_high < 0), "the equation has no solution there");
  std::uintmax_t iterations = 300;
  const auto [left, right] = boost::math::tools::toms748_solve(
      function, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(std::numeric_limits<double>::digits - 1), iterations);
  return 0.5 * (left + right);
}

}  // namespace polesweep::theory
