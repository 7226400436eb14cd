#include "core/data/npy.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/data/table.hpp"
#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_npy {
namespace {

using Numbers = std::vector<double>;

/// A file as numpy writes it: of version 1 with a length in two bytes, of later ones in four.
std::string npy(const std::string& header, const std::string& data, int version = 1) {
  std::string text = header;
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes += static_cast<char>(text.size() >> (8 * i) & 255U);
  return bytes + text + data;
}

std::string header(const std::string& type, const std::string& shape, const std::string& order = "False") {
  return "{'descr': " + type + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
}

std::string problem(const std::string& bytes) {
  return error_of([&] { parse_npy("a.npy", bytes); });
}

const std::string six("\x01\x02\x03\x04\x05\x06", 6);

TEST(Npy, rows_and_columns_in_either_order) {
  const Table rows = parse_npy("a.npy", npy(header("'|u1'", "(3, 2)"), six));
  EXPECT_EQ(rows.columns[0].values, (Numbers{1, 3, 5}));
  EXPECT_EQ(rows.columns[1].values, (Numbers{2, 4, 6}));
  const Table columns = parse_npy("a.npy", npy(header("'|u1'", "(3, 2)", "True"), six));
  EXPECT_EQ(columns.columns[0].values, (Numbers{1, 2, 3}));
  EXPECT_EQ(columns.columns[1].values, (Numbers{4, 5, 6}));
}

TEST(Npy, axes_of_length_one_do_not_count) {
  for (const char* shape : {"(6,)", "(1, 6)", "(6, 1)", "(1, 6, 1)"})
    EXPECT_EQ(parse_npy("a.npy", npy(header("'|u1'", shape), six)).columns[0].values, (Numbers{1, 2, 3, 4, 5, 6})) << shape;
  EXPECT_EQ(parse_npy("a.npy", npy(header("'|u1'", "(1, 3, 2)"), six)).columns[1].values, (Numbers{2, 4, 6}));
}

TEST(Npy, types) {
  const auto first = [](const std::string& type, const std::string& data) {
    return parse_npy("a.npy", npy(header(type, "(1,)"), data)).columns[0].values[0];
  };
  EXPECT_EQ(first("'<i2'", "\xfe\xff"), -2);
  EXPECT_EQ(first("'>i2'", "\xff\xfe"), -2);
  EXPECT_EQ(first("'|b1'", "\x01"), 1);
  EXPECT_EQ(first("'<f8'", std::string("\x00\x00\x00\x00\x00\x00\x04\xc0", 8)), -2.5);
  EXPECT_EQ(first("'>f4'", std::string("\xc0\x20\x00\x00", 4)), -2.5);
  EXPECT_EQ(first("'<f2'", std::string("\x00\xc1", 2)), -2.5);  // half precision
  EXPECT_EQ(first("'<f2'", std::string("\x01\x00", 2)), std::ldexp(1.0, -24));
  EXPECT_EQ(first("'<f2'", std::string("\xff\x7b", 2)), 65504);
  EXPECT_TRUE(std::isinf(first("'<f2'", std::string("\x00\x7c", 2))));
  EXPECT_TRUE(std::isnan(first("'<f2'", std::string("\x00\x7e", 2))));
  const Table pair = parse_npy("a.npy", npy(header("'<c8'", "(1,)"), std::string("\x00\x00\x80\x3f\x00\x00\x20\xc0", 8)));
  EXPECT_EQ(pair.columns[0].values, Numbers{1});
  EXPECT_EQ(pair.columns[0].imaginary, Numbers{-2.5});
}

TEST(Npy, versions_of_the_header) {
  for (const int version : {1, 2, 3})
    EXPECT_EQ(parse_npy("a.npy", npy(header("'|u1'", "(6,)"), six, version)).columns[0].values.size(), 6U) << version;
  EXPECT_EQ(problem(npy(header("'|u1'", "(6,)"), six, 4)), "a.npy: a numpy file of version 4 (must be 1, 2 or 3)");
  EXPECT_EQ(parse_npy("a.npy", npy("{'shape': (3L, 2L), 'fortran_order': False, 'descr': \"|u1\"}", six)).columns.size(), 2U);  // Python 2
}

TEST(Npy, records_have_a_column_for_each_field) {
  const std::string type = "[('n', '|u1'), ('', '|V1'), ('x', '>i2'), ('who', '|S2')]";
  const Table table = parse_npy("a.npy", npy(header(type, "(2,)"), std::string("\x01\x00\x00\x05"
                                                                               "ab"
                                                                               "\x02\x00\xff\xfe"
                                                                               "cd",
                                                                               12)));
  ASSERT_EQ(table.columns.size(), 3U);
  EXPECT_TRUE(table.names_are_its_own);
  EXPECT_EQ(table.columns[0].name, "n");
  EXPECT_EQ(table.columns[0].values, (Numbers{1, 2}));
  EXPECT_EQ(table.columns[1].values, (Numbers{5, -2}));
  EXPECT_EQ(table.columns[2].first_fault->message, "a.npy: column 'who' is of type '|S2' (must be of numbers)");
}

TEST(Npy, records_lie_in_one_dimension) {
  EXPECT_EQ(parse_npy("a.npy", npy(header("[('x', '|u1')]", "(6, 1)"), six)).columns[0].values.size(), 6U);
  EXPECT_EQ(problem(npy(header("[('x', '|u1')]", "(3, 2)"), six)), "a.npy: holds records in 2 dimensions (must be one)");
}

TEST(Npy, what_is_no_number_is_refused) {
  EXPECT_EQ(problem(npy(header("'<U5'", "(1,)"), std::string(20, 'x'))), "a.npy: holds elements of type '<U5' (must be numbers)");
  EXPECT_EQ(problem(npy(header("'<M8[ns]'", "(1,)"), std::string(8, 'x'))), "a.npy: holds elements of type '<M8[ns]' (must be numbers)");
  EXPECT_EQ(problem(npy(header("'<f16'", "(1,)"), std::string(16, 'x'))), "a.npy: holds elements of type '<f16' (must be numbers)");
  for (const char* type : {"'|O'", "'|O8'"})  // with or without a size
    EXPECT_EQ(problem(npy(header(type, "(1,)"), "x")), "a.npy: holds objects of Python (must be numbers). Save it with another dtype?");
  for (const char* field : {"('y', [('z', '<f4')])", "('y', '<f4', (2,))"})
    EXPECT_EQ(problem(npy(header("[('x', '<f4'), " + std::string(field) + "]", "(1,)"), "x")),
              "a.npy: field 'y' is a record or an array of its own (must be single numbers)");
}

TEST(Npy, sizes_that_do_not_fit) {
  EXPECT_EQ(problem(npy(header("'|u1'", "(5,)"), six)), "a.npy: holds 6 bytes after its header (must be 5, for 5 of 1 bytes)");
  EXPECT_EQ(problem(npy(header("'|u1'", "(7,)"), six)), "a.npy: broken (it says that it is 7, more than its bytes can hold)");
  EXPECT_EQ(problem(npy(header("'<f8'", "(1000000000000000000,)"), six)),
            "a.npy: broken (it says that it is 1000000000000000000, more than its bytes can hold)");
  EXPECT_EQ(problem(npy(header("'|u1'", "(4294967296, 4294967296)"), six)),  // 2^64, which is 0 in 64 bits
            "a.npy: broken (it says that it is 4294967296 x 4294967296, more than its bytes can hold)");
  EXPECT_EQ(problem(npy(header("'|u1'", "(0, 3)"), "")), "a.npy: holds no rows of numbers (its size is 0 x 3)");
  EXPECT_EQ(problem(npy(header("'|u1'", "(2, 3, 2)"), six)), "a.npy: has 3 dimensions, 2 x 3 x 2 (must be rows, or rows and columns)");
}

TEST(Npy, broken_headers_are_refused) {
  const auto broken = [](const std::string& text) {
    const std::string said = problem(npy(text, six));
    EXPECT_TRUE(said.starts_with("a.npy: broken header of a numpy file (")) << text << ": " << said;
    EXPECT_LT(said.size(), 200U);
  };
  broken("");
  broken("{}");
  broken("{'descr': '|u1', 'fortran_order': False}");
  broken("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), 'more': 1}");
  broken("{'descr': '|u1', 'fortran_order': 0, 'shape': (6,)}");
  broken("{'descr': '|u1', 'fortran_order': False, 'shape': 6}");
  broken("{'descr': '|u1', 'fortran_order': False, 'shape': (-6,)}");
  broken("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999999,)}");
  broken("{'descr': '|u1', 'fortran_order': False, 'shape': (6,)} import os");
  broken("{'descr': '|u1, 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': 'u1', 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': '|u', 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': '|u-1', 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': [], 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': [('x', '|V0')], 'fortran_order': False, 'shape': (6,)}");
  broken("{'descr': [('x', '<f4' (2,))], 'fortran_order': False, 'shape': (6,)}");
  broken(std::string(30000, '{'));
}

TEST(Npy, truncation_at_every_byte_is_an_error) {
  const std::string bytes = npy(header("'<i2'", "(3,)"), six);
  for (std::size_t size = 0; size < bytes.size() - six.size(); ++size)
    EXPECT_EQ(problem(bytes.substr(0, size)), "a.npy: broken numpy file (it ends within its header)") << size;
  for (std::size_t size = bytes.size() - six.size(); size < bytes.size(); ++size)
    EXPECT_FALSE(problem(bytes.substr(0, size)).empty()) << size;
}

}  // namespace
}  // namespace polesweep::data::test_npy
