#include "core/run/state.hpp"

#include <algorithm>

namespace polesweep {
namespace {

bool contains(const std::vector<std::int64_t>& values, std::int64_t value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool continues_stream(const RunState& state, const Measurement& asked) {
  bool any_left = !state.marks.empty();
  for (const std::int64_t length : asked.lengths) {
    if (contains(state.record.lengths, length)) continue;
    if (length <= state.position) {
      if (!contains(state.marks, length)) return false;
      continue;
    }
    any_left = true;
    if (asked.evaluation.kind != "prequential" || contains(state.scored, length)) continue;
    if (length - std::min(length, asked.evaluation.samples) < state.position) return false;  // its window has begun unseen
  }
  return any_left && std::all_of(state.marks.begin(), state.marks.end(), [&](std::int64_t mark) { return contains(asked.lengths, mark); });
}

/// Repetitions and episodes are not extended: their state serves the same request only.
bool continues_updates(const RunState& state, const Measurement& asked) {
  const bool known =
      std::all_of(state.marks.begin(), state.marks.end(), [&](std::int64_t mark) { return contains(asked.iterations, mark); });
  const bool whole = state.record.lengths == asked.lengths && state.record.iterations == asked.iterations;
  return known && whole && std::all_of(asked.iterations.begin(), asked.iterations.end(), [&](std::int64_t iteration) {
           return iteration > state.position || contains(state.marks, iteration);
         });
}

}  // namespace

/// A test goes on if it has all weights that are to be tested: none are asked for that are still to be learnt.
RunStart start_of(const RunState& state, const Measurement& measurement) {
  RunStart start{.position = state.position, .length = state.length, .marks = state.marks};
  bool tests_all = state.test.steps > 0;
  for (const std::int64_t length : measurement.lengths)
    if (contains(state.record.lengths, length))
      start.measured.push_back(length);
    else if (state.length == 0 && state.record.iterations.empty())
      tests_all = tests_all && contains(state.marks, length);
  if (tests_all) {
    start.test_steps = state.test.steps;
    start.tested = state.test.tested;
  }
  return start;
}

bool continues(const RunState& state, const Measurement& measurement, RegimeKind regime) {
  std::vector<std::string> metrics = measurement.metrics;
  std::sort(metrics.begin(), metrics.end());
  if (metrics != state.metrics) return false;
  return regime == RegimeKind::stream ? continues_stream(state, measurement) : continues_updates(state, measurement);
}

}  // namespace polesweep
