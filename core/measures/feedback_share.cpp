#include "core/measures/feedback_share.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/linear_algebra/qr.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/numbers.hpp"

namespace polesweep {

using linear_algebra::ComplexMatrix;

double feedback_share(const ComplexMatrix& change, const ComplexMatrix& feedback) {
  if (!change.is_finite() || !feedback.is_finite()) return nan;
  const double whole = norm(change);
  if (whole == 0) return nan;
  const linear_algebra::Qr<Complex> qr(feedback, linear_algebra::Pivoting::columns);
  const int rank = qr.rank(std::max(feedback.rows(), feedback.columns()) * std::numeric_limits<double>::epsilon());
  ComplexMatrix turned = change;
  qr.apply_adjoint(turned);  // whose first rows are those in the range
  const double share = linear_algebra::norm(turned.row(0), rank * turned.columns(), 1) / whole;
  return share * share;
}

double feedback_alignment(const ComplexMatrix& feedback, const ComplexMatrix& readout) {
  const double both = linear_algebra::inner_product(feedback.row(0), readout.row(0), feedback.rows() * feedback.columns()).real();
  const double norms = norm(feedback) * norm(readout);
  return norms > 0 && std::isfinite(norms) ? both / norms : nan;
}

namespace measures {
namespace {

/// The readout in force as it carries errors back: its adjoint [states x outputs].
ComplexMatrix readout_of(const MarkView& at) {
  const int outputs = at.task.outputs;
  ComplexMatrix adjoint(at.states(), outputs);
  const std::vector<Complex> weights = at.readout_weights();
  const std::size_t count = weights.size() / static_cast<std::size_t>(outputs);
  for (int i = 0; i < at.states(); ++i)
    for (int output = 0; output < outputs; ++output)
      adjoint(i, output) = linear_algebra::conjugate(weights[static_cast<std::size_t>(output) * count + static_cast<std::size_t>(i)]);
  return adjoint;
}

/// What carries the errors of a run: weights that are fixed, else those of the readout in force.
ComplexMatrix feedback_of(const MarkView& at) {
  const Learner& learner = at.learner.learner();
  const int n = at.states();
  const int outputs = at.task.outputs;
  if (learner.fixed_feedback.size() == 0) return readout_of(at);
  ComplexMatrix feedback(n, outputs);
  const bool complex_valued = at.network.shape().complex_valued;
  const std::size_t lanes = learner.fixed_feedback.size() / (static_cast<std::size_t>(n) * outputs * (complex_valued ? 2 : 1));
  const double* number = learner.fixed_feedback.data() + at.lane;
  for (int i = 0; i < n; ++i)
    for (int output = 0; output < outputs; ++output, number += (complex_valued ? 2 : 1) * lanes)
      feedback(i, output) = {number[0], complex_valued ? number[lanes] : 0.0};
  return feedback;
}

}  // namespace

extern const Measure feedback_share{
    .name = "feedback_share",
    .summary =
        "share of the squared norm of the recurrent matrix's learned change in the range of the weights that carry errors to the states, fixed ones or those of the readout in force",
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations =
        [](const MarkShape& shape) {
          return shape.operations(static_cast<double>(shape.states) * shape.task.outputs * (2 * shape.task.outputs + shape.states));
        },
    .values =
        [](const MarkView& at) {
          if (!at.learner.learner().moves_network) return std::vector{not_measured};
          return std::vector{polesweep::feedback_share({at.states(), at.states(), at.learned_change()}, feedback_of(at))};
        },
};

extern const Measure feedback_alignment{
    .name = "feedback_alignment",
    .summary =
        "cosine between the weights that carry errors to the states and those of the readout in force, by which the exact gradient carries them; 1 if they are the same",
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations = [](const MarkShape& shape) { return shape.operations(3.0 * shape.states * shape.task.outputs); },
    .values =
        [](const MarkView& at) {
          if (!at.learner.learner().moves_network) return std::vector{not_measured};
          return std::vector{polesweep::feedback_alignment(feedback_of(at), readout_of(at))};
        },
};

}  // namespace measures

}  // namespace polesweep
