#include "core/learners/regressor_rows.hpp"

#include <algorithm>
#include <stdexcept>

namespace polesweep {

RegressorRows::RegressorRows(int states, bool complex_valued, int lanes, int longest_chunk)
    : count_(states),
      slots_(complex_valued ? 2 : 1),
      lanes_(lanes),
      longest_chunk_(longest_chunk),
      states_(static_cast<std::size_t>(longest_chunk) * stride() * slots_ * lanes) {}

void RegressorRows::add(const Regressors& form) {
  const bool known = std::any_of(forms_.begin(), forms_.end(), [&](const Form& other) { return other.regressors == form; });
  if (form == Regressors{} || known) return;
  forms_.push_back({form, Arena(static_cast<std::size_t>(longest_chunk_) * form.stride(count_) * slots_ * lanes_)});
}

void RegressorRows::assemble(int steps, const double* inputs) {
  const std::size_t width = static_cast<std::size_t>(slots_) * lanes_;
  for (Form& form : forms_)
    for (int t = 0; t < steps; ++t) {
      const double* from = states_.data() + static_cast<std::size_t>(t) * stride() * width;
      double* to = form.rows.data() + static_cast<std::size_t>(t) * form.regressors.stride(count_) * width;
      to = std::copy_n(from, count_ * width, to);
      if (form.regressors.widely_linear)
        for (int i = 0; i < count_; ++i, from += width) {
          to = std::copy_n(from, lanes_, to);
          to = std::transform(from + lanes_, from + width, to, [](double x) { return -x; });
        }
      const std::size_t seen = static_cast<std::size_t>(form.regressors.inputs) * width;
      to = std::copy_n(inputs + static_cast<std::size_t>(t) * seen, seen, to);
      if (form.regressors.intercept) std::fill_n(to, lanes_, 1.0);  // an imaginary part stays zero
    }
}

const double* RegressorRows::rows(const Regressors& form) const {
  if (form == Regressors{}) return states_.data();
  for (const Form& known : forms_)
    if (known.regressors == form) return known.rows.data();
  throw std::logic_error("regressors were not asked for");
}

}  // namespace polesweep
