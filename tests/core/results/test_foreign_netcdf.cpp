#include <gtest/gtest.h>
#include <hdf5.h>

#include "core/results/netcdf.hpp"
#include "core/results/netcdf_image.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

/// What is said of a small file that somebody has changed by the HDF5 library.
std::string said_after(const std::function<void(hid_t file)>& change) {
  TemporaryFolder folder;
  Group root;
  root.dimensions = {{"x", 2}, {"y", 3}};
  root.variables = {{.name = "v", .dimensions = {"x", "y"}, .values = std::vector<double>(6)},
                    {.name = "one", .values = std::vector<double>(1)}};
  root.groups = {{.name = "g", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}}};
  const std::string path = (folder / "r.h5").string();
  NewFile made(path);
  write_netcdf_image(root, made, path);
  made.commit();
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  change(file);
  H5Fclose(file);
  const std::string said = error_of([&] { read_netcdf(path); });
  return said.starts_with(path) ? said.substr(path.size()) : said;
}

/// Makes an attribute or a dataset anew, with no values of its own.
void replace_attribute(hid_t file, const char* object, const char* name, hid_t type, hsize_t size) {
  const hid_t space = H5Screate_simple(1, &size, nullptr);
  const hid_t owner = H5Oopen(file, object, H5P_DEFAULT);
  H5Adelete(owner, name);
  H5Aclose(H5Acreate2(owner, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  H5Oclose(owner);
  H5Sclose(space);
}

TEST(ForeignNetcdf, unchanged_files_are_read) {
  EXPECT_EQ(said_after([](hid_t) {}), "no error");
}

TEST(ForeignNetcdf, a_dimension_has_one_number) {
  const auto change = [](hid_t file) { replace_attribute(file, "x", "_Netcdf4Dimid", H5T_STD_I32LE, 1000); };
  EXPECT_EQ(said_after(change), ": dimension 'x' has several numbers");
}

TEST(ForeignNetcdf, an_axis_is_as_long_as_its_dimension) {
  const auto change = [](hid_t file) {
    // Of the same dimensions, but turned round.
    const hsize_t sizes[] = {3, 2};
    const hid_t space = H5Screate_simple(2, sizes, nullptr);
    const hid_t old = H5Dopen2(file, "v", H5P_DEFAULT);
    const hid_t list = H5Aopen(old, "DIMENSION_LIST", H5P_DEFAULT);
    const hid_t type = H5Aget_type(list);
    const hid_t list_space = H5Aget_space(list);
    hvl_t axes[2];
    H5Aread(list, type, axes);
    H5Ldelete(file, "v", H5P_DEFAULT);
    const hid_t made = H5Dcreate2(file, "v", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t copy = H5Acreate2(made, "DIMENSION_LIST", type, list_space, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(copy, type, axes);
    H5Dvlen_reclaim(type, list_space, H5P_DEFAULT, axes);
    for (const hid_t attribute : {list, copy}) H5Aclose(attribute);
    for (const hid_t dataset : {old, made}) H5Dclose(dataset);
    for (const hid_t each : {space, list_space}) H5Sclose(each);
    H5Tclose(type);
  };
  EXPECT_EQ(said_after(change), ": an axis of 'v' has another length than its dimension");
}

TEST(ForeignNetcdf, a_scalar_has_a_value) {
  const auto change = [](hid_t file) {
    H5Ldelete(file, "one", H5P_DEFAULT);
    const hid_t space = H5Screate(H5S_NULL);
    H5Dclose(H5Dcreate2(file, "one", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
  };
  EXPECT_EQ(said_after(change), ": variable 'one' has no values");
}

TEST(ForeignNetcdf, a_group_that_holds_itself_has_no_end) {
  const auto change = [](hid_t file) { H5Lcreate_hard(file, "g", file, "g/again", H5P_DEFAULT, H5P_DEFAULT); };
  EXPECT_EQ(said_after(change), ": 'g' stands in 2 places (must be in one)");
}

}  // namespace
}  // namespace polesweep::results
