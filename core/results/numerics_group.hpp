#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/results/dataset.hpp"
#include "core/results/numerics.hpp"

/// What computed each run of a results file: the group /provenance/numerics.
namespace polesweep::results {

/// The numerics of many runs, of which few differ.
class RunNumerics {
 public:
  explicit RunNumerics(std::size_t runs = 0) : of_run_(runs) {}
  const std::string& of(std::size_t run) const { return texts_[wide_of_run_.empty() ? of_run_[run] : wide_of_run_[run]]; }
  void set(std::size_t run, const std::string& numerics);

 private:
  std::vector<std::string> texts_{""};
  std::map<std::string, std::uint32_t> positions_{{"", 0}};
  std::vector<std::uint8_t> of_run_;        // as long as there are few texts
  std::vector<std::uint32_t> wide_of_run_;  // then
};

/// The group `numerics`: a row for each fingerprint and for each chain of them, and the row of each run [point][seed]; -1 if nothing is
/// known, or the run is not `finished`. The latter is made when it is written, which has to be while `numerics` lives.
Group numerics_group(const RunNumerics& numerics, std::vector<bool> finished, std::size_t points, const std::vector<std::uint64_t>& seeds,
                     const NumericsNotes& notes);

/// What a results file says of numerics.
struct StoredNumerics {
  bool by_run = false;  ///< whether it says so for each run
  RunNumerics of_run;   ///< [point][seed]
  std::vector<Numerics> notes;
};
/// Files of versions that did not write the group: all runs are of the one fingerprint that all of their sessions had, else nothing is
/// known.
StoredNumerics stored_numerics(const Group& root);

}  // namespace polesweep::results
