#include "core/data/text_lines.hpp"

#include <gtest/gtest.h>

namespace polesweep::data {
namespace {

TEST(TextLines, comments_are_empty_lines) {
  EXPECT_EQ(without_comments("# a\n1\n  # b\r\n2 # c\n", "#", 0).kept, "\n1\n\n2 # c\n");
  EXPECT_EQ(without_comments("% a\n1", "%", 0).kept, "\n1");
  EXPECT_EQ(without_comments("# a\n1", "", 0).kept, "# a\n1");
}

TEST(TextLines, skipped_lines_are_empty_lines) {
  EXPECT_EQ(without_comments("Model,\"X\n\n1,2\n", "#", 2).kept, "\n\n1,2\n");
  EXPECT_EQ(without_comments("1\n", "#", 9).kept, "\n");
}

TEST(TextLines, a_missing_value_of_a_table_calculator_begins_no_comment) {
  EXPECT_EQ(without_comments("#N/A,1\n", "#", 0).kept, "#N/A,1\n");
}

TEST(TextLines, quotes_hold_lines_that_look_like_comments) {
  EXPECT_EQ(without_comments("\"a\n# b\"\n# c\n", "#", 0).kept, "\"a\n# b\"\n\n");
}

TEST(TextLines, the_last_comment_before_the_data_may_be_a_header) {
  const std::string text = "# made by\n\n#  x,y\n1,2\n# end\n";
  const TextLines lines = without_comments(text, "#", 0);
  EXPECT_EQ(lines.header, "x,y");
  EXPECT_EQ(without_comments("1\n# x\n", "#", 0).header, "");
}

}  // namespace
}  // namespace polesweep::data
