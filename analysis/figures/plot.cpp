#include "analysis/figures/plot.hpp"

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
#include <system_error>

#include "analysis/figures/gnuplot_script.hpp"
#include "core/results/durable_file.hpp"

extern char** environ;

namespace polesweep::analysis {
namespace {

namespace fs = std::filesystem;

/// A block of lines x, y, value for each x; where cells are of different sizes their edges stand behind.
void write_surface(const Figure& figure, std::ofstream& file) {
  const Surface& surface = *figure.surface;
  const bool even = is_even(figure);
  const std::vector<double> left = drawn_edges(surface.x, figure.x_scale);
  const std::vector<double> low = drawn_edges(surface.y, figure.y_scale);
  fmt::print(file, "# x y value{}\n", even ? "" : " left right low high");
  for (std::size_t i = 0; i < surface.x.size(); ++i) {
    for (std::size_t j = 0; j < surface.y.size(); ++j) {
      fmt::print(file, "{} {} {}", surface.x[i], surface.y[j], surface.z[i * surface.y.size() + j]);
      if (!even) fmt::print(file, " {} {} {} {}", left[i], left[i + 1], low[j], low[j + 1]);
      fmt::print(file, "\n");
    }
    fmt::print(file, "\n");
  }
}

/// The surface, if there is one, and one block for each curve, with x, value, lower and upper bound. A bound that is open or infinite
/// reaches the edge of the figure; where both are, nothing is known and no band is drawn.
void write_data(const Figure& figure, const Extent& extent, const fs::path& path) {
  std::ofstream file(path);
  if (figure.surface) write_surface(figure, file);
  // A second empty line ends the block of the surface.
  if (figure.surface && !figure.curves.empty()) fmt::print(file, "\n");
  if (!figure.surface || !figure.curves.empty()) fmt::print(file, "# x value low high\n");
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
  if (!file) results::fail(path, "cannot be written", errno);
}

/// The exit status of gnuplot, or -1 if there is no gnuplot.
int run_gnuplot(const std::string& name, const fs::path& folder) {
  std::string program = "gnuplot";
  std::string script = name + ".gp";
  std::string without_settings = "-d";  // of a .gnuplot in the folder or at home
  std::array<char*, 4> arguments = {program.data(), without_settings.data(), script.data(), nullptr};
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
  for (const char* ending : {".dat", ".gp", ".svg", ".pdf", ".log"}) results::make_way(base.string() + ending);
  write_data(figure, extent, base.string() + ".dat");
  std::ofstream script(base.string() + ".gp");
  script << gnuplot_script(figure, extent);
  script.close();
  if (!script) results::fail(base.string() + ".gp", "cannot be written", errno);
  std::error_code error;
  const int status = run_gnuplot(figure.name, folder);
  if (fs::file_size(log, error) == 0 && !error) fs::remove(log, error);
  if (status == -1) return Plotted::no_gnuplot;
  // The SVG is drawn first; what goes wrong after it concerns the PDF only, and stands in the log.
  const auto size = fs::file_size(svg, error);
  if (error && error != std::errc::no_such_file_or_directory) results::fail(svg, "cannot look", error.value());
  return !error && size > 0 ? Plotted::drawn : Plotted::failed;
}

}  // namespace polesweep::analysis
