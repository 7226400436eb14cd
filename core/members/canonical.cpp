#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/members/fields.hpp"

namespace polesweep {
namespace {

std::string text_of(double value) { return canonical(value); }

std::string text_of(const Complex& value) {
  if (value.imag() == 0) return text_of(value.real());
  const std::string imaginary = text_of(value.imag());
  return text_of(value.real()) + (imaginary.front() == '-' ? "" : "+") + imaginary + "i";
}

/// Characters that would let one text pass for two lines or two list entries are escaped.
std::string text_of(const std::string& value) {
  std::string text;
  for (const char c : value) {
    if (c == '\\' || c == ',') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

template <class T>
std::string canonical_list(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) {
    if (text.size() > 1) text += ',';
    text += text_of(value);
  }
  return text + "]";
}

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() ? std::optional<T>(value) : std::nullopt;
}

/// Takes the first entry of a list from a text, without the escapes of its characters.
std::string take_entry(std::string_view& list) {
  std::string entry;
  std::size_t i = 0;
  for (; i < list.size() && list[i] != ','; ++i) {
    if (list[i] == '\\' && i + 1 < list.size())
      entry += list[++i] == 'n' ? '\n' : list[i];
    else
      entry += list[i];
  }
  list.remove_prefix(std::min(i + 1, list.size()));
  return entry;
}

template <class T, class Parse>
std::optional<Value> parse_list(std::string_view text, Parse&& parse) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<T> list;
  while (!text.empty()) {
    const std::optional<T> entry = parse(take_entry(text));
    if (!entry) return std::nullopt;
    list.push_back(*entry);
  }
  return list;
}

template <class T>
std::optional<Value> as_value(const std::optional<T>& parsed) {
  return parsed ? std::optional<Value>(*parsed) : std::nullopt;
}

}  // namespace

std::string canonical(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string canonical(const Value& value) {
  struct Printer {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
    std::string operator()(double number) const { return text_of(number); }
    std::string operator()(const Complex& number) const { return text_of(number); }
    std::string operator()(const std::string& text) const { return text_of(text); }
    std::string operator()(const std::vector<double>& list) const { return canonical_list(list); }
    std::string operator()(const std::vector<Complex>& list) const { return canonical_list(list); }
    std::string operator()(const std::vector<std::string>& list) const { return canonical_list(list); }
  };
  return std::visit(Printer{}, value);
}

std::string plain_text(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : canonical(value);
}

std::optional<Complex> parse_complex(std::string_view text) {
  std::string squeezed;
  for (const char c : text)
    if (c != ' ') squeezed += c;
  const char* next = squeezed.data();
  const char* const end = next + squeezed.size();
  double real = 0, imaginary = 0;
  bool has_real = false, has_imaginary = false;
  while (next != end) {
    const bool negative = *next == '-';
    if (*next == '+' || *next == '-')
      ++next;
    else if (has_real)
      return std::nullopt;
    if (next == end || *next == '+' || *next == '-') return std::nullopt;
    double number = 1;
    if (*next != 'i') {
      const auto [after, error] = std::from_chars(next, end, number);
      if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
      next = after;
    }
    if (negative) number = -number;
    const bool is_imaginary = next != end && *next == 'i';
    if (is_imaginary) ++next;
    if (has_imaginary || (has_real && !is_imaginary)) return std::nullopt;
    (is_imaginary ? imaginary : real) = number + 0.0;
    (is_imaginary ? has_imaginary : has_real) = true;
  }
  if (!has_real && !has_imaginary) return std::nullopt;
  return Complex{real, imaginary};
}

std::optional<Value> parse_plain_text(FieldType type, std::string_view text) {
  switch (type) {
    case FieldType::boolean: return text == "true" || text == "false" ? std::optional<Value>(text == "true") : std::nullopt;
    case FieldType::integer: return as_value(parse_number<std::int64_t>(text));
    case FieldType::real: return as_value(parse_number<double>(text));
    case FieldType::complex: return as_value(parse_complex(text));
    case FieldType::text: return Value(std::string(text));
    case FieldType::reals: return parse_list<double>(text, parse_number<double>);
    case FieldType::complexes: return parse_list<Complex>(text, parse_complex);
    case FieldType::texts: return parse_list<std::string>(text, [](std::string entry) { return std::optional(std::move(entry)); });
  }
  return std::nullopt;
}

}  // namespace polesweep
