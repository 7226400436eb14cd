#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/results/numerics.hpp"
#include "driver/execute/provenance.hpp"

namespace polesweep::execute {

/// Results would hold runs of several numerics that nobody has agreed to have together. Nothing is lost: what is stored stays.
class MixtureError : public Error {
 public:
  using Error::Error;
};

/// What would be mixed in a results file, by the numerics that computed it, and whether somebody has agreed to that. The same run
/// differs in its last bits between two fingerprints, so that results of both equal no run from the start.
class Mixture {
 public:
  using Counts = std::map<std::string, std::uint64_t>;  ///< by numerics, as in records

  /// What is known of fingerprints, for the text.
  results::NumericsNotes notes;

  /// Where runs or states of some numerics were found.
  void found(const std::string& numerics, const std::filesystem::path& place);
  /// Runs of all of these may be mixed: a results file holds them already.
  void agree(const std::set<std::string>& numerics);
  /// Those that a session agreed to have beside its own may, too; its numerics are noted.
  void add_agreement(const Provenance& session);

  void add_runs(const Counts& runs);
  /// Saved states, from which runs go on.
  void add_states(const Counts& states);
  /// Sessions that are at work on the same results and not agreed to, but for those that were `known` before. Waits for heartbeats from
  /// elsewhere if there is nothing else that would not be agreed to.
  void add_sessions(const std::string& own_fingerprint, const Sessions& sessions, const std::vector<Provenance>& known);
  /// The program that asks, which is to add runs of its own.
  void add_program(const Provenance& own);

  bool is_agreed() const;
  /// Throws MixtureError that names all sides, unless they are agreed to.
  void require_agreed(const std::filesystem::path& results, const char* suggestion) const;
  static const char* const before_work;
  static const char* const before_building;
  /// All fingerprints but one, with commas: what `Provenance::mixed_with` is to hold of a session of that one.
  std::string others_than(const std::string& fingerprint) const;
  /// A line for each fingerprint: what of it there is, where, and what it is.
  std::string lines() const;

 private:
  struct Side {
    std::uint64_t runs = 0;
    std::uint64_t states = 0;
    std::uint64_t begun = 0;  ///< runs and states that have gone on under another fingerprint since
    std::vector<std::string> sessions;
    bool is_program = false;
  };
  void add(const Counts& counts, std::uint64_t Side::*kind);
  /// "" among them if it is not known what computed something.
  std::set<std::string> fingerprints() const;
  void add_session(const Provenance& session);
  std::string line(const std::string& fingerprint, const Side& side) const;

  std::map<std::string, Side> sides_;                    // by fingerprint
  std::map<std::string, std::set<std::string>> places_;  // by fingerprint
  std::pair<std::string, std::string> last_found_;       // numerics and place
  std::vector<std::set<std::string>> agreements_;
};

/// What computed the records of a session of a version that did not write that into them; "" if it cannot be known, since merged logs
/// have lost their sessions.
std::string numerics_of_first_log(const std::vector<Provenance>& sessions, const std::string& session);

}  // namespace polesweep::execute
