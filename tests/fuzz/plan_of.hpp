#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "driver/sweep/grid.hpp"
#include "driver/sweep/points.hpp"
#include "driver/sweep/sweep.hpp"
#include "tests/fuzz/guarded.hpp"

namespace polesweep::fuzz {

/// No plan of an input has more combinations: planning many is meant to take long.
inline constexpr std::uint64_t most_combinations = 2000;

/// Reads and plans a sweep, and what would be stored of it. Throws Error for what is no sweep.
inline void plan(const std::string& text, std::vector<std::string> options) {
  data::DataFiles files;
  sweep::Sweep read = sweep::parse_sweep({"fuzz.toml", text, std::move(options)}, {}, files);
  const std::string resolved = sweep::resolved_text(read);
  const sweep::Grid grid(std::move(read), files);
  const std::uint64_t runs = std::uint64_t{grid.tasks().size()} * grid.poles().size() * grid.learners().size();
  if (runs > most_combinations || grid.theories().size() > most_combinations) return;
  if (runs > 0) list_points(grid);
  // What a rank is sent has to be read there as the same.
  sweep::Sweep again;
  try {
    again = sweep::parse_sweep({"fuzz.toml", resolved, {}}, {}, files);
  } catch (const Error& error) {
    throw std::logic_error(error.what());
  }
  const std::string second = sweep::resolved_text(again);
  if (second != resolved) std::fprintf(stderr, "resolved:\n%s\nand again:\n%s\n", resolved.c_str(), second.c_str());
  require(second == resolved);
}

}  // namespace polesweep::fuzz
