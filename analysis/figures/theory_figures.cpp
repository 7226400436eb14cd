#include "analysis/figures/theory_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "analysis/figures/marks.hpp"
#include "analysis/results/runs.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

constexpr std::size_t most_lines = 12;
constexpr std::size_t most_surfaces = 12;
/// A grid of fewer values says more as lines.
constexpr std::size_t fewest_surface_values = 8;
constexpr std::size_t most_surface_values = 80;  ///< along each axis: every value is a rectangle of the drawing

/// A table of formulas with its axes in the order of its values.
struct Table {
  const Group* group = nullptr;
  std::vector<const Variable*> axes;        ///< coordinates, outermost first, the components of a list last
  std::vector<std::vector<double>> values;  ///< one part, or the real and the imaginary part
};

std::vector<double> numbers_of(const Variable& variable) {
  if (const auto* reals = std::get_if<std::vector<double>>(&variable.values)) return *reals;
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&variable.values)) return {integers->begin(), integers->end()};
  return {};
}

Table table_of(const Group& group) {
  Table table{&group, {}, {}};
  for (const char* name : {"value", "value_re", "value_im"}) {
    const Variable* variable = group.find(name);
    if (!variable) continue;
    table.values.push_back(std::get<std::vector<double>>(variable->values));
    if (table.values.size() == 1)
      for (const std::string& dimension : variable->dimensions) table.axes.push_back(group.find(dimension));
  }
  return table;
}

/// Axes of numbers that a figure can have, the longest first.
std::vector<std::size_t> drawable_axes(const Table& table) {
  std::vector<std::size_t> axes;
  for (std::size_t i = 0; i < table.axes.size(); ++i)
    if (table.axes[i]->name != "component" && numbers_of(*table.axes[i]).size() > 1) axes.push_back(i);
  std::stable_sort(axes.begin(), axes.end(), [&](std::size_t a, std::size_t b) {
    return results::count(table.axes[a]->values) > results::count(table.axes[b]->values);
  });
  return axes;
}

/// Walks over all combinations of the axes that are not drawn.
class Slices {
 public:
  Slices(const Table& table, std::vector<std::size_t> drawn) : table_(table), drawn_(std::move(drawn)) {
    std::size_t stride = 1;
    stride_.resize(table.axes.size());
    for (std::size_t i = table.axes.size(); i-- > 0;) {
      stride_[i] = stride;
      stride *= size(i);
      if (!is_drawn(i)) count_ *= size(i);
    }
  }

  std::size_t count() const { return count_; }

  /// Position of the slice's first value, and "s 0.5, component 1".
  std::size_t begin(std::size_t slice) const { return walk(slice, nullptr); }
  std::string label(std::size_t slice) const {
    std::string text;
    walk(slice, &text);
    return text;
  }
  std::size_t size(std::size_t axis) const { return results::count(table_.axes[axis]->values); }
  std::size_t stride(std::size_t axis) const { return stride_[axis]; }

 private:
  bool is_drawn(std::size_t axis) const { return std::find(drawn_.begin(), drawn_.end(), axis) != drawn_.end(); }

  std::size_t walk(std::size_t slice, std::string* text) const {
    std::size_t at = 0;
    for (std::size_t i = table_.axes.size(); i-- > 0;) {
      if (is_drawn(i)) continue;
      const std::size_t position = slice % size(i);
      slice /= size(i);
      at += position * stride_[i];
      if (text && size(i) > 1) {
        const std::string part = fmt::format("{} {}", table_.axes[i]->name, value_text(*table_.axes[i], position));
        *text = text->empty() ? part : part + ", " + *text;
      }
    }
    return at;
  }

  static std::string value_text(const Variable& axis, std::size_t position) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&axis.values)) return (*texts)[position];
    return number(numbers_of(axis)[position]);
  }

  const Table& table_;
  std::vector<std::size_t> drawn_;
  std::vector<std::size_t> stride_;
  std::size_t count_ = 1;
};

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

/// A line for each slice along one axis, at most `most` of them.
std::vector<PlottedCurve> lines_along(const Table& table, std::size_t axis, const std::string& label, std::size_t most) {
  const Slices slices(table, {axis});
  const std::vector<double> x = numbers_of(*table.axes[axis]);
  const std::vector<double> none(x.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<PlottedCurve> lines;
  for (std::size_t part = 0; part < table.values.size(); ++part)
    for (std::size_t slice = 0; slice < slices.count() && lines.size() < most; ++slice) {
      std::string name = slices.label(slice);
      if (table.values.size() > 1) name += (name.empty() ? "" : ", ") + std::string(part == 0 ? "real part" : "imaginary part");
      if (!label.empty()) name.insert(0, name.empty() ? label : label + " · ");
      PlottedCurve line{std::move(name), x, {}, none, none};
      for (std::size_t i = 0; i < x.size(); ++i) line.y.push_back(table.values[part][slices.begin(slice) + i * slices.stride(axis)]);
      const bool any = std::any_of(line.y.begin(), line.y.end(), [](double y) { return std::isfinite(y); });
      if (any) lines.push_back(std::move(line));
    }
  return lines;
}

/// What the parameter is, without its remarks where there is no room for them beside an axis.
std::string axis_label(const Variable& axis) {
  constexpr std::size_t longest = 44;
  std::string label = fmt::format("{}: {}", axis.name, axis.long_name);
  if (label.size() <= longest) return label;
  label.resize(std::min(label.find_first_of("(,;"), label.size()));
  while (label.ends_with(' ')) label.pop_back();
  return label.size() <= longest ? label : axis.name;
}

Figure empty_figure(const Table& table, std::size_t number) {
  Figure figure;
  figure.name = fmt::format("theory-{}", number);
  figure.title = table.group->attribute("label");
  figure.caption =
      fmt::format("{}: {} ({}).", table.group->attribute("formula"), table.group->attribute("summary"), table.group->attribute("source"));
  return figure;
}

Figure line_figure(const Table& table, std::size_t axis, std::size_t number) {
  Figure figure = empty_figure(table, number);
  figure.x_label = axis_label(*table.axes[axis]);
  figure.y_label = table.group->attribute("formula");
  figure.curves = lines_along(table, axis, "", most_lines);
  const std::size_t all = Slices(table, {axis}).count() * table.values.size();
  if (all > figure.curves.size()) figure.caption += fmt::format(" {} of {} combinations are drawn.", figure.curves.size(), all);
  std::vector<double> drawn;
  for (const PlottedCurve& curve : figure.curves) drawn.insert(drawn.end(), curve.y.begin(), curve.y.end());
  figure.x_scale = scale_of(numbers_of(*table.axes[axis]));
  figure.y_scale = scale_of(drawn);
  return figure;
}

void add_surfaces(const Table& table, std::size_t x_axis, std::size_t y_axis, const Overlay& overlay, std::vector<Figure>& figures) {
  const Slices slices(table, {x_axis, y_axis});
  const std::vector<double> x = numbers_of(*table.axes[x_axis]);
  const std::vector<double> y = numbers_of(*table.axes[y_axis]);
  const std::vector<std::size_t> rows = evenly_spread(x.size(), most_surface_values);
  const std::vector<std::size_t> columns = evenly_spread(y.size(), most_surface_values);
  for (std::size_t part = 0; part < table.values.size(); ++part)
    for (std::size_t slice = 0; slice < std::min(slices.count(), most_surfaces); ++slice) {
      Figure figure = empty_figure(table, figures.size() + 1);
      std::string what = slices.label(slice);
      if (table.values.size() > 1) what += (what.empty() ? "" : ", ") + std::string(part == 0 ? "real part" : "imaginary part");
      if (!what.empty()) figure.title += " · " + what;
      figure.x_label = axis_label(*table.axes[x_axis]);
      figure.y_label = axis_label(*table.axes[y_axis]);
      figure.surface = Surface{{}, {}, {}, table.group->attribute("formula")};
      for (const std::size_t i : rows) figure.surface->x.push_back(x[i]);
      for (const std::size_t j : columns) figure.surface->y.push_back(y[j]);
      figure.x_scale = axis_scale(figure.surface->x);
      figure.y_scale = axis_scale(figure.surface->y);
      for (const std::size_t i : rows)
        for (const std::size_t j : columns)
          figure.surface->z.push_back(table.values[part][slices.begin(slice) + i * slices.stride(x_axis) + j * slices.stride(y_axis)]);
      if (rows.size() < x.size() || columns.size() < y.size())
        figure.caption += fmt::format(" {} x {} of {} x {} values are drawn.", rows.size(), columns.size(), x.size(), y.size());
      figure.surface_scale = scale_of(figure.surface->z);
      if (slices.count() > most_surfaces) figure.caption += fmt::format(" {} of {} combinations are drawn.", most_surfaces, slices.count());
      if (overlay) overlay(*table.group, table.axes[x_axis]->name, table.axes[y_axis]->name, figure);
      figures.push_back(std::move(figure));
    }
}

}  // namespace

std::vector<Figure> theory_figures(const Group& root, const Overlay& overlay) {
  std::vector<Figure> figures;
  const Group* theory = root.find_group("theory");
  if (!theory) return figures;
  for (const Group& group : theory->groups) {
    const Table table = table_of(group);
    const std::vector<std::size_t> axes = drawable_axes(table);
    if (axes.empty()) continue;
    const bool surface = axes.size() > 1 && results::count(table.axes[axes[1]]->values) >= fewest_surface_values;
    if (surface)
      add_surfaces(table, std::min(axes[0], axes[1]), std::max(axes[0], axes[1]), overlay, figures);
    else
      figures.push_back(line_figure(table, axes.front(), figures.size() + 1));
  }
  return figures;
}

std::vector<PlottedCurve> theory_lines(const Group& root, std::string_view quantity, std::string_view parameter) {
  std::vector<PlottedCurve> lines;
  const Group* theory = root.find_group("theory");
  if (!theory) return lines;
  for (const Group& group : theory->groups) {
    if (group.attribute("beside") != quantity) continue;
    const Table table = table_of(group);
    const std::vector<std::size_t> axes = drawable_axes(table);
    if (axes.empty() || !all_positive(numbers_of(*table.axes[axes.front()]))) continue;
    if (!parameter.empty() && table.axes[axes.front()]->name != parameter) continue;
    for (PlottedCurve& line : lines_along(table, axes.front(), group.attribute("label"), most_lines)) {
      line.theory = true;
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

}  // namespace polesweep::analysis
