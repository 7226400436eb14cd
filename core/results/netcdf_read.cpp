#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <iterator>
#include <new>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "core/data/hdf5_session.hpp"
#include "core/excerpt.hpp"
#include "core/machine_memory.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf_guard.hpp"
#include "core/results/netcdf_image.hpp"
#include "core/results/readable.hpp"
#include "core/results/seal.hpp"
#include "core/results/stored_digest.hpp"

namespace polesweep::results {
namespace {

using hdf5::Handle;
using hdf5::Hdf5Session;

/// A dataset that stands for a dimension. `number` is netCDF's, which tells the order.
struct Scale {
  hobj_ref_t reference;
  Dimension dimension;
  std::int32_t number;
};

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

class Reader {
 public:
  /// `most_bytes`: what the contents of the file may take in memory.
  Reader(Hdf5Session& session, double most_bytes) : session_(session), guard_(session, most_bytes) {}

  Group read_root(hid_t file, const Wanted& wanted);
  /// Whether the file holds the same as `root`: no more than one variable of it is in memory.
  bool holds(hid_t file, const Group& root, const Digests& digests);

 private:
  struct Dataset {
    std::string name;
    Handle handle;
    bool is_scale;
  };
  /// What a group lists, before any of it is read.
  struct Contents {
    Group group;  ///< without variables and inner groups
    std::vector<Scale> scales;
    std::vector<Dataset> variables;
    std::vector<std::pair<std::string, Handle>> groups;
  };
  Contents contents(hid_t where, std::string name);
  void read_long_texts(hid_t file);
  Group read(hid_t where, std::string name, const std::string& path, const Wanted& wanted, int depth = 0);
  bool holds_group(hid_t where, const Group& group, const Digests& digests);
  std::vector<std::string> members(hid_t where);
  std::vector<std::pair<std::string, std::string>> attributes(hid_t where);
  std::string text(hid_t attribute);
  std::string text_attribute(hid_t where, const char* key);
  bool has_attribute(hid_t where, const char* key) { return session_.check(H5Aexists(where, key), "read an attribute") > 0; }
  /// The scale of a dataset that is one, by its name in the file.
  Scale scale(hid_t group, const Dataset& dataset);
  /// Without values, but of their type, if they go to `digest`.
  Variable variable(const Dataset& dataset, const std::vector<Scale>& scales, Digest* digest = nullptr);
  std::vector<std::string> axes(const Dataset& dataset, const std::vector<Scale>& scales);
  Values values(const Dataset& dataset, Digest* digest);
  template <class T>
  std::vector<T> numbers(hid_t dataset, hid_t memory_type, std::size_t size, hid_t transfer = H5P_DEFAULT);
  std::vector<std::string> texts(hid_t dataset, std::size_t size);
  std::vector<hsize_t> extent(hid_t dataset);

  Hdf5Session& session_;
  NetcdfGuard guard_;
  std::vector<std::string> long_texts_;
};

std::vector<std::string> Reader::members(hid_t where) {
  H5G_info_t info;
  session_.check(H5Gget_info(where, &info), "read a group");
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto name_of = [&](char* out, std::size_t size) {
      return session_.check(H5Lget_name_by_idx(where, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, out, size, H5P_DEFAULT),
                            "list a group in the order of writing");
    };
    std::string name(static_cast<std::size_t>(name_of(nullptr, 0)), '\0');
    name_of(name.data(), name.size() + 1);
    names.push_back(std::move(name));
  }
  return names;
}

std::string Reader::text(hid_t attribute) {
  constexpr std::string_view action = "read an attribute";
  const Handle type(session_, H5Aget_type(attribute), H5Tclose, action);
  const Handle space(session_, H5Aget_space(attribute), H5Sclose, action);
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) session_.fail("an attribute that is no text");
  if (H5Tis_variable_str(type) > 0) {
    char* bytes = nullptr;
    session_.check(H5Aread(attribute, type, &bytes), action);
    std::string result = bytes == nullptr ? "" : bytes;
    session_.check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, &bytes), action);
    return result;
  }
  guard_.spend(static_cast<double>(H5Tget_size(type)));
  std::string result(H5Tget_size(type), '\0');
  session_.check(H5Aread(attribute, type, result.data()), action);
  result.resize(std::min(result.size(), result.find('\0')));
  return result;
}

std::vector<std::pair<std::string, std::string>> Reader::attributes(hid_t where) {
  hsize_t number = 0;
  const auto count_one = [](hid_t, const char*, const H5A_info_t*, void* out) noexcept -> herr_t {
    ++*static_cast<hsize_t*>(out);
    return 0;
  };
  session_.check(H5Aiterate2(where, H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, count_one, &number), "list attributes");
  std::vector<std::pair<std::string, std::string>> result;
  for (hsize_t i = 0; i < number; ++i) {
    const Handle attribute(session_, H5Aopen_by_idx(where, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                           "read an attribute");
    std::string key(static_cast<std::size_t>(session_.check(H5Aget_name(attribute, 0, nullptr), "read an attribute")), '\0');
    session_.check(H5Aget_name(attribute, key.size() + 1, key.data()), "read an attribute");
    result.emplace_back(std::move(key), text(attribute));
  }
  return result;
}

std::string Reader::text_attribute(hid_t where, const char* key) {
  if (!has_attribute(where, key)) return "";
  const Handle attribute(session_, H5Aopen(where, key, H5P_DEFAULT), H5Aclose, "read an attribute");
  return text(attribute);
}

std::vector<hsize_t> Reader::extent(hid_t dataset) {
  const Handle space(session_, H5Dget_space(dataset), H5Sclose, "read a shape");
  std::vector<hsize_t> result(static_cast<std::size_t>(session_.check(H5Sget_simple_extent_ndims(space), "read a shape")));
  session_.check(H5Sget_simple_extent_dims(space, result.data(), nullptr), "read a shape");
  return result;
}

Scale Reader::scale(hid_t group, const Dataset& dataset) {
  const std::vector<hsize_t> size = extent(dataset.handle);
  if (size.size() != 1) session_.fail(fmt::format("dimension '{}' has {} axes (must have 1)", excerpt(dataset.name), size.size()));
  Scale result{.reference = 0, .dimension = {dataset.name, size.front()}, .number = 0};
  session_.check(H5Rcreate(&result.reference, group, dataset.name.c_str(), H5R_OBJECT, -1), "read a dimension");
  const Handle number(session_, H5Aopen(dataset.handle, "_Netcdf4Dimid", H5P_DEFAULT), H5Aclose, "read the number of a dimension");
  const Handle space(session_, H5Aget_space(number), H5Sclose, "read the number of a dimension");
  if (H5Sget_simple_extent_npoints(space) != 1) session_.fail(fmt::format("dimension '{}' has several numbers", excerpt(dataset.name)));
  session_.check(H5Aread(number, H5T_NATIVE_INT32, &result.number), "read the number of a dimension");
  return result;
}

std::vector<std::string> Reader::axes(const Dataset& dataset, const std::vector<Scale>& scales) {
  constexpr std::string_view action = "read the axes of a variable";
  if (dataset.is_scale) return {dataset.name};
  const std::vector<hsize_t> lengths = extent(dataset.handle);
  const std::size_t rank = lengths.size();
  if (rank == 0) return {};
  if (!has_attribute(dataset.handle, "DIMENSION_LIST")) session_.fail(fmt::format("the axes of '{}' have no names", excerpt(dataset.name)));
  const Handle list(session_, H5Aopen(dataset.handle, "DIMENSION_LIST", H5P_DEFAULT), H5Aclose, action);
  const Handle space(session_, H5Aget_space(list), H5Sclose, action);
  if (H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(rank))
    session_.fail(fmt::format("cannot {} '{}'", action, excerpt(dataset.name)));
  const Handle type(session_, H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, action);
  std::vector<hvl_t> references(rank);
  session_.check(H5Aread(list, type, references.data()), action);
  std::vector<std::string> result;
  bool fits = true;
  for (const hvl_t& axis : references) {
    const auto found = std::find_if(scales.begin(), scales.end(), [&](const Scale& candidate) {
      return axis.len == 1 && *static_cast<const hobj_ref_t*>(axis.p) == candidate.reference;
    });
    if (found == scales.end()) break;
    fits = fits && found->dimension.size == lengths[result.size()];
    result.push_back(found->dimension.name);
  }
  session_.check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, references.data()), action);
  if (result.size() != rank) session_.fail(fmt::format("an axis of '{}' has no name in its group", excerpt(dataset.name)));
  if (!fits) session_.fail(fmt::format("an axis of '{}' has another length than its dimension", excerpt(dataset.name)));
  return result;
}

template <class T>
std::vector<T> Reader::numbers(hid_t dataset, hid_t memory_type, std::size_t size, hid_t transfer) {
  guard_.spend(static_cast<double>(size) * sizeof(T));
  std::vector<T> result(size);
  if (size > 0) session_.check(H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, transfer, result.data()), "read a variable");
  return result;
}

std::vector<std::string> Reader::texts(hid_t dataset, std::size_t size) {
  const Handle type(session_, H5Dget_type(dataset), H5Tclose, "read a variable");
  const Handle transfer = hdf5::transfer_of_texts(session_, size);
  TextRoom room(guard_);
  session_.check(H5Pset_vlen_mem_manager(transfer, TextRoom::take, &room, TextRoom::leave, nullptr), "read a variable");
  guard_.spend(static_cast<double>(size) * sizeof(std::string));
  std::vector<char*> pointers;
  try {
    pointers = numbers<char*>(dataset, type, size, transfer);
  } catch (const Error&) {
    if (room.is_full()) guard_.spend(HUGE_VAL);  // which says so
    throw;
  }
  std::vector<std::string> result;
  result.reserve(pointers.size());
  for (const char* text : pointers) result.emplace_back(text == nullptr ? "" : text);
  return result;
}

Values Reader::values(const Dataset& dataset, Digest* digest) {
  const Handle type(session_, H5Dget_type(dataset.handle), H5Tclose, "read a variable");
  const Handle space(session_, H5Dget_space(dataset.handle), H5Sclose, "read a variable");
  const auto size = static_cast<std::size_t>(session_.check(H5Sget_simple_extent_npoints(space), "read a variable"));
  const auto is = [&](hid_t candidate) { return session_.check(H5Tequal(type, candidate), "read a variable") > 0; };
  const auto read = [&]<class T>(hid_t memory_type, T) {
    if (!digest) return numbers<T>(dataset.handle, memory_type, size);
    add_stored_numbers(session_, dataset.handle, memory_type, std::vector<T>(), *digest);
    return std::vector<T>();
  };
  if (is(H5T_IEEE_F64LE)) return read(H5T_NATIVE_DOUBLE, double());
  if (is(H5T_STD_I32LE)) {
    const std::string empty = text_attribute(dataset.handle, empty_type);
    if (empty == "int64" && size == 0) return std::vector<std::int64_t>();
    if (empty == "uint64" && size == 0) return std::vector<std::uint64_t>();
    return read(H5T_NATIVE_INT32, std::int32_t());
  }
  if (is(H5T_STD_I64LE)) return read(H5T_NATIVE_INT64, std::int64_t());
  if (is(H5T_STD_U64LE)) return read(H5T_NATIVE_UINT64, std::uint64_t());
  if (H5Tis_variable_str(type) > 0) {
    std::vector<std::string> found = texts(dataset.handle, size);
    const bool in_table = has_attribute(dataset.handle, long_texts_group);
    for (std::size_t i = 0; in_table && i < size; ++i)
      guard_.spend(static_cast<double>((found[i] = LongTexts::text_of(found[i], long_texts_)).size()));
    if (digest) digest->add(std::exchange(found, {}));
    return found;
  }
  session_.fail(fmt::format("variable '{}' is of a type that polesweep does not write", excerpt(dataset.name)));
}

Variable Reader::variable(const Dataset& dataset, const std::vector<Scale>& scales, Digest* digest) {
  Variable result;
  result.name = dataset.name;
  result.dimensions = axes(dataset, scales);
  result.values = values(dataset, digest);
  std::size_t expected = 1;
  for (const std::string& axis : result.dimensions)
    expected *= std::ranges::find(scales, axis, [](const Scale& one) { return one.dimension.name; })->dimension.size;
  if (!digest && count(result.values) != expected) session_.fail(fmt::format("variable '{}' has no values", excerpt(dataset.name)));
  result.long_name = text_attribute(dataset.handle, "long_name");
  result.units = text_attribute(dataset.handle, has_attribute(dataset.handle, "units_in_words") ? "units_in_words" : "units");
  result.coordinates = words(text_attribute(dataset.handle, "coordinates"));
  result.can_be_absent = std::holds_alternative<std::vector<std::int32_t>>(result.values) && has_attribute(dataset.handle, "_FillValue");
  const std::vector<std::string> meanings = words(text_attribute(dataset.handle, "flag_meanings"));
  if (meanings.empty()) return result;
  const Handle flags(session_, H5Aopen(dataset.handle, "flag_values", H5P_DEFAULT), H5Aclose, "read flags");
  const Handle space(session_, H5Aget_space(flags), H5Sclose, "read flags");
  const auto count = static_cast<std::size_t>(session_.check(H5Sget_simple_extent_npoints(space), "read flags"));
  if (count != meanings.size())
    session_.fail(fmt::format("'{}' has {} flags and {} meanings", excerpt(dataset.name), count, meanings.size()));
  std::vector<std::int32_t> numbers(count);
  session_.check(H5Aread(flags, H5T_NATIVE_INT32, numbers.data()), "read flags");
  for (std::size_t i = 0; i < meanings.size(); ++i) result.flags.emplace_back(numbers[i], meanings[i]);
  return result;
}

Reader::Contents Reader::contents(hid_t where, std::string name) {
  Contents found;
  found.group.name = std::move(name);
  found.group.attributes = attributes(where);
  // Dimensions first: a variable may stand before the coordinate of its axis.
  for (const std::string& member : members(where)) {
    guard_.check_link(where, member);
    Handle object(session_, H5Oopen(where, member.c_str(), H5P_DEFAULT), H5Oclose, "open what a group lists");
    guard_.check_object(object, member);
    const H5I_type_t kind = H5Iget_type(object);
    if (kind == H5I_GROUP) {
      if (member != long_texts_group) found.groups.emplace_back(member, std::move(object));
    } else if (kind == H5I_DATASET) {
      // Not H5DSis_scale, which frees memory twice where an attribute is damaged.
      guard_.check_dataset(object, member);
      Dataset dataset{member, std::move(object), false};
      dataset.is_scale = text_attribute(dataset.handle, "CLASS") == "DIMENSION_SCALE";
      if (dataset.is_scale) found.scales.push_back(scale(where, dataset));
      if (!dataset.is_scale || !text_attribute(dataset.handle, "NAME").starts_with(bare_dimension))
        found.variables.push_back(std::move(dataset));
    } else {
      session_.fail(fmt::format("'{}' is neither a group nor a variable", excerpt(member)));
    }
  }
  std::sort(found.scales.begin(), found.scales.end(), [](const Scale& a, const Scale& b) { return a.number < b.number; });
  for (const Scale& scale : found.scales) found.group.dimensions.push_back(scale.dimension);
  return found;
}

Group Reader::read(hid_t where, std::string name, const std::string& path, const Wanted& wanted, int depth) {
  guard_.enter(depth);
  Contents found = contents(where, std::move(name));
  for (const auto& [member, inner] : found.groups)
    found.group.groups.push_back(read(inner, member, path.empty() ? member : path + "/" + member, wanted, depth + 1));
  for (const Dataset& dataset : found.variables)
    if (!wanted || wanted(path, dataset.name)) found.group.variables.push_back(variable(dataset, found.scales));
  return std::move(found.group);
}

bool Reader::holds_group(hid_t where, const Group& group, const Digests& digests) {
  const Contents found = contents(where, group.name);
  Group bare{.name = group.name, .attributes = group.attributes, .dimensions = group.dimensions, .variables = {}, .groups = {}};
  if (!same_data(found.group, bare)) return false;
  const auto same = [&](const Dataset& a, const Variable& b) {
    const auto known = digests.find(&b);
    if (known == digests.end()) return same_variable(variable(a, found.scales), b);
    Digest digest(b.values);
    return same_variable(variable(a, found.scales, &digest), b) && digest.value() == known->second;
  };
  const bool same_variables =
      std::equal(found.variables.begin(), found.variables.end(), group.variables.begin(), group.variables.end(), same);
  return same_variables &&
         std::equal(found.groups.begin(), found.groups.end(), group.groups.begin(), group.groups.end(),
                    [&](const auto& a, const Group& b) { return a.first == b.name && holds_group(a.second, b, digests); });
}

/// The table of long texts is none of the data set's groups.
void Reader::read_long_texts(hid_t file) {
  if (session_.check(H5Lexists(file, long_texts_group, H5P_DEFAULT), "list a group") <= 0) return;
  const Handle group(session_, H5Gopen2(file, long_texts_group, H5P_DEFAULT), H5Gclose, "read a group");
  long_texts_ = stored_values<std::string>(read(group, long_texts_group, long_texts_group, {}), "text");
}

Group Reader::read_root(hid_t file, const Wanted& wanted) {
  read_long_texts(file);
  return read(file, "", "", wanted);
}

bool Reader::holds(hid_t file, const Group& root, const Digests& digests) {
  read_long_texts(file);
  return holds_group(file, root, digests);
}

/// Opens a file and returns what `read` makes of it.
template <class Read>
auto read_file(const std::filesystem::path& file, const std::filesystem::path& shown, const Read& read) {
  Hdf5Session session(shown);
  std::error_code unknown;
  const auto status = std::filesystem::status(file, unknown);
  if (status.type() == std::filesystem::file_type::not_found) session.fail("no such file");
  if (std::filesystem::is_directory(status)) session.fail("a folder (must be a file)");
  if (std::filesystem::is_other(status)) session.fail("a pipe or a device (must be a file)");
  const Seal seal = look_at_seal(file);
  if (seal == Seal::broken) session.fail("damaged (its bytes do not fit their checksum)");
  if (seal == Seal::fits) session.know_intact();
  try {
    const auto opened = [&] {
      const Handle access = hdf5::file_access(session);
#if H5_VERSION_GE(1, 10, 7)
      session.check(H5Pset_file_locking(access, false, true), "switch off file locks");
#endif
      const Handle handle(session, H5Fopen(file.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "read");
      return read(session, handle);
    };
    auto result = opened();
    session.finish();
    return result;
  } catch (const std::bad_alloc&) {
    if (seal == Seal::fits) fail(shown, "cannot read", ENOMEM);
    session.fail("too large for the memory of this machine (or damaged)");
  } catch (const std::length_error&) {
    session.fail("damaged (a variable of impossible size)");
  }
}

}  // namespace

Group read_netcdf_file(const std::filesystem::path& file, const std::filesystem::path& shown, const Wanted& wanted) {
  return read_file(file, shown, [&](Hdf5Session& session, hid_t handle) {
    std::error_code unknown;
    const std::uintmax_t bytes = std::filesystem::file_size(file, unknown);
    return Reader(session, most_unpacked(unknown ? 0 : static_cast<double>(bytes))).read_root(handle, wanted);
  });
}

bool holds(const std::filesystem::path& file, const Group& root, const Digests& digests, const std::filesystem::path& shown) {
  // What is in memory already is in the file, one variable after the other.
  return read_file(file, shown, [&](Hdf5Session& session, hid_t handle) { return Reader(session, HUGE_VAL).holds(handle, root, digests); });
}

}  // namespace polesweep::results
