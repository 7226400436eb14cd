#include "core/tasks/recording.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/data/csv.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::test_recording {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

data::Table table(const std::string& text) { return data::parse_csv("a.csv", text, {}); }

/// Names and numbers of the channels, as text.
Channels channels(const data::Table& table, const Texts& wanted, bool complex_valued = false, std::int64_t first_row = 0) {
  return find_channels(table, wanted, complex_valued, "inputs", "a.csv", first_row);
}

std::string problem(const std::string& text, const Texts& wanted, bool complex_valued = false, std::int64_t first_row = 0) {
  return error_of([&] { channels(table(text), wanted, complex_valued, first_row); });
}

const std::string mixed = "rx,a,b,t\n1+2i,3,4,x\n5-6i,7,8,y\n";

TEST(FindChannels, real_columns_by_name_in_any_order) {
  const data::Table file = table(mixed);
  const Channels found = channels(file, {"b", "a", "b"});
  EXPECT_EQ(found.names, (Texts{"b", "a", "b"}));
  EXPECT_EQ(interleave(found.columns, 1), (Numbers{8, 7, 8}));
}

TEST(FindChannels, complex_columns_and_pairs_are_complex_channels) {
  const data::Table file = table(mixed);
  const Channels found = channels(file, {"rx", "a", "b", "rx.im", "rx.re"}, true);
  EXPECT_EQ(found.names, (Texts{"rx", "a", "rx.im"}));
  EXPECT_EQ(interleave(found.columns, 0), (Numbers{1, 2, 3, 4, 2, 1, 5, -6, 7, 8, -6, 5}));
}

TEST(FindChannels, parts_of_complex_columns_are_real_channels) {
  const data::Table file = table(mixed);
  const Channels found = channels(file, {"rx.im", "a"});
  EXPECT_EQ(found.names, (Texts{"rx.im", "a"}));
  EXPECT_EQ(interleave(found.columns, 0), (Numbers{2, 3, -6, 7}));
  EXPECT_EQ(problem(mixed, {"a.re"}), "inputs: got 'a.re' (a.csv has the columns rx, a, b, t)");
  // A column of that name comes first.
  EXPECT_EQ(*channels(table("x.re,x\n1,2+3i\n"), {"x.re"}).columns.front(), Numbers{1});
}

TEST(FindChannels, a_header_of_numpy_is_known_with_and_without_its_sign) {
  const data::Table file = table("# x,y\n1,2\n");
  EXPECT_EQ(*channels(file, {"x"}).columns.front(), Numbers{1});
  EXPECT_EQ(*channels(file, {"# x"}).columns.front(), Numbers{1});
}

TEST(FindChannels, what_cannot_be_had) {
  EXPECT_EQ(problem(mixed, {}), "inputs: got no columns (at least one is needed)");
  EXPECT_EQ(problem(mixed, {"z"}), "inputs: got 'z' (a.csv has the columns rx, a, b, t)");
  EXPECT_EQ(problem(mixed, {"rx"}), "inputs: got 'rx' (is complex). Set complex = true, or take its parts 'rx.re' and 'rx.im'?");
  EXPECT_EQ(problem(mixed, {"a", "rx"}, true), "inputs: got 'rx' after 'a' (is complex, not an imaginary part)");
  EXPECT_EQ(problem(mixed, {"a"}, true), "inputs: got 1 columns (must be pairs re, im in a complex task)");
  EXPECT_EQ(problem("x,x,y\n1,2,3\n", {"y", "x"}), "inputs: got 'x' (a.csv has 2 columns of this name)");
  EXPECT_EQ(problem("x,y\n,3\n", {"x"}), "inputs: got 'x' (a.csv has no value in any row of this column)");
}

TEST(FindChannels, a_name_twice_does_no_harm_where_nobody_asks) {
  EXPECT_EQ(*channels(table("x,x,y\n1,2,3\n"), {"y"}).columns.front(), Numbers{3});
}

TEST(FindChannels, text_matters_from_the_first_row_in_use_on) {
  EXPECT_EQ(problem(mixed, {"t"}), "a.csv:2:t: got 'x' (must be a number)");
  EXPECT_EQ(problem(mixed, {"t"}, false, 1), "a.csv:3:t: got 'y' (must be a number)");
  const data::Table units = table("t,u\ns,V\n0,1\n1,2\n");
  EXPECT_EQ(interleave(channels(units, {"u"}, false, 1).columns, 1), (Numbers{1, 2}));
}

TEST(FindChannels, arrays_of_different_lengths_do_not_go_together) {
  data::Table file;
  file.columns = {{"x", {1, 2}}, {"y", {1, 2, 3}}};
  EXPECT_EQ(error_of([&] { channels(file, {"x", "y"}); }), "inputs: got arrays of different lengths (a.csv has 2 and 3 rows)");
}

TEST(FindChannels, of_a_file_with_arrays_names_what_it_holds) {
  data::Table file;
  file.others = {"x [3]", "m [3 x 2]"};
  EXPECT_EQ(error_of([&] { channels(file, {"y"}); }), "inputs: got 'y' (a.csv holds x [3], m [3 x 2])");
}

TEST(FindChannels, messages_stay_short) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += (i == 0 ? "name" : ",name") + std::to_string(i);
  text += "\n";
  for (int i = 0; i < 40'000; ++i) text += i == 0 ? "1" : ",1";
  EXPECT_EQ(problem(text + "\n", {std::string(100'000, 'q')}),
            "inputs: got '" + std::string(60, 'q') +
                "... (100000 characters)' (a.csv has the columns name0, name1, name2, name3, name4, name5, "
                "name6, name7, name8, name9, name10, name11, ... (40000 in all))");
}

TEST(Divide, before_each_break) {
  using Ranges = std::vector<RowRange>;
  EXPECT_EQ(divide(Ranges{{0, 10}, {12, 20}}, std::vector<std::int64_t>{0, 3, 10, 12, 15, 16, 20}),
            (Ranges{{0, 3}, {3, 10}, {12, 15}, {15, 16}, {16, 20}}));
}

}  // namespace
}  // namespace polesweep::test_recording
