#include <gtest/gtest.h>

#include "analysis/page/page.hpp"

namespace polesweep::analysis {
namespace {

TEST(InlineSvg, is_the_same_picture_in_fewer_characters) {
  const std::string document =
      "<?xml version=\"1.0\"?>\n<svg \n viewBox=\"0 0 560 385\"\n>\n<title>Gnuplot</title>\n\n"
      "<g fill=\"none\" color=\"white\">\n</g>\n"
      "<g fill=\"none\" stroke=\"rgb(  0,   0,   0)\" stroke-linecap=\"butt\" stroke-linejoin=\"miter\">\n"
      "\t<path stroke='rgb(204,   4, 167)'  d='M1.00,2.00'/></g>\n"
      "\t\t<polygon fill = 'rgb( 61,  74, 105)' points = '98.84,144.80 127.25,144.80 127.25,137.30 98.84,137.30 '/>\n"
      "\t\t<polygon fill = 'black' points = '1.00,2.00 3.00,2.00 3.00,4.00 1.50,4.00 '/>\n"
      "<g id=\"a\" ><use xlink:href='#b'/>\n</g>\n</svg>\n";
  EXPECT_EQ(inline_svg(document, "x-1", "a < b"),
            "<svg role=\"img\" \nviewBox=\"0 0 560 385\"\n>\n<title>a &lt; b</title>\n"
            "<g fill=\"none\" stroke=\"rgb(  0,   0,   0)\">\n"
            "<path stroke='#cc04a7'  d='M1.00,2.00'/></g>\n"
            "<path fill='#3d4a69' d='M98.84,144.80H127.25V137.30H98.84z'/>\n"
            "<polygon fill = 'black' points = '1.00,2.00 3.00,2.00 3.00,4.00 1.50,4.00 '/>\n"  // no rectangle
            "<g id=\"x-1-a\" ><use xlink:href='#x-1-b'/>\n</g>\n</svg>\n");
}

}  // namespace
}  // namespace polesweep::analysis
