#include "analysis/figures/panels.hpp"

#include <fmt/format.h>

#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

/// All points of a cell, which are at most as many as fit into a figure.
Panel whole_cell(const PointFields& fields, const Cell& cell) {
  Panel panel{cell.task + " · " + cell.poles, "", {}};
  for (const Learner& learner : cell.learners) {
    for (const std::size_t p : learner.points) {
      if (panel.entries.size() == most_curves) break;
      panel.entries.push_back({joined(learner.label, fields.differences(TableKind::learner, p, learner.points)), p});
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
  for (const Answer& answer : cells) {
    const std::string poles = fields.differences(TableKind::poles, answer.cell->points.front(), points);
    for (const Learner& learner : answer.cell->learners) {
      for (const std::size_t p : learner.points) {
        panel.entries.push_back({joined(joined(learner.label, poles), fields.differences(TableKind::learner, p, learner.points)), p});
      }
    }
  }
  return panel;
}

}  // namespace

std::string shortened(const std::string& label, std::size_t kept_at_each_end) {
  const auto within_character = [&](std::size_t at) { return (static_cast<unsigned char>(label[at]) & 0xc0) == 0x80; };
  if (label.size() <= 2 * kept_at_each_end + 4) return label;
  std::size_t head = kept_at_each_end;
  std::size_t tail = label.size() - kept_at_each_end;
  while (within_character(head)) --head;
  while (within_character(tail)) ++tail;
  return label.substr(0, head) + "…" + label.substr(tail);
}

std::string joined(const std::string& label, const std::string& detail) { return detail.empty() ? label : label + " · " + detail; }

Panel panel_of_cell(const PointFields& fields, const Answer& answer, std::size_t most) {
  const Cell& cell = *answer.cell;
  if (cell.points.size() <= most) return whole_cell(fields, cell);
  Panel panel{cell.task + " · " + cell.poles, "", {}};
  panel.selection = fmt::format("Each learner with its best setting{} of {}.", answer.split ? ", chosen on one half of the seeds," : "",
                                counted(cell.points.size(), "point"));
  for (const Contender& contender : answer.contenders) {
    if (panel.entries.size() < most_curves) panel.entries.push_back({joined(contender.label, contender.setting), contender.point});
  }
  if (panel.entries.size() < answer.contenders.size()) {
    panel.selection += fmt::format(" The best {} of {} learners.", panel.entries.size(), answer.contenders.size());
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
