#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace polesweep::fuzz {

/// The bytes of an input as choices, one after the other; 0 when they are used up.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : rest_(bytes) {}

  bool any() const { return !rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  /// Below `size`, which is at most 256; 0 if there is nothing to choose from.
  std::size_t below(std::size_t size) { return size == 0 ? 0 : byte() % size; }
  template <class List>
  auto& of(List& list) {
    return list[below(std::size(list))];
  }
  std::string text() {
    const std::string_view text = rest_.substr(0, below(24));
    rest_.remove_prefix(text.size());
    return std::string(text);
  }
  /// Numbers at the ends of their types, and any others.
  std::int64_t integer() {
    constexpr std::array<std::int64_t, 10> special{0, 1, -1, 2, 4, 1'000'000, 2'147'483'647, -2'147'483'648, INT64_MAX, INT64_MIN};
    const std::size_t choice = below(special.size() + 2);
    return choice < special.size() ? special[choice] : static_cast<std::int64_t>(bits());
  }
  double real() {
    constexpr std::array<double, 6> special{0, 1, -1, 0.5, 1e300, 1e-300};
    const std::size_t choice = below(special.size() + 2);
    return choice < special.size() ? special[choice] : std::bit_cast<double>(bits());
  }

 private:
  std::uint64_t bits() {
    std::uint64_t bits = 0;
    for (int i = 0; i < 8; ++i) bits = bits << 8 | byte();
    return bits;
  }

  std::string_view rest_;
};

}  // namespace polesweep::fuzz
