#include "analysis/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/conclusions/answers.hpp"
#include "analysis/conclusions/tuning.hpp"
#include "analysis/results/baselines.hpp"
#include "analysis/results/looks.hpp"
#include "analysis/text/escape.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t most_summary_rows = 15;
constexpr std::size_t widest_column = 50;

using Row = std::vector<std::string>;

/// Characters as a terminal counts them, approximately: bytes that continue a UTF-8 character take no room.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// One line, not wider than a column may be.
std::string cell_text(const std::string& text) {
  std::string shown;
  std::size_t taken = 0;
  for (const char c : one_line(text)) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (starts_character && ++taken > widest_column) return shown + "…";
    shown += c;
  }
  return shown;
}

std::string complexity(const Runs& runs, std::span<const double> sample_complexity, std::size_t point) {
  if (runs.lengths().empty()) return "–";
  const std::span<const double> thresholds = runs.thresholds();
  std::size_t smallest = thresholds.size();
  for (std::size_t t = 0; t < thresholds.size(); ++t) {
    if (!std::isfinite(sample_complexity[point * thresholds.size() + t])) continue;
    if (smallest == thresholds.size() || thresholds[t] < thresholds[smallest]) smallest = t;
  }
  if (smallest == thresholds.size()) return "none reached";
  return fmt::format("{} (ε = {})", number(sample_complexity[point * thresholds.size() + smallest]), number(thresholds[smallest]));
}

/// What a linear predictor reaches on each task, then the results that are suspiciously far below it.
std::string baseline_lines(const Answers& answers, const Baselines& baselines) {
  std::vector<std::string> lines;
  const auto add = [&](std::string line) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  };
  for (const Answer& answer : answers.list) {
    const std::string figures = baselines.sentence(answer.cell->points.front());
    if (!figures.empty()) add(fmt::format("{}: {}", answer.cell->task, figures));
  }
  for (const Answer& answer : answers.list) {
    for (const Contender& contender : answer.contenders) {
      if (baselines.is_suspicious(contender.point, contender.risk.value))
        add(fmt::format("{}, {}, {}: median risk {} is {}", answer.cell->task, answer.cell->poles, contender.label,
                        number(contender.risk.value), baselines.warning(contender.point)));
    }
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(most_summary_rows, lines.size()); ++i) text += one_line(lines[i]) + '\n';
  if (lines.size() > most_summary_rows) text += fmt::format("{} left out\n", counted(lines.size() - most_summary_rows, "line"));
  return text;
}

/// What was chosen for each tuned learner at the last length, and of how many; those that may have a better value beyond their range first.
std::string tuning_lines(std::vector<Tuned> list) {
  std::stable_partition(list.begin(), list.end(), [](const Tuned& tuned) { return !tuned.choices.back().at_edge.empty(); });
  std::string text;
  for (std::size_t i = 0; i < std::min(most_summary_rows, list.size()); ++i) {
    const Choice& last = list[i].choices.back();
    std::string line = fmt::format("{}, {}, {}: {} is the best of {} tried, median risk {}", list[i].cell->task, list[i].cell->poles,
                                   list[i].learner->label, last.setting, counted(list[i].settings, "setting"), number(last.risk.value));
    if (!list[i].halves.split) line += " (chosen and judged on the same seeds)";
    if (!last.at_edge.empty()) line += fmt::format("; at the edge of what was tried: {} (a better value may lie beyond)", last.at_edge);
    text += one_line(std::move(line)) + '\n';
  }
  if (list.size() > most_summary_rows) text += fmt::format("{} left out\n", counted(list.size() - most_summary_rows, "tuned learner"));
  return text;
}

/// Says why intervals are open on both sides, or nothing if none is.
std::string open_intervals(const std::vector<Row>& rows, double confidence) {
  if (std::none_of(rows.begin(), rows.end(), [](const Row& row) { return row[4].starts_with("[open"); })) return "";
  return fmt::format("open: an interval takes {} seeds, twice as many if settings are chosen on half of them\n",
                     runs_for_closed_bounds(0.5, confidence));
}

std::string layout(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) line += row[c] + std::string(widths[c] - width(row[c]) + 2, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

}  // namespace

std::string summary_table(const results::Group& root) {
  const results::Group* statistics = root.find_group("statistics");
  if (statistics == nullptr) throw Error("statistics: no such group (the summary is made from it)");
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  if (cells.empty()) return "no points\n";
  const Answers answers = answer(runs, fields, cells, 0);
  if (answers.list.empty()) return "nothing was measured over lengths or updates\n";
  const std::span<const double> sample_complexity = values<double>(*statistics, "sample_complexity", {"point", "threshold"});

  struct Entry {
    const Cell* cell;
    const Contender* contender;
  };
  // Cells stand in the order of their tasks.
  std::vector<std::vector<Entry>> by_task;
  std::size_t total = 0;
  bool given_data = false;
  for (const Answer& answer : answers.list) {
    if (by_task.empty() || by_task.back().front().cell->task != answer.cell->task) by_task.emplace_back();
    for (const Contender& contender : answer.contenders) by_task.back().push_back({answer.cell, &contender});
    total += answer.contenders.size();
    given_data = given_data || runs.any_given_data(answer.cell->points);
  }

  std::vector<Row> rows = {
      {"task", "poles", "learner", "median nmse", "interval", fmt::format("N(ε, {})", number(runs.delta())), "diverged"}};
  const std::size_t share = std::max<std::size_t>(1, most_summary_rows / by_task.size());
  for (std::vector<Entry>& entries : by_task) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      const double x = a.contender->nmse.value;
      const double y = b.contender->nmse.value;
      return !std::isnan(x) && (std::isnan(y) || x < y);
    });
    for (std::size_t i = 0; i < std::min(share, entries.size()) && rows.size() <= most_summary_rows; ++i) {
      const Contender& shown = *entries[i].contender;
      const std::string name = shown.setting.empty() ? shown.label : fmt::format("{} ({})", shown.label, shown.setting);
      rows.push_back({cell_text(entries[i].cell->task), cell_text(entries[i].cell->poles), cell_text(name), number(shown.nmse.value),
                      interval(shown.nmse), complexity(runs, sample_complexity, shown.point), std::to_string(shown.diverged)});
    }
  }
  std::string text = fmt::format("at {} {}, {:g} % confidence:\n", runs.axis(answers.along).places()[answers.last],
                                 words(answers.along).units, 100 * runs.stated_confidence()) +
                     layout(rows) + open_intervals(rows, runs.confidence());
  if (total > rows.size() - 1) text += fmt::format("{} left out\n", counted(total - (rows.size() - 1), "row"));
  if (given_data) text += fmt::format("intervals of tasks with one data window hold {}\n", given_the_data);
  if (const std::optional<Looks> looks = read_looks(root)) text += fmt::format("seeds: {}\n", looks_text(*looks, runs.seeds()));
  return text + tuning_lines(tune(runs, cells)) + baseline_lines(answers, Baselines(root));
}

}  // namespace polesweep::analysis
