#include "driver/sweep/zip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace polesweep::sweep {
namespace {

class ZipReader {
 public:
  ZipReader(const Table& table, const std::vector<std::string>& spoiled, Problems& problems)
      : table_(table), spoiled_(spoiled), path_(fmt::format("{}.zip", table_name(table.kind))), problems_(problems) {}

  std::vector<std::vector<std::size_t>> read(const Node& zip) {
    const auto is_group = [](const Node& node) {
      return node.is_list() && node.list().size() > 1 &&
             std::all_of(node.list().begin(), node.list().end(), [](const Node& name) { return name.text() != nullptr; });
    };
    if (!zip.is_list() || !std::all_of(zip.list().begin(), zip.list().end(), is_group))
      problems_.add(zip.where, path_, R"(must be a list of lists of field names, as in [["count", "radius"]])");
    else
      for (const Node& group : zip.list()) read_group(group);
    return std::move(groups_);
  }

 private:
  void read_group(const Node& node) {
    std::vector<std::size_t> group;
    for (const Node& name : node.list()) {
      const auto field = position(name);
      if (!field) return;
      group.push_back(*field);
    }
    const FieldAxis& first = table_.fields[group.front()];
    for (const std::size_t field : group) {
      const FieldAxis& other = table_.fields[field];
      if (other.values.size() == first.values.size()) continue;
      problems_.add(node.where, path_,
                    fmt::format("'{}' has {} values and '{}' has {} (fields that step together need equally many)", name_in_zip(first),
                                first.values.size(), name_in_zip(other), other.values.size()));
      return;
    }
    std::sort(group.begin(), group.end());
    groups_.push_back(std::move(group));
  }

  /// Returns nothing if a problem was reported, here or of the field itself.
  std::optional<std::size_t> position(const Node& node) {
    const std::string& name = *node.text();
    std::vector<std::string> known;
    for (std::size_t i = 0; i < table_.fields.size(); ++i) {
      known.push_back(name_in_zip(table_.fields[i]));
      if (known.back() != name) continue;
      if (std::find(used_.begin(), used_.end(), i) != used_.end()) {
        problems_.add(node.where, path_, fmt::format("'{}' is listed twice", name));
        return std::nullopt;
      }
      used_.push_back(i);
      return i;
    }
    if (std::find(spoiled_.begin(), spoiled_.end(), fmt::format("{}.{}", table_name(table_.kind), name)) == spoiled_.end())
      problems_.add(node.where, path_, fmt::format("this table sets no field '{}'", name) + known_names(name, "it sets", known));
    return std::nullopt;
  }

  const Table& table_;
  const std::vector<std::string>& spoiled_;
  std::string path_;
  Problems& problems_;
  std::vector<std::size_t> used_;
  std::vector<std::vector<std::size_t>> groups_;
};

}  // namespace

std::vector<std::vector<std::size_t>> read_zip(const Node& node, const Table& table, const std::vector<std::string>& spoiled,
                                               Problems& problems) {
  const Node* zip = node.find("zip");
  return zip ? ZipReader(table, spoiled, problems).read(*zip) : std::vector<std::vector<std::size_t>>{};
}

std::string name_in_zip(const FieldAxis& field) {
  const std::string path = field.path();
  return path.substr(path.find('.') + 1);
}

}  // namespace polesweep::sweep
