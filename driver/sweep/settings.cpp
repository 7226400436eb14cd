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

std::vector<std::int64_t> read_ascending(const Node& node, const std::string& path, Problems& problems) {
  std::vector<std::int64_t> numbers = whole_numbers(node, path, {.low = 1}, problems);
  const auto fall = std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal{});
  if (fall != numbers.end()) problems.add(node.where, path, fmt::format("{} stands before {} ({} ascend)", fall[0], fall[1], path));
  return numbers;
}

/// One recurrent rule, as a text or a table; its fields are single values.
std::optional<Member> read_shadow(const Node& node, Problems& problems) {
  const std::string path = "measure.shadows";
  const Node* kind = node.is_table() ? node.find("kind") : &node;
  if (!kind || !kind->text()) {
    problems.add(
        node.where, path,
        fmt::format(R"(got {} (must be a recurrent rule, as in "snap1" or {{ kind = "tbptt", truncation = 4 }}))", short_literal(node)));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const MemberInfo& info : members(Family::recurrent))
    if (info.name != "fixed" && info.name != "gauss_newton" && info.name != "bptt") names.push_back(info.name);
  const MemberInfo* info = find_member(Family::recurrent, *kind->text());
  if (!info || std::find(names.begin(), names.end(), info->name) == names.end()) {
    problems.add(kind->where, path, fmt::format("unknown {}", literal(*kind)) + known_names(*kind->text(), "one of", names));
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
      problems.add(node.where, path + "." + spec.name, fmt::format("missing ({} needs it: {})", info->name, type_name(spec.type)));
    }
  }
  if (node.is_table()) check_keys(node, path, info->name + " reads:", fields, problems);
  return shadow;
}

std::vector<Member> read_shadows(const Node& node, Problems& problems) {
  std::vector<Member> shadows;
  if (!node.is_list()) {
    problems.add(node.where, "measure.shadows", fmt::format("got {} (must be a list of recurrent rules)", short_literal(node)));
    return shadows;
  }
  constexpr std::size_t most_shadows = 16;
  if (node.list().size() > most_shadows)
    problems.add(node.where, "measure.shadows", fmt::format("{} rules (at most {})", node.list().size(), most_shadows));
  for (const Node& element : node.list())
    if (auto shadow = read_shadow(element, problems)) shadows.push_back(*std::move(shadow));
  return shadows;
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
  if (const Node* shadows = measure.find("shadows")) {
    sweep.shadows = read_shadows(*shadows, problems);
    const auto asked = [&](const char* metric) {
      return std::find(sweep.metrics.begin(), sweep.metrics.end(), metric) != sweep.metrics.end();
    };
    if (!asked("alignment") && !asked("gradient_ratio"))
      problems.add(shadows->where, "measure.shadows", "not used (they are compared by the metrics alignment and gradient_ratio). Add one?");
  }
}

}  // namespace

void read_settings(const Node& document, bool has_runs, Sweep& sweep, Problems& problems) {
  if (const auto name = setting<std::string>(document, "name", number(FieldType::text, {}), problems)) sweep.name = *name;
  if (!has_runs) {
    for (const Entry& entry : document.table())
      if (entry.key != "name" && entry.key != "theory" && entry.key != "claim")
        problems.add(entry.where, entry.key, "not used (all tables are [[theory]], and formulas have no runs). Remove it?");
    return;
  }
  if (const Node* seeds = document.find("seeds"))
    sweep.seeds = read_seeds(*seeds, problems);
  else
    problems.add({}, "seeds", "missing (a number such as 32, a list, or { start = 100, count = 32 })");
  if (const Node* lengths = document.find("lengths")) sweep.lengths = read_ascending(*lengths, "lengths", problems);
  if (const Node* iterations = document.find("iterations")) sweep.iterations = read_ascending(*iterations, "iterations", problems);
  if (const Node* measure = section(document, "measure", {"metrics", "thresholds", "shadows"}, problems))
    read_measure(*measure, sweep, problems);
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

void check_regimes(const Node& document, const Sweep& sweep, Problems& problems) {
  bool any_updates = false;  // measured at iterations
  bool any_lengths = sweep.learners.empty();
  for (const Table& learner : sweep.learners) {
    const std::string& regime = learner.member(Family::regime).name;
    any_updates = any_updates || regime != "stream";
    any_lengths = any_lengths || regime != "episodes";
  }
  if (!document.find("lengths") && any_lengths) problems.add({}, "lengths", "missing (numbers of training samples: a list or a range)");
  const Node* iterations = document.find("iterations");
  if (iterations && !any_updates && !sweep.learners.empty())
    problems.add(iterations->where, "iterations", "not used (no learner has the regime 'repeat' or 'episodes'). Remove it?");
}

}  // namespace polesweep::sweep
