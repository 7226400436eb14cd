#include "core/members/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace polesweep {
namespace {

/// A value in range, for a constructor that only lists its fields.
double some_number(const Range& range) {
  if (std::isfinite(range.low) && std::isfinite(range.high)) return 0.5 * (range.low + range.high);
  if (std::isfinite(range.low)) return range.low + 1;
  if (std::isfinite(range.high)) return range.high - 1;
  return 0;
}

bool inside(double value, const Range& range) {
  if (std::isnan(value)) return false;
  const bool above = range.low_allowed ? value >= range.low : value > range.low;
  const bool below = range.high_allowed ? value <= range.high : value < range.high;
  return above && below;
}

std::vector<std::string> split_choices(std::string_view text) {
  std::vector<std::string> choices;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('|', start), text.size());
    choices.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  return choices;
}

/// Position of a text among choices written "first|second|third"; -1 if it is none of them.
int position_of(std::string_view text, std::string_view choices) {
  for (int position = 0;; ++position) {
    const std::size_t end = choices.find('|');
    if (choices.substr(0, end) == text) return position;
    if (end == std::string_view::npos) return -1;
    choices.remove_prefix(end + 1);
  }
}

std::string range_text(const Range& range) {
  const bool low = std::isfinite(range.low);
  const bool high = std::isfinite(range.high);
  if (low && high)
    return fmt::format("in {}{}, {}{}", range.low_allowed ? '[' : '(', canonical(range.low), canonical(range.high),
                       range.high_allowed ? ']' : ')');
  if (low) return fmt::format("{} {}", range.low_allowed ? ">=" : ">", canonical(range.low));
  if (high) return fmt::format("{} {}", range.high_allowed ? "<=" : "<", canonical(range.high));
  return "";
}

}  // namespace

Fields::Fields() = default;
Fields::Fields(const FieldValues& values) : lanes_{&values} {}
Fields::Fields(std::vector<const FieldValues*> lanes) : lanes_(std::move(lanes)) {}

const Value* Fields::find(const char* name, std::size_t lane) const {
  if (lanes_.empty()) return nullptr;
  const FieldValues& values = *lanes_[std::min(lane, lanes_.size() - 1)];
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

double Fields::real(const RealField& field) {
  double value = 0;
  real_by_lane(field, &value, 1);
  const Value* first = find(field.name);
  for (std::size_t lane = 1; lane < lanes_.size(); ++lane)
    if (const Value* other = find(field.name, lane); first && other ? *first != *other : first != other)
      throw std::logic_error(fmt::format("{}: read once for all runs of a block, which differ in it", field.name));
  return value;
}

void Fields::real_by_lane(const RealField& field, double* out, int count) {
  const bool is_required = std::isnan(field.fallback);
  if (describing())
    declared_.push_back({field.name,
                         FieldType::real,
                         field.help,
                         field.unit,
                         is_required ? std::nullopt : std::optional<Value>(field.fallback),
                         field.range,
                         {},
                         false,
                         field.follows ? field.follows : ""});
  for (int lane = 0; lane < count; ++lane) {
    const Value* value = find(field.name, static_cast<std::size_t>(lane));
    out[lane] = value ? std::get<double>(*value) : is_required && !field.follows ? some_number(field.range) : field.fallback;
  }
}

std::int64_t Fields::integer(const IntegerField& field) {
  const bool is_required = field.fallback == required_integer;
  if (describing())
    declared_.push_back({field.name,
                         FieldType::integer,
                         field.help,
                         field.unit,
                         is_required ? std::nullopt : std::optional<Value>(field.fallback),
                         field.range,
                         {}});
  if (const Value* value = find(field.name)) return std::get<std::int64_t>(*value);
  return is_required ? static_cast<std::int64_t>(std::ceil(some_number(field.range))) : field.fallback;
}

bool Fields::boolean(const BooleanField& field) {
  if (describing()) declared_.push_back({field.name, FieldType::boolean, field.help, "", Value(field.fallback), {}, {}});
  const Value* value = find(field.name);
  return value ? std::get<bool>(*value) : field.fallback;
}

int Fields::choice(const ChoiceField& field) {
  if (describing())
    declared_.push_back({field.name,
                         FieldType::text,
                         field.help,
                         "",
                         field.fallback ? std::optional<Value>(std::string(field.fallback)) : std::nullopt,
                         {},
                         split_choices(field.choices)});
  const Value* value = find(field.name);
  if (!value && !field.fallback) return 0;
  const std::string_view chosen = value ? std::string_view(std::get<std::string>(*value)) : field.fallback;
  if (const int position = position_of(chosen, field.choices); position >= 0) return position;
  throw std::logic_error(fmt::format("{}: '{}' is none of {}", field.name, chosen, field.choices));
}

std::string Fields::text(const TextField& field) {
  if (describing())
    declared_.push_back({field.name,
                         FieldType::text,
                         field.help,
                         "",
                         field.fallback ? std::optional<Value>(std::string(field.fallback)) : std::nullopt,
                         {},
                         {},
                         field.data_file});
  const Value* value = find(field.name);
  return value ? std::get<std::string>(*value) : field.fallback ? field.fallback : "";
}

template <class T, class Field>
std::vector<T> Fields::list(const Field& field, FieldType type) {
  if (describing())
    declared_.push_back({field.name,
                         type,
                         field.help,
                         field.unit,
                         field.may_be_absent ? std::optional<Value>(std::vector<T>{}) : std::nullopt,
                         field.range,
                         {}});
  const Value* value = find(field.name);
  return value ? std::get<std::vector<T>>(*value) : std::vector<T>{};
}

std::vector<double> Fields::reals(const ListField& field) { return list<double>(field, FieldType::reals); }
std::vector<Complex> Fields::complexes(const ListField& field) { return list<Complex>(field, FieldType::complexes); }
std::vector<std::string> Fields::texts(const ListField& field) { return list<std::string>(field, FieldType::texts); }

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::boolean: return "true or false";
    case FieldType::integer: return "a whole number";
    case FieldType::real: return "a real number";
    case FieldType::complex: return "a complex number";
    case FieldType::text: return "a text";
    case FieldType::reals: return "a list of real numbers";
    case FieldType::complexes: return "a list of complex numbers";
    case FieldType::texts: return "a list of texts";
  }
  throw std::logic_error("unknown field type");
}

std::string allowed(const FieldSpec& spec) {
  if (!spec.choices.empty()) return fmt::format("one of {}", fmt::join(spec.choices, ", "));
  const std::string range = range_text(spec.range);
  return range.empty() ? std::string(type_name(spec.type)) : range;
}

std::optional<std::string> problem_with(const FieldSpec& spec, const Value& value) {
  if (value.index() != static_cast<std::size_t>(spec.type))
    return fmt::format("got {} (must be {})", canonical(value), type_name(spec.type));
  const auto outside = [&](double number) {
    return fmt::format("got {} (must be {})", canonical(number), std::isnan(number) ? "a number" : range_text(spec.range));
  };
  if (const auto* number = std::get_if<double>(&value); number && !inside(*number, spec.range)) return outside(*number);
  if (const auto* whole = std::get_if<std::int64_t>(&value); whole && !inside(static_cast<double>(*whole), spec.range))
    return fmt::format("got {} (must be {})", *whole, range_text(spec.range));
  if (const auto* numbers = std::get_if<std::vector<double>>(&value))
    for (const double number : *numbers)
      if (!inside(number, spec.range)) return outside(number);
  if (const auto* numbers = std::get_if<std::vector<Complex>>(&value))
    for (const Complex& number : *numbers)
      if (std::isnan(number.real()) || std::isnan(number.imag())) return outside(std::nan(""));
  if (const auto* text = std::get_if<std::string>(&value); text && !spec.choices.empty()) {
    for (const std::string& choice : spec.choices)
      if (choice == *text) return std::nullopt;
    return fmt::format("got '{}' (must be one of {})", *text, fmt::join(spec.choices, ", "));
  }
  return std::nullopt;
}

}  // namespace polesweep
