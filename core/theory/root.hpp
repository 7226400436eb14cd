#pragma once

#include <functional>

namespace polesweep::theory {

/// Root of a continuous function in [low, high], to rounding. Error: std::domain_error if both ends have the same sign.
double root(const std::function<double(double)>& function, double low, double high);

}  // namespace polesweep::theory
