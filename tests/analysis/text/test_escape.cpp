#include "analysis/text/escape.hpp"

#include <gtest/gtest.h>

namespace polesweep::analysis {
namespace {

TEST(Escape, html_has_no_markup_of_users) {
  EXPECT_EQ(html("<b a=\"x\">R&D 'ö'\n"), "&lt;b a=&quot;x&quot;&gt;R&amp;D &#39;ö&#39;\n");
  EXPECT_EQ(html(std::string_view("a\0b\x1b", 4)), "ab");
}

TEST(Escape, csv_quotes_only_what_needs_it) {
  EXPECT_EQ(csv("RTRL ö"), "RTRL ö");
  EXPECT_EQ(csv("a,b"), "\"a,b\"");
  EXPECT_EQ(csv("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv("two\nlines"), "\"two\nlines\"");
}

TEST(Escape, csv_gives_spreadsheets_no_formula) {
  EXPECT_EQ(csv("=1+1"), "'=1+1");
  EXPECT_EQ(csv("+1+cmd|' /C calc'!A0"), "'+1+cmd|' /C calc'!A0");
  EXPECT_EQ(csv("@SUM(A1,B2)"), "\"'@SUM(A1,B2)\"");
  EXPECT_EQ(csv("\t=1"), "'\t=1");
  EXPECT_EQ(csv("-A1"), "'-A1");
  for (const char* text : {"-0.5", "+1e-3", "-0.5+0.3i", "a=b", "[-1, 1]", "", " "})
    EXPECT_EQ(csv(text).find('\''), std::string::npos) << text;
}

TEST(Escape, gnuplot_strings_hold_no_commands) { EXPECT_EQ(gnuplot("it's\n`rm` \"@m\" \\n ö"), "'it''s `rm` \"@m\" \\n ö'"); }

}  // namespace
}  // namespace polesweep::analysis
