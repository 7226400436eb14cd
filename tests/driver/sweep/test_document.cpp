#include <gtest/gtest.h>

#include "core/error.hpp"
#include "driver/sweep/document.hpp"

namespace polesweep::sweep {
namespace {

std::string message(const Problems& problems) {
  try {
    problems.raise();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// A document after one option, on one line.
std::string with_option(const std::string& text, const std::string& option) {
  Problems problems("s.toml", {option});
  Node document = parse_document(text, problems);
  apply_option(document, 1, problems);
  return problems.any() ? message(problems) : literal(document);
}

TEST(Document, keeps_file_order_and_places) {
  Problems problems("s.toml", {});
  const Node document = parse_document("b = 1\na = [true, 0.5]\n[[t]]\nx.y = '''z'''\n", problems);
  EXPECT_EQ(literal(document), R"({ b = 1, a = [true, 0.5], t = [{ x = { y = "z" } }] })");
  EXPECT_EQ(document.table()[1].where, (Where{0, 2, 1}));
  EXPECT_EQ(document.find("a")->list()[1].where, (Where{0, 2, 12}));
}

TEST(Document, names_the_place_of_what_is_not_toml) {
  Problems problems("s.toml", {});
  parse_document("a = 1\na = 2\n", problems);
  EXPECT_EQ(message(problems), "s.toml:2:5: not TOML (Error while parsing key-value pair: cannot redefine existing integer 'a')");
}

TEST(Document, takes_no_key_without_end) {
  const auto dotted = [](int parts) {
    std::string key = "a";
    for (int i = 1; i < parts; ++i) key += i % 2 == 0 ? ".a" : " . a";
    return key;
  };
  const auto said = [](const std::string& text) {
    Problems problems("s.toml", {});
    parse_document(text, problems);
    return problems.any() ? message(problems) : "";
  };
  const std::string refused = "s.toml:2:1: a key has more than 64 parts (no key of a sweep has so many)";
  for (const std::string& line : {dotted(65) + " = 1", "[" + dotted(65) + "]", "[[" + dotted(65) + "]]", "t = { " + dotted(65) + " = 1 }"})
    EXPECT_EQ(said("a.b = '.'\n" + line + "\n"), refused) << line;
  EXPECT_EQ(said(dotted(64) + " = 1\n[b." + dotted(63) + "]\n"), "");
  std::string numbers, dots;
  for (int i = 0; i < 100; ++i) numbers += "0.5, ", dots += ".";
  EXPECT_EQ(said("numbers = [" + numbers + "]  # " + dots + "\ntext = \"" + dots + "\"\nanother = '" + dots + "'\n"), "");
  EXPECT_EQ(with_option("", dotted(65) + "=1"),
            "--set " + dotted(65) + "=1: a name has more than 64 parts (no key of a sweep has so many)");
  EXPECT_EQ(with_option("", "t={" + dotted(65) + "=1}"),
            "--set t={" + dotted(65) + "=1}: a name has more than 64 parts (no key of a sweep has so many)");
}

TEST(Option, creates_and_replaces) {
  EXPECT_EQ(with_option("a = 1", "a=2"), "{ a = 2 }");
  EXPECT_EQ(with_option("", "statistics.delta = 0.05"), "{ statistics = { delta = 0.05 } }");
  EXPECT_EQ(with_option("[[l]]\na = 1\n[[l]]\na = 1", "l.1.a=[3, 4]"), "{ l = [{ a = 1 }, { a = [3, 4] }] }");
  EXPECT_EQ(with_option("l = [{ a = 1 }]", "l.1.a=2"), "{ l = [{ a = 1 }, { a = 2 }] }");
}

TEST(Option, makes_a_table_of_a_member_written_as_text) {
  EXPECT_EQ(with_option("[[l]]\nr = 'lms'", "l.0.r.step_size=0.1"), R"({ l = [{ r = { kind = "lms", step_size = 0.1 } }] })");
}

TEST(Option, tells_what_is_wrong) {
  EXPECT_EQ(with_option("", "a"), "--set a: no '=' after a name (written as --set statistics.delta=0.05)");
  EXPECT_EQ(with_option("", "a=b"), "--set a=b: not a TOML value (a text needs quotes, which the shell must not eat)");
  EXPECT_EQ(with_option("l = [1]", "l.3=2"), "--set l.3=2: no entry '3' (entries are counted from 0, and there are 1)");
  EXPECT_EQ(with_option("l = [1]", "l.x=2"), "--set l.x=2: no entry 'x' (entries are counted from 0, and there are 1)");
}

TEST(Literal, reads_back) {
  EXPECT_EQ(quoted("a\"b\\c\nd"), R"("a\"b\\c\nd")");
  EXPECT_EQ(literal({{}, 1.0}), "1.0");
  EXPECT_EQ(literal({{}, 1e-7}), "1e-07");
  EXPECT_EQ(literal(node_of(std::vector<Complex>{{0.5, 0}, {0.5, -0.3}})), R"([0.5, "0.5-0.3i"])");
}

}  // namespace
}  // namespace polesweep::sweep
