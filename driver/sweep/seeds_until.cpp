#include "driver/sweep/seeds_until.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/claims/question.hpp"
#include "analysis/estimators/looks.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/key_values.hpp"
#include "driver/sweep/sweep.hpp"

namespace polesweep::sweep {

const MemberInfo& seeds_until_keys() {
  const SeedsUntil defaults;
  static const MemberInfo keys{
      "seeds",
      "seeds are added until intervals are narrow: `seeds = { until = 0.1, at_most = 256 }`; the sweep may end at `first` seeds, at twice as many, and so on, and the intervals of each such look are widened so that they keep their confidence wherever it ends",
      1,
      {{.name = "until",
        .type = FieldType::real,
        .help = "how far the further bound of an interval may be from its value, as a part of the value: 0.1 is 10 %",
        .unit = "1",
        .fallback = {},
        .range = {.low = 0, .low_allowed = false},
        .choices = {}},
       {.name = "at_most",
        .type = FieldType::integer,
        .help = "seeds with which the sweep ends in any case",
        .unit = "1",
        .fallback = {},
        .range = seed_counts,
        .choices = {}},
       {.name = "first",
        .type = FieldType::integer,
        .help = "seeds at the first look",
        .unit = "1",
        .fallback = Value(defaults.first),
        .range = seed_counts,
        .choices = {}},
       {.name = "of",
        .type = FieldType::text,
        .help =
            "whose intervals: risks (the median risk of each learner's best setting in each cell, at the last length) or claims (each [[claim]], until it is decided or its interval narrow)",
        .unit = "",
        .fallback = Value(defaults.of),
        .range = {},
        .choices = {"risks", "claims"}},
       {.name = "start",
        .type = FieldType::integer,
        .help = "the first seed",
        .unit = "",
        .fallback = Value(std::int64_t{0}),
        .range = {.low = 0, .high = 0x1p53},
        .choices = {}}}};
  return keys;
}

bool is_until(const Node& seeds) { return seeds.is_table() && (seeds.find("until") || seeds.find("at_most")); }

void read_seeds_until(const Node& seeds, Sweep& sweep, Problems& problems) {
  std::map<std::string, Value> read;
  std::vector<std::string> names;
  for (const FieldSpec& spec : seeds_until_keys().fields) {
    names.push_back(spec.name);
    const Node* written = seeds.find(spec.name);
    if (!written && spec.required()) problems.add(seeds.where, "seeds." + spec.name, fmt::format("missing ({})", spec.help));
    const auto value = written ? read_value(*written, {spec, "seeds." + spec.name, problems}) : spec.fallback;
    if (value) read.emplace(spec.name, *value);
  }
  check_keys(seeds, "seeds", "seeds reads:", names, problems);
  if (read.size() < names.size()) return;
  sweep.seeds_until = {std::get<double>(read["until"]), std::get<std::int64_t>(read["first"]), std::get<std::string>(read["of"])};
  sweep.seeds = count_seeds(std::get<std::int64_t>(read["start"]), std::get<std::int64_t>(read["at_most"]));
}

std::string seeds_until_text(const Sweep& sweep) {
  const SeedsUntil& rules = *sweep.seeds_until;
  return fmt::format("{{ until = {}, at_most = {}, first = {}, of = {}, start = {} }}", literal(node_of(Value(rules.until))),
                     sweep.seeds.size(), rules.first, quoted(rules.of), sweep.seeds.front());
}

std::vector<std::size_t> looks_of(const Sweep& sweep) {
  if (!sweep.seeds_until) return {};
  return analysis::seeds_at_looks(static_cast<std::size_t>(sweep.seeds_until->first), sweep.seeds.size());
}

void check_looks(const Node& document, const Sweep& sweep, Problems& problems) {
  if (!sweep.seeds_until) return;
  const Node& seeds = *document.find("seeds");
  const auto where = [&](const char* key) { return seeds.find(key) ? seeds.find(key)->where : seeds.where; };
  const std::int64_t first = sweep.seeds_until->first;
  if (static_cast<std::int64_t>(sweep.seeds.size()) <= first)
    return problems.add(where("at_most"), "seeds.at_most",
                        fmt::format("got {} (must be more than 'first', {}: else nothing is left to decide). Write `seeds = {}`?",
                                    sweep.seeds.size(), first, sweep.seeds.size()));
  const std::size_t looks = looks_of(sweep).size();
  const double confidence = analysis::confidence_at_look(sweep.statistics.confidence, looks);
  if (const std::size_t needed = analysis::runs_for_closed_bounds(0.5, confidence); static_cast<std::size_t>(first) < needed)
    problems.add(
        where("first"), "seeds.first",
        fmt::format(
            "got {} (must be at least {}: with fewer the interval of a median is open at {:.4g} % confidence, which each of {} looks has)",
            first, needed, 100 * confidence, looks));
  for (const Table& learner : sweep.learners)
    if (learner.race) {
      problems.add(
          where("until"), "seeds.until",
          "not for a sweep whose settings race (more seeds would decide its rungs again). Give the number of seeds, or tune without race?");
      break;
    }
  const bool has_claims =
      std::ranges::any_of(sweep.claims, [](const AskedTable& claim) { return !analysis::is_on_formulas(claim.question); });
  if (sweep.seeds_until->of == "claims" && !has_claims)
    problems.add(where("of"), "seeds.of", "got 'claims' (the sweep has no [[claim]] about its runs). Ask for 'risks'?");
}

}  // namespace polesweep::sweep
