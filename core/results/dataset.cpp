#include "core/results/dataset.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <new>
#include <set>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "core/numbers.hpp"
#include "core/results/netcdf_image.hpp"

namespace polesweep::results {
namespace {

template <class T>
bool same_values(const std::vector<T>& a, const std::vector<T>& b) {
  return a == b;
}

template <>
bool same_values(const std::vector<double>& a, const std::vector<double>& b) {
  return same_bits(a, b);
}

template <class Items>
auto named(Items& items, std::string_view name) {
  return std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
}

void require(bool holds, const std::string& where, std::string_view problem) {
  if (!holds) throw std::invalid_argument(fmt::format("{}: {}", where, problem));
}

bool is_word(std::string_view text) { return !text.empty() && text.find_first_of(" \t\n\r\v\f") == std::string_view::npos; }

void require_name(std::string_view name, const std::string& where) {
  require(!name.empty() && name != "." && name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos, where,
          fmt::format("'{}' cannot be a name", name));
}

void require_consistent(const Variable& variable, const Group& group, const std::string& where) {
  const bool integer = std::holds_alternative<std::vector<std::int32_t>>(variable.values);
  std::size_t expected = 1;
  for (const std::string& dimension : variable.dimensions) {
    require(named(group.dimensions, dimension) != group.dimensions.end(), where, fmt::format("no dimension '{}'", dimension));
    expected *= group.size_of(dimension);
  }
  require(variable.make || count(variable.values) == expected, where,
          fmt::format("{} values where the dimensions hold {}", count(variable.values), expected));
  const bool named_as_dimension = named(group.dimensions, variable.name) != group.dimensions.end();
  require(!named_as_dimension || variable.dimensions == std::vector{variable.name}, where,
          "bears the name of a dimension without being its coordinate");
  require(integer || (variable.flags.empty() && !variable.can_be_absent), where, "only 32-bit integers have flags or can be absent");
  for (const auto& [value, meaning] : variable.flags) require(is_word(meaning), where, fmt::format("flag '{}' is not one word", meaning));
  for (const std::string& name : variable.coordinates) {
    require(is_word(name) && group.find(name) != nullptr, where, fmt::format("no variable '{}' for a coordinate", name));
  }
}

void require_consistent(const Group& group, const std::string& path) {
  std::set<std::string_view> keys;
  for (const auto& [key, text] : group.attributes) {
    require_name(key, path);
    require(keys.insert(key).second, path, fmt::format("two attributes '{}'", key));
  }
  std::set<std::string_view> dimensions;
  for (const Dimension& dimension : group.dimensions) {
    require_name(dimension.name, path);
    require(dimensions.insert(dimension.name).second, path, fmt::format("two dimensions '{}'", dimension.name));
  }
  std::set<std::string_view> members;
  for (const Variable& variable : group.variables) {
    require_name(variable.name, path);
    require(members.insert(variable.name).second, path, fmt::format("two variables '{}'", variable.name));
    require_consistent(variable, group, path + variable.name);
  }
  for (const Group& inner : group.groups) {
    require_name(inner.name, path);
    require(members.insert(inner.name).second && !dimensions.contains(inner.name), path, fmt::format("'{}' is taken", inner.name));
    require_consistent(inner, path + inner.name + "/");
  }
}

}  // namespace

std::size_t count(const Values& values) {
  return std::visit([](const auto& list) { return list.size(); }, values);
}

Digest::Digest(const Values& kind) : state_(XXH3_createState(), [](XXH3_state_s* state) { XXH3_freeState(state); }) {
  if (!state_) throw std::bad_alloc();
  XXH3_64bits_reset_withSeed(state_.get(), kind.index());
}

void Digest::add(const Values& piece) {
  const auto take = [&](const void* bytes, std::size_t size) { XXH3_64bits_update(state_.get(), bytes, size); };
  std::visit(
      [&]<class T>(const std::vector<T>& list) {
        if constexpr (std::is_same_v<T, std::string>)
          for (const std::string& text : list) take(text.c_str(), text.size() + 1);
        else
          take(list.data(), list.size() * sizeof(T));
      },
      piece);
}

std::uint64_t Digest::value() const { return XXH3_64bits_digest(state_.get()); }

std::uint64_t digest_of(const Values& values) {
  Digest digest(values);
  digest.add(values);
  return digest.value();
}

void make_all(Group& group) {
  const auto make = [&](Variable& variable) {
    std::size_t all = 1;
    for (const std::string& dimension : variable.dimensions) all *= group.size_of(dimension);
    variable.values = variable.make();
    while (count(variable.values) < all)
      std::visit(
          [&]<class T>(std::vector<T>& list) {
            const auto piece = std::get<std::vector<T>>(variable.make());
            list.insert(list.end(), piece.begin(), piece.end());
          },
          variable.values);
    variable.make = {};
  };
  for (Variable& variable : group.variables)
    if (variable.make) make(variable);
  for (Group& inner : group.groups) make_all(inner);
}

const Variable* Group::find(std::string_view variable) const {
  const auto at = named(variables, variable);
  return at == variables.end() ? nullptr : &*at;
}

const Group* Group::find_group(std::string_view group) const {
  const auto at = named(groups, group);
  return at == groups.end() ? nullptr : &*at;
}

std::string Group::attribute(std::string_view key) const {
  const auto at = std::find_if(attributes.begin(), attributes.end(), [&](const auto& pair) { return pair.first == key; });
  return at == attributes.end() ? "" : at->second;
}

std::size_t Group::size_of(std::string_view dimension) const {
  const auto at = named(dimensions, dimension);
  if (at == dimensions.end())
    throw Error(fmt::format("group '{}' has no dimension '{}' (not a results file of this program?)", name, dimension));
  return at->size;
}

Group without_empty_columns(const Group& group) {
  Group result{.name = group.name, .attributes = group.attributes, .dimensions = {}, .variables = {}, .groups = {}};
  for (const Dimension& dimension : group.dimensions)
    if (dimension.size > 0) result.dimensions.push_back(dimension);
  for (const Variable& variable : group.variables)
    if (count(variable.values) > 0) result.variables.push_back(variable);
  for (const Group& inner : group.groups) result.groups.push_back(without_empty_columns(inner));
  return result;
}

bool same_variable(const Variable& a, const Variable& b) {
  const auto same = [&](const auto& x) {
    const auto* y = std::get_if<std::decay_t<decltype(x)>>(&b.values);
    return y != nullptr && same_values(x, *y);
  };
  return a.name == b.name && a.dimensions == b.dimensions && a.long_name == b.long_name && a.units == b.units && a.flags == b.flags &&
         a.coordinates == b.coordinates && a.can_be_absent == b.can_be_absent && std::visit(same, a.values);
}

bool same_data(const Group& a, const Group& b) {
  const auto same_dimension = [](const Dimension& x, const Dimension& y) { return x.name == y.name && x.size == y.size; };
  return a.name == b.name && a.attributes == b.attributes &&
         std::equal(a.dimensions.begin(), a.dimensions.end(), b.dimensions.begin(), b.dimensions.end(), same_dimension) &&
         std::equal(a.variables.begin(), a.variables.end(), b.variables.begin(), b.variables.end(), same_variable) &&
         std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(), same_data);
}

void require_consistent(const Group& root) { require_consistent(root, "/"); }

}  // namespace polesweep::results
