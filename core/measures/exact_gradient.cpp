#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"

/// How the gradients of rules compare with the exact one. They ride along while the network learns, so it costs nothing at a mark.
namespace polesweep::measures {
namespace {

using OfRule = double (BlockLearner::*)(std::size_t mark, std::size_t rule, int lane) const;

std::vector<double> of_rules(const MarkView& at, OfRule number) {
  std::vector<double> numbers;
  for (std::size_t rule = 0; rule <= at.shadows; ++rule) numbers.push_back((at.learner.*number)(at.mark, rule, at.lane));
  return numbers;
}

}  // namespace

extern const Measure alignment{
    .name = "alignment",
    .summary =
        "cosine of a rule's gradient by poles and input weights with the exact one, mean over the updates: the learner's own rule, then the shadows",
    .own = by_rule,
    .needs = {.exact_gradient = true},
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations = [](const MarkShape&) { return 0.0; },
    .values = [](const MarkView& at) { return of_rules(at, &BlockLearner::alignment); },
};

extern const Measure gradient_ratio{
    .name = "gradient_ratio",
    .summary = "norm of the same gradients over the exact one's, mean over the updates",
    .own = by_rule,
    .needs = {.exact_gradient = true},
    .wants = "a network that learns",
    .applies = [](const MarkShape& shape) { return shape.trains_network; },
    .operations = [](const MarkShape&) { return 0.0; },
    .values = [](const MarkView& at) { return of_rules(at, &BlockLearner::gradient_ratio); },
};

}  // namespace polesweep::measures
