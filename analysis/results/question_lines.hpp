#pragma once

#include <string>
#include <vector>

#include "analysis/claims/question.hpp"
#include "core/results/dataset.hpp"

namespace polesweep::analysis {

/// What a sweep asks of its runs, in the order of its file.
struct Asked {
  std::vector<Question> comparisons;
  std::vector<Question> claims;
  std::vector<Question> marks = {};  ///< runs on maps of theory

  bool empty() const { return comparisons.empty() && claims.empty() && marks.empty(); }
  bool operator==(const Asked&) const = default;
};

/// The group /questions of results.h5: the `[[compare]]`, `[[claim]]` and `[[mark]]` tables as lines (`table`, `entry` from 0, `key`,
/// `value`), so that they can be decided wherever the results are, without a reader of sweep files. Keys are the tables' own; those of
/// conditions begin with "where." (of one side with "of." or "reference.") and repeat for each value, those of a formula's parameters with
/// "parameter.".
results::Group questions_group(const Asked& asked);

/// Reads it back; empty if results ask nothing. Throws Error if a line is not one that the writer makes.
Asked read_questions(const results::Group& root);

}  // namespace polesweep::analysis
