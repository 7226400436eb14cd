#pragma once

#include "core/block/kernel_set.hpp"
#include "core/block/number.hpp"

/// Decisions on symbols whose parts are evenly spaced levels.
namespace polesweep::POLESWEEP_KERNELS {

POLESWEEP_INLINE Real magnitude(Real x) { return where(x < Real{}, -x, x); }
POLESWEEP_INLINE Real smaller(Real a, Real b) { return where(a < b, a, b); }
POLESWEEP_INLINE Real larger(Real a, Real b) { return where(a > b, a, b); }

/// A part in levels, the boundary between two levels next to it, and the level whose cell it falls into.
struct GridPart {
  POLESWEEP_INLINE GridPart(const SymbolGrid& grid, Real part) {
    const Real rounds = broadcast(0x1.8p52);  // added and taken away, it rounds to the nearest whole number
    place = fused(part, broadcast(grid.per_level), broadcast(-grid.first_edge));
    const Real boundary = (smaller(larger(place, broadcast(1.0)), broadcast(grid.levels - 1)) + rounds) - rounds;
    level = where(place < boundary, boundary - broadcast(1.0), boundary);
    distance = magnitude(place - boundary);
  }
  Real place;
  Real level;
  Real distance;  ///< from the boundary
};

/// The decision on a row of values, as the position of the symbol, and whether it is sure for all runs: none is too near to a boundary, or
/// too far away, or no number.
struct GridDecision {
  POLESWEEP_INLINE GridDecision(const SymbolGrid& grid, const double* values, std::int64_t row) {
    const Complex value = load_number<Complex>(values, row);
    const GridPart re(grid, value.re);
    const GridPart im(grid, value.im);
    // In these orders no number is passed on, by one or by the other.
    const Real nearest = smaller(re.distance, im.distance);
    const Real farthest = larger(magnitude(im.place), magnitude(re.place));
    const Real sure = where(nearest > broadcast(grid.margin), where(farthest < broadcast(grid.far), broadcast(1.0), Real{}), Real{});
    is_sure = !any(sure < broadcast(1.0));
    position = fused(re.level, broadcast(grid.levels), im.level);
  }
  Real position;
  bool is_sure;
};

/// Counts for every run the rows whose decision is not the sent one. Returns the first row that is not sure, where it stops; `count` if
/// there is none.
inline std::int64_t symbol_errors(const SymbolGrid& grid, const double* values, const double* sent, std::int64_t count, double* errors) {
  Real wrong = load(errors, 0);
  std::int64_t row = 0;
  for (; row < count; ++row) {
    const GridDecision decision(grid, values, row);
    if (!decision.is_sure) break;
    const Real decided = decision.position;
    wrong += where(decided < load(sent, row), broadcast(1.0), where(decided > load(sent, row), broadcast(1.0), Real{}));
  }
  store(errors, 0, wrong);
  return row;
}

/// Writes the decisions on rows [count], and stops likewise.
inline std::int64_t decide_symbols(const SymbolGrid& grid, const double* values, std::int64_t count, double* out) {
  std::int64_t row = 0;
  for (; row < count; ++row) {
    const GridDecision decision(grid, values, row);
    if (!decision.is_sure) break;
    store(out, row, decision.position);
  }
  return row;
}

}  // namespace polesweep::POLESWEEP_KERNELS
