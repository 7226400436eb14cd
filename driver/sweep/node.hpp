#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/members/fields.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::sweep {

struct Node;
struct Entry;
using NodeList = std::vector<Node>;
using NodeTable = std::vector<Entry>;  ///< in the order written

/// A date or time, which no field of a sweep takes.
struct Moment {};

/// One value of a TOML document and where it stands. The rest of the folder works on these alone, so that one file opens toml++.
struct Node {
  Where where;
  std::variant<bool, std::int64_t, double, std::string, NodeList, NodeTable, Moment> content;

  const Node* find(std::string_view key) const;  ///< the value of a key of a table; nullptr if there is none
  bool is_list() const { return std::holds_alternative<NodeList>(content); }
  bool is_table() const { return std::holds_alternative<NodeTable>(content); }
  const NodeList& list() const { return std::get<NodeList>(content); }
  const NodeTable& table() const { return std::get<NodeTable>(content); }
  const std::string* text() const { return std::get_if<std::string>(&content); }
};

struct Entry {
  std::string key;
  Where where;
  Node value;
};

/// TOML on one line that reads back as the node: lists bracketed, tables inline.
std::string literal(const Node& node);

/// "a table", "a list", or a short value as it is written.
std::string short_literal(const Node& node);

/// The node that reads back as a field's value (complex numbers as texts).
Node node_of(const Value& value);
Node list_node(const std::vector<Value>& values);

}  // namespace polesweep::sweep
