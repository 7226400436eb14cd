#include "analysis/plot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <fstream>

#include "analysis/escape.hpp"
#include "core/error.hpp"

extern char** environ;

namespace polesweep::analysis {
namespace {

namespace fs = std::filesystem;

/// The palette of Okabe and Ito (2008) without its yellow and black, which vanish on a light and on a dark page.
constexpr std::array<const char*, 6> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
/// Line styles differ from one curve to the next, so that a print in grey can be read as well; with six colours and four styles, twelve
/// curves have twelve looks.
constexpr std::array<const char*, 4> dashes = {"solid", "(12,4)", "(3,4)", "(12,4,3,4)"};
constexpr std::array<int, 6> marks = {7, 5, 9, 13, 6, 4};

bool drawable(double value, Scale scale) { return std::isfinite(value) && (value > 0 || scale == Scale::linear); }

struct Extent {
  double low = 0;
  double high = 0;
};

/// The values with some room around them.
Extent widened(double low, double high, Scale scale, double factor) {
  if (scale == Scale::logarithmic) return {low / factor, high * factor};
  const double room = high > low ? (factor - 1) / 10 * (high - low) : std::max(1.0, std::abs(high));
  return {low - room, high + room};
}

/// The range of the axis: all drawn values, and as much of their bands as lies within a decade of them, or within the height of the values.
Extent extent_of(const Figure& figure) {
  const Scale scale = figure.y_scale;
  double low = figure.reference.value_or(INFINITY);
  double high = figure.reference.value_or(-INFINITY);
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

/// A block of lines x, y, value for each x.
void write_surface(const Surface& surface, std::ofstream& file) {
  fmt::print(file, "# x y value\n");
  for (std::size_t i = 0; i < surface.x.size(); ++i) {
    for (std::size_t j = 0; j < surface.y.size(); ++j)
      fmt::print(file, "{} {} {}\n", surface.x[i], surface.y[j], surface.z[i * surface.y.size() + j]);
    fmt::print(file, "\n");
  }
}

/// One block for each curve, with x, value, lower and upper bound. A bound that is open or infinite reaches the edge of the figure; where
/// both are, nothing is known and no band is drawn.
void write_data(const Figure& figure, const Extent& extent, const fs::path& path) {
  std::ofstream file(path);
  if (figure.surface) {
    write_surface(*figure.surface, file);
    file.close();
    if (!file) throw Error(fmt::format("{}: cannot be written. Is the disk full?", path.string()));
    return;
  }
  fmt::print(file, "# x value low high\n");
  for (const PlottedCurve& curve : figure.curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!drawable(curve.y[i], figure.y_scale)) {
        // An empty line would join what is left and right of the gap.
        fmt::print(file, "{} NaN NaN NaN\n", curve.x[i]);
        continue;
      }
      const bool open = std::isinf(curve.low[i]) && std::isinf(curve.high[i]);
      const bool without_interval = open || std::isnan(curve.low[i]) || std::isnan(curve.high[i]);
      const double low = without_interval ? curve.y[i] : std::max(curve.low[i], extent.low);
      const double high = without_interval ? curve.y[i] : std::min(curve.high[i], extent.high);
      fmt::print(file, "{} {} {} {}\n", curve.x[i], curve.y[i], low, high);
    }
    fmt::print(file, "\n\n");
  }
  file.close();
  if (!file) throw Error(fmt::format("{}: cannot be written. Is the disk full?", path.string()));
}

/// Positions of tic labels: gnuplot's own on logarithmic axes are powers of ten only, of which a short axis has one or none.
std::string tics(const Extent& axis) {
  static const std::vector<double> powers = {1};
  static const std::vector<double> some = {1, 2, 5};
  static const std::vector<double> many = {1, 1.5, 2, 3, 4, 5, 6, 8};
  const double ratio = axis.high / axis.low;
  std::vector<double> positions;
  for (double decade = std::pow(10, std::floor(std::log10(axis.low))); decade <= axis.high; decade *= 10) {
    for (const double step : ratio > 1000 ? powers : (ratio > 6 ? some : many)) {
      const double position = step * decade;
      if (axis.low <= position && position <= axis.high) positions.push_back(position);
    }
  }
  return fmt::format("({:.6g})", fmt::join(positions, ", "));
}

std::string plot_command(const Figure& figure, const std::string& data) {
  if (figure.surface) return fmt::format("plot {} using 1:2:3 with image pixels notitle\n", data);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const char* colour = colours[i % colours.size()];
    if (figure.curves[i].theory) continue;
    if (figure.uncertainty == Uncertainty::band) {
      parts.push_back(fmt::format(
          "{} index {} using 1:3:4 with filledcurves linecolor '{}' fillstyle transparent solid 0.15 noborder notitle", data, i, colour));
    } else {
      // Not `yerrorbars`, which paint a disc of the paper's colour behind each point.
      parts.push_back(
          fmt::format("{} index {} using 1:3:(0):($4-$3) with vectors nohead linecolor '{}' linewidth 1.5 notitle", data, i, colour));
    }
  }
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    if (figure.curves[i].theory) {
      parts.push_back(fmt::format("{} index {} using 1:2 with lines linecolor '#444444' linewidth 1.5 dashtype {} title {}", data, i,
                                  dashes[(i + 1) % dashes.size()], gnuplot(figure.curves[i].label)));
      continue;
    }
    parts.push_back(fmt::format(
        "{} index {} using 1:2 with linespoints linecolor '{}' linewidth 2 dashtype {} pointtype {} pointsize 0.6 title {}", data, i,
        colours[i % colours.size()], dashes[i % dashes.size()], marks[i % marks.size()], gnuplot(figure.curves[i].label)));
  }
  if (figure.reference) {
    parts.push_back(fmt::format("{} with lines linecolor '#888888' linewidth 1.5 dashtype (2,3) title {}", *figure.reference,
                                gnuplot(figure.reference_label)));
  }
  return fmt::format("plot {}\n", fmt::join(parts, ", \\\n  "));
}

/// Range, tics and scale of one axis. Surfaces fill their axes to the edge.
std::string axis_lines(const char* axis, const Extent& extent, Scale scale) {
  std::string lines = fmt::format("set {}range [{}:{}]\n", axis, extent.low, extent.high);
  if (scale == Scale::logarithmic) return fmt::format("set logscale {}\n{}set {}tics {} nomirror\n", axis, lines, axis, tics(extent));
  return lines + fmt::format("set {}tics nomirror\n", axis);
}

Extent x_extent(const Figure& figure) {
  double low = INFINITY;
  double high = -INFINITY;
  for (const PlottedCurve& curve : figure.curves) {
    for (const double position : curve.x) {
      low = std::min(low, position);
      high = std::max(high, position);
    }
  }
  return widened(low, high, figure.x_scale, 1.15);
}

/// A dark-to-light scale that keeps its order in print without colour (cividis, Nunez and others 2018), here by five of its colours.
constexpr const char* surface_palette = "(0 '#00224e', 1 '#414d6b', 2 '#7c7b78', 3 '#bcae6c', 4 '#fee838')";

std::string surface_lines(const Figure& figure) {
  const Surface& surface = *figure.surface;
  return fmt::format("set xrange [{}:{}]\nset yrange [{}:{}]\nset palette defined {}\n{}set cblabel {} noenhanced\nset format cb '%h'\n",
                     surface.x.front(), surface.x.back(), surface.y.front(), surface.y.back(), surface_palette,
                     figure.surface_scale == Scale::logarithmic ? "set logscale cb\n" : "", gnuplot(surface.label));
}

void write_script(const Figure& figure, const Extent& extent, const fs::path& path) {
  // The legend stands below the axes with a line for each entry. Its room is set here: gnuplot's own layout of long labels fails.
  const auto lines = static_cast<double>(figure.curves.size() + (figure.reference ? 1 : 0));
  const std::string command = plot_command(figure, gnuplot(figure.name + ".dat"));

  std::ofstream file(path);
  fmt::print(file, "# gnuplot {}.gp draws {}.svg and {}.pdf\n", figure.name, figure.name, figure.name);
  fmt::print(file, "set encoding utf8\nset xlabel {} noenhanced\nset ylabel {} noenhanced\nset format xy '%h'\n", gnuplot(figure.x_label),
             gnuplot(figure.y_label));
  if (figure.surface)
    fmt::print(file, "{}", surface_lines(figure));
  else
    fmt::print(file, "{}{}set grid linecolor '#cccccc' linewidth 0.5 dashtype solid\n", axis_lines("x", x_extent(figure), figure.x_scale),
               axis_lines("y", extent, figure.y_scale));
  fmt::print(file, "set border 3\n");
  fmt::print(file, "set key at screen 0.02, screen 0.01 bottom left Left reverse vertical maxcols 1 samplen 3 spacing 1 noenhanced\n");
  fmt::print(
      file, "set terminal svg size 560,{:.0f} enhanced dynamic font 'sans-serif,14'\nset bmargin {}\nset output '{}.svg'\n{}unset output\n",
      385 + 18 * lines, 3.4 + lines, figure.name, command);
  fmt::print(
      file, "set terminal pdfcairo size 8.6cm,{:.2f}cm enhanced font 'sans-serif,8'\nset bmargin {}\nset output '{}.pdf'\n{}unset output\n",
      6.2 + 0.36 * lines, 4 + 1.05 * lines, figure.name, command);
  file.close();
  if (!file) throw Error(fmt::format("{}: cannot be written. Is the disk full?", path.string()));
}

/// The exit status of gnuplot, or -1 where there is no gnuplot.
int run_gnuplot(const std::string& name, const fs::path& folder) {
  std::string program = "gnuplot";
  std::string script = name + ".gp";
  std::array<char*, 3> arguments = {program.data(), script.data(), nullptr};
  const std::string log = name + ".log";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int problem = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) return -1;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

Plotted plot(const Figure& figure, const fs::path& folder) {
  const auto any_drawable = [](const std::vector<double>& values, Scale scale) {
    return std::any_of(values.begin(), values.end(), [scale](double value) { return drawable(value, scale); });
  };
  const bool any = figure.surface ? any_drawable(figure.surface->z, figure.surface_scale)
                                  : std::any_of(figure.curves.begin(), figure.curves.end(),
                                                [&](const PlottedCurve& curve) { return any_drawable(curve.y, figure.y_scale); });
  if (!any) return Plotted::nothing_to_draw;
  const fs::path base = folder / figure.name;
  const fs::path svg = base.string() + ".svg";
  const fs::path log = base.string() + ".log";
  const Extent extent = extent_of(figure);
  write_data(figure, extent, base.string() + ".dat");
  write_script(figure, extent, base.string() + ".gp");
  fs::remove(svg);
  const int status = run_gnuplot(figure.name, folder);
  if (fs::exists(log) && fs::file_size(log) == 0) fs::remove(log);
  if (status == -1) return Plotted::no_gnuplot;
  // The SVG is drawn first; what goes wrong after it concerns the PDF only, and stands in the log.
  return fs::exists(svg) && fs::file_size(svg) > 0 ? Plotted::drawn : Plotted::failed;
}

}  // namespace polesweep::analysis
