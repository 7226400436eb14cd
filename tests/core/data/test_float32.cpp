#include "core/data/float32.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::data {
namespace {

// 1, -2.5, NaN, 0.1 as little-endian single precision, written out by hand.
const std::string two_rows("\x00\x00\x80\x3f\x00\x00\x20\xc0\x00\x00\xc0\x7f\xcd\xcc\xcc\x3d", 16);

TEST(Float32, rows_of_named_columns) {
  const Table table = parse_float32("a.f32", two_rows, {"x", "y"});
  EXPECT_EQ(table.names, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(table.columns[0][0], 1.0);
  EXPECT_EQ(table.columns[1][0], -2.5);
  EXPECT_TRUE(std::isnan(table.columns[0][1]));
  EXPECT_EQ(table.columns[1][1], double{0.1F});
}

TEST(Float32, mistakes) {
  const auto problem = [](const std::string& bytes, const std::vector<std::string>& names) {
    return error_of([&] { parse_float32("a.f32", bytes, names); });
  };
  EXPECT_EQ(problem(two_rows, {}), "a.f32: the columns have no names (a float32 file holds none; give them)");
  EXPECT_EQ(problem(two_rows, {"x", "y", "z"}), "a.f32: got 16 bytes (must be a multiple of 12, for 3 float32 columns)");
  EXPECT_EQ(problem(two_rows, {"x", "x"}), "a.f32: got two columns called 'x' (names must differ)");
  EXPECT_EQ(problem("", {"x"}), "a.f32: holds no rows of numbers");
  EXPECT_EQ(problem(two_rows + std::string("\x00\x00\x00\x00\x00\x00\x80\xff", 8), {"x", "y"}),
            "a.f32: row 2 of column 'y' is -inf (must be finite)");
}

}  // namespace
}  // namespace polesweep::data
