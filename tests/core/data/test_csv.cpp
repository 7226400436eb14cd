#include "core/data/csv.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/data/format.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_csv {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<double>;

Format named(const Names& names) {
  Format format;
  format.names = names;
  return format;
}

std::string problem(const std::string& text, const Format& format = {}) {
  return error_of([&] { parse_csv("a.csv", text, format); });
}

Names names_of(const Table& table) {
  Names names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

std::vector<Numbers> numbers_of(const Table& table) {
  std::vector<Numbers> numbers;
  for (const Column& column : table.columns) numbers.push_back(column.values);
  return numbers;
}

/// What the columns say of fields that hold no number.
std::string fault(const std::string& text, const Format& format = {}) {
  std::string faults;
  for (const Column& column : parse_csv("a.csv", text, format).columns)
    if (column.first_fault) faults += (faults.empty() ? "" : "; ") + column.first_fault->message;
  return faults;
}

TEST(Csv, header_names_the_columns) {
  const Table table = parse_csv("a.csv", "time, price \n1,2.5\n3,-4e-1\n", {});
  EXPECT_EQ(names_of(table), (Names{"time", "price"}));
  EXPECT_EQ(numbers_of(table), (std::vector<Numbers>{{1, 3}, {2.5, -0.4}}));
}

TEST(Csv, columns_without_header_are_numbered_or_named) {
  EXPECT_EQ(names_of(parse_csv("a.csv", "1,2\n3,4\n", {})), (Names{"0", "1"}));
  const Table table = parse_csv("a.csv", "1,2\n3,4\n", named({"re", "im"}));
  EXPECT_EQ(names_of(table), (Names{"re", "im"}));
  EXPECT_EQ(numbers_of(table), (std::vector<Numbers>{{1, 3}, {2, 4}}));
}

TEST(Csv, nameless_column_of_a_header_gets_its_position) { EXPECT_EQ(names_of(parse_csv("a.csv", ",x\n0,5\n", {})), (Names{"0", "x"})); }

TEST(Csv, first_row_with_one_number_is_no_header) { EXPECT_EQ(fault("1,b\n2,3\n"), "a.csv:1:1: got 'b' (must be a number)"); }

TEST(Csv, one_padded_number_a_line) {
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "   86  \n   141 \n\n  95", {})), (std::vector<Numbers>{{86, 141, 95}}));
}

TEST(Csv, carriage_returns_byte_order_mark_signs_and_quotes) {
  const Table table = parse_csv("a.csv", "\xef\xbb\xbf\"x\",\"the \"\"y\"\"\"\r\n\"1\",+2\r\n-3,\"4\"\r\n", {});
  EXPECT_EQ(names_of(table), (Names{"x", "the \"y\""}));
  EXPECT_EQ(numbers_of(table), (std::vector<Numbers>{{1, -3}, {2, 4}}));
}

TEST(Csv, empty_and_nan_are_missing) {
  const Table table = parse_csv("a.csv", "x,y\n1,\nnan,2\n NaN ,3\n", {});
  EXPECT_TRUE(std::isnan(table.columns[1].values[0]));
  EXPECT_TRUE(std::isnan(table.columns[0].values[1]));
  EXPECT_TRUE(std::isnan(table.columns[0].values[2]));
  EXPECT_EQ(table.columns[1].values[2], 3);
}

TEST(Csv, missing_first_values_are_no_header) { EXPECT_EQ(parse_csv("a.csv", ",\n1,2\n", {}).columns[0].values.size(), 2U); }

TEST(Csv, what_is_no_number_is_named_with_line_and_column) {
  EXPECT_EQ(fault("x,y\n1,2\n3,four\n5,6\n"), "a.csv:3:y: got 'four' (must be a number)");
  EXPECT_EQ(fault("1,2\n3,4x\n"), "a.csv:2:1: got '4x' (must be a number)");
  EXPECT_EQ(fault("x\n1 2\n"), "a.csv:2:x: got '1 2' (must be a number)");
  EXPECT_EQ(fault("x\n+-1\n"), "a.csv:2:x: got '+-1' (must be a number)");
  EXPECT_EQ(fault("x\nnan(1)\n"), "a.csv:2:x: got 'nan(1)' (must be a number)");
  EXPECT_EQ(fault("x\ninf\n"), "a.csv:2:x: got 'inf' (must be within the range of a double)");
  EXPECT_EQ(fault("x\n-1e999\n"), "a.csv:2:x: got '-1e999' (must be within the range of a double)");
}

TEST(Csv, lines_are_those_of_the_file) {
  EXPECT_EQ(fault("x\r\n\r\n1\r\n\r\nb\r\n"), "a.csv:5:x: got 'b' (must be a number)");
  EXPECT_EQ(fault("\"a\nb\",y\n1,2\n3,c\n"), "a.csv:4:y: got 'c' (must be a number)");
}

TEST(Csv, rows_of_unequal_length) {
  EXPECT_EQ(problem("\nx,y\n1,2\n3\n"), "a.csv:4: got 1 fields (must be 2, as in line 2)");
  EXPECT_EQ(problem("1,2\n3,4,5\n"), "a.csv:2: got 3 fields (must be 2, as in line 1)");
  EXPECT_EQ(problem("x,y\n1,2\n3,4,5\n"), "a.csv:3: got 3 fields (must be 2, as in line 1)");
  EXPECT_EQ(problem("\"x\" \"y\"\n\"1\" 2 3\n\"2\" 4 5\n"),  // as R's write.table does
            "a.csv:2: got 3 fields (must be 2, as in line 1). Are rows named, as R does? Set skip_lines and columns?");
}

TEST(Csv, broken_quotes) {
  const std::string reason = "broken quotes (a field is quoted as a whole, and a quote inside it is doubled)";
  EXPECT_EQ(problem("x,y\n1,2\n\"3,4\n"), "a.csv:3: " + reason);
  EXPECT_EQ(problem("x,y\n1,\"2\"3\n"), "a.csv:2: " + reason);
}

TEST(Csv, names_that_do_not_fit) {
  EXPECT_EQ(problem("x,y\n1,2\n", named({"a", "b"})), "a.csv:1: got names for columns that have a header (they are for files without one)");
  EXPECT_EQ(problem("1,2\n", named({"a"})), "a.csv:1: got 2 fields (must be 1, the number of names given for columns)");
}

TEST(Csv, no_rows) {
  EXPECT_EQ(problem(""), "a.csv: holds no rows of numbers");
  EXPECT_EQ(problem("x,y\n"), "a.csv: holds no rows of numbers");
  EXPECT_EQ(problem("# nothing\n"), "a.csv: holds no rows of numbers");
}

TEST(Csv, text_stands_where_nobody_may_ask_for_it) {
  const Table table = parse_csv("a.csv", ",time,x\n0,2021-04-07 11:32:00,1.5\n1,2021-04-07 11:32:01,2.5\n", {});
  EXPECT_EQ(names_of(table), (Names{"0", "time", "x"}));
  EXPECT_EQ(table.columns[2].values, (Numbers{1.5, 2.5}));
  EXPECT_FALSE(table.columns[2].first_fault);
  EXPECT_TRUE(std::isnan(table.columns[1].values[0]));
  ASSERT_TRUE(table.columns[1].first_fault);
  EXPECT_EQ(table.columns[1].first_fault->row, 0U);
  EXPECT_EQ(table.columns[1].last_fault->row, 1U);
  EXPECT_EQ(table.columns[1].last_fault->message, "a.csv:3:time: got '2021-04-07 11:32:01' (must be a number)");
}

TEST(Csv, separators_are_found) {
  for (const char* text : {"x,y\n1,2\n3,4\n", "x;y\n1;2\n3;4\n", "x\ty\n1\t2\n3\t4\n", "x y\n1  2\n 3 \t 4 \n", "# x  y\n1 2\n3 4\n"}) {
    const Table table = parse_csv("a.csv", text, {});
    EXPECT_EQ(names_of(table), (Names{"x", "y"})) << text;
    EXPECT_EQ(numbers_of(table), (std::vector<Numbers>{{1, 3}, {2, 4}})) << text;
  }
}

TEST(Csv, a_separator_may_stand_behind_the_last_field) {
  for (const char* text : {"x,y\n1,2,\n3,4,\n", "x,y\n1,2,\n3,4\n", "1,2\n3,4,\n"})
    EXPECT_EQ(numbers_of(parse_csv("a.csv", text, {})), (std::vector<Numbers>{{1, 3}, {2, 4}})) << text;
  EXPECT_EQ(problem("x,y\n1,2,,\n"), "a.csv:2: got 4 fields (must be 2, as in line 1)");
}

TEST(Csv, a_separator_makes_numbers_rather_than_fields) {
  // Of a time with blanks and commas between the columns; of decimal commas between semicolons.
  EXPECT_EQ(parse_csv("a.csv", "1 Jan 2020,5\n2 Jan 2020,6\n", {}).columns[1].values, (Numbers{5, 6}));
  EXPECT_EQ(fault("1,5;2,5\n3,5;4,5\n"),
            "a.csv:1:0: got '1,5' (must be a number). Set decimal = \"comma\"?; "
            "a.csv:1:1: got '2,5' (must be a number). Set decimal = \"comma\"?");
}

TEST(Csv, a_separator_can_be_said) {
  Format format;
  format.separator = ';';
  EXPECT_EQ(names_of(parse_csv("a.csv", "a,b;c\n1;2\n", format)), (Names{"a,b", "c"}));
  format.separator = ' ';
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "1 2\n", format)), (std::vector<Numbers>{{1}, {2}}));
}

TEST(Csv, decimal_comma) {
  Format format;
  format.decimal_comma = true;
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "x;y\n1,5;2\n-3,25;1e1\n", format)), (std::vector<Numbers>{{1.5, -3.25}, {2, 10}}));
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "1,5\n2,5\n", format)), (std::vector<Numbers>{{1.5, 2.5}}));
  format.separator = ',';
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "\"1,5\",\"2,5\"\n", format)), (std::vector<Numbers>{{1.5}, {2.5}}));
}

TEST(Csv, comments_are_passed_over) {
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "# made by rx.m\n1,2\n# more\n3,4\n", {})), (std::vector<Numbers>{{1, 3}, {2, 4}}));
  EXPECT_EQ(fault("# a\n\nx\n# b\nc\n"), "a.csv:5:x: got 'c' (must be a number)");
  EXPECT_EQ(parse_csv("a.csv", "# made by rx.m\n1,2\n# more\n3,4\n#5,6\n", {}).notes,
            Names{"a.csv: 2 lines after the first row begin with '#' and are skipped"});
  EXPECT_EQ(parse_csv("a.csv", "# made by rx.m\n1,2\n", {}).notes, Names());
  Format percent;
  percent.comment = "%";
  EXPECT_EQ(numbers_of(parse_csv("a.csv", "% made by tx.m\n1 2\n", percent)), (std::vector<Numbers>{{1}, {2}}));
}

TEST(Csv, a_comment_before_the_data_names_the_columns_where_it_fits) {
  EXPECT_EQ(names_of(parse_csv("a.csv", "# made by rx.m\n# x,y\n1,2\n", {})), (Names{"x", "y"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "# a b c\n1,2\n", {})), (Names{"0", "1"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "# a,b\nx,y\n1,2\n", {})), (Names{"x", "y"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "# made by rx.m\n1\n2\n", {})), (Names{"0"}));  // a sentence
  EXPECT_EQ(names_of(parse_csv("a.csv", "#x\n1\n2\n", {})), (Names{"x"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "# x,y\n1,2\n", named({"a", "b"}))), (Names{"a", "b"}));
}

TEST(Csv, names_may_look_like_unusual_numbers) {
  EXPECT_EQ(names_of(parse_csv("a.csv", "1i,1q,2i,2q\n1,2,3,4\n", {})), (Names{"1i", "1q", "2i", "2q"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "a,2d0\n1,2\n", {})), (Names{"a", "2d0"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "1i,1D0\n1,2\n", {})), (Names{"0", "1"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "Na,K\n1,2\n", {})), (Names{"Na", "K"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "NA,NA\n1,2\n", {})), (Names{"0", "1"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "NA,1\n1,2\n", {})), (Names{"0", "1"}));
  EXPECT_EQ(names_of(parse_csv("a.csv", "NaN,a\n1,2\n", {})), (Names{"0", "1"}));
}

TEST(Csv, the_header_can_be_said) {
  Format format;
  format.header = Format::Header::yes;
  const Table table = parse_csv("a.csv", ",0,1\n0,1.5,2.5\n", format);
  EXPECT_EQ(names_of(table), (Names{"0", "0", "1"}));
  EXPECT_EQ(table.columns[2].values, (Numbers{2.5}));
  format.header = Format::Header::no;
  EXPECT_EQ(names_of(parse_csv("a.csv", "# x,y\nu,v\n1,2\n", format)), (Names{"0", "1"}));
  EXPECT_EQ(fault("u\n1\n", format), "a.csv:1:0: got 'u' (must be a number)");
}

TEST(Csv, lines_can_be_skipped) {
  Format format;
  format.skip_lines = 2;
  EXPECT_EQ(names_of(parse_csv("a.csv", "Model,DSO\nRate,1e9,Hz\nt,u\n0,1\n", format)), (Names{"t", "u"}));
  EXPECT_EQ(fault("a\nb\nx\nc\n", format), "a.csv:4:x: got 'c' (must be a number)");
}

TEST(Csv, complex_fields) {
  const Table table = parse_csv("a.csv", "rx,tx,n\n1,2-3i,1\nnan,4i,2\n-1.5+2i,0,3\n", {});
  EXPECT_EQ(table.columns[0].imaginary[0], 0);
  EXPECT_EQ(table.columns[0].imaginary[2], 2);
  EXPECT_EQ(table.columns[0].values[2], -1.5);
  EXPECT_TRUE(std::isnan(table.columns[0].values[1]));
  EXPECT_EQ(table.columns[1].values, (Numbers{2, 0, 0}));
  EXPECT_EQ(table.columns[1].imaginary, (Numbers{-3, 4, 0}));
  EXPECT_FALSE(table.columns[2].is_complex());
}

TEST(Csv, complex_fields_of_fortran_and_octave) {
  const Table commas = parse_csv("a.csv", "x,y\n(1,2),3\n(4,-5),6\n", {});
  EXPECT_EQ(numbers_of(commas), (std::vector<Numbers>{{1, 4}, {3, 6}}));
  EXPECT_EQ(commas.columns[0].imaginary, (Numbers{2, -5}));
  // As save -text of Octave writes a matrix.
  const Table blanks = parse_csv("a.csv",
                                 "# Created by Octave 7.3.0\n# name: m\n# type: complex matrix\n# rows: 2\n# columns: 2\n"
                                 " (0.25,0.03125) (1,0.125)\n (0.5,0.0625) (1.25,0.15625)\n\n\n",
                                 {});
  EXPECT_EQ(names_of(blanks), (Names{"0", "1"}));
  EXPECT_EQ(numbers_of(blanks), (std::vector<Numbers>{{0.25, 0.5}, {1, 1.25}}));
  EXPECT_EQ(blanks.columns[1].imaginary, (Numbers{0.125, 0.15625}));
}

TEST(Csv, missing_values_of_a_list) {
  Format format;
  format.missing = {"-", "-9999"};
  const Table table = parse_csv("a.csv", "x,y\n1,-\n-9999.0,2\n", format);
  EXPECT_TRUE(std::isnan(table.columns[1].values[0]));
  EXPECT_TRUE(std::isnan(table.columns[0].values[1]));
  EXPECT_EQ(fault("x,y\n1,-\n-9999.0,2\n", format), "");
}

TEST(Csv, messages_stay_short) {
  const std::string cell(1'000'000, 'a');
  EXPECT_LT(fault("x\n" + cell + "\n").size(), 200U);
  EXPECT_LT(fault("1," + cell + "\n").size(), 200U);
  EXPECT_LT(fault(cell + ",y\nb,1\n").size(), 200U);
  EXPECT_LT(problem(cell + "\n").size(), 200U);
}

}  // namespace
}  // namespace polesweep::data::test_csv
