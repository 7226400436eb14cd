#include "analysis/report/report.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "analysis/conclusions/tuning.hpp"
#include "analysis/figures/kinds.hpp"
#include "analysis/figures/plot.hpp"
#include "analysis/page/page.hpp"
#include "analysis/page/parts.hpp"
#include "analysis/report/tables.hpp"
#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"

namespace polesweep::analysis {
namespace {

namespace fs = std::filesystem;

/// The files of the figures of an earlier report go: of what the folder holds, those that the list beside them names, which was written
/// with them. A name that is not one of a file in this folder is none of ours.
void remove_earlier(const fs::path& folder, const fs::path& list) {
  std::error_code problem;
  const fs::file_status status = fs::symlink_status(list, problem);
  if (status.type() == fs::file_type::none) results::fail(list, "cannot look", problem.value());
  if (!fs::is_regular_file(status)) return;
  std::istringstream names(results::read_bytes(list));
  for (std::string name; std::getline(names, name);) {
    const bool is_plain = !name.empty() && fs::path(name).filename() == name && name != "." && name != "..";
    std::error_code ignored;
    if (is_plain && fs::is_regular_file(fs::symlink_status(folder / name, ignored))) fs::remove(folder / name, ignored);
  }
}

/// Written before the figures are drawn, so that what an interruption leaves is known as well.
void list_files(const std::vector<Figure>& figures, const fs::path& list) {
  results::make_way(list);
  std::ofstream names(list, std::ios::binary);
  for (const Figure& figure : figures)
    for (const char* ending : {".dat", ".gp", ".svg", ".pdf", ".log"}) names << figure.name << ending << '\n';
  names.close();
  if (!names) results::fail(list, "cannot be written", errno);
}

std::vector<DrawnFigure> draw(const std::vector<Figure>& figures, const fs::path& folder, std::string& note) {
  remove_earlier(folder, folder / "files.txt");
  list_files(figures, folder / "files.txt");
  std::vector<DrawnFigure> drawn;
  std::size_t failed = 0;
  bool gnuplot = true;
  for (const Figure& figure : figures) {
    drawn.push_back({&figure, ""});
    switch (plot(figure, folder)) {
      case Plotted::drawn: drawn.back().svg = results::read_bytes(folder / (figure.name + ".svg")); break;
      case Plotted::no_gnuplot: gnuplot = false; break;
      case Plotted::failed: ++failed; break;
      case Plotted::nothing_to_draw: break;
    }
  }
  if (!gnuplot) note = "The figures are missing because gnuplot was not found; data and scripts are in the folder figures.";
  if (failed > 0) note = fmt::format("gnuplot could not draw {} of the figures; its messages are in the folder figures.", failed);
  return drawn;
}

}  // namespace

Conclusions write_report(const results::Group& root, const fs::path& folder) {
  if (root.find_group("statistics") == nullptr) throw Error("statistics: no such group (a report is made from it)");
  const Runs runs(root);
  const PointFields fields(root);
  const std::vector<Cell> cells = cells_of(fields);
  const Answers answers = answer(runs, fields, cells, most_answers);

  std::error_code problem;
  if (fs::is_symlink(fs::symlink_status(folder / "figures", problem)))
    throw Error(fmt::format("{}: is a link (a report's figures lie in its own folder). Remove it?", (folder / "figures").string()));
  results::make_folder(folder / "figures");
  const std::vector<Tuned> tuned = tune(runs, cells);
  Conclusions conclusions = conclude(root, runs, fields, cells, answers);
  const results::Group analysis = analysis_group(root, runs, tuned, conclusions);
  results::write_netcdf(folder / "analysis.h5", results::without_empty_columns(analysis));
  write_tables(root, runs, fields, answers, folder);
  write_conclusion_tables(analysis, folder);

  const Figures planned = all_figures({root, runs, fields, cells, answers, tuned, conclusions});
  std::string note;
  const std::vector<DrawnFigure> drawn = draw(planned.list, folder / "figures", note);
  results::make_way(folder / "index.html");
  std::ofstream file(folder / "index.html", std::ios::binary);
  file << page({root, runs, fields, answers, tuned, conclusions, drawn, planned.cells_left_out, planned.full_kinds, note});
  file.close();
  if (!file) results::fail(folder / "index.html", "cannot be written", errno);
  return conclusions;
}

}  // namespace polesweep::analysis
