#include <fmt/format.h>

#include <type_traits>

#include "analysis/conclusions/conclusions.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Values;
using Flags = std::vector<std::pair<std::int32_t, std::string>>;

/// Columns over one dimension, each made from all rows.
template <class Row>
class Columns {
 public:
  Columns(Group& group, std::string dimension, const std::vector<Row>& rows)
      : group_(group), dimension_(std::move(dimension)), rows_(rows) {
    group_.dimensions.push_back({dimension_, rows.size()});
  }

  template <class Of>
  void add(const std::string& name, const std::string& long_name, const std::string& units, Of&& of) {
    using T = std::decay_t<decltype(of(rows_.front()))>;
    using Stored = std::conditional_t<std::is_same_v<T, std::size_t>, std::int64_t, T>;
    std::vector<Stored> column;
    for (const Row& row : rows_) column.push_back(static_cast<Stored>(of(row)));
    group_.variables.push_back({name, {dimension_}, std::move(column), long_name, units, {}, {}});
  }
  template <class Of>
  void add_text(const std::string& name, const std::string& long_name, Of&& of) {
    add(name, long_name, "", [&](const Row& row) { return std::string(of(row)); });
  }
  template <class Of>
  void add_estimate(const std::string& name, const std::string& long_name, const std::string& units, Of&& of) {
    add(name, long_name, units, [&](const Row& row) { return of(row).value; });
    add(name + "_low", long_name + ", lower confidence bound", units, [&](const Row& row) { return of(row).low; });
    add(name + "_high", long_name + ", upper confidence bound", units, [&](const Row& row) { return of(row).high; });
  }
  template <class Of>
  void add_status(const std::string& name, const std::string& long_name, const Flags& flags, Of&& of) {
    add(name, long_name, "", [&](const Row& row) { return static_cast<std::int32_t>(of(row)); });
    group_.variables.back().flags = flags;
  }

 private:
  Group& group_;
  std::string dimension_;
  const std::vector<Row>& rows_;
};

Group named(const char* name) { return {.name = name, .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}}; }

/// What claims and their parts have in common.
template <class Row>
void add_judgement(Columns<Row>& columns, const std::string& prefix) {
  columns.add_status(prefix + "verdict", "whether the claim holds", decisions(), [](const Row& row) { return row.judgement.decision; });
  columns.add_estimate(prefix + "value", "number that is compared with the bounds", "", [](const Row& row) { return row.judgement.value; });
  columns.add(prefix + "expected", "what the formula says", "", [](const Row& row) { return row.expected; });
  columns.add(prefix + "runs", "number of seeds behind it", "1", [](const Row& row) { return row.judgement.runs; });
  columns.add_text(prefix + "reason", "why nothing can be said, how it fails, or what it is conditional on",
                   [](const Row& row) { return row.judgement.reason; });
}

Group claims_group(const std::vector<ClaimVerdict>& claims) {
  struct Part {
    std::size_t claim;
    std::string context;
    Judgement judgement;
    double expected;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < claims.size(); ++i)
    for (const ClaimPart& part : claims[i].parts) parts.push_back({i, part.context, part.judgement, part.expected});
  Group group = named("claims");
  Columns<ClaimVerdict> columns(group, "claim", claims);
  columns.add_text("statement", "what is claimed", [](const ClaimVerdict& claim) { return claim.statement; });
  columns.add_text("kind", "kind of claim", [](const ClaimVerdict& claim) { return claim.kind; });
  columns.add_text("quantity", "variable it is about", [](const ClaimVerdict& claim) { return claim.quantity; });
  columns.add_text("bounds", "what the number is compared with", [](const ClaimVerdict& claim) { return claim.bounds; });
  add_judgement(columns, "");
  Columns<Part> part_columns(group, "part", parts);
  part_columns.add("part_claim", "claim that it is a part of", "1", [](const Part& part) { return part.claim; });
  part_columns.add_text("part_context", "points it is decided from", [](const Part& part) { return part.context; });
  add_judgement(part_columns, "part_");
  return group;
}

Group comparisons_group(const std::vector<ComparisonTable>& tables) {
  struct Row {
    std::size_t table;
    const ComparedPair* pair;
  };
  std::vector<Row> rows;
  for (std::size_t i = 0; i < tables.size(); ++i)
    for (const ComparedPair& pair : tables[i].pairs) rows.push_back({i, &pair});
  Group group = named("comparisons");
  Columns<ComparisonTable> columns(group, "comparison", tables);
  columns.add_text("comparison_between", "field compared", [](const ComparisonTable& table) { return table.between; });
  columns.add_text("comparison_reference", "its value that the others are compared with",
                   [](const ComparisonTable& table) { return table.reference; });
  columns.add_text("comparison_quantity", "variable compared", [](const ComparisonTable& table) { return table.quantity; });
  columns.add("comparison_at", "length, iteration or threshold; 0 for the last length or smallest threshold", "",
              [](const ComparisonTable& table) { return table.at; });
  columns.add("comparison_adjusted_confidence", "confidence of each single interval", "1",
              [](const ComparisonTable& table) { return table.adjusted_confidence; });
  columns.add_text("comparison_problem", "why nothing could be compared", [](const ComparisonTable& table) { return table.problem; });
  Columns<Row> pairs(group, "pair", rows);
  pairs.add("pair_comparison", "comparison that it is a row of", "1", [](const Row& row) { return row.table; });
  pairs.add_text("quantity", "variable compared", [&](const Row& row) { return tables[row.table].quantity; });
  pairs.add_text("reference", "value that it is compared with", [&](const Row& row) { return tables[row.table].reference; });
  pairs.add_text("context", "what both have in common", [](const Row& row) { return row.pair->context; });
  pairs.add_text("of", "value of the field compared", [](const Row& row) { return row.pair->of; });
  pairs.add_text("of_point_id", "its point", [](const Row& row) { return row.pair->of_id; });
  pairs.add_text("reference_point_id", "point of the reference", [](const Row& row) { return row.pair->reference_id; });
  pairs.add_estimate("ratio", "median over paired seeds of the ratio to the reference; of sample_complexity the ratio", "1",
                     [](const Row& row) { return row.pair->result.ratio; });
  pairs.add("probability_smaller", "part of the seeds on which it is smaller, ties counted half", "1",
            [](const Row& row) { return row.pair->result.winning; });
  pairs.add("runs", "number of paired seeds", "1", [](const Row& row) { return row.pair->result.runs; });
  pairs.add_status("outcome", "what the interval says of a tie", outcomes(), [](const Row& row) { return row.pair->outcome; });
  pairs.add_text("reason", "why nothing can be said, or what it is conditional on", [](const Row& row) { return row.pair->reason; });
  return group;
}

Group scaling_group(const Group& root, const std::vector<Scaling>& fits) {
  const std::string unit = root.find("risk")->units;
  Group group = named("scaling");
  Columns<Scaling> columns(group, "fit", fits);
  columns.add_text("task", "task", [](const Scaling& fit) { return fit.task; });
  columns.add_text("poles", "pole setting", [](const Scaling& fit) { return fit.poles; });
  columns.add_text("learner", "learner", [](const Scaling& fit) { return fit.learner; });
  columns.add_text("setting", "its best setting", [](const Scaling& fit) { return fit.setting; });
  columns.add_text("point_id", "its point", [](const Scaling& fit) { return fit.point_id; });
  columns.add_estimate("exponent", "exponent of risk = floor + amplitude N^-exponent", "1",
                       [](const Scaling& fit) { return fit.law.exponent; });
  columns.add_estimate("floor", "floor of the power law", unit, [](const Scaling& fit) { return fit.law.floor; });
  columns.add_estimate("amplitude", "amplitude of the power law", unit, [](const Scaling& fit) { return fit.law.amplitude; });
  columns.add("r_squared", "part of the weighted variance of log risk explained", "1",
              [](const Scaling& fit) { return fit.law.r_squared; });
  columns.add("typical_misfit", "root mean square of log(median risk / power law)", "1",
              [](const Scaling& fit) { return fit.law.typical_misfit; });
  columns.add("lengths", "number of medians fitted", "1", [](const Scaling& fit) { return fit.law.lengths; });
  columns.add_status("reason", "why there is no power law", power_law_reasons(), [](const Scaling& fit) { return fit.law.reason; });
  return group;
}

Group tuning_group(const Group& root, const Runs& runs, const std::vector<Tuned>& tuned, const std::vector<EqualTerms>& terms) {
  struct Row {
    const Tuned* tuned;
    const Choice* choice;
  };
  std::vector<Row> rows;
  for (const Tuned& one : tuned)
    for (const Choice& choice : one.choices) rows.push_back({&one, &choice});
  const std::string unit = root.find("risk")->units;
  Group group = named("tuning");
  Columns<Row> columns(group, "choice", rows);
  columns.add_text("task", "task", [](const Row& row) { return row.tuned->cell->task; });
  columns.add_text("poles", "pole setting", [](const Row& row) { return row.tuned->cell->poles; });
  columns.add_text("learner", "tuned learner", [](const Row& row) { return row.tuned->learner->label; });
  columns.add("length", "number of distinct training samples", "samples",
              [&](const Row& row) { return runs.lengths()[row.choice->length]; });
  columns.add("settings", "settings tried", "1", [](const Row& row) { return row.tuned->settings; });
  columns.add("settings_left", "settings compared at the length: the others had lost a race", "1",
              [](const Row& row) { return row.choice->settings; });
  columns.add_text("chosen_point_id", "point chosen", [&](const Row& row) { return runs.id(row.choice->point); });
  columns.add_text("chosen", "values of the tuned fields", [](const Row& row) { return row.choice->setting; });
  columns.add_estimate("risk_median", "median risk on the judging seeds", unit, [](const Row& row) { return row.choice->risk; });
  columns.add("judging_seeds", "seeds or windows that judge", "1", [](const Row& row) { return row.tuned->halves.judging.size(); });
  columns.add("left_out", "windows that share samples with both kinds", "1", [](const Row& row) { return row.tuned->halves.left_out; });
  columns.add("chosen_and_judged_apart", "1 where other seeds judge than choose", "1",
              [](const Row& row) { return static_cast<std::int32_t>(row.tuned->halves.split); });
  columns.add_text("at_edge", "tuned fields chosen at the end of their range", [](const Row& row) { return row.choice->at_edge; });
  Columns<EqualTerms> contenders(group, "contender", terms);
  contenders.add_text("contender_task", "task", [](const EqualTerms& one) { return one.task; });
  contenders.add_text("contender_poles", "pole setting", [](const EqualTerms& one) { return one.poles; });
  contenders.add_text("contender_learner", "learner", [](const EqualTerms& one) { return one.learner; });
  contenders.add("contender_settings", "settings tried", "1", [](const EqualTerms& one) { return one.settings; });
  contenders.add("common_settings", "settings that the others tried as well", "1",
                 [](const EqualTerms& one) { return one.common_settings; });
  contenders.add("risk_at_common_settings", "median risk at the last length of the best of `common_settings` settings drawn at random",
                 unit, [](const EqualTerms& one) { return one.risk_at_common_settings; });
  contenders.add("common_operations", "operations that every learner of the cell may take, search included", "1",
                 [](const EqualTerms& one) { return one.common_operations; });
  contenders.add("common_operations_length", "longest length reached with them; 0 for none", "samples",
                 [](const EqualTerms& one) { return one.length; });
  contenders.add_text("common_operations_setting", "setting chosen there", [](const EqualTerms& one) { return one.setting; });
  contenders.add_estimate("risk_at_common_operations", "median risk there on the judging seeds", unit,
                          [](const EqualTerms& one) { return one.risk_at_common_operations; });
  return group;
}

}  // namespace

Group analysis_group(const Group& root, const Runs& runs, const std::vector<Tuned>& tuned, const Conclusions& conclusions) {
  Group group = named("");
  group.attributes = {{"Conventions", "CF-1.9"}, {"title", root.attribute("title")}};
  for (const char* key : {"confidence", "delta", "complete"}) group.attributes.emplace_back(key, root.attribute(key));
  group.attributes.emplace_back("schema", std::to_string(analysis_schema_version));
  group.groups = {claims_group(conclusions.claims), comparisons_group(conclusions.comparisons), scaling_group(root, conclusions.scaling),
                  tuning_group(root, runs, tuned, conclusions.equal_terms)};
  return group;
}

}  // namespace polesweep::analysis
