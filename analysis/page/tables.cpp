#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/page/parts.hpp"
#include "analysis/results/baselines.hpp"
#include "analysis/results/looks.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_points = 200;
constexpr std::size_t most_listed = 20;

std::string learner_name(const std::string& label, const std::string& setting) {
  return setting.empty() ? label : fmt::format("{} ({})", label, setting);
}

std::string point_name(const PageContent& content, std::size_t point) {
  for (const Answer& answer : content.answers.list) {
    for (const Learner& learner : answer.cell->learners) {
      if (std::find(learner.points.begin(), learner.points.end(), point) == learner.points.end()) continue;
      const std::string setting = content.fields.differences(TableKind::learner, point, learner.points);
      return fmt::format("{} · {} · {}", learner_name(learner.label, setting), answer.cell->task, answer.cell->poles);
    }
  }
  return fmt::format("point {}", point);
}

/// Points with the most runs of a status, as a list.
std::string points_with(const PageContent& content, Status status, const char* what) {
  std::vector<std::pair<std::int64_t, std::size_t>> found;
  for (std::size_t p = 0; p < content.runs.points(); ++p) {
    const std::int64_t count = content.runs.counts(p)[status];
    if (count > 0) found.emplace_back(count, p);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text = fmt::format("<details><summary>Where runs {}</summary><ul>\n", what);
  for (std::size_t i = 0; i < std::min(most_listed, found.size()); ++i) {
    text += fmt::format("<li>{}: {} of {}</li>\n", html(point_name(content, found[i].second)), found[i].first,
                        counted(content.runs.seeds(), "run"));
  }
  if (found.size() > most_listed) text += fmt::format("<li>and {}</li>\n", counted(found.size() - most_listed, "further point"));
  return text + "</ul></details>\n";
}

/// The columns of symbol errors and of linear predictors, where the sweep has them; each as heading and cell.
class BaselineColumns {
 public:
  explicit BaselineColumns(const PageContent& content) : baselines_(content.root), statistics_(*content.root.find_group("statistics")) {
    symbols_ = statistics_.find("symbol_error_rate_median") != nullptr;
  }

  std::string headings() const {
    std::string text;
    if (baselines_.any()) text += heading("linear baseline risk");
    if (symbols_) text += heading("median symbol error rate");
    if (baselines_.any_symbol_error_rate()) text += heading("linear baseline symbol error rate");
    return text;
  }
  std::string cells(std::size_t point, std::size_t at_last) const {
    std::string text;
    if (baselines_.any()) text += cell(baselines_.risk(point));
    if (symbols_) text += cell(values<double>(statistics_, "symbol_error_rate_median", {"point", "length"})[at_last]);
    if (baselines_.any_symbol_error_rate()) text += cell(baselines_.symbol_error_rate(point));
    return text;
  }
  bool is_suspicious(std::size_t point, double median_risk) const { return baselines_.is_suspicious(point, median_risk); }

 private:
  static std::string heading(const char* name) { return fmt::format("<th class=\"number\">{}</th>", name); }
  static std::string cell(double value) { return fmt::format("<td class=\"number\">{}</td>", number(value)); }

  Baselines baselines_;
  const results::Group& statistics_;
  bool symbols_ = false;
};

std::string attribute_rows(const results::Group& group) {
  std::string text;
  for (const auto& [key, value] : group.attributes) {
    if (key != "sweep") text += fmt::format("<tr><th>{}</th>{}</tr>\n", html(key), name_cell(value));
  }
  return text;
}

std::string variable_rows(const results::Group& group) {
  constexpr std::size_t most_values = 8;
  std::string text;
  for (const results::Variable& variable : group.variables) {
    const std::size_t size = std::visit([](const auto& values) { return values.size(); }, variable.values);
    std::string shown;
    for (std::size_t i = 0; i < std::min(size, most_values); ++i) {
      shown += (i > 0 ? "; " : "") + std::visit([&](const auto& values) { return fmt::format("{}", values[i]); }, variable.values);
    }
    if (size > most_values) shown += fmt::format("; {} more", size - most_values);
    text += fmt::format("<tr><th>{}</th>{}</tr>\n", html(variable.name), name_cell(shown));
  }
  return text;
}

/// What computed the runs, a row for each fingerprint.
std::string numerics_rows(const results::Group& provenance) {
  const results::Group* numerics = provenance.find_group("numerics");
  if (!numerics) return "";
  const auto& fingerprints = results::stored_values<std::string>(*numerics, "fingerprint");
  const auto& runs = results::stored_values<std::int64_t>(*numerics, "runs");
  std::string text;
  for (std::size_t row = 0; row < runs.size(); ++row) {
    std::string shown = counted(static_cast<std::size_t>(runs[row]), "run");
    for (const char* column : {"eigen", "compiler", "processor", "kernels", "first", "last"})
      shown += fmt::format("; {} {}", column, results::stored_values<std::string>(*numerics, column)[row]);
    text += fmt::format("<tr><th>numerics {}</th>{}</tr>\n", html(fingerprints[row]), name_cell(shown));
  }
  return text;
}

}  // namespace

std::string status_section(const PageContent& content) {
  StatusCounts total;
  for (std::size_t p = 0; p < content.runs.points(); ++p)
    for (std::size_t s = 0; s < content.runs.seeds(); ++s) ++total[content.runs.status(p, s)];
  const auto of = [&](Status status) { return static_cast<std::size_t>(total[status]); };
  const auto count = [](std::size_t runs, const char* name, bool bad) {
    return fmt::format("<li{}><b>{}</b> {}</li>", bad && runs > 0 ? " class=\"bad\"" : "", runs, name);
  };
  const std::string dropped =
      of(Status::dropped) == 0 ? "" : count(of(Status::dropped), "ended early, or never began: their settings lost a race", false);
  std::string text =
      fmt::format("<ul class=\"counts\"><li><b>{}</b> points × <b>{}</b> seeds</li>{}{}{}{}</ul>\n", content.runs.points(),
                  content.runs.seeds(), count(of(Status::complete), "runs complete", false), count(of(Status::diverged), "diverged", true),
                  count(of(Status::failed), "failed", true), count(of(Status::missing), "missing", true) + dropped);
  if (const std::optional<Looks> looks = read_looks(content.root))
    text += fmt::format(
        "<p>Seeds were added until answers were narrow: {}. At each of {} possible looks an interval has {:.4g} % confidence by itself, so that {:g} % hold wherever the sweep ends.</p>\n",
        looks_text(*looks, content.runs.seeds()), looks->list.size(), 100 * content.runs.confidence(),
        100 * content.runs.stated_confidence());
  std::string alarm;
  if (of(Status::missing) > 0 || content.root.attribute("complete") == "false") {
    alarm += fmt::format(
        "<p><b>This sweep is incomplete</b>: {} still missing, and all numbers are of the runs so far. The command that started the sweep continues it.</p>\n{}",
        counted(of(Status::missing), "run") + (of(Status::missing) == 1 ? " is" : " are"),
        points_with(content, Status::missing, "are missing"));
  }
  if (of(Status::failed) > 0) {
    alarm += fmt::format("<p><b>{} failed</b> and took no part in any number; the messages stand under “Failures”.</p>\n{}",
                         counted(of(Status::failed), "run"), points_with(content, Status::failed, "failed"));
  }
  if (of(Status::diverged) > 0) {
    alarm += fmt::format("<p><b>{} diverged</b>: the risk is infinite at a length or an iteration.</p>\n{}",
                         counted(of(Status::diverged), "run"), points_with(content, Status::diverged, "diverged"));
  }
  return alarm.empty() ? text : fmt::format("{}<div class=\"card alarm\">\n{}</div>\n", text, alarm);
}

std::string points_section(const PageContent& content) {
  const results::Group& statistics = *content.root.find_group("statistics");
  const std::size_t lengths = content.runs.lengths().size();
  const auto estimate = [&](const std::string& name, std::size_t index, const std::vector<std::string>& dimensions) {
    return Estimate{values<double>(statistics, name, dimensions)[index], values<double>(statistics, name + "_low", dimensions)[index],
                    values<double>(statistics, name + "_high", dimensions)[index]};
  };
  const BaselineColumns baseline(content);
  std::string text = fmt::format("<section><h2>All points at N = {}</h2>\n", content.runs.lengths()[content.answers.last]);
  text += fmt::format(
      "<p class=\"soft\">Over all seeds. The tables points.csv, learning_curves.csv and sample_complexity.csv beside this page hold every field and length.</p>\n"
      "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Points\"><table><thead><tr><th>task</th><th>poles</th><th>learner</th><th class=\"number\">median risk</th>{}"
      "<th class=\"number\">{:g} quantile</th><th class=\"number\">median nmse</th><th class=\"number\">rate per sample</th>"
      "<th class=\"number\">runs</th><th class=\"number\">diverged</th><th class=\"number\">failed</th></tr></thead><tbody>\n",
      baseline.headings(), 1 - content.runs.delta());
  std::size_t shown = 0;
  for (const Answer& answer : content.answers.list) {
    for (const Learner& learner : answer.cell->learners) {
      if (shown == most_points) break;
      const std::vector<const results::Variable*> setting = content.fields.differing(TableKind::learner, learner.points);
      for (const std::size_t p : learner.points) {
        if (shown == most_points) break;
        ++shown;
        const std::size_t at_last = p * lengths + content.answers.last;
        const StatusCounts counts = content.runs.counts(p);
        const Estimate risk = estimate("risk_median", at_last, {"point", "length"});
        text += fmt::format(
            "<tr>{}{}{}{}{}{}{}{}<td class=\"number\">{}</td><td class=\"number{}\">{}</td><td class=\"number{}\">{}</td></tr>\n",
            name_cell(answer.cell->task), name_cell(answer.cell->poles),
            name_cell(learner_name(learner.label, PointFields::list(setting, p))), number_cell(risk, baseline.is_suspicious(p, risk.value)),
            baseline.cells(p, at_last), number_cell(estimate("risk_quantile", at_last, {"point", "length"})),
            number_cell(estimate("nmse_median", at_last, {"point", "length"})),
            number_cell(estimate("convergence_rate_median", p, {"point"})), counts.finished(), counts[Status::diverged] > 0 ? " bad" : "",
            counts[Status::diverged], counts[Status::failed] > 0 ? " bad" : "", counts[Status::failed]);
      }
    }
  }
  text += "</tbody></table></div>\n";
  if (content.runs.points() > shown) {
    text += fmt::format("<p>{} not shown; points.csv holds them all.</p>\n", counted(content.runs.points() - shown, "point"));
  }
  return text + "</section>\n";
}

std::string failures_section(const PageContent& content) {
  const results::Group* failures = content.root.find_group("failures");
  if (failures == nullptr || failures->find("failed_point") == nullptr) return "";
  const auto points = values<std::int64_t>(*failures, "failed_point", {"failure"});
  const auto seeds = values<std::uint64_t>(*failures, "failed_seed", {"failure"});
  const auto messages = values<std::string>(*failures, "message", {"failure"});
  std::string text =
      "<section><h2>Failures</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Failures\"><table><thead><tr><th>point</th><th class=\"number\">seed</th><th>message</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < std::min(most_listed, points.size()); ++i) {
    const bool known = points[i] >= 0 && static_cast<std::size_t>(points[i]) < content.runs.points();
    text += fmt::format("<tr>{}<td class=\"number\">{}</td>{}</tr>\n",
                        name_cell(known ? point_name(content, static_cast<std::size_t>(points[i])) : std::string("–")), seeds[i],
                        name_cell(messages[i]));
  }
  text += "</tbody></table></div>\n";
  if (points.size() > most_listed)
    text += fmt::format("<p>{} not shown; the group failures of the results holds them.</p>\n",
                        counted(points.size() - most_listed, "failure"));
  return text + "</section>\n";
}

std::string provenance_section(const PageContent& content) {
  std::string text =
      "<section><h2>Provenance</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Provenance\"><table><tbody>\n" +
      attribute_rows(content.root);
  if (const results::Group* provenance = content.root.find_group("provenance"))
    text += attribute_rows(*provenance) + variable_rows(*provenance) + numerics_rows(*provenance);
  text += "</tbody></table></div>\n";
  const std::string sweep = content.root.attribute("sweep");
  if (!sweep.empty()) text += fmt::format("<details><summary>The resolved sweep</summary><pre>{}</pre></details>\n", html(sweep));
  return text + "</section>\n";
}

}  // namespace polesweep::analysis
