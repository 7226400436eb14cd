#include "core/data/gzip.hpp"

#include <gtest/gtest.h>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/data/gzip_bytes.hpp"

namespace polesweep::data {
namespace {

/// Longer than any buffer, and not to be compressed to nothing.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 60000; ++i) text += std::to_string(i * 2654435761U) + '\n';
  return text;
}

TEST(Gzip, is_known_by_its_first_bytes) {
  EXPECT_TRUE(is_gzip(gzip_member("")));
  EXPECT_FALSE(is_gzip("1,2\n"));
  EXPECT_FALSE(is_gzip("\x1f"));
}

TEST(Gzip, members_follow_each_other) {
  const std::string text = long_text();
  EXPECT_EQ(gunzip("a", gzip_member(text)), text);
  EXPECT_EQ(gunzip("a", gzip_member("x\n") + gzip_member("") + gzip_member(text)), "x\n" + text);
  EXPECT_EQ(gunzip("a", gzip_member("x") + std::string(512, '\0')), "x");
}

TEST(Gzip, truncation_at_every_byte_is_an_error) {
  const std::string bytes = gzip_member("1,2\n3,4\n");
  for (std::size_t size = 3; size < bytes.size(); ++size)
    EXPECT_EQ(error_of([&] { gunzip("a.gz", bytes.substr(0, size)); }), "a.gz: broken gzip data (the file ends early)") << size;
}

TEST(Gzip, a_stream_alone_is_unpacked) {
  const std::string text = long_text();
  std::string bytes(compressBound(text.size()), '\0');
  uLongf size = bytes.size();
  compress(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  bytes.resize(size);
  EXPECT_EQ(unzip_stream("a", bytes), text);
  EXPECT_EQ(error_of([&] { unzip_stream("a", bytes + "x"); }), "a: broken zlib data (1 bytes after its end)");
  EXPECT_EQ(error_of([&] { unzip_stream("a", std::string_view(bytes).substr(0, size - 1)); }), "a: broken zlib data (the file ends early)");
}

TEST(Gzip, damage_is_an_error) {
  std::string bytes = gzip_member("1,2\n3,4\n");
  bytes[bytes.size() - 8] ^= 1;
  EXPECT_EQ(error_of([&] { gunzip("a.gz", bytes); }), "a.gz: broken gzip data (incorrect data check)");
  EXPECT_EQ(error_of([] { gunzip("a.gz", gzip_member("1") + "junk"); }),
            "a.gz: broken gzip data (4 bytes after its end are not a gzip member)");
}

}  // namespace
}  // namespace polesweep::data
