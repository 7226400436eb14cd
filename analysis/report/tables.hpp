#pragma once

#include <filesystem>

#include "analysis/conclusions/answers.hpp"

namespace polesweep::analysis {

/// Writes the tables for programs into an existing folder; texts are quoted as CSV asks for, numbers are the shortest text that reads back
/// to the same bits, what was not measured is empty. `points.csv`: a row for each point with its fields, counts of runs and medians at the
/// last length, beside the least-squares figures if there are any and whether the median risk is suspiciously far below them (1) or not
/// (0). `learning_curves.csv`: a row for each point and length. `sample_complexity.csv`: a row for each point and threshold. `rates.csv`:
/// convergence rates beside what theory predicts. Without lengths only the last. Tables of an earlier analysis that have no rows now are
/// deleted. Throws Error if the folder or disk does not allow it.
void write_tables(const results::Group& root, const Runs& runs, const PointFields& fields, const Answers& answers,
                  const std::filesystem::path& folder);

/// The groups of analysis.h5 as tables, each if it has rows: `claims.csv`, `claim_parts.csv`, `comparisons.csv`, `scaling.csv`,
/// `tuning.csv` (tuned learners by length) and `equal_terms.csv` (the learners beside them). Their columns are the variables.
void write_conclusion_tables(const results::Group& conclusions, const std::filesystem::path& folder);

}  // namespace polesweep::analysis
