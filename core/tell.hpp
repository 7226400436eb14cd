#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

#include "core/excerpt.hpp"

namespace polesweep {

/// Prints for people: as fmt::print, but for what a terminal would obey (`for_terminal`), since names and texts come from files. What is
/// for programs (JSON) is printed as it is.
template <class... T>
void tell(std::FILE* out, fmt::format_string<T...> format, T&&... values) {
  fmt::print(out, "{}", for_terminal(fmt::format(format, std::forward<T>(values)...)));
}

template <class... T>
void tell(fmt::format_string<T...> format, T&&... values) {
  tell(stdout, format, std::forward<T>(values)...);
}

}  // namespace polesweep
