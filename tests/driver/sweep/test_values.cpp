#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

FieldSpec spec(FieldType type, Range range = {}) {
  return {.name = "f", .type = type, .help = "", .unit = "", .fallback = {}, .range = range, .choices = {}};
}

/// The axis written behind "f = " as canonical texts joined by spaces, or the message.
std::string axis(const FieldSpec& field, const std::string& text) {
  Problems problems("s.toml", {});
  const Node document = parse_document("f = " + text, problems);
  std::string joined;
  if (const Node* node = document.find("f"))
    for (const Value& value : read_axis(*node, {field, "task.f", problems}, nullptr)) {
      if (!joined.empty()) joined += ' ';
      joined += canonical(value);
    }
  try {
    problems.raise();
  } catch (const Error& error) {
    return error.what();
  }
  return joined;
}

TEST(Axis, of_scalars) {
  EXPECT_EQ(axis(spec(FieldType::real), "0.5"), "0.5");
  EXPECT_EQ(axis(spec(FieldType::real), "[1, 0.5, 1e-3, -0.0]"), "1 0.5 0.001 0");
  EXPECT_EQ(axis(spec(FieldType::integer), "[8, 10_000, 1e3]"), "8 10000 1000");
  EXPECT_EQ(axis(spec(FieldType::boolean), "[true, false]"), "true false");
  EXPECT_EQ(axis(spec(FieldType::text), "['a', 'b']"), "a b");
  EXPECT_EQ(axis(spec(FieldType::complex), "[1, '0.5-0.3i', { modulus = 2, angle = 0 }]"), "1 0.5-0.3i 2");
  EXPECT_EQ(axis(spec(FieldType::complex), "{ modulus = 0.5, angle = 0.3 }"), "0.477668244563+0.147760103331i");
}

TEST(Axis, of_ranges) {
  EXPECT_EQ(axis(spec(FieldType::real), "{ linspace = [0, 1], count = 3 }"), "0 0.5 1");
  EXPECT_EQ(axis(spec(FieldType::real), "{ range = [0, 1, 0.5] }"), "0 0.5 1");
  EXPECT_EQ(axis(spec(FieldType::integer), "{ range = [2, 5] }"), "2 3 4 5");
  EXPECT_EQ(axis(spec(FieldType::integer), "{ logspace = [1, 10], count = 6 }"), "1 2 3 4 6 10");
  EXPECT_EQ(axis(spec(FieldType::integer), "{ linspace = [1, 3], count = 9 }"), "1 2 3");
}

TEST(Axis, of_lists_is_one_level_deeper) {
  EXPECT_EQ(axis(spec(FieldType::reals), "[[0.5, 1], [2]]"), "[0.5,1] [2]");
  EXPECT_EQ(axis(spec(FieldType::complexes), "[[0.5, '1i'], []]"), "[0.5,0+1i] []");
  EXPECT_EQ(axis(spec(FieldType::texts), "[['a']]"), "[a]");
  EXPECT_EQ(axis(spec(FieldType::reals), "[{ linspace = [0, 1], count = 3 }]"), "[0,0.5,1]");
}

TEST(Axis, a_bare_list_is_answered_with_the_line_that_would_do) {
  EXPECT_EQ(axis(spec(FieldType::complexes), "[0.75, 0.8]"),
            "s.toml:1:5: task.f: got [0.75, 0.8] (one value of this field is a list, and the outermost list is an axis). Write f = [[0.75, "
            "0.8]]?");
  EXPECT_EQ(axis(spec(FieldType::reals), "1"),
            "s.toml:1:5: task.f: got 1 (one value of this field is a list, and the outermost list is an axis). Write f = [[1]]?");
  EXPECT_EQ(axis(spec(FieldType::reals), "{ linspace = [0, 1], count = 2 }"),
            "s.toml:1:5: task.f: got { linspace = [0, 1], count = 2 } (one value of this field is a list, and the outermost list is an "
            "axis). Write "
            "f = [{ linspace = [0, 1], count = 2 }]?");
}

TEST(Axis, wrong_types) {
  EXPECT_EQ(axis(spec(FieldType::integer), "1.5"), "s.toml:1:5: task.f: got 1.5 (must be a whole number)");
  EXPECT_EQ(axis(spec(FieldType::real), "'1'"), "s.toml:1:5: task.f: got \"1\" (must be a finite real number)");
  EXPECT_EQ(axis(spec(FieldType::real), "inf"), "s.toml:1:5: task.f: got inf (must be a finite real number)");
  EXPECT_EQ(axis(spec(FieldType::boolean), "1"), "s.toml:1:5: task.f: got 1 (must be true or false)");
  EXPECT_EQ(axis(spec(FieldType::text), "2026-11-22"), "s.toml:1:5: task.f: got a date or time (must be a text)");
  FieldSpec names = spec(FieldType::text);
  names.choices = {"up", "down"};
  EXPECT_EQ(axis(names, "3"), "s.toml:1:5: task.f: got 3 (must be one of up, down)");
  EXPECT_EQ(axis(names, "{ range = [1, 2] }"), "s.toml:1:5: task.f: got a range of numbers (must be one of up, down)");
  EXPECT_EQ(axis(spec(FieldType::text), "{ range = [1, 2] }"), "s.toml:1:5: task.f: got a range of numbers (must be a text)");
  EXPECT_EQ(axis(spec(FieldType::complex), "'0.5,0.3'"),
            "s.toml:1:5: task.f: got \"0.5,0.3\" (must be a complex number as 0.5, \"0.5-0.3i\" or { modulus = 0.5, angle = 0.3 })");
  EXPECT_EQ(axis(spec(FieldType::complexes), "[[[0.5, 0.3]]]"),
            "s.toml:1:7: task.f: got a list in the list (must be a complex number as 0.5, \"0.5-0.3i\" or { modulus = 0.5, angle = 0.3 })");
}

TEST(Axis, every_bad_value_of_a_list_is_told_and_one_of_a_range) {
  EXPECT_EQ(axis(spec(FieldType::real, positive), "[1, -1, 0]"),
            "s.toml:1:9: task.f: got -1 (must be > 0)\ns.toml:1:13: task.f: got 0 (must be > 0)");
  EXPECT_EQ(axis(spec(FieldType::real, positive), "{ linspace = [-1, 1], count = 5 }"), "s.toml:1:5: task.f: got -1 (must be > 0)");
}

TEST(Axis, empty) {
  EXPECT_EQ(axis(spec(FieldType::real), "[]"), "s.toml:1:5: task.f: empty axis (write at least one value, or leave the field out)");
}

TEST(Range, mistakes) {
  const FieldSpec real = spec(FieldType::real);
  EXPECT_EQ(axis(real, "{ linspac = [0, 1], count = 2 }"),
            "s.toml:1:5: task.f: got a table with 'linspac' (a table here holds one of linspace, logspace, range, uniform, loguniform). "
            "Did you mean "
            "'linspace'?");
  EXPECT_EQ(axis(real, "{ linspace = [0, 1] }"), "s.toml:1:18: task.f: linspace needs a count");
  EXPECT_EQ(axis(real, "{ linspace = [0, 1], cuont = 2 }"),
            "s.toml:1:18: task.f: linspace needs a count\n"
            "s.toml:1:26: task.f.cuont: unknown key (linspace reads: linspace, count). Did you mean 'count'?");
  EXPECT_EQ(axis(real, "{ linspace = [0, 1], count = 0 }"), "s.toml:1:34: task.f.count: got 0 (must be in [1, 1e+07])");
  EXPECT_EQ(axis(real, "{ linspace = [0], count = 2 }"), "s.toml:1:18: task.f: linspace takes [first, last]");
  EXPECT_EQ(axis(real, "{ logspace = [0, 1], count = 2 }"), "s.toml:1:18: task.f: logspace needs two ends > 0");
  EXPECT_EQ(axis(real, "{ range = [1, 0] }"), "s.toml:1:15: task.f: range ends before it begins");
  EXPECT_EQ(axis(real, "{ range = [0, 1, 0] }"), "s.toml:1:15: task.f: range needs a step > 0");
  EXPECT_EQ(axis(real, "{ range = [0, 1, 1e-9] }"), "s.toml:1:15: task.f: range has more than 10000000 values");
  EXPECT_EQ(axis(real, "{ uniform = [0, 1] }"), "s.toml:1:17: task.f: uniform needs draws = { count = ..., seed = ... } in the same table");
}

}  // namespace
}  // namespace polesweep::sweep
