#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace polesweep {
namespace {

TEST(Utf8, leaves_characters_as_they_are) {
  for (const char* text : {"", "plain", "caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9d\x84\x9e", "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(valid_utf8(text), text);
  EXPECT_EQ(valid_utf8(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(Utf8, marks_every_byte_that_is_part_of_none) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(valid_utf8("caf\xe9/s"), "caf" + mark + "/s");
  EXPECT_EQ(valid_utf8("\xe9"), mark);
  EXPECT_EQ(valid_utf8("\xe2\x82"), mark + mark);                        // cut off
  EXPECT_EQ(valid_utf8("\xc0\xaf"), mark + mark);                        // longer than need be
  EXPECT_EQ(valid_utf8("\xe0\x9f\xbf"), mark + mark + mark);             // the same
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), mark + mark + mark);             // a surrogate
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), mark + mark + mark + mark);  // beyond the last
  EXPECT_EQ(valid_utf8("\x80\xff"), mark + mark);
}

}  // namespace
}  // namespace polesweep
