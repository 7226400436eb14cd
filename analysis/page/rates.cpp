#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/page/parts.hpp"
#include "analysis/statistics/rate_rows.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_rates = 100;

std::string along(const RateRow& row) {
  const char* unit = words(row.along).unit;
  return row.length == 0 ? unit : fmt::format("{}, N = {}", unit, row.length);
}

std::string learner(const PageContent& content, std::size_t point) {
  const std::string differing = content.fields.describe(TableKind::learner, point);
  const std::string label = content.fields.label(point);
  const std::size_t bracket = differing.find(" (");
  return bracket == std::string::npos ? label : label + differing.substr(bracket);
}

}  // namespace

std::string rates_section(const PageContent& content) {
  const std::vector<RateRow> rows = rate_rows(content.root, content.runs);
  if (rows.empty()) return "";
  std::string text = fmt::format(
      "<section><h2>Convergence rates</h2>\n<p>r in risk − floor ∝ e<sup>−rN</sup>: median over the runs that have a rate, with its {:g} % "
      "order-statistic interval; the slope of each run is that of Theil and Sen, from half of the first excess to three floors. Beside it "
      "what theory predicts from the point’s own settings; a formula of several directions or modes gives the slowest, a lower bound while "
      "faster ones carry the excess (attribute theory_rates of the group statistics says what each formula assumes). The longest plateau is the longest stretch in which the risk falls by less than a tenth before it falls further.</p>\n"
      "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Rates\"><table><thead><tr><th>task</th><th>poles</th><th>learner</th><th>per</th><th class=\"number\">measured</th>"
      "<th class=\"number\">runs</th><th>others</th><th class=\"number\">longest plateau</th><th class=\"number\">theory</th><th class=\"number\">measured / theory</th><th>formula</th></tr></thead><tbody>\n",
      100 * content.runs.stated_confidence());
  for (std::size_t i = 0; i < std::min(most_rates, rows.size()); ++i) {
    const RateRow& row = rows[i];
    const std::string theory = std::isnan(row.predicted) ? html(in_words(row.no_prediction)) : number(row.predicted);
    text += fmt::format("<tr>{}{}{}{}{}<td class=\"number\">{}</td>{}{}<td class=\"number\">{}</td><td class=\"number\">{}</td>{}</tr>\n",
                        name_cell(content.fields.describe(TableKind::task, row.point)),
                        name_cell(content.fields.describe(TableKind::poles, row.point)), name_cell(learner(content, row.point)),
                        name_cell(along(row)), number_cell(row.measured), row.runs, name_cell(in_words(row.reason)),
                        number_cell(row.plateau), theory, number(row.measured.value / row.predicted), name_cell(row.formula));
  }
  text += "</tbody></table></div>\n";
  if (rows.size() > most_rates)
    text += fmt::format("<p>{} not shown; rates.csv holds them all.</p>\n", counted(rows.size() - most_rates, "rate"));
  return text + "</section>\n";
}

}  // namespace polesweep::analysis
