#pragma once

#include <memory>
#include <vector>

#include "core/tasks/symbol_decision.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// What a score is computed for.
struct ScoreShape {
  int outputs = 1;
  bool complex_valued = false;
  int lanes = 1;
  Subcarriers subcarriers = {};  ///< of targets that are OFDM
};

/// Scored samples of the runs of a block.
struct ScoredSamples {
  int steps = 0;
  const double* predictions = nullptr;  ///< [step][output][re, im][lane]
  const double* clean = nullptr;        ///< the targets without noise, laid out alike
  const double* sent = nullptr;         ///< their symbols [step][output][lane] as `SymbolDecision` puts them; nullptr if not asked for
};

/// A sum over scored samples for each run of a block.
class Score {
 public:
  virtual ~Score() = default;
  virtual void add(const ScoredSamples& samples) = 0;
  /// The mean over the samples added; +inf for a prediction that was not finite, NaN if no sample was added.
  virtual double value(int lane) const = 0;
  /// Takes out or puts back the sum of one run.
  virtual void archive(RunArchive& archive) = 0;
};

/// E|y - y*|^2 summed over outputs, without a factor 1/2.
std::unique_ptr<Score> make_squared_error(const ScoreShape& shape);

/// The share of samples whose nearest symbol of the constellation is not the sent one. Several outputs: all symbols together. Of OFDM the
/// symbols are those of the subcarriers of whole OFDM symbols; `sent` is not read. `decision` is to outlive the score.
std::unique_ptr<Score> make_symbol_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels);

/// The share of wrong bits alike, where each part's levels are Gray-coded in their order: neighbours differ in one bit. Returns nullptr if
/// the symbols are no square of levels.
std::unique_ptr<Score> make_bit_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels);

}  // namespace polesweep
