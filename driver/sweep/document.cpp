#include "driver/sweep/document.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace polesweep::sweep {
namespace {

Where where_of(const toml::source_region& region) {
  return {0, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

Node convert(const toml::node& node) {
  Node result{where_of(node.source()), Moment{}};
  if (const auto* table = node.as_table()) {
    NodeTable entries;
    for (const auto& [key, value] : *table) entries.push_back({std::string(key.str()), where_of(key.source()), convert(value)});
    // toml++ iterates alphabetically; messages and tables follow the file.
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.where < b.where; });
    result.content = std::move(entries);
  } else if (const auto* array = node.as_array()) {
    NodeList list;
    for (const toml::node& element : *array) list.push_back(convert(element));
    result.content = std::move(list);
  } else if (const auto* flag = node.as_boolean()) {
    result.content = flag->get();
  } else if (const auto* whole = node.as_integer()) {
    result.content = whole->get();
  } else if (const auto* real = node.as_floating_point()) {
    result.content = real->get();
  } else if (const auto* text = node.as_string()) {
    result.content = text->get();
  }
  return result;
}

void move_to(Node& node, Where where) {
  node.where = where;
  if (auto* list = std::get_if<NodeList>(&node.content))
    for (Node& element : *list) move_to(element, where);
  if (auto* table = std::get_if<NodeTable>(&node.content))
    for (Entry& entry : *table) {
      entry.where = where;
      move_to(entry.value, where);
    }
}

/// Tables within tables that a key may open. Each is a call within a call, here and in toml++, which counts those of values alone.
constexpr std::ptrdiff_t most_parts = 64;

/// Returns the first line with a key of more parts, from 1, or 0. Dots of texts, comments and numbers are not a key's.
int line_of_endless_key(std::string_view text) {
  int line = 1;
  std::ptrdiff_t parts = 1;
  char quote = 0;
  bool comment = false;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      parts = 1;
      quote = 0;
      comment = false;
    } else if (comment || quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      comment = true;
    } else if (std::string_view("=,[]{}").find(c) != std::string_view::npos) {
      parts = 1;
    } else if (c == '.' && ++parts > most_parts) {
      return line;
    }
  }
  return 0;
}

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.')
      parts.emplace_back();
    else if (c != ' ')
      parts.back() += c;
  }
  return parts;
}

/// Returns the entry of a list, or nullptr after reporting a problem.
Node* list_entry(NodeList& list, const std::string& name, Where where, Problems& problems) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc{} || end != name.data() + name.size() || index > list.size()) {
    problems.add(where, "", fmt::format("no entry '{}' (entries are counted from 0, and there are {})", name, list.size()));
    return nullptr;
  }
  if (index == list.size()) list.push_back({where, NodeTable{}});
  return &list[index];
}

}  // namespace

Node parse_document(std::string_view text, Problems& problems) {
  if (const int line = line_of_endless_key(text); line > 0) {
    problems.add({0, line, 1}, "", fmt::format("a key has more than {} parts (no key of a sweep has so many)", most_parts));
    return {{}, NodeTable{}};
  }
  try {
    const toml::table table = toml::parse(text, std::string_view{});
    return convert(table);
  } catch (const toml::parse_error& error) {
    problems.add(where_of(error.source()), "", fmt::format("not TOML ({})", error.description()));
    return {{}, NodeTable{}};
  }
}

void apply_option(Node& document, int option, Problems& problems) {
  const std::string& text = problems.options().at(static_cast<std::size_t>(option) - 1);
  const Where where{option, 0, 0};
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    problems.add(where, "", "no '=' after a name (written as --set statistics.delta=0.05)");
    return;
  }
  const std::string_view path = std::string_view(text).substr(0, equals);
  if (std::count(path.begin(), path.end(), '.') >= most_parts || line_of_endless_key(text.substr(equals + 1)) > 0) {
    problems.add(where, "", fmt::format("a name has more than {} parts (no key of a sweep has so many)", most_parts));
    return;
  }
  Node value;
  try {
    const toml::table parsed = toml::parse("value = " + text.substr(equals + 1), std::string_view{});
    value = convert(*parsed.get("value"));
  } catch (const toml::parse_error&) {
    problems.add(where, "", "not a TOML value (a text needs quotes, which the shell must not eat)");
    return;
  }
  move_to(value, where);
  Node* node = &document;
  for (const std::string& name : split(path)) {
    if (auto* list = std::get_if<NodeList>(&node->content)) {
      node = list_entry(*list, name, where, problems);
      if (!node) return;
      continue;
    }
    // A member without fields may be a text; giving it a field makes it a table.
    if (const std::string* kind = node->text()) node->content = NodeTable{{"kind", node->where, {node->where, *kind}}};
    if (!node->is_table()) node->content = NodeTable{};
    auto& entries = std::get<NodeTable>(node->content);
    auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& candidate) { return candidate.key == name; });
    if (entry == entries.end()) entry = entries.insert(entries.end(), {name, where, {where, NodeTable{}}});
    node = &entry->value;
  }
  *node = std::move(value);
}

std::string quoted(const std::string& text) {
  std::ostringstream out;
  const toml::value<std::string> value(text);
  out << toml::toml_formatter(value, toml::format_flags::none);
  return out.str();
}

}  // namespace polesweep::sweep
