#include "driver/sweep/data_search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/data/sigmf.hpp"
#include "core/error.hpp"

namespace polesweep::sweep {

void load_data(const std::string& name, Where where, const std::string& path, const DataSearch& search, Problems& problems) {
  if (search.files.has(name)) return;
  std::vector<std::string> tried;
  for (const std::filesystem::path& folder : search.folders) {
    // An absolute name replaces the folder, so the second folder would be the same place again.
    const std::filesystem::path file = (folder / name).lexically_normal();
    if (!tried.empty() && tried.back() == file.string()) continue;
    tried.push_back(file.string());
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) continue;
    try {
      search.files.add(name, data::read_bytes(file));
      // Beside it, wherever that was.
      if (const std::string data = data::data_of_recording(name); !data.empty() && !search.files.has(data))
        search.files.add(data, data::read_bytes(data::data_of_recording(file.string())));
    } catch (const Error& error) {
      problems.add(where, path, error.what());
    }
    return;
  }
  problems.add(where, path,
               tried.empty() ? fmt::format("no bytes of '{}' came with the sweep", name)
                             : fmt::format("no file '{}' (tried {}; paths are relative to the sweep file, then $POLESWEEP_DATA)", name,
                                           fmt::join(tried, ", ")));
}

}  // namespace polesweep::sweep
