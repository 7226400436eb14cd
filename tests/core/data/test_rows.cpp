#include "core/data/rows.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace polesweep::data {
namespace {

using Row = std::vector<std::string>;

struct Split {
  std::vector<Row> rows;
  std::vector<std::int64_t> lines;
  std::int64_t broken = 0;
};

Split split(std::string_view text, char separator) {
  Split result;
  result.broken = split_rows(text, separator, [&](std::span<const std::string> fields, std::int64_t line) {
    result.rows.emplace_back(fields.begin(), fields.end());
    result.lines.push_back(line);
    return true;
  });
  return result;
}

TEST(SplitRows, by_a_sign) {
  EXPECT_EQ(split("a;b c;\n 1 ;;3", ';').rows, (std::vector<Row>{{"a", "b c", ""}, {"1", "", "3"}}));
  EXPECT_EQ(split("1\t2\t\n\t\t3\n", '\t').rows, (std::vector<Row>{{"1", "2", ""}, {"", "", "3"}}));
}

TEST(SplitRows, by_blanks_of_any_number) {
  EXPECT_EQ(split("   1.5   -2\t3  \n\n  \t \n4 5 6\r\n", ' ').rows, (std::vector<Row>{{"1.5", "-2", "3"}, {"4", "5", "6"}}));
  EXPECT_EQ(split("1 \"\" 3\n", ' ').rows, (std::vector<Row>{{"1", "", "3"}}));  // an empty field has quotes
}

TEST(SplitRows, parentheses_hold_a_field_together) {
  EXPECT_EQ(split("(1,2),(3,4)\n5,(6)\n", ',').rows, (std::vector<Row>{{"(1,2)", "(3,4)"}, {"5", "(6)"}}));
  EXPECT_EQ(split("  ( 1.0, 2.0)  (3,4)\n", ' ').rows, (std::vector<Row>{{"(1.0,2.0)", "(3,4)"}}));
  EXPECT_EQ(split("(1,2\n3,4\n", ',').rows, (std::vector<Row>{{"(1,2"}, {"3", "4"}}));  // not beyond the row
}

TEST(SplitRows, lines_are_those_of_the_text) {
  const Split found = split("\"a\nb\",1\n\r\n2,3\r\n\n4,5", ',');
  EXPECT_EQ(found.rows, (std::vector<Row>{{"a\nb", "1"}, {"2", "3"}, {"4", "5"}}));
  EXPECT_EQ(found.lines, (std::vector<std::int64_t>{1, 4, 6}));
}

TEST(SplitRows, broken_quotes_are_found_where_their_row_begins) {
  EXPECT_EQ(split("1,2\n\"3,4\n", ',').broken, 2);
  EXPECT_EQ(split("1,2\n3,\"4\"5\n", ',').broken, 2);
  EXPECT_EQ(split("1,2\n3,4\n", ',').broken, 0);
}

TEST(SplitRows, ends_when_told_and_hands_on_what_is_thrown) {
  int rows = 0;
  const auto first = [&](std::span<const std::string>, std::int64_t) { return ++rows < 2; };
  EXPECT_EQ(split_rows("1\n2\n3\n\"", ',', first), 0);
  EXPECT_EQ(rows, 2);
  EXPECT_THROW(split_rows("1\n", ',', [](std::span<const std::string>, std::int64_t) -> bool { throw std::runtime_error("x"); }),
               std::runtime_error);
}

}  // namespace
}  // namespace polesweep::data
