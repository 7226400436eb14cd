#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_builder.hpp"
#include "core/results/state_files.hpp"

namespace polesweep::execute {

/// Rank 0: where the states of the runs of a sweep are, of runs that were in progress and of finished ones. For each run
/// it takes a state that the asking program's own numerics have computed, else any; among several, the furthest one. The states themselves
/// stay on the disk.
class SavedStates {
 public:
  explicit SavedStates(std::filesystem::path results);

  /// Looks for states of the runs that are asked for.
  void look(const results::ResultsBuilder& builder);
  bool empty() const { return places_.empty(); }
  /// Samples (passes, updates) that the state of an unfinished run holds; 0: there is none.
  std::int64_t samples(std::size_t point, std::size_t seed) const;
  /// What the files note of numerics.
  const std::vector<results::Numerics>& notes() const { return notes_; }
  /// States of other numerics than the asking program's, from which runs would go on that are not stored: file and what has computed them.
  std::vector<std::pair<std::filesystem::path, std::string>> foreign(
      const results::ResultsBuilder& builder, const std::function<bool(std::size_t point, const RunState& state)>& continues) const;
  std::optional<results::StatePlace> find(std::size_t point, std::size_t seed) const;

  /// Merges the files that dead sessions left into one of a new session, with one state for each run
  /// and numerics.
  void merge_dead(const std::function<bool(const std::string& session)>& is_alive) const;
  /// Keeps the states of finished runs beside the results, those that the sweep asks for first, as far as `most_bytes` go. Throws Error
  /// if they cannot be written; what was there before stays.
  void keep_beside_results(const results::ResultsBuilder& builder, double most_bytes);

 private:
  std::filesystem::path results_;
  std::filesystem::path parts_;
  std::size_t seeds_ = 0;
  std::vector<std::filesystem::path> files_;
  std::vector<results::Numerics> notes_;
  struct Place {
    std::uint32_t file = 0;
    std::uint64_t offset = 0;
    std::int64_t position = -1;
    bool at_end = false;
    bool is_own = false;
    std::string numerics = {};
  };
  std::map<std::size_t, Place> places_;  // by run
};

}  // namespace polesweep::execute
