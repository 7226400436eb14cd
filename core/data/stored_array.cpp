#include "core/data/stored_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <type_traits>

#include "core/data/number.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

/// The bytes of a number as one whole number, whatever the byte order of this machine.
template <std::size_t size>
std::uint64_t bits_at(const char* at, bool big_endian) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = big_endian ? i : size - 1 - i;
    bits = bits << 8U | static_cast<unsigned char>(at[place]);
  }
  return bits;
}

/// IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction.
double half(std::uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10U & 31U);
  const auto fraction = static_cast<double>(bits & 1023U);
  const double sign = (bits >> 15U) != 0 ? -1 : 1;
  if (exponent == 31) return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

using Decode = double (*)(const char* at, bool big_endian);

template <class T>
double decode(const char* at, bool big_endian) {
  const std::uint64_t bits = bits_at<sizeof(T)>(at, big_endian);
  if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<double>(bits);
  else
    return static_cast<double>(static_cast<T>(bits));
}

double decode_half(const char* at, bool big_endian) { return half(bits_at<2>(at, big_endian)); }

Decode decoder(const NumberType& type) {
  using Kind = NumberType::Kind;
  switch (type.bytes) {
    case 1: return type.kind == Kind::integer ? decode<std::int8_t> : decode<std::uint8_t>;
    case 2: return type.kind == Kind::real ? decode_half : type.kind == Kind::integer ? decode<std::int16_t> : decode<std::uint16_t>;
    case 4: return type.kind == Kind::real ? decode<float> : type.kind == Kind::integer ? decode<std::int32_t> : decode<std::uint32_t>;
    case 8: return type.kind == Kind::real ? decode<double> : type.kind == Kind::integer ? decode<std::int64_t> : decode<std::uint64_t>;
    default: throw std::logic_error("no number has so many bytes");
  }
}

/// Calls `visit(part, value, bytes)` for the parts (0: real, 1: imaginary) of all numbers of a column.
template <class Visit>
void each_part(const StoredArray& array, std::size_t column, Visit&& visit) {
  const Decode decode = decoder(array.type);
  for (std::size_t row = 0; row < array.rows; ++row) {
    const char* at = array.bytes.data() + row * array.row_stride + column * array.column_stride;
    visit(0, decode(at, array.type.big_endian), at);
    if (array.type.is_complex) visit(1, decode(at + array.type.bytes, array.type.big_endian), at + array.type.bytes);
  }
}

std::string type_text(const NumberType& type) {
  return fmt::format("{}-byte reals, {}-endian", type.bytes, type.big_endian ? "big" : "little");
}

constexpr double huge = 1e30;
constexpr double tiny = 1e-30;
constexpr double near_underflow = 1000;
constexpr std::size_t most_kinds_of_nan = 4;

/// Returns why a column of the array cannot be what the type says, or nothing if it can.
std::optional<std::string> nonsense(const StoredArray& array, std::size_t column, const NumberReader& missing) {
  double smallest = std::numeric_limits<double>::infinity();
  double largest = 0;
  std::set<std::uint64_t> kinds_of_nan;
  each_part(array, column, [&](int, double value, const char* at) {
    if (std::isnan(value)) {
      if (kinds_of_nan.size() <= most_kinds_of_nan)
        kinds_of_nan.insert(array.type.bytes == 4 ? bits_at<4>(at, array.type.big_endian) : bits_at<8>(at, array.type.big_endian));
    } else if (value != 0 && !missing.is_listed(value)) {
      smallest = std::min(smallest, std::abs(value));
      largest = std::max(largest, std::abs(value));
    }
  });
  if (kinds_of_nan.size() > most_kinds_of_nan) return "is full of NaN with different bits";
  const double least_normal = array.type.bytes == 4 ? double{std::numeric_limits<float>::min()} : std::numeric_limits<double>::min();
  if (largest > 0 && largest < near_underflow * least_normal) return fmt::format("holds nothing above {:.1e}", largest);
  if (largest > huge && smallest < tiny) return fmt::format("has moduli from {:.1e} to {:.1e}", smallest, largest);
  return std::nullopt;
}

/// The real type in which the same bytes make sense; "" if none does.
std::string sensible_type(const StoredArray& array, const NumberReader& missing) {
  for (const int bytes : {4, 8}) {
    for (const bool big_endian : {false, true}) {
      const NumberType type{NumberType::Kind::real, bytes, false, big_endian};
      const StoredArray other = StoredArray::row_major(array.bytes, type, array.bytes.size() / type.size(), 1);
      const bool is_tried = bytes == array.type.bytes && big_endian == array.type.big_endian;
      if (is_tried || other.rows * type.size() != array.bytes.size()) continue;
      if (!nonsense(other, 0, missing)) return fmt::format("As {} they make sense.", type_text(type));
    }
  }
  return "";
}

}  // namespace

StoredArray StoredArray::row_major(std::string_view bytes, const NumberType& type, std::size_t rows, std::size_t columns) {
  return {bytes, type, rows, columns, columns * type.size(), type.size()};
}

StoredArray StoredArray::column_major(std::string_view bytes, const NumberType& type, std::size_t rows, std::size_t columns) {
  return {bytes, type, rows, columns, type.size(), rows * type.size()};
}

std::vector<Column> columns_of(const StoredArray& array, const std::vector<std::string>& names) {
  std::vector<Column> columns(array.columns);
  for (std::size_t i = 0; i < array.columns; ++i) {
    Column& column = columns[i];
    column.name = names[i];
    column.values.reserve(array.rows);
    if (array.type.is_complex) column.imaginary.reserve(array.rows);
    each_part(array, i, [&](int part, double value, const char*) { (part == 0 ? column.values : column.imaginary).push_back(value); });
  }
  return columns;
}

void refuse_nonsense(const StoredArray& array, const std::vector<std::string>& names, const std::vector<std::string>& missing,
                     const std::string& path) {
  if (array.type.kind != NumberType::Kind::real || array.type.bytes < 4) return;
  const NumberReader listed(false, missing);
  for (std::size_t i = 0; i < array.columns; ++i) {
    const auto reason = nonsense(array, i, listed);
    if (!reason) continue;
    const std::string other = sensible_type(array, listed);
    throw Error(fmt::format("{}: its bytes are not {} (column '{}' {}). {}", path, type_text(array.type), excerpt(names[i]), *reason,
                            other.empty() ? "Are they whole numbers, such as int16?" : other));
  }
}

}  // namespace polesweep::data
