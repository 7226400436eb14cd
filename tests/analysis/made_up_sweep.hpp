#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/theory/predicted_rates.hpp"

namespace polesweep::analysis {

/// A results data set of complete runs with risk 1 and trivial risk 1, one point for each learner label, to be changed by a test.
results::Group made_up_sweep(const std::vector<std::string>& labels, std::size_t seeds, const std::vector<std::int64_t>& lengths,
                             const std::vector<double>& thresholds);

/// The values of a variable that must exist.
template <class T>
std::vector<T>& values_of(results::Group& group, std::string_view name) {
  return std::get<std::vector<T>>(const_cast<results::Variable*>(group.find(name))->values);
}
template <class T>
const std::vector<T>& values_of(const results::Group& group, std::string_view name) {
  return std::get<std::vector<T>>(group.find(name)->values);
}

/// A sweep as one would run it: two tasks, two pole settings, three learners with up to three settings, some diverged, failed and missing
/// runs, and names that need escaping. Random numbers are fixed.
results::Group realistic_sweep();

/// One learner with three step sizes and two truncations, eight seeds, two lengths. At length 10 the middle step size is best on the seeds
/// of even rank and bad on the others; at length 20 the largest is best on all.
results::Group tuned_sweep();

/// The same after a race with a rung at length 10, which the largest step size won: the middle one, the best there, has all runs up to it,
/// and the smallest those that choose.
results::Group raced_sweep();

/// Of points that no formula applies to.
inline theory::PredictedRates nothing_predicted(const results::Group& root) {
  const std::size_t points = root.size_of("point");
  const std::size_t runs = points * root.size_of("seed");
  return {std::vector<double>(runs, std::numeric_limits<double>::quiet_NaN()), std::vector<std::int32_t>(runs, 1),
          std::vector<std::string>(points)};
}

}  // namespace polesweep::analysis
