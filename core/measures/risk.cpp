#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

namespace polesweep::measures {

extern const Measure risk{
    .name = "risk",
    .summary = "mean squared error against the clean target, summed over outputs",
    .unit = "target^2",
    .is_error = true,
    .operations = [](const MarkShape&) { return 0.0; },
    .values = [](const MarkView& at) { return std::vector{at.risk}; },
};

extern const Measure nmse{
    .name = "nmse",
    .summary =
        "risk divided by that of the best constant on the test, the variance of its clean targets with 1/n (in closed form: their power); also in the statistics without being asked for",
    .is_error = true,
    .operations = [](const MarkShape&) { return 1.0; },
    .values = [](const MarkView& at) { return std::vector{at.risk / at.trivial_risk}; },
};

extern const Measure averaged_risk{
    .name = "averaged_risk",
    .summary =
        "risk of the average of the weights over the updates (Polyak and Ruppert); of readouts without an optimizer on fixed poles over the samples if they have an average_from >= 0, else the risk",
    .unit = "target^2",
    .is_error = true,
    .needs = {.average = true, .averaged_risk = true},
    .operations = [](const MarkShape& shape) { return shape.averages ? shape.risk_operations : 0; },
    .values = [](const MarkView& at) { return std::vector{at.averaged_risk}; },
};

}  // namespace polesweep::measures
