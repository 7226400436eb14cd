#include <cmath>

#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

namespace polesweep::measures {

extern const Measure free_running_nrmse84{
    .name = "free_running_nrmse84",
    .summary =
        "root of the mean squared error of a network left to itself, by the targets' variance: led by true inputs up to some sample, it goes on with its outputs as its inputs and is scored at the 84th of them, again and again over the test (Jaeger and Haas 2004); of holdout tests whose targets are the next inputs",
    .is_error = true,
    .needs = {.free_runs = true},
    // The network and its readout once more, sample by sample.
    .wants = "a holdout test whose targets are the next inputs",
    .applies = [](const MarkShape& shape) { return shape.holdout && shape.task.inputs == shape.task.outputs; },
    .operations =
        [](const MarkShape& shape) {
          if (!shape.holdout || shape.task.inputs != shape.task.outputs) return 0.0;
          const double inputs = shape.task.inputs;
          return shape.scored_samples *
                 shape.operations(shape.states * ((shape.diagonal ? 2.0 : shape.states) + inputs) + shape.regressors * inputs);
        },
    .values = [](const MarkView& at) { return std::vector{std::sqrt(at.free_running_error / at.trivial_risk)}; },
};

}  // namespace polesweep::measures
