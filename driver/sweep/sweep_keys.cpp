#include "driver/sweep/sweep_keys.hpp"

#include <fmt/format.h>

#include <optional>
#include <type_traits>
#include <utility>

#include "driver/sweep/key_values.hpp"
#include "driver/sweep/learner_keys.hpp"

namespace polesweep::sweep {
namespace {

constexpr Range from_one{.low = 1};
constexpr Range inside_unit{.low = 0, .high = 1, .low_allowed = false, .high_allowed = false};

struct Help {
  std::string name;
  std::string help;
  Range range = {};
  std::vector<std::string> choices = {};
};

FieldSpec spec_of(Help help, FieldType type, std::optional<Value> fallback, std::string follows = "") {
  return {.name = std::move(help.name),
          .type = type,
          .help = std::move(help.help),
          .unit = "",
          .fallback = std::move(fallback),
          .range = help.range,
          .choices = std::move(help.choices),
          .follows = std::move(follows)};
}

/// A key whose value is that of one field. `place` returns its place in a `Sweep`, whose first value there is the default.
template <class Place>
SweepKey plain(const char* section, Help help, Place place) {
  const Sweep defaults;
  const Value fallback = place(defaults);
  return {section, spec_of(std::move(help), static_cast<FieldType>(fallback.index()), fallback),
          [place](const Node& node, const Target& target, Sweep& sweep) {
            using Type = std::remove_cvref_t<decltype(place(sweep))>;
            if (auto value = read_value(node, target)) place(sweep) = std::get<Type>(*std::move(value));
          },
          [place](const Sweep& sweep) { return literal(node_of(Value(place(sweep)))); }};
}

SweepKey name_key() {
  SweepKey key = plain(
      "", {"name", "title of the results"}, [](auto& sweep) -> auto& { return sweep.name; });
  key.spec.fallback = std::nullopt;
  key.spec.follows = "the file's name";
  return key;
}

SweepKey seeds_key() {
  return {
      "",
      spec_of({"seeds", "how many, from 0 on; or a list; or { start = 100, count = 32 }; or { until = 0.1, at_most = 256 }", seed_counts},
              FieldType::integer, std::nullopt),
      [](const Node& node, const Target& target, Sweep& sweep) {
        if (is_until(node)) return read_seeds_until(node, sweep, target.problems);
        sweep.seeds = read_seeds(node, target);
      },
      [](const Sweep& sweep) { return sweep.seeds_until ? seeds_until_text(sweep) : seeds_text(sweep.seeds); }, KeyForm::seeds};
}

/// Whole numbers that ascend, of which there may be none.
template <class Place>
SweepKey ascending(Help help, std::string follows, Place place) {
  return {"", spec_of(std::move(help), FieldType::integer, std::nullopt, std::move(follows)),
          [place](const Node& node, const Target& target, Sweep& sweep) { place(sweep) = read_ascending(node, target); },
          [place](const Sweep& sweep) { return place(sweep).empty() ? std::string() : whole_numbers_text(place(sweep)); },
          KeyForm::numbers};
}

SweepKey metrics_key() {
  std::vector<std::string> known{"risk"};
  for (const MemberInfo& info : members(Family::measure)) known.push_back(info.name);
  SweepKey key = plain(
      "measure", {"metrics", "measures, besides the risk, which is always recorded", {}, std::move(known)},
      [](auto& sweep) -> auto& { return sweep.metrics; });
  key.read = [](const Node& node, const Target& target, Sweep& sweep) { sweep.metrics = read_metrics(node, target); };
  return key;
}

SweepKey shadows_key() {
  return {
      "measure",
      spec_of(
          {"shadows",
           "recurrent rules whose gradients alignment and gradient_ratio compare with the learner's, each a name or, to give parameters, a "
           "table: [\"rflo\", { kind = \"tbptt\", truncation = 8 }]"},
          FieldType::texts, Value(std::vector<std::string>{})),
      [](const Node& node, const Target& target, Sweep& sweep) { sweep.shadows = read_shadows(node, sweep.metrics, target.problems); },
      [](const Sweep& sweep) { return sweep.shadows.empty() ? std::string() : shadows_text(sweep.shadows); }, KeyForm::rules};
}

}  // namespace

const std::vector<SweepKey>& sweep_keys() {
  static const std::vector<SweepKey> keys{
      name_key(),
      seeds_key(),
      ascending(
          {"lengths", "numbers of training samples at which runs are measured; not used if every regime is 'episodes'", from_one}, "",
          [](auto& sweep) -> auto& { return sweep.lengths; }),
      ascending(
          {"iterations", "numbers of updates at which regimes other than 'stream' are measured", from_one}, "none",
          [](auto& sweep) -> auto& { return sweep.iterations; }),
      metrics_key(),
      plain(
          "measure", {"thresholds", "of nmse, for samples to threshold", positive}, [](auto& sweep) -> auto& { return sweep.thresholds; }),
      shadows_key(),
      plain(
          "evaluation", {"kind", "how the risk is measured", {}, {"auto", "exact", "holdout", "prequential"}},
          [](auto& sweep) -> auto& { return sweep.evaluation.kind; }),
      plain(
          "evaluation", {"samples", "that are scored, unless the risk is exact", from_one},
          [](auto& sweep) -> auto& { return sweep.evaluation.samples; }),
      plain(
          "statistics", {"confidence", "of intervals and bounds", inside_unit},
          [](auto& sweep) -> auto& { return sweep.statistics.confidence; }),
      plain(
          "statistics", {"delta", "part of the runs that may lie above the bound of a quantile", inside_unit},
          [](auto& sweep) -> auto& { return sweep.statistics.delta; })};
  return keys;
}

const std::vector<Section>& sections() {
  static const std::vector<Section> sections{{"measure", "what is recorded of every run"},
                                             {"evaluation", "how the risk of a run is measured"},
                                             {"statistics", "of what is concluded from all runs of a point"}};
  return sections;
}

std::vector<std::string> key_names(std::string_view section) {
  std::vector<std::string> names;
  for (const SweepKey& key : sweep_keys())
    if (key.section == section) names.push_back(key.spec.name);
  return names;
}

std::string section_text(const Sweep& sweep, std::string_view section) {
  std::string text;
  for (const SweepKey& key : sweep_keys()) {
    if (key.section != section) continue;
    if (const std::string value = key.text(sweep); !value.empty()) text += fmt::format("{} = {}\n", key.spec.name, value);
  }
  return text;
}

std::vector<MemberInfo> list_sections() {
  std::vector<MemberInfo> listed{{"top", "keys at the top of a sweep file", 1, {}}};
  for (const Section& section : sections()) listed.push_back({"[" + section.name + "]", section.summary, 1, {}});
  for (const SweepKey& key : sweep_keys()) {
    const std::string title = key.section.empty() ? "top" : "[" + key.section + "]";
    for (MemberInfo& info : listed)
      if (info.name == title) info.fields.push_back(key.spec);
  }
  listed.push_back(seeds_until_keys());
  listed.push_back(race_keys());
  return listed;
}

}  // namespace polesweep::sweep
