#pragma once

#include <vector>

#include "core/block/arena.hpp"
#include "core/learners/learner.hpp"

namespace polesweep {

/// The regressors of one chunk in every form that the learners of a block ask for. Plain states need no copy: the network writes them here.
class RegressorRows {
 public:
  RegressorRows(int states, bool complex_valued, int lanes, int longest_chunk);

  /// Where the network writes its states, and the numbers from one step to the next.
  double* states() { return states_.data(); }
  int stride() const { return Regressors{}.stride(count_); }

  /// A learner's form; to be asked for before the first chunk.
  void add(const Regressors& form);
  /// Fills every form from the states of the chunk and its inputs [steps][channels].
  void assemble(int steps, const double* inputs);
  const double* rows(const Regressors& form) const;

 private:
  struct Form {
    Regressors regressors;
    Arena rows;
  };

  int count_;
  int slots_;
  int lanes_;
  int longest_chunk_;
  Arena states_;
  std::vector<Form> forms_;
};

}  // namespace polesweep
