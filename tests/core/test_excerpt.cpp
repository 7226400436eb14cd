#include "core/excerpt.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace polesweep {
namespace {

TEST(Excerpt, of_a_short_text_is_the_text) {
  EXPECT_EQ(excerpt("price"), "price");
  EXPECT_EQ(excerpt(std::string(60, 'x')), std::string(60, 'x'));
}

TEST(Excerpt, of_a_long_text_says_how_long_it_is) {
  EXPECT_EQ(excerpt(std::string(61, 'x')), std::string(60, 'x') + "... (61 characters)");
  EXPECT_EQ(excerpt(std::string(9, 'a') + "ö", 10), std::string(9, 'a') + "... (11 characters)");  // no half of an umlaut
}

TEST(Excerpt, control_characters_cannot_play_with_the_terminal) {
  EXPECT_EQ(excerpt(std::string_view("a\x1b[31m\n\0", 8)), "a\\x1b[31m\\x0a\\x00");
}

TEST(Excerpt, of_many_texts_are_the_first_and_their_number) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) names.push_back(std::to_string(i));
  EXPECT_EQ(excerpt(names), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
  names.push_back("12");
  EXPECT_EQ(excerpt(names), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ... (13 in all)");
  EXPECT_EQ(excerpt(std::vector{std::string(50, 'n')}), std::string(40, 'n') + "... (50 characters)");
  EXPECT_EQ(excerpt(std::vector<std::string>()), "");
}

TEST(Error, no_line_of_a_message_is_long) {
  const std::string longest(longest_line, 'x');
  EXPECT_EQ(Error("a\n" + longest + "\n").what(), "a\n" + longest + "\n");
  const std::string said = Error("s.toml:3:1: " + std::string(1'000'000, 'x') + ". Did you mean 'y'?\nnext").what();
  EXPECT_LE(said.size(), longest_line + 5);
  EXPECT_TRUE(said.starts_with("s.toml:3:1: xxx"));
  EXPECT_TRUE(said.ends_with("xx. Did you mean 'y'?\nnext"));
  EXPECT_NE(said.find("x ... x"), std::string::npos);
}

TEST(ForTerminal, keeps_texts_lines_and_tabs) {
  EXPECT_EQ(for_terminal("R\u00e9seau \u03b5 = 0.1\t\U0001f600\n"), "R\u00e9seau \u03b5 = 0.1\t\U0001f600\n");
  EXPECT_EQ(for_terminal(""), "");
}

TEST(ForTerminal, replaces_what_a_terminal_obeys) {
  EXPECT_EQ(for_terminal("\x1b[2J\r\x08\x7f"), "\\x1b[2J\\x0d\\x08\\x7f");
  EXPECT_EQ(for_terminal("a\u009b"
                         "1m"),
            "a\\xc2\\x9b"
            "1m");                                                                  // control sequences of Unicode
  EXPECT_EQ(for_terminal("\u202eexe\u2066"), "\\xe2\\x80\\xaeexe\\xe2\\x81\\xa6");  // from right to left
}

TEST(ForTerminal, replaces_what_is_not_utf8) {
  EXPECT_EQ(for_terminal("\x9b"
                         "1m\xff"),
            "\\x9b"
            "1m\\xff");                                                          // control sequences of eight bits
  EXPECT_EQ(for_terminal("\xc3"), "\\xc3");                                      // it ends early
  EXPECT_EQ(for_terminal("\xc0\x9b\xe0\x82\x9b"), "\\xc0\\x9b\\xe0\\x82\\x9b");  // longer than need be
  EXPECT_EQ(for_terminal("\xed\xa0\x80\xf4\x90\x80\x80"), "\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
}

TEST(ForTerminal, is_what_errors_say) {
  const std::string said = Error("a\x1b[2J\nb").what();
  EXPECT_EQ(said, "a\\x1b[2J\nb");
}

}  // namespace
}  // namespace polesweep
