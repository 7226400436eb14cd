#include "driver/execute/changed_since.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <sstream>
#include <vector>

#include "driver/execute/versions.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {
namespace {

struct ChangedFile {
  std::string name;
  std::string before;
  std::string now;
};

std::vector<ChangedFile> changed_files(const std::string& stored_lines, const data::DataFiles& files) {
  std::vector<ChangedFile> changed;
  std::istringstream lines(stored_lines);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string name = line.substr(space + 1);
    if (files.has(name) && files.hash(name) != line.substr(0, space)) changed.push_back({name, line.substr(0, space), files.hash(name)});
  }
  return changed;
}

/// The canonical text as it was before the files changed; those that are in it go to `used`.
std::string with_files_before(std::string text, const std::vector<ChangedFile>& changed, std::vector<std::string>& used) {
  for (const ChangedFile& file : changed) {
    const std::size_t at = text.find("=xxh3:" + file.now + "\n");
    if (at == std::string::npos) continue;
    text.replace(at + 6, file.now.size(), file.before);
    used.push_back(fmt::format("{} has changed since (its hash was {}, now {})", file.name, file.before, file.now));
  }
  return text;
}

}  // namespace

std::string data_lines(const data::DataFiles& files) {
  std::string lines;
  for (const std::string& name : files.names()) lines += fmt::format("{} {}\n", files.hash(name), name);
  return lines;
}

std::string why_not_found(const results::Group& root, const sweep::Grid& grid, const sweep::PointList& points, const data::DataFiles& files,
                          const PointId& id) {
  const std::vector<ChangedFile> changed = changed_files(root.attribute("data"), files);
  const std::string versions = root.attribute("versions");
  const std::string version_change =
      versions.empty() ? "" : fmt::format("versions have changed since:\n{}", version_changes(versions, current_versions()));
  for (const sweep::PlannedPoint& planned : points.points) {
    const std::string now = sweep::canonical_text(grid.resolve(planned.ref), files);
    std::vector<std::string> used;
    const std::string before = with_files_before(now, changed, used);
    const std::string files_text = fmt::format("{}", fmt::join(used, "; "));
    if (!used.empty() && sweep::identify(before) == id) return files_text + ". Put the old file back?";
    if (versions.empty()) continue;
    if (sweep::identify(with_versions(now, versions)) == id) return version_change + "Replay it with the program that computed it?";
    if (sweep::identify(with_versions(before, versions)) == id)
      return fmt::format("{}; {}Replay it with the old file and the program that computed it?", files_text, version_change);
  }
  if (versions != current_versions()) return "it was computed by another version than this program (its id is another here)";
  const std::vector<std::string> names = files.names();
  if (!root.attribute("data").empty() || names.empty())
    return "it is no point of the stored sweep, though versions and data are as they were. Was the file edited?";
  return fmt::format("{} has changed since, for versions have not (no hash is stored). Put the old file back?",
                     names.size() == 1 ? names.front() : fmt::format("one of {}", fmt::join(names, ", ")));
}

}  // namespace polesweep::execute
