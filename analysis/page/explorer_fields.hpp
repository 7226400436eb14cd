#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/point_fields.hpp"

/// What the explorer of the page knows of points: their fields, and the `--set` words that make one of them alone again.
namespace polesweep::analysis {

/// The columns of the first `points` points, each an object: `path` ("learner.readout.step_size"), `name` in words, `unit`, `numeric`,
/// `texts` (its distinct values, ascending), `literals` (the same in TOML, "" for a value that a sweep leaves out), `index` (of each
/// point's value, -1 for none; not there if all have the first). Kinds of members are columns as well.
nlohmann::json explorer_columns(const results::Group& root, const PointFields& fields, std::size_t points);

/// What a sweep has to be set to, beside its tables of one point, to compute that point's runs alone: `seeds = ...`, `lengths = ...`,
/// `claim = []`. Read from the resolved sweep of the results; empty if they hold none.
std::vector<std::string> explorer_settings(const results::Group& root, std::span<const std::uint64_t> seeds);

}  // namespace polesweep::analysis
