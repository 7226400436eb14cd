#include "analysis/conclusions/conclusions.hpp"

#include <fmt/format.h>

#include <cmath>

#include "analysis/conclusions/claim_text.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

const std::string& word(const std::vector<std::pair<std::int32_t, std::string>>& words, std::int32_t value) {
  return words[static_cast<std::size_t>(value)].second;
}

std::string claim_line(const ClaimVerdict& claim) {
  const Judgement& judgement = claim.judgement;
  std::string line = fmt::format("{:<9}  {}: {} {}", word(decisions(), static_cast<std::int32_t>(judgement.decision)), claim.statement,
                                 claim.kind, with_interval(shown(claim.kind, judgement.value)));
  if (!claim.bounds.empty()) line += fmt::format(", claimed {}", claim.bounds);
  if (!std::isnan(claim.expected)) line += fmt::format(" = {}", number(claim.expected));
  line += fmt::format(", n = {}", judgement.runs);
  if (claim.parts.size() > 1) line += fmt::format(", {} of {}", claim.some_context ? "strongest" : "weakest", claim.parts.size());
  if (!judgement.reason.empty()) line += fmt::format(" ({})", judgement.reason);
  return line;
}

std::string pair_line(const ComparisonTable& table, const ComparedPair& pair) {
  std::string line = fmt::format("{:<11}  {} of {}{}{}: {} times that of {}, n = {}",
                                 word(outcomes(), static_cast<std::int32_t>(pair.outcome)), table.quantity, pair.of,
                                 pair.context.empty() ? "" : " (" + pair.context + ")", table.place.empty() ? "" : " at " + table.place,
                                 with_interval(as_ratio(pair.result.ratio)), table.reference, pair.result.runs);
  return pair.reason.empty() ? line : line + fmt::format(" ({})", pair.reason);
}

}  // namespace

Conclusions conclude(const results::Group& root, const Runs& runs, const PointFields& fields, const std::vector<Cell>& cells,
                     const Answers& answers) {
  const Asked asked = read_questions(root);
  return {decide(root, runs, fields, asked.claims), compare(root, runs, fields, asked.comparisons), scaling(runs, answers),
          equal_terms(runs, cells)};
}

std::string conclusion_lines(const Conclusions& conclusions) {
  constexpr std::size_t most_pairs = 15;
  std::string text;
  for (const ClaimVerdict& claim : conclusions.claims) text += one_line(claim_line(claim)) + '\n';
  std::size_t pairs = 0;
  for (const ComparisonTable& table : conclusions.comparisons) {
    if (!table.problem.empty()) text += one_line(fmt::format("compare with {}: {}", table.reference, table.problem)) + '\n';
    for (const ComparedPair& pair : table.pairs)
      if (++pairs <= most_pairs) text += one_line(pair_line(table, pair)) + '\n';
  }
  if (pairs > most_pairs) text += fmt::format("{} left out\n", counted(pairs - most_pairs, "comparison"));
  return text;
}

}  // namespace polesweep::analysis
