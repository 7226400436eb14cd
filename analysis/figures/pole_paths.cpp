#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <numbers>
#include <set>

#include "analysis/figures/axes.hpp"
#include "analysis/figures/measured.hpp"
#include "analysis/figures/panels.hpp"
#include "analysis/text/numbers.hpp"
#include "core/members/fields.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_steps = 3;

/// What is drawn of a pole, or of a mode.
struct Path {
  const char* what;     ///< "modulus"
  const char* y_label;  ///< with its unit
  double (*of)(std::complex<double> pole);
};
constexpr Path modulus_path{"modulus", "modulus (per step)", [](std::complex<double> pole) { return std::abs(pole); }};
constexpr Path angle_path{"angle", "angle (rad per step)",
                          [](std::complex<double> pole) { return pole == 0.0 ? nan : std::abs(std::arg(pole)); }};
/// Of poles that are all real: the modulus would hide their signs.
constexpr Path real_path{"value", "pole (per step)", [](std::complex<double> pole) { return pole.real(); }};
constexpr Path mode_pole{"w", "pole w of each mode", [](std::complex<double> pole) { return pole.real(); }};
constexpr Path mode_gain{"a b", "gain a b of each mode", [](std::complex<double> gain) { return gain.real(); }};

/// Poles or gains [place][pole] of one run; NaN where they were not measured.
using Course = std::vector<std::vector<std::complex<double>>>;

/// The list of a field of the task, as the teacher's poles are; empty if the task has no such field.
std::vector<std::complex<double>> listed(const FigureSource& source, std::size_t point, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const results::Variable* column = source.root.find("task_" + name);
    if (column == nullptr) continue;
    const auto value = parse_plain_text(FieldType::complexes, PointFields::text(*column, point));
    if (const auto* list = value ? std::get_if<std::vector<Complex>>(&*value) : nullptr) return {list->begin(), list->end()};
  }
  return {};
}

/// One curve of all values of a teacher, with a gap between them.
PlottedCurve teacher_lines(const std::vector<std::complex<double>>& teacher, const Path& path, const std::vector<double>& places) {
  PlottedCurve lines{.label = "the teacher", .x = {}, .y = {}, .low = {}, .high = {}, .theory = true};
  std::set<double> values;
  for (const std::complex<double> pole : teacher) values.insert(path.of(pole));
  for (const double value : values) {
    lines.x.insert(lines.x.end(), {places.front(), places.back(), places.back()});
    lines.y.insert(lines.y.end(), {value, value, nan});
  }
  lines.low.assign(lines.x.size(), nan);
  lines.high = lines.low;
  return lines;
}

bool moves(const Course& course) { return course.front() != course.back(); }

bool any_complex(const std::vector<std::complex<double>>& poles) {
  return std::any_of(poles.begin(), poles.end(), [](std::complex<double> pole) { return pole.imag() != 0 && !std::isnan(pole.imag()); });
}

/// Modes beyond those of the teacher are 0 everywhere.
bool is_there(const Course& course, std::size_t pole) {
  return std::any_of(course.begin(), course.end(),
                     [&](const auto& poles) { return poles[pole] != 0.0 && !std::isnan(poles[pole].real()); });
}

/// A learner of a cell, whose first run is drawn.
struct Place {
  const FigureSource& source;
  const Panel& panel;
  const Entry& entry;
  const MeasuredAlong& measured;
  std::vector<std::size_t> positions;

  std::size_t seed() const { return source.runs.distinct_seeds(entry.point).front(); }
  Course course(const std::function<std::complex<double>(std::size_t pole, std::size_t position)>& value) const {
    Course course;
    for (const std::size_t position : positions) {
      course.emplace_back();
      for (std::size_t pole = 0; pole < measured.elements(); ++pole) course.back().push_back(value(pole, position));
    }
    return course;
  }
};

/// Where a run that diverged ends, as a sentence; nothing of others.
std::string divergence(const Place& at, const Course& course) {
  if (at.source.runs.status(at.entry.point, at.seed()) != Status::diverged) return "";
  for (std::size_t i = course.size(); i-- > 0;)
    if (std::any_of(course[i].begin(), course[i].end(), [](std::complex<double> pole) { return std::isfinite(pole.real()); }))
      return fmt::format(" It diverged: it was measured last {}.", at.measured.place(at.positions[i]));
  return " It diverged.";
}

void add_figure(const Place& at, const char* noun, const Course& course, const Path& path, const std::vector<std::complex<double>>& teacher,
                std::vector<Figure>& list) {
  Figure figure;
  std::vector<double> places;
  for (const std::size_t position : at.positions) places.push_back(at.measured.axis()[position]);
  std::size_t all = 0;
  for (std::size_t pole = 0; pole < course.front().size(); ++pole) {
    if (!is_there(course, pole) || ++all > most_curves) continue;
    PlottedCurve curve{fmt::format("{} {}", noun, pole + 1), places, {}, std::vector<double>(places.size(), nan), {}};
    for (const auto& poles : course) curve.y.push_back(path.of(poles[pole]));
    curve.high = curve.low;
    figure.curves.push_back(std::move(curve));
  }
  if (figure.curves.empty()) return;
  if (!teacher.empty()) figure.curves.push_back(teacher_lines(teacher, path, places));
  figure.title = joined(fmt::format("{} of each {}", path.what, noun), joined(at.entry.label, at.panel.title));
  figure.x_label = words(at.measured.along()).label;
  figure.y_label = path.y_label;
  figure.x_scale = axis_scale(places);
  figure.y_scale = Scale::linear;
  figure.caption = fmt::format("One run (seed {}) of {}.{}{}{} {}", at.source.runs.seed()[at.seed()], at.entry.label,
                               divergence(at, course), all > most_curves ? fmt::format(" The first {} of {} poles.", most_curves, all) : "",
                               &path == &angle_path  ? " Of a pair of poles the angle is that of the upper one."
                               : &path == &real_path ? " All poles are real, and drawn with their signs."
                                                     : "",
                               at.panel.selection);
  list.push_back(std::move(figure));
}

/// Calls `make` for each learner that was measured at enough places.
void for_each_learner(const FigureSource& source, const MeasuredAlong& measured, const std::function<void(const Place&)>& make) {
  for (const Panel& panel : panels_of_cells(source))
    for (const Entry& entry : panel.entries) {
      const Place at{source, panel, entry, measured, measured.positions(source.runs, entry.point)};
      if (at.positions.size() >= fewest_steps) make(at);
    }
}

void add_poles(const FigureSource& source, const MeasuredAlong& real, const MeasuredAlong& imaginary, std::vector<Figure>& list) {
  for_each_learner(source, real, [&](const Place& at) {
    const Course course = at.course([&](std::size_t pole, std::size_t position) {
      return std::complex(real.element(pole).along(at.entry.point, at.seed(), position),
                          imaginary.element(pole).along(at.entry.point, at.seed(), position));
    });
    if (!moves(course)) return;
    const std::vector<std::complex<double>> teacher = listed(source, at.entry.point, {"poles", "w", "decays"});
    if (!any_complex(teacher) && std::none_of(course.begin(), course.end(), any_complex))
      return add_figure(at, "pole", course, real_path, teacher, list);
    add_figure(at, "pole", course, modulus_path, teacher, list);
    add_figure(at, "pole", course, angle_path, teacher, list);
  });
}

void add_modes(const FigureSource& source, const std::vector<MeasuredAlong>& parts, std::vector<Figure>& list) {
  for_each_learner(source, parts[0], [&](const Place& at) {
    const auto value = [&](std::size_t part, std::size_t mode, std::size_t position) {
      return parts[part].element(mode).along(at.entry.point, at.seed(), position);
    };
    const Course poles = at.course([&](std::size_t mode, std::size_t position) { return value(0, mode, position); });
    if (moves(poles)) add_figure(at, "mode", poles, mode_pole, listed(source, at.entry.point, {"w", "poles", "decays"}), list);
    if (parts.size() < 3) return;
    const Course gains =
        at.course([&](std::size_t mode, std::size_t position) { return value(1, mode, position) * value(2, mode, position); });
    if (moves(gains)) add_figure(at, "mode", gains, mode_gain, listed(source, at.entry.point, {"m", "gains", "weights"}), list);
  });
}

/// What has most poles comes first: a staircase needs several.
Figures named(std::vector<Figure> list, const char* name) {
  std::stable_sort(list.begin(), list.end(), [](const Figure& a, const Figure& b) { return a.curves.size() > b.curves.size(); });
  list.resize(std::min(list.size(), most_panels));
  for (std::size_t i = 0; i < list.size(); ++i) list[i].name = fmt::format("{}-{}", name, i + 1);
  return {std::move(list)};
}

/// Whether the results hold it along lengths or iterations.
bool is_measured(const FigureSource& source, const char* metric) {
  return std::any_of(every_axis.begin(), every_axis.end(),
                     [&](Along along) { return MeasuredAlong::find(source, metric, along).has_value(); });
}

}  // namespace

/// Poles in the order of their states, or, where these were not asked for, eigenvalues in the order of their moduli.
Figures pole_paths(const FigureSource& source) {
  std::vector<Figure> list;
  const std::string metric = is_measured(source, "state_poles_re") ? "state_poles" : "spectrum";
  for_each_axis(source, {metric + "_re", metric + "_im"},
                [&](const std::vector<MeasuredAlong>& parts) { add_poles(source, parts[0], parts[1], list); });
  return named(std::move(list), "pole-path");
}

Figures mode_paths(const FigureSource& source) {
  std::vector<Figure> list;
  const bool gains = is_measured(source, "mode_a") && is_measured(source, "mode_b");
  const std::vector<std::string> metrics =
      gains ? std::vector<std::string>{"mode_w", "mode_a", "mode_b"} : std::vector<std::string>{"mode_w"};
  for_each_axis(source, metrics, [&](const std::vector<MeasuredAlong>& parts) { add_modes(source, parts, list); });
  return named(std::move(list), "mode-path");
}

}  // namespace polesweep::analysis
