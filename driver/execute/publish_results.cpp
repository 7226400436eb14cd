#include "driver/execute/publish_results.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include "analysis/results/looks.hpp"
#include "analysis/statistics/statistics.hpp"
#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "driver/build_info.hpp"
#include "driver/execute/results_place.hpp"
#include "driver/execute/session_files.hpp"
#include "driver/execute/versions.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;

results::Group build(StoredSweep& stored, const analysis::PredictRates& predict) {
  results::Group root = stored.take_runs();
  for (auto& [key, value] : root.attributes)
    if (key == "complete" && stored.missing() > 0) value = "false";
  root.attributes.emplace_back("created", utc_now());
  root.attributes.emplace_back("version", build_info::version);
  root.attributes.emplace_back("commit", build_info::commit);
  root.attributes.emplace_back("versions", current_versions());
  if (!stored.looks().list.empty()) root.groups.push_back(analysis::looks_group(stored.looks()));
  root.groups.push_back(analysis::statistics_to_write(root, predict));
  if (stored.has_theory()) root.groups.push_back(stored.theory().build());
  results::Group provenance = provenance_group(stored.all_sessions());
  if (std::optional<results::Group> numerics = stored.runs().numerics(stored.found().mixture.notes))
    provenance.groups.push_back(std::move(*numerics));
  root.groups.push_back(std::move(provenance));
  return root;
}

/// The copy is whole, or not there. Copies of the standard library may lack what the system did not take at once.
void copy_whole(const fs::path& from, const fs::path& to) {
  errno = 0;
  std::ifstream source(from, std::ios::binary);
  results::NewFile copy(to);
  std::string piece(std::size_t{1} << 20, '\0');
  while (source.read(piece.data(), static_cast<std::streamsize>(piece.size())), source.gcount() > 0)
    copy.write(std::string_view(piece).substr(0, static_cast<std::size_t>(source.gcount())));
  if (!source.eof()) results::fail(from, "cannot read", errno == 0 ? EIO : errno);
  copy.commit();
}

/// A results file never disappears with runs in it that nobody asks for at the moment. Returns where it is kept.
fs::path keep_old_results(const fs::path& results) {
  fs::path kept = free_name(results.string() + "." + utc_now());
  std::error_code error;
  fs::create_hard_link(results, kept, error);
  if (error) copy_whole(results, kept);  // not every file system has links
  return kept;
}

/// Deletes what the results hold. A log of a session that may still write stays with its session.
void delete_logs(const StoredSweep& stored, const std::string& own_session) {
  const fs::path& parts = stored.parts_folder();
  std::error_code ignored;  // what is left over is read again and found to be known
  for (const fs::path& log : stored.found().damaged_logs) fs::rename(log, log.string() + ".damaged", ignored);
  const Sessions sessions(parts);
  const auto may_write = [&](const std::string& session) { return session != own_session && sessions.is_alive(session); };
  for (const fs::path& log : stored.found().contained_logs)
    if (!may_write(results::session_of(log).value_or(""))) fs::remove(log, ignored);
  for (const fs::path& file : results::list_state_files(parts)) {
    const std::string stem = file.stem().string();
    if (!may_write(stem.substr(0, stem.rfind('-')))) fs::remove(file, ignored);
  }
  remove_unused_parts(parts, own_session);
}

}  // namespace

Published publish_results(StoredSweep& stored, const PublishRules& rules) {
  if (!rules.mixes_numerics) stored.mixture().require_agreed(stored.results(), Mixture::before_building);
  if (stored.found().results_damaged) set_aside_damaged(stored.results());
  Published published{build(stored, rules.predicted_rates), {}};
  if (rules.keeps_values) results::make_all(published.root);
  if (stored.found().results_hold_other_runs && results::exists(stored.results()))
    published.warnings.push_back(
        fmt::format("{}: holds runs or values that the sweep does not ask for now; it is kept as {}, and later runs read it",
                    stored.results().string(), keep_old_results(stored.results()).string()));
  results::write_netcdf(stored.results(), published.root);
  if (published.root.attribute("complete") != "true") return published;
  try {
    stored.states().keep_beside_results(stored.runs(), rules.most_state_bytes);
  } catch (const Error& error) {
    published.warnings.push_back(fmt::format("{}. Longer lengths will be computed from the start", error.what()));
  }
  try {
    delete_logs(stored, rules.session);
  } catch (const Error& error) {
    published.warnings.push_back(fmt::format("{}. The logs stay, and the next run takes them away", error.what()));
  }
  return published;
}

}  // namespace polesweep::execute
