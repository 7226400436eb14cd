#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/numbers.hpp"
#include "core/results/dataset.hpp"

/// What a sweep with `seeds = { until = ..., at_most = ... }` says of its looks (`analysis/estimators/looks.hpp`).
namespace polesweep::analysis {

/// A look at all answers, after all runs of its seeds.
struct Look {
  std::int64_t seeds = 0;
  std::int64_t answers = -1;  ///< that have an interval; -1: the look was not taken
  std::int64_t narrow = -1;   ///< those of them that are narrow enough
  double width = nan;         ///< the largest `relative_half_width` of them; of claims, of those that are not decided

  bool taken() const { return answers >= 0; }
  bool is_enough() const { return taken() && narrow == answers; }
};

struct Looks {
  double until = 0;        ///< largest `relative_half_width` that is narrow enough
  std::string of;          ///< "risks" or "claims": which answers
  std::vector<Look> list;  ///< all that are possible, by seeds; the first of them are taken

  /// The last that was taken; none before all runs of the first are there.
  const Look* last() const;
};

/// The group /looks of results.h5.
results::Group looks_group(const Looks& looks);
/// Reads it back; none if the number of seeds was given.
std::optional<Looks> read_looks(const results::Group& root);
/// How many looks are possible; 1 if the number of seeds was given.
std::size_t possible_looks(const results::Group& root);

/// What became of the looks, in a sentence without a full stop. `seeds`: as many there are by now.
std::string looks_text(const Looks& looks, std::size_t seeds);

}  // namespace polesweep::analysis
