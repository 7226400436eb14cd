#include "analysis/claims/question.hpp"

#include <gtest/gtest.h>

namespace polesweep::analysis {
namespace {

TEST(Question, canonical_texts_read_back) {
  const std::vector<std::pair<FieldType, Value>> values = {{FieldType::boolean, true},
                                                           {FieldType::integer, std::int64_t{-3}},
                                                           {FieldType::real, 1e-7},
                                                           {FieldType::complex, Complex(0.5, -1e-5)},
                                                           {FieldType::complex, Complex(-0.25, 0)},
                                                           {FieldType::reals, std::vector<double>{1.5, -2e30}},
                                                           {FieldType::reals, std::vector<double>{}},
                                                           {FieldType::complexes, std::vector<Complex>{{1e-3, 2}, {-4, 0}}},
                                                           {FieldType::text, std::string("a, \"b\"\n<c> öz")}};
  for (const auto& [type, value] : values) {
    const auto* text = std::get_if<std::string>(&value);
    const auto parsed = parse_canonical(type, text ? *text : canonical(value));
    ASSERT_TRUE(parsed) << canonical(value);
    EXPECT_EQ(*parsed, value) << canonical(value);
  }
  EXPECT_FALSE(parse_canonical(FieldType::real, "1.5x"));
  EXPECT_FALSE(parse_canonical(FieldType::reals, "1.5"));
}

TEST(Question, a_comparison_has_no_side_of_its_own) {
  std::string names;
  for (const FieldSpec& spec : comparison_fields()) names += spec.name + " ";
  EXPECT_EQ(names, "between reference quantity at iteration element ");
}

}  // namespace
}  // namespace polesweep::analysis
