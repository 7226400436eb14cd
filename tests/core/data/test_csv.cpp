#include "core/data/csv.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::data {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

std::string problem(const std::string& text, const Names& names = {}) {
  return error_of([&] { parse_csv("a.csv", text, names); });
}

TEST(Csv, header_names_the_columns) {
  const Table table = parse_csv("a.csv", "time, price \n1,2.5\n3,-4e-1\n", {});
  EXPECT_EQ(table.names, (Names{"time", "price"}));
  EXPECT_EQ(table.columns, (std::vector<Numbers>{{1, 3}, {2.5, -0.4}}));
}

TEST(Csv, columns_without_header_are_numbered_or_named) {
  EXPECT_EQ(parse_csv("a.csv", "1,2\n3,4\n", {}).names, (Names{"0", "1"}));
  const Table table = parse_csv("a.csv", "1,2\n3,4\n", {"re", "im"});
  EXPECT_EQ(table.names, (Names{"re", "im"}));
  EXPECT_EQ(table.columns, (std::vector<Numbers>{{1, 3}, {2, 4}}));
}

TEST(Csv, nameless_column_of_a_header_gets_its_position) { EXPECT_EQ(parse_csv("a.csv", ",x\n0,5\n", {}).names, (Names{"0", "x"})); }

TEST(Csv, first_row_with_one_number_is_no_header) { EXPECT_EQ(problem("1,b\n2,3\n"), "a.csv:1:1: got 'b' (must be a number)"); }

TEST(Csv, one_padded_number_a_line) {
  EXPECT_EQ(parse_csv("a.csv", "   86  \n   141 \n\n  95", {}).columns, (std::vector<Numbers>{{86, 141, 95}}));
}

TEST(Csv, carriage_returns_byte_order_mark_signs_and_quotes) {
  const Table table = parse_csv("a.csv", "\xef\xbb\xbf\"x\",\"the \"\"y\"\"\"\r\n\"1\",+2\r\n-3,\"4\"\r\n", {});
  EXPECT_EQ(table.names, (Names{"x", "the \"y\""}));
  EXPECT_EQ(table.columns, (std::vector<Numbers>{{1, -3}, {2, 4}}));
}

TEST(Csv, empty_and_nan_are_missing) {
  const Table table = parse_csv("a.csv", "x,y\n1,\nnan,2\n NaN ,3\n", {});
  EXPECT_TRUE(std::isnan(table.columns[1][0]));
  EXPECT_TRUE(std::isnan(table.columns[0][1]));
  EXPECT_TRUE(std::isnan(table.columns[0][2]));
  EXPECT_EQ(table.columns[1][2], 3);
}

TEST(Csv, missing_first_values_are_no_header) { EXPECT_EQ(parse_csv("a.csv", ",\n1,2\n", {}).rows(), 2U); }

TEST(Csv, what_is_no_number_is_named_with_line_and_column) {
  EXPECT_EQ(problem("x,y\n1,2\n3,four\n5,6\n"), "a.csv:3:y: got 'four' (must be a number)");
  EXPECT_EQ(problem("1,2\n3,4x\n"), "a.csv:2:1: got '4x' (must be a number)");
  EXPECT_EQ(problem("x\n1 2\n"), "a.csv:2:x: got '1 2' (must be a number)");
  EXPECT_EQ(problem("x\n+-1\n"), "a.csv:2:x: got '+-1' (must be a number)");
  EXPECT_EQ(problem("x\nnan(1)\n"), "a.csv:2:x: got 'nan(1)' (must be a number)");
  EXPECT_EQ(problem("x\ninf\n"), "a.csv:2:x: got 'inf' (must be within the range of a double)");
  EXPECT_EQ(problem("x\n-1e999\n"), "a.csv:2:x: got '-1e999' (must be within the range of a double)");
}

TEST(Csv, lines_are_those_of_the_file) {
  EXPECT_EQ(problem("x\r\n\r\n1\r\n\r\nb\r\n"), "a.csv:5:x: got 'b' (must be a number)");
  EXPECT_EQ(problem("\"a\nb\",y\n1,2\n3,c\n"), "a.csv:4:y: got 'c' (must be a number)");
}

TEST(Csv, rows_of_unequal_length) {
  EXPECT_EQ(problem("\nx,y\n1,2\n3\n"), "a.csv:4: got 1 fields (must be 2, as in line 2)");
  EXPECT_EQ(problem("1,2\n3,4,5\n"), "a.csv:2: got 3 fields (must be 2, as in line 1)");
}

TEST(Csv, broken_quotes) {
  const std::string reason = "broken quotes (a field is quoted as a whole, and a quote inside it is doubled)";
  EXPECT_EQ(problem("x,y\n1,2\n\"3,4\n"), "a.csv:3: " + reason);
  EXPECT_EQ(problem("x,y\n1,\"2\"3\n"), "a.csv:2: " + reason);
}

TEST(Csv, names_that_do_not_fit) {
  EXPECT_EQ(problem("x,y\n1,2\n", {"a", "b"}), "a.csv:1: got names for columns that have a header (they are for files without one)");
  EXPECT_EQ(problem("1,2\n", {"a"}), "a.csv:1: got 2 fields (must be 1, the number of names given for columns)");
  EXPECT_EQ(problem("x,x\n1,2\n"), "a.csv:1: got two columns called 'x' (names must differ)");
  EXPECT_EQ(problem("1,2\n", {"a", "a"}), "a.csv:1: got two columns called 'a' (names must differ)");
}

TEST(Csv, no_rows) {
  EXPECT_EQ(problem(""), "a.csv: holds no rows of numbers");
  EXPECT_EQ(problem("x,y\n"), "a.csv: holds no rows of numbers");
}

}  // namespace
}  // namespace polesweep::data
