#include "core/data/number.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

namespace polesweep::data {
namespace {

/// "none", "missing", "1.5" or "1.5-2i".
std::string read(std::string_view text, bool decimal_comma = false, const std::vector<std::string>& missing = {}) {
  const auto number = NumberReader(decimal_comma, missing)(text);
  if (!number) return "none";
  if (std::isnan(number->real)) return "missing";
  char buffer[80];
  if (number->is_complex)
    std::snprintf(buffer, sizeof buffer, "%.17g%+.17gi", number->real, number->imaginary);
  else
    std::snprintf(buffer, sizeof buffer, "%.17g", number->real);
  return buffer;
}

TEST(NumberReader, real_numbers) {
  EXPECT_EQ(read("1.5"), "1.5");
  EXPECT_EQ(read("+2"), "2");
  EXPECT_EQ(read("-.25e1"), "-2.5");
  EXPECT_EQ(read("1e999"), "inf");
  EXPECT_EQ(read("-inf"), "-inf");
  EXPECT_EQ(read("0.1"), "0.10000000000000001");
}

TEST(NumberReader, exponents_of_fortran) {
  EXPECT_EQ(read("1.5D+01"), "15");
  EXPECT_EQ(read("-2.d0"), "-2");
  EXPECT_EQ(read("1D2"), "100");
  EXPECT_EQ(read("dd"), "none");
}

TEST(NumberReader, complex_numbers_of_many_writers) {
  EXPECT_EQ(read("1.5+2i"), "1.5+2i");                // MATLAB, R
  EXPECT_EQ(read("1.5 - 2im"), "1.5-2i");             // Julia
  EXPECT_EQ(read("(1.5+2j)"), "1.5+2i");              // numpy
  EXPECT_EQ(read("(1.5e+00+-2.0e+00j)"), "1.5-2i");   // numpy before 1.14
  EXPECT_EQ(read(" (  -1.5e-01-2.5e+00j)"), "none");  // a field has no blanks around it
  EXPECT_EQ(read("(  -1.5e-01-2.5e+00j)"), "-0.14999999999999999-2.5i");
  EXPECT_EQ(read("(1.5,-2)"), "1.5-2i");  // Fortran, C++
  EXPECT_EQ(read("( 1.5 , -2.0D+00 )"), "1.5-2i");
  EXPECT_EQ(read("(1.5)"), "1.5+0i");
  EXPECT_EQ(read("-2j"), "0-2i");
  EXPECT_EQ(read("1.5+2*i"), "1.5+2i");
  EXPECT_EQ(read("-1.5-0i"), "-1.5-0i");
}

TEST(NumberReader, what_is_no_number) {
  for (const char* text :
       {"abc", "1.5x", "1 2",  "+-1", "--1", "nan(1)",   "2021-04-07", "1+2",  "1+2k",  "i",    "(1,2",  "1,2)", "(1,2,3)", "(a,b)",
        "()",  "(,)",  "1.5+", "+",   "-",   "(1+2j,3)", "12:30",      "0x10", "1_000", "1..2", "1+2ij", "1;2",  "#"})
    EXPECT_EQ(read(text), "none") << text;
}

TEST(NumberReader, missing_values_of_many_writers) {
  for (const char* text : {"",     "nan",  "NaN",  "NAN",  "-nan", "+NaN",     "NA",         "na",     "N/A",    "#N/A",
                           "null", "NULL", "Null", "None", "<NA>", "nan+nanj", "(nan+nanj)", "NaN+0i", "1-NaNi", "(nan,1)"})
    EXPECT_EQ(read(text), "missing") << text;
  EXPECT_EQ(read("nano"), "none");
}

TEST(NumberReader, missing_values_of_a_list_by_text_or_number) {
  const std::vector<std::string> list{"-9999", "?", "1e10"};
  for (const char* text : {"-9999", "-9999.0", "-9.999e3", "?", "10000000000"}) EXPECT_EQ(read(text, false, list), "missing") << text;
  EXPECT_EQ(read("9999", false, list), "9999");
  EXPECT_EQ(read("-9999+0i", false, list), "-9999+0i");
  EXPECT_EQ(read("-9,5", true, {"-9,5"}), "missing");
  EXPECT_EQ(read("-9,50", true, {"-9,5"}), "missing");
}

TEST(NumberReader, decimal_comma) {
  EXPECT_EQ(read("1,5", true), "1.5");
  EXPECT_EQ(read("-1,5e2", true), "-150");
  EXPECT_EQ(read("1,5-2,5i", true), "1.5-2.5i");
  EXPECT_EQ(read("(1,5;2)", true), "1.5+2i");
  EXPECT_EQ(read("15", true), "15");
  EXPECT_EQ(read("1.5", true), "none");  // thousands, or a mistake
  EXPECT_EQ(read("1.234,5", true), "none");
  EXPECT_EQ(read("1,5", false), "none");
}

TEST(NumberReader, suggests_the_other_decimal_sign) {
  EXPECT_EQ(NumberReader(false, {}).suggestion("1,5"), ". Set decimal = \"comma\"?");
  EXPECT_EQ(NumberReader(true, {}).suggestion("1.5"), ". Set decimal = \"point\"?");
  EXPECT_EQ(NumberReader(false, {}).suggestion("abc"), "");
}

}  // namespace
}  // namespace polesweep::data
