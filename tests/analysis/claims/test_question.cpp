#include "analysis/claims/question.hpp"

#include <gtest/gtest.h>

namespace polesweep::analysis {
namespace {

TEST(Question, a_comparison_has_no_side_of_its_own) {
  std::string names;
  for (const FieldSpec& spec : comparison_fields()) names += spec.name + " ";
  EXPECT_EQ(names, "between reference quantity at iteration element minus divided_by ");
}

}  // namespace
}  // namespace polesweep::analysis
