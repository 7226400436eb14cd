#include "core/results/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/results/results_builder.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

constexpr std::size_t longest_in_place = 80;
constexpr std::size_t most_characters = 1 << 20;

void rename(std::string& name, std::string_view from, std::string_view to) {
  if (name == from) name = to;
}

/// Schema 2: the dimension `length` of /training differs from the root's where a sweep has no lengths, which xarray's trees do not allow.
void rename_training_length(Group& training) {
  for (Dimension& dimension : training.dimensions) rename(dimension.name, "length", "training_length");
  for (Variable& variable : training.variables) {
    rename(variable.name, "length", "training_length");
    for (std::string& dimension : variable.dimensions) rename(dimension, "length", "training_length");
  }
}

Variable* find(Group& group, std::string_view name) {
  const auto found = std::find_if(group.variables.begin(), group.variables.end(), [&](const Variable& one) { return one.name == name; });
  return found == group.variables.end() ? nullptr : &*found;
}

}  // namespace

std::string units_of_udunits(const std::string& units) {
  if (units == "samples" || units == "updates") return "count";
  if (units == "1/sample" || units == "1/update") return "count-1";
  if (units == "s" || units == "radians" || units == "count") return units;
  return "1";
}

bool LongTexts::are_worth_it(const std::vector<std::string>& texts) {
  std::size_t longest = 0;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  return longest > longest_in_place && longest > most_characters / std::max<std::size_t>(texts.size(), 1);
}

std::string LongTexts::key_of(const std::string& text) {
  if (text.size() <= longest_in_place && !text.starts_with('#')) return text;
  const auto [found, added] = rows_.emplace(text, texts_.size());
  if (added) texts_.push_back(text);
  return fmt::format("#{}", found->second);
}

const std::string& LongTexts::text_of(const std::string& key, const std::vector<std::string>& texts) {
  if (!key.starts_with('#')) return key;
  std::size_t row = 0;
  const auto [end, error] = std::from_chars(key.data() + 1, key.data() + key.size(), row);
  if (error != std::errc() || end != key.data() + key.size() || row >= texts.size())
    throw Error(fmt::format("'{}' is no row of the long texts (there are {})", excerpt(key), texts.size()));
  return texts[row];
}

Group LongTexts::group() const {
  return {.name = long_texts_group,
          .attributes = {},
          .dimensions = {{"long_text", texts_.size()}},
          .variables = {make_variable(long_texts_group, "text", texts_)},
          .groups = {}};
}

void to_current_schema(Group& root) {
  for (auto& [key, text] : root.attributes) {
    if (key != "schema") continue;
    if (text == std::to_string(schema_version)) return;
    if (text != "1")
      throw Error(
          fmt::format("schema {} (this program reads 1 to {}). Written by a later version of polesweep?", excerpt(text), schema_version));
    text = std::to_string(schema_version);
  }
  for (Group& group : root.groups)
    if (group.name == "training") rename_training_length(group);
  if (Variable* hashes = find(root, "evaluation_hash"))
    if (const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&hashes->values)) {
      std::vector<std::string> texts;
      for (const std::uint64_t number : *numbers) texts.push_back(fmt::format("{:016x}", number));
      hashes->values = std::move(texts);
    }
  if (Variable* distinct = find(root, "distinct_runs"))
    if (auto* numbers = std::get_if<std::vector<std::int64_t>>(&distinct->values))
      std::replace(numbers->begin(), numbers->end(), std::numeric_limits<std::int64_t>::max(), std::int64_t{-1});
}

}  // namespace polesweep::results
