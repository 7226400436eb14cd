#include "driver/sweep/sweep.hpp"

#include <cstdlib>
#include <stdexcept>

#include "core/utf8.hpp"
#include "driver/sweep/data_search.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/exclusions.hpp"
#include "driver/sweep/questions.hpp"
#include "driver/sweep/settings.hpp"
#include "driver/sweep/sweep_keys.hpp"
#include "driver/sweep/tables.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
std::vector<std::string> known_keys() {
  std::vector<std::string> known = key_names("");
  known.insert(known.end(), {"task", "poles", "learner", "exclude"});
  for (const Section& section : sections()) known.push_back(section.name);
  known.insert(known.end(), {"theory", "compare", "claim", "mark"});
  return known;
}

const std::vector<Table>& Sweep::tables(TableKind kind) const {
  switch (kind) {
    case TableKind::task: return tasks;
    case TableKind::poles: return poles;
    case TableKind::learner: return learners;
    case TableKind::theory: return theories;
  }
  throw std::logic_error("unknown kind of table");
}

std::vector<std::filesystem::path> data_folders(const std::filesystem::path& file) {
  std::vector<std::filesystem::path> folders{file.parent_path()};
  if (const char* data = std::getenv("POLESWEEP_DATA")) folders.emplace_back(data);
  return folders;
}

Sweep parse_sweep(Source source, const std::vector<std::filesystem::path>& folders, data::DataFiles& files) {
  Problems problems(source.name, source.options);
  Node document = parse_document(source.text, problems);
  // What follows a syntax error would be complaints of everything that is missing.
  problems.raise();
  for (std::size_t i = 1; i <= source.options.size(); ++i) apply_option(document, static_cast<int>(i), problems);
  check_keys(document, "", "a sweep reads:", known_keys(), problems);
  Sweep sweep;
  const bool has_runs = !document.find("theory") || document.find("task") || document.find("poles") || document.find("learner");
  read_settings(document, has_runs, sweep, problems);
  if (sweep.name.empty()) sweep.name = valid_utf8(std::filesystem::path(source.name).stem().string());
  const DataSearch search{folders, files};
  sweep.tasks = read_tables(document, TableKind::task, has_runs, search, problems);
  sweep.poles = read_tables(document, TableKind::poles, has_runs, search, problems);
  sweep.learners = read_tables(document, TableKind::learner, has_runs, search, problems);
  sweep.theories = read_tables(document, TableKind::theory, false, search, problems);
  sweep.exclusions = read_exclusions(document, sweep.learners, problems);
  if (has_runs) check_regimes(document, sweep, problems);
  read_questions(document, sweep, problems);
  check_looks(document, sweep, problems);
  problems.raise();
  sweep.source = std::move(source);
  return sweep;
}

}  // namespace polesweep::sweep
