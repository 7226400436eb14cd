#include "core/run/trace.hpp"

#include <functional>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "core/learners/regime.hpp"
#include "core/run/record.hpp"

namespace polesweep {
namespace {

constexpr double most_bytes = 16 << 20;

bool is_by_row(const TraceShape& shape, const TraceEntry& entry) {
  return entry.part != TracePart::nothing && (entry.part != TracePart::network || shape.trains_network);
}
bool has_end(const TraceShape& shape, const TraceEntry& entry) {
  return entry.part == TracePart::readout || (entry.part == TracePart::network && shape.trains_network);
}

void append(const Numbers& numbers, TracedVariable& variable) {
  for (const Complex& number : numbers) {
    variable.real.push_back(canonical_nan(number.real()));
    if (variable.complex_valued) variable.imaginary.push_back(canonical_nan(number.imag()));
  }
}

}  // namespace

TraceShape trace_shape(const Learner& learner, const NetworkShape& network, const TaskFacts& task, const Regime& regime) {
  const ParameterLayout* gradient = learner.rule->gradient_layout();
  return {.network = network,
          .outputs = task.outputs,
          .regressors = learner.regressors,
          .trains_network = learner.trains_network,
          .predicts = learner.rule->predicts(),
          .has_feedback = learner.fixed_feedback.size() > 0,
          .knows_clean = regime.kind != RegimeKind::repeat && !regime.expected,
          .counts_updates = regime.kind != RegimeKind::stream,
          .gradient = gradient ? *gradient : ParameterLayout{}};
}

std::size_t TracedVariable::row_size() const { return std::accumulate(extent.begin(), extent.end(), std::size_t{1}, std::multiplies<>()); }

std::vector<TracedVariable> traced_variables(const TraceShape& shape) {
  std::vector<TracedVariable> variables;
  std::vector<TracedVariable> ends;
  for (const TraceEntry* entry : trace_entries(shape)) {
    TracedVariable variable{.name = entry->name,
                            .long_name = entry->long_name,
                            .unit = entry->unit,
                            .dimensions = {entry->dimensions.begin(), entry->dimensions.end()},
                            .extent = {},
                            .by_row = is_by_row(shape, *entry),
                            .complex_valued = entry->kind == NumberKind::always_complex ||
                                              (entry->kind == NumberKind::as_data && shape.network.complex_valued)};
    for (const std::string& dimension : variable.dimensions) variable.extent.push_back(trace_extent(shape, dimension));
    if (has_end(shape, *entry)) {
      ends.push_back(variable);
      ends.back().name = "final_" + ends.back().name;
      ends.back().long_name += "; at the end of the run";
      ends.back().by_row = false;
      variable.long_name += "; those that this prediction was made with";
    }
    variables.push_back(std::move(variable));
  }
  variables.insert(variables.end(), ends.begin(), ends.end());
  return variables;
}

TraceSize trace_size(const TraceShape& shape) {
  TraceSize size{.row = sizeof(std::int64_t) * 2, .once = 0};
  for (const TracedVariable& variable : traced_variables(shape))
    (variable.by_row ? size.row : size.once) +=
        sizeof(double) * static_cast<double>(variable.row_size() * (variable.complex_valued ? 2 : 1));
  return size;
}

RunTrace::RunTrace(std::int64_t every, std::function<void(const RunTrace&)> keep) : every_(every), keep_(std::move(keep)) {
  if (every < 1) throw std::invalid_argument("trace interval must be >= 1");
}

void RunTrace::begin(const TraceShape& shape) {
  shape_ = shape;
  variables_ = traced_variables(shape);
  row_bytes_ = trace_size(shape).row;
}

void RunTrace::hand_over_rows() {
  keep_(*this);
  positions_.clear();
  updates_.clear();
  for (TracedVariable& variable : variables_)
    if (variable.by_row) {
      variable.real.clear();
      variable.imaginary.clear();
    }
}

void RunTrace::add_row(std::int64_t position, std::int64_t updates, const TracedMoment& moment) {
  positions_.push_back(position);
  updates_.push_back(updates);
  auto variable = variables_.begin();
  for (const TraceEntry* entry : trace_entries(shape_)) {
    if (variable->by_row) append(entry->read(shape_, moment), *variable);
    ++variable;
  }
  if (keep_ && row_bytes_ * static_cast<double>(positions_.size()) >= most_bytes) hand_over_rows();
}

void RunTrace::end(const TracedMoment& moment) {
  const std::vector<const TraceEntry*> existing = trace_entries(shape_);
  auto end = variables_.begin() + static_cast<std::ptrdiff_t>(existing.size());
  for (std::size_t i = 0; i < existing.size(); ++i) {
    if (!variables_[i].by_row) append(existing[i]->read(shape_, moment), variables_[i]);
    if (has_end(shape_, *existing[i])) append(existing[i]->read(shape_, moment), *end++);
  }
  if (keep_) hand_over_rows();
}

}  // namespace polesweep
