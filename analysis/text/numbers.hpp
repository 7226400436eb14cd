#pragma once

#include <string>

#include "analysis/estimators/quantiles.hpp"
#include "core/counted.hpp"

/// Numbers as people read them; files for programs hold the shortest text that reads back to the same bits instead.
namespace polesweep::analysis {

/// The shortest text that reads back as the number, for what a person wrote: "-2.005".
std::string exact_number(double value);

/// Three significant digits, as in "0.0123" and "1.2e7"; whole numbers below a million in full; "∞", "–" for NaN.
std::string number(double value);

/// "[0.1, 0.2]", with "open" for a bound that the runs are too few for, "" if there is no interval.
std::string interval(const Estimate& estimate);

/// "0.12 [0.1, 0.2]", without brackets if there is no interval.
std::string with_interval(const Estimate& estimate);

/// A ratio has no negative values: its open lower bound is 0, for the text as for intervals of logarithms. A ratio that is 0 is bounded by
/// itself.
Estimate as_ratio(Estimate ratio);

/// A duration in the unit that suits it: "1.2 ms", "3.4 s", "2.1 h".
std::string duration(double seconds);

/// A name as words: "floor not reached".
std::string in_words(std::string name);

}  // namespace polesweep::analysis
