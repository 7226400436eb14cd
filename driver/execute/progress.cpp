#include "driver/execute/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/counted.hpp"
#include "core/data/data_files.hpp"
#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/results/record_log.hpp"
#include "core/tell.hpp"
#include "driver/execute/provenance.hpp"

namespace polesweep::execute {
namespace {

/// Columns of the terminal that messages go to.
std::size_t terminal_columns() {
  constexpr std::size_t usual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

double now_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

/// What is done and how fast, most important first. What stands in brackets belongs to what is before it.
std::vector<std::string> progress_parts(const Standing& standing, double elapsed) {
  std::vector<std::string> parts;
  if (standing.runs > 0 || standing.values == 0) parts.push_back(fmt::format("{} of {}", standing.done(), counted(standing.runs, "run")));
  if (standing.diverged + standing.failed > 0 && !parts.empty()) {
    std::string lost;
    if (standing.diverged > 0) lost += fmt::format("{} diverged", standing.diverged);
    if (standing.failed > 0) lost += fmt::format("{}{} failed", standing.diverged > 0 ? ", " : "", standing.failed);
    parts.push_back(fmt::format(" ({})", lost));
  }
  if (standing.values > 0) parts.push_back(fmt::format("{} of {} of formulas", standing.values_done, counted(standing.values, "value")));
  if (standing.units_running > 0) parts.push_back(fmt::format("{} running", counted(standing.units_running, "unit")));
  if (standing.operations_done > 0 && elapsed > 0) parts.push_back(fmt::format("{:.1e} operations/s", standing.operations_done / elapsed));
  return parts;
}

/// What stands before a part that is not the first.
std::string separated(const std::string& part) { return part.starts_with(" (") ? part : ", " + part; }

/// "0:30 left"; "" if nothing is, or no rate is known.
std::string time_left(const Standing& standing, double elapsed) {
  if (!(standing.operations_done > 0 && elapsed > 0 && standing.operations_done < standing.operations_total)) return "";
  return duration_text((standing.operations_total - standing.operations_done) / standing.operations_done * elapsed) + " left";
}

}  // namespace

std::string progress_line(const Standing& standing, double elapsed) {
  std::string line;
  for (const std::string& part : progress_parts(standing, elapsed)) line += line.empty() ? part : separated(part);
  if (const std::string left = time_left(standing, elapsed); !left.empty()) line += separated(left);
  return line;
}

std::string progress_bar(const Standing& standing, double elapsed, std::size_t columns) {
  constexpr std::size_t width = 20;
  double part = 0;
  if (standing.operations_total > 0)
    part = standing.operations_done / standing.operations_total;
  else if (standing.runs + standing.values > 0)
    part = static_cast<double>(standing.done() + standing.values_done) / static_cast<double>(standing.runs + standing.values);
  part = std::clamp(part, 0.0, 1.0);
  const auto full = static_cast<std::size_t>(part * width);
  std::vector<std::string> pieces = {fmt::format("[{}{}]", std::string(full, '#'), std::string(width - full, '.')),
                                     fmt::format(" {:3} %", static_cast<int>(100 * part))};
  if (const std::string left = time_left(standing, elapsed); !left.empty()) pieces.push_back(", " + left);
  const std::size_t before = pieces.size();
  for (const std::string& said : progress_parts(standing, elapsed))
    pieces.push_back(pieces.size() == before ? "  " + said : separated(said));
  // A line that wraps could not be written over, and a number that is cut would be another one.
  std::string line;
  for (const std::string& piece : pieces) {
    if (line.size() + piece.size() >= columns) break;
    line += piece;
  }
  return line;
}

std::optional<std::string> run_in_progress(const std::filesystem::path& results) {
  const std::filesystem::path parts = results::parts_folder(results);
  const std::filesystem::path file = parts / "status.json";
  const std::optional<std::string> text = data::read_if_there(file);
  if (!text) return std::nullopt;
  const Error unreadable(fmt::format("{}: cannot be read (a run of polesweep writes no such file). Remove it?", file.string()));
  try {
    const nlohmann::json status = nlohmann::json::parse(*text);
    // A name, a line and an age: nobody else's lines may pass for ours. What somebody else calls a time may fit no integer.
    const double age = static_cast<double>(std::time(nullptr)) - status.at("updated").get<double>();
    constexpr double ages = 1e12;
    if (!(std::abs(age) < ages)) throw unreadable;
    std::string said = fmt::format("{} (session {}, {:.0f} s ago)", excerpt(status.at("line").get<std::string>(), longest_line),
                                   excerpt(status.at("session").get<std::string>()), age);
    if (const std::optional<std::string> last = data::read_if_there(parts / "last-message"))
      said += "\n" + excerpt(std::string_view(*last).substr(0, last->find('\n')), longest_line);
    return said;
  } catch (const nlohmann::json::exception&) {
    throw unreadable;
  }
}

Progress::Progress(std::filesystem::path parts_folder, std::string session)
    : parts_folder_(std::move(parts_folder)), session_(std::move(session)), start_(now_seconds()), terminal_(isatty(STDERR_FILENO) == 1) {}

double Progress::elapsed() const { return now_seconds() - start_; }

void Progress::show(const Standing& standing) {
  advance_heartbeat();
  const double now = elapsed();
  if (now >= next_line_) {
    next_line_ = now + (terminal_ ? 0.5 : 10);
    if (standing.units_running > 0) print(standing, false);
  }
  if (now >= next_status_) {
    next_status_ = now + 2;
    write_status(standing);
  }
}

void Progress::advance_heartbeat() {
  const double now = elapsed();
  if (now < next_heartbeat_) return;
  next_heartbeat_ = now + heartbeat_seconds;
  write_heartbeat(parts_folder_, session_, ++heartbeats_);
}

void Progress::finish(const Standing& standing) {
  print(standing, true);
  write_status(standing);
}

void Progress::print(const Standing& standing, bool last) {
  if (terminal_)
    fmt::print(stderr, "\r\033[K{}{}", progress_bar(standing, elapsed(), terminal_columns()), last ? "\n" : "");
  else
    tell(stderr, "{}\n", progress_line(standing, elapsed()));
  std::fflush(stderr);
}

void Progress::write_status(const Standing& standing) const {
  const nlohmann::json status = {
      {"session", session_},
      {"runs", standing.runs},
      {"complete", standing.complete},
      {"diverged", standing.diverged},
      {"failed", standing.failed},
      {"dropped", standing.dropped},
      {"values", standing.values},
      {"values_done", standing.values_done},
      {"units_running", standing.units_running},
      {"line", progress_line(standing, elapsed())},
      {"updated", std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()}};
  // A convenience for readers: where it cannot be written, the run goes on.
  const std::filesystem::path temporary = parts_folder_ / ("status." + session_ + ".new");
  std::ofstream(temporary) << status.dump(1) << '\n';
  std::error_code ignored;
  std::filesystem::rename(temporary, parts_folder_ / "status.json", ignored);
}

}  // namespace polesweep::execute
