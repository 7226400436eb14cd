#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/conclusions/claim_text.hpp"
#include "analysis/page/parts.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_table_rows = 200;

std::string number_column(double value) { return fmt::format("<td class=\"number\">{}</td>", number(value)); }

std::string decision_cell(Decision decision) {
  const char* word = decision == Decision::holds ? "holds" : decision == Decision::fails ? "fails" : "undecided";
  return fmt::format("<td{}><b>{}</b></td>", decision == Decision::fails ? " class=\"bad\"" : "", word);
}

std::string judgement_cells(const std::string& kind, const Judgement& judgement, double expected) {
  return fmt::format("{}{}<td class=\"number\">{}</td><td class=\"soft\">{}</td>", number_cell(shown(kind, judgement.value)),
                     number_column(expected), judgement.runs, html(judgement.reason));
}

std::string claim_rows(const ClaimVerdict& claim) {
  std::string text = fmt::format("<tr>{}{}{}{}{}</tr>\n", decision_cell(claim.judgement.decision), name_cell(claim.statement),
                                 name_cell(fmt::format("{} of {}", claim.kind, claim.quantity)), name_cell(claim.bounds),
                                 judgement_cells(claim.kind, claim.judgement, claim.expected));
  if (claim.parts.size() < 2) return text;
  for (std::size_t i = 0; i < std::min(most_table_rows, claim.parts.size()); ++i) {
    const ClaimPart& part = claim.parts[i];
    text += fmt::format("<tr class=\"soft\">{}{}<td></td><td></td>{}</tr>\n", decision_cell(part.judgement.decision),
                        name_cell("· " + part.context), judgement_cells(claim.kind, part.judgement, part.expected));
  }
  if (claim.parts.size() > most_table_rows)
    text += fmt::format("<tr class=\"soft\"><td></td><td>{} not shown; claim_parts.csv holds them.</td></tr>\n",
                        counted(claim.parts.size() - most_table_rows, "part"));
  return text;
}

const char* outcome_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::smaller: return "smaller";
    case Outcome::larger: return "larger";
    case Outcome::descriptive: return "not independent";
    case Outcome::undecided: break;
  }
  return "undecided";
}

std::string comparison_table(const ComparisonTable& table) {
  const std::string at = table.place.empty() ? "" : " at " + table.place;
  std::string text = fmt::format("<h3>{}{} against {}</h3>\n", html(table.quantity), at, html(table.reference));
  if (!table.problem.empty()) return text + fmt::format("<p class=\"bad\">Not compared: {}.</p>\n", html(table.problem));
  text += fmt::format(
      "<p class=\"soft\">Ratios on paired seeds; intervals adjusted (Bonferroni) for {} of this table, each at {:.4g} %.</p>\n"
      "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Compared pairs\"><table><thead><tr><th>{}</th><th>where</th><th class=\"number\">ratio</th><th>it is</th><th class=\"number\">smaller on</th><th class=\"number\">seeds</th><th>remark</th></tr></thead><tbody>\n",
      counted(table.pairs.size(), "row"), 100 * table.adjusted_confidence, html(table.between));
  for (std::size_t i = 0; i < std::min(most_table_rows, table.pairs.size()); ++i) {
    const ComparedPair& pair = table.pairs[i];
    text +=
        fmt::format("<tr>{}{}{}<td>{}</td><td class=\"number\">{:.0f} %</td><td class=\"number\">{}</td><td class=\"soft\">{}</td></tr>\n",
                    name_cell(pair.of), name_cell(pair.context), number_cell(as_ratio(pair.result.ratio)), outcome_text(pair.outcome),
                    100 * pair.result.winning, pair.result.runs, html(pair.reason));
  }
  text += "</tbody></table></div>\n";
  if (table.pairs.size() > most_table_rows)
    text += fmt::format("<p>{} not shown; comparisons.csv holds them.</p>\n", counted(table.pairs.size() - most_table_rows, "row"));
  return text;
}

std::string reason_text(PowerLawReason reason) { return in_words(power_law_reasons()[static_cast<std::size_t>(reason)].second); }

std::string scaling_name(const Scaling& fit) {
  return fit.setting.empty() ? fit.learner : fmt::format("{} ({})", fit.learner, fit.setting);
}

std::string scaling_row(const Scaling& fit) {
  return fmt::format("<tr>{}{}{}{}{}{}{}</tr>\n", name_cell(fit.task), name_cell(fit.poles), name_cell(scaling_name(fit)),
                     number_cell(fit.law.exponent), number_cell(fit.law.floor), number_cell(fit.law.amplitude),
                     number_column(fit.law.typical_misfit));
}

}  // namespace

std::string verdicts_section(const PageContent& content) {
  const std::vector<ClaimVerdict>& claims = content.conclusions.claims;
  if (claims.empty()) return "";
  std::string text = fmt::format(
      "<section><h2>Verdicts</h2>\n<p class=\"soft\">A claim holds if the whole {:g} % interval of its number lies within its bounds, "
      "fails if all of it lies beyond one, and is undecided otherwise. A claim over several settings shows the weakest first, and holds "
      "only if all do.</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Verdicts\"><table><thead><tr><th>verdict</th><th>claim</th><th>about</th><th>claimed</th>"
      "<th class=\"number\">number</th><th class=\"number\">theory</th><th class=\"number\">n</th><th>remark</th></tr></thead><tbody>\n",
      100 * content.runs.stated_confidence());
  for (const ClaimVerdict& claim : claims) text += claim_rows(claim);
  return text + "</tbody></table></div></section>\n";
}

std::string comparisons_section(const PageContent& content) {
  if (content.conclusions.comparisons.empty()) return "";
  std::string text = "<section><h2>Comparisons</h2>\n";
  for (const ComparisonTable& table : content.conclusions.comparisons) text += comparison_table(table);
  return text + "</section>\n";
}

std::string scaling_section(const PageContent& content) {
  if (content.conclusions.scaling.empty()) return "";
  std::string rows;
  std::string without;
  std::size_t fitted = 0;
  std::size_t unfitted = 0;
  for (const Scaling& fit : content.conclusions.scaling) {
    if (fit.law.reason == PowerLawReason::fitted) {
      if (++fitted <= most_table_rows) rows += scaling_row(fit);
    } else if (++unfitted <= most_table_rows) {
      without +=
          fmt::format("<li>{} · {} · {}: {}</li>\n", html(scaling_name(fit)), html(fit.task), html(fit.poles), reason_text(fit.law.reason));
    }
  }
  std::string text =
      "<section><h2>Scaling</h2>\n<p class=\"soft\">Risk = floor + amplitude N<sup>−exponent</sup> through the medians of each learner with its best setting; bounds by bootstrap over seeds. “No power law” is an answer.</p>\n";
  if (fitted > 0)
    text += fmt::format(
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Scaling\"><table><thead><tr><th>task</th><th>poles</th><th>learner</th><th class=\"number\">exponent</th>"
        "<th class=\"number\">floor</th><th class=\"number\">amplitude</th><th class=\"number\">typical misfit</th></tr></thead><tbody>\n"
        "{}</tbody></table></div>\n",
        rows);
  if (unfitted > 0)
    text += fmt::format("<details><summary>No power law for {} of {}</summary><ul>\n{}</ul></details>\n", unfitted,
                        counted(fitted + unfitted, "learner"), without);
  return text + "</section>\n";
}

std::string equal_terms_section(const PageContent& content) {
  const std::vector<EqualTerms>& terms = content.conclusions.equal_terms;
  if (terms.empty()) return "";
  std::string text =
      "<section><h2>On equal terms</h2>\n<p class=\"soft\">Who tries more settings or computes more looks better. Left: the best of as many "
      "settings as the tuned learner with the fewest has tried, drawn at random, at the last length. Right: the longest length reached "
      "with the operations of the cheapest learner, where every setting tried counts.</p>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"On equal terms\"><table><thead><tr>"
      "<th>task</th><th>poles</th><th>learner</th><th class=\"number\">settings</th><th class=\"number\">median risk</th><th class=\"number\">operations</th><th class=\"number\">N</th><th>setting</th><th class=\"number\">median risk</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < std::min(most_table_rows, terms.size()); ++i) {
    const EqualTerms& one = terms[i];
    text += fmt::format("<tr>{}{}{}<td class=\"number\">{} of {}</td>{}{}<td class=\"number\">{}</td>{}{}</tr>\n", name_cell(one.task),
                        name_cell(one.poles), name_cell(one.learner), one.common_settings, one.settings,
                        number_column(one.risk_at_common_settings), number_column(one.common_operations),
                        one.length == 0 ? std::string("none") : std::to_string(one.length), name_cell(one.setting),
                        number_cell(one.risk_at_common_operations));
  }
  return text + "</tbody></table></div></section>\n";
}

}  // namespace polesweep::analysis
