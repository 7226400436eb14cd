#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/members/fields.hpp"

namespace polesweep {
namespace {

TEST(Fields, reading_nothing_lists_what_is_read) {
  Fields fields;
  EXPECT_EQ(fields.real({.name = "rate", .help = "a rate", .fallback = 0.5, .range = positive}), 0.5);
  EXPECT_GT(fields.real({.name = "size", .help = "a size", .range = {.low = 3}}), 3);
  EXPECT_EQ(fields.choice({.name = "kind", .help = "a kind", .choices = "a|b", .fallback = "b"}), 1);
  ASSERT_EQ(fields.declared().size(), 3u);
  EXPECT_EQ(fields.declared()[0].fallback, Value(0.5));
  EXPECT_FALSE(fields.declared()[1].fallback);
  EXPECT_EQ(fields.declared()[2].choices, (std::vector<std::string>{"a", "b"}));
}

TEST(Fields, with_values_nothing_is_listed) {
  const FieldValues values{{"rate", 0.25}, {"kind", std::string("ab")}};
  Fields fields(values);
  EXPECT_EQ(fields.real({.name = "rate", .help = "a rate"}), 0.25);
  EXPECT_EQ(fields.choice({.name = "kind", .help = "a kind", .choices = "a|abc|ab|b"}), 2);
  EXPECT_EQ(fields.choice({.name = "other", .help = "a kind", .choices = "a|b", .fallback = "b"}), 1);
  EXPECT_THROW(fields.choice({.name = "kind", .help = "a kind", .choices = "a|abc|b"}), std::logic_error);
  EXPECT_TRUE(fields.declared().empty());
}

TEST(Fields, lanes_beyond_the_known_ones_repeat_the_last) {
  const FieldValues a{{"rate", 1.0}};
  const FieldValues b{{"rate", 2.0}};
  double values[4];
  Fields(std::vector<const FieldValues*>{&a, &b}).real_by_lane({.name = "rate", .help = ""}, values, 4);
  EXPECT_EQ(std::vector<double>(values, values + 4), (std::vector<double>{1, 2, 2, 2}));
}

TEST(Fields, one_number_of_a_block_is_that_of_all_its_runs) {
  const FieldValues a{{"rate", 1.0}, {"scale", 2.0}};
  const FieldValues b{{"rate", 1.0}, {"scale", 3.0}};
  Fields fields(std::vector<const FieldValues*>{&a, &a, &b});
  EXPECT_EQ(fields.real({.name = "rate", .help = ""}), 1.0);
  EXPECT_EQ(fields.real({.name = "other", .help = "", .fallback = 4}), 4.0);
  EXPECT_THROW(fields.real({.name = "scale", .help = ""}), std::logic_error);
}

TEST(Fields, problems_say_what_is_allowed) {
  const FieldSpec rate{.name = "rate", .type = FieldType::real, .help = {}, .unit = {}, .fallback = {}, .range = positive, .choices = {}};
  EXPECT_EQ(problem_with(rate, 0.1), std::nullopt);
  EXPECT_EQ(problem_with(rate, -0.1), "got -0.1 (must be > 0)");
  EXPECT_EQ(problem_with(rate, std::string("x")), "got x (must be a real number)");
  EXPECT_EQ(problem_with(rate, std::nan("")), "got nan (must be a number)");
  const FieldSpec kind{.name = "kind", .type = FieldType::text, .help = {}, .unit = {}, .fallback = {}, .range = {}, .choices = {"a", "b"}};
  EXPECT_EQ(problem_with(kind, std::string("c")), "got 'c' (must be one of a, b)");
  FieldSpec share{.name = "share",
                  .type = FieldType::real,
                  .help = {},
                  .unit = {},
                  .fallback = {},
                  .range = {.low = 0, .high = 1, .low_allowed = false},
                  .choices = {}};
  EXPECT_EQ(problem_with(share, 1.0), std::nullopt);
  EXPECT_EQ(problem_with(share, 0.0), "got 0 (must be in (0, 1])");
}

TEST(Fields, canonical_texts) {
  EXPECT_EQ(canonical(Value(0.1)), "0.1");
  EXPECT_EQ(canonical(Value(1e-300)), "1e-300");
  EXPECT_EQ(canonical(Value(std::int64_t{-3})), "-3");
  EXPECT_EQ(canonical(Value(Complex(0.5, -0.25))), "0.5-0.25i");
  EXPECT_EQ(canonical(Value(Complex(0.5, 0))), "0.5");
  EXPECT_EQ(canonical(Value(std::vector<double>{1, 2.5})), "[1,2.5]");
  EXPECT_EQ(canonical(Value(std::vector<Complex>{{0, 1}, 2.0})), "[0+1i,2]");
  EXPECT_EQ(canonical(Value(std::vector<std::string>{"a,b", "c"})), "[a\\,b,c]");
  EXPECT_EQ(canonical(Value(std::string("two\nlines"))), "two\\nlines");
}

TEST(Fields, plain_texts_read_back) {
  const std::vector<std::pair<FieldType, Value>> values = {{FieldType::boolean, true},
                                                           {FieldType::integer, std::int64_t{-3}},
                                                           {FieldType::real, 1e-7},
                                                           {FieldType::complex, Complex(0.5, -1e-5)},
                                                           {FieldType::complex, Complex(-0.25, 0)},
                                                           {FieldType::reals, std::vector<double>{1.5, -2e30}},
                                                           {FieldType::reals, std::vector<double>{}},
                                                           {FieldType::complexes, std::vector<Complex>{{1e-3, 2}, {-4, 0}}},
                                                           {FieldType::texts, std::vector<std::string>{"a, b", "c\\n", "d\ne", "\\"}},
                                                           {FieldType::text, std::string("a, \"b\"\n<c> öz")}};
  for (const auto& [type, value] : values) {
    const auto parsed = parse_plain_text(type, plain_text(value));
    ASSERT_TRUE(parsed) << canonical(value);
    EXPECT_EQ(*parsed, value) << canonical(value);
  }
  EXPECT_FALSE(parse_plain_text(FieldType::real, "1.5x"));
  EXPECT_FALSE(parse_plain_text(FieldType::reals, "1.5"));
}

}  // namespace
}  // namespace polesweep
