#include "core/data/matlab.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "core/data/data_files.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::data {
namespace {

using Numbers = std::vector<double>;

/// Written by `save -v6` and `save -v7` of GNU Octave 7.3: see octave.m beside them.
std::string octave_file(const std::string& version) {
  return read_bytes(std::string(POLESWEEP_SOURCE_DIR) + "/tests/core/data/files/octave-" + version + ".mat");
}

Array read(const std::string& bytes, const std::string& name) {
  const auto file = open_matlab5("a.mat", bytes);
  const auto& arrays = file->arrays();
  const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const ArrayInfo& info) { return info.name == name; });
  if (found == arrays.end()) throw std::out_of_range(name);
  return file->read(static_cast<std::size_t>(found - arrays.begin()));
}

std::string problem_of(const std::string& bytes, const std::string& name) {
  const auto file = open_matlab5("a.mat", bytes);
  for (const ArrayInfo& info : file->arrays())
    if (info.name == name) return info.problem;
  return "not there";
}

class Matlab : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Versions, Matlab, testing::Values("v6", "v7"));

TEST_P(Matlab, arrays_as_octave_wrote_them) {
  const std::string bytes = octave_file(GetParam());
  ASSERT_TRUE(is_matlab5(bytes));
  EXPECT_EQ(read(bytes, "x").values, (Numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read(bytes, "row").values, (Numbers{1, 2, 3.5}));
  EXPECT_EQ(read(bytes, "row").lengths, (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(read(bytes, "z").values, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(read(bytes, "z").imaginary, (Numbers{5, 6, 7, 8}));
  const Array matrix = read(bytes, "m");
  EXPECT_EQ(matrix.lengths, (std::vector<std::uint64_t>{3, 2}));
  EXPECT_TRUE(matrix.column_major);
  EXPECT_EQ(matrix.values, (Numbers{0.25, 0.5, 0.75, 1, 1.25, 1.5}));
  EXPECT_EQ(read(bytes, "cm").imaginary, (Numbers{0.03125, 0.0625, 0.09375, 0.125, 0.15625, 0.1875}));
  EXPECT_EQ(read(bytes, "i16").values, (Numbers{-5, 6, 7}));
  EXPECT_EQ(read(bytes, "b").values, (Numbers{1, 0, 1}));
  EXPECT_EQ(read(bytes, "fs").values, Numbers{1e9});
}

TEST_P(Matlab, fields_of_a_structure) {
  const std::string bytes = octave_file(GetParam());
  EXPECT_EQ(read(bytes, "s.rx").values, (Numbers{1, 2, 3}));
  EXPECT_EQ(read(bytes, "s.tx").values, (Numbers{4, 5, 6.5}));
  EXPECT_EQ(read(bytes, "s.in.k").values, (Numbers{7, 8}));
}

TEST_P(Matlab, what_is_no_full_array_of_numbers_is_named) {
  const std::string bytes = octave_file(GetParam());
  EXPECT_EQ(problem_of(bytes, "name"), "holds text (must be numbers)");
  EXPECT_EQ(problem_of(bytes, "c"), "is a cell array (must be numbers)");
  EXPECT_EQ(problem_of(bytes, "sp"), "is a sparse matrix (must be full)");
  EXPECT_EQ(problem_of(bytes, "a"), "is an array of structures (must be numbers)");
  EXPECT_EQ(problem_of(bytes, "x"), "");
}

TEST(Matlab, what_matlab_keeps_of_its_objects_is_no_array) {
  const std::string bytes = octave_file("v6");
  // A matrix: flags (class 9, unsigned bytes), 1 x 8, no name, eight bytes.
  const std::string kept(
      "\x0e\0\0\0\x38\0\0\0\x06\0\0\0\x08\0\0\0\x09\0\0\0\0\0\0\0\x05\0\0\0\x08\0\0\0\x01\0\0\0\x08\0\0\0"
      "\x01\0\0\0\0\0\0\0\x02\0\0\0\x08\0\0\0\0\x01IM\0\0\0\0",
      64);
  EXPECT_EQ(open_matlab5("a.mat", bytes + kept)->arrays().size(), open_matlab5("a.mat", bytes)->arrays().size());
  EXPECT_EQ(open_matlab5("a.mat", std::string(bytes).insert(128, kept))->arrays().front().name, "x");
}

/// Every array that can be read is read.
void read_all(const std::string& bytes) {
  const auto file = open_matlab5("a.mat", bytes);
  for (std::size_t i = 0; i < file->arrays().size(); ++i)
    if (file->arrays()[i].problem.empty() && !file->arrays()[i].lengths.empty()) file->read(i);
}

/// Where one variable ends and the next begins, a file is whole without the rest.
TEST_P(Matlab, truncation_is_an_error_but_between_variables) {
  const std::string bytes = octave_file(GetParam());
  const std::size_t all = open_matlab5("a.mat", bytes)->arrays().size();
  std::size_t whole = 0;
  for (std::size_t size = 128; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    try {
      read_all(cut);
      EXPECT_LT(open_matlab5("a.mat", cut)->arrays().size(), all) << size;
      ++whole;
    } catch (const Error& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("a.mat: broken ")) << error.what();
    }
  }
  EXPECT_EQ(whole, 15U);  // before each of 15 variables
}

TEST(Matlab, a_part_has_a_tag_of_eight_bytes) {
  for (const std::size_t size : {129U, 132U, 135U})
    EXPECT_EQ(error_of([&] { open_matlab5("a.mat", octave_file("v6").substr(0, size)); }),
              "a.mat: broken MATLAB file (it ends within a part)");
}

std::string word(std::uint32_t value) {
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 255U);
  return bytes;
}
std::string part(std::uint32_t type, std::string bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  bytes.resize((bytes.size() + 7) / 8 * 8);
  return word(type) + word(size) + bytes;
}
/// An array of a class, with what follows its flags.
std::string array(std::uint32_t flags, const std::string& parts) { return part(14, part(6, word(flags) + word(0)) + parts); }
std::string shape(std::uint32_t rows, std::uint32_t columns) { return part(5, word(rows) + word(columns)); }
/// One number that is 0.
const std::string zero = array(6, shape(1, 1) + part(1, "z") + part(9, std::string(8, '\0')));

TEST(Matlab, parts_that_do_not_fit_into_each_other_are_named) {
  const std::string header = octave_file("v6").substr(0, 128);
  const auto problem = [&](const std::string& parts) {
    const std::string begin = "a.mat: broken MATLAB file (";
    const std::string said = error_of([&] { open_matlab5("a.mat", header + parts); });
    return said.starts_with(begin) ? said.substr(begin.size()) : said;
  };
  EXPECT_EQ(read(header + zero, "z").values, Numbers{0});
  EXPECT_EQ(problem(part(9, std::string(8, '\0'))), "a part that is not an array)");
  EXPECT_EQ(problem(part(14, part(6, word(6)))), "an array without flags)");
  EXPECT_EQ(problem(array(6, part(5, word(1)))), "an array without two axes)");
  EXPECT_EQ(problem(array(6, shape(1, 1) + word(5U << 16U | 1U) + "name")), "a small part that is too large)");
  const std::uint32_t complex_flag = 0x800;
  EXPECT_EQ(problem(array(6 | complex_flag, shape(1, 1) + part(1, "z") + part(9, std::string(8, '\0')))), "it ends within a part)");
  const std::uint32_t cell = 1;
  EXPECT_EQ(problem(array(cell, shape(1, 1) + part(1, "c") + part(9, std::string(8, '\0')))), "a cell or field that is not an array)");
  EXPECT_EQ(problem(array(cell, shape(20, 1) + part(1, "c"))), "more cells or fields than it can hold)");
  std::string nested = zero;
  for (int i = 0; i < 70; ++i) nested = array(cell, shape(1, 1) + part(1, "c") + nested);
  EXPECT_EQ(problem(nested), "arrays within too many others)");
  const std::uint32_t structure = 2;
  EXPECT_EQ(problem(array(structure, shape(1, 1) + part(1, "s") + part(5, "") + part(1, "ab"))), "a structure without names)");
  EXPECT_EQ(problem(array(structure, shape(1, 1) + part(1, "s") + part(5, word(0)) + part(1, "ab"))), "a structure without names)");
  EXPECT_EQ(problem(array(structure, shape(1, 1) + part(1, "s") + part(5, word(2)) + part(1, "abc"))), "a structure without names)");
}

/// Of a function handle without a name the library loses its place.
TEST(Matlab, complaints_of_the_library_are_passed_on) {
  const std::string bytes = octave_file("v6").insert(128, array(16, shape(1, 1)));
  const std::string said = error_of([&] { open_matlab5("a.mat", bytes); });
  EXPECT_TRUE(said.starts_with("a.mat: cannot be read to its end (")) << said;
}

TEST(Matlab, a_compressed_part_is_one_array) {
  const std::string header = octave_file("v6").substr(0, 128);
  const auto compressed = [](const std::string& bytes) {
    uLongf size = compressBound(bytes.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    return out.substr(0, size);
  };
  const auto file = [&](const std::string& bytes) { return header + word(15) + word(static_cast<std::uint32_t>(bytes.size())) + bytes; };
  EXPECT_EQ(read(file(compressed(zero)), "z").values, Numbers{0});
  EXPECT_EQ(error_of([&] { open_matlab5("a.mat", file(compressed(zero + zero))); }),
            "a.mat: broken MATLAB file (a compressed part holds more than one array)");
  EXPECT_EQ(error_of([&] { open_matlab5("a.mat", file(compressed(zero) + "rest")); }), "a.mat: broken zlib data (4 bytes after its end)");
}

/// The size of an array stands behind the tag of 8 bytes that says so; x has 6 rows and 1 column.
std::string with_rows(std::int32_t rows, std::int32_t columns) {
  std::string bytes = octave_file("v6");
  const std::string sizes("\x05\x00\x00\x00\x08\x00\x00\x00\x06\x00\x00\x00\x01\x00\x00\x00", 16);
  const std::size_t at = bytes.find(sizes);
  if (at == std::string::npos) throw std::out_of_range("x");
  for (int i = 0; i < 4; ++i) {
    bytes[at + 8 + static_cast<std::size_t>(i)] = static_cast<char>(static_cast<std::uint32_t>(rows) >> (8 * i) & 255U);
    bytes[at + 12 + static_cast<std::size_t>(i)] = static_cast<char>(static_cast<std::uint32_t>(columns) >> (8 * i) & 255U);
  }
  return bytes;
}

TEST(Matlab, sizes_that_do_not_fit_are_refused) {
  EXPECT_EQ(read(with_rows(6, 1), "x").values.size(), 6U);
  const auto problem = [](std::int32_t rows, std::int32_t columns) {
    return error_of([&] { open_matlab5("a.mat", with_rows(rows, columns)); });
  };
  const std::string other = "a.mat: broken MATLAB file (an array whose number of elements differs from its size)";
  EXPECT_EQ(problem(7, 1), other);
  EXPECT_EQ(problem(5, 1), other);
  EXPECT_EQ(problem(0, 1), other);
  for (const auto& [rows, columns] : {std::pair(-6, 1), std::pair(6, -1), std::pair(-1, -1)})
    EXPECT_EQ(problem(rows, columns), "a.mat: broken MATLAB file (an axis of negative length)");
  for (const auto& [rows, columns] : {std::pair(2000000000, 1), std::pair(2000000000, 2000000000)})
    EXPECT_EQ(problem(rows, columns), "a.mat: broken MATLAB file (more elements than it can hold)");
}

/// One byte after the other is made another one: every array is as it was, another array is refused, or it holds other numbers.
TEST_P(Matlab, no_single_byte_makes_it_read_beyond_its_bytes) {
  const std::string bytes = octave_file(GetParam());
  for (std::size_t at = 128; at < bytes.size(); ++at) {
    for (const char value : {'\x00', '\x7f', '\xff'}) {
      std::string other = bytes;
      other[at] = value;
      try {
        read_all(other);
      } catch (const Error& error) {
        EXPECT_TRUE(std::string(error.what()).starts_with("a.mat: ")) << error.what();
      }
    }
  }
}

TEST(Matlab, is_known_by_its_version) {
  EXPECT_FALSE(is_matlab5("MATLAB 5.0 MAT-file"));
  std::string bytes = octave_file("v6");
  bytes[125] = 2;
  EXPECT_FALSE(is_matlab5(bytes));
}

}  // namespace
}  // namespace polesweep::data
