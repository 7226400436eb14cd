#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/run/run.hpp"

/// What is saved of a run besides the numbers of its block: where it goes on, and what is measured of it for good.
namespace polesweep {

/// The wanted runs of a group [points][seeds], whose points are made into `setups`, by where they go on: only runs from one place advance
/// side by side. Those that start from the beginning are such a part too, and the usual one.
std::map<RunStart, std::vector<bool>> parts_by_start(const RunGroup& group, const std::vector<Setup>& setups);

/// A measure of which nothing is known yet.
MeasuredSeries empty_series(const std::string& name, std::int32_t width, std::int32_t columns, std::size_t rows);

/// Copies the values that `before` has at the lengths of `record`, and the time they took.
void take_over(const RunRecord& before, RunRecord& record);

/// The state of a run in a regime with updates, or at the end of a stream, but for the numbers of its block.
RunState state_of(const RunRecord& record, const std::vector<std::string>& metrics, std::int64_t position, std::int64_t length);
/// The same of a stream under way: its record holds nothing yet but what was `measured` before it went on.
RunState state_in_stream(const RunRecord& record, const std::vector<std::string>& metrics, std::int64_t position,
                         const std::vector<std::int64_t>& measured);

}  // namespace polesweep
