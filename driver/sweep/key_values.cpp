#include "driver/sweep/key_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "core/learners/recurrent/needs.hpp"
#include "core/measures/measure.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/listing.hpp"
#include "driver/sweep/ranges.hpp"

namespace polesweep::sweep {
namespace {

FieldSpec whole_number(const Range& range) {
  return {.name = "", .type = FieldType::integer, .help = "", .unit = "", .fallback = {}, .range = range, .choices = {}};
}

std::optional<std::int64_t> read_whole(const Node& node, const Target& target) {
  const auto value = read_value(node, target);
  return value ? std::optional(std::get<std::int64_t>(*value)) : std::nullopt;
}

std::vector<std::int64_t> whole_numbers(const Node& node, const Target& target) {
  std::vector<std::int64_t> numbers;
  for (const Value& value : read_axis(node, target, nullptr)) numbers.push_back(std::get<std::int64_t>(value));
  return numbers;
}

/// { start = 100, count = 32 }
std::vector<std::uint64_t> read_stretch(const Node& node, const FieldSpec& start, const Target& count) {
  Problems& problems = count.problems;
  check_keys(node, "seeds", "seeds reads:", {stretch_fields().front().name, stretch_fields().back().name}, problems);
  const Node* how_many = node.find("count");
  const Node* from = node.find("start");
  const auto length = how_many ? read_whole(*how_many, {count.spec, "seeds.count", problems}) : std::nullopt;
  const auto first = from ? read_whole(*from, {start, "seeds.start", problems}) : std::optional<std::int64_t>(0);
  if (!how_many) problems.add(node.where, "seeds", "needs a count (or until and at_most)");
  return length && first ? count_seeds(*first, *length) : std::vector<std::uint64_t>{};
}

/// One recurrent rule, as a text or a table; its fields are single values.
std::optional<Member> read_shadow(const Node& node, Problems& problems) {
  const std::string path = "measure.shadows";
  const Node* kind = node.is_table() ? node.find("kind") : &node;
  const std::vector<std::string> names = shadow_rules();
  if (!kind || !kind->text()) {
    problems.add(
        node.where, path,
        fmt::format("got {} (must be one of {}, or a table with its kind and fields)", short_literal(node), fmt::join(names, ", ")));
    return std::nullopt;
  }
  const MemberInfo* info = find_member(Family::recurrent, *kind->text());
  if (!info || std::find(names.begin(), names.end(), info->name) == names.end()) {
    problems.add(kind->where, path,
                 with_listing(fmt::format("unknown {}", literal(*kind)) + known_names(*kind->text(), "one of", names),
                              listing_of(Family::recurrent)));
    return std::nullopt;
  }
  Member shadow{info->name, {}};
  std::vector<std::string> fields{"kind"};
  for (const FieldSpec& spec : info->fields) {
    fields.push_back(spec.name);
    const Node* value = node.is_table() ? node.find(spec.name) : nullptr;
    if (value) {
      if (auto read = read_value(*value, {spec, path + "." + spec.name, problems})) shadow.fields.emplace(spec.name, *std::move(read));
    } else if (spec.required()) {
      problems.add(node.where, path + "." + spec.name,
                   fmt::format("missing ({} needs it: {}). Write {{ kind = \"{}\", {} = ... }}?", info->name, type_name(spec.type),
                               info->name, spec.name));
    }
  }
  if (node.is_table()) check_keys(node, path, info->name + " reads:", fields, problems, listing_of(Family::recurrent, info->name));
  return shadow;
}

}  // namespace

std::vector<std::string> shadow_rules() {
  std::vector<std::string> names;
  for (const MemberInfo& info : members(Family::recurrent))
    if (recurrent_needs(info.name).may_be_shadow) names.push_back(info.name);
  return names;
}

const std::vector<FieldSpec>& stretch_fields() {
  static const std::vector<FieldSpec> fields = [] {
    FieldSpec start = whole_number({.low = 0, .high = 0x1p53});
    start.name = "start";
    start.fallback = Value(std::int64_t{0});
    FieldSpec count = whole_number(seed_counts);
    count.name = "count";
    return std::vector{start, count};
  }();
  return fields;
}

std::vector<std::uint64_t> count_seeds(std::int64_t start, std::int64_t count) {
  std::vector<std::uint64_t> seeds;
  for (std::int64_t i = 0; i < count; ++i) seeds.push_back(static_cast<std::uint64_t>(start + i));
  return seeds;
}

std::vector<std::uint64_t> read_seeds(const Node& node, const Target& target) {
  const FieldSpec seed = whole_number({.low = 0, .high = 0x1p53});
  if (node.is_table() && !is_range(node)) return read_stretch(node, seed, target);
  if (!node.is_list() && !node.is_table()) return count_seeds(0, read_whole(node, target).value_or(0));
  std::vector<std::uint64_t> seeds;
  for (const std::int64_t number : whole_numbers(node, {seed, target.path, target.problems}))
    seeds.push_back(static_cast<std::uint64_t>(number));
  std::sort(seeds.begin(), seeds.end());
  const auto twice = std::adjacent_find(seeds.begin(), seeds.end());
  if (twice != seeds.end()) target.problems.add(node.where, target.path, fmt::format("{} is listed twice", *twice));
  return seeds;
}

std::string seeds_text(const std::vector<std::uint64_t>& seeds) {
  if (seeds.empty()) return "";
  if (seeds.back() - seeds.front() == seeds.size() - 1) return fmt::format("{{ start = {}, count = {} }}", seeds.front(), seeds.size());
  return whole_numbers_text({seeds.begin(), seeds.end()});
}

std::vector<std::int64_t> read_ascending(const Node& node, const Target& target) {
  std::vector<std::int64_t> numbers = whole_numbers(node, target);
  const auto fall = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal{});
  if (fall != numbers.end())
    target.problems.add(node.where, target.path, fmt::format("{} comes before {} ({} must be ascending)", fall[0], fall[1], target.path));
  return numbers;
}

std::string whole_numbers_text(const std::vector<std::int64_t>& numbers) { return literal(list_node({numbers.begin(), numbers.end()})); }

std::vector<std::string> read_metrics(const Node& node, const Target& target) {
  const auto value = read_value(node, target);
  std::vector<std::string> metrics = value ? std::get<std::vector<std::string>>(*value) : std::vector<std::string>{};
  const std::vector<std::string>& known = target.spec.choices;
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (std::find(known.begin(), known.end(), metrics[i]) == known.end())
      target.problems.add(node.list()[i].where, target.path,
                          fmt::format("unknown '{}'", metrics[i]) + known_names(metrics[i], "one of", known));
  // The risk is always measured, so asking for it changes nothing.
  std::erase(metrics, "risk");
  std::sort(metrics.begin(), metrics.end());
  metrics.erase(std::unique(metrics.begin(), metrics.end()), metrics.end());
  return metrics;
}

std::vector<Member> read_shadows(const Node& node, const std::vector<std::string>& metrics, Problems& problems) {
  std::vector<Member> shadows;
  if (!node.is_list()) {
    problems.add(node.where, "measure.shadows",
                 fmt::format("got {} (must be a list of rules, each one of {}, or a table with its kind and fields)", short_literal(node),
                             fmt::join(shadow_rules(), ", ")));
  } else {
    if (node.list().size() > most_shadows)
      problems.add(node.where, "measure.shadows", fmt::format("{} rules (at most {})", node.list().size(), most_shadows));
    for (const Node& element : node.list())
      if (auto shadow = read_shadow(element, problems)) shadows.push_back(*std::move(shadow));
  }
  std::vector<std::string> comparing;
  for (const Measure* metric : all_measures())
    if (metric->needs.exact_gradient) comparing.emplace_back(metric->name);
  if (std::find_first_of(comparing.begin(), comparing.end(), metrics.begin(), metrics.end()) == comparing.end())
    problems.add(node.where, "measure.shadows",
                 fmt::format("not used (they are compared by the metrics {}). Add one?", fmt::join(comparing, " and ")));
  return shadows;
}

std::string shadow_names(const std::vector<Member>& shadows) {
  std::vector<std::string> names;
  for (const Member& shadow : shadows) {
    std::vector<std::string> fields;
    for (const auto& [name, value] : shadow.fields) fields.push_back(fmt::format("{} {}", name, canonical(value)));
    names.push_back(fields.empty() ? shadow.kind : fmt::format("{} ({})", shadow.kind, fmt::join(fields, ", ")));
  }
  return fmt::format("{}", fmt::join(names, "\n"));
}

/// Values outside the tables with axes are written as they are.
std::string shadows_text(const std::vector<Member>& shadows) {
  std::string text;
  for (const Member& shadow : shadows) {
    text += fmt::format("{}{{ kind = {}", text.empty() ? "[" : ", ", quoted(shadow.kind));
    for (const auto& [name, value] : shadow.fields) text += fmt::format(", {} = {}", name, literal(node_of(value)));
    text += " }";
  }
  return text + "]";
}

}  // namespace polesweep::sweep
