#include "driver/sweep/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "driver/sweep/ranges.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

constexpr double most_seeds = 10'000'000;

FieldSpec number(FieldType type, Range range, std::vector<std::string> choices = {}) {
  return {.name = "", .type = type, .help = "", .unit = "", .fallback = {}, .range = range, .choices = std::move(choices)};
}

/// The value of a key of a section, or none where the key is missing or wrong.
template <class T>
std::optional<T> setting(const Node& section, const std::string& path, const FieldSpec& spec, Problems& problems) {
  const Node* node = section.find(path.substr(path.rfind('.') + 1));
  if (!node) return std::nullopt;
  const auto value = read_value(*node, {spec, path, problems});
  return value ? std::optional(std::get<T>(*value)) : std::nullopt;
}

/// The section `[name]` if it is there and a table; its keys are checked.
const Node* section(const Node& document, const std::string& name, const std::vector<std::string>& keys, Problems& problems) {
  const Node* node = document.find(name);
  if (!node) return nullptr;
  if (!node->is_table()) {
    problems.add(node->where, name, fmt::format("got {} (must be written [{}])", short_literal(*node), name));
    return nullptr;
  }
  check_keys(*node, name, fmt::format("[{}] reads:", name), keys, problems);
  return node;
}

/// Whole numbers of a list or range. Empty after a complaint.
std::vector<std::int64_t> whole_numbers(const Node& node, const std::string& path, const Range& range, Problems& problems) {
  const FieldSpec spec = number(FieldType::integer, range);
  std::vector<std::int64_t> numbers;
  for (const Value& value : read_axis(node, {spec, path, problems}, nullptr)) numbers.push_back(std::get<std::int64_t>(value));
  return numbers;
}

std::vector<std::uint64_t> count_seeds(std::int64_t start, std::int64_t count) {
  std::vector<std::uint64_t> seeds;
  for (std::int64_t i = 0; i < count; ++i) seeds.push_back(static_cast<std::uint64_t>(start + i));
  return seeds;
}

std::vector<std::uint64_t> read_seeds(const Node& node, Problems& problems) {
  const FieldSpec count = number(FieldType::integer, {.low = 1, .high = most_seeds});
  const FieldSpec start = number(FieldType::integer, {.low = 0, .high = 0x1p53});
  if (node.is_table() && !is_range(node)) {
    check_keys(node, "seeds", "seeds reads:", {"start", "count"}, problems);
    const auto length = setting<std::int64_t>(node, "seeds.count", count, problems);
    const auto first = setting<std::int64_t>(node, "seeds.start", start, problems);
    if (!node.find("count")) problems.add(node.where, "seeds", "needs a count");
    return length && (first || !node.find("start")) ? count_seeds(first.value_or(0), *length) : std::vector<std::uint64_t>{};
  }
  if (!node.is_list() && !node.is_table()) {
    const auto length = read_value(node, {count, "seeds", problems});
    return length ? count_seeds(0, std::get<std::int64_t>(*length)) : std::vector<std::uint64_t>{};
  }
  std::vector<std::uint64_t> seeds;
  for (const std::int64_t seed : whole_numbers(node, "seeds", start.range, problems)) seeds.push_back(static_cast<std::uint64_t>(seed));
  std::sort(seeds.begin(), seeds.end());
  const auto twice = std::adjacent_find(seeds.begin(), seeds.end());
  if (twice != seeds.end()) problems.add(node.where, "seeds", fmt::format("{} is there twice", *twice));
  return seeds;
}

std::vector<std::int64_t> read_lengths(const Node& node, Problems& problems) {
  std::vector<std::int64_t> lengths = whole_numbers(node, "lengths", {.low = 1}, problems);
  const auto fall = std::adjacent_find(lengths.begin(), lengths.end(), std::greater_equal{});
  if (fall != lengths.end()) problems.add(node.where, "lengths", fmt::format("{} stands before {} (lengths ascend)", fall[0], fall[1]));
  return lengths;
}

void read_measure(const Node& measure, Sweep& sweep, Problems& problems) {
  std::vector<std::string> known{"risk"};
  for (const MemberInfo& info : members(Family::measure)) known.push_back(info.name);
  if (const Node* metrics = measure.find("metrics")) {
    const FieldSpec spec = number(FieldType::texts, {});
    const auto value = read_value(*metrics, {spec, "measure.metrics", problems});
    sweep.metrics = value ? std::get<std::vector<std::string>>(*value) : std::vector<std::string>{};
    for (std::size_t i = 0; i < sweep.metrics.size(); ++i)
      if (std::find(known.begin(), known.end(), sweep.metrics[i]) == known.end())
        problems.add(metrics->list()[i].where, "measure.metrics",
                     fmt::format("unknown '{}'", sweep.metrics[i]) + known_names(sweep.metrics[i], "one of", known));
    // The risk is always measured, so asking for it changes nothing.
    std::erase(sweep.metrics, "risk");
    std::sort(sweep.metrics.begin(), sweep.metrics.end());
    sweep.metrics.erase(std::unique(sweep.metrics.begin(), sweep.metrics.end()), sweep.metrics.end());
  }
  const FieldSpec spec = number(FieldType::reals, positive);
  if (auto thresholds = setting<std::vector<double>>(measure, "measure.thresholds", spec, problems))
    sweep.thresholds = *std::move(thresholds);
}

}  // namespace

void read_settings(const Node& document, Sweep& sweep, Problems& problems) {
  if (const auto name = setting<std::string>(document, "name", number(FieldType::text, {}), problems)) sweep.name = *name;
  if (const Node* seeds = document.find("seeds"))
    sweep.seeds = read_seeds(*seeds, problems);
  else
    problems.add({}, "seeds", "missing (a number such as 32, a list, or { start = 100, count = 32 })");
  if (const Node* lengths = document.find("lengths"))
    sweep.lengths = read_lengths(*lengths, problems);
  else
    problems.add({}, "lengths", "missing (numbers of training samples: a list or a range)");
  if (const Node* measure = section(document, "measure", {"metrics", "thresholds"}, problems)) read_measure(*measure, sweep, problems);
  if (const Node* evaluation = section(document, "evaluation", {"kind", "samples"}, problems)) {
    const FieldSpec kind = number(FieldType::text, {}, {"auto", "exact", "holdout", "prequential"});
    const FieldSpec samples = number(FieldType::integer, {.low = 1});
    if (const auto value = setting<std::string>(*evaluation, "evaluation.kind", kind, problems)) sweep.evaluation.kind = *value;
    if (const auto value = setting<std::int64_t>(*evaluation, "evaluation.samples", samples, problems)) sweep.evaluation.samples = *value;
  }
  if (const Node* statistics = section(document, "statistics", {"confidence", "delta"}, problems)) {
    const FieldSpec part = number(FieldType::real, {.low = 0, .high = 1, .low_allowed = false, .high_allowed = false});
    if (const auto value = setting<double>(*statistics, "statistics.confidence", part, problems)) sweep.statistics.confidence = *value;
    if (const auto value = setting<double>(*statistics, "statistics.delta", part, problems)) sweep.statistics.delta = *value;
  }
}

}  // namespace polesweep::sweep
