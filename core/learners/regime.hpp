#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/point.hpp"

namespace polesweep {

/// How a learner is given its samples.
enum class RegimeKind {
  stream,   ///< one pass; measured at lengths
  repeat,   ///< the first N samples again and again; measured at the end for each length N, and at iterations
  episodes  ///< fresh batches of sequences, one update for each; measured at iterations
};

/// A regime with its settings.
struct Regime {
  RegimeKind kind = RegimeKind::stream;
  std::int64_t passes = 1;  ///< repeat: times that the samples are gone through
  std::int64_t batch = 1;   ///< episodes: sequences of one update
  std::int64_t length = 1;  ///< episodes: samples of one sequence, washout excluded
  bool final_loss = false;  ///< episodes: the last sample of a sequence alone enters the loss, else all of them
  bool expected = false;    ///< episodes: the gradient's expectation over white input instead of a batch
};

Regime make_regime(const Member& member);

/// Where the runs of a regime are measured.
struct MeasuredAt {
  bool lengths = false;
  bool iterations = false;
};
MeasuredAt measured_at(std::string_view regime);

const std::vector<MemberInfo>& regime_members();

}  // namespace polesweep
