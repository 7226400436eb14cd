#include "driver/sweep/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "driver/sweep/listing.hpp"
#include "driver/sweep/numbers.hpp"
#include "driver/sweep/ranges.hpp"

namespace polesweep::sweep {
namespace {

constexpr double largest_exact_whole = 0x1p53;

std::optional<FieldType> element_type(FieldType type) {
  switch (type) {
    case FieldType::reals: return FieldType::real;
    case FieldType::complexes: return FieldType::complex;
    case FieldType::texts: return FieldType::text;
    default: return std::nullopt;
  }
}

std::optional<Complex> polar_of(const Node& node) {
  const auto number = [&](std::string_view key) -> std::optional<double> {
    const Node* value = node.find(key);
    if (!value) return std::nullopt;
    if (const auto* whole = std::get_if<std::int64_t>(&value->content)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value->content)) return *real;
    return std::nullopt;
  };
  const auto modulus = number("modulus");
  const auto angle = number("angle");
  if (node.table().size() != 2 || !modulus || !angle || !(*modulus >= 0) || !std::isfinite(*modulus) || !std::isfinite(*angle))
    return std::nullopt;
  return polar(*modulus, *angle);
}

/// The scalar of a type, if the node can be one.
std::optional<Value> scalar_of(const Node& node, FieldType type) {
  const auto* whole = std::get_if<std::int64_t>(&node.content);
  const auto* real = std::get_if<double>(&node.content);
  const bool finite = whole || (real && std::isfinite(*real));
  const double number = whole ? static_cast<double>(*whole) : real ? *real + 0.0 : 0;
  switch (type) {
    case FieldType::boolean:
      if (const auto* flag = std::get_if<bool>(&node.content)) return *flag;
      break;
    case FieldType::integer:
      if (whole) return *whole;
      if (finite && number == std::floor(number) && std::abs(number) <= largest_exact_whole) return static_cast<std::int64_t>(number);
      break;
    case FieldType::real:
      if (finite) return number;
      break;
    case FieldType::complex:
      if (finite) return Complex{number, 0};
      if (node.is_table())
        if (const auto complex = polar_of(node)) return *complex;
      if (node.text())
        if (const auto complex = parse_complex(*node.text())) return *complex;
      break;
    case FieldType::text:
      if (node.text()) return *node.text();
      break;
    default: break;
  }
  return std::nullopt;
}

std::string wanted(FieldType type) {
  if (type == FieldType::complex) return R"(a complex number as 0.5, "0.5-0.3i" or { modulus = 0.5, angle = 0.3 })";
  if (type == FieldType::real) return "a finite real number";
  return std::string(type_name(type));
}

/// What a value of a field must be: one of its names, or of its type.
std::string wanted(const FieldSpec& spec) { return spec.choices.empty() ? wanted(spec.type) : allowed(spec); }

Value pack(const std::vector<Value>& elements, FieldType type) {
  const auto collect = [&]<class T>(std::vector<T> list) -> Value {
    for (const Value& element : elements) list.push_back(std::get<T>(element));
    return list;
  };
  if (type == FieldType::reals) return collect(std::vector<double>{});
  if (type == FieldType::complexes) return collect(std::vector<Complex>{});
  return collect(std::vector<std::string>{});
}

/// Returns the numbers of a range as values of a scalar type, or nothing after reporting a problem.
std::optional<std::vector<Value>> range_values(const Node& node, const Target& target, FieldType type, const Draws* draws) {
  if (type == FieldType::boolean || type == FieldType::text) {
    target.problems.add(node.where, target.path, fmt::format("got a range of numbers (must be {})", wanted(target.spec)));
    return std::nullopt;
  }
  const auto numbers = expand_range(node, target, draws);
  if (!numbers) return std::nullopt;
  std::vector<Value> values;
  for (const double number : *numbers) {
    if (type == FieldType::integer)
      values.emplace_back(static_cast<std::int64_t>(number));
    else if (type == FieldType::real)
      values.emplace_back(number);
    else
      values.emplace_back(Complex{number, 0});
  }
  return values;
}

bool accept(const Value& value, Where where, const Target& target) {
  const auto problem = problem_with(target.spec, value);
  if (problem) target.problems.add(where, target.path, *problem);
  return !problem;
}

std::optional<Value> read_list(const Node& node, const Target& target) {
  const FieldType type = *element_type(target.spec.type);
  std::vector<Value> elements;
  if (is_range(node)) {
    auto values = range_values(node, target, type, nullptr);
    if (!values) return std::nullopt;
    elements = std::move(*values);
  } else if (node.is_list()) {
    bool good = true;
    for (const Node& element : node.list()) {
      if (auto value = scalar_of(element, type)) {
        elements.push_back(std::move(*value));
        continue;
      }
      target.problems.add(element.where, target.path,
                          fmt::format("got {} in the list (must be {})", short_literal(element),
                                      target.spec.choices.empty() ? wanted(type) : allowed(target.spec)));
      good = false;
    }
    if (!good) return std::nullopt;
  } else {
    target.problems.add(node.where, target.path,
                        fmt::format("got {} (must be {}{})", short_literal(node), type_name(target.spec.type),
                                    target.spec.choices.empty() ? "" : ", each " + allowed(target.spec)));
    return std::nullopt;
  }
  Value value = pack(elements, target.spec.type);
  if (!accept(value, node.where, target)) return std::nullopt;
  return value;
}

/// Complains where a field that takes a list is not written one level deeper than its axis, with the line that would do.
bool is_nested(const Node& node, const Target& target) {
  const auto deep = [](const Node& element) { return element.is_list() || is_range(element); };
  if (node.is_list() && std::all_of(node.list().begin(), node.list().end(), deep)) return true;
  const std::string name = target.path.substr(target.path.rfind('.') + 1);
  const std::string value = node.is_list() || is_range(node) ? literal(node) : fmt::format("[{}]", literal(node));
  target.problems.add(node.where, target.path,
                      fmt::format("got {} (one value of this field is a list, and the outermost list is an axis). Write {} = [{}]?",
                                  literal(node), name, value));
  return false;
}

/// What is wrong with a table that is neither a range nor a complex number.
std::optional<std::string> unknown_maker(const Node& node) {
  if (!node.is_table() || node.find("modulus") || node.find("angle")) return std::nullopt;
  const std::string key = node.table().empty() ? "" : node.table().front().key;
  return fmt::format("got a table with '{}'", key) + known_names(key, "a table here holds one of", range_makers());
}

}  // namespace

std::optional<Value> read_value(const Node& node, const Target& target) {
  if (element_type(target.spec.type)) return read_list(node, target);
  auto value = scalar_of(node, target.spec.type);
  if (!value) {
    target.problems.add(node.where, target.path, fmt::format("got {} (must be {})", short_literal(node), wanted(target.spec)));
    return std::nullopt;
  }
  if (!accept(*value, node.where, target)) return std::nullopt;
  return value;
}

std::vector<Value> read_axis(const Node& node, const Target& target, const Draws* draws) {
  if (node.is_list() && node.list().empty()) {
    target.problems.add(node.where, target.path, "empty axis (write at least one value, or leave the field out)");
    return {};
  }
  if (element_type(target.spec.type) && !is_nested(node, target)) return {};
  if (is_range(node)) {
    auto values = range_values(node, target, target.spec.type, draws);
    if (!values) return {};
    // One complaint is enough for a range: its values are not written in the file.
    for (const Value& value : *values)
      if (!accept(value, node.where, target)) return {};
    return *std::move(values);
  }
  if (const auto unknown = unknown_maker(node)) {
    target.problems.add(node.where, target.path, *unknown);
    return {};
  }
  std::vector<Value> values;
  bool good = true;
  const auto read = [&](const Node& element) {
    if (auto value = read_value(element, target))
      values.push_back(std::move(*value));
    else
      good = false;
  };
  if (node.is_list())
    for (const Node& element : node.list()) read(element);
  else
    read(node);
  return good ? values : std::vector<Value>{};
}

void check_keys(const Node& table, const std::string& path, std::string_view intro, const std::vector<std::string>& known,
                Problems& problems, const std::string& listing) {
  for (const Entry& entry : table.table()) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string message = "unknown key" + known_names(entry.key, intro, known);
    problems.add(entry.where, path.empty() ? entry.key : path + "." + entry.key,
                 listing.empty() ? message : with_listing(message, listing));
  }
}

}  // namespace polesweep::sweep
