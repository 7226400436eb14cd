#include "driver/execute/session.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <utility>

#include "analysis/statistics.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/results/compaction.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "driver/build_info.hpp"
#include "driver/execute/versions.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string utc_now() { return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::now())); }

std::string host_name() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

/// When a process of this machine started, in clock ticks since boot; -1 where there is none, or it has ended.
std::int64_t process_start(std::int64_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  if (!std::getline(file, line)) return -1;
  // The name in parentheses may hold anything, so fields are counted from behind it: the start is the 22nd of the line.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string field;
  fields >> field;
  if (field == "Z" || field == "X") return -1;  // it has ended, and nobody has asked how: containers often have no process that does
  for (int i = 4; i <= 22; ++i) fields >> field;
  return std::stoll(field);
}

/// The texts of `/provenance` and the members they come from.
constexpr std::pair<const char*, std::string Provenance::*> provenance_texts[] = {
    {"session_name", &Provenance::session},    {"started", &Provenance::started},   {"version", &Provenance::version},
    {"commit", &Provenance::commit},           {"compiler", &Provenance::compiler}, {"kernels", &Provenance::kernels},
    {"fingerprint", &Provenance::fingerprint}, {"hosts", &Provenance::hosts}};

std::vector<Provenance> read_provenance(const results::Group& root) {
  std::vector<Provenance> sessions;
  const results::Group* group = root.find_group("provenance");
  if (!group) return sessions;
  sessions.resize(group->size_of("session"));
  for (const auto& [name, member] : provenance_texts)
    if (const results::Variable* variable = group->find(name))
      for (std::size_t i = 0; i < sessions.size(); ++i) sessions[i].*member = std::get<std::vector<std::string>>(variable->values)[i];
  if (const results::Variable* ranks = group->find("ranks"))
    for (std::size_t i = 0; i < sessions.size(); ++i) sessions[i].ranks = std::get<std::vector<std::int64_t>>(ranks->values)[i];
  return sessions;
}

/// Results that a session set aside because the sweep no longer asked for all of their runs.
std::vector<fs::path> kept_results(const fs::path& results) {
  std::vector<fs::path> kept;
  const std::regex stamp(R"(\.\d{8}T\d{6}Z(-\d+)?)");
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(results.has_parent_path() ? results.parent_path() : ".", ignored)) {
    const std::string name = entry.path().filename();
    const std::string own = results.filename();
    if (name.starts_with(own) && std::regex_match(name.substr(own.size()), stamp)) kept.push_back(entry.path());
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

/// The name itself, or with a number where several files get theirs within a second.
fs::path free_name(const std::string& name) {
  fs::path free = name;
  for (int number = 2; fs::exists(free); ++number) free = fmt::format("{}-{}", name, number);
  return free;
}

/// Whether a file that cannot be read was meant to be HDF5 (or lost its bytes): then it is set aside. Anything else is not ours to move.
bool looks_like_damaged_hdf5(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string start(8, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start == "\x89HDF\r\n\x1a\n" || start.find_first_not_of('\0') == std::string::npos;
}

/// Tells a file from one that has been renamed over it.
std::pair<std::uint64_t, std::uint64_t> identity_of(const fs::path& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return {};
  return {status.st_ino, static_cast<std::uint64_t>(status.st_mtim.tv_nsec)};
}

void check_place(const fs::path& results, const results::ResultsBuilder& builder) {
  const fs::path folder = results.has_parent_path() ? results.parent_path() : fs::path(".");
  std::error_code error;
  if (fs::is_directory(results)) throw Error(fmt::format("{}: is a folder (-o takes the name of the results file)", results.string()));
  fs::path existing = folder;
  while (!existing.empty() && !fs::exists(existing, error)) existing = existing.parent_path();
  if (existing.empty()) existing = ".";
  if (!fs::is_directory(existing, error))
    throw Error(fmt::format("{}: is no folder (results go to {})", existing.string(), results.string()));
  if (access(existing.c_str(), W_OK | X_OK) != 0)
    throw Error(
        fmt::format("{}: cannot be written (results go to {}). Choose another place with -o?", existing.string(), results.string()));
  // Logs, the new file and its copy under a temporary name, with room for statistics.
  const double values = static_cast<double>(builder.run_count()) * static_cast<double>(builder.request().lengths.size()) *
                        static_cast<double>(1 + builder.request().metrics.size());
  const double needed = 4 * 8 * values + 1e6;
  const fs::space_info space = fs::space(existing, error);
  if (!error && static_cast<double>(space.available) < needed)
    throw Error(fmt::format("{}: {:.0f} MB are free (about {:.0f} MB are needed). Choose another place with -o?", existing.string(),
                            static_cast<double>(space.available) / 1e6, needed / 1e6));
}

}  // namespace

// Found by the JSON library through the type they convert, so they stand in its namespace.
static void to_json(json& out, const Provenance& p) {
  out = {{"session", p.session},
         {"started", p.started},
         {"version", p.version},
         {"commit", p.commit},
         {"compiler", p.compiler},
         {"kernels", p.kernels},
         {"fingerprint", p.fingerprint},
         {"hosts", p.hosts},
         {"ranks", p.ranks},
         {"process", p.process},
         {"process_started", p.process_started},
         {"ended", p.ended}};
}

static void from_json(const json& in, Provenance& p) {
  in.at("session").get_to(p.session);
  in.at("started").get_to(p.started);
  in.at("version").get_to(p.version);
  in.at("commit").get_to(p.commit);
  in.at("compiler").get_to(p.compiler);
  in.at("kernels").get_to(p.kernels);
  in.at("fingerprint").get_to(p.fingerprint);
  in.at("hosts").get_to(p.hosts);
  in.at("ranks").get_to(p.ranks);
  in.at("process").get_to(p.process);
  in.at("process_started").get_to(p.process_started);
  p.ended = in.value("ended", false);
}

Provenance own_provenance() {
  Provenance own;
  own.session = results::new_session_name();
  own.started = utc_now();
  own.version = build_info::version;
  own.commit = build_info::commit;
  own.compiler = fmt::format("{}, {}", build_info::compiler, build_info::build_type);
  own.kernels = kernels().name;
  own.hosts = host_name();
  own.process = getpid();
  own.process_started = process_start(own.process);
  return own;
}

Session::Session(fs::path results, results::Request request, std::vector<fs::path> reused)
    : results_(std::move(results)),
      parts_(results::parts_folder(results_)),
      request_(std::move(request)),
      builder_(request_),
      reused_(std::move(reused)) {
  check_place(results_, builder_);
  for (const fs::path& other : reused_)
    if (!fs::exists(other)) throw Error(fmt::format("--reuse {}: no such file", other.string()));
  look_again();
}

void Session::look_again() {
  // Another session may finish meanwhile: it renames its results into place first and deletes logs then, so whoever has read the old file
  // and missed the logs finds a new file here.
  for (auto identity = identity_of(results_);; identity = identity_of(results_)) {
    builder_ = results::ResultsBuilder(request_);
    warnings_.clear();
    older_runs_.clear();
    holds_other_runs_ = damaged_ = false;
    for (const fs::path& kept : kept_results(results_)) read_stored_results(kept, false);
    for (const fs::path& other : reused_) read_stored_results(other, false);
    if (fs::exists(results_)) read_stored_results(results_, true);
    read_logs();
    if (identity_of(results_) == identity) return;
  }
}

std::uint64_t Session::runs_found() const { return builder_.count(Status::complete) + builder_.count(Status::diverged); }

void Session::read_stored_results(const fs::path& path, bool is_current) {
  try {
    const results::Group root = results::read_netcdf(path);
    const std::string versions = root.attribute("versions");
    const bool older = !versions.empty() && versions != current_versions();
    results::visit_runs(root, [&](const RunRecord& record) {
      if (builder_.add(record) != results::ResultsBuilder::Added::not_asked_for) return;
      if (is_current) holds_other_runs_ = true;
      if (older) older_runs_[versions].emplace(record.key.point, record.key.seed);
    });
    if (is_current) earlier_ = read_provenance(root);
  } catch (const Error& error) {
    if (std::find(reused_.begin(), reused_.end(), path) != reused_.end())
      throw Error(fmt::format("--reuse {}: is no results file of polesweep ({})", path.string(), error.what()));
    if (is_current && looks_like_damaged_hdf5(path)) {
      damaged_ = true;
      warnings_.push_back(
          fmt::format("{}: damaged ({}); it is set aside, and runs that are in no log are computed again", path.string(), error.what()));
      return;
    }
    if (is_current)
      throw Error(fmt::format("{}: exists and is no results file of polesweep ({}). Move it away, or choose another name with -o?",
                              path.string(), error.what()));
    warnings_.push_back(fmt::format("{}: not used ({})", path.string(), error.what()));
  }
}

void Session::read_logs() {
  std::set<std::uint32_t> with_other_runs;
  const results::LogFolder folder = results::scan_logs(parts_, [&](RunRecord&& record, results::LogPosition position) {
    if (builder_.add(record) == results::ResultsBuilder::Added::not_asked_for && record.status != Status::failed)
      with_other_runs.insert(position.log);
  });
  damaged_logs_ = folder.unusable;
  contained_logs_.clear();
  for (std::uint32_t log = 0; log < folder.logs.size(); ++log)
    if (!with_other_runs.contains(log) && std::find(damaged_logs_.begin(), damaged_logs_.end(), folder.logs[log]) == damaged_logs_.end())
      contained_logs_.push_back(folder.logs[log]);
  warnings_.insert(warnings_.end(), folder.warnings.begin(), folder.warnings.end());
  if (folder.torn_bytes > 0)
    warnings_.push_back(fmt::format("{}: {} bytes of records that were cut off in writing are left out; their runs are computed again",
                                    parts_.string(), folder.torn_bytes));
  for (const std::string& conflict : builder_.conflicts())
    warnings_.push_back(conflict + "; both are set aside and the run is computed again");
}

std::vector<Provenance> Session::sessions_here() const {
  std::vector<Provenance> sessions;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(parts_, ignored)) {
    if (entry.path().extension() != ".session") continue;
    std::ifstream file(entry.path());
    const json parsed = json::parse(file, nullptr, false);
    if (parsed.is_discarded()) continue;  // written by a process that was killed in the middle; its records do not need it
    try {
      sessions.push_back(parsed.get<Provenance>());
    } catch (const json::exception&) {
      continue;
    }
  }
  std::sort(sessions.begin(), sessions.end(), [](const Provenance& a, const Provenance& b) { return a.session < b.session; });
  return sessions;
}

bool Session::is_alive(const std::string& name) const {
  for (const Provenance& session : sessions_here()) {
    if (session.session != name) continue;
    const std::string first_host = session.hosts.substr(0, session.hosts.find(','));
    if (session.ended) return false;
    // Of a process on another machine nothing is known here, so it counts as alive.
    return first_host != host_name() || process_start(session.process) == session.process_started;
  }
  return false;
}

void Session::begin(Provenance provenance, bool shared) {
  std::error_code error;
  fs::create_directories(parts_, error);
  if (error) throw Error(fmt::format("{}: cannot be made ({})", parts_.string(), error.message()));
  for (const Provenance& other : sessions_here())
    if (!shared && is_alive(other.session))
      warnings_.push_back(fmt::format("{}: another session ({}, on {}) works on these results. That is harmless, but work is done twice",
                                      results_.string(), other.session, other.hosts));
  own_ = std::move(provenance);
  set_aside_damaged_results();
  leave_session_file();
  results::compact_logs(parts_, own_->session, [&](const std::string& session) { return is_alive(session); });
}

results::Group Session::provenance_group() const {
  std::vector<Provenance> sessions = earlier_;
  for (const Provenance& session : sessions_here())
    if (std::none_of(sessions.begin(), sessions.end(), [&](const Provenance& known) { return known.session == session.session; }))
      sessions.push_back(session);
  results::Group group{.name = "provenance", .attributes = {}, .dimensions = {{"session", sessions.size()}}, .variables = {}, .groups = {}};
  for (const auto& [name, member] : provenance_texts) {
    std::vector<std::string> texts;
    texts.reserve(sessions.size());
    for (const Provenance& session : sessions) texts.push_back(session.*member);
    group.variables.push_back({name, {"session"}, std::move(texts), fmt::format("{} of a session that computed runs", name), "", {}, {}});
  }
  std::vector<std::int64_t> ranks;
  ranks.reserve(sessions.size());
  for (const Provenance& session : sessions) ranks.push_back(session.ranks);
  group.variables.push_back({"ranks", {"session"}, std::move(ranks), "number of ranks", "1", {}, {}});
  return group;
}

void Session::leave_session_file() const {
  results::NewFile file(parts_ / (own_->session + ".session"));
  file.write(json(*own_).dump(1) + '\n');
  file.commit();
}

void Session::end() {
  std::error_code ignored;
  if (!own_ || !fs::exists(parts_, ignored)) return;
  own_->ended = true;
  try {
    leave_session_file();
  } catch (const Error&) {
    // On a full disk the session counts as alive, which only makes others careful.
  }
}

void Session::set_aside_damaged_results() {
  if (!damaged_ || !fs::exists(results_)) return;
  fs::rename(results_, free_name(results_.string() + ".damaged." + utc_now()));
  damaged_ = false;
}

/// Deletes what the results hold. A log of a session that may still write stays with its session.
void Session::delete_logs() {
  std::error_code ignored;  // what is left over is read again and found to be known
  for (const fs::path& log : damaged_logs_) fs::rename(log, log.string() + ".damaged", ignored);
  bool nothing_left = damaged_logs_.empty();
  std::set<std::string> alive;
  for (const Provenance& session : sessions_here())
    if ((!own_ || session.session != own_->session) && is_alive(session.session)) alive.insert(session.session);
  nothing_left = nothing_left && alive.empty();
  for (const fs::path& log : contained_logs_)
    if (!alive.contains(results::session_of(log).value_or(""))) fs::remove(log, ignored);
  for (const fs::directory_entry& entry : fs::directory_iterator(parts_, ignored))
    nothing_left = nothing_left && entry.path().extension() != ".log" && entry.path().extension() != ".damaged";
  if (nothing_left) fs::remove_all(parts_, ignored);
}

/// A results file never disappears with runs in it that nobody asks for at the moment.
void Session::keep_old_results() {
  if (!holds_other_runs_ || !fs::exists(results_)) return;
  const fs::path kept = free_name(results_.string() + "." + utc_now());
  std::error_code error;
  fs::create_hard_link(results_, kept, error);
  if (error) fs::copy_file(results_, kept, error);  // not every file system has links
  if (error) throw Error(fmt::format("{}: cannot be kept as {} ({})", results_.string(), kept.string(), error.message()));
  warnings_.push_back(fmt::format("{}: holds runs that the sweep does not ask for now; it is kept as {}, and later runs read it",
                                  results_.string(), kept.string()));
}

results::Group Session::build_results() {
  look_again();
  set_aside_damaged_results();
  results::Group root = builder_.build();
  root.attributes.emplace_back("created", utc_now());
  root.attributes.emplace_back("version", build_info::version);
  root.attributes.emplace_back("commit", build_info::commit);
  root.attributes.emplace_back("versions", current_versions());
  root.groups.push_back(analysis::statistics(root));
  root.groups.push_back(provenance_group());
  keep_old_results();
  results::write_netcdf(results_, root);
  if (root.attribute("complete") == "true") delete_logs();
  return root;
}

void Session::leave_last_message(const std::string& line) const {
  std::error_code ignored;
  if (!fs::exists(parts_, ignored)) return;
  std::ofstream(parts_ / "last-message") << line << '\n';
}

}  // namespace polesweep::execute
