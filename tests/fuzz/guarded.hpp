#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.hpp"

/// What the fuzz targets share. An input may be refused by Error alone: whatever else is thrown ends the target, and is a find.
namespace polesweep::fuzz {

template <class Call>
void guarded(const Call& call) {
  try {
    call();
  } catch (const Error&) {  // said to the person at the terminal
  }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// Where a function that must hold does not.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace polesweep::fuzz
