#include "core/results/theory_builder.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace polesweep::results {
namespace {

using Reals = std::vector<double>;

/// Two tables: 2 x 3 real values in units of 4 and 2, and three values of one complex pair each in one unit.
std::vector<TheoryTable> two_tables() {
  return {{.name = "p1.f",
           .attributes = {{"label", "surface"}},
           .axes = {{"x", 2, {{"x", Reals{0.1, 0.2}, "a pole", "1"}}}, {"y", 3, {{"y", Reals{1, 2, 3}, "another", "1"}}}},
           .units = {{{1, 1}, 4}, {{1, 2}, 2}}},
          {.name = "p1.prony",
           .attributes = {},
           .axes = {{"a_b", 3, {{"a", Reals{1, 2, 3}, "", "1"}, {"b", std::vector<std::string>{"x", "y", "z"}, "", ""}}}},
           .units = {{{2, 1}, 3}}}};
}

RunRecord record(PointId id, const std::vector<std::vector<double>>& rows, bool complex, const std::string& message = "") {
  RunRecord made;
  made.key.point = id;
  made.status = Status::complete;
  made.measures = {theory_series(rows, complex)};
  made.message = message;
  return made;
}

TheoryBuilder filled() {
  TheoryBuilder builder(two_tables());
  EXPECT_TRUE(builder.add(record({1, 2}, {{5}, {6}}, false)));
  EXPECT_TRUE(builder.add(record({1, 1}, {{1}, {2}, {}, {4}}, false, "outside")));
  EXPECT_TRUE(builder.add(record({2, 1}, {{1, -1}, {2, -2, 3, -3}, {4, -4}}, true)));
  return builder;
}

TEST(TheoryBuilder, values_stand_in_the_order_of_the_axes) {
  const Group theory = filled().build();
  const Group& surface = *theory.find_group("p1.f");
  EXPECT_EQ(surface.find("value")->dimensions, (std::vector<std::string>{"x", "y"}));
  const Reals& values = stored_values<double>(surface, "value");
  EXPECT_EQ(Reals(values.begin() + 3, values.end()), (Reals{4, 5, 6}));
  EXPECT_TRUE(std::isnan(values[2]));
  EXPECT_EQ(stored_values<std::string>(surface, "unit_message"), (std::vector<std::string>{"outside", ""}));
  Group root{.name = "", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {theory}};
  EXPECT_NO_THROW(require_consistent(root));
}

TEST(TheoryBuilder, complex_values_are_pairs_and_short_rows_are_filled) {
  const Group theory = filled().build();
  const Group& poles = *theory.find_group("p1.prony");
  EXPECT_EQ(poles.find("value_re")->dimensions, (std::vector<std::string>{"a_b", "component"}));
  EXPECT_EQ(poles.find("value_re")->coordinates, (std::vector<std::string>{"a", "b"}));
  const Reals& re = stored_values<double>(poles, "value_re");
  const Reals& im = stored_values<double>(poles, "value_im");
  EXPECT_EQ((Reals{re[0], re[2], re[3], re[4]}), (Reals{1, 2, 3, 4}));
  EXPECT_EQ((Reals{im[0], im[2], im[3], im[4]}), (Reals{-1, -2, -3, -4}));
  EXPECT_TRUE(std::isnan(re[1]) && std::isnan(im[5]));
}

TEST(TheoryBuilder, what_is_stored_is_found_again) {
  Group root{.name = "", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {filled().build()}};
  TheoryBuilder again(two_tables());
  std::size_t visited = 0;
  visit_theory(root, [&](const RunRecord& stored) {
    ++visited;
    EXPECT_TRUE(again.add(stored));
  });
  EXPECT_EQ(visited, 3U);
  EXPECT_TRUE(same_data(again.build(), root.groups.front()));
}

TEST(TheoryBuilder, counts_what_is_missing_and_what_failed) {
  TheoryBuilder builder(two_tables());
  EXPECT_FALSE(builder.add(record({9, 9}, {{1}}, false)));
  RunRecord failed;
  failed.key.point = {1, 1};
  failed.status = Status::failed;
  failed.message = "did not end";
  EXPECT_TRUE(builder.add(failed));
  EXPECT_TRUE(builder.add(record({1, 2}, {{5}, {6}}, false)));
  EXPECT_EQ(builder.count(Status::missing), 1U);
  EXPECT_EQ(builder.count(Status::failed), 1U);
  EXPECT_EQ(builder.values_done(), 2U);
  EXPECT_EQ(builder.value_count(), 9U);
  EXPECT_FALSE(builder.is_done(0));
  EXPECT_TRUE(builder.is_done(1));
  // A later success takes the place of a failure, and the first success stays.
  EXPECT_TRUE(builder.add(record({1, 1}, {{1}, {2}, {3}, {4}}, false)));
  EXPECT_TRUE(builder.add(record({1, 1}, {{7}, {7}, {7}, {7}}, false)));
  EXPECT_EQ(stored_values<double>(*builder.build().find_group("p1.f"), "value"), (Reals{1, 2, 3, 4, 5, 6}));
}

// The bytes of a record may come from anywhere.
TEST(TheoryBuilder, values_that_are_not_all_there_are_missing) {
  TheoryBuilder builder(two_tables());
  RunRecord short_of_rows = record({1, 2}, {{5}}, false);
  EXPECT_FALSE(builder.add(short_of_rows));
  short_of_rows.measures.clear();
  EXPECT_FALSE(builder.add(short_of_rows));
  RunRecord backwards = record({1, 2}, {{5}, {6}}, false);
  backwards.measures.front().width = -1;
  EXPECT_FALSE(builder.add(backwards));
  EXPECT_EQ(builder.values_done(), 0U);
  EXPECT_TRUE(builder.add(record({1, 2}, {{5}, {6}}, false)));
}

TEST(TheoryBuilder, two_tables_may_share_values) {
  std::vector<TheoryTable> tables = two_tables();
  tables.push_back(tables.front());
  tables.back().name = "p1.f_2";
  TheoryBuilder builder(tables);
  EXPECT_TRUE(builder.add(record({1, 2}, {{5}, {6}}, false)));
  EXPECT_TRUE(builder.is_done(1));
  EXPECT_TRUE(builder.is_done(4));
}

}  // namespace
}  // namespace polesweep::results
