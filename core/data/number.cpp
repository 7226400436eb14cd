#include "core/data/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace polesweep::data {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

/// Takes an unsigned number off the text; infinite beyond the range of a double.
std::optional<double> take_magnitude(std::string_view& text) {
  if (text.empty() || text.front() == '-' || text.front() == '+') return std::nullopt;
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::invalid_argument) return std::nullopt;
  // A number that is too small is as far from what was written as one that is too large.
  if (problem == std::errc::result_out_of_range) value = std::numeric_limits<double>::infinity();
  const auto size = static_cast<std::size_t>(end - text.data());
  if (std::isnan(value) && size != 3) return std::nullopt;  // nan(...)
  text.remove_prefix(size);
  return value;
}

/// Removes a leading sign and the blanks around it from the text. Returns it as a factor, or nothing if there is none.
std::optional<double> take_sign(std::string_view& text) {
  skip_blanks(text);
  const bool minus = text.starts_with('-');
  if (!take(text, minus ? "-" : "+")) return std::nullopt;
  skip_blanks(text);
  return minus ? -1.0 : 1.0;
}

/// Whether nothing but an imaginary unit is left of the text.
bool ends_with_unit(std::string_view text) {
  take(text, "*");
  return text == "i" || text == "j" || text == "im";
}

Number complex_number(double real, double imaginary) {
  if (std::isnan(real) || std::isnan(imaginary)) return {missing_value, missing_value, true};
  return {real, imaginary, true};
}

/// a+bi, bi or a, in lower case.
std::optional<Number> sum(std::string_view text) {
  const double sign = take_sign(text).value_or(1);
  const auto first = take_magnitude(text);
  if (!first) return std::nullopt;
  if (ends_with_unit(text)) return complex_number(0, sign * *first);
  skip_blanks(text);
  if (text.empty()) return Number{sign * *first};
  auto second_sign = take_sign(text);
  if (!second_sign) return std::nullopt;
  if (*second_sign > 0 && take(text, "-")) second_sign = -1;  // so numpy wrote negative imaginary parts before 1.14: 1+-2j
  const auto second = take_magnitude(text);
  if (!second || !ends_with_unit(text)) return std::nullopt;
  return complex_number(sign * *first, *second_sign * *second);
}

/// The text between parentheses: two numbers, or a sum.
std::optional<Number> pair_or_sum(std::string_view text, char separator) {
  const std::size_t between = text.find(separator);
  if (between == std::string_view::npos) {
    const auto number = sum(text);
    // (1) is how C++ takes a complex number without an imaginary part.
    return number ? std::optional(number->is_complex ? *number : complex_number(number->real, 0)) : std::nullopt;
  }
  const auto real = sum(text.substr(0, between));
  const auto imaginary = sum(text.substr(between + 1));
  if (!real || !imaginary || real->is_complex || imaginary->is_complex) return std::nullopt;
  return complex_number(real->real, imaginary->real);
}

bool is_missing_word(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 4) return false;
  const std::string word = lower_case(text);
  for (const char* known : {"nan", "+nan", "-nan", "na", "n/a", "null", "none", "<na>", "#n/a"})
    if (word == known) return true;
  return false;
}

}  // namespace

NumberReader::NumberReader(bool decimal_comma, std::vector<std::string> missing)
    : decimal_comma_(decimal_comma), missing_(std::move(missing)) {
  for (const std::string& text : missing_)
    if (const auto number = written_out(text); number && !number->is_complex && !std::isnan(number->real))
      missing_numbers_.push_back(number->real);
}

bool NumberReader::could_be_number(std::string_view text) const { return (*this)(text) || NumberReader(!decimal_comma_, missing_)(text); }

bool NumberReader::is_listed(double value) const {
  return std::find(missing_numbers_.begin(), missing_numbers_.end(), value) != missing_numbers_.end();
}

std::optional<Number> NumberReader::operator()(std::string_view text) const {
  if (is_missing_word(text) || std::find(missing_.begin(), missing_.end(), text) != missing_.end()) return Number{missing_value};
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_plain = problem == std::errc() && end == text.data() + text.size() && !std::isnan(value);
  std::optional<Number> number = is_plain && !decimal_comma_ ? Number{value} : written_out(text);
  if (number && !number->is_complex && is_listed(number->real)) number->real = missing_value;
  return number;
}

std::optional<Number> NumberReader::written_out(std::string_view text) const {
  std::string plain = lower_case(text);
  if (decimal_comma_) {
    if (plain.find('.') != std::string::npos) return std::nullopt;  // of thousands, or a mistake
    std::replace(plain.begin(), plain.end(), ',', '.');
  }
  for (std::size_t i = 1; i + 1 < plain.size(); ++i)
    if (plain[i] == 'd' && (is_digit(plain[i - 1]) || plain[i - 1] == '.') &&
        (is_digit(plain[i + 1]) || plain[i + 1] == '-' || plain[i + 1] == '+'))
      plain[i] = 'e';
  std::string_view rest = plain;
  if (!rest.starts_with('(') || !rest.ends_with(')')) return sum(rest);
  return pair_or_sum(rest.substr(1, rest.size() - 2), decimal_comma_ ? ';' : ',');
}

std::string NumberReader::suggestion(std::string_view text) const {
  if (!could_be_number(text)) return "";
  return decimal_comma_ ? ". Set decimal = \"point\"?" : ". Set decimal = \"comma\"?";
}

}  // namespace polesweep::data
