#include "core/modes/finite_sums.hpp"

#include <cmath>

namespace polesweep::theory {
namespace {

/// The closed forms subtract terms of size (1-p)^-k; while N (1-p) is small these are far larger than the sum, and N terms are few.
bool short_for(double p, std::int64_t count) { return count <= 8 || static_cast<double>(count) * (1 - p) < 1; }

template <class Weight>
double sum_directly(double p, std::int64_t count, Weight weight) {
  double sum = 0;
  double power = 1;
  for (std::int64_t n = 0; n < count; ++n, power *= p) sum += weight(static_cast<double>(n)) * power;
  return sum;
}

}  // namespace

double sum_powers(double p, std::int64_t count) {
  if (short_for(p, count)) return sum_directly(p, count, [](double) { return 1.0; });
  return (1 - std::pow(p, static_cast<double>(count))) / (1 - p);
}

double sum_first(double p, std::int64_t count) {
  if (short_for(p, count)) return sum_directly(p, count, [](double n) { return n + 1; });
  const double n = static_cast<double>(count);
  const double power = std::pow(p, n);
  return (1 - (n + 1) * power + n * power * p) / ((1 - p) * (1 - p));
}

double sum_second(double p, std::int64_t count) {
  if (short_for(p, count)) return sum_directly(p, count, [](double n) { return (n + 1) * (n + 1); });
  const double n = static_cast<double>(count);
  const double power = std::pow(p, n);
  return (1 + p - (n + 1) * (n + 1) * power + (2 * n * n + 2 * n - 1) * power * p - n * n * power * p * p) / std::pow(1 - p, 3);
}

double sum_ramp(double p, std::int64_t length) {
  const double t = static_cast<double>(length);
  if (short_for(p, length)) return sum_directly(p, length, [t](double n) { return 1 - n / t; });
  return 1 / (1 - p) - p * (1 - std::pow(p, t)) / (t * (1 - p) * (1 - p));
}

}  // namespace polesweep::theory
