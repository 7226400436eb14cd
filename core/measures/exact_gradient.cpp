#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

/// How the gradients of rules compare with the exact one. They ride along while the network learns, so it costs nothing at a mark.
namespace polesweep::measures {

extern const Measure alignment{
    .name = "alignment",
    .summary =
        "cosine of a rule's gradient by poles and input weights with the exact one, mean over the updates: the learner's own rule, "
        "then the shadows",
    .own = by_rule,
    .needs = {.exact_gradient = true},
    .operations = [](const MarkShape&) { return 0.0; },
    .values =
        [](const MarkView& at, double* out) {
          for (int rule = 0; rule <= at.shadows; ++rule) out[rule] = at.learner.alignment(at.mark, static_cast<std::size_t>(rule), at.lane);
        }};

extern const Measure gradient_ratio{.name = "gradient_ratio",
                                    .summary = "norm of the same gradients over the exact one's, mean over the updates",
                                    .own = by_rule,
                                    .needs = {.exact_gradient = true},
                                    .operations = [](const MarkShape&) { return 0.0; },
                                    .values =
                                        [](const MarkView& at, double* out) {
                                          for (int rule = 0; rule <= at.shadows; ++rule)
                                            out[rule] = at.learner.gradient_ratio(at.mark, static_cast<std::size_t>(rule), at.lane);
                                        }};

}  // namespace polesweep::measures
