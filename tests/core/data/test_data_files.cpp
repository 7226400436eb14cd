#include "core/data/data_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/core/data/expect_error.hpp"
#include "tests/core/data/gzip_bytes.hpp"

namespace polesweep::data {
namespace {

namespace fs = std::filesystem;

TEST(DataFiles, bytes_are_read_as_they_are) {
  const fs::path path = fs::temp_directory_path() / ("polesweep-bytes-" + std::to_string(::getpid()));
  const std::string bytes("a\r\n\0\xff", 5);
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(read_bytes(path), bytes);
  fs::remove(path);
  EXPECT_EQ(error_of([&] { read_bytes(path); }), path.string() + ": cannot be read (No such file or directory)");
}

TEST(DataFiles, a_folder_is_no_file) {
  const fs::path folder = fs::temp_directory_path();
  EXPECT_EQ(error_of([&] { read_bytes(folder); }), folder.string() + ": cannot be read (it is a folder)");
}

TEST(DataFiles, know_what_was_added) {
  DataFiles files;
  files.add("b", "1\n");
  files.add("a", "2\n");
  EXPECT_TRUE(files.has("a"));
  EXPECT_FALSE(files.has("c"));
  EXPECT_EQ(files.bytes("b"), "1\n");
  EXPECT_EQ(files.names(), (std::vector<std::string>{"a", "b"}));
  EXPECT_THROW(files.bytes("c"), std::logic_error);
}

TEST(DataFiles, hash_is_the_published_one_and_of_bytes_alone) {
  DataFiles files;
  files.add("empty", "");
  files.add("one", "polesweep");
  files.add("two", "polesweep");
  files.add("three", "polesweeP");
  EXPECT_EQ(files.hash("empty"), "99aa06d3014798d86001c324468d497f");  // XXH3_128bits("") of the reference implementation
  EXPECT_EQ(files.hash("one"), files.hash("two"));
  EXPECT_NE(files.hash("one"), files.hash("three"));
}

TEST(DataFiles, table_is_parsed_once_per_format) {
  DataFiles files;
  files.add("a", "1111");
  const Table& text = files.table("a", {});
  EXPECT_EQ(text.columns, (std::vector<std::vector<double>>{{1111}}));
  EXPECT_EQ(&files.table("a", {}), &text);
  const Table& binary = files.table("a", {Format::Kind::float32, {"x"}});
  EXPECT_EQ(binary.rows(), 1U);
  EXPECT_NE(binary.columns, text.columns);
  EXPECT_EQ(files.table("a", {Format::Kind::csv, {"x"}}).names, (std::vector<std::string>{"x"}));
}

TEST(DataFiles, tables_survive_a_move_of_the_files) {
  DataFiles files;
  files.add("a", "1\n2\n");
  const Table& table = files.table("a", {});
  const DataFiles moved = std::move(files);
  EXPECT_EQ(&moved.table("a", {}), &table);
}

TEST(DataFiles, compressed_files_are_unpacked_and_hashed_packed) {
  DataFiles files;
  files.add("a.gz", gzip_member("x,y\n1,2\n") + gzip_member("3,4\n"));
  files.add("a", "x,y\n1,2\n3,4\n");
  EXPECT_EQ(files.table("a.gz", {}).columns, files.table("a", {}).columns);
  EXPECT_NE(files.hash("a.gz"), files.hash("a"));
  files.add("b.gz", gzip_member("\x01\x02"));
  EXPECT_EQ(error_of([&] {
              files.table("b.gz", {Format::Kind::float32, {"x"}});
            }),
            "b.gz: got 2 bytes (must be a multiple of 4, for 1 float32 columns)");
}

TEST(DataFiles, a_file_that_is_wrong_stays_wrong) {
  DataFiles files;
  files.add("a", "x\nb\n");
  for (int attempt = 0; attempt < 2; ++attempt) EXPECT_EQ(error_of([&] { files.table("a", {}); }), "a:2:x: got 'b' (must be a number)");
}

}  // namespace
}  // namespace polesweep::data
