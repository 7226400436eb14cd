#include "analysis/figures/gnuplot_script.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/text/escape.hpp"

namespace polesweep::analysis {
namespace {

/// The palette of Okabe and Ito (2008) without its yellow and black, which vanish on a light and on a dark page.
constexpr std::array<const char*, 6> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
/// Line styles differ from one curve to the next, so that a print in grey can be read as well; with six colours and four styles, twelve
/// curves have twelve looks.
constexpr std::array<const char*, 4> dashes = {"solid", "(12,4)", "(3,4)", "(12,4,3,4)"};
constexpr std::array<int, 6> marks = {7, 5, 9, 13, 6, 4};
constexpr std::array<int, 6> hollow_marks = {6, 4, 8, 12, 1, 2};
/// On a surface, where an outline says something of a run, each shape is there as both.
constexpr std::array<int, 6> marks_on_map = {7, 5, 9, 13, 11, 15};
constexpr std::array<int, 6> hollow_marks_on_map = {6, 4, 8, 12, 10, 14};

/// The values with some room around them: on a logarithmic axis they fill half of it at least, however close they lie.
Extent widened(double low, double high, Scale scale, double factor) {
  constexpr double least = 1.005;
  if (scale == Scale::logarithmic) {
    if (high > low) factor = std::min(factor, std::max(least, std::sqrt(high / low)));
    return {low / factor, high * factor};
  }
  const double room = high > low ? (factor - 1) / 10 * (high - low) : std::max(1.0, std::abs(high));
  return {low - room, high + room};
}

/// Cells along an axis that have their values written beside them.
constexpr std::size_t most_named_cells = 8;

/// Numbers beyond are not drawn: what is computed of an axis must stay a number.
constexpr double most_drawn = 1e290;

/// Steps of every decade, or of every second one, within an axis.
std::vector<double> decade_tics(const Extent& axis, const std::vector<double>& steps, double decades) {
  std::vector<double> positions;
  const double first = decades * std::floor(std::log10(axis.low) / decades);
  for (double exponent = first; std::pow(10, exponent) <= axis.high; exponent += decades) {
    const double decade = std::pow(10, exponent);
    for (const double step : steps) {
      const double position = step * decade;
      if (axis.low <= position && position <= axis.high) positions.push_back(position);
    }
  }
  return positions;
}

/// Multiples of one round number within an axis, three at least; every second one of them if it is narrow.
std::vector<double> even_tics(const Extent& axis, bool narrow) {
  const double room = (axis.high - axis.low) / 4;
  const double decade = std::pow(10, std::floor(std::log10(room)));
  const double step = decade * (room < 2 * decade ? 1 : (room < 5 * decade ? 2 : 5));
  std::vector<double> positions;
  // Where numbers lie so close that the next one is the same, there are no more.
  constexpr int most_tics = 64;
  const double first = std::ceil(axis.low / step);
  for (int i = 0; i < most_tics && (first + i) * step <= axis.high; ++i)
    if (!narrow || std::fmod(first + i, 2) == 0) positions.push_back((first + i) * step);
  return positions;
}

/// Positions of tic labels: gnuplot's own on logarithmic axes are powers of ten only, of which a short axis has one or none.
std::string tics(const Extent& axis, bool narrow) {
  // A value cannot be read between fewer.
  constexpr std::size_t fewest_tics = 3;
  static const std::vector<double> powers = {1};
  static const std::vector<double> halves = {1, 3};
  static const std::vector<double> some = {1, 2, 5};
  static const std::vector<double> many = {1, 1.5, 2, 3, 4, 5, 6, 8};
  const double ratio = axis.high / axis.low;
  std::vector<double> positions;
  const auto take = [&](std::vector<double> finer) {
    if (positions.size() < fewest_tics) positions = std::move(finer);
  };
  // Beside the names of rows there is room for a few only, 1 among them.
  if (ratio > 1000 && narrow) take(decade_tics(axis, powers, 2));
  if (ratio > 1000 || narrow) take(decade_tics(axis, powers, 1));
  if (narrow) take(decade_tics(axis, halves, 1));
  if (ratio > 6) take(decade_tics(axis, some, 1));
  take(decade_tics(axis, many, 1));
  take(even_tics(axis, narrow));
  return fmt::format("({:.6g})", fmt::join(positions, ", "));
}

/// Columns of the data as x, y: a list of rows has its values to the right.
const char* position_columns(const Figure& figure) { return figure.rows.empty() ? "1:2" : "2:1"; }

std::size_t look_of(const Figure& figure, std::size_t curve) {
  return figure.curves[curve].look < 0 ? curve : static_cast<std::size_t>(figure.curves[curve].look);
}

std::string interval_part(const Figure& figure, const std::string& data, std::size_t curve, const char* colour) {
  if (figure.uncertainty == Uncertainty::band)
    return fmt::format("{} index {} using 1:3:4 with filledcurves linecolor '{}' fillstyle transparent solid 0.15 noborder notitle", data,
                       curve, colour);
  // Not `yerrorbars`, which paint a disc of the paper's colour behind each point.
  return fmt::format("{} index {} using {} with vectors nohead linecolor '{}' linewidth 1.5 notitle", data, curve,
                     figure.rows.empty() ? "1:3:(0):($4-$3)" : "3:1:($4-$3):(0)", colour);
}

std::string curve_part(const Figure& figure, const std::string& data, std::size_t i) {
  const PlottedCurve& curve = figure.curves[i];
  const std::size_t look = look_of(figure, i);
  const std::string source = fmt::format("{} index {} using {}", data, i, position_columns(figure));
  const std::string title = gnuplot(curve.label);
  if (curve.theory)
    return fmt::format("{} with lines linecolor '#444444' linewidth 1.5 dashtype {} title {}", source, dashes[(look + 1) % dashes.size()],
                       title);
  const char* colour = colours[look % colours.size()];
  const int mark = curve.hollow ? hollow_marks[look % marks.size()] : marks[look % marks.size()];
  if (!curve.connected)
    return fmt::format("{} with points linecolor '{}' linewidth 1.5 pointtype {} pointsize 0.6 title {}", source, colour, mark, title);
  return fmt::format("{} with linespoints linecolor '{}' linewidth 2 dashtype {} pointtype {} pointsize 0.6 title {}", source, colour,
                     dashes[look % dashes.size()], mark, title);
}

/// Marks have a disc of white under them, so that every colour is seen on every other.
std::string marks_on_surface(const Figure& figure, const std::string& data) {
  std::string parts;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const PlottedCurve& curve = figure.curves[i];
    const std::size_t look = look_of(figure, i);
    // As many looks as there are pairs of a colour and a shape.
    const std::size_t shape = (look + look / colours.size()) % marks_on_map.size();
    const std::string source = fmt::format("{} index {} using 1:2 with points", data, i + 1);
    parts += fmt::format(", \\\n  {} linecolor 'white' pointtype 7 pointsize 1.2 notitle", source);
    parts +=
        fmt::format(", \\\n  {} linecolor '{}' linewidth 2 pointtype {} pointsize 0.7 title {}", source, colours[look % colours.size()],
                    curve.hollow ? hollow_marks_on_map[shape] : marks_on_map[shape], gnuplot(curve.label));
  }
  return parts;
}

std::string surface_command(const Figure& figure, const std::string& data) {
  const std::string source = figure.curves.empty() ? data : data + " index 0";
  const char* cells =
      is_even(figure) ? "using 1:2:3 with image pixels" : "using 1:2:4:5:6:7:3 with boxxyerror fillstyle solid noborder linecolor palette";
  return fmt::format("plot {} {} notitle{}\n", source, cells, marks_on_surface(figure, data));
}

std::string plot_command(const Figure& figure, const std::string& data) {
  if (figure.surface) return surface_command(figure, data);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const PlottedCurve& curve = figure.curves[i];
    const bool bare = curve.theory || (!curve.connected && figure.uncertainty == Uncertainty::band);
    if (!bare) parts.push_back(interval_part(figure, data, i, colours[look_of(figure, i) % colours.size()]));
  }
  for (std::size_t i = 0; i < figure.curves.size(); ++i) parts.push_back(curve_part(figure, data, i));
  if (figure.reference && figure.rows.empty()) {
    parts.push_back(fmt::format("{} with lines linecolor '#888888' linewidth 1.5 dashtype (2,3) title {}", *figure.reference,
                                gnuplot(figure.reference_label)));
  }
  return fmt::format("plot {}\n", fmt::join(parts, ", \\\n  "));
}

/// Range, tics and scale of one axis.
std::string axis_lines(const char* axis, const Extent& extent, Scale scale, bool narrow = false) {
  std::string lines = fmt::format("set {}range [{}:{}]\n", axis, extent.low, extent.high);
  if (scale == Scale::logarithmic)
    return fmt::format("set logscale {}\n{}set {}tics {} nomirror\n", axis, lines, axis, tics(extent, narrow));
  return lines + fmt::format("set {}tics nomirror\n", axis);
}

Extent x_extent(const Figure& figure) {
  double low = INFINITY;
  double high = -INFINITY;
  for (const PlottedCurve& curve : figure.curves) {
    for (const double position : curve.x) {
      if (!drawable(position, figure.x_scale)) continue;
      low = std::min(low, position);
      high = std::max(high, position);
    }
  }
  return widened(low, high, figure.x_scale, 1.15);
}

/// The rows of a list, the first on top, with a line where the values are the same as what they are compared with.
std::string row_lines(const Figure& figure, const Extent& extent) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < figure.rows.size(); ++i) names.push_back(fmt::format("{} {}", gnuplot(figure.rows[i]), i + 1));
  std::string text = axis_lines("x", extent, figure.y_scale, true);
  text += fmt::format("set yrange [{}.5:0.5]\nset ytics ({}) nomirror noenhanced\n", figure.rows.size(), fmt::join(names, ", "));
  if (figure.reference)
    text += fmt::format("set arrow from first {0}, graph 0 to first {0}, graph 1 nohead linecolor '#888888' linewidth 1.5 dashtype (2,3)\n",
                        *figure.reference);
  return text;
}

/// A dark-to-light scale that keeps its order in print without colour (cividis, Nunez and others 2018), here by five of its colours.
constexpr const char* surface_palette = "(0 '#00224e', 1 '#414d6b', 2 '#7c7b78', 3 '#bcae6c', 4 '#fee838')";

std::string surface_lines(const Figure& figure) {
  const Surface& surface = *figure.surface;
  const auto axis = [&](const char* name, const std::vector<double>& positions, Scale scale) {
    if (is_even(figure)) return axis_lines(name, {positions.front(), positions.back()}, scale);
    const std::vector<double> edges = drawn_edges(positions, scale);
    if (positions.size() > most_named_cells) return axis_lines(name, {edges.front(), edges.back()}, scale);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < positions.size(); ++i) names.push_back(fmt::format("'{:.4g}' {}", positions[i], i + 1));
    return fmt::format("set {0}range [{1}:{2}]\nset {0}tics ({3}) nomirror\n", name, edges.front(), edges.back(), fmt::join(names, ", "));
  };
  return fmt::format(
      "{}{}set palette defined {}\n{}set cblabel {} noenhanced\nset format cb '%h'\n"
      // gnuplot keeps no room for numbers with many digits beside the colours.
      "set rmargin at screen 0.76\n",
      axis("x", surface.x, figure.x_scale), axis("y", surface.y, figure.y_scale), surface_palette,
      figure.surface_scale == Scale::logarithmic ? "set logscale cb\n" : "", gnuplot(surface.label));
}

std::string axes_lines(const Figure& figure, const Extent& extent) {
  if (figure.surface) return surface_lines(figure);
  const char* grid = "set grid linecolor '#cccccc' linewidth 0.5 dashtype solid\n";
  if (!figure.rows.empty()) return row_lines(figure, extent) + grid;
  return fmt::format("{}{}{}{}", axis_lines("x", x_extent(figure), figure.x_scale), axis_lines("y", extent, figure.y_scale),
                     figure.equal_axes ? "set size ratio -1\n" : "", grid);
}

bool is_evenly_spaced(const std::vector<double>& positions, Scale scale) {
  // A few cells are drawn with their edges, whose values stand beside them.
  if (scale == Scale::logarithmic || positions.size() <= most_named_cells) return false;
  const double step = (positions.back() - positions.front()) / static_cast<double>(positions.size() - 1);
  for (std::size_t i = 1; i < positions.size(); ++i)
    if (std::abs(positions[i] - positions[i - 1] - step) > 0.02 * step) return false;
  return true;
}

}  // namespace

bool drawable(double value, Scale scale) { return std::abs(value) <= most_drawn && (value >= 1 / most_drawn || scale == Scale::linear); }

Extent extent_of(const Figure& figure) {
  const Scale scale = figure.y_scale;
  const bool has_reference = figure.reference && drawable(*figure.reference, scale);
  double low = has_reference ? *figure.reference : INFINITY;
  double high = has_reference ? *figure.reference : -INFINITY;
  for (const PlottedCurve& curve : figure.curves) {
    for (const double y : curve.y) {
      if (!drawable(y, scale)) continue;
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  Extent extent = widened(low, high, scale, 1.5);
  const Extent widest = scale == Scale::logarithmic ? Extent{low / 10, high * 10} : Extent{2 * low - high, 2 * high - low};
  for (const PlottedCurve& curve : figure.curves) {
    for (std::size_t i = 0; i < curve.y.size(); ++i) {
      if (!drawable(curve.y[i], scale)) continue;
      if (drawable(curve.low[i], scale)) extent.low = std::min(extent.low, std::max(curve.low[i], widest.low));
      if (drawable(curve.high[i], scale)) extent.high = std::max(extent.high, std::min(curve.high[i], widest.high));
    }
  }
  return extent;
}

bool is_even(const Figure& figure) {
  return is_evenly_spaced(figure.surface->x, figure.x_scale) && is_evenly_spaced(figure.surface->y, figure.y_scale);
}

std::vector<double> drawn_edges(const std::vector<double>& positions, Scale scale) {
  if (positions.size() > most_named_cells) return cell_edges(positions, scale);
  std::vector<double> edges;
  for (std::size_t i = 0; i <= positions.size(); ++i) edges.push_back(static_cast<double>(i) + 0.5);
  return edges;
}

std::vector<double> cell_edges(const std::vector<double>& positions, Scale scale) {
  const auto onto = [&](double x) { return scale == Scale::logarithmic ? std::log(x) : x; };
  const auto back = [&](double x) { return scale == Scale::logarithmic ? std::exp(x) : x; };
  const std::size_t count = positions.size();
  if (count == 1) return {back(onto(positions[0]) - 0.5), back(onto(positions[0]) + 0.5)};
  std::vector<double> edges{back(1.5 * onto(positions[0]) - 0.5 * onto(positions[1]))};
  for (std::size_t i = 1; i < count; ++i) edges.push_back(back(0.5 * (onto(positions[i - 1]) + onto(positions[i]))));
  edges.push_back(back(1.5 * onto(positions[count - 1]) - 0.5 * onto(positions[count - 2])));
  return edges;
}

std::string gnuplot_script(const Figure& figure, const Extent& extent) {
  // The legend stands below the axes with a line for each entry. Its room is set here: gnuplot's own layout of long labels fails.
  const auto lines = static_cast<double>(figure.curves.size() + (figure.reference && figure.rows.empty() ? 1 : 0));
  // A list grows with its rows beyond the room that a figure has anyway, and so does what must be square.
  const double taller = figure.equal_axes ? 150 : std::max(0.0, 22 * (static_cast<double>(figure.rows.size()) - 12));
  const std::string command = plot_command(figure, gnuplot(figure.name + ".dat"));
  return fmt::format(
      "# gnuplot {0}.gp draws {0}.svg and {0}.pdf\n"
      "set encoding utf8\nset xlabel {1} noenhanced\nset ylabel {2} noenhanced\nset format xy '%h'\n{3}set border 3\n"
      "set key at screen 0.02, screen 0.01 bottom left Left reverse vertical maxcols 1 samplen 3 spacing 1 noenhanced\n"
      "set terminal svg size 560,{4:.0f} enhanced dynamic font 'sans-serif,14'\nset bmargin {5}\nset output '{0}.svg'\n{6}unset output\n"
      "set terminal pdfcairo size 8.6cm,{7:.2f}cm enhanced font 'sans-serif,8'\nset bmargin {8}\nset output '{0}.pdf'\n{6}unset output\n",
      figure.name, gnuplot(figure.x_label), gnuplot(figure.y_label), axes_lines(figure, extent), 385 + taller + 18 * lines, 3.4 + lines,
      command, 6.2 + taller / 60 + 0.36 * lines, 4 + 1.05 * lines);
}

}  // namespace polesweep::analysis
