#include "core/tasks/symbol_decision.hpp"

#include <cmath>

#include "core/tasks/constellation.hpp"

namespace polesweep {
namespace {

constexpr double rounds = 0x1.8p52;  // added and taken away, it rounds to the nearest whole number

/// Levels of each part if the symbols are all combinations of evenly spaced ones, the imaginary part's changing fastest; else 0.
int grid_levels(const std::vector<Complex>& symbols) {
  const auto levels = static_cast<int>(std::lround(std::sqrt(static_cast<double>(symbols.size()))));
  if (levels < 2 || static_cast<std::size_t>(levels) * static_cast<std::size_t>(levels) != symbols.size()) return 0;
  const double first = symbols.front().imag();
  const double spacing = symbols[1].imag() - first;
  const auto is_level = [&](double part, std::size_t k) {
    return std::abs(part - (first + static_cast<double>(k) * spacing)) <= 1e-3 * SymbolGrid().margin * spacing;
  };
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto row = static_cast<std::size_t>(levels);
    if (!is_level(symbols[i].real(), i / row) || !is_level(symbols[i].imag(), i % row)) return 0;
  }
  return levels;
}

}  // namespace

SymbolDecision::SymbolDecision(std::vector<Complex> symbols) : symbols_(std::move(symbols)) {
  grid_.levels = grid_levels(symbols_);
  if (grid_.levels == 0) return;
  grid_.per_level = 1 / (symbols_[1].imag() - symbols_[0].imag());
  grid_.first_edge = symbols_[0].imag() * grid_.per_level - 0.5;
}

double SymbolDecision::search(double re, double im) const {
  return std::isfinite(re) && std::isfinite(im) ? static_cast<double>(nearest_symbol(symbols_, {re, im})) : lost;
}

void SymbolDecision::decide(const double* values, std::int64_t count, int lanes, double* out) const {
  const double last_boundary = grid_.levels - 1;
  for (std::int64_t row = 0; row < count; ++row, values += 2 * lanes, out += lanes)
    for (int lane = 0; lane < lanes; ++lane) {
      double cell[2];
      bool sure = grid_.levels > 0;
      for (int part = 0; part < 2; ++part) {
        const double place = values[part * lanes + lane] * grid_.per_level - grid_.first_edge;
        const double from_below = place > 1 ? place : 1;
        const double boundary = ((from_below < last_boundary ? from_below : last_boundary) + rounds) - rounds;
        cell[part] = place < boundary ? boundary - 1 : boundary;
        sure = sure && std::abs(place - boundary) > grid_.margin && std::abs(place) < grid_.far;
      }
      out[lane] = sure ? cell[0] * grid_.levels + cell[1] : search(values[lane], values[lanes + lane]);
    }
}

}  // namespace polesweep
