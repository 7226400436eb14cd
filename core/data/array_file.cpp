#include "core/data/array_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/data/shape.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"

namespace polesweep::data {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string with_slashes(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '.', '/');
  return text;
}

std::string_view without_part(std::string_view name) {
  return name.ends_with(".re") || name.ends_with(".im") ? name.substr(0, name.size() - 3) : name;
}

std::vector<Column> columns_of(Array array, bool transpose, const std::string& what) {
  if (transpose) {
    std::reverse(array.lengths.begin(), array.lengths.end());
    array.column_major = !array.column_major;
  }
  const Shape shape = shape_of(array.lengths, array.values.size(), what);
  std::vector<Column> columns(shape.columns);
  for (std::size_t c = 0; c < shape.columns; ++c) {
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const std::size_t at = array.column_major ? c * shape.rows + r : r * shape.columns + c;
      columns[c].values.push_back(array.values[at]);
      if (!array.imaginary.empty()) columns[c].imaginary.push_back(array.imaginary[at]);
    }
  }
  return columns;
}

/// Reads arrays as their names are asked for.
class Selection {
 public:
  Selection(ArrayFile& file, bool transpose, const std::string& path) : file_(file), transpose_(transpose), path_(path) {
    for (const ArrayInfo& info : file.arrays()) {
      table_.others.push_back(info.problem.empty() ? fmt::format("{} [{}]", excerpt(info.name), text_of(info.lengths)) : info.name);
      if (info.is_single() || !info.problem.empty()) continue;
      if (++arrays_ == 1)
        lone_ = static_cast<std::size_t>(&info - file.arrays().data());
      else
        lone_.reset();
    }
    if (file.arrays().empty()) table_.others.push_back("nothing");
  }

  void add(std::string_view asked) {
    for (const std::string_view name : {asked, without_part(asked)}) {
      if (const auto array = find(name)) return read(*array, name, name);
      const std::size_t colon = name.rfind(':');
      if (colon == std::string_view::npos || !is_number(name.substr(colon + 1))) continue;
      if (const auto array = find(name.substr(0, colon))) return read(*array, name.substr(0, colon), name);
    }
    if (lone_ && is_number(without_part(asked)) && known_.insert("").second) {
      std::size_t number = 0;
      for (Column& column : read_columns(*lone_)) {
        column.name = std::to_string(number++);
        table_.columns.push_back(std::move(column));
      }
    }
  }

  /// The columns of the only array, without names.
  void add_lone() {
    if (!lone_)
      throw Error(
          fmt::format("{}: holds {} arrays of more than one number (must be one if columns are to have other names than theirs: {})", path_,
                      arrays_, excerpt(table_.others)));
    table_.columns = read_columns(*lone_);
  }

  Table take() && { return std::move(table_); }

 private:
  std::optional<std::size_t> find(std::string_view name) const {
    const std::vector<ArrayInfo>& arrays = file_.arrays();
    const std::string path = with_slashes(name.starts_with('/') ? name.substr(1) : name);
    for (std::size_t i = 0; i < arrays.size(); ++i)
      if (arrays[i].name == name || with_slashes(arrays[i].name) == path) return i;
    return std::nullopt;
  }

  std::vector<Column> read_columns(std::size_t array) {
    const ArrayInfo& info = file_.arrays()[array];
    const std::string what = fmt::format("{}: '{}'", path_, excerpt(info.name));
    if (!info.problem.empty()) throw Error(fmt::format("{} {}", what, info.problem));
    return columns_of(file_.read(array), transpose_, what);
  }

  /// Under the name of the array in the request, or of a vector the request itself, which may be x:0.
  void read(std::size_t array, std::string_view name, std::string_view asked) {
    if (known_.contains(std::string(name)) || !known_.insert(std::string(asked)).second) return;
    std::vector<Column> columns = read_columns(array);
    if (columns.size() > 1) known_.insert(std::string(name));  // all of its columns
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].name = columns.size() == 1 ? std::string(asked) : fmt::format("{}:{}", name, i);
      table_.columns.push_back(std::move(columns[i]));
    }
  }

  ArrayFile& file_;
  bool transpose_;
  const std::string& path_;
  Table table_;
  std::optional<std::size_t> lone_;
  std::size_t arrays_ = 0;       // of more than one number
  std::set<std::string> known_;  // what has been read, by its names
};

}  // namespace

bool ArrayInfo::is_single() const {
  const bool is_empty = std::find(lengths.begin(), lengths.end(), 0U) != lengths.end();
  return is_empty || std::all_of(lengths.begin(), lengths.end(), [](std::uint64_t length) { return length == 1; });
}

Table columns_of(ArrayFile& file, const std::vector<std::string>& asked, const Format& format, const std::string& path) {
  Selection selection(file, format.transpose, path);
  if (asked.empty() || !format.names.empty()) {
    selection.add_lone();
    return std::move(selection).take();
  }
  for (const std::string& name : asked) selection.add(name);
  return std::move(selection).take();
}

}  // namespace polesweep::data
