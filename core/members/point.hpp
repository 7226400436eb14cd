#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// A member that has been chosen, with every field resolved (defaults may be left out).
struct Member {
  std::string kind;
  FieldValues fields;

  bool operator==(const Member&) const = default;
};

/// A text that two equal members share and no two others.
std::string key_of(const Member& member);

/// 128-bit hash of a point's canonical text.
struct PointId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const PointId&) const = default;
  std::string hex() const;  ///< 32 lower-case digits
};
/// Reads an id from its 32 digits. Throws Error for anything else.
PointId parse_id(const std::string& hex);

/// One combination of task, pole setting and learner.
struct Point {
  Member task;
  Member network;
  Member poles;
  Member recurrent;
  Member readout;
  Member optimizer = {};  ///< without a kind if no part of the learner follows a gradient
  Member regime = {"stream", {}};
};

/// How a run is scored. `auto` has been resolved before a run starts.
struct Evaluation {
  std::string kind;          ///< "exact", "holdout" or "prequential"
  std::int64_t samples = 0;  ///< scored samples; 0 for exact

  bool operator==(const Evaluation&) const = default;
};

/// What is recorded of every run.
struct Measurement {
  std::vector<std::int64_t> lengths;  ///< ascending numbers of distinct training samples
  std::vector<std::string> metrics;   ///< names of measures besides the risk, sorted
  Evaluation evaluation;
  std::vector<std::int64_t> iterations = {};  ///< ascending numbers of parameter updates, for the regimes that have them
  std::vector<Member> shadows = {};           ///< recurrent rules that ride along for the measure of alignment
};

}  // namespace polesweep
