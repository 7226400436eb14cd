#pragma once

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>
#include <vector>

#include "core/numbers.hpp"

namespace polesweep::results {

/// Whether numbers are worth compressing, by some stretches of them: those whose bytes are noise in most of their places lose an eighth for
/// most of the time that writing and reading takes, unless they repeat.
template <class T>
bool worth_compressing(const std::vector<T>& numbers) {
  constexpr std::size_t stretches = 8, length = 128;
  std::array<std::bitset<256>, sizeof(T)> seen;
  std::size_t repeated = 0;
  if (numbers.size() < length) return true;
  for (std::size_t stretch = 0; stretch < stretches; ++stretch) {
    const T* number = numbers.data() + (numbers.size() - length) / (stretches - 1) * stretch;
    for (std::size_t i = 0; i < length; ++i) {
      std::array<unsigned char, sizeof(T)> bytes;
      std::memcpy(bytes.data(), number + i, sizeof(T));
      for (std::size_t place = 0; place < sizeof(T); ++place) seen[place].set(bytes[place]);
      repeated += i > 0 && same_bits(number[i - 1], number[i]);
    }
  }
  const auto noise = std::count_if(seen.begin(), seen.end(), [](const auto& values) { return values.count() > 128; });
  return 2 * static_cast<std::size_t>(noise) <= sizeof(T) || 2 * repeated > stretches * length;
}

}  // namespace polesweep::results
