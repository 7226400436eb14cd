#include "driver/execute/changed_since.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "core/data/sigmf.hpp"
#include "driver/execute/versions.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {
namespace {

struct ChangedFile {
  std::string name;
  std::string before;
  std::string now;
};

std::vector<ChangedFile> changed_files(const results::Group& root, const data::DataFiles& files) {
  std::vector<ChangedFile> changed;
  for (const auto& [name, hash] : stored_hashes(root))
    if (files.has(name) && files.hash(name) != hash) changed.push_back({name, hash, files.hash(name)});
  return changed;
}

/// A recording of two files is known by a hash of both under the name of its metadata: its data, where it is these that have changed.
const ChangedFile& cause(const ChangedFile& file, const std::vector<ChangedFile>& changed) {
  const std::string data = data::data_of_recording(file.name);
  const auto found = std::find_if(changed.begin(), changed.end(), [&](const ChangedFile& each) { return each.name == data; });
  return found == changed.end() ? file : *found;
}

/// The canonical text as it was before the files changed; those that are in it go to `used`.
std::string with_files_before(std::string text, const std::vector<ChangedFile>& changed, std::vector<std::string>& used) {
  for (const ChangedFile& file : changed) {
    // A point may read one file as two.
    const std::string now = "=xxh3:" + file.now + "\n";
    bool is_used = false;
    for (std::size_t at = text.find(now); at != std::string::npos; at = text.find(now, at + 1)) {
      text.replace(at + 6, file.now.size(), file.before);
      is_used = true;
    }
    const ChangedFile& named = cause(file, changed);
    if (is_used) used.push_back(fmt::format("{} has changed since (its hash was {}, now {})", named.name, named.before, named.now));
  }
  return text;
}

}  // namespace

std::string data_lines(const data::DataFiles& files) {
  std::string lines;
  for (const std::string& name : files.names()) lines += fmt::format("{} {}\n", files.hash(name), name);
  return lines;
}

std::map<std::string, std::string> stored_hashes(const results::Group& root) {
  std::map<std::string, std::string> hashes;
  std::istringstream lines(root.attribute("data"));
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t space = line.find(' '); space != std::string::npos) hashes[line.substr(space + 1)] = line.substr(0, space);
  return hashes;
}

std::string why_not_found(const results::Group& root, const sweep::Grid& grid, const sweep::PointList& points, const data::DataFiles& files,
                          const PointId& id) {
  const std::vector<ChangedFile> changed = changed_files(root, files);
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
  if (versions != current_versions()) return "it was computed by another version than this program (its id differs here)";
  const std::vector<std::string> names = files.names();
  if (!root.attribute("data").empty() || names.empty())
    return "it is not a point of the stored sweep, though versions and data are as they were. Was the file edited?";
  return fmt::format("{} has changed since, for versions have not (no hash is stored). Put the old file back?",
                     names.size() == 1 ? names.front() : fmt::format("one of {}", fmt::join(names, ", ")));
}

}  // namespace polesweep::execute
