#include "core/data/hdf5_array_file.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "tests/core/data/expect_error.hpp"

namespace polesweep::hdf5 {
namespace {

using Numbers = std::vector<double>;
using Lengths = std::vector<std::uint64_t>;

/// The bytes of a file that `fill` has put something into.
std::string hdf5_file(const std::function<void(hid_t)>& fill) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fapl_core(access, 1 << 12, false);
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);  // no checksums, so that tests can damage it
  const hid_t file = H5Fcreate("in memory", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  fill(file);
  H5Fflush(file, H5F_SCOPE_LOCAL);
  std::string bytes(static_cast<std::size_t>(H5Fget_file_image(file, nullptr, 0)), '\0');
  H5Fget_file_image(file, bytes.data(), bytes.size());
  H5Fclose(file);
  H5Pclose(access);
  return bytes;
}

/// A dataset of numbers in the memory type `memory`, stored as `type`; what it was opened with is left open for attributes.
template <class T>
hid_t write(hid_t where, const char* name, hid_t type, hid_t memory, std::vector<hsize_t> lengths, const std::vector<T>& numbers,
            hid_t creation = H5P_DEFAULT) {
  const hid_t space = H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
  const hid_t dataset = H5Dcreate2(where, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  if (!numbers.empty()) H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  H5Sclose(space);
  return dataset;
}

void add_text(hid_t object, const char* name, const std::string& text) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, text.size());
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, text.data());
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void add_number(hid_t object, const char* name, double number) {
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &number);
  H5Aclose(attribute);
  H5Sclose(space);
}

hid_t pair_type(const char* first, const char* second, hid_t part, std::size_t size) {
  const hid_t type = H5Tcreate(H5T_COMPOUND, 2 * size);
  H5Tinsert(type, first, 0, part);
  H5Tinsert(type, second, size, part);
  return type;
}

data::Array read(const std::string& bytes, const std::string& name, bool is_matlab = false) {
  const auto file = open_arrays("a.h5", bytes, is_matlab);
  const auto& arrays = file->arrays();
  const auto found = std::find_if(arrays.begin(), arrays.end(), [&](const data::ArrayInfo& info) { return info.name == name; });
  if (found == arrays.end()) throw std::out_of_range(name);
  return file->read(static_cast<std::size_t>(found - arrays.begin()));
}

std::string problem_of(const std::string& bytes, const std::string& name) {
  const auto file = open_arrays("a.h5", bytes, false);
  for (const data::ArrayInfo& info : file->arrays())
    if (info.name == name) return info.problem;
  return "not there";
}

const std::vector<double> six{1, 2, 3, 4, 5, 6};

TEST(Hdf5Arrays, of_any_number_type_in_groups) {
  const std::string bytes = hdf5_file([](hid_t file) {
    H5Dclose(write(file, "x", H5T_IEEE_F32BE, H5T_NATIVE_DOUBLE, {6}, six));
    const hid_t group = H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dclose(write(group, "m", H5T_STD_I16LE, H5T_NATIVE_DOUBLE, {3, 2}, six));
    H5Gclose(group);
  });
  EXPECT_EQ(read(bytes, "x").values, six);
  const data::Array matrix = read(bytes, "g/m");
  EXPECT_EQ(matrix.lengths, (Lengths{3, 2}));
  EXPECT_FALSE(matrix.column_major);
  EXPECT_EQ(matrix.values, six);
}

TEST(Hdf5Arrays, complex_numbers_are_pairs_of_known_names) {
  const auto file = [](const char* first, const char* second) {
    return hdf5_file([=](hid_t where) {
      const hid_t type = pair_type(first, second, H5T_IEEE_F32LE, 4);
      const hid_t memory = pair_type(first, second, H5T_NATIVE_DOUBLE, 8);
      H5Dclose(write(where, "z", type, memory, {3}, six));
      H5Tclose(memory);
      H5Tclose(type);
    });
  };
  for (const auto& [first, second] : {std::pair("r", "i"), std::pair("real", "imag"), std::pair("re", "im")}) {
    const data::Array array = read(file(first, second), "z");
    EXPECT_EQ(array.values, (Numbers{1, 3, 5})) << first;
    EXPECT_EQ(array.imaginary, (Numbers{2, 4, 6})) << first;
  }
  // Any other pair is a record with two fields.
  EXPECT_EQ(read(file("bid", "ask"), "z:ask").values, (Numbers{2, 4, 6}));
}

#if H5_VERSION_GE(2, 0, 0)
TEST(Hdf5Arrays, complex_numbers_of_a_type_of_their_own) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t memory = H5Tcomplex_create(H5T_NATIVE_DOUBLE);
    for (const auto& [name, type] : {std::pair("z", H5T_COMPLEX_IEEE_F32BE), std::pair("w", H5T_COMPLEX_IEEE_F64LE)})
      H5Dclose(write(file, name, type, memory, {3}, six));
    H5Tclose(memory);
  });
  for (const char* name : {"z", "w"}) {
    EXPECT_EQ(read(bytes, name).values, (Numbers{1, 3, 5})) << name;
    EXPECT_EQ(read(bytes, name).imaginary, (Numbers{2, 4, 6})) << name;
  }
}
#endif

TEST(Hdf5Arrays, records_have_an_array_for_each_field) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t complex_type = pair_type("r", "i", H5T_NATIVE_DOUBLE, 8);
    const hid_t text = H5Tcopy(H5T_C_S1);
    const hid_t type = H5Tcreate(H5T_COMPOUND, 8 + 16 + 1);
    H5Tinsert(type, "n", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(type, "z", 8, complex_type);
    H5Tinsert(type, "t", 24, text);
    std::vector<char> rows(2 * 25);
    for (int row = 0; row < 2; ++row)
      for (int i = 0; i < 3; ++i) {
        const double value = 10 * row + i;
        std::copy_n(reinterpret_cast<const char*>(&value), 8, rows.begin() + 25 * row + 8 * i);
      }
    H5Dclose(write(file, "t", type, type, {2}, rows));
    H5Tclose(type);
    H5Tclose(text);
    H5Tclose(complex_type);
  });
  EXPECT_EQ(read(bytes, "t:n").values, (Numbers{0, 10}));
  EXPECT_EQ(read(bytes, "t:z").values, (Numbers{1, 11}));
  EXPECT_EQ(read(bytes, "t:z").imaginary, (Numbers{2, 12}));
  EXPECT_EQ(problem_of(bytes, "t:t"), "holds elements that are not numbers");
}

TEST(Hdf5Arrays, records_with_fields_beyond_them_are_refused) {
  std::string bytes = hdf5_file([](hid_t file) {
    const hid_t type = pair_type("bid", "ask", H5T_NATIVE_DOUBLE, 8);
    H5Dclose(write(file, "t", type, type, {3}, six));
    H5Tclose(type);
  });
  EXPECT_EQ(read(bytes, "t:ask").values, (Numbers{2, 4, 6}));
  // The offset of a field stands behind its name, which is filled up to eight bytes.
  bytes.replace(bytes.find(std::string("ask\0\0\0\0\0\x08", 9)) + 8, 1, "\x09");
  const std::string problem = problem_of(bytes, "t");
  EXPECT_TRUE(problem == "is broken (a field lies beyond its record)" || problem.starts_with("is not readable: ")) << problem;  // HDF5 2
}

TEST(Hdf5Arrays, of_matlab_and_octave_have_their_order_of_axes) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t matlab = write(file, "m", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {2, 3}, six);
    add_text(matlab, "MATLAB_class", "double");
    H5Dclose(matlab);
    const hid_t text = write(file, "name", H5T_STD_U16LE, H5T_NATIVE_DOUBLE, {4, 1}, std::vector<double>{65, 66, 67, 68});
    add_text(text, "MATLAB_class", "char");
    H5Dclose(text);
    const hid_t octave = H5Gcreate2(file, "o", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    add_number(octave, "OCTAVE_NEW_FORMAT", 1);
    H5Dclose(write(octave, "type", H5T_STD_I8LE, H5T_NATIVE_DOUBLE, {1}, std::vector<double>{0}));
    H5Dclose(write(octave, "value", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {2, 3}, six));
    H5Gclose(octave);
    const hid_t kept = H5Gcreate2(file, "#refs#", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dclose(write(kept, "a", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, six));
    H5Gclose(kept);
    H5Dclose(write(file, "plain", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {2, 3}, six));
  });
  for (const char* name : {"m", "o"}) {
    EXPECT_EQ(read(bytes, name).lengths, (Lengths{3, 2})) << name;
    EXPECT_TRUE(read(bytes, name).column_major) << name;
  }
  EXPECT_EQ(read(bytes, "plain").lengths, (Lengths{2, 3}));
  EXPECT_EQ(read(bytes, "plain", true).lengths, (Lengths{3, 2}));  // in a file that is said to be MATLAB's
  EXPECT_EQ(problem_of(bytes, "name"), "holds text (must be numbers)");
  EXPECT_EQ(problem_of(bytes, "o/value"), "not there");
  EXPECT_EQ(problem_of(bytes, "#refs#/a"), "not there");  // what cells of MATLAB refer to
}

TEST(Hdf5Arrays, marks_of_missing_values) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t dataset = write(file, "x", H5T_STD_I32LE, H5T_NATIVE_DOUBLE, {6}, six);
    add_number(dataset, "_FillValue", 3);
    add_number(dataset, "missing_value", 5);
    H5Dclose(dataset);
  });
  const Numbers values = read(bytes, "x").values;
  EXPECT_TRUE(std::isnan(values[2]));
  EXPECT_TRUE(std::isnan(values[4]));
  EXPECT_EQ(values[3], 4);
}

TEST(Hdf5Arrays, what_is_no_array_of_numbers_is_named) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Dclose(write(file, "text", text, text, {3}, std::vector<char>{'a', 'b', 'c'}));
    H5Tclose(text);
    const hid_t packed = write(file, "packed", H5T_STD_I16LE, H5T_NATIVE_DOUBLE, {6}, six);
    add_number(packed, "scale_factor", 0.1);
    H5Dclose(packed);
    const hid_t empty = write(file, "empty", H5T_STD_U64LE, H5T_NATIVE_DOUBLE, {2}, std::vector<double>{0, 0});
    add_number(empty, "MATLAB_empty", 1);
    H5Dclose(empty);
    const hid_t sparse = H5Gcreate2(file, "sparse", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    add_number(sparse, "MATLAB_sparse", 3);
    H5Gclose(sparse);
  });
  EXPECT_EQ(problem_of(bytes, "text"), "holds text (must be numbers)");
  EXPECT_EQ(problem_of(bytes, "packed"), "is packed by a scale_factor or add_offset. Unpack it?");
  EXPECT_EQ(problem_of(bytes, "empty"), "is empty");
  EXPECT_EQ(problem_of(bytes, "sparse"), "is a sparse matrix (must be full)");
}

TEST(Hdf5Arrays, other_files_are_left_alone) {
  const std::string bytes = hdf5_file([](hid_t file) {
    H5Lcreate_external("/etc/passwd", "x", file, "link", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/x", file, "soft", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(creation, "/etc/passwd", 0, 48);
    H5Dclose(write(file, "outside", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, Numbers(), creation));
    H5Pclose(creation);
    const hid_t mapping = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t length = 6;
    const hid_t space = H5Screate_simple(1, &length, nullptr);
    H5Pset_virtual(mapping, space, "/etc/passwd", "/x", space);
    H5Dclose(write(file, "virtual", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, Numbers(), mapping));
    H5Sclose(space);
    H5Pclose(mapping);
    H5Dclose(write(file, "x", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, six));
  });
  EXPECT_EQ(problem_of(bytes, "outside"), "lies in another file (must be in this one)");
  EXPECT_EQ(problem_of(bytes, "virtual"), "lies in another file (must be in this one)");
  EXPECT_EQ(problem_of(bytes, "link"), "not there");
  EXPECT_EQ(problem_of(bytes, "soft"), "not there");
  EXPECT_EQ(read(bytes, "x").values, six);
}

TEST(Hdf5Arrays, more_elements_than_the_file_can_hold_are_refused) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = 1024;
    H5Pset_chunk(creation, 1, &chunk);
    H5Dclose(write(file, "huge", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {1'000'000'000'000'000'000}, Numbers(), creation));
    H5Pset_deflate(creation, 9);
    H5Dclose(write(file, "zeros", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {1'000'000}, Numbers(1'000'000), creation));
    H5Pclose(creation);
  });
  EXPECT_EQ(problem_of(bytes, "huge"), "is broken (it says that it has 1e+18 elements, and stores 0 bytes)");
  EXPECT_EQ(read(bytes, "zeros").values.size(), 1'000'000U);
}

TEST(Hdf5Arrays, what_the_library_cannot_open_matters_where_it_is_asked_for) {
  std::string bytes = hdf5_file([](hid_t file) {
    const hid_t group = H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dclose(write(group, "new", H5T_STD_I16LE, H5T_NATIVE_DOUBLE, {6}, six));
    H5Gclose(group);
    H5Dclose(write(file, "x", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, six));
  });
  EXPECT_EQ(read(bytes, "g/new").values, six);
  // The type's version stands in the upper half of the byte before its flags (signed) and size (2).
  bytes.replace(bytes.find(std::string("\x10\x08\0\0\x02\0\0\0", 8)), 1, "\x70");
  EXPECT_EQ(read(bytes, "x").values, six);
  EXPECT_TRUE(problem_of(bytes, "g/new").starts_with("is not readable: cannot ")) << problem_of(bytes, "g/new");
}

TEST(Hdf5Arrays, groups_that_contain_themselves_end) {
  const std::string bytes = hdf5_file([](hid_t file) {
    const hid_t group = H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", group, "a", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", group, "b", H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(group);
    H5Dclose(write(file, "x", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, six));
  });
  EXPECT_LE(open_arrays("a.h5", bytes, false)->arrays().size(), 10'000U);
}

TEST(Hdf5Arrays, a_truncated_file_is_refused) {
  const std::string bytes = hdf5_file([](hid_t file) { H5Dclose(write(file, "x", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {6}, six)); });
  for (std::size_t size = 8; size < bytes.size(); size += 7) {
    const std::string said = error_of([&] { read(bytes.substr(0, size), "x"); });
    EXPECT_TRUE(said.starts_with("a.h5: cannot read it as HDF5 (")) << size << ": " << said;
  }
}

}  // namespace
}  // namespace polesweep::hdf5
