#include "core/results/numerics.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace polesweep::results {
namespace {

constexpr std::string_view between_builds = "; ";
std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

/// Adds what is not there yet.
void unite(std::string& known, const std::string& added) {
  std::vector<std::string> parts = split(known, between_builds);
  for (const std::string& part : split(added, between_builds)) {
    if (part.empty() || std::find(parts.begin(), parts.end(), part) != parts.end()) continue;
    known += known.empty() ? part : std::string(between_builds) + part;
    parts.push_back(part);
  }
}

/// "2026-11-22" of "20261122T000815Z"; any other text stays as it is.
std::string day(const std::string& utc) {
  return utc.size() < 8 ? utc : fmt::format("{}-{}-{}", utc.substr(0, 4), utc.substr(4, 2), utc.substr(6, 2));
}

}  // namespace

std::vector<std::string> fingerprints_of(std::string_view numerics) {
  std::vector<std::string> fingerprints = split(numerics, "+");
  for (std::string& fingerprint : fingerprints)
    if (fingerprint == not_known) fingerprint.clear();
  return fingerprints;
}

std::string gone_on(const std::string& before, const std::string& fingerprint) {
  if (fingerprints_of(before).back() == fingerprint) return before;
  return fmt::format("{}+{}", before.empty() ? not_known : before, fingerprint.empty() ? not_known : fingerprint);
}

std::string described(const Numerics& numerics) {
  std::string text;
  const auto add = [&](std::string_view before, const std::string& part, std::string_view separator = ", ") {
    if (!part.empty()) text += fmt::format("{}{}{}", text.empty() ? "" : separator, before, part);
  };
  add("Eigen ", numerics.eigen);
  add("", numerics.compiler);
  add("", numerics.processor);
  add("kernels ", numerics.kernels);
  const std::string first = day(numerics.first), last = day(numerics.last);
  add("", first == last ? first : fmt::format("{} to {}", first, last), "; ");
  return text;
}

void NumericsNotes::add(const Numerics& note) {
  if (note.fingerprint.empty()) return;
  Numerics& known = notes_.try_emplace(note.fingerprint, Numerics{.fingerprint = note.fingerprint}).first->second;
  unite(known.eigen, note.eigen);
  unite(known.compiler, note.compiler);
  unite(known.processor, note.processor);
  unite(known.kernels, note.kernels);
  if (!note.first.empty()) known.first = known.first.empty() ? note.first : std::min(known.first, note.first);
  known.last = std::max(known.last, note.last);
}

Numerics NumericsNotes::find(const std::string& fingerprint) const {
  const auto found = notes_.find(fingerprint);
  return found == notes_.end() ? Numerics{.fingerprint = fingerprint} : found->second;
}

std::vector<Numerics> NumericsNotes::all() const {
  std::vector<Numerics> notes;
  for (const auto& [fingerprint, note] : notes_) notes.push_back(note);
  return notes;
}

}  // namespace polesweep::results
