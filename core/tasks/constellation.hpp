#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// The names of the symbol sets, as the choices of a field.
inline constexpr const char* constellation_names = "none|qpsk|16qam|64qam";

/// The symbols of the set at this position among the names: all combinations of the same evenly spaced levels for both parts, of unit mean
/// power. Empty for "none".
std::vector<Complex> constellation_symbols(int choice);

/// Position of the symbol next to `value`; of two equally near ones the first. `symbols` are not empty.
std::size_t nearest_symbol(std::span<const Complex> symbols, Complex value);

}  // namespace polesweep
