#include "core/data/array_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::data::test_array_file {
namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

/// Arrays in memory, and how often each was read.
class Made final : public ArrayFile {
 public:
  explicit Made(std::vector<std::pair<std::string, Array>> arrays) {
    for (auto& [name, array] : arrays) {
      infos_.push_back({name, array.lengths, ""});
      arrays_.push_back(std::move(array));
    }
    reads.resize(arrays_.size());
  }
  void spoil(std::size_t array, const std::string& problem) { infos_[array].problem = problem; }
  const std::vector<ArrayInfo>& arrays() const override { return infos_; }
  Array read(std::size_t array) override {
    ++reads[array];
    return arrays_[array];
  }

  std::vector<int> reads;

 private:
  std::vector<ArrayInfo> infos_;
  std::vector<Array> arrays_;
};

const Array vector3{{3}, false, {1, 2, 3}, {}};
const Array matrix{{3, 2}, false, {1, 2, 3, 4, 5, 6}, {}};
const Array by_columns{{3, 2}, true, {1, 2, 3, 4, 5, 6}, {}};
const Array complex2{{1, 2}, true, {1, 2}, {3, 4}};
const Array single{{1, 1}, true, {9}, {}};

Names names_of(const Table& table) {
  Names names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

TEST(ArrayFile, a_vector_is_a_column_and_a_matrix_has_numbered_ones) {
  Made file({{"x", vector3}, {"m", matrix}, {"n", by_columns}});
  const Table table = columns_of(file, {"x", "m:1", "m:0", "n:1"}, {}, "f");
  EXPECT_EQ(names_of(table), (Names{"x", "m:0", "m:1", "n:0", "n:1"}));
  EXPECT_EQ(table.columns[0].values, (Numbers{1, 2, 3}));
  EXPECT_EQ(table.columns[1].values, (Numbers{1, 3, 5}));
  EXPECT_EQ(table.columns[2].values, (Numbers{2, 4, 6}));
  EXPECT_EQ(table.columns[4].values, (Numbers{4, 5, 6}));
}

TEST(ArrayFile, only_what_is_asked_for_is_read_and_that_once) {
  Made file({{"x", vector3}, {"m", matrix}, {"n", matrix}});
  columns_of(file, {"m:0", "m:1", "m"}, {}, "f");
  EXPECT_EQ(file.reads, (std::vector<int>{0, 1, 0}));
}

TEST(ArrayFile, parts_of_complex_columns_lead_to_their_array) {
  Made file({{"z", complex2}, {"x", vector3}});
  const Table table = columns_of(file, {"z.re", "z.im"}, {}, "f");
  EXPECT_EQ(names_of(table), Names{"z"});
  EXPECT_EQ(table.columns[0].imaginary, (Numbers{3, 4}));
}

TEST(ArrayFile, paths_have_slashes_or_points) {
  Made file({{"s/rx", vector3}, {"s.tx", vector3}, {"x", vector3}});
  EXPECT_EQ(names_of(columns_of(file, {"s.rx", "/s/tx", "/x", "x:0"}, {}, "f")), (Names{"s.rx", "/s/tx", "/x", "x:0"}));
}

TEST(ArrayFile, the_only_array_needs_no_name) {
  Made file({{"data", matrix}, {"fs", single}, {"nothing", {{0, 2}, true, {}, {}}}});
  EXPECT_EQ(names_of(columns_of(file, {"1", "data:0"}, {}, "f")), (Names{"0", "1", "data:0", "data:1"}));
  Format named;
  named.names = {"a", "b"};
  EXPECT_EQ(names_of(columns_of(file, {"a"}, named, "f")), (Names{"", ""}));  // for the caller to name
  EXPECT_EQ(names_of(columns_of(file, {}, {}, "f")), (Names{"", ""}));
  Made two({{"x", vector3}, {"m", matrix}});
  EXPECT_EQ(error_of([&] { columns_of(two, {"a"}, named, "f"); }),
            "f: holds 2 arrays of more than one number (must be one if columns are to have other names than theirs: x [3], m [3 x 2])");
  EXPECT_TRUE(columns_of(two, {"0"}, {}, "f").columns.empty());
}

TEST(ArrayFile, says_what_else_there_is) {
  Made file({{"x", vector3}, {"m", matrix}, {"t", vector3}});
  file.spoil(2, "holds text (must be numbers)");
  EXPECT_EQ(columns_of(file, {"y"}, {}, "f").others, (Names{"x [3]", "m [3 x 2]", "t"}));
  EXPECT_EQ(error_of([&] { columns_of(file, {"t"}, {}, "f"); }), "f: 't' holds text (must be numbers)");
  Made nothing({});
  EXPECT_EQ(columns_of(nothing, {"y"}, {}, "f").others, Names{"nothing"});
}

TEST(ArrayFile, transposed_rows_are_columns) {
  Made file({{"m", matrix}, {"n", by_columns}, {"x", vector3}});
  Format turned;
  turned.transpose = true;
  const Table table = columns_of(file, {"m:2", "n:0", "x"}, turned, "f");
  EXPECT_EQ(names_of(table), (Names{"m:0", "m:1", "m:2", "n:0", "n:1", "n:2", "x"}));
  EXPECT_EQ(table.columns[2].values, (Numbers{5, 6}));
  EXPECT_EQ(table.columns[3].values, (Numbers{1, 4}));
  EXPECT_EQ(table.columns[6].values, (Numbers{1, 2, 3}));
}

TEST(ArrayFile, more_than_two_dimensions_are_refused) {
  Made file({{"cube", {{2, 3, 2}, false, Numbers(12), {}}}, {"flat", {{1, 3, 1}, false, Numbers(3), {}}}});
  EXPECT_EQ(error_of([&] { columns_of(file, {"cube"}, {}, "f"); }),
            "f: 'cube': has 3 dimensions, 2 x 3 x 2 (must be rows, or rows and columns)");
  EXPECT_EQ(columns_of(file, {"flat"}, {}, "f").columns[0].values.size(), 3U);
}

}  // namespace
}  // namespace polesweep::data::test_array_file
