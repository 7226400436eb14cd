#pragma once

#include <cstdint>

namespace polesweep {

/// A whole number as the values of fields hold it.
constexpr std::int64_t operator""_n(unsigned long long n) { return static_cast<std::int64_t>(n); }

}  // namespace polesweep
