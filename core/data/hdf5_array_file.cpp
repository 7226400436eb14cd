#include "core/data/hdf5_array_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "core/data/hdf5_session.hpp"
#include "core/error.hpp"
#include "core/machine_memory.hpp"

namespace polesweep::hdf5 {
namespace {

constexpr int deepest_group = 32;  // groups can contain themselves
constexpr std::size_t most_objects = 10'000;
constexpr double always_allowed_bytes = 1e9;
constexpr double most_compressed = 1100;  // deflate makes at most 1032 bytes of one

/// How a number is read: as a double or as two.
struct NumberLayout {
  std::string real;  ///< members of a complex number; "" of a real one
  std::string imaginary;
  bool has_own_type = false;  ///< of complex numbers without members, which HDF5 has since 2.0

  bool is_complex() const { return has_own_type || !real.empty(); }
};

struct Dataset {
  std::string path;
  std::string field;  ///< of a record; "" if elements are numbers
  NumberLayout layout;
  bool column_major = false;
};

class File final : public data::ArrayFile {
 public:
  File(const std::string& path, std::string_view bytes, bool is_matlab)
      : path_(path),
        session_(path),
        most_bytes_(most_unpacked(static_cast<double>(bytes.size()))),
        is_matlab_(is_matlab),
        file_(open(bytes)) {
    walk(file_, "", "", 0);
  }

  const std::vector<data::ArrayInfo>& arrays() const override { return infos_; }
  data::Array read(std::size_t array) override;

 private:
  Handle open(std::string_view bytes);
  void walk(hid_t group, const std::string& path, const std::string& shown, int depth);
  void visit(hid_t object, const std::string& path, const std::string& shown, bool in_octave, int depth);
  void add_dataset(hid_t dataset, const std::string& path, const std::string& shown, bool in_octave);
  void add(const std::string& shown, const std::vector<std::uint64_t>& lengths, std::string problem, Dataset dataset);
  void add_fields(hid_t type, const std::string& shown, const std::vector<std::uint64_t>& lengths, const Dataset& dataset);
  std::string problem_of(hid_t dataset, const std::vector<std::uint64_t>& lengths);
  /// Whether the fields of records lie within them: the library copies them unseen.
  bool is_sound(hid_t type);
  /// Returns nothing if the elements are not numbers.
  std::optional<NumberLayout> layout_of(hid_t type);
  Handle memory_type(const NumberLayout& layout);
  std::string member_name(hid_t type, unsigned member);
  Handle member_type(hid_t type, unsigned member) { return {session_, H5Tget_member_type(type, member), H5Tclose, "read a type"}; }
  std::vector<std::uint64_t> lengths_of(hid_t dataset);
  bool has_attribute(hid_t object, const char* name) { return session_.check(H5Aexists(object, name), "read an attribute") > 0; }
  std::string text_attribute(hid_t object, const char* name);
  std::optional<double> number_attribute(hid_t object, const char* name);

  std::string path_;  // with which the session's errors begin
  Hdf5Session session_;
  double most_bytes_;  // of the numbers of an array, and of their copy in columns
  bool is_matlab_;
  std::size_t links_seen_ = 0;
  Handle file_;
  std::vector<data::ArrayInfo> infos_;
  std::vector<Dataset> datasets_;
};

Handle File::open(std::string_view bytes) {
  const Handle access(session_, H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
  session_.check(H5Pset_fapl_core(access, 1U << 16, false), "prepare reading");
  session_.check(H5Pset_fclose_degree(access, H5F_CLOSE_SEMI), "prepare reading");
  session_.check(H5Pset_file_image(access, const_cast<char*>(bytes.data()), bytes.size()), "prepare reading");  // it copies them
  return {session_, H5Fopen("image", H5F_ACC_RDONLY, access), H5Fclose, "read it as HDF5"};
}

void File::walk(hid_t group, const std::string& path, const std::string& shown, int depth) {
  if (depth > deepest_group) return;
  const bool in_octave = has_attribute(group, "OCTAVE_NEW_FORMAT");
  H5G_info_t info;
  session_.check(H5Gget_info(group, &info), "read a group");
  for (hsize_t i = 0; i < info.nlinks && links_seen_ < most_objects; ++i, ++links_seen_) {
    H5L_info_t link;
    session_.check(H5Lget_info_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, &link, H5P_DEFAULT), "list a group");
    if (link.type != H5L_TYPE_HARD) continue;  // soft ones name what is listed elsewhere, external ones other files
    const auto name_of = [&](char* out, std::size_t size) {
      return session_.check(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, out, size, H5P_DEFAULT), "list a group");
    };
    std::string name(static_cast<std::size_t>(name_of(nullptr, 0)), '\0');
    name_of(name.data(), name.size() + 1);
    // MATLAB keeps there what cells and objects refer to.
    if (name.starts_with("#refs#") || name.starts_with("#subsystem#")) continue;
    // Octave's x is a group with x/type and x/value.
    if (in_octave && name != "value") continue;
    const std::string longer_shown = in_octave ? shown : shown.empty() ? name : fmt::format("{}/{}", shown, name);
    try {
      const Handle object(session_, H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, "open it");
      visit(object, fmt::format("{}/{}", path, name), longer_shown, in_octave, depth);
    } catch (const Error& error) {
      // It may be of a newer library, or damaged, and matters where it is asked for.
      add(longer_shown, {},
          fmt::format("is not readable: {}",
                      std::string_view(error.what()).substr(std::min(path_.size() + 2, std::string_view(error.what()).size()))),
          {});
    }
  }
}

void File::visit(hid_t object, const std::string& path, const std::string& shown, bool in_octave, int depth) {
  const H5I_type_t kind = H5Iget_type(object);
  if (kind == H5I_DATASET) return add_dataset(object, path, shown, in_octave);
  if (kind != H5I_GROUP) return;
  if (has_attribute(object, "MATLAB_sparse")) return add(shown, {}, "is a sparse matrix (must be full)", {});
  walk(object, path, shown, depth + 1);
}

void File::add(const std::string& shown, const std::vector<std::uint64_t>& lengths, std::string problem, Dataset dataset) {
  data::ArrayInfo info{shown, lengths, std::move(problem)};
  if (dataset.column_major) std::reverse(info.lengths.begin(), info.lengths.end());
  infos_.push_back(std::move(info));
  datasets_.push_back(std::move(dataset));
}

void File::add_dataset(hid_t dataset, const std::string& path, const std::string& shown, bool in_octave) {
  const std::string matlab_class = text_attribute(dataset, "MATLAB_class");
  Dataset found{path, "", {}, is_matlab_ || in_octave || !matlab_class.empty()};
  const std::vector<std::uint64_t> lengths = lengths_of(dataset);
  std::string problem = problem_of(dataset, lengths);
  if (matlab_class == "char") problem = "holds text (must be numbers)";
  if (has_attribute(dataset, "MATLAB_empty")) problem = "is empty";
  const Handle type(session_, H5Dget_type(dataset), H5Tclose, "read a type");
  if (!is_sound(type)) return add(shown, lengths, "is broken (a field lies beyond its record)", {});
  const auto layout = layout_of(type);
  if (layout) {
    found.layout = *layout;
  } else if (problem.empty() && H5Tget_class(type) == H5T_COMPOUND) {
    return add_fields(type, shown, lengths, found);
  } else if (problem.empty()) {
    problem = H5Tget_class(type) == H5T_STRING ? "holds text (must be numbers)" : "holds elements that are not numbers";
  }
  add(shown, lengths, std::move(problem), std::move(found));
}

void File::add_fields(hid_t type, const std::string& shown, const std::vector<std::uint64_t>& lengths, const Dataset& dataset) {
  const auto count = session_.check(H5Tget_nmembers(type), "read a type");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    Dataset field = dataset;
    field.field = member_name(type, i);
    const auto layout = layout_of(member_type(type, i));
    if (layout) field.layout = *layout;
    add(fmt::format("{}:{}", shown, field.field), lengths, layout ? "" : "holds elements that are not numbers", field);
  }
}

std::string File::problem_of(hid_t dataset, const std::vector<std::uint64_t>& lengths) {
  const Handle creation(session_, H5Dget_create_plist(dataset), H5Pclose, "read a layout");
  if (H5Pget_layout(creation) == H5D_VIRTUAL || H5Pget_external_count(creation) > 0) return "lies in another file (must be in this one)";
  if (has_attribute(dataset, "scale_factor") || has_attribute(dataset, "add_offset"))
    return "is packed by a scale_factor or add_offset. Unpack it?";
  double elements = 1;
  for (const std::uint64_t length : lengths) elements *= static_cast<double>(length);
  const double stored = static_cast<double>(H5Dget_storage_size(dataset));
  if (8 * elements > std::max(always_allowed_bytes, most_compressed * stored) || 16 * elements > most_bytes_)
    return fmt::format("is broken (it says that it has {:.3g} elements, and stores {} bytes)", elements, stored);
  return "";
}

std::string File::member_name(hid_t type, unsigned member) {
  char* name = H5Tget_member_name(type, member);
  if (name == nullptr) session_.check(-1, "read a type");
  std::string result = name;
  H5free_memory(name);
  return result;
}

bool File::is_sound(hid_t type) {
  if (H5Tget_class(type) != H5T_COMPOUND) return true;
  const auto count = session_.check(H5Tget_nmembers(type), "read a type");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    const Handle member = member_type(type, i);
    const std::size_t size = H5Tget_size(member);
    const std::size_t offset = H5Tget_member_offset(type, i);
    if (size == 0 || offset > H5Tget_size(type) || size > H5Tget_size(type) - offset || !is_sound(member)) return false;
  }
  return true;
}

std::optional<NumberLayout> File::layout_of(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_FLOAT || kind == H5T_INTEGER) return NumberLayout{};
#if H5_VERSION_GE(2, 0, 0)
  if (kind == H5T_COMPLEX) return NumberLayout{"", "", true};
#endif
  if (kind != H5T_COMPOUND || H5Tget_nmembers(type) != 2) return std::nullopt;
  NumberLayout layout{member_name(type, 0), member_name(type, 1)};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> names{{{"r", "i"}, {"real", "imag"}, {"re", "im"}}};
  const bool is_known = std::any_of(names.begin(), names.end(),
                                    [&](const auto& pair) { return layout.real == pair.first && layout.imaginary == pair.second; });
  for (const unsigned member : {0U, 1U})
    if (const H5T_class_t part = H5Tget_class(member_type(type, member)); part != H5T_FLOAT && part != H5T_INTEGER) return std::nullopt;
  return is_known ? std::optional(layout) : std::nullopt;
}

Handle File::memory_type(const NumberLayout& layout) {
  constexpr std::string_view action = "make a type";
  if (!layout.is_complex()) return {session_, H5Tcopy(H5T_NATIVE_DOUBLE), H5Tclose, action};
#if H5_VERSION_GE(2, 0, 0)
  // The library turns them into pairs only where their parts are doubles of this machine.
  if (layout.has_own_type) return {session_, H5Tcomplex_create(H5T_NATIVE_DOUBLE), H5Tclose, action};
#endif
  Handle pair(session_, H5Tcreate(H5T_COMPOUND, 2 * sizeof(double)), H5Tclose, action);
  session_.check(H5Tinsert(pair, layout.real.c_str(), 0, H5T_NATIVE_DOUBLE), action);
  session_.check(H5Tinsert(pair, layout.imaginary.c_str(), sizeof(double), H5T_NATIVE_DOUBLE), action);
  return pair;
}

std::vector<std::uint64_t> File::lengths_of(hid_t dataset) {
  const Handle space(session_, H5Dget_space(dataset), H5Sclose, "read a shape");
  std::vector<hsize_t> lengths(static_cast<std::size_t>(session_.check(H5Sget_simple_extent_ndims(space), "read a shape")));
  session_.check(H5Sget_simple_extent_dims(space, lengths.data(), nullptr), "read a shape");
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return {0};
  return {lengths.begin(), lengths.end()};
}

std::string File::text_attribute(hid_t object, const char* name) {
  if (!has_attribute(object, name)) return "";
  const Handle attribute(session_, H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "read an attribute");
  const Handle type(session_, H5Aget_type(attribute), H5Tclose, "read an attribute");
  const Handle space(session_, H5Aget_space(attribute), H5Sclose, "read an attribute");
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return "?";
  if (H5Tis_variable_str(type) > 0) {
    char* text = nullptr;
    session_.check(H5Aread(attribute, type, &text), "read an attribute");
    std::string result = text == nullptr ? "" : text;
    session_.check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, &text), "read an attribute");
    return result;
  }
  std::string text(H5Tget_size(type), '\0');
  session_.check(H5Aread(attribute, type, text.data()), "read an attribute");
  text.resize(std::min(text.size(), text.find('\0')));
  return text;
}

std::optional<double> File::number_attribute(hid_t object, const char* name) {
  if (!has_attribute(object, name)) return std::nullopt;
  const Handle attribute(session_, H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "read an attribute");
  const Handle type(session_, H5Aget_type(attribute), H5Tclose, "read an attribute");
  const Handle space(session_, H5Aget_space(attribute), H5Sclose, "read an attribute");
  const H5T_class_t kind = H5Tget_class(type);
  if ((kind != H5T_FLOAT && kind != H5T_INTEGER) || H5Sget_simple_extent_npoints(space) != 1) return std::nullopt;
  double value = 0;
  session_.check(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), "read an attribute");
  return value;
}

data::Array File::read(std::size_t array) {
  const Dataset& wanted = datasets_[array];
  constexpr std::string_view action = "read an array";
  const Handle dataset(session_, H5Dopen2(file_, wanted.path.c_str(), H5P_DEFAULT), H5Dclose, action);
  data::Array result{infos_[array].lengths, wanted.column_major, {}, {}};
  std::size_t count = 1;
  for (const std::uint64_t length : result.lengths) count *= static_cast<std::size_t>(length);
  std::vector<double> numbers(count * (wanted.layout.is_complex() ? 2 : 1));
  const Handle number = memory_type(wanted.layout);
  if (wanted.field.empty()) {
    session_.check(H5Dread(dataset, number, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), action);
  } else {
    const Handle record(session_, H5Tcreate(H5T_COMPOUND, H5Tget_size(number)), H5Tclose, action);
    session_.check(H5Tinsert(record, wanted.field.c_str(), 0, number), action);
    session_.check(H5Dread(dataset, record, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), action);
  }
  for (const char* mark : {"_FillValue", "missing_value"})
    if (const auto missing = number_attribute(dataset, mark))
      std::replace(numbers.begin(), numbers.end(), *missing, std::numeric_limits<double>::quiet_NaN());
  if (!wanted.layout.is_complex()) {
    result.values = std::move(numbers);
    return result;
  }
  for (std::size_t i = 0; i < count; ++i) {
    result.values.push_back(numbers[2 * i]);
    result.imaginary.push_back(numbers[2 * i + 1]);
  }
  return result;
}

}  // namespace

std::unique_ptr<data::ArrayFile> open_arrays(const std::string& path, std::string_view bytes, bool is_matlab) {
  return std::make_unique<File>(path, bytes, is_matlab);
}

}  // namespace polesweep::hdf5
