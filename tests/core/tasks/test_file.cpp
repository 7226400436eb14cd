#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/data/gzip_bytes.hpp"
#include "tests/core/literals.hpp"
#include "tests/core/tasks/drain.hpp"

namespace polesweep::test_file {
namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

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
  Texts names;
  for (const FieldSpec& spec : find_member(Family::task, "file")->fields) {
    names.push_back(spec.name);
    EXPECT_FALSE(spec.help.empty()) << spec.name;
    EXPECT_EQ(spec.data_file, spec.name.ends_with("path"));
    const bool is_required = spec.name == "path" || spec.name == "inputs" || spec.name == "targets" || spec.name == "window_length";
    EXPECT_EQ(!spec.fallback, is_required) << spec.name;
  }
  EXPECT_EQ(names, (Texts{"path",
                          "target_path",
                          "test_path",
                          "test_target_path",
                          "format",
                          "byte_order",
                          "transpose",
                          "separator",
                          "decimal",
                          "comment",
                          "header",
                          "skip_lines",
                          "missing",
                          "columns",
                          "target_columns",
                          "inputs",
                          "targets",
                          "complex",
                          "delay",
                          "ahead",
                          "constellation",
                          "first_row",
                          "windows",
                          "window_length",
                          "test_fraction",
                          "gap",
                          "washout",
                          "standardise",
                          "standardise_targets"}));
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

/// A task on files by name.
std::unique_ptr<Task> task_on(const std::vector<std::pair<std::string, std::string>>& contents, FieldValues values) {
  values.emplace("windows", 1_n);
  values.emplace("window_length", 3_n);
  values.emplace("inputs", Texts{"x"});
  values.emplace("targets", Texts{"y"});
  data::DataFiles files;
  for (const auto& [name, bytes] : contents) files.add(name, bytes);
  return make_task({"file", values}, files);
}

TEST(FileTask, targets_in_a_file_of_their_own) {
  const auto task = task_on({{"i", "x\n1\n2\n3\n4\n5\n"}, {"t", "y\n10\n20\n30\n40\n50\n"}}, {{"path", "i"}, {"target_path", "t"}});
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{1, 2, 3}));
  EXPECT_EQ(drain(*task, Part::training, {0}).targets[0], (Numbers{10, 20, 30}));
  EXPECT_EQ(drain(*task, Part::test, {0}).targets[0], (Numbers{50}));
  EXPECT_EQ(task->facts().notes.front(), "i and t: 5 rows from row 0 on; 4 for training, the last 1 for the test, a gap of 0 between them");
}

TEST(FileTask, the_test_in_files_of_its_own) {
  const std::vector<std::pair<std::string, std::string>> contents{
      {"i", "x\n0\n1\n2\n3\n4\n"}, {"t", "y\n0\n10\n20\n30\n40\n"}, {"j", "x\n5\n6\n7\n8\n"}, {"u", "y\n50\n60\n70\n80\n"}};
  const FieldValues values{{"path", "i"},          {"target_path", "t"}, {"test_path", "j"}, {"test_target_path", "u"},
                           {"window_length", 4_n}, {"first_row", 1_n}};
  const auto task = task_on(contents, values);
  EXPECT_EQ(drain(*task, Part::training, {0}).targets[0], (Numbers{10, 20, 30, 40}));
  EXPECT_EQ(drain(*task, Part::test, {0}).inputs[0], (Numbers{6, 7, 8}));
  EXPECT_EQ(drain(*task, Part::test, {0}).targets[0], (Numbers{60, 70, 80}));
  EXPECT_EQ(task->facts().notes.front(), "i and t: 4 rows from row 1 on for training; j and u: 3 for the test");
}

TEST(FileTask, nothing_reaches_from_the_training_files_into_those_of_the_test) {
  const std::vector<std::pair<std::string, std::string>> contents{{"i", "x,y\n0,0\n1,10\n2,20\n3,30\n4,40\n"},
                                                                  {"j", "x,y\n5,50\n6,60\n7,70\n"}};
  const FieldValues values{{"path", "i"}, {"test_path", "j"}};
  FieldValues ahead = values;
  ahead["ahead"] = 2_n;
  EXPECT_EQ(drain(*task_on(contents, ahead), Part::training, {0}).targets[0], (Numbers{20, 30, 40}));
  EXPECT_EQ(drain(*task_on(contents, ahead), Part::test, {0}).targets[0], (Numbers{70}));
  FieldValues delayed = values;
  delayed["delay"] = 1_n;
  EXPECT_EQ(drain(*task_on(contents, delayed), Part::test, {0}).targets[0], (Numbers{0, 50, 60}));
  ahead["window_length"] = 4_n;
  EXPECT_EQ(error_of([&] { task_on(contents, ahead); }),
            "window_length: got 4 (must be at most 3: 8 rows less 3 for the test and a gap of 2)");
}

TEST(FileTask, raw_files_of_inputs_and_targets_have_names_of_their_own) {
  const auto task =
      task_on({{"i", "\x01\x02\x03\x04\x05\x06\x07\x08"}, {"t", "\x01\x02\x03\x04"}},
              {{"path", "i"}, {"target_path", "t"}, {"format", "uint8"}, {"columns", Texts{"w", "x"}}, {"target_columns", Texts{"y"}}});
  EXPECT_EQ(drain(*task, Part::training, {0}).inputs[0], (Numbers{2, 4, 6}));
  EXPECT_EQ(drain(*task, Part::training, {0}).targets[0], (Numbers{1, 2, 3}));
  EXPECT_EQ(task->facts().notes[2], "i and t: moduli of numbers that are not 0: 'x' from 2 to 8, 'y' from 1 to 4");
}

TEST(FileTask, mistakes_with_several_files) {
  const std::vector<std::pair<std::string, std::string>> contents{{"i", "x,y\n0,0\n1,1\n2,2\n3,3\n"}, {"t", "y\n0\n10\n20\n"}};
  const auto said = [&](FieldValues values) {
    values.emplace("path", "i");
    return error_of([&] { task_on(contents, values); });
  };
  EXPECT_EQ(said({{"target_path", "t"}}), "targets: got 3 rows of t (must be 4, as of the inputs in i)");
  EXPECT_EQ(said({{"test_target_path", "t"}}), "test_target_path: got 't' (must come with test_path)");
  EXPECT_EQ(said({{"target_path", "i"}, {"test_path", "i"}}),
            "test_target_path: missing (the other targets have a file of their own, target_path)");
  EXPECT_EQ(said({{"test_path", "i"}, {"test_fraction", 0.3}}), "test_fraction: got 0.3 (the test has a file of its own). Leave it out?");
  EXPECT_EQ(said({{"test_path", "i"}, {"gap", 1_n}}), "gap: got 1 (the test has a file of its own). Leave it out?");
  EXPECT_EQ(said({{"target_columns", Texts{"y"}}}),
            "target_columns: got names (the targets have no file of their own). Set target_path, or columns?");
  EXPECT_EQ(said({{"test_path", "t"}}), "inputs: got 'x' (t has the columns y)");
}

TEST(FileTask, symbols_are_checked_in_the_files_of_the_test_too) {
  FieldValues values = complex_columns({{"constellation", "qpsk"}, {"path", "i"}, {"test_path", "j"}, {"first_row", 10_n}});
  EXPECT_EQ(error_of([&] {
              task_on({{"i", symbols(50, 0)}, {"j", symbols(30, 0.1)}}, values);
            }).substr(0, 30),
            "constellation: row 29 of j has");
  EXPECT_EQ(error_of([&] {
              task_on({{"i", symbols(50, 0.1)}, {"j", symbols(30, 0)}}, values);
            }).substr(0, 30),
            "constellation: row 49 of i has");
}

TEST(FileTask, rows_that_lack_a_value_are_counted) {
  const auto task = file_task(ramp(20, {5, 17}), whole());
  EXPECT_EQ(task->facts().notes.back(), "2 of 20 rows lack a value");
  EXPECT_TRUE(task->facts().warnings.empty());
}

TEST(FileTask, captures_of_a_recording_are_segments) {
  const std::string meta =
      R"({"global": {"core:datatype": "ru8", "core:num_channels": 2}, "captures": [{"core:sample_start": 0}, {"core:sample_start": 4}]})";
  std::string bytes;
  for (char i = 1; i <= 20; ++i) bytes += i;
  const auto task = task_on({{"r.sigmf-meta", meta}, {"r.sigmf-data", bytes}}, {{"path", "r.sigmf-meta"},
                                                                                {"format", "sigmf"},
                                                                                {"columns", Texts{"x", "y"}},
                                                                                {"window_length", 6_n},
                                                                                {"first_row", 1_n},
                                                                                {"washout", 1_n}});
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.inputs[0], (Numbers{3, 5, 7, 9, 11, 13}));
  EXPECT_EQ(training.steps, "WssWss");
  EXPECT_NE(std::find(task->facts().notes.begin(), task->facts().notes.end(), "r.sigmf-meta: ru8, 2 channels, 2 captures"),
            task->facts().notes.end());
}

TEST(FileTask, captures_before_the_first_row_in_use_split_no_other_file) {
  const std::string global = R"({"global": {"core:datatype": "ru8", "core:num_channels": 2}, "captures": )";
  std::string bytes;
  for (char i = 1; i <= 20; ++i) bytes += i;
  const auto task = task_on({{"r.sigmf-meta", global + "[]}"},
                             {"r.sigmf-data", bytes},
                             {"q.sigmf-meta", global + R"([{"core:sample_start": 0}, {"core:sample_start": 1}]})"},
                             {"q.sigmf-data", bytes}},
                            {{"path", "r.sigmf-meta"},
                             {"test_path", "q.sigmf-meta"},
                             {"format", "sigmf"},
                             {"columns", Texts{"x", "y"}},
                             {"window_length", 8_n},
                             {"first_row", 2_n},
                             {"washout", 1_n}});
  EXPECT_EQ(drain(*task, Part::training, {0}).steps, "Wsssssss");
}

TEST(FileTask, complex_columns_are_complex_channels) {
  const auto task =
      file_task("x,y\n1+2i,3\n4,5-6i\n7i,8\n9,1\n", {{"complex", true}, {"windows", 1_n}, {"window_length", 2_n}, {"test_fraction", 0.3}});
  const Drained training = drain(*task, Part::training, {0});
  EXPECT_EQ(training.inputs[0], (Numbers{1, 2, 4, 0}));
  EXPECT_EQ(training.targets[0], (Numbers{3, 0, 5, -6}));
}

TEST(FileTask, mistakes) {
  EXPECT_EQ(problem(ramp(20), whole({{"inputs", Texts{"z"}}})), "inputs: got 'z' (a.csv has the columns x, y)");
  EXPECT_EQ(problem(ramp(20), whole({{"targets", Texts{"y", "Y"}}})), "targets: got 'Y' (a.csv has the columns x, y)");
  EXPECT_EQ(problem("% volts, volts\n" + ramp(20), whole({{"inputs", Texts{"x"}}})),
            "inputs: got 'x' (a.csv has the columns % volts, volts). Set comment = \"%\"?");
  EXPECT_EQ(problem(ramp(20), whole({{"inputs", Texts{}}})), "inputs: got no columns (at least one is needed)");
  EXPECT_EQ(problem(ramp(20), whole({{"complex", true}})), "inputs: got 1 columns (must be pairs re, im in a complex task)");
  EXPECT_EQ(problem(ramp(20), whole({{"first_row", 20_n}})), "first_row: got 20 (a.csv has 20 rows, counted from 0)");
  EXPECT_EQ(problem(ramp(20), whole({{"delay", 2_n}, {"ahead", 1_n}})), "ahead: got 1 (must be 0 if delay is 2)");
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
}  // namespace polesweep::test_file
