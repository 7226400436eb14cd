#include "driver/guide/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace polesweep::guide {
namespace {

constexpr std::size_t most_shown = 6;

/// A number of a range has twelve digits, of which a reader needs some.
std::string value_text(const Value& value) {
  const double* real = std::get_if<double>(&value);
  return real ? fmt::format("{:.4g}", *real) : plain_text(value);
}

}  // namespace

std::string enumeration(const std::vector<std::string>& items, std::string_view last_word) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i)
    text += (i == 0 ? "" : i + 1 < items.size() ? ", " : fmt::format(" {} ", last_word)) + items[i];
  return text;
}

std::string wrapped(const std::string& text, std::string_view first, std::string_view comment, std::size_t width) {
  std::istringstream words(text);
  std::string lines;
  std::string line = fmt::format("{}{}", comment, first);
  const std::string next = fmt::format("{}{}", comment, std::string(first.size(), ' '));
  bool is_empty = true;
  for (std::string word; words >> word;) {
    if (!is_empty && line.size() + 1 + word.size() > width) {
      lines += line + '\n';
      line = next;
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + word;
    is_empty = false;
  }
  return lines + line + '\n';
}

std::string places_text(const std::vector<std::int64_t>& places) {
  if (places.size() > most_shown)
    return fmt::format("{} ({} of them)", fmt::format("{} to {}", places.front(), places.back()), places.size());
  std::vector<std::string> items;
  items.reserve(places.size());
  for (const std::int64_t place : places) items.push_back(std::to_string(place));
  return enumeration(items);
}

std::string values_text(const std::vector<Value>& values) {
  if (values.size() > most_shown)
    return fmt::format("{} values from {} to {}", values.size(), value_text(values.front()), value_text(values.back()));
  std::vector<std::string> items;
  items.reserve(values.size());
  for (const Value& value : values) items.push_back(value_text(value));
  return enumeration(items, "or");
}

std::string settings_text(const sweep::Table& table, const std::vector<Family>& families) {
  std::vector<std::string> items;
  std::vector<std::string> together;
  for (const std::vector<std::size_t>& axis : table.axes) {
    std::vector<std::string> names;
    for (const std::size_t position : axis) {
      const sweep::FieldAxis& field = table.fields[position];
      if (std::find(families.begin(), families.end(), field.family) == families.end()) continue;
      items.push_back(fmt::format("{} = {}", field.spec->name, values_text(field.values)));
      names.push_back(field.spec->name);
    }
    if (names.size() > 1) together.push_back(fmt::format("{} step together", enumeration(names)));
  }
  std::string text = enumeration(items);
  if (!together.empty()) text += fmt::format(" ({})", enumeration(together));
  return text;
}

std::string capital(std::string text) {
  if (!text.empty()) text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

}  // namespace polesweep::guide
