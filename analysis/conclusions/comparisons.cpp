#include "analysis/conclusions/comparisons.hpp"

#include <fmt/format.h>

#include "analysis/conclusions/matches.hpp"
#include "analysis/results/sides.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

Outcome outcome_of(const Comparison& comparison, const Jury& jury) {
  if (!jury.objection.empty()) return Outcome::descriptive;
  return comparison.ratio.high < 1 ? Outcome::smaller : comparison.ratio.low > 1 ? Outcome::larger : Outcome::undecided;
}

std::string reason_of(const Jury& jury) { return !jury.objection.empty() ? jury.objection : jury.given_data ? given_the_data : ""; }

std::string place_of(const Runs& runs, const Subject& subject, const Quantity& quantity) {
  const DerivedQuantity* derived = find_derived_quantity(subject.quantity);
  if (derived && derived->at_threshold) return fmt::format("threshold {}", number(runs.thresholds()[threshold_position(runs, subject.at)]));
  if (derived && !derived->per_length) return "";
  return place_text(subject.along, static_cast<std::int64_t>(quantity.axis()[quantity.position()]));
}

void fill(ComparisonTable& table, const results::Group& root, const Runs& runs, const PointFields& fields, const Question& question) {
  Fields values(question.fields);
  const Pair pair = read_pair(values);
  const Subject subject = read_subject(values);
  const std::vector<Sides> rows = sides_of(fields, question, pair, "");
  if (rows.empty())
    throw Error(fmt::format("its conditions leave nothing that differs from '{}' in {} alone", table.reference, pair.between));
  table.adjusted_confidence = 1 - (1 - runs.confidence()) / static_cast<double>(rows.size());
  const bool is_complexity = subject.quantity == "sample_complexity";
  const Matches matches(root, runs, is_complexity ? Subject{.quantity = normalised_risk} : subject);
  table.place = place_of(runs, subject, matches.quantity());
  for (const Sides& row : rows) {
    const Jury jury = jury_of(runs, {&row.of, &row.reference});
    const std::size_t of = matches.chosen(row.of.at(0), jury);
    const std::size_t reference = matches.chosen(row.reference.at(0), jury);
    ComparedPair compared{row.context, row.of_name, runs.id(of), runs.id(reference), {}, Outcome::undecided, reason_of(jury)};
    const std::vector<std::size_t>& seeds = jury.halves.judging;
    if (is_complexity) {
      compared.result = compare_complexity(runs.lengths(), nmse_along(runs, of, seeds), nmse_along(runs, reference, seeds), runs.delta(),
                                           runs.thresholds()[threshold_position(runs, subject.at)], table.adjusted_confidence);
    } else {
      const Evidence evidence{matches.curve(row.of, jury, nullptr), matches.curve(row.reference, jury, nullptr)};
      compared.result = compare_at(evidence, 0, table.adjusted_confidence);
      Judgement said{Decision::undecided, {}, compared.result.runs, compared.reason, 0};
      add_reason(said, silent_pairs(evidence, 0, compared.result));
      explain(evidence, said);
      compared.reason = said.reason;
    }
    if (!row.zipped.empty()) compared.reason += (compared.reason.empty() ? "with it changes: " : "; with it changes: ") + row.zipped;
    compared.outcome = outcome_of(compared.result, jury);
    table.pairs.push_back(std::move(compared));
  }
}

}  // namespace

const std::vector<std::pair<std::int32_t, std::string>>& outcomes() {
  static const std::vector<std::pair<std::int32_t, std::string>> words = {
      {0, "undecided"}, {1, "smaller"}, {2, "larger"}, {3, "descriptive"}};
  return words;
}

std::vector<ComparisonTable> compare(const results::Group& root, const Runs& runs, const PointFields& fields,
                                     const std::vector<Question>& questions) {
  std::vector<ComparisonTable> tables;
  for (const Question& question : questions) {
    Fields values(question.fields);
    const Pair pair = read_pair(values);
    const Subject subject = read_subject(values);
    ComparisonTable table{.between = pair.between,
                          .reference = side_text(question, "reference", pair.reference),
                          .quantity = subject.quantity,
                          .at = subject.iteration > 0 ? static_cast<double>(subject.iteration) : subject.at,
                          .adjusted_confidence = runs.confidence(),
                          .problem = "",
                          .pairs = {}};
    try {
      fill(table, root, runs, fields, question);
    } catch (const Error& error) {
      table.problem = error.what();
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace polesweep::analysis
