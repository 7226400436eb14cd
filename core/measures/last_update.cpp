#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

/// What rules that follow a gradient know of their last update. Learning keeps it, so it costs nothing at a mark.
namespace polesweep::measures {

extern const Measure loss{
    .name = "loss",
    .summary = "mean of |y - d|^2/2, summed over outputs, over the samples of the last update, for learners that follow a gradient",
    .unit = "target^2",
    .needs = {.last_update = true},
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations = [](const MarkShape&) { return 0.0; },
    .values = [](const MarkView& at) { return std::vector{at.learner.loss(at.mark, at.lane)}; },
};

extern const Measure gradient_norm{
    .name = "gradient_norm",
    .summary = "norm of the gradient of the last update: of the sum over its samples in a stream, else of their mean",
    .needs = {.last_update = true},
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations = [](const MarkShape&) { return 0.0; },
    .values = [](const MarkView& at) { return std::vector{at.learner.gradient_norm(at.mark, at.lane)}; },
};

}  // namespace polesweep::measures
