#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/literals.hpp"
#include "tests/core/tasks/drain.hpp"

namespace polesweep {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;
std::unique_ptr<Task> order_book(const std::string& csv, FieldValues values) {
  values.emplace("path", "b.csv");
  data::DataFiles files;
  files.add("b.csv", csv);
  return make_task({"order_book", values}, files);
}

/// Two levels and a column that is none of the book. Mid prices 100, 101, 101, 103, 102, 102, 104, 100, 100, 106 times one half.
const std::string book =
    "time,ask_p1,ask_q1,bid_p1,bid_q1,ask_p2,ask_q2,bid_p2,bid_q2\n"
    "0,51,1,49,3,60,1,40,1\n"
    "1,52,1,49,1,60,1,40,3\n"
    "2,51,3,50,1,60,0,40,0\n"
    "3,52,0,51,5,60,1,40,1\n"
    "4,52,5,50,0,60,1,40,1\n"
    "5,52,1,50,1,60,1,40,1\n"
    "6,53,1,51,1,60,1,40,1\n"
    "7,51,1,49,1,60,1,40,1\n"
    "8,51,1,49,1,60,1,40,1\n"
    "9,54,1,52,1,60,1,40,1\n";

/// Of 10 rows the last 4 are the test; the gap of 2 is made by the horizon.
FieldValues small(FieldValues more = {}) {
  more.merge(FieldValues{{"horizon", 2_n}, {"windows", 1_n}, {"window_length", 4_n}, {"test_fraction", 0.4}});
  return more;
}

TEST(OrderBookTask, samples_by_hand) {
  const auto task = order_book(book, small({{"levels", 2_n}, {"tick", 0.5}}));
  EXPECT_EQ(task->facts().inputs, 4);
  EXPECT_EQ(task->facts().outputs, 1);
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.inputs[0], (Numbers{0, 0.5, 1, 6,   // row 1; row 0 has no last move
                                         -0.5, 0, 0, 2,  // row 2, whose second level is empty
                                         1, 0, 2, 2}));  // row 3
  EXPECT_EQ(training.targets[0], (Numbers{2, 1, -1}));   // mids 101 101 103, then 103 102 102 two rows later
  const Drained test = drain(*task, Part::test, {0});
  EXPECT_EQ(test.inputs[0], (Numbers{0, 0, 2, 4, 0, 0, -4, 4}));  // rows 6 and 7; 8 and 9 have no future
  EXPECT_EQ(test.targets[0], (Numbers{-4, 6}));
}

TEST(OrderBookTask, prices_count_in_ticks) {
  const Drained training = drain(*order_book(book, small()), Part::training, {0});
  EXPECT_EQ(training.inputs[0], (Numbers{0, 0.5, 3, -0.5, 0, 1, 1, 1, 1}));
  EXPECT_EQ(training.targets[0], (Numbers{1, 0.5, -0.5}));
}

TEST(OrderBookTask, no_training_target_is_made_of_the_test_split) {
  std::string other = book;
  other.replace(other.find("6,53,"), 5, "6,99,");  // the first row of the test split
  const auto training = [](const std::string& csv) { return drain(*order_book(csv, small()), Part::training, {0}); };
  EXPECT_EQ(training(other), training(book));
  other.replace(other.find("5,52,"), 5, "5,99,");
  EXPECT_NE(training(other), training(book));
}

TEST(OrderBookTask, horizon_above_one_is_for_holdout_only) {
  const auto task = order_book(book, small());
  EXPECT_FALSE(task->facts().prequential);
  EXPECT_EQ(task->facts().notes.back(),
            "targets lie 2 rows ahead: training uses them early, the test does not; prequential evaluation is refused");
  EXPECT_EQ(error_of([&] {
              task->trivial_risk(0, {"prequential", 2});
            }),
            "evaluation: got 'prequential' (targets are known only 2 rows later, after further predictions). Use 'holdout'?");
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 0}), 6.25);  // of moves -2 and 3
  EXPECT_TRUE(order_book(book, small({{"horizon", 1_n}}))->facts().prequential);
}

TEST(OrderBookTask, missing_values_end_past_and_future) {
  std::string gap = book;
  gap.replace(gap.find("4,52,5"), 6, "4,52, ");
  const auto task = order_book(gap, small({{"horizon", 1_n}, {"window_length", 5_n}}));
  // Rows 1 and 2 have both neighbours; 5 follows the gap and ends the training split.
  EXPECT_EQ(drain(*task, Part::training, {0}).targets[0], (Numbers{0, 1}));
}

TEST(OrderBookTask, columns_can_be_named) {
  const std::string no_header = "51,1,49,3\n52,1,49,1\n51,3,50,1\n52,1,51,5\n52,5,50,1\n52,1,50,1\n";
  const FieldValues values{
      {"horizon", 1_n}, {"windows", 1_n}, {"window_length", 3_n}, {"test_fraction", 0.34}, {"columns", Texts{"0", "1", "2", "3", "4"}}};
  EXPECT_EQ(drain(*order_book(no_header, values), Part::training, {0}).targets[0], (Numbers{0, 1}));
  FieldValues two_levels = values;
  two_levels["levels"] = 2_n;
  EXPECT_EQ(error_of([&] { order_book(no_header, two_levels); }), "columns: got 5 names (must be at least 8, four for each of 2 levels)");
}

/// Seven states without a header, of three levels in LOBSTER's order.
std::string lobster(const std::string& row_3) {
  return "500000,1,490000,3,520000,1,480000,1,530000,2,470000,2\n"
         "510000,1,490000,3,520000,1,480000,1,530000,2,470000,2\n"
         "520000,1,490000,1,530000,1,480000,3,540000,2,470000,2\n" +
         row_3 +
         "520000,1,510000,5,530000,1,480000,1,540000,2,470000,2\n"
         "520000,5,500000,1,530000,1,480000,1,540000,2,470000,2\n"
         "520000,1,500000,1,530000,1,480000,1,540000,2,470000,2\n";
}
const std::string complete_row = "510000,3,500000,1,530000,3,480000,1,540000,2,470000,2\n";

FieldValues lobster_fields(FieldValues more = {}) {
  more.merge(FieldValues{{"horizon", 1_n}, {"windows", 1_n}, {"window_length", 4_n}, {"test_fraction", 0.3}, {"tick", 100.0}});
  return more;
}

TEST(OrderBookTask, a_file_without_header_is_in_the_order_of_lobster) {
  const auto task = order_book(lobster(complete_row), lobster_fields({{"levels", 2_n}}));
  const Drained training = drain(*task, Part::training, {0});
  // Imbalances of two levels, last move, spread; cents.
  EXPECT_EQ(training.inputs[0], (Numbers{0.5, 0, 50, 200, 0, 0.5, 50, 300, -0.5, -0.5, 0, 100}));
  EXPECT_EQ(task->facts().notes[2], "b.csv: its 12 columns have no names and are taken in LOBSTER's order, prices in units of 1/10,000");
  EXPECT_TRUE(task->facts().warnings.empty());
  EXPECT_EQ(error_of([] {
              order_book(lobster(complete_row), lobster_fields({{"levels", 4_n}}));
            }),
            "columns: missing (b.csv names none and has 12; LOBSTER's order has 4 for each level, 16 for 4 levels)");
  EXPECT_EQ(error_of([] { order_book("1,2,3,4,5\n1,2,3,4,5\n", lobster_fields()); }),
            "columns: missing (b.csv names none and has 5; LOBSTER's order has 4 for each level, 4 for 1 levels)");
}

TEST(OrderBookTask, an_empty_side_counts_as_missing_and_is_said) {
  const std::string rest = ",530000,3,480000,1,540000,2,470000,2\n";
  // Dummy prices of either side, in dollars and in single precision, and no price at all.
  for (const char* touch : {"9999999999,0,500000,1", "510000,3,-9999999999,0", "9999999999,0,-9999999999,0", "999999.9999,0,500000,1",
                            "510000,3,-999999.9999,0", "10000000000,0,500000,1", "0,0,500000,1", "510000,3,0,0"}) {
    const auto task = order_book(lobster(touch + rest), lobster_fields());
    // Row 2 has no next mid price.
    EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{0.5, 50, 200})) << touch;
    EXPECT_EQ(drain(*task, Part::training, {0}), drain(*order_book(lobster(",3,500000,1" + rest), lobster_fields()), Part::training, {0}))
        << touch;
    ASSERT_EQ(task->facts().warnings.size(), 1U) << touch;
    EXPECT_EQ(task->facts().warnings.front(),
              "b.csv: 1 of 7 rows have an empty side (LOBSTER's dummy price, or neither price nor quantity) and count as missing");
    EXPECT_EQ(task->facts().notes.back(), task->facts().warnings.front());
  }
}

TEST(OrderBookTask, real_prices_are_not_taken_for_dummies) {
  const std::string rest = ",530000,3,480000,1,540000,2,470000,2\n";
  for (const char* touch : {"510000,0,500000,1", "10000000000,3,500000,1", "999999.9999,3,500000,1", "510000,3,-500000,0", "0,3,500000,1"})
    EXPECT_TRUE(order_book(lobster(touch + rest), lobster_fields())->facts().warnings.empty()) << touch;
}

TEST(OrderBookTask, a_deeper_level_that_is_empty_has_no_quantity) {
  const auto task =
      order_book(lobster("510000,3,500000,1,9999999999,0,480000,1,9999999999,0,-9999999999,0\n"), lobster_fields({{"levels", 2_n}}));
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{0.5, 0, 50, 200, 0, 0.5, 50, 300, -0.5, 1, 0, 100}));
  EXPECT_EQ(task->facts().warnings, Texts{"b.csv: 1 of 7 rows lack a level after the first, whose quantity counts as 0"});
}

TEST(OrderBookTask, books_in_other_files_than_csv) {
  std::string text = lobster(complete_row);
  std::replace(text.begin(), text.end(), ',', ';');
  EXPECT_EQ(drain(*order_book(text, lobster_fields()), Part::training, {0}),
            drain(*order_book(lobster(complete_row), lobster_fields()), Part::training, {0}));
  // One level in seven rows of unsigned bytes.
  const std::string bytes(
      "\x32\x01\x31\x03\x33\x01\x31\x03\x34\x01\x31\x01\x33\x03\x32\x01\x34\x01\x33\x05\x34\x05\x32\x01\x34\x01\x32\x01", 28);
  const FieldValues raw = lobster_fields({{"format", "uint8"}, {"columns", Texts{"ap", "aq", "bp", "bq"}}, {"tick", 1.0}});
  EXPECT_EQ(drain(*order_book(bytes, raw), Part::training, {0}).targets[0], (Numbers{0.5, 0, 1}));
}

TEST(OrderBookTask, mistakes) {
  EXPECT_EQ(error_of([] { order_book("x\n1\n2\n", small()); }), "columns: got 'ask_p1' (b.csv has the columns x)");
  EXPECT_EQ(error_of([] {
              order_book(book, small({{"horizon", 4_n}}));
            }),
            "window_length: got 4 (must be at most 2: 10 rows less 4 for the test and a gap of 4)");
  EXPECT_EQ(error_of([] { order_book(book, small({{"first_row", 10_n}})); }), "first_row: got 10 (b.csv has 10 rows, counted from 0)");
}

TEST(OrderBookTask, lists_its_fields_without_a_file) {
  const std::vector<FieldSpec>& fields = find_member(Family::task, "order_book")->fields;
  EXPECT_EQ(fields.size(), 22U);
  EXPECT_TRUE(fields.front().data_file);
}

}  // namespace
}  // namespace polesweep
