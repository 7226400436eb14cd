#include "core/learners/readout_condition.hpp"

#include "core/linear_algebra/entries.hpp"

namespace polesweep {

double readout_condition(const std::vector<Complex>& factor, int regressors) {
  const std::size_t columns = factor.size() / static_cast<std::size_t>(regressors);
  std::vector<Complex> square;
  for (std::size_t i = 0; i < factor.size(); i += columns)
    square.insert(square.end(), factor.begin() + static_cast<std::ptrdiff_t>(i),
                  factor.begin() + static_cast<std::ptrdiff_t>(i) + regressors);
  return condition_number(square, regressors);
}

}  // namespace polesweep
