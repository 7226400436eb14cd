#include "core/tasks/constellation.hpp"

#include <algorithm>
#include <cmath>

#include "core/linear_algebra/numbers.hpp"

namespace polesweep {

std::vector<Complex> constellation_symbols(int choice) {
  constexpr int levels_of_choice[] = {0, 2, 4, 8};
  const int levels = levels_of_choice[choice];
  if (levels == 0) return {};
  // The levels ..., -3, -1, 1, 3, ... of one part have the mean square (levels^2 - 1) / 3.
  const double scale = std::sqrt(1.5 / (levels * levels - 1));
  std::vector<Complex> symbols;
  for (int i = 0; i < levels; ++i)
    for (int j = 0; j < levels; ++j) symbols.emplace_back(scale * (2 * i - levels + 1), scale * (2 * j - levels + 1));
  return symbols;
}

std::size_t nearest_symbol(std::span<const Complex> symbols, Complex value) {
  const auto nearer = [&](const Complex& a, const Complex& b) {
    return linear_algebra::squared_modulus(a - value) < linear_algebra::squared_modulus(b - value);
  };
  return static_cast<std::size_t>(std::min_element(symbols.begin(), symbols.end(), nearer) - symbols.begin());
}

}  // namespace polesweep
