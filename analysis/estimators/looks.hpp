#pragma once

#include <cstddef>
#include <vector>

#include "analysis/estimators/quantiles.hpp"

/// Looks at a growing number of seeds: after each the sweep may end, if its intervals are narrow enough by then. Who stops when an interval
/// looks well must pay for having looked: of K looks that are possible, each has intervals of level 1 - alpha / K. Then all K hold together
/// with probability at least 1 - alpha (union bound), hence also the one that the sweep ends with, whatever made it end there, in samples
/// of any size. Source: C. Jennison and B. W. Turnbull, Group Sequential Methods (1999), chapter 9.
namespace polesweep::analysis {

/// Numbers of seeds at the looks: `first`, twice as many and so on, and `at_most`. A function of these two numbers alone.
std::vector<std::size_t> seeds_at_looks(std::size_t first, std::size_t at_most);

/// The confidence of each interval at a look, such that the same interval at all `looks` holds with `confidence`.
double confidence_at_look(double confidence, std::size_t looks);

/// How far the further bound is from the value, as a part of its magnitude: 0.1 means that no bound is further than 10 % from the value. 0
/// if both bounds are the value (also +inf: that it diverged is certain), +inf if a bound is open or infinite, NaN if there is no interval.
double relative_half_width(const Estimate& estimate);

}  // namespace polesweep::analysis
