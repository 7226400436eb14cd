#include "analysis/report/differences.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include "analysis/conclusions/answers.hpp"
#include "analysis/conclusions/claim_text.hpp"
#include "analysis/conclusions/conclusions.hpp"
#include "analysis/results/point_fields.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

constexpr std::size_t most_lines = 20;

/// A data set with what is concluded from it.
struct Side {
  explicit Side(const Group& group)
      : root(group),
        statistics(*group.find_group("statistics")),
        runs(group),
        fields(group),
        cells(cells_of(fields)),
        answers(answer(runs, fields, cells, cells.size())),
        conclusions(conclude(group, runs, fields, cells, answers)) {
    for (std::size_t point = 0; point < runs.points(); ++point) point_of.emplace(runs.id(point), point);
  }

  std::string describe(std::size_t point) const {
    return fmt::format("{}, {}, {} (point {:.8})", fields.describe(TableKind::task, point), fields.describe(TableKind::poles, point),
                       fields.label(point), runs.id(point));
  }

  const Group& root;
  const Group& statistics;
  Runs runs;
  PointFields fields;
  std::vector<Cell> cells;
  Answers answers;
  Conclusions conclusions;
  std::map<std::string, std::size_t> point_of;  // by identity
};

/// Lines that one text has and the other lacks.
std::vector<std::string> lines_apart(const std::string& before, const std::string& after) {
  const auto lines_of = [](const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  };
  std::vector<std::string> apart;
  const auto keep = [&](const std::vector<std::string>& lines, const std::vector<std::string>& others, char sign) {
    for (const std::string& line : lines)
      if (!line.empty() && std::find(others.begin(), others.end(), line) == others.end()) apart.push_back(fmt::format("{} {}", sign, line));
  };
  const std::vector<std::string> old_lines = lines_of(before);
  const std::vector<std::string> new_lines = lines_of(after);
  keep(old_lines, new_lines, '-');
  keep(new_lines, old_lines, '+');
  return apart;
}

/// Whether two intervals are known and have no number in common, rounding aside: that of what is exact has no width. One that is open on
/// a side reaches to infinity there.
bool are_apart(const Estimate& a, const Estimate& b) {
  const bool known = !std::isnan(a.low) && !std::isnan(a.high) && !std::isnan(b.low) && !std::isnan(b.high);
  const auto below = [](double high, double low) { return low - high > 1e-9 * std::max(std::abs(low), std::abs(high)); };
  return known && (below(a.high, b.low) || below(b.high, a.low));
}

std::string verdict_text(const ClaimVerdict& claim) {
  const std::string& word = decisions().at(static_cast<std::size_t>(claim.judgement.decision)).second;
  return fmt::format("{}, {}", word, with_interval(shown(claim.kind, claim.judgement.value)));
}

class Comparing {
 public:
  Comparing(const Group& before, const Group& after) : before_(before), after_(after) {
    for (const auto& [id, point] : before_.point_of)
      if (const auto found = after_.point_of.find(id); found != after_.point_of.end()) common_.emplace_back(point, found->second);
  }

  std::string text() {
    tell("settings and versions", settings());
    tell("points", points());
    tell("verdicts", verdicts());
    tell("comparisons", comparisons());
    tell("best learners", winners());
    tell("values whose intervals do not overlap", values_apart());
    return std::move(text_);
  }

 private:
  void tell(const char* title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text_ += fmt::format("{}\n", title);
    for (std::size_t i = 0; i < std::min(most_lines, lines.size()); ++i) text_ += fmt::format("  {}\n", one_line(lines[i]));
    if (lines.size() > most_lines) text_ += fmt::format("  and {} more\n", lines.size() - most_lines);
  }

  std::vector<std::string> settings() const {
    std::vector<std::string> lines;
    const auto compare = [&](const char* name, const std::string& a, const std::string& b) {
      if (a != b) lines.push_back(fmt::format("{}: {} -> {}", name, a.empty() ? "none" : a, b.empty() ? "none" : b));
    };
    const auto listed = [](const auto& numbers) { return fmt::format("{}", fmt::join(numbers.begin(), numbers.end(), ", ")); };
    for (const char* name : {"title", "confidence", "delta", "version"})
      compare(name, before_.root.attribute(name), after_.root.attribute(name));
    compare("seeds", listed(before_.runs.seed()), listed(after_.runs.seed()));
    compare("lengths", listed(before_.runs.lengths()), listed(after_.runs.lengths()));
    compare("thresholds", listed(before_.runs.thresholds()), listed(after_.runs.thresholds()));
    compare("complete", before_.root.attribute("complete"), after_.root.attribute("complete"));
    for (const char* name : {"sweep", "shadows", "data", "versions"})
      for (const std::string& line : lines_apart(before_.root.attribute(name), after_.root.attribute(name)))
        lines.push_back(fmt::format("{}: {}", name, line));
    return lines;
  }

  std::vector<std::string> points() const {
    std::vector<std::string> lines;
    const auto tell_missing = [&](const Side& side, const Side& other, const char* which) {
      for (const auto& [id, point] : side.point_of)
        if (!other.point_of.contains(id)) lines.push_back(fmt::format("only in the {}: {}", which, side.describe(point)));
    };
    tell_missing(before_, after_, "first");
    tell_missing(after_, before_, "second");
    return lines;
  }

  /// Claims are known by what they say; of several that say the same the first is that of the first.
  std::vector<std::string> verdicts() const {
    using Key = std::pair<std::string, std::string>;
    std::map<Key, std::vector<const ClaimVerdict*>> others;
    for (const ClaimVerdict& claim : after_.conclusions.claims) others[{claim.statement, claim.kind}].push_back(&claim);
    std::vector<std::string> lines;
    for (const ClaimVerdict& claim : before_.conclusions.claims) {
      std::vector<const ClaimVerdict*>& same = others[{claim.statement, claim.kind}];
      if (same.empty()) {
        lines.push_back(fmt::format("only in the first: {} ({}): {}", claim.statement, claim.kind, verdict_text(claim)));
        continue;
      }
      const ClaimVerdict& other = *same.front();
      same.erase(same.begin());
      if (claim.bounds != other.bounds)
        lines.push_back(fmt::format("{} ({}): claimed {} -> {}", claim.statement, claim.kind, claim.bounds, other.bounds));
      if (claim.judgement.decision != other.judgement.decision)
        lines.push_back(fmt::format("{} ({}): {} -> {}", claim.statement, claim.kind, verdict_text(claim), verdict_text(other)));
      else if (are_apart(claim.judgement.value, other.judgement.value))
        lines.push_back(fmt::format("{} ({}): still {} -> {}", claim.statement, claim.kind, verdict_text(claim), verdict_text(other)));
    }
    for (const auto& [key, left] : others)
      for (const ClaimVerdict* claim : left)
        lines.push_back(fmt::format("only in the second: {} ({}): {}", claim->statement, claim->kind, verdict_text(*claim)));
    return lines;
  }

  std::vector<std::string> comparisons() const {
    using Key = std::vector<std::string>;
    const auto pairs_of = [](const Side& side) {
      std::map<Key, const ComparedPair*> pairs;
      for (const ComparisonTable& table : side.conclusions.comparisons)
        for (const ComparedPair& pair : table.pairs)
          pairs.emplace(Key{table.quantity, table.place, table.between, table.reference, pair.context, pair.of}, &pair);
      return pairs;
    };
    const auto word = [](Outcome outcome) { return outcomes().at(static_cast<std::size_t>(outcome)).second; };
    std::vector<std::string> lines;
    const auto others = pairs_of(after_);
    for (const auto& [key, pair] : pairs_of(before_)) {
      const auto other = others.find(key);
      if (other == others.end() || other->second->outcome == pair->outcome) continue;
      lines.push_back(fmt::format("{} of {} against {}{}{}: {} -> {}", key[0], pair->of, key[3], pair->context.empty() ? "" : ", ",
                                  pair->context, word(pair->outcome), word(other->second->outcome)));
    }
    return lines;
  }

  static std::string winner_text(const Answer& answer) {
    if (answer.contenders.empty() || answer.verdict == Verdict::not_measured) return "not measured";
    if (answer.verdict != Verdict::winner && answer.verdict != Verdict::alone) return "none is surely the best";
    return answer.contenders.front().label;
  }

  /// Cells are the same that share a point.
  std::vector<std::string> winners() const {
    std::map<std::size_t, const Answer*> by_point;
    for (const Answer& answer : after_.answers.list)
      for (const std::size_t point : answer.cell->points) by_point.emplace(point, &answer);
    std::vector<std::string> lines;
    for (const Answer& answer : before_.answers.list)
      for (const std::size_t point : answer.cell->points) {
        const auto same = after_.point_of.find(before_.runs.id(point));
        const auto other = same == after_.point_of.end() ? by_point.end() : by_point.find(same->second);
        if (other == by_point.end()) continue;
        const std::string was = winner_text(answer);
        const std::string is = winner_text(*other->second);
        if (was != is) lines.push_back(fmt::format("{}, {}: {} -> {}", answer.cell->task, answer.cell->poles, was, is));
        break;
      }
    return lines;
  }

  std::vector<std::string> values_apart() const {
    std::vector<std::string> lines;
    for (const Variable& variable : before_.statistics.variables)
      if (variable.name.ends_with("_median") && before_.statistics.find(variable.name + "_low")) compare_statistic(variable, lines);
    if (before_.runs.has_risk(Along::iterations) && after_.runs.has_risk(Along::iterations)) compare_iterations(lines);
    return lines;
  }

  void add_value(const std::string& name, const std::string& place, std::size_t point, const Estimate& a, const Estimate& b,
                 std::vector<std::string>& lines) const {
    if (are_apart(a, b))
      lines.push_back(fmt::format("{}{}, {}: {} -> {}", name, place, before_.describe(point), with_interval(a), with_interval(b)));
  }

  /// A statistic with one value for each point, or one at each length.
  void compare_statistic(const Variable& variable, std::vector<std::string>& lines) const {
    const bool along_lengths = variable.dimensions == std::vector<std::string>{"point", "length"};
    if (!along_lengths && variable.dimensions != std::vector<std::string>{"point"}) return;
    const Variable* same = after_.statistics.find(variable.name);
    if (same == nullptr || same->dimensions != variable.dimensions) return;
    const std::string name = variable.name.substr(0, variable.name.size() - std::string("_median").size());
    const auto estimate = [&](const Side& side, std::size_t position) {
      const auto number = [&](const char* end) {
        return values<double>(side.statistics, variable.name + end, variable.dimensions)[position];
      };
      return Estimate{number(""), number("_low"), number("_high")};
    };
    for (const auto& [was, is] : common_) {
      if (!along_lengths) {
        add_value(name, "", was, estimate(before_, was), estimate(after_, is), lines);
        continue;
      }
      for (const auto& [i, j] : places_of(Along::lengths)) {
        const auto& lengths = before_.runs.lengths();
        add_value(name, fmt::format(" after {} samples", lengths[i]), was, estimate(before_, was * lengths.size() + i),
                  estimate(after_, is * after_.runs.lengths().size() + j), lines);
      }
    }
  }

  void compare_iterations(std::vector<std::string>& lines) const {
    const auto risk = [](const Side& side, std::size_t point, std::size_t place) {
      return risk_over(side.runs, Along::iterations, point, side.runs.distinct_seeds(point), place);
    };
    for (const auto& [was, is] : common_)
      for (const auto& [i, j] : places_of(Along::iterations))
        add_value("risk", fmt::format(" after {} updates", before_.runs.axis(Along::iterations).places()[i]), was, risk(before_, was, i),
                  risk(after_, is, j), lines);
  }

  /// Positions of the places that both have.
  std::vector<std::pair<std::size_t, std::size_t>> places_of(Along along) const {
    const std::span<const std::int64_t> first = before_.runs.axis(along).places();
    const std::span<const std::int64_t> second = after_.runs.axis(along).places();
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t i = 0; i < first.size(); ++i)
      if (const auto found = std::find(second.begin(), second.end(), first[i]); found != second.end())
        places.emplace_back(i, static_cast<std::size_t>(found - second.begin()));
    return places;
  }

  Side before_;
  Side after_;
  std::vector<std::pair<std::size_t, std::size_t>> common_;  // positions of the points that both have
  std::string text_;
};

}  // namespace

std::string differences(const Group& before, const Group& after) { return Comparing(before, after).text(); }

}  // namespace polesweep::analysis
