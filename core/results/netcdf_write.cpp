#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "core/data/hdf5_session.hpp"
#include "core/numbers.hpp"
#include "core/results/hdf5_output.hpp"
#include "core/results/netcdf_image.hpp"
#include "core/results/readable.hpp"
#include "core/results/worth_compressing.hpp"

namespace polesweep::results {
namespace {

using hdf5::Handle;
using hdf5::Hdf5Session;

constexpr std::size_t compressed_from_bytes = 4096;
constexpr std::size_t chunk_bytes = 1 << 20;
constexpr std::string_view write_action = "write a variable";

/// Types in the file, which is little-endian on every machine, and in memory.
struct NumberTypes {
  hid_t file;
  hid_t memory;
};
NumberTypes types_of(double) { return {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}; }
NumberTypes types_of(std::int32_t) { return {H5T_STD_I32LE, H5T_NATIVE_INT32}; }
NumberTypes types_of(std::int64_t) { return {H5T_STD_I64LE, H5T_NATIVE_INT64}; }
NumberTypes types_of(std::uint64_t) { return {H5T_STD_U64LE, H5T_NATIVE_UINT64}; }

/// Whether all numbers are this one, bit for bit.
template <class T>
bool holds_only(const std::vector<T>& numbers, T one) {
  return std::all_of(numbers.begin(), numbers.end(), [&](const T& number) { return same_bits(number, one); });
}

std::size_t count_of(const std::vector<hsize_t>& extent) {
  return std::accumulate(extent.begin(), extent.end(), std::size_t{1}, std::multiplies());
}

/// Whole inner axes, and as many positions of the outer ones as make about `chunk_bytes`.
std::vector<hsize_t> chunk_of(std::vector<hsize_t> extent) {
  hsize_t room = chunk_bytes / sizeof(double);
  for (auto axis = extent.rbegin(); axis != extent.rend(); ++axis) {
    *axis = std::min(*axis, room);
    room = std::max<hsize_t>(room / *axis, 1);
  }
  return extent;
}

class Writer {
 public:
  Writer(Hdf5Session& session, Hdf5Output& output) : session_(session), output_(output) {}

  Image write_image(const Group& root);

 private:
  void write(hid_t where, const Group& group);
  Handle bare_dimension_dataset(hid_t where, const Dimension& dimension);
  Handle dataset(hid_t where, const Group& group, const Variable& variable);
  Handle dataset(hid_t where, const Variable& variable, const std::vector<hsize_t>& extent, const Values& values);
  template <class T>
  void write_rows(hid_t dataset, const std::vector<hsize_t>& extent, hsize_t first, const std::vector<T>& numbers);
  void make_scale(hid_t dataset, const std::string& name, std::size_t dimension);
  Handle empty_integers(hid_t where, const Variable& variable, hid_t space, const char* type);
  Handle texts(hid_t where, const Variable& variable, const std::vector<std::string>& texts, hid_t space);
  void describe(hid_t dataset, const Variable& variable);
  void attribute(hid_t where, const std::string& key, const std::string& text);
  template <class T>
  void number_attribute(hid_t where, const char* key, const T& number);
  Handle group_properties(hid_t kind);
  Handle dataset_properties();
  Handle scalar_space() { return Handle(session_, H5Screate(H5S_SCALAR), H5Sclose, "make a data space"); }
  Handle space(const std::vector<hsize_t>& extent);
  Handle text_type(std::size_t size);
  const char* checked(const std::string& text, const std::string& name) const;

  Hdf5Session& session_;
  Hdf5Output& output_;
  std::size_t dimensions_before_ = 0;  ///< netCDF numbers the dimensions of all groups in one row
  LongTexts long_texts_;
  Digests digests_;
};

/// Members are listed in the order in which they were made, which netCDF requires of files that it is to change.
Handle Writer::group_properties(hid_t kind) {
  constexpr unsigned ordered = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  Handle list(session_, H5Pcreate(kind), H5Pclose, "make a property list");
  session_.check(H5Pset_link_creation_order(list, ordered), "order the members of a group");
  session_.check(H5Pset_attr_creation_order(list, ordered), "order the attributes of a group");
  session_.check(H5Pset_obj_track_times(list, false), "leave out times");
  return list;
}

/// Times would make two files of the same data differ.
Handle Writer::dataset_properties() {
  Handle list(session_, H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
  session_.check(H5Pset_obj_track_times(list, false), "leave out times");
  return list;
}

Handle Writer::space(const std::vector<hsize_t>& extent) {
  if (extent.empty()) return scalar_space();
  return Handle(session_, H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose, "make a data space");
}

Handle Writer::text_type(std::size_t size) {
  Handle type(session_, H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  session_.check(H5Tset_size(type, size), "make a text type");
  session_.check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type");
  session_.check(H5Tset_strpad(type, size == H5T_VARIABLE ? H5T_STR_NULLTERM : H5T_STR_NULLPAD), "make a text type");
  return type;
}

const char* Writer::checked(const std::string& text, const std::string& name) const {
  if (text.find('\0') != std::string::npos) session_.fail(fmt::format("a text of '{}' holds a NUL byte (texts end there)", name));
  return text.c_str();
}

void Writer::attribute(hid_t where, const std::string& key, const std::string& text) {
  const Handle type = text_type(std::max<std::size_t>(text.size(), 1));
  const Handle made(session_, H5Acreate2(where, key.c_str(), type, scalar_space(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                    "make an attribute");
  session_.check(H5Awrite(made, type, checked(text, key)), "write an attribute");
}

template <class T>
void Writer::number_attribute(hid_t where, const char* key, const T& number) {
  const NumberTypes types = types_of(number);
  const Handle made(session_, H5Acreate2(where, key, types.file, scalar_space(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
  session_.check(H5Awrite(made, types.memory, &number), "write an attribute");
}

void Writer::describe(hid_t dataset, const Variable& variable) {
  if (!variable.long_name.empty()) attribute(dataset, "long_name", variable.long_name);
  if (!variable.units.empty()) {
    const std::string units = units_of_udunits(variable.units);
    attribute(dataset, "units", units);
    if (units != variable.units) attribute(dataset, "units_in_words", variable.units);
  }
  if (!variable.coordinates.empty()) attribute(dataset, "coordinates", fmt::format("{}", fmt::join(variable.coordinates, " ")));
  if (variable.flags.empty()) return;
  std::vector<std::int32_t> numbers;
  std::vector<std::string> meanings;
  for (const auto& [number, meaning] : variable.flags) {
    numbers.push_back(number);
    meanings.push_back(meaning);
  }
  const Handle made(session_, H5Acreate2(dataset, "flag_values", H5T_STD_I32LE, space({numbers.size()}), H5P_DEFAULT, H5P_DEFAULT),
                    H5Aclose, "make an attribute");
  session_.check(H5Awrite(made, H5T_NATIVE_INT32, numbers.data()), "write an attribute");
  attribute(dataset, "flag_meanings", fmt::format("{}", fmt::join(meanings, " ")));
}

void Writer::make_scale(hid_t dataset, const std::string& name, std::size_t dimension) {
  session_.check(H5DSset_scale(dataset, name.c_str()), "make a dimension");
  // netCDF's own key for the order of dimensions; the order of creation cannot tell it, because coordinates stand among the variables.
  number_attribute(dataset, "_Netcdf4Dimid", static_cast<std::int32_t>(dimensions_before_ + dimension));
}

Handle Writer::bare_dimension_dataset(hid_t where, const Dimension& dimension) {
  return Handle(
      session_,
      H5Dcreate2(where, dimension.name.c_str(), H5T_IEEE_F32BE, space({dimension.size}), H5P_DEFAULT, dataset_properties(), H5P_DEFAULT),
      H5Dclose, "make a dimension");
}

Handle Writer::dataset(hid_t where, const Group& group, const Variable& variable) {
  std::vector<hsize_t> extent;
  for (const std::string& dimension : variable.dimensions) extent.push_back(group.size_of(dimension));
  if (!variable.make) return dataset(where, variable, extent, variable.values);
  const std::size_t all = count_of(extent);
  const std::size_t row = extent.empty() || all == 0 ? 1 : all / extent.front();
  std::size_t written = 0;
  Digest digest(variable.values);
  const auto next = [&] {
    Values piece = variable.make();
    written += count(piece);
    const bool is_text = std::holds_alternative<std::vector<std::string>>(piece);
    if (piece.index() != variable.values.index() || written > all || (count(piece) == 0 && all > 0) ||
        (written < all && (is_text || written % row != 0)))
      throw std::logic_error(fmt::format("variable '{}': other values were made than it was to have", variable.name));
    digest.add(piece);
    return piece;
  };
  Handle made = dataset(where, variable, extent, next());
  while (written < all) {
    const hsize_t first = written / row;
    const Values piece = next();
    std::visit([&](const auto& numbers) { write_rows(made, extent, first, numbers); }, piece);
  }
  digests_.emplace(&variable, digest.value());
  return made;
}

/// Writes numbers from a row of the outermost axis on.
template <class T>
void Writer::write_rows(hid_t dataset, const std::vector<hsize_t>& extent, hsize_t first, const std::vector<T>& numbers) {
  if constexpr (std::is_same_v<T, std::string>) {
    throw std::logic_error("texts are written at once");
  } else {
    std::vector<hsize_t> start(extent.size()), number = extent;
    start.front() = first;
    number.front() = numbers.size() / (count_of(extent) / extent.front());
    const Handle part = space(extent);
    const Handle memory = space(number);
    session_.check(H5Sselect_hyperslab(part, H5S_SELECT_SET, start.data(), nullptr, number.data(), nullptr), write_action);
    session_.check(H5Dwrite(dataset, types_of(T{}).memory, memory, part, H5P_DEFAULT, numbers.data()), write_action);
  }
}

Handle Writer::dataset(hid_t where, const Variable& variable, const std::vector<hsize_t>& extent, const Values& values) {
  const Handle shape = space(extent);
  const Handle properties = dataset_properties();
  const auto write_numbers = [&](const auto& numbers, auto fill, bool has_fill) {
    const NumberTypes types = types_of(fill);
    const bool is_whole = numbers.size() == count_of(extent);
    const bool is_large = count_of(extent) * sizeof(fill) > compressed_from_bytes;
    if (is_large) {
      session_.check(H5Pset_chunk(properties, static_cast<int>(extent.size()), chunk_of(extent).data()), write_action);
      if (worth_compressing(numbers)) {
        session_.check(H5Pset_shuffle(properties), write_action);
        session_.check(H5Pset_deflate(properties, 1), write_action);
      }
    }
    if (has_fill) session_.check(H5Pset_fill_value(properties, types.memory, &fill), write_action);
    std::optional<Handle> access;
    if (!is_whole) access.emplace(session_, H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, write_action);
    if (access) session_.check(H5Pset_chunk_cache(*access, 1, 2 * chunk_bytes, 1), write_action);  // a chunk may be of two pieces
    Handle made(session_,
                H5Dcreate2(where, variable.name.c_str(), types.file, shape, H5P_DEFAULT, properties, access ? hid_t{*access} : H5P_DEFAULT),
                H5Dclose, write_action);
    // Chunks that nobody has written read as the fill value: what holds nothing else takes neither time nor place.
    const bool is_blank = is_large && holds_only(numbers, has_fill ? fill : decltype(fill){});
    if (!is_whole)
      write_rows(made, extent, 0, numbers);
    else if (!numbers.empty() && !is_blank)
      session_.check(H5Dwrite(made, types.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), write_action);
    if (has_fill) number_attribute(made, "_FillValue", fill);
    return made;
  };
  // A fill value on 64-bit integers would make xarray turn them into real numbers, and a coordinate has no absent values.
  const bool is_coordinate = variable.dimensions == std::vector{variable.name};
  if (const auto* reals = std::get_if<std::vector<double>>(&values)) {
    return write_numbers(*reals, std::numeric_limits<double>::quiet_NaN(), !is_coordinate);
  }
  if (const auto* integers = std::get_if<std::vector<std::int32_t>>(&values)) {
    return write_numbers(*integers, std::int32_t{-1}, variable.can_be_absent);
  }
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    return integers->empty() ? empty_integers(where, variable, shape, "int64") : write_numbers(*integers, std::int64_t{0}, false);
  }
  if (const auto* integers = std::get_if<std::vector<std::uint64_t>>(&values)) {
    return integers->empty() ? empty_integers(where, variable, shape, "uint64") : write_numbers(*integers, std::uint64_t{0}, false);
  }
  return texts(where, variable, std::get<std::vector<std::string>>(values), shape);
}

/// Of 32 bits: rhdf5 cannot read a group that holds an empty dataset of 64-bit integers.
Handle Writer::empty_integers(hid_t where, const Variable& variable, hid_t space, const char* type) {
  Handle made(session_, H5Dcreate2(where, variable.name.c_str(), H5T_STD_I32LE, space, H5P_DEFAULT, dataset_properties(), H5P_DEFAULT),
              H5Dclose, "write a variable");
  attribute(made, empty_type, type);
  return made;
}

/// Of variable length, since texts of fixed length crash netCDF-C 4.9.0, and not compressed: what xarray reads from a compressed one it
/// cannot write again through that netCDF-C ("Filter error"), which is Debian 12's. Compression would save a quarter of a file of 10^5
/// points.
Handle Writer::texts(hid_t where, const Variable& variable, const std::vector<std::string>& texts, hid_t space) {
  const bool in_table = LongTexts::are_worth_it(texts);
  std::vector<std::string> keys;
  if (in_table)
    for (const std::string& text : texts) keys.push_back(long_texts_.key_of(text));
  std::vector<const char*> pointers;
  for (const std::string& text : in_table ? keys : texts) pointers.push_back(checked(text, variable.name));
  const Handle type = text_type(H5T_VARIABLE);
  Handle made(session_, H5Dcreate2(where, variable.name.c_str(), type, space, H5P_DEFAULT, dataset_properties(), H5P_DEFAULT), H5Dclose,
              write_action);
  if (!pointers.empty()) {
    const Handle transfer = hdf5::transfer_of_texts(session_, pointers.size());
    session_.check(H5Dwrite(made, type, H5S_ALL, H5S_ALL, transfer, pointers.data()), write_action);
  }
  if (in_table) attribute(made, long_texts_group, "#k stands for row k of the group long_texts");
  return made;
}

void Writer::write(hid_t where, const Group& group) {
  for (const auto& [key, text] : group.attributes) attribute(where, key, text);

  std::vector<std::pair<std::string, Handle>> scales;
  for (std::size_t i = 0; i < group.dimensions.size(); ++i) {
    const Dimension& dimension = group.dimensions[i];
    if (group.find(dimension.name) != nullptr) continue;
    Handle made = bare_dimension_dataset(where, dimension);
    make_scale(made, fmt::format("{}{:10d}", bare_dimension, dimension.size), i);
    scales.emplace_back(dimension.name, std::move(made));
  }
  std::vector<std::pair<const Variable*, Handle>> data;
  for (const Variable& variable : group.variables) {
    Handle made = dataset(where, group, variable);
    describe(made, variable);
    const auto dimension = std::find_if(group.dimensions.begin(), group.dimensions.end(),
                                        [&](const Dimension& candidate) { return candidate.name == variable.name; });
    if (dimension == group.dimensions.end()) {
      data.emplace_back(&variable, std::move(made));
    } else {
      make_scale(made, variable.name, static_cast<std::size_t>(dimension - group.dimensions.begin()));
      scales.emplace_back(variable.name, std::move(made));
    }
  }
  for (const auto& [variable, made] : data) {
    unsigned axis = 0;
    for (const std::string& name : variable->dimensions) {
      const auto scale = std::find_if(scales.begin(), scales.end(), [&](const auto& pair) { return pair.first == name; });
      session_.check(H5DSattach_scale(made, scale->second, axis++), "name the axis of a variable");
    }
  }
  dimensions_before_ += group.dimensions.size();

  for (const Group& inner : group.groups) {
    const Handle made(session_, H5Gcreate2(where, inner.name.c_str(), H5P_DEFAULT, group_properties(H5P_GROUP_CREATE), H5P_DEFAULT),
                      H5Gclose, "make a group");
    write(made, inner);
  }
}

Image Writer::write_image(const Group& root) {
  constexpr std::string_view action = "write a file";
  const Handle access = hdf5::file_access(session_);
  output_.serve(session_, access);
  // Each dataset that is open would keep a chunk in memory.
  session_.check(H5Pset_cache(access, 0, 1, 0, 1), action);
  {
    const Handle file(session_, H5Fcreate("results", H5F_ACC_TRUNC, group_properties(H5P_FILE_CREATE), access), H5Fclose, action);
    write(file, root);
    if (!long_texts_.texts().empty()) {
      const Handle made(session_, H5Gcreate2(file, long_texts_group, H5P_DEFAULT, group_properties(H5P_GROUP_CREATE), H5P_DEFAULT),
                        H5Gclose, "make a group");
      write(made, long_texts_.group());
    }
  }
  return {output_.size(), std::move(digests_)};
}

}  // namespace

Image write_netcdf_image(const Group& root, NewFile& file, const std::filesystem::path& shown) {
  require_consistent(root);
  Hdf5Session session(shown);
  Hdf5Output output(file);
  try {
    Image image = Writer(session, output).write_image(root);
    output.require_written();
    session.finish();
    return image;
  } catch (const Error&) {
    // What the library could not do with what was dropped says nothing.
    output.require_written();
    throw;
  }
}

}  // namespace polesweep::results
