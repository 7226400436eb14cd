#include "driver/guide/wording.hpp"

#include <gtest/gtest.h>

namespace polesweep::guide {
namespace {

TEST(Wording, enumerates) {
  EXPECT_EQ(enumeration({}), "");
  EXPECT_EQ(enumeration({"a"}), "a");
  EXPECT_EQ(enumeration({"a", "b"}), "a and b");
  EXPECT_EQ(enumeration({"a", "b", "c"}, "or"), "a, b or c");
}

TEST(Wording, wraps_words_behind_what_begins_the_text) {
  EXPECT_EQ(wrapped("one two three", "- ", "", 9), "- one two\n  three\n");
  EXPECT_EQ(wrapped("one two three", "", "# ", 9), "# one two\n# three\n");
  EXPECT_EQ(wrapped("longer-than-a-line it", "", "", 5), "longer-than-a-line\nit\n");
}

TEST(Wording, shows_few_values_and_the_ends_of_many) {
  EXPECT_EQ(values_text({Value(0.000965489384606), Value(0.1)}), "0.0009655 or 0.1");
  EXPECT_EQ(values_text(std::vector<Value>(7, Value(std::int64_t{3}))), "7 values from 3 to 3");
  EXPECT_EQ(places_text({10, 100}), "10 and 100");
  EXPECT_EQ(places_text({1, 2, 3, 4, 5, 6, 7}), "1 to 7 (7 of them)");
}

}  // namespace
}  // namespace polesweep::guide
