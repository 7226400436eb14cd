#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/run/setup.hpp"

/// From points to formulas of their convergence rates.
namespace polesweep::theory {

enum class RateReason : std::int32_t {
  predicted = 0,
  no_formula = 1,       ///< none is known for this combination of task, network and learner
  not_exponential = 2,  ///< theory has a power of N
  unstable = 3,         ///< theory says that the rule does not come to rest there
  ill_conditioned = 4,  ///< a direction of the states is not driven to working precision
  left_out = 5          ///< the sweep has more combinations than are looked at
};

/// The reasons as texts for the meanings of a status variable.
const std::vector<std::pair<std::int32_t, std::string>>& rate_reasons();

/// A row of the table from points to formulas.
struct RateLaw {
  const char* formula;      ///< a name of `polesweep theory`, or a power of N
  const char* unit;         ///< "sample" or "update"
  const char* assumptions;  ///< and what kind of number it is, as sentences
};
std::span<const RateLaw> rate_laws();

/// What theory predicts for the convergence rates of a sweep.
struct PredictedRates {
  std::vector<double> rates;          ///< [point, seed]; NaN unless predicted
  std::vector<std::int32_t> reasons;  ///< [point, seed]
  std::vector<std::string> formulas;  ///< [point] of the table; "" if no row applies
};

/// Makes the predictions point by point.
///
/// Random poles and input weights are drawn again as each run drew them. Costs are bounded: after some 10^4 different matrices of 16
/// states, or paths of modes worth as much, further ones are left out. Learners that share poles share the work if they follow one another
/// on one ground.
class RatePredictor {
 public:
  RatePredictor(std::size_t points, std::vector<std::uint64_t> seeds);
  ~RatePredictor();
  RatePredictor(const RatePredictor&) = delete;
  RatePredictor& operator=(const RatePredictor&) = delete;

  /// Points in any order, each once.
  void add(std::size_t point, const Setup& setup);
  PredictedRates take() { return std::move(predicted_); }

 private:
  class Source;
  struct Row;
  static std::span<const Row> rows();
  friend std::span<const RateLaw> rate_laws();

  std::unique_ptr<Source> source_;
  PredictedRates predicted_;
};

}  // namespace polesweep::theory
