#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/results/bytes.hpp"

namespace polesweep::results {
namespace {

TEST(Bytes, numbers_are_little_endian_on_every_machine) {
  ByteWriter out;
  out.put(std::uint32_t{0x01020304});
  out.put(std::int64_t{-2});
  out.put(1.0);
  out.put(std::string_view("ab"));

  EXPECT_EQ(out.bytes(), std::string("\x04\x03\x02\x01"
                                     "\xfe\xff\xff\xff\xff\xff\xff\xff"
                                     "\0\0\0\0\0\0\xf0\x3f"
                                     "\x02\0\0\0ab",
                                     26));
}

// Arrays are moved as a whole where they lie in memory as they are written, with the same bytes.
TEST(Bytes, an_array_is_its_size_and_its_numbers) {
  ByteWriter whole;
  whole.put(std::vector<double>{1.5, -2});
  whole.put(std::vector<std::int64_t>{-3});
  whole.put(std::vector<double>());
  ByteWriter one_by_one;
  one_by_one.put(std::uint32_t{2});
  one_by_one.put(1.5);
  one_by_one.put(-2.0);
  one_by_one.put(std::uint32_t{1});
  one_by_one.put(std::int64_t{-3});
  one_by_one.put(std::uint32_t{0});

  EXPECT_EQ(whole.bytes(), one_by_one.bytes());
}

TEST(Bytes, what_was_written_is_read) {
  ByteWriter out;
  out.put(std::int32_t{-5});
  out.put(std::vector<double>{1.5, -0.0});
  out.put(std::vector<std::int64_t>{INT64_MIN});
  out.put(true);
  out.put(false);
  out.put(std::string_view("text"));
  ByteReader in(out.bytes(), "sample");

  EXPECT_EQ(in.integer<std::int32_t>(), -5);
  EXPECT_EQ(in.reals(), (std::vector<double>{1.5, 0.0}));
  EXPECT_EQ(in.integers(), std::vector<std::int64_t>{INT64_MIN});
  EXPECT_TRUE(in.boolean());
  EXPECT_FALSE(in.boolean());
  EXPECT_EQ(in.text(), "text");
  EXPECT_EQ(in.remaining(), 0u);
}

TEST(Bytes, a_list_longer_than_its_bytes_is_an_error_before_memory_is_asked_for) {
  ByteReader in(std::string_view("\xff\xff\xff\xff\0\0\0\0", 8), "record");

  try {
    in.reals();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "record: ends early (its bytes are damaged)");
  }
}

}  // namespace
}  // namespace polesweep::results
