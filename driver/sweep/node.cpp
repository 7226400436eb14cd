#include "driver/sweep/node.hpp"

#include <fmt/format.h>

#include "driver/sweep/document.hpp"

namespace polesweep::sweep {
namespace {

std::string real_literal(double value) {
  std::string text = canonical(value);
  if (text.find_first_of(".ein") == std::string::npos) text += ".0";
  return text;
}

struct Writer {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return real_literal(value); }
  std::string operator()(const std::string& value) const { return quoted(value); }
  std::string operator()(const NodeList& list) const {
    std::string text;
    for (const Node& node : list) text += (text.empty() ? "" : ", ") + literal(node);
    return "[" + text + "]";
  }
  std::string operator()(const NodeTable& table) const {
    std::string text;
    for (const Entry& entry : table) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", entry.key, literal(entry.value));
    return "{ " + text + " }";
  }
  std::string operator()(const Moment&) const { return "a date or time"; }
};

struct Builder {
  Node operator()(bool value) const { return {{}, value}; }
  Node operator()(std::int64_t value) const { return {{}, value}; }
  Node operator()(double value) const { return {{}, value}; }
  Node operator()(const std::string& value) const { return {{}, value}; }
  Node operator()(const Complex& value) const { return value.imag() == 0 ? Node{{}, value.real()} : Node{{}, canonical(Value(value))}; }
  template <class T>
  Node operator()(const std::vector<T>& values) const {
    NodeList list;
    for (const T& value : values) list.push_back((*this)(value));
    return {{}, std::move(list)};
  }
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  if (const auto* entries = std::get_if<NodeTable>(&content))
    for (const Entry& entry : *entries)
      if (entry.key == key) return &entry.value;
  return nullptr;
}

std::string literal(const Node& node) { return std::visit(Writer{}, node.content); }

std::string short_literal(const Node& node) {
  if (node.is_table()) return "a table";
  if (node.is_list()) return "a list";
  return literal(node);
}

Node node_of(const Value& value) { return std::visit(Builder{}, value); }

Node list_node(const std::vector<Value>& values) {
  NodeList list;
  for (const Value& value : values) list.push_back(node_of(value));
  return {{}, std::move(list)};
}

}  // namespace polesweep::sweep
