#include "core/results/numerics_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

constexpr std::pair<const char*, std::string Numerics::*> columns[] = {
    {"eigen", &Numerics::eigen},     {"compiler", &Numerics::compiler}, {"processor", &Numerics::processor},
    {"kernels", &Numerics::kernels}, {"first", &Numerics::first},       {"last", &Numerics::last}};

/// What is known of a fingerprint, or one after the other of a chain.
std::string detail(const std::string& numerics, std::string Numerics::*member, const NumericsNotes& notes) {
  std::string text;
  for (const std::string& fingerprint : fingerprints_of(numerics)) text += (text.empty() ? "" : " + ") + notes.find(fingerprint).*member;
  return text;
}

/// Notes of the sessions that a file names.
std::vector<Numerics> session_notes(const Group& provenance) {
  if (!provenance.find("fingerprint")) return {};
  std::vector<Numerics> notes(stored_values<std::string>(provenance, "fingerprint").size());
  const auto read = [&](const char* name, std::string Numerics::*member) {
    if (!provenance.find(name)) return;
    const auto& texts = stored_values<std::string>(provenance, name);
    for (std::size_t i = 0; i < notes.size(); ++i) notes[i].*member = texts.at(i);
  };
  read("fingerprint", &Numerics::fingerprint);
  for (const auto& [name, member] : columns) read(name, member);
  read("started", &Numerics::first);
  read("started", &Numerics::last);
  return notes;
}

}  // namespace

void RunNumerics::set(std::size_t run, const std::string& numerics) {
  const auto [found, is_new] = positions_.try_emplace(numerics, static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(numerics);
  if (wide_of_run_.empty() && found->second > std::numeric_limits<std::uint8_t>::max()) {
    wide_of_run_.assign(of_run_.begin(), of_run_.end());
    of_run_ = {};
  }
  if (wide_of_run_.empty())
    of_run_[run] = static_cast<std::uint8_t>(found->second);
  else
    wide_of_run_[run] = found->second;
}

Group numerics_group(const RunNumerics& numerics, std::vector<bool> finished, std::size_t points, const std::vector<std::uint64_t>& seeds,
                     const NumericsNotes& notes) {
  std::map<std::string, std::int64_t> rows;  // number of runs of each
  for (std::size_t run = 0; run < finished.size(); ++run)
    if (finished[run] && !numerics.of(run).empty()) ++rows[numerics.of(run)];
  std::vector<std::string> chains;
  for (const auto& [text, runs] : rows) chains.push_back(text);
  for (const std::string& chain : chains)
    for (const std::string& fingerprint : fingerprints_of(chain))
      if (!fingerprint.empty()) rows.try_emplace(fingerprint, 0);

  Group group{.name = "numerics", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}};
  group.dimensions = {{"numerics", rows.size()}, {"point", points}, {"seed", seeds.size()}};
  std::vector<std::string> fingerprints;
  std::vector<std::int64_t> runs;
  std::map<std::string, std::int32_t> positions;
  for (const auto& [text, count] : rows) {
    positions[text] = static_cast<std::int32_t>(fingerprints.size());
    fingerprints.push_back(text);
    runs.push_back(count);
  }
  const auto say = [&](const char* name, Values values) {
    group.variables.push_back(make_variable("provenance/numerics", name, std::move(values)));
  };
  say("point", counted(points));
  say("seed", seeds);
  for (const auto& [name, member] : columns) {
    std::vector<std::string> texts;
    for (const std::string& text : fingerprints) texts.push_back(detail(text, member, notes));
    say(name, std::move(texts));
  }
  say("runs", std::move(runs));
  say("fingerprint", std::move(fingerprints));
  say("run_numerics", std::vector<std::int32_t>{});
  group.variables.back().make = [&numerics, positions = std::move(positions), finished = std::move(finished)] {
    std::vector<std::int32_t> of_run(finished.size(), -1);
    for (std::size_t run = 0; run < finished.size(); ++run)
      if (finished[run] && !numerics.of(run).empty()) of_run[run] = positions.at(numerics.of(run));
    return Values(std::move(of_run));
  };
  return group;
}

StoredNumerics stored_numerics(const Group& root) {
  StoredNumerics stored;
  const std::size_t runs = stored_values<std::int32_t>(root, "status").size();
  stored.of_run = RunNumerics(runs);
  const Group* provenance = root.find_group("provenance");
  if (!provenance) return stored;
  stored.notes = session_notes(*provenance);
  if (const Group* group = provenance->find_group("numerics")) {
    const auto& fingerprints = stored_values<std::string>(*group, "fingerprint");
    const auto& of_run = stored_values<std::int32_t>(*group, "run_numerics");
    stored.by_run = true;
    if (of_run.size() != runs) throw Error(fmt::format("run_numerics: holds {} values (must be {})", of_run.size(), runs));
    for (std::size_t run = 0; run < runs; ++run) {
      if (of_run[run] < 0) continue;
      const auto row = static_cast<std::size_t>(of_run[run]);
      if (row >= fingerprints.size()) throw Error(fmt::format("run_numerics: got {} (there are {} rows)", row, fingerprints.size()));
      stored.of_run.set(run, fingerprints[row]);
    }
    for (std::size_t row = 0; row < fingerprints.size(); ++row) {
      if (fingerprints_of(fingerprints[row]).size() > 1) continue;  // its parts have rows of their own
      Numerics note{.fingerprint = fingerprints[row]};
      for (const auto& [name, member] : columns) note.*member = stored_values<std::string>(*group, name)[row];
      stored.notes.push_back(std::move(note));
    }
    return stored;
  }
  const auto other = [&](const Numerics& note) { return note.fingerprint != stored.notes.front().fingerprint; };
  if (stored.notes.empty() || std::any_of(stored.notes.begin(), stored.notes.end(), other)) return stored;
  for (std::size_t run = 0; run < runs; ++run) stored.of_run.set(run, stored.notes.front().fingerprint);
  return stored;
}

}  // namespace polesweep::results
