#include "core/data/data_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
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

Format raw(std::vector<std::string> names) {
  Format format;
  format.kind = Format::Kind::raw;
  format.name = "float32";
  format.names = std::move(names);
  return format;
}

TEST(DataFiles, table_is_parsed_once_per_format) {
  DataFiles files;
  files.add("a", "1111");
  const Table& text = files.table("a", {}, {});
  EXPECT_EQ(text.columns.front().values, std::vector<double>{1111});
  EXPECT_EQ(&files.table("a", {}, {}), &text);
  const Table& binary = files.table("a", raw({"x"}), {});
  EXPECT_EQ(binary.columns.front().values.size(), 1U);
  EXPECT_NE(binary.columns.front().values, text.columns.front().values);
  Format named;
  named.names = {"x"};
  EXPECT_EQ(files.table("a", named, {}).columns.front().name, "x");
}

TEST(DataFiles, tables_survive_a_move_of_the_files) {
  DataFiles files;
  files.add("a", "1\n2\n");
  const Table& table = files.table("a", {}, {});
  const DataFiles moved = std::move(files);
  EXPECT_EQ(&moved.table("a", {}, {}), &table);
}

TEST(DataFiles, compressed_files_are_unpacked_and_hashed_packed) {
  DataFiles files;
  files.add("a.gz", gzip_member("x,y\n1,2\n") + gzip_member("3,4\n"));
  files.add("a", "x,y\n1,2\n3,4\n");
  EXPECT_EQ(files.table("a.gz", {}, {}).columns[1].values, files.table("a", {}, {}).columns[1].values);
  EXPECT_NE(files.hash("a.gz"), files.hash("a"));
  files.add("b.gz", gzip_member("\x01\x02"));
  EXPECT_EQ(error_of([&] { files.table("b.gz", raw({"x"}), {}); }),
            "b.gz: got 2 bytes (must be a multiple of 4, for 1 columns of float32)");
  files.add("c.gz", gzip_member("\x93NUMPY..."));
  EXPECT_TRUE(error_of([&] { files.table("c.gz", raw({"x"}), {}); }).starts_with("c.gz: is a numpy file (.npy)"));
}

TEST(DataFiles, a_file_that_is_wrong_stays_wrong) {
  DataFiles files;
  files.add("a", "x\n1,2\n");
  for (int attempt = 0; attempt < 2; ++attempt)
    EXPECT_EQ(error_of([&] { files.table("a", {}, {}); }), "a:2: got 2 fields (must be 1, as in line 1)");
}

TEST(DataFiles, names_that_do_not_fit) {
  DataFiles files;
  files.add("a", "1,2\n");
  files.add("b", std::string(8, '\0'));
  Format format;
  format.names = {"x", "x"};
  EXPECT_EQ(error_of([&] { files.table("a", format, {}); }), "a: got two columns called 'x' (names must differ)");
  EXPECT_EQ(error_of([&] { files.table("b", raw({"x", "x"}), {}); }), "b: got two columns called 'x' (names must differ)");
}

TEST(DataFiles, transposed_rows_are_columns) {
  DataFiles files;
  files.add("a", "  1 2 3\n  4 nan 6\n");
  Format format;
  format.transpose = true;
  const Table& table = files.table("a", format, {});
  ASSERT_EQ(table.columns.size(), 2U);
  EXPECT_EQ(table.columns[1].name, "1");
  EXPECT_EQ(table.columns[0].values, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(table.columns[1].values[2], 6);
  format.names = {"mid", "spread"};
  EXPECT_EQ(files.table("a", format, {}).columns[1].name, "spread");
  format.names = {"mid"};
  EXPECT_EQ(error_of([&] { files.table("a", format, {}); }), "a: got 2 columns (must be 1, the number of names given for them)");
  files.add("b", "x,y\n1,2\n");
  files.add("c", "1,a\n1,2\n");
  EXPECT_EQ(error_of([&] { files.table("b", {.transpose = true}, {}); }), "transpose: got true (b names its columns). Leave it out?");
  EXPECT_EQ(error_of([&] { files.table("c", {.transpose = true}, {}); }), "c:1:1: got 'a' (must be a number)");
}

TEST(DataFiles, numbers_that_count_as_missing_or_are_infinite) {
  DataFiles files;
  // 1, -9999, inf
  files.add("a", std::string("\x00\x00\x80\x3f\x00\x3c\x1c\xc6\x00\x00\x80\x7f", 12));
  Format format = raw({"x"});
  format.missing = {"-9999"};
  const Column& column = files.table("a", format, {}).columns.front();
  EXPECT_EQ(column.values[0], 1);
  EXPECT_TRUE(std::isnan(column.values[1]));
  ASSERT_TRUE(column.first_fault);
  EXPECT_EQ(column.first_fault->row, 2U);
  EXPECT_EQ(column.first_fault->message, "a: row 2 of column 'x' is inf (must be finite)");
  format.missing = {"-9999", "inf"};
  EXPECT_FALSE(files.table("a", format, {}).columns.front().first_fault);
}

TEST(DataFiles, a_recording_is_two_files_and_known_by_both) {
  const std::string meta = R"({"global": {"core:datatype": "ru8"}, "captures": []})";
  DataFiles files;
  files.add("x.sigmf-meta", meta);
  files.add("x.sigmf-data", "\x01\x02");
  Format format;
  format.kind = Format::Kind::sigmf;
  format.name = "sigmf";
  EXPECT_EQ(files.table("x.sigmf-meta", format, {}).columns.front().values, (std::vector<double>{1, 2}));
  EXPECT_EQ(files.table("x.sigmf-meta", format, {}).columns.front().name, "0");
  EXPECT_EQ(error_of([&] { files.table("x.sigmf-data", format, {}); }),
            "x.sigmf-data: is not SigMF metadata (whose name ends in .sigmf-meta)");
  DataFiles other;
  other.add("x.sigmf-meta", meta);
  other.add("x.sigmf-data", "\x01\x03");
  EXPECT_NE(files.hash("x.sigmf-meta"), other.hash("x.sigmf-meta"));
  EXPECT_EQ(files.hash_of_bytes("x.sigmf-meta"), other.hash_of_bytes("x.sigmf-meta"));
  DataFiles third;
  third.add("x.sigmf-meta", meta + "\n");
  third.add("x.sigmf-data", "\x01\x02");
  EXPECT_NE(files.hash("x.sigmf-meta"), third.hash("x.sigmf-meta"));
}

}  // namespace
}  // namespace polesweep::data
