#include "core/tasks/symbol_decision.hpp"

#include <cmath>

#include "core/tasks/constellation.hpp"

namespace polesweep {
namespace {

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

void SymbolDecision::decide(const KernelSet& kernels, const double* values, std::int64_t count, double* out) const {
  const auto lanes = static_cast<std::int64_t>(kernels.lanes);
  for (std::int64_t row = 0; row < count; ++row) {
    if (grid()) row += kernels.decide_symbols(grid_, values + 2 * row * lanes, count - row, out + row * lanes);
    if (row == count) break;
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      out[row * lanes + lane] = search(values[2 * row * lanes + lane], values[(2 * row + 1) * lanes + lane]);
  }
}

}  // namespace polesweep
