#include "core/data/raw.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>

#include "core/data/table.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_raw {
namespace {

using Numbers = std::vector<double>;
using Kind = NumberType::Kind;

Format raw(const char* name, NumberType type, std::vector<std::string> names) {
  Format format;
  format.kind = Format::Kind::raw;
  format.name = name;
  format.type = type;
  format.names = std::move(names);
  return format;
}

const NumberType float32{Kind::real, 4};

/// 1, -2.5, NaN, 0.1 as little-endian single precision, written out by hand.
const std::string two_rows("\x00\x00\x80\x3f\x00\x00\x20\xc0\x00\x00\xc0\x7f\xcd\xcc\xcc\x3d", 16);

TEST(Raw, rows_of_named_columns) {
  const Table table = parse_raw("a.f32", two_rows, raw("float32", float32, {"x", "y"}));
  EXPECT_EQ(table.columns[0].name, "x");
  EXPECT_EQ(table.columns[1].name, "y");
  EXPECT_EQ(table.columns[0].values[0], 1.0);
  EXPECT_EQ(table.columns[1].values[0], -2.5);
  EXPECT_TRUE(std::isnan(table.columns[0].values[1]));
  EXPECT_EQ(table.columns[1].values[1], double{0.1F});
}

TEST(Raw, transposed_one_column_lies_behind_the_other) {
  Format format = raw("uint8", {Kind::natural, 1}, {"x", "y"});
  EXPECT_EQ(parse_raw("a", "\x01\x02\x03\x04\x05\x06", format).columns[0].values, (Numbers{1, 3, 5}));
  format.transpose = true;
  EXPECT_EQ(parse_raw("a", "\x01\x02\x03\x04\x05\x06", format).columns[0].values, (Numbers{1, 2, 3}));
}

TEST(Raw, types_and_orders_of_bytes) {
  const auto one = [](const NumberType& type, std::string bytes) {
    NumberType other = type;
    other.big_endian = true;
    const double little = parse_raw("a", bytes, raw("t", type, {"x"})).columns[0].values[0];
    const double big = parse_raw("a", std::string(bytes.rbegin(), bytes.rend()), raw("t", other, {"x"})).columns[0].values[0];
    EXPECT_EQ(little, big);
    return little;
  };
  EXPECT_EQ(one({Kind::integer, 1}, "\xfe"), -2);
  EXPECT_EQ(one({Kind::natural, 1}, "\xfe"), 254);
  EXPECT_EQ(one({Kind::integer, 2}, "\xfe\xff"), -2);
  EXPECT_EQ(one({Kind::natural, 2}, "\x01\x02"), 513);
  EXPECT_EQ(one({Kind::integer, 4}, std::string("\x00\x00\x00\x80", 4)), -2147483648.0);
  EXPECT_EQ(one({Kind::natural, 4}, "\xff\xff\xff\xff"), 4294967295.0);
  EXPECT_EQ(one({Kind::integer, 8}, "\xff\xff\xff\xff\xff\xff\xff\xff"), -1);
  EXPECT_EQ(one({Kind::real, 4}, std::string("\x00\x00\x20\xc0", 4)), -2.5);
  EXPECT_EQ(one({Kind::real, 8}, std::string("\x00\x00\x00\x00\x00\x00\x04\xc0", 8)), -2.5);
}

TEST(Raw, complex_numbers_are_pairs) {
  const Table table = parse_raw("a.iq", std::string("\x01\x00\xff\xff\x02\x00\x03\x00", 8), raw("ci16", {Kind::integer, 2, true}, {"rx"}));
  EXPECT_EQ(table.columns[0].values, (Numbers{1, 2}));
  EXPECT_EQ(table.columns[0].imaginary, (Numbers{-1, 3}));
}

TEST(Raw, mistakes) {
  const auto problem = [](const std::string& bytes, const std::vector<std::string>& names) {
    return error_of([&] { parse_raw("a.f32", bytes, raw("float32", float32, names)); });
  };
  EXPECT_EQ(problem(two_rows, {}), "a.f32: the columns have no names (a file of float32 holds none; give them)");
  EXPECT_EQ(problem(two_rows, {"x", "y", "z"}), "a.f32: got 16 bytes (must be a multiple of 12, for 3 columns of float32)");
  EXPECT_EQ(problem("", {"x"}), "a.f32: holds no rows of numbers");
}

/// 2,000 normal numbers of type T times `scale`; in the other order of bytes if asked.
template <class T>
std::string samples(double scale, bool swapped = false) {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  std::string bytes;
  for (int i = 0; i < 2000; ++i) {
    const auto value = static_cast<T>(scale * normal(engine));
    std::string number(sizeof value, '\0');
    std::memcpy(number.data(), &value, sizeof value);
    bytes += swapped ? std::string(number.rbegin(), number.rend()) : number;
  }
  return bytes;
}

TEST(Raw, numbers_of_another_type_are_refused) {
  const auto problem = [](const std::string& bytes, const NumberType& type) {
    return error_of([&] { parse_raw("a.iq", bytes, raw("t", type, {"i", "q"})); });
  };
  const std::string as_float = "a.iq: its bytes are not 4-byte reals, little-endian (column 'i' ";
  const auto begins = [](const std::string& text, const std::string& begin) { return text.substr(0, begin.size()) == begin; };
  EXPECT_PRED2(begins, problem(samples<std::int16_t>(8000), float32), as_float);
  EXPECT_PRED2(begins, problem(samples<std::int16_t>(100), float32), as_float);
  EXPECT_PRED2(begins, problem(samples<std::int32_t>(1e6), float32), as_float);
  EXPECT_TRUE(problem(samples<double>(1), float32).ends_with("). As 8-byte reals, little-endian they make sense."));
  EXPECT_TRUE(problem(samples<float>(1, true), float32).ends_with("). As 4-byte reals, big-endian they make sense."));
  EXPECT_TRUE(problem(samples<double>(1, true), {Kind::real, 8}).ends_with("). As 8-byte reals, big-endian they make sense."));
  EXPECT_TRUE(problem(samples<std::int16_t>(8000), float32).ends_with("). Are they whole numbers, such as int16?"));
}

TEST(Raw, numbers_of_their_type_are_taken_at_any_scale) {
  for (const double scale : {1e-20, 1e-3, 1.0, 1e20})
    EXPECT_EQ(parse_raw("a", samples<float>(scale), raw("float32", float32, {"x"})).columns[0].values.size(), 2000U);
  EXPECT_EQ(parse_raw("a", samples<double>(1), raw("float64", {Kind::real, 8}, {"x"})).columns[0].values.size(), 2000U);
  // A pulse that fades out, and a mark for missing values.
  std::string bytes;
  for (const float value : {1.0F, 1e-20F, 1e-38F, 0.0F, 3e38F}) bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  Format format = raw("float32", float32, {"x"});
  EXPECT_NE(error_of([&] { parse_raw("a", bytes, format); }).find("has moduli from 1.0e-38 to 3.0e+38"), std::string::npos);
  format.missing = {std::to_string(double{3e38F})};
  EXPECT_EQ(parse_raw("a", bytes, format).columns[0].values.size(), 5U);
}

TEST(Raw, missing_values_have_few_kinds_of_bits) {
  const auto parse = [](int kinds) {
    std::string bytes(4, '\0');
    for (int i = 0; i < 12; ++i) bytes += std::string(1, static_cast<char>(i % kinds)) + std::string("\x00\xc0\x7f", 3);
    return parse_raw("a", bytes, raw("float32", float32, {"x"}));
  };
  EXPECT_EQ(parse(4).columns[0].values.size(), 13U);
  EXPECT_EQ(
      error_of([&] { parse(5); }),
      "a: its bytes are not 4-byte reals, little-endian (column 'x' is full of NaN with different bits). Are they whole numbers, such "
      "as int16?");
}

TEST(Raw, nothing_but_the_smallest_numbers_is_another_order) {
  const std::string ones(4 * 10, '\0');
  std::string swapped;
  for (int i = 0; i < 10; ++i) swapped += std::string("\x3f\x80\x00\x00", 4);
  EXPECT_NE(error_of([&] { parse_raw("a", swapped, raw("float32", float32, {"x"})); }).find("holds nothing above 4.6e-41"),
            std::string::npos);
  EXPECT_EQ(parse_raw("a", ones, raw("float32", float32, {"x"})).columns[0].values, Numbers(10, 0.0));  // all zero
}

}  // namespace
}  // namespace polesweep::data::test_raw
