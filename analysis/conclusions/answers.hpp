#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analysis/estimators/paired.hpp"
#include "analysis/results/point_fields.hpp"
#include "analysis/results/runs.hpp"

/// Which learner is best for each task and pole setting, and whether the runs support saying so.
namespace polesweep::analysis {

/// A learner with its best setting, judged at the last place.
struct Contender {
  std::string label;
  std::string setting;  ///< what sets it apart from the learner's other settings; "" if there is one only
  std::size_t point = 0;
  std::size_t settings = 1;  ///< settings tried
  Estimate risk;             ///< median over the judging seeds
  Estimate nmse;
  double operations = 0;                     ///< up to the last length; NaN of answers along iterations
  double seconds = 0;                        ///< median wall time of a run
  std::size_t diverged = 0;                  ///< runs of this point
  std::vector<double> samples_to_threshold;  ///< median over the judging seeds, by threshold
  Comparison against_best;                   ///< its risk as a multiple of the best contender's; without runs if not compared
};

enum class Verdict {
  winner,       ///< the intervals of all comparisons with the best exclude a tie
  undecided,    ///< they do not
  alone,        ///< there is nothing to compare with
  descriptive,  ///< the runs are not independent, or settings were chosen and judged on the same runs: no winner is named
  diverged,     ///< the best median is +inf
  not_measured
};

struct Answer {
  const Cell* cell = nullptr;
  std::vector<Contender> contenders;  ///< lowest median risk first; those that were not measured come last
  Verdict verdict = Verdict::not_measured;
  bool split = false;  ///< settings were chosen on some of the seeds and are judged on others
  std::size_t judging_seeds = 0;
  std::size_t left_out = 0;  ///< windows that share samples with both kinds
};

/// Seeds to choose settings on, and seeds to judge them on: those of even and of odd rank; of recorded data the first windows in time and
/// the last, equally many or one more, without those between that share samples with both. The same seeds for both if fewer than two
/// would be left to choose on. On one data window the seeds that differ in their initial weights are split as others are.
struct Halves {
  std::vector<std::size_t> choosing;
  std::vector<std::size_t> judging;
  bool split = false;
  std::size_t left_out = 0;
};
/// The same of positions that are known to be distinct.
Halves split_by_rank(std::vector<std::size_t> seeds);
/// The same of windows, by position of the seed; those of two seeds that are at least `apart` from each other share no sample.
Halves split_in_time(std::vector<std::size_t> seeds, const std::function<std::uint64_t(std::size_t)>& window, std::uint64_t apart);
/// `points`: of one task.
Halves split_seeds(const Runs& runs, std::span<const std::size_t> points);

/// A number of a run, by point and position of the seed.
using ValueOfRun = std::function<double(std::size_t, std::size_t)>;
ValueOfRun risk_at(const Runs& runs, Along along, std::size_t place);

/// Returns the point with the lowest median of a number over the seeds; a point that was not measured comes last.
std::size_t best_setting(const std::vector<std::size_t>& points, const std::vector<std::size_t>& seeds, const ValueOfRun& risk);

/// Median risk of a point at a place over seeds, with an interval if the runs are not repeats of each other.
Estimate risk_over(const Runs& runs, Along along, std::size_t point, const std::vector<std::size_t>& seeds, std::size_t place);

/// Positions of the seeds that an answer's contenders are judged on.
std::vector<std::size_t> judging_seeds(const Runs& runs, const Answer& answer);

struct Answers {
  std::vector<Answer> list;        ///< one for each cell, in the same order
  Along along = Along::lengths;    ///< iterations where the sweep has no lengths: its learners all see fresh batches
  std::size_t last = 0;            ///< position of the last place that was measured
  std::size_t compared = 0;        ///< number of the first answers that hold comparisons
  std::size_t comparisons = 0;     ///< size of the family that the intervals are adjusted for
  double adjusted_confidence = 0;  ///< of each single comparison
};

/// Answers for all cells; comparisons for the first `most_compared`. None if nothing was measured along lengths or iterations.
///
/// If a learner has several settings in a cell, the one with the lowest median risk on the seeds of even rank is chosen and all learners
/// are judged on the seeds of odd rank (recorded tasks: first and last windows, see `Halves`); with fewer than four seeds choice and
/// judgement share them. The best learner is compared with every other one of its cell on paired seeds; because the data chose which one is
/// the best, the intervals are adjusted (Bonferroni) for all pairs of learners in all cells compared.
Answers answer(const Runs& runs, const PointFields& fields, const std::vector<Cell>& cells, std::size_t most_compared);

}  // namespace polesweep::analysis
