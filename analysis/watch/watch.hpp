#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace polesweep::analysis {

/// Serves the report of a results file on this machine alone (127.0.0.1), and makes it again when the file has changed; pages that are open
/// then load themselves again. Reads are all that it takes: GET and HEAD, of the report's own files, under the names 127.0.0.1 and
/// localhost. `write` makes the report of a results file in a folder; while it throws Error, a page says why. `port` 0 takes any that is
/// free. Calls `started` with the address. Does not return before SIGINT or SIGTERM. Throws Error if the port is taken, or if
/// polesweep was built without cpp-httplib.
void watch(const std::filesystem::path& results, int port,
           const std::function<void(const std::filesystem::path& results, const std::filesystem::path& folder)>& write,
           const std::function<void(const std::string& address)>& started);

}  // namespace polesweep::analysis
