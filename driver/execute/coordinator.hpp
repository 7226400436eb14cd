#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/results/results_builder.hpp"
#include "driver/execute/assignment.hpp"
#include "driver/sweep/units.hpp"

namespace polesweep::execute {

/// How far a sweep is.
struct Standing {
  std::uint64_t runs = 0;  ///< of the whole sweep
  std::uint64_t complete = 0;
  std::uint64_t diverged = 0;
  std::uint64_t failed = 0;
  std::uint64_t units_running = 0;
  double operations_total = 0;  ///< nominal, of the units with missing runs when the session began
  double operations_done = 0;

  std::uint64_t done() const { return complete + diverged + failed; }
};

/// Hands out the units of a sweep, longest first, and keeps count. One thread of one rank uses it.
class Coordinator {
 public:
  Coordinator(const sweep::PointList& points, const sweep::UnitList& units, const results::ResultsBuilder& stored,
              std::uint64_t most_failures);

  /// Takes the report of a worker's last unit and answers with its next; none: there is nothing left for it.
  std::optional<Assignment> next(const Report& report);

  const Standing& standing() const { return standing_; }
  /// The first fault that a worker reported (a full disk), or empty. Nothing is handed out after it.
  const std::string& fault() const { return fault_; }
  bool too_many_failures() const { return standing_.failed > most_failures_; }
  bool all_done() const { return position_ == units_.units.size() && standing_.units_running == 0; }

 private:
  std::optional<Assignment> assign(std::uint32_t unit) const;

  const sweep::PointList& points_;
  const sweep::UnitList& units_;
  const results::ResultsBuilder& stored_;
  std::uint64_t most_failures_;
  std::size_t position_ = 0;
  Standing standing_;
  std::string fault_;
};

}  // namespace polesweep::execute
