#pragma once

#include <string>
#include <vector>

#include "analysis/estimators/quantiles.hpp"
#include "analysis/results/runs.hpp"

namespace polesweep::analysis {

/// The convergence rate of a point along samples or updates, with what theory predicts beside it, and its plateaus.
struct RateRow {
  std::size_t point = 0;
  Along along = Along::lengths;
  std::int64_t length = 0;    ///< along iterations: distinct training samples; 0 for episodes
  Estimate measured;          ///< median over the runs with a rate
  std::int64_t runs = 0;      ///< with a rate
  Estimate plateau;           ///< median over the runs with one of the longest; NaN of older files
  std::string reason;         ///< the most frequent one of the runs without; "" if all have a rate
  double predicted = 0;       ///< median over seeds; NaN if theory predicts none
  std::string formula;        ///< of theory; "" if none applies
  std::string no_prediction;  ///< why there is none; "" if there is
};

/// All rows that have a rate, a prediction or a plateau, in the order of points; none of a data set whose statistics have no rates.
/// `root` holds /statistics.
std::vector<RateRow> rate_rows(const results::Group& root, const Runs& runs);

}  // namespace polesweep::analysis
