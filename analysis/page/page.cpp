#include "analysis/page/page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analysis/page/explorer.hpp"
#include "analysis/page/parts.hpp"
#include "analysis/page/style.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// Figures that the page holds have about so many bytes together at most.
constexpr std::size_t most_figure_bytes = 1'200'000;

}  // namespace

std::string number_cell(const Estimate& estimate, bool bad) {
  return fmt::format("<td class=\"number{}\">{}<small>{}</small></td>", bad ? " bad" : "", number(estimate.value), interval(estimate));
}

std::string name_cell(const std::string& text) { return fmt::format("<td class=\"name\">{}</td>", html(text)); }

std::string figures_section(const PageContent& content) {
  std::string text = "<section><h2>Figures</h2>\n";
  if (!content.figure_note.empty()) text += fmt::format("<p>{}</p>\n", html(content.figure_note));
  if (content.cells_without_figures > 0) {
    text += fmt::format("<p>{} of task and poles not drawn here; their numbers are in learning_curves.csv and sample_complexity.csv.</p>\n",
                        counted(content.cells_without_figures, "combination"));
  }
  if (!content.full_kinds.empty())
    text += fmt::format("<p>A kind of figure is drawn for the first combinations of task and poles only; there may be more of: {}.</p>\n",
                        fmt::join(content.full_kinds, ", "));
  text += "<div class=\"figures\">\n";
  std::size_t bytes = 0;
  std::string left_out;
  for (const DrawnFigure& drawn : content.figures) {
    if (drawn.svg.empty()) continue;
    const std::string svg = inline_svg(drawn.svg, drawn.figure->name, drawn.figure->title);
    const std::string title = html(drawn.figure->title);
    if (bytes + svg.size() > most_figure_bytes) {
      left_out += fmt::format("<li><a href=\"figures/{0}.svg\">{0}</a>: {1}</li>\n", html(drawn.figure->name), title);
      continue;
    }
    bytes += svg.size();
    text += fmt::format("<figure><h3>{}</h3>\n{}\n<figcaption>{}</figcaption></figure>\n", title, svg, html(drawn.figure->caption));
  }
  text += "</div>\n";
  if (!left_out.empty())
    text += fmt::format("<details><summary>Figures beside the page, with which it would be too large</summary><ul>\n{}</ul></details>\n",
                        left_out);
  return text + "</section>\n";
}

std::string page(const PageContent& content) {
  const std::string given = content.root.attribute("title");
  const std::string title = html(given.empty() ? "Sweep" : given);
  std::string before = status_section(content) + verdicts_section(content);
  std::string after;
  if (content.runs.points() > 0 && !content.runs.lengths().empty()) {
    before += answers_section(content) + comparisons_section(content);
    after += figures_section(content) + scaling_section(content) + tuning_section(content) + equal_terms_section(content) +
             rates_section(content) + points_section(content);
  } else {
    before += (content.answers.list.empty() ? "" : answers_section(content)) + comparisons_section(content);
    after += (content.figures.empty() ? "" : figures_section(content)) + rates_section(content);
  }
  after += failures_section(content) + provenance_section(content);
  constexpr std::size_t frame = 10'000;  // head and styles
  const Explorer explorer = analysis::explorer(content, before.size() + after.size() + frame);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      // Without an icon of its own a browser asks the server for one.
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body><main>\n<h1>{}</h1>\n{}{}{}</main>\n{}</body>\n</html>\n",
      content_security_policy(!explorer.scripts.empty()), title, page_style, explorer.style, title, before, explorer.section, after,
      explorer.scripts);
}

}  // namespace polesweep::analysis
