#include "driver/execute/results_place.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <regex>
#include <system_error>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "driver/execute/provenance.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

std::vector<fs::path> kept_results(const fs::path& results) {
  std::vector<fs::path> kept;
  const std::regex stamp(R"(\.\d{8}T\d{6}Z(-\d+)?)");
  for (const fs::path& entry : polesweep::results::list_folder(results.has_parent_path() ? results.parent_path() : ".")) {
    const std::string name = entry.filename();
    const std::string own = results.filename();
    if (name.starts_with(own) && std::regex_match(name.substr(own.size()), stamp)) kept.push_back(entry);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

fs::path free_name(const std::string& name) {
  fs::path free = name;
  for (int number = 2; polesweep::results::exists(free); ++number) free = fmt::format("{}-{}", name, number);
  return free;
}

bool looks_like_damaged_hdf5(const fs::path& path) {
  // What cannot be read is not damaged. Nor is a large file read for its first bytes.
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string start(8, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (file.bad() || !file.is_open()) polesweep::results::fail(path, "cannot read", errno == 0 ? EIO : errno);
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start == "\x89HDF\r\n\x1a\n" || start.find_first_not_of('\0') == std::string::npos;
}

void set_aside_damaged(const fs::path& results) {
  if (!polesweep::results::exists(results)) return;
  std::error_code error;
  fs::rename(results, free_name(results.string() + ".damaged." + utc_now()), error);
  if (error) polesweep::results::fail(results, "damaged, and cannot be set aside", error.value());
}

std::pair<std::uint64_t, std::uint64_t> identity_of(const fs::path& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {status.st_ino, static_cast<std::uint64_t>(status.st_mtim.tv_nsec)};
}

void check_room(const fs::path& file, double bytes, const RoomAsked& asked) {
  std::error_code error;
  fs::path existing = file.has_parent_path() ? file.parent_path() : fs::path(".");
  while (!existing.empty() && !polesweep::results::exists(existing)) existing = existing.parent_path();
  if (existing.empty()) existing = ".";
  const bool is_folder = fs::is_directory(existing, error);
  if (error) polesweep::results::fail(existing, "cannot look", error.value());
  if (!is_folder) throw Error(fmt::format("{}: is not a folder ({} to {})", existing.string(), asked.what_goes, file.string()));
  if (access(existing.c_str(), W_OK | X_OK) != 0)
    throw Error(fmt::format("{}: cannot be written ({}; {} to {}). Choose another place with {}?", existing.string(),
                            std::generic_category().message(errno), asked.what_goes, file.string(), asked.option));
  const fs::space_info space = fs::space(existing, error);
  if (!error && static_cast<double>(space.available) < bytes)
    throw Error(fmt::format("{}: {:.0f} MB are free (about {:.0f} MB are needed). Choose another place with {}?", existing.string(),
                            static_cast<double>(space.available) / 1e6, bytes / 1e6, asked.option));
}

void check_place(const fs::path& results, const results::ResultsBuilder& builder) {
  std::error_code none;  // what cannot be looked at has been refused
  if (polesweep::results::exists(results) && fs::is_directory(results, none))
    throw Error(fmt::format("{}: is a folder (-o takes the name of the results file)", results.string()));
  if (polesweep::results::exists(results) && fs::is_other(fs::status(results)))
    throw Error(fmt::format("{}: is a pipe or a device (-o takes the name of the results file)", results.string()));
  if (const fs::path parts = polesweep::results::parts_folder(results); fs::is_symlink(fs::symlink_status(parts)))
    throw Error(fmt::format("{}: is a link (the logs of a run lie beside its results). Choose a place for both with -o?", parts.string()));
  // Logs, the new file and its copy under a temporary name, with room for statistics.
  const double values = static_cast<double>(builder.run_count()) * static_cast<double>(builder.request().lengths.size()) *
                        static_cast<double>(1 + builder.request().metrics.size());
  check_room(results, 4 * 8 * values + 1e6, {.what_goes = "results go", .option = "-o"});
}

double most_state_bytes(const fs::path& results, double megabytes) {
  std::error_code error;
  const fs::space_info space = fs::space(results.has_parent_path() ? results.parent_path() : fs::path("."), error);
  return error ? 1e6 * megabytes : std::min(1e6 * megabytes, static_cast<double>(space.available) / 8);
}

}  // namespace polesweep::execute
