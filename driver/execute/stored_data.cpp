#include "driver/execute/stored_data.hpp"

#include <algorithm>
#include <cstdlib>

#include "driver/execute/changed_since.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/sweep/data_search.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

std::vector<fs::path> data_folders(const results::Group& root, const fs::path& results) {
  std::vector<fs::path> folders;
  const auto add = [&](const fs::path& folder) {
    fs::path known = folder.lexically_normal();
    if (!known.has_filename() && known.has_parent_path()) known = known.parent_path();  // a/b/ is a/b
    if (std::find(folders.begin(), folders.end(), known) == folders.end()) folders.push_back(known);
  };
  const fs::path own = results.has_parent_path() ? results.parent_path() : fs::path(".");
  const std::vector<Provenance> sessions = read_provenance(root);
  for (auto session = sessions.rbegin(); session != sessions.rend(); ++session) {
    if (session->sweep_file.empty()) continue;
    const fs::path folder = fs::path(session->sweep_file).parent_path();
    add(own / folder.lexically_relative(fs::path(session->results_file).parent_path()));
    add(folder);
  }
  add(own);
  if (const char* data = std::getenv("POLESWEEP_DATA")) add(data);
  return folders;
}

data::DataFiles unchanged_data(const results::Group& root, const std::vector<fs::path>& folders) {
  data::DataFiles files;
  for (const auto& [name, hash] : stored_hashes(root)) {
    for (const fs::path& folder : folders) {
      data::DataFiles found;
      sweep::Problems ignored("", {});
      sweep::load_data(name, {}, "", {{folder}, found}, ignored);
      if (ignored.any() || found.hash(name) != hash) continue;
      for (const std::string& each : found.names())
        if (!files.has(each)) files.add(each, found.bytes(each));
      break;
    }
  }
  return files;
}

}  // namespace polesweep::execute
