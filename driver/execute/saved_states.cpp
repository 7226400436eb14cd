#include "driver/execute/saved_states.hpp"

#include <algorithm>
#include <set>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::execute {

namespace fs = std::filesystem;

namespace {

/// "20261122T000815Z-9f3c..." of "<session>-<rank>.states".
std::string session_of_states(const fs::path& file) {
  const std::string stem = file.stem().string();
  return stem.substr(0, stem.rfind('-'));
}

/// Whether there is anything to write; a file without frames is not kept.
struct Copy {
  results::NewFile file;
  std::uint64_t count = 0;

  Copy(const fs::path& path, const std::string& session, const std::vector<results::Numerics>& notes) : file(path) {
    file.write(results::log_header(session, 0, notes));
  }
  void add(std::string_view payload) {
    file.write(results::log_frame(payload));
    ++count;
  }
};

}  // namespace

SavedStates::SavedStates(fs::path results) : results_(std::move(results)), parts_(results::parts_folder(results_)) {}

void SavedStates::look(const results::ResultsBuilder& builder) {
  seeds_ = builder.request().seeds.size();
  places_.clear();
  results::NumericsNotes notes;
  files_ = results::list_state_files(parts_);
  files_.insert(files_.begin(), results::states_beside(results_));
  for (std::uint32_t file = 0; file < files_.size(); ++file) {
    const std::vector<results::Numerics> noted =
        results::scan_states(files_[file], [&](const results::StateHead& head, std::uint64_t offset, std::string_view) {
          const auto run = builder.find(head.key);
          if (!run) return;
          const bool is_own = head.numerics == builder.request().fingerprint;
          Place& place = places_[run->first * seeds_ + run->second];
          if (std::pair(is_own, head.position) > std::pair(place.is_own, place.position))
            place = {file, offset, head.position, head.at_end, is_own, head.numerics};
        });
    for (const results::Numerics& note : noted) notes.add(note);
  }
  notes_ = notes.all();
}

std::vector<std::pair<fs::path, std::string>> SavedStates::foreign(
    const results::ResultsBuilder& builder, const std::function<bool(std::size_t point, const RunState& state)>& continues) const {
  std::vector<std::pair<fs::path, std::string>> found;
  for (const auto& [run, place] : places_) {
    if (place.is_own || builder.is_done(run / seeds_, run % seeds_)) continue;
    try {
      if (continues(run / seeds_, results::read_state({files_[place.file], place.offset})))
        found.emplace_back(files_[place.file], place.numerics);
    } catch (const Error&) {
      continue;  // nobody goes on from it
    }
  }
  return found;
}

std::int64_t SavedStates::samples(std::size_t point, std::size_t seed) const {
  const auto found = places_.find(point * seeds_ + seed);
  return found == places_.end() || found->second.at_end ? 0 : found->second.position;
}

std::optional<results::StatePlace> SavedStates::find(std::size_t point, std::size_t seed) const {
  const auto found = places_.find(point * seeds_ + seed);
  if (found == places_.end()) return std::nullopt;
  return results::StatePlace{files_[found->second.file], found->second.offset};
}

void SavedStates::merge_dead(const std::function<bool(const std::string& session)>& is_alive) const {
  std::vector<fs::path> dead;
  bool tidy = true;
  for (const fs::path& file : results::list_state_files(parts_))
    if (!is_alive(session_of_states(file))) {
      dead.push_back(file);
      tidy = tidy && file.extension() == ".states";
    }
  if (dead.empty() || (dead.size() == 1 && tidy)) return;
  std::map<std::pair<RecordKey, std::string>, std::int64_t> furthest;
  results::NumericsNotes notes;
  for (const fs::path& file : dead) {
    const std::vector<results::Numerics> noted =
        results::scan_states(file, [&](const results::StateHead& head, std::uint64_t, std::string_view) {
          std::int64_t& position = furthest.try_emplace({head.key, head.numerics}, -1).first->second;
          position = std::max(position, head.position);
        });
    for (const results::Numerics& note : noted) notes.add(note);
  }
  if (!furthest.empty()) {
    const std::string session = results::new_session_name();
    Copy copy(parts_ / (session + "-0.states"), session, notes.all());
    for (const fs::path& file : dead)
      results::scan_states(file, [&](const results::StateHead& head, std::uint64_t, std::string_view payload) {
        const auto found = furthest.find({head.key, head.numerics});
        if (found == furthest.end() || found->second != head.position) return;
        copy.add(payload);
        furthest.erase(found);
      });
    copy.file.commit();
  }
  std::error_code ignored;
  for (const fs::path& file : dead) fs::remove(file, ignored);
}

void SavedStates::keep_beside_results(const results::ResultsBuilder& builder, double most_bytes) {
  look(builder);
  const fs::path beside = results::states_beside(results_);
  std::set<std::pair<std::uint32_t, std::uint64_t>> wanted;
  for (const auto& [run, place] : places_) wanted.emplace(place.file, place.offset);
  double bytes = 0;
  std::set<RecordKey> kept;
  std::optional<Copy> copy;
  const auto add = [&](const results::StateHead& head, std::string_view payload) {
    bytes += static_cast<double>(payload.size());
    if (!head.at_end || bytes > most_bytes || !kept.insert(head.key).second) return;
    if (!copy) copy.emplace(beside, "states", notes_);
    copy->add(payload);
  };
  for (std::uint32_t file = 0; file < files_.size(); ++file)
    results::scan_states(files_[file], [&](const results::StateHead& head, std::uint64_t offset, std::string_view payload) {
      if (wanted.contains({file, offset})) add(head, payload);
    });
  // Those of runs that are not asked for now: a table that is put back goes on from them.
  results::scan_states(beside, [&](const results::StateHead& head, std::uint64_t, std::string_view payload) {
    if (!builder.find(head.key)) add(head, payload);
  });
  std::error_code ignored;
  if (copy)
    copy->file.commit();
  else
    fs::remove(beside, ignored);
}

}  // namespace polesweep::execute
