#include "driver/execute/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "core/block/kernel_set.hpp"
#include "core/data/data_files.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/record_log.hpp"
#include "core/results/variables.hpp"
#include "driver/build_info.hpp"
#include "driver/execute/versions.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string host_name() {
  char name[256] = {};
  gethostname(name, sizeof name - 1);
  return name;
}

/// When a process of this machine started, in clock ticks since boot; -1 if there is none, or it has ended. Returns nothing where that
/// cannot be looked at now, as when too many files are open.
std::optional<std::int64_t> process_start(std::int64_t process) {
  errno = 0;
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  if (!std::getline(file, line)) {
    if (errno == ENOENT || errno == ESRCH) return -1;
    return std::nullopt;
  }
  // The name in parentheses may hold anything, so fields are counted from behind it: the start is the 22nd of the line.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string field;
  fields >> field;
  if (field == "Z" || field == "X") return -1;  // it has ended, and nobody has asked how: containers often have no process that does
  for (int i = 4; i <= 22; ++i) fields >> field;
  return std::stoll(field);
}

std::string first_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// "machine start" of what `seen_processes` returned.
std::string machine_part(const std::string& seen, std::size_t part) {
  std::istringstream parts(seen);
  std::string found;
  for (std::size_t i = 0; i <= part; ++i) parts >> found;
  return found;
}

/// Whether the process of a session would be seen here if it ran. Of a session that does not say what it sees the name of its host decides.
/// One that says so is elsewhere where the system does not say it here now: then its heartbeat decides.
bool is_here(const Provenance& session) {
  const std::string here = seen_processes();
  if (session.machine.empty()) return session.hosts.substr(0, session.hosts.find(',')) == host_name();
  return session.machine == here;
}

/// Whether the process of a session that is here runs, as far as it can be looked at.
bool runs_here(const Provenance& session) {
  const std::optional<std::int64_t> started = process_start(session.process);
  if (!started) return true;
  return session.process_started == 0 ? *started >= 0 : *started == session.process_started;
}

/// Whether the machine was started again since the session began, which has ended its process.
bool is_from_before_a_start(const Provenance& session) {
  const std::string here = seen_processes();
  return machine_part(here, 0) != "-" && machine_part(session.machine, 0) == machine_part(here, 0) &&
         machine_part(session.machine, 1) != machine_part(here, 1) && session.hosts.substr(0, session.hosts.find(',')) == host_name();
}

std::int64_t unix_seconds() { return std::time(nullptr); }

/// The texts of `/provenance` and the members they come from.
constexpr std::pair<const char*, std::string Provenance::*> provenance_texts[] = {{"session_name", &Provenance::session},
                                                                                  {"started", &Provenance::started},
                                                                                  {"version", &Provenance::version},
                                                                                  {"commit", &Provenance::commit},
                                                                                  {"compiler", &Provenance::compiler},
                                                                                  {"eigen", &Provenance::eigen},
                                                                                  {"processor", &Provenance::processor},
                                                                                  {"kernels", &Provenance::kernels},
                                                                                  {"fingerprint", &Provenance::fingerprint},
                                                                                  {"mixed_with", &Provenance::mixed_with},
                                                                                  {"hosts", &Provenance::hosts},
                                                                                  {"sweep_file", &Provenance::sweep_file},
                                                                                  {"results_file", &Provenance::results_file}};

}  // namespace

// Found by the JSON library through the type they convert, so they stand in its namespace.
static void to_json(json& out, const Provenance& p) {
  out = {{"session", p.session}, {"started", p.started},       {"version", p.version},          {"versions", p.versions},
         {"commit", p.commit},   {"compiler", p.compiler},     {"kernels", p.kernels},          {"fingerprint", p.fingerprint},
         {"hosts", p.hosts},     {"ranks", p.ranks},           {"process", p.process},          {"process_started", p.process_started},
         {"eigen", p.eigen},     {"processor", p.processor},   {"mixed_with", p.mixed_with},    {"machine", p.machine},
         {"ended", p.ended},     {"sweep_file", p.sweep_file}, {"results_file", p.results_file}};
  for (const auto& [session, seen] : p.seen_heartbeats) out["looks"][session] = {seen.count, seen.seconds};
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
  p.versions = in.value("versions", "");
  p.eigen = in.value("eigen", "");
  p.processor = in.value("processor", "");
  p.mixed_with = in.value("mixed_with", "");
  p.machine = in.value("machine", "");
  p.sweep_file = in.value("sweep_file", "");
  p.results_file = in.value("results_file", "");
  p.ended = in.value("ended", false);
  if (in.contains("looks"))
    for (const auto& [session, seen] : in.at("looks").items())
      p.seen_heartbeats[session] = {seen.at(0).get<std::int64_t>(), seen.at(1).get<std::int64_t>()};
}

std::string seen_processes() {
  std::error_code error;
  const std::string space = fs::read_symlink("/proc/self/ns/pid", error).string();
  const std::string start = first_line("/proc/sys/kernel/random/boot_id");
  if (error || start.empty()) return "";
  const std::string machine = first_line("/etc/machine-id");
  if (machine.empty()) return fmt::format("- {} {}", start, space);
  // The identity itself is for nobody else's eyes (machine-id(5)), and session files lie beside results.
  return fmt::format("{:016x} {} {}", results::digest_of(std::vector<std::string>{"polesweep", machine}), start, space);
}

std::string utc_now() { return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::now())); }

Provenance own_provenance() {
  Provenance own;
  own.session = results::new_session_name();
  own.started = utc_now();
  own.version = build_info::version;
  own.versions = current_versions();
  own.commit = build_info::commit;
  own.compiler = fmt::format("{}, {}", build_info::compiler, build_info::build_type);
  own.eigen = build_info::eigen;
  own.processor = build_info::processor;
  own.kernels = kernels().name;
  own.hosts = host_name();
  own.machine = seen_processes();
  own.process = getpid();
  own.process_started = process_start(own.process).value_or(0);
  return own;
}

results::Numerics numerics_of(const Provenance& session) {
  return {.fingerprint = session.fingerprint,
          .eigen = session.eigen,
          .compiler = session.compiler,
          .processor = session.processor,
          .kernels = session.kernels,
          .first = session.started,
          .last = session.started};
}

void write_heartbeat(const fs::path& folder, const std::string& session, std::int64_t count) {
  std::ofstream(folder / (session + ".beat")) << fmt::format("{:020}", count) << '\n';
}

std::optional<std::int64_t> read_heartbeat(const fs::path& folder, const std::string& session) {
  std::ifstream file(folder / (session + ".beat"));
  std::int64_t count = 0;
  if (!(file >> count)) return std::nullopt;
  return count;
}

Sessions::Sessions(const fs::path& folder, double watch_seconds)
    : folder_(folder), watch_seconds_(watch_seconds), sessions_(read_session_files(folder)) {}

bool Sessions::is_alive(const Provenance& session) const {
  if (session.ended) return false;
  if (is_here(session)) return runs_here(session);
  return !is_from_before_a_start(session) && !(seems_dead(session) && stands_still(session));
}

bool Sessions::seems_dead(const Provenance& session) const {
  const std::optional<std::int64_t> count = read_heartbeat(folder_, session.session);
  return count && std::any_of(sessions_.begin(), sessions_.end(), [&](const Provenance& other) {
           const auto seen = other.seen_heartbeats.find(session.session);
           return seen != other.seen_heartbeats.end() && seen->second.count == *count &&
                  unix_seconds() - seen->second.seconds >= dead_after_seconds;
         });
}

bool Sessions::stands_still(const Provenance& session) const {
  static std::map<fs::path, std::int64_t> watched;  // heartbeats that stood still, at which count: each is watched once by a process
  const auto file_of = [&](const Provenance& one) { return fs::absolute(folder_ / one.session); };
  const auto count_of = [&](const Provenance& one) { return read_heartbeat(folder_, one.session); };
  const auto is_known = [&](const Provenance& one) {
    const auto known = watched.find(file_of(one));
    return known != watched.end() && known->second == count_of(one);
  };
  if (is_known(session)) return true;
  std::vector<std::pair<const Provenance*, std::int64_t>> still;
  for (const Provenance& one : sessions_)
    if (!one.ended && !is_here(one) && !is_known(one) && seems_dead(one))
      if (const std::optional<std::int64_t> count = count_of(one)) still.emplace_back(&one, *count);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(watch_seconds_);
  while (!still.empty() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    std::erase_if(still, [&](const auto& one) { return count_of(*one.first) != one.second; });
  }
  for (const auto& [one, count] : still) watched[file_of(*one)] = count;
  return is_known(session);
}

bool Sessions::is_alive(const std::string& name) const {
  const auto of_that_name = [&](const Provenance& session) { return session.session == name; };
  if (const auto known = std::find_if(sessions_.begin(), sessions_.end(), of_that_name); known != sessions_.end()) return is_alive(*known);
  // It may have begun since. A session leaves its file before it writes anything else.
  const std::vector<Provenance> now = read_session_files(folder_);
  const auto begun = std::find_if(now.begin(), now.end(), of_that_name);
  return begun != now.end() && is_alive(*begun);
}

std::vector<Provenance> Sessions::at_work(std::vector<Provenance> sessions, double wait_seconds) const {
  std::erase_if(sessions, [&](const Provenance& session) { return !is_alive(session); });
  std::map<std::string, std::optional<std::int64_t>> beats;  // of those elsewhere, before
  for (const Provenance& session : sessions)
    if (!is_here(session)) beats[session.session] = read_heartbeat(folder_, session.session);
  const auto stands_still = [&](const Provenance& session) {
    const auto before = beats.find(session.session);
    return before != beats.end() && read_heartbeat(folder_, session.session) == before->second;
  };
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(wait_seconds);
  while (std::any_of(sessions.begin(), sessions.end(), stands_still) && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::erase_if(sessions, stands_still);
  return sessions;
}

std::map<std::string, SeenHeartbeat> Sessions::heartbeats_elsewhere() const {
  std::map<std::string, SeenHeartbeat> seen;
  for (const Provenance& session : sessions_) {
    const std::optional<std::int64_t> count = read_heartbeat(folder_, session.session);
    if (session.ended || !count || is_here(session)) continue;
    seen[session.session] = {*count, unix_seconds()};
  }
  return seen;
}

std::vector<Provenance> read_session_files(const fs::path& folder) {
  std::vector<Provenance> sessions;
  for (const fs::path& entry : results::list_folder(folder)) {
    if (entry.extension() != ".session") continue;
    // A session whose file cannot be read now may be alive: its logs must not pass for those of a dead one.
    const std::optional<std::string> text = data::read_if_there(entry);
    if (!text) continue;
    const json parsed = json::parse(*text, nullptr, false);
    if (parsed.is_discarded()) continue;  // written by a process that was killed in the middle; its records do not need it
    try {
      auto session = parsed.get<Provenance>();
      // The name leads to other files of the session.
      if (session.session == entry.stem().string()) sessions.push_back(std::move(session));
    } catch (const json::exception&) {
      continue;
    }
  }
  std::sort(sessions.begin(), sessions.end(), [](const Provenance& a, const Provenance& b) { return a.session < b.session; });
  return sessions;
}

void leave_session_file(const fs::path& folder, const Provenance& session) {
  results::NewFile file(folder / (session.session + ".session"));
  file.write(json(session).dump(1) + '\n');
  file.commit();
}

std::vector<Provenance> read_provenance(const results::Group& root) {
  std::vector<Provenance> sessions;
  const results::Group* group = root.find_group("provenance");
  const results::Variable* names = group ? group->find("session_name") : nullptr;
  if (!names) return sessions;
  sessions.resize(results::count(names->values));
  for (const auto& [name, member] : provenance_texts)
    if (const results::Variable* variable = group->find(name))
      for (std::size_t i = 0; i < sessions.size(); ++i) sessions[i].*member = std::get<std::vector<std::string>>(variable->values)[i];
  if (const results::Variable* ranks = group->find("ranks"))
    for (std::size_t i = 0; i < sessions.size(); ++i) sessions[i].ranks = std::get<std::vector<std::int64_t>>(ranks->values)[i];
  return sessions;
}

results::Group provenance_group(const std::vector<Provenance>& sessions) {
  results::Group group{.name = "provenance", .attributes = {}, .dimensions = {{"session", sessions.size()}}, .variables = {}, .groups = {}};
  for (const auto& [name, member] : provenance_texts) {
    std::vector<std::string> texts;
    texts.reserve(sessions.size());
    for (const Provenance& session : sessions) texts.push_back(session.*member);
    group.variables.push_back(results::make_variable("provenance", name, std::move(texts)));
  }
  std::vector<std::int64_t> ranks;
  ranks.reserve(sessions.size());
  for (const Provenance& session : sessions) ranks.push_back(session.ranks);
  group.variables.push_back(results::make_variable("provenance", "ranks", std::move(ranks)));
  return group;
}

}  // namespace polesweep::execute
