#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Numbers and texts as little-endian bytes, the same on every machine: what logs, saved states and messages between ranks are made of.
namespace polesweep::results {

/// Whether an array of these lies in memory as it is written, and is moved as a whole.
template <class T>
inline constexpr bool lies_as_written = std::endian::native == std::endian::little &&
                                        (std::same_as<T, double> || (std::integral<T> && !std::same_as<T, bool>));

class ByteWriter {
 public:
  template <std::same_as<bool> T>  // no other type turns into one
  void put(T value) {
    put(static_cast<std::uint8_t>(value));
  }
  template <std::integral T>
  requires(!std::same_as<T, bool>) void put(T value) {
    const auto bits = static_cast<std::make_unsigned_t<T>>(value);
    std::array<char, sizeof(T)> little;
    for (std::size_t i = 0; i < sizeof(T); ++i) little[i] = static_cast<char>(bits >> (8 * i) & 0xff);
    bytes_.append(little.data(), little.size());
  }
  void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    if constexpr (lies_as_written<T>) {
      bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
    } else {
      for (const T& value : values) put(value);
    }
  }

  /// Makes room for so many bytes at once.
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }

  const std::string& bytes() const& { return bytes_; }
  std::string bytes() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what a `ByteWriter` wrote. Every function throws Error "<what> ends early" if the bytes do not suffice.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string_view what) : rest_(bytes), what_(what) {}

  bool boolean() { return integer<std::uint8_t>() != 0; }
  template <std::integral T>
  T integer() {
    std::make_unsigned_t<T> bits = 0;
    const std::string_view bytes = take(sizeof(T));
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bits |= static_cast<std::make_unsigned_t<T>>(static_cast<std::make_unsigned_t<T>>(static_cast<unsigned char>(bytes[i])) << (8 * i));
    }
    return static_cast<T>(bits);
  }
  double real() { return std::bit_cast<double>(integer<std::uint64_t>()); }
  std::string text() { return std::string(take(integer<std::uint32_t>())); }
  std::vector<std::int64_t> integers() {
    return list<std::int64_t>([this] { return integer<std::int64_t>(); });
  }
  std::vector<double> reals() {
    return list<double>([this] { return real(); });
  }
  /// The size of the list that follows, whose items have at least `item_bytes`: never more than the bytes can hold.
  std::size_t list_size(std::size_t item_bytes);
  std::size_t remaining() const { return rest_.size(); }

 private:
  template <class T, class One>
  std::vector<T> list(const One& one) {
    std::vector<T> values(list_size(sizeof(T)));
    if constexpr (lies_as_written<T>) {
      const std::string_view bytes = take(values.size() * sizeof(T));
      std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
    } else {
      for (T& value : values) value = one();
    }
    return values;
  }
  std::string_view take(std::size_t size);
  [[noreturn]] void fail() const;

  std::string_view rest_;
  std::string_view what_;
};

}  // namespace polesweep::results
