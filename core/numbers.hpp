#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>

/// Doubles that are no numbers, what it means that two are the same, and constants.
namespace polesweep {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// The value of a number that was not measured.
inline constexpr double not_measured = nan;
inline constexpr double log_of_10 = 2.30258509299404568402;

/// Bit for bit: NaN equals NaN of the same bits, 0 differs from -0.
inline bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }
template <std::integral T>
bool same_bits(T a, T b) {
  return a == b;
}
inline bool same_bits(std::span<const double> a, std::span<const double> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) { return same_bits(x, y); });
}

}  // namespace polesweep
