#include "analysis/figures/panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

using Columns = std::vector<const results::Variable*>;

/// How many of the peers some columns tell apart.
std::size_t told_apart(const Columns& columns, std::span<const std::size_t> peers) {
  std::set<std::string> different;
  for (const std::size_t point : peers) different.insert(PointFields::list(columns, point, true));
  return different.size();
}

/// As few columns of a table as tell its peers apart: a legend has no room for those that go with others. Kinds come first, for they say
/// most to people; then always the one that tells most of the peers apart.
Columns telling_columns(const PointFields& fields, TableKind table, std::span<const std::size_t> peers) {
  const Columns differing = fields.differing(table, peers);
  const std::size_t all = told_apart(differing, peers);
  Columns chosen;
  std::size_t told = 1;
  const auto take_best = [&](const auto& may_be_taken) {
    const results::Variable* best = nullptr;
    for (const results::Variable* column : differing) {
      if (!may_be_taken(*column)) continue;
      Columns more = chosen;
      more.push_back(column);
      const std::size_t count = told_apart(more, peers);
      if (count > told) {
        told = count;
        best = column;
      }
    }
    if (best != nullptr) chosen.push_back(best);
    return best != nullptr;
  };
  while (take_best([](const results::Variable& column) { return column.name.ends_with("_kind"); })) {
  }
  while (told < all && take_best([](const results::Variable&) { return true; })) {
  }
  // Two columns may tell apart only together what neither does alone.
  if (told < all) return differing;
  Columns sorted;
  for (const results::Variable* column : differing)
    if (std::find(chosen.begin(), chosen.end(), column) != chosen.end()) sorted.push_back(column);
  return sorted;
}

/// A label whose fields stand without their rule, as "truncation 8" for "recurrent truncation 8".
std::string without_rules(std::string label) {
  for (const PointPart& part : point_parts())
    if (part.table == TableKind::learner)
      label = std::regex_replace(label, std::regex(fmt::format("\\b{} (?=[a-z_0-9]+ [-0-9])", part.table_key())), "");
  return label;
}

/// All points of a cell, which are at most as many as fit into a figure.
Panel whole_cell(const PointFields& fields, const Cell& cell) {
  Panel panel{cell.task + " · " + cell.poles, "", {}};
  for (const Learner& learner : cell.learners) {
    const Columns telling = telling_columns(fields, TableKind::learner, learner.points);
    for (const std::size_t p : learner.points) {
      if (panel.entries.size() == most_curves) break;
      panel.entries.push_back({joined(learner.label, PointFields::list(telling, p)), p});
    }
  }
  if (panel.entries.size() < cell.points.size())
    panel.selection = fmt::format("The first {} of {}.", panel.entries.size(), counted(cell.points.size(), "point"));
  return panel;
}

/// A panel for a whole task, whose cells stand side by side in the list.
Panel panel_of_task(const PointFields& fields, std::span<const Answer> cells) {
  if (cells.size() == 1) return panel_of_cell(fields, cells.front());
  Panel panel{cells.front().cell->task, "", {}};
  std::vector<std::size_t> points;
  for (const Answer& answer : cells) points.insert(points.end(), answer.cell->points.begin(), answer.cell->points.end());
  const Columns telling_poles = telling_columns(fields, TableKind::poles, points);
  for (const Answer& answer : cells) {
    const std::string poles = PointFields::list(telling_poles, answer.cell->points.front());
    for (const Learner& learner : answer.cell->learners) {
      const Columns telling = telling_columns(fields, TableKind::learner, learner.points);
      for (const std::size_t p : learner.points) {
        panel.entries.push_back({joined(joined(learner.label, poles), PointFields::list(telling, p)), p});
      }
    }
  }
  return panel;
}

}  // namespace

std::string shortened(const std::string& whole, std::size_t kept_at_each_end) {
  if (whole.size() <= 2 * kept_at_each_end + 4) return whole;
  const std::string label = without_rules(whole);
  const auto within_character = [&](std::size_t at) { return (static_cast<unsigned char>(label[at]) & 0xc0) == 0x80; };
  if (label.size() <= 2 * kept_at_each_end + 4) return label;
  std::size_t head = kept_at_each_end;
  std::size_t tail = label.size() - kept_at_each_end;
  while (within_character(head)) --head;
  while (within_character(tail)) ++tail;
  return label.substr(0, head) + "…" + label.substr(tail);
}

std::string joined(const std::string& label, const std::string& detail) { return detail.empty() ? label : label + " · " + detail; }

std::string setting_drawn(const PointFields& fields, const std::vector<std::size_t>& points) {
  const auto is_tuned = [&](std::size_t point) { return !fields.tuned(point).empty(); };
  if (std::all_of(points.begin(), points.end(), is_tuned)) return "each learner with its best setting";
  if (std::none_of(points.begin(), points.end(), is_tuned)) return "each learner with the setting of lowest median risk";
  return "each learner that was tuned with its best setting, each other with that of lowest median risk";
}

std::string tuned_settings(const PointFields& fields) {
  for (std::size_t point = 0; point < fields.points(); ++point)
    if (!fields.tuned(point).empty()) return ", each tuned learner with its best setting";
  return "";
}

Panel panel_of_cell(const PointFields& fields, const Answer& answer, std::size_t most) {
  const Cell& cell = *answer.cell;
  if (cell.points.size() <= most) return whole_cell(fields, cell);
  Panel panel{cell.task + " · " + cell.poles, "", {}};
  std::vector<std::size_t> chosen;
  for (const Contender& contender : answer.contenders)
    if (contender.settings > 1) chosen.push_back(contender.point);
  if (!chosen.empty()) {
    panel.selection = fmt::format("{}{} of {}.", setting_drawn(fields, chosen), answer.split ? ", chosen on one half of the seeds," : "",
                                  counted(cell.points.size(), "point"));
    panel.selection.front() = 'E';
  }
  for (const Contender& contender : answer.contenders) {
    if (panel.entries.size() < most_curves) panel.entries.push_back({joined(contender.label, contender.setting), contender.point});
  }
  if (panel.entries.size() < answer.contenders.size()) {
    panel.selection +=
        fmt::format("{}The best {} of {} learners.", panel.selection.empty() ? "" : " ", panel.entries.size(), answer.contenders.size());
  }
  return panel;
}

std::vector<Panel> panels_of(const PointFields& fields, const std::vector<Answer>& answers, std::size_t& left_out) {
  std::vector<Panel> panels;
  for (std::size_t begin = 0, end = 0; begin < answers.size(); begin = end) {
    std::size_t points = 0;
    for (end = begin; end < answers.size() && answers[end].cell->task == answers[begin].cell->task; ++end) {
      points += answers[end].cell->points.size();
    }
    if (panels.size() >= most_panels) {
      left_out += end - begin;
    } else if (points <= most_curves) {
      panels.push_back(panel_of_task(fields, std::span(answers).subspan(begin, end - begin)));
    } else {
      for (std::size_t i = begin; i < end; ++i) {
        if (panels.size() < most_panels) {
          panels.push_back(panel_of_cell(fields, answers[i]));
        } else {
          ++left_out;
        }
      }
    }
  }
  return panels;
}

std::vector<Panel> panels_of_cells(const FigureSource& source) {
  std::vector<Panel> panels;
  if (source.answers.list.empty()) {
    for (const Cell& cell : source.cells)
      if (panels.size() < most_panels) panels.push_back(whole_cell(source.fields, cell));
    return panels;
  }
  for (const Answer& answer : source.answers.list)
    if (panels.size() < most_panels) panels.push_back(panel_of_cell(source.fields, answer, answer.cell->learners.size()));
  return panels;
}

}  // namespace polesweep::analysis
