#pragma once

#include <string>
#include <vector>

#include "analysis/estimators/paired.hpp"
#include "analysis/results/point_fields.hpp"
#include "analysis/results/question_lines.hpp"
#include "analysis/results/runs.hpp"

namespace polesweep::analysis {

enum class Outcome : std::int32_t {
  undecided = 0,   ///< the interval of the ratio contains a tie
  smaller = 1,     ///< the quantity is surely smaller than the reference's
  larger = 2,      ///< surely larger
  descriptive = 3  ///< the runs are not independent, or settings were chosen and judged on the same ones
};
const std::vector<std::pair<std::int32_t, std::string>>& outcomes();

/// One row of a comparison.
struct ComparedPair {
  std::string context;  ///< what both have in common if that differs among rows
  std::string of;       ///< value of the field compared
  std::string of_id;    ///< identity of the point, after settings were chosen
  std::string reference_id;
  Comparison result;  ///< ratio to the reference; the interval is adjusted
  Outcome outcome = Outcome::undecided;
  std::string reason;  ///< why nothing can be said, or what it is conditional on; "" if the interval says it all
};

/// A `[[compare]]` table: all its rows are one family of intervals.
struct ComparisonTable {
  std::string between;
  std::string reference;
  std::string quantity;
  double at = 0;           ///< length, iteration or threshold; 0: the last, the smallest
  std::string place = {};  ///< the same in words, whichever it is: "N = 640"; "" of what has one value for each run
  double adjusted_confidence = 0;
  std::string problem;  ///< why nothing could be compared; "" else
  std::vector<ComparedPair> pairs;
};

/// Everything that differs from the reference in `between` alone is compared with it on paired seeds (`compare_paired`; the sample
/// complexity by bootstrap, `compare_complexity`). Intervals are adjusted (Bonferroni) for all rows of a table. `root` holds /statistics.
std::vector<ComparisonTable> compare(const results::Group& root, const Runs& runs, const PointFields& fields,
                                     const std::vector<Question>& questions);

}  // namespace polesweep::analysis
