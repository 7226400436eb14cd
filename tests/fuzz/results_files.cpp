// Results files that others have changed by the HDF5 library: attributes, types, shapes and links that this program does not write. The
// library gets whole files alone.
#include <hdf5.h>
#include <hdf5_hl.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "core/results/netcdf.hpp"
#include "core/results/netcdf_image.hpp"
#include "tests/fuzz/choices.hpp"
#include "tests/fuzz/file_of_input.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;
using results::Group;

/// An identifier of the library's, closed at the end. What cannot be made is below 0, and left out.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id& operator=(Id&&) = delete;
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

Group whole() {
  Group root;
  root.attributes = {{"schema", "2"}, {"sweep", "seeds = 2\n"}};
  root.dimensions = {{"x", 2}, {"y", 3}};
  root.variables = {{.name = "x", .dimensions = {"x"}, .values = std::vector<std::int64_t>{0, 1}, .units = "samples"},
                    {.name = "v", .dimensions = {"x", "y"}, .values = std::vector<double>(6, 0.5), .units = "1", .coordinates = {"t"}},
                    {.name = "t", .dimensions = {"y"}, .values = std::vector<std::string>{"a", "#0", "c"}},
                    {.name = "s", .dimensions = {"x"}, .values = std::vector<std::int32_t>{0, 1}, .flags = {{0, "no"}, {1, "yes"}}},
                    {.name = "one", .values = std::vector<std::uint64_t>{7}}};
  root.groups = {{.name = "g",
                  .attributes = {},
                  .dimensions = {{"z", 0}},
                  .variables = {{.name = "e", .dimensions = {"z"}, .values = std::vector<std::int64_t>{}}},
                  .groups = {}},
                 {.name = "long_texts",
                  .attributes = {},
                  .dimensions = {{"long_text", 1}},
                  .variables = {{.name = "text", .dimensions = {"long_text"}, .values = std::vector<std::string>{"long"}}},
                  .groups = {}}};
  return root;
}

const char* const places[] = {"/", "x", "y", "v", "t", "s", "one", "g", "g/e", "g/z", "long_texts", "long_texts/text", "new"};
const char* const attributes[] = {
    "schema",     "sweep",          "CLASS",     "NAME",        "_Netcdf4Dimid", "DIMENSION_LIST", "REFERENCE_LIST",
    "units",      "units_in_words", "long_name", "coordinates", "flag_values",   "flag_meanings",  "_FillValue",
    "long_texts", "integer_type",   "new"};

Id text_type(std::size_t size) {
  Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, size);
  return type;
}

Id type_of(fuzz::Choices& choose) {
  switch (choose.below(12)) {
    case 0: return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose};
    case 1: return {H5Tcopy(H5T_STD_I32LE), H5Tclose};
    case 2: return {H5Tcopy(H5T_STD_I64LE), H5Tclose};
    case 3: return {H5Tcopy(H5T_STD_U64LE), H5Tclose};
    case 4: return text_type(H5T_VARIABLE);
    case 5: return text_type(1 + choose.below(40));
    case 6: return {H5Tcopy(H5T_IEEE_F32BE), H5Tclose};
    case 7: return {H5Tcopy(H5T_STD_REF_OBJ), H5Tclose};
    case 8: return {H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose};
    case 9: return {H5Tvlen_create(H5T_IEEE_F64LE), H5Tclose};
    case 10: return {H5Tcreate(H5T_OPAQUE, 1 + choose.below(16)), H5Tclose};
    default: {
      Id compound(H5Tcreate(H5T_COMPOUND, 8), H5Tclose);
      H5Tinsert(compound, "dataset", 0, H5T_STD_REF_OBJ);
      return compound;
    }
  }
}

Id space_of(fuzz::Choices& choose) {
  switch (choose.below(4)) {
    case 0: return {H5Screate(H5S_SCALAR), H5Sclose};
    case 1: return {H5Screate(H5S_NULL), H5Sclose};
    case 2: {
      const hsize_t size = choose.below(9);
      return {H5Screate_simple(1, &size, nullptr), H5Sclose};
    }
    default: {
      const hsize_t sizes[] = {choose.below(4), choose.below(4)};
      return {H5Screate_simple(2, sizes, nullptr), H5Sclose};
    }
  }
}

void put_attribute(hid_t file, fuzz::Choices& choose) {
  const Id object(H5Oopen(file, choose.of(places), H5P_DEFAULT), H5Oclose);
  const char* name = choose.of(attributes);
  if (object < 0) return;
  H5Adelete(object, name);
  if (choose.below(4) == 0) return;
  const Id type = type_of(choose);
  const Id space = space_of(choose);
  const Id made(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (made < 0) return;
  if (H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0) {
    std::string bytes = choose.below(2) == 0 ? "DIMENSION_SCALE" : choose.text();
    bytes.resize(H5Tget_size(type) * static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) + 1);
    H5Awrite(made, type, bytes.data());
  } else if (H5Tget_class(type) == H5T_INTEGER) {
    const std::vector<std::int64_t> numbers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)) + 1, choose.integer());
    H5Awrite(made, H5T_NATIVE_INT64, numbers.data());
  }
}

void put_dataset(hid_t file, fuzz::Choices& choose) {
  const char* name = choose.of(places);
  H5Ldelete(file, name, H5P_DEFAULT);
  const Id type = type_of(choose);
  const Id space = space_of(choose);
  const Id made(H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  if (made < 0) return;
  if (choose.below(2) == 0) {
    const Id scale(H5Dopen2(file, choose.of(places), H5P_DEFAULT), H5Dclose);
    if (scale >= 0) H5DSattach_scale(made, scale, 0);
  } else {
    H5DSset_scale(made, choose.below(2) == 0 ? "s" : nullptr);
  }
}

void change(hid_t file, fuzz::Choices& choose) {
  switch (choose.below(8)) {
    case 0:
    case 1:
    case 2: put_attribute(file, choose); break;
    case 3: put_dataset(file, choose); break;
    case 4: H5Ldelete(file, choose.of(places), H5P_DEFAULT); break;
    case 5: {
      const char* from = choose.of(places);
      const std::string to = std::string(choose.below(2) == 0 ? "" : "g/") + (choose.below(2) == 0 ? "new" : choose.of(places));
      H5Lcreate_hard(file, from, file, to.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    }
    case 6: H5Lcreate_soft(choose.of(places), file, choose.of(places), H5P_DEFAULT, H5P_DEFAULT); break;
    default: {
      const Id type = type_of(choose);
      H5Tcommit2(file, "new", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    }
  }
}

/// Who reads a variable goes by the sizes of its dimensions.
void require_sizes(const Group& group) {
  for (const results::Variable& variable : group.variables) {
    std::size_t size = 1;
    for (const std::string& dimension : variable.dimensions) size *= group.size_of(dimension);
    fuzz::require(results::count(variable.values) == size);
  }
  for (const Group& inner : group.groups) require_sizes(inner);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::FileOfInput file("results.h5");
  static const std::string image = [] {
    results::NewFile made(file.holding("").string() + ".whole");
    results::write_netcdf_image(whole(), made, "");
    std::ifstream bytes(made.temporary(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(bytes), {});
  }();
  const std::string path = file.holding(image).string();
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  {
    const Id opened(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    fuzz::require(opened >= 0);
    fuzz::Choices choose(fuzz::text_of(data, size));
    for (int changes = 0; choose.any() && changes < 8; ++changes) change(opened, choose);
  }
  fuzz::guarded([&] { require_sizes(results::read_netcdf(path)); });
  return 0;
}
