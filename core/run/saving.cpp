#include "core/run/saving.hpp"

#include <algorithm>
#include <limits>

namespace polesweep {

std::map<RunStart, std::vector<bool>> parts_by_start(const RunGroup& group, const std::vector<Setup>& setups) {
  std::map<RunStart, std::vector<bool>> parts;
  for (std::size_t point = 0; point < group.points.size(); ++point) {
    const RegimeKind regime = setups[point].regime().kind;
    for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
      const std::size_t run = point * group.seeds.size() + seed;
      if (!group.wanted[run]) continue;
      const RunState* state = group.states.empty() ? nullptr : group.states[run].get();
      const bool goes_on = state && continues(*state, group.measurement, regime);
      std::vector<bool>& part = parts[goes_on ? start_of(*state, group.measurement) : RunStart{}];
      part.resize(group.wanted.size());
      part[run] = true;
    }
  }
  return parts;
}

MeasuredSeries empty_series(const std::string& name, std::int32_t width, std::int32_t columns, std::size_t rows) {
  return {name, width, std::vector<double>(rows * static_cast<std::size_t>(width), std::numeric_limits<double>::quiet_NaN()), columns};
}

void take_over(const RunRecord& before, RunRecord& record) {
  record.wall_seconds = before.wall_seconds;
  record.processor_seconds = before.processor_seconds;
  for (std::size_t from = 0; from < before.lengths.size(); ++from) {
    const auto found = std::find(record.lengths.begin(), record.lengths.end(), before.lengths[from]);
    if (found == record.lengths.end()) continue;
    const auto to = static_cast<std::size_t>(found - record.lengths.begin());
    record.risk[to] = before.risk[from];
    for (MeasuredSeries& series : record.measures)
      for (const MeasuredSeries& known : before.measures) {
        if (known.name != series.name || known.width != series.width || known.columns != series.columns) continue;
        const auto width = static_cast<std::size_t>(series.width);
        std::copy_n(known.values.begin() + static_cast<std::ptrdiff_t>(from * width), width,
                    series.values.begin() + static_cast<std::ptrdiff_t>(to * width));
      }
  }
}

RunState state_of(const RunRecord& record, const std::vector<std::string>& metrics, std::int64_t position, std::int64_t length) {
  RunState state;
  state.key = record.key;
  state.metrics = metrics;
  state.record = record;
  state.position = position;
  state.length = length;
  return state;
}

RunState state_in_stream(const RunRecord& record, const std::vector<std::string>& metrics, std::int64_t position,
                         const std::vector<std::int64_t>& measured) {
  RunState state = state_of(record, metrics, position, 0);
  state.record.lengths = measured;
  state.record.risk.assign(measured.size(), std::numeric_limits<double>::quiet_NaN());
  for (MeasuredSeries& series : state.record.measures) series = empty_series(series.name, series.width, series.columns, measured.size());
  take_over(record, state.record);
  return state;
}

}  // namespace polesweep
