#include "driver/execute/mixture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

namespace polesweep::execute {
namespace {

std::string counted(std::uint64_t count, std::string_view what) { return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s"); }

}  // namespace

void Mixture::found(const std::string& numerics, const std::filesystem::path& place) {
  if (numerics == last_found_.first && place.native() == last_found_.second) return;  // as that of a million runs before
  last_found_ = {numerics, place.native()};
  for (const std::string& fingerprint : results::fingerprints_of(numerics)) places_[fingerprint].insert(place.string());
}

void Mixture::agree(const std::set<std::string>& numerics) {
  std::set<std::string>& together = agreements_.emplace_back();
  for (const std::string& each : numerics)
    for (std::string& fingerprint : results::fingerprints_of(each)) together.insert(std::move(fingerprint));
}

void Mixture::add_agreement(const Provenance& session) {
  notes.add(numerics_of(session));
  std::set<std::string> together = {session.fingerprint};
  std::istringstream others(session.mixed_with);
  for (std::string each; std::getline(others, each, ',');) together.insert(each);
  agree(together);
}

std::string Mixture::others_than(const std::string& fingerprint) const {
  std::vector<std::string> others;
  for (const std::string& each : fingerprints())
    if (each != fingerprint) others.push_back(each.empty() ? std::string(results::not_known) : each);
  return fmt::format("{}", fmt::join(others, ","));
}

void Mixture::add(const Counts& counts, std::uint64_t Side::*kind) {
  for (const auto& [numerics, count] : counts) {
    std::vector<std::string> chain = results::fingerprints_of(numerics);
    sides_[chain.back()].*kind += count;
    chain.pop_back();
    for (const std::string& fingerprint : chain) sides_[fingerprint].begun += count;
  }
}

void Mixture::add_runs(const Counts& runs) { add(runs, &Side::runs); }
void Mixture::add_states(const Counts& states) { add(states, &Side::states); }

void Mixture::add_program(const Provenance& own) {
  results::Numerics numerics = numerics_of(own);
  numerics.first = numerics.last = "";
  notes.add(numerics);
  sides_[own.fingerprint].is_program = true;
}

void Mixture::add_session(const Provenance& session) {
  notes.add(numerics_of(session));
  sides_[session.fingerprint].sessions.push_back(fmt::format("session {} at work on {}", session.session, session.hosts));
}

void Mixture::add_sessions(const std::string& own_fingerprint, const Sessions& sessions, const std::vector<Provenance>& known) {
  std::vector<Provenance> others;
  for (const Provenance& other : sessions.all()) {
    if (other.fingerprint.empty() || other.fingerprint == own_fingerprint || !sessions.is_alive(other)) continue;
    if (std::any_of(known.begin(), known.end(), [&](const Provenance& each) { return each.session == other.session; })) continue;
    Mixture beside = *this;
    beside.add_session(other);
    if (!beside.is_agreed()) others.push_back(other);
  }
  if (is_agreed()) others = sessions.at_work(std::move(others));
  for (const Provenance& other : others) add_session(other);
}

bool Mixture::is_agreed() const {
  std::set<std::string> open = fingerprints();
  if (open.size() < 2) return true;
  // Whoever agreed to a and b and whoever agreed to b and c wanted them in one file.
  std::set<std::string> together = {*open.begin()};
  for (std::size_t before = 0; before != together.size();) {
    before = together.size();
    for (const std::set<std::string>& agreement : agreements_)
      if (std::any_of(agreement.begin(), agreement.end(), [&](const std::string& each) { return together.contains(each); }))
        together.insert(agreement.begin(), agreement.end());
  }
  return std::includes(together.begin(), together.end(), open.begin(), open.end());
}

std::set<std::string> Mixture::fingerprints() const {
  std::set<std::string> all;
  for (const auto& [fingerprint, side] : sides_) all.insert(fingerprint);
  return all;
}

std::string Mixture::line(const std::string& fingerprint, const Side& side) const {
  std::vector<std::string> parts;
  if (side.is_program) parts.emplace_back("this program");
  parts.insert(parts.end(), side.sessions.begin(), side.sessions.end());
  if (side.runs > 0) parts.push_back(counted(side.runs, "run"));
  if (side.states > 0) parts.push_back(counted(side.states, "saved state"));
  if (side.begun > 0) parts.push_back(counted(side.begun, "run") + " begun");
  std::string text = fmt::format("  {}: {}", fingerprint.empty() ? results::not_known : fingerprint, fmt::join(parts, ", "));
  if (const auto places = places_.find(fingerprint); places != places_.end() && side.runs + side.states + side.begun > 0)
    text += fmt::format(" in {}", fmt::join(places->second, ", "));
  const std::string what = results::described(notes.find(fingerprint));
  if (!what.empty()) text += fmt::format(" ({})", what);
  return text + "\n";
}

const char* const Mixture::before_work =
    "Go on with the program that computed them, compute all of them again (another name with -o, without --reuse), or take them as they are with --mix-numerics?";
const char* const Mixture::before_building =
    "Nothing is lost, all of them are stored. Take them as they are with --mix-numerics, or let one program compute all of them (another name with -o, without --reuse)?";

void Mixture::require_agreed(const std::filesystem::path& results, const char* suggestion) const {
  if (is_agreed()) return;
  throw MixtureError(fmt::format(
      "{}: would hold runs of several numerics (a run has other last bits in each, so that the whole equals no fresh run)\n{}{}",
      results.string(), lines(), suggestion));
}

std::string numerics_of_first_log(const std::vector<Provenance>& sessions, const std::string& session) {
  std::set<std::string> of_all;
  for (const Provenance& each : sessions) {
    if (!each.processor.empty()) continue;
    if (each.session == session) return each.fingerprint;
    of_all.insert(each.fingerprint);
  }
  return of_all.size() == 1 ? *of_all.begin() : "";
}

std::string Mixture::lines() const {
  std::string text;
  for (const bool program : {false, true})
    for (const auto& [fingerprint, side] : sides_)
      if (side.is_program == program) text += line(fingerprint, side);
  return text;
}

}  // namespace polesweep::execute
