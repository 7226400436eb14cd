#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Numbers and texts as little-endian bytes, the same on every machine: what logs, saved states and messages between ranks are made of.
namespace polesweep::results {

class ByteWriter {
 public:
  template <std::same_as<bool> T>  // no other type turns into one
  void put(T value) {
    put(static_cast<std::uint8_t>(value));
  }
  template <std::integral T>
  requires(!std::same_as<T, bool>) void put(T value) {
    const auto bits = static_cast<std::make_unsigned_t<T>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes_.push_back(static_cast<char>(bits >> (8 * i) & 0xff));
  }
  void put(double value) { put(std::bit_cast<std::uint64_t>(value)); }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) put(value);
  }

  const std::string& bytes() const { return bytes_; }

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
    std::vector<std::int64_t> values(list_size(sizeof(std::int64_t)));
    for (std::int64_t& value : values) value = integer<std::int64_t>();
    return values;
  }
  std::vector<double> reals() {
    std::vector<double> values(list_size(sizeof(double)));
    for (double& value : values) value = real();
    return values;
  }
  /// The size of the list that follows, whose items have at least `item_bytes`: never more than the bytes can hold.
  std::size_t list_size(std::size_t item_bytes);
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::string_view take(std::size_t size);
  [[noreturn]] void fail() const;

  std::string_view rest_;
  std::string_view what_;
};

}  // namespace polesweep::results
