#include "driver/guide/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analysis/claims/claim.hpp"
#include "core/counted.hpp"
#include "core/measures/measure.hpp"
#include "driver/guide/explain_questions.hpp"
#include "driver/guide/wording.hpp"
#include "driver/sweep/key_values.hpp"
#include "driver/sweep/tables.hpp"

namespace polesweep::guide {
namespace {

using sweep::Sweep;
using sweep::Table;

/// "1 setting", of a number that may be beyond any integer.
std::string settings_count(double count) { return fmt::format("{:g} setting{}", count, count == 1 ? "" : "s"); }

class Explanation {
 public:
  Explanation(execute::Preparation& preparation, const sweep::PlanReport& report)
      : preparation_(preparation), sweep_(preparation.sweep()), report_(report) {}

  std::string text() {
    text_ = fmt::format("{}\n", sweep_.name);
    if (!sweep_.theory_only()) explain_runs();
    explain_formulas();
    explain_questions();
    explain_cost();
    return std::move(text_);
  }

 private:
  void title(std::string_view name) { text_ += fmt::format("\n{}\n", name); }
  void say(const std::string& sentences) { text_ += wrapped(sentences, "  "); }
  void item(const std::string& sentences) { text_ += wrapped(sentences, "  - "); }

  void explain_runs() {
    title("What is compared");
    const auto count = [](const sweep::Combinations& combinations) { return combinations.size(); };
    const sweep::Grid& grid = preparation_.grid();
    say(fmt::format("{} on {} and {}: every combination is a point, of which there are {}{}.",
                    counted(count(grid.learners()), "learner setting"), counted(count(grid.tasks()), "task setting"),
                    counted(count(grid.poles()), "pole setting"), report_.points, left_out_text()));
    for (const sweep::Exclusion& exclusion : sweep_.exclusions)
      item(fmt::format("Left out is where {}.", explain_conditions(exclusion.conditions)));
    say("Fields that are not named here have their defaults (polesweep list).");
    title("Tasks");
    for (const Table& table : sweep_.tasks) item(members_text(table));
    title("Networks and where their poles start");
    for (const Table& table : sweep_.poles) item(members_text(table));
    title("Learners");
    for (const Table& table : sweep_.learners) item(learner_text(table));
    explain_tuning();
    explain_sizes();
    explain_measures();
  }

  std::string left_out_text() const {
    std::vector<std::string> reasons;
    std::uint64_t excluded = 0;
    for (const sweep::ExclusionCount& exclusion : report_.exclusions) excluded += exclusion.points;
    if (excluded > 0) reasons.push_back(fmt::format("{} left out", excluded));
    if (report_.duplicates > 0) reasons.push_back(fmt::format("{} the same as another", report_.duplicates));
    return reasons.empty() ? "" : fmt::format(" ({} combinations, {})", report_.combinations, enumeration(reasons));
  }

  /// The members of a table by name and summary, then what it sets of them.
  std::string members_text(const Table& table) {
    std::string text;
    for (const sweep::ChosenMember& chosen : table.members) text += (text.empty() ? "" : "; ") + introduced(*chosen.info);
    const std::string settings = settings_text(table, sweep::families_of(table.kind));
    if (!settings.empty()) text += fmt::format(", with {}", settings);
    return fmt::format("{}. {}.", text, settings_count(table.combinations()));
  }

  /// A member with what it is, where it is named for the first time.
  std::string introduced(const MemberInfo& member) {
    return introduced_.insert(&member).second ? fmt::format("{} ({})", member.name, member.summary) : member.name;
  }

  std::string learner_text(const Table& table) {
    std::string text = fmt::format("\"{}\".", table.label);
    const std::pair<Family, const char*> roles[] = {
        {Family::recurrent, "Network"}, {Family::readout, "Readout"}, {Family::optimizer, "Optimizer"}, {Family::regime, "Samples"}};
    for (const auto& [family, role] : roles) {
      if (!table.has(family)) continue;
      const MemberInfo& member = table.member(family);
      const std::string settings = settings_text(table, {family});
      text += fmt::format(" {}: {}{}{}.", role, introduced(member), settings.empty() ? "" : ", with ", settings);
    }
    if (table.tune.empty())
      return table.combinations() > 1 ? text + fmt::format(" {}, each a learner of its own.", settings_count(table.combinations())) : text;
    text += fmt::format(" Chosen out of {}: {}", settings_count(table.combinations()), enumeration(table.tune));
    if (table.race)
      text += fmt::format(
          "; settings race over {} rungs, and about {:g} of them get to the last length (successive halving, polesweep list sweep)",
          table.race->rungs, table.race->keep);
    return text + ".";
  }

  void explain_tuning() {
    if (std::ranges::all_of(sweep_.learners, [](const Table& table) { return table.tune.empty(); })) return;
    say("Where a setting is chosen, it is the one with the lowest median risk for each task, pole setting and length on one half of the "
        "seeds; all that is reported comes from the other half.");
  }

  void explain_sizes() {
    title("Lengths, seeds, runs");
    if (!sweep_.lengths.empty()) say(fmt::format("Runs are measured after {} training samples.", places_text(sweep_.lengths)));
    if (!sweep_.iterations.empty()) say(fmt::format("Runs are measured after {} updates.", places_text(sweep_.iterations)));
    const std::uint64_t first = sweep_.seeds.front();
    say(
        fmt::format("Each point is run with {}{} (from {} to {}). A seed decides data, weights at the start and every other random number; "
                    "learners with the same seed see the same data.",
                    report_.looks.empty() ? "" : "at most ", counted(report_.seeds, "seed"), first, sweep_.seeds.back()));
    if (!report_.looks.empty())
      say(fmt::format(
          "The sweep ends at {} seeds, or at a later of {} looks, once the intervals of the {} are within {:g} of their value; "
          "the intervals of each look are widened to {:g} confidence so that they keep their own.",
          report_.looks.front(), report_.looks.size(), sweep_.seeds_until->of, sweep_.seeds_until->until, report_.confidence_at_look));
    say(fmt::format("That is {}{} of {}.", report_.looks.empty() ? "" : "at most ", counted(report_.runs, "run"),
                    counted(report_.points, "point")));
  }

  void explain_measures() {
    title("What is measured");
    std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> tasks;
    std::set<std::pair<std::uint32_t, std::uint64_t>> seen;
    for (const sweep::PlannedPoint& point : preparation_.points().points) {
      if (!seen.insert({point.ref.task, preparation_.grid().shape(point.ref)}).second) continue;
      const Evaluation& evaluation = preparation_.evaluation_of(point.ref);
      tasks[{evaluation.kind, evaluation.samples}].insert(preparation_.grid().table(point.ref, TableKind::task).member(Family::task).name);
    }
    say("The risk is the mean squared error against the target without observation noise; a run has diverged if it is infinite.");
    for (const auto& [how, names] : tasks)
      item(fmt::format("{}: {}.", enumeration({names.begin(), names.end()}), evaluation_text(how.first, how.second)));
    for (const std::string& metric : sweep_.metrics) item(fmt::format("{}: {}.", metric, known_measure(metric).summary));
    if (!sweep_.shadows.empty()) {
      std::string rules = sweep::shadow_names(sweep_.shadows);
      std::replace(rules.begin(), rules.end(), '\n', ';');
      item(fmt::format("Gradients are compared with those of: {}.", rules));
    }
    std::vector<std::string> thresholds;
    for (const double threshold : sweep_.thresholds) thresholds.push_back(canonical(threshold));
    if (!thresholds.empty())
      item(fmt::format(
          "Samples to threshold: from which length on nmse (the risk as a part of the trivial predictor's) stays at or below {}.",
          enumeration(thresholds, "or")));
    say(fmt::format(
        "Medians over seeds have distribution-free intervals of {:g} % confidence (order statistics); the {:g} quantile is bounded with the "
        "same confidence, for which {} seeds are needed.",
        100 * sweep_.statistics.confidence, 1 - sweep_.statistics.delta, report_.seeds_needed));
  }

  static std::string evaluation_text(const std::string& kind, std::int64_t samples) {
    if (kind == "exact") return "the risk is exact, in closed form from the weights, without a test";
    const std::string scored = counted(static_cast<std::uint64_t>(samples), "sample");
    if (kind == "prequential") return fmt::format("the risk is measured while learning, over the last {} before each place", scored);
    return fmt::format("the risk is measured on a test of {} that no learner learns from", scored);
  }

  void explain_formulas() {
    if (sweep_.theories.empty()) return;
    title("Formulas");
    for (const Table& table : sweep_.theories)
      item(fmt::format("\"{}\". {}", table.label, members_text(table)) +
           (table.beside.empty() ? "" : fmt::format(" Drawn beside {}.", table.beside)));
  }

  void explain_questions() {
    if (!sweep_.comparisons.empty()) title("Comparisons");
    for (const sweep::AskedTable& asked : sweep_.comparisons) item(explain_question(asked, sweep_));
    if (sweep_.claims.empty()) return;
    title("Claims");
    for (std::size_t i = 0; i < sweep_.claims.size(); ++i)
      text_ += wrapped(explain_question(sweep_.claims[i], sweep_), fmt::format("  {}. ", i + 1));
    say("A claim holds if the whole interval of its number lies within its bounds, fails if the interval lies beyond them, and is undecided "
        "otherwise. How the number is made:");
    std::set<std::string> kinds;
    for (const sweep::AskedTable& asked : sweep_.claims)
      if (kinds.insert(asked.question.kind).second) {
        const analysis::ClaimKind& kind = *analysis::find_claim_kind(asked.question.kind);
        item(fmt::format("{}: {}: {}.", kind.name, kind.summary, kind.method));
      }
  }

  void explain_cost() {
    title("What it costs");
    if (report_.theory_values > 0) say(fmt::format("{} of formulas.", counted(report_.theory_values, "value")));
    if (const auto& time = report_.prediction)
      say(fmt::format("{}{:.3g} core-hours, {} on {}, {} of memory in each, predicted from short runs (polesweep plan).",
                      report_.looks.empty() ? "" : "At most ", time->core_hours, sweep::time_text(time->wall_seconds),
                      counted(static_cast<std::uint64_t>(report_.ranks), "rank"), sweep::bytes_text(report_.memory_bytes)));
    say(fmt::format("{} of results.", sweep::bytes_text(report_.result_bytes)));
    for (const std::string& note : report_.notes) item(fmt::format("{}.", note));
  }

  execute::Preparation& preparation_;
  const Sweep& sweep_;
  const sweep::PlanReport& report_;
  std::set<const MemberInfo*> introduced_;
  std::string text_;
};

}  // namespace

std::string explain(execute::Preparation& sweep, const sweep::PlanReport& report) { return Explanation(sweep, report).text(); }

}  // namespace polesweep::guide
