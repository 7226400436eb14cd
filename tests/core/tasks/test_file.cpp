#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/data/gzip_bytes.hpp"
#include "tests/core/tasks/drain.hpp"

namespace polesweep {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;
constexpr std::int64_t operator""_n(unsigned long long n) { return static_cast<std::int64_t>(n); }

/// 20 rows: training 0 to 14, one window of 15 rows; test 15 to 19.
FieldValues whole(FieldValues more = {}) {
  more.merge(FieldValues{{"test_fraction", 0.25}, {"windows", 1_n}, {"window_length", 15_n}});
  return more;
}

std::string problem(const std::string& csv, const FieldValues& values) {
  return error_of([&] { file_task(csv, values); });
}

/// QPSK symbols in columns c, d (target) and half of them in a, b (input), in random order. The targets of rows 190 and 191 have the other
/// real part; `off` is added to the last one's.
std::string symbols(int rows, double off) {
  const double side = std::sqrt(0.5);
  std::string text = "a,b,c,d\n";
  std::uint32_t state = 1;
  for (int t = 0; t < rows; ++t) {
    state = state * 1664525U + 1013904223U;
    const double re = state >> 31 ? side : -side;
    const double im = state >> 30 & 1U ? side : -side;
    const double sent = t == 190 || t == 191 ? -re : t + 1 == rows ? re + off : re;
    text += canonical(re / 2) + "," + canonical(im / 2) + "," + canonical(sent) + "," + canonical(im) + "\n";
  }
  return text;
}

FieldValues complex_columns(FieldValues more = {}) {
  more.merge(FieldValues{{"complex", true}, {"inputs", Texts{"a", "b"}}, {"targets", Texts{"c", "d"}}});
  return more;
}

TEST(FileTask, lists_its_fields_without_a_file) {
  Fields fields;
  EXPECT_EQ(make_file_task(fields, {}), nullptr);
  Texts names;
  for (const FieldSpec& spec : fields.declared()) {
    names.push_back(spec.name);
    EXPECT_FALSE(spec.help.empty()) << spec.name;
    EXPECT_EQ(spec.data_file, spec.name == "path");
    const bool is_required = spec.name == "path" || spec.name == "inputs" || spec.name == "targets" || spec.name == "window_length";
    EXPECT_EQ(!spec.fallback, is_required) << spec.name;
  }
  EXPECT_EQ(names, (Texts{"path", "format", "columns", "inputs", "targets", "complex", "delay", "ahead", "constellation", "first_row",
                          "windows", "window_length", "test_fraction", "gap", "washout", "standardise", "standardise_targets"}));
}

TEST(FileTask, delayed_targets_follow_their_inputs) {
  const auto task = file_task(ramp(20), whole({{"delay", 3_n}}));
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.steps, "Wwwssssssssssss");  // the first three targets lie before the window
  EXPECT_EQ(training.inputs[0], sequence(0, 15));
  EXPECT_EQ(training.targets[0], (Numbers{0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110}));
  const Drained test = drain(*task, Part::test, {0});
  EXPECT_EQ(test.steps, "Wwwss");
  EXPECT_EQ(test.targets[0], (Numbers{0, 0, 0, 150, 160}));  // none of the training split
  EXPECT_EQ(task->facts().washout, 3);
  EXPECT_EQ(task->facts().longest, 12);
  EXPECT_EQ(task->facts().longest_test, 2);
  EXPECT_EQ(task->facts().notes.back(), "the first 3 samples of a segment only drive the state: their targets lie before it");
  EXPECT_DOUBLE_EQ(task->trivial_risk(0, {"holdout", 0}), 25);
}

TEST(FileTask, a_longer_washout_than_the_delay_stays) {
  const auto task = file_task(ramp(20), whole({{"delay", 3_n}, {"washout", 4_n}}));
  EXPECT_EQ(task->facts().washout, 4);
  EXPECT_EQ(task->facts().notes.size(), 2U);
}

TEST(FileTask, delay_does_not_reach_across_a_gap) {
  const auto task = file_task(ramp(20, {5}), whole({{"delay", 2_n}}));
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.steps, "WwsssWwsssssss");
  EXPECT_EQ(training.targets[0], (Numbers{0, 0, 0, 10, 20, 0, 0, 60, 70, 80, 90, 100, 110, 120}));
}

TEST(FileTask, targets_ahead_keep_clear_of_the_test_split) {
  const auto task = file_task(ramp(20), {{"test_fraction", 0.25}, {"windows", 1_n}, {"window_length", 13_n}, {"ahead", 2_n}});
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.inputs[0], sequence(0, 13));
  EXPECT_EQ(training.targets[0], sequence(20, 13, 10));  // up to row 14, the last before the test
  const Drained test = drain(*task, Part::test, {0});
  EXPECT_EQ(test.inputs[0], sequence(15, 3));
  EXPECT_EQ(test.targets[0], sequence(170, 3, 10));
  EXPECT_FALSE(task->facts().prequential);
  EXPECT_EQ(task->facts().notes.back(),
            "targets lie 2 rows ahead: training uses them early, the test does not; prequential evaluation is refused");
  EXPECT_EQ(error_of([&] {
              task->trivial_risk(0, {"prequential", 5});
            }),
            "evaluation: got 'prequential' (targets are known only 2 rows later, after further predictions). Use 'holdout'?");
}

TEST(FileTask, one_step_prediction_may_be_scored_as_it_learns) {
  const auto task = file_task(ramp(20), {{"test_fraction", 0.25}, {"windows", 1_n}, {"window_length", 14_n}, {"ahead", 1_n}});
  EXPECT_TRUE(task->facts().prequential);
  EXPECT_GT(task->trivial_risk(0, {"prequential", 5}), 0);
}

TEST(FileTask, targets_ahead_do_not_reach_across_a_gap) {
  const auto task = file_task(ramp(20, {5}), {{"windows", 1_n}, {"window_length", 10_n}, {"ahead", 2_n}});
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{0, 1, 2, 6, 7, 8, 9}));
}

TEST(FileTask, first_rows_can_be_left_out) {
  const auto task = file_task(ramp(30), whole({{"first_row", 10_n}}));
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], sequence(10, 15));
  EXPECT_EQ(task->facts().notes.front(),
            "a.csv: 20 rows from row 10 on; 15 for training, the last 5 for the test, a gap of 0 between them");
}

TEST(FileTask, complex_channels_are_pairs_of_columns) {
  const auto task =
      file_task("a,b,c,d\n1,2,3,4\n5,6,7,8\n9,10,11,12\n",
                complex_columns({{"windows", 1_n}, {"window_length", 2_n}, {"test_fraction", 0.3}, {"inputs", Texts{"a", "b", "d", "c"}}}));
  EXPECT_EQ(task->facts().inputs, 2);
  EXPECT_EQ(task->facts().outputs, 1);
  EXPECT_TRUE(task->facts().complex_valued);
  EXPECT_EQ(task->operations_per_sample(), 12);
  const Drained training = drain(*task, Part::training, {0, 1});
  EXPECT_EQ(training.inputs[1], (Numbers{1, 2, 4, 3, 5, 6, 8, 7}));
  EXPECT_EQ(training.targets[1], (Numbers{3, 4, 7, 8}));
}

TEST(FileTask, complex_inputs_are_standardised_by_one_modulus) {
  // 0 and 6+8i: mean 3+4i, root mean square modulus 5.
  const auto task = file_task("a,b,c,d\n0,0,3,4\n6,8,7,8\n9,10,11,12\n",
                              complex_columns({{"windows", 1_n}, {"window_length", 2_n}, {"test_fraction", 0.3}, {"standardise", 2_n}}));
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{-0.6, -0.8, 0.6, 0.8}));
  EXPECT_EQ(drain(*task, Part::test, {0}).inputs[0], (Numbers{1.2, 1.2}));
}

TEST(FileTask, constellation_is_told_and_checked) {
  const FieldValues qpsk = complex_columns({{"constellation", "qpsk"}, {"windows", 1_n}, {"window_length", 100_n}});
  const auto task = file_task(symbols(200, 0), qpsk);
  EXPECT_EQ(task->facts().constellation.size(), 4U);
  // Of the 40 test rows the first 20 fill the taps; two of the others are wrong, by twice a half's root each.
  EXPECT_EQ(task->baselines(), Texts{"least squares with 21 taps: test risk 0.2, symbol error rate 0.1"});
  EXPECT_NE(file_task(symbols(200, 0.0009), qpsk), nullptr);
  FieldValues later = qpsk;
  later["first_row"] = 20_n;
  EXPECT_EQ(problem(symbols(200, 0.0011), later),
            "constellation: row 199 of a.csv has -0.706+0.7071i in 'c' (must be within 0.001 of one of 4 symbols)");
}

TEST(FileTask, float32_and_gzip) {
  const std::string row("\x00\x00\x80\x3f\x00\x00\x00\x40", 8);  // 1, 2
  std::string bytes;
  for (int i = 0; i < 10; ++i) bytes += row;
  const FieldValues values{{"format", "float32"}, {"columns", Texts{"x", "y"}}, {"windows", 1_n}, {"window_length", 3_n}};
  EXPECT_EQ(drain(*file_task(bytes, values), Part::training, {0}).targets[0], (Numbers{2, 2, 2}));
  EXPECT_EQ(drain(*file_task(data::gzip_member(bytes), values), Part::training, {0}).inputs[0], (Numbers{1, 1, 1}));
}

TEST(FileTask, csv_without_header_can_be_named) {
  const FieldValues values{{"columns", Texts{"x", "y"}}, {"windows", 1_n}, {"window_length", 2_n}};
  EXPECT_EQ(drain(*file_task("1,2\n3,4\n5,6\n", values), Part::training, {0}).targets[0], (Numbers{2, 4}));
}

TEST(FileTask, mistakes) {
  EXPECT_EQ(problem(ramp(20), whole({{"inputs", Texts{"z"}}})), "inputs: got 'z' (a.csv has the columns x, y)");
  EXPECT_EQ(problem(ramp(20), whole({{"targets", Texts{"y", "Y"}}})), "targets: got 'Y' (a.csv has the columns x, y)");
  EXPECT_EQ(problem(ramp(20), whole({{"inputs", Texts{}}})), "inputs: got no columns (at least one is needed)");
  EXPECT_EQ(problem(ramp(20), whole({{"complex", true}})), "inputs: got 1 columns (must be pairs re, im in a complex task)");
  EXPECT_EQ(problem(ramp(20), whole({{"first_row", 20_n}})), "first_row: got 20 (a.csv has 20 rows, counted from 0)");
  EXPECT_EQ(problem(ramp(20), whole({{"delay", 2_n}, {"ahead", 1_n}})), "ahead: got 1 (must be 0 where delay is 2)");
  EXPECT_EQ(problem(ramp(20), whole({{"constellation", "qpsk"}})),
            "constellation: got symbols for a real task (they are complex). Set complex = true?");
  EXPECT_EQ(
      problem(symbols(20, 0), whole(complex_columns({{"constellation", "qpsk"}, {"standardise", 2_n}, {"standardise_targets", true}}))),
      "standardise_targets: got true (symbols keep their place). Leave it out?");
  EXPECT_EQ(problem(ramp(20), whole({{"window_length", 16_n}})),
            "window_length: got 16 (must be at most 15: 20 rows less 5 for the test and a gap of 0)");
  EXPECT_EQ(problem("x,y\n1,b\n", whole()), "a.csv:2:y: got 'b' (must be a number)");
}

}  // namespace
}  // namespace polesweep
