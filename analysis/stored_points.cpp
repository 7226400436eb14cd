#include "analysis/stored_points.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

namespace polesweep::analysis {
namespace {

/// The number at the start of a text, which loses it; none where there is none.
std::optional<double> take_number(std::string_view& text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<double> parse_real(std::string_view text) {
  const auto number = take_number(text);
  return text.empty() ? number : std::nullopt;
}

/// "0.5", "0.5-0.3i".
std::optional<Complex> parse_complex(std::string_view text) {
  const auto real = take_number(text);
  if (!real || text.empty()) return real ? std::optional<Complex>(*real) : std::nullopt;
  const auto imaginary = take_number(text);
  return imaginary && text == "i" ? std::optional<Complex>({*real, *imaginary}) : std::nullopt;
}

/// The elements of "[a,b,c]".
template <class T>
std::optional<Value> parse_list(std::string_view text, const std::function<std::optional<T>(std::string_view)>& element) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
  std::vector<T> list;
  for (text = text.substr(1, text.size() - 2); !text.empty();) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::optional<T> value = element(text.substr(0, comma));
    if (!value) return std::nullopt;
    list.push_back(*value);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return Value(std::move(list));
}

/// A value from its canonical text.
std::optional<Value> parse(FieldType type, const std::string& text) {
  const auto real = [&] { return parse_real(text); };
  switch (type) {
    case FieldType::boolean: return text == "true" || text == "false" ? std::optional<Value>(text == "true") : std::nullopt;
    case FieldType::integer: return real() ? std::optional<Value>(static_cast<std::int64_t>(*real())) : std::nullopt;
    case FieldType::real: return real() ? std::optional<Value>(*real()) : std::nullopt;
    case FieldType::complex: {
      const auto number = parse_complex(text);
      return number ? std::optional<Value>(*number) : std::nullopt;
    }
    case FieldType::text: return Value(text);
    case FieldType::reals: return parse_list<double>(text, parse_real);
    case FieldType::complexes: return parse_list<Complex>(text, parse_complex);
    case FieldType::texts: return parse_list<std::string>(text, [](std::string_view item) { return std::string(item); });
  }
  return std::nullopt;
}

/// A number of a column that holds numbers, as the field wants it; none for the fill value.
std::optional<Value> from_number(FieldType type, double number, bool absent) {
  if (absent) return std::nullopt;
  if (type == FieldType::boolean) return Value(number != 0);
  if (type == FieldType::integer) return Value(static_cast<std::int64_t>(number));
  if (type == FieldType::real) return Value(number);
  return std::nullopt;
}

std::optional<Value> value_at(FieldType type, const results::Variable& column, std::size_t point) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
    return (*texts)[point].empty() ? std::nullopt : parse(type, (*texts)[point]);
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values))
    return from_number(type, (*reals)[point], std::isnan((*reals)[point]));
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values))
    return from_number(type, static_cast<double>((*integers)[point]), (*integers)[point] == -1);
  return std::nullopt;
}

}  // namespace

StoredPoints::StoredPoints(const results::Group& root) {
  for (const results::Variable& variable : root.variables)
    if (variable.dimensions == std::vector<std::string>{"point"}) columns_[variable.name] = &variable;
}

std::string StoredPoints::text(const std::string& column, std::size_t point) const {
  const auto found = columns_.find(column);
  const auto* texts = found == columns_.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second->values);
  return texts ? (*texts)[point] : "";
}

std::optional<Member> StoredPoints::member(Family family, const std::string& kind_column, const std::string& prefix,
                                           std::size_t point) const {
  Member member{text(kind_column, point), {}};
  const MemberInfo* info = find_member(family, member.kind);
  if (info == nullptr) return std::nullopt;
  for (const FieldSpec& spec : info->fields) {
    const auto column = columns_.find(prefix + spec.name);
    const auto value = column == columns_.end() ? std::nullopt : value_at(spec.type, *column->second, point);
    if (value)
      member.fields[spec.name] = *value;
    else if (spec.required())
      return std::nullopt;
  }
  return member;
}

std::optional<Point> StoredPoints::at(std::size_t point) const {
  const auto task = member(Family::task, "task_kind", "task_", point);
  const auto network = member(Family::network, "poles_network", "poles_", point);
  const auto poles = member(Family::poles, "poles_kind", "poles_", point);
  const auto recurrent = member(Family::recurrent, "learner_recurrent_kind", "learner_recurrent_", point);
  const auto readout = member(Family::readout, "learner_readout_kind", "learner_readout_", point);
  const auto regime = member(Family::regime, "learner_regime_kind", "learner_regime_", point);
  if (!task || !network || !poles || !recurrent || !readout || !regime) return std::nullopt;
  Point found{*task, *network, *poles, *recurrent, *readout, {}, *regime};
  if (!text("learner_optimizer_kind", point).empty()) {
    const auto optimizer = member(Family::optimizer, "learner_optimizer_kind", "learner_optimizer_", point);
    if (!optimizer) return std::nullopt;
    found.optimizer = *optimizer;
  }
  return found;
}

}  // namespace polesweep::analysis
