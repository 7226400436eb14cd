#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/estimators/complexity.hpp"
#include "analysis/estimators/paired.hpp"
#include "analysis/estimators/quantiles.hpp"
#include "core/members/fields.hpp"

/// Claims: statements about one quantity of a sweep that are decided from its runs. A kind of claim is a pure function from numbers to a
/// judgement; one file for each, and one table of them all.
namespace polesweep::analysis {

enum class Decision : std::int32_t { undecided = 0, holds = 1, fails = 2 };

/// The words of the decisions, for the meanings of a status variable.
const std::vector<std::pair<std::int32_t, std::string>>& decisions();

/// A quantity along an axis; without an axis there is one position.
struct Curve {
  std::vector<double> x;  ///< ascending
  RunsAlong runs;         ///< [position][seed]; seeds in the same order everywhere, NaN if not measured, +inf if diverged
  std::vector<std::vector<bool>> diverged = {};     ///< [position][seed]: whether the run diverged, measured or not; empty if irrelevant
  std::map<std::string, std::size_t> missing = {};  ///< why values are not there, in words, and how many
  std::size_t left_out = 0;                         ///< values that the claim is not about, which are NaN
};

/// What a claim is decided from.
struct Evidence {
  Curve of;
  Curve reference;                                             ///< of the kinds that compare two
  double expected = std::numeric_limits<double>::quiet_NaN();  ///< what a formula says
  bool exact = false;                                          ///< values of formulas: one "seed", and no interval but the value itself
};

/// The median over seeds with its order-statistic interval; of what is exact the value itself.
Estimate summarize(const Evidence& evidence, std::span<const double> sample, double confidence);
/// The ratio of both curves at a position (`compare_paired`); of what is exact that of the two values, whatever their signs.
Comparison compare_at(const Evidence& evidence, std::size_t position, double confidence);
/// What is missing of both, as "floor not reached (12)"; "" if nothing is.
std::string missing_text(const Evidence& evidence);
/// Leaves the positions that both curves have.
void keep_common_positions(Evidence& evidence);

struct Judgement {
  Decision decision = Decision::undecided;
  Estimate value;        ///< the number compared with the bounds, and its interval
  std::size_t runs = 0;  ///< seeds behind it
  std::string reason;    ///< why nothing can be said, or what kind of failure it is; "" if the interval says it all
  double margin = 0;     ///< from the interval to the nearest bound; negative if the interval lies beyond it
};

/// A row of the table.
struct ClaimKind {
  const char* name;
  const char* summary;
  const char* method;     ///< estimator, interval, what decides
  const char* example;    ///< a table as a sweep file has it
  bool compares = false;  ///< two values of `between`: `of` and `reference`
  bool has_axis = false;
  bool pools_points = false;  ///< selected points may make one piece of evidence together; values of formulas always do
  bool relates = false;       ///< two quantities of the same runs, all points together
  bool is_bounded = false;    ///< needs `above`, `below` or both
  bool has_formula = false;
  bool gives_ratio = false;  ///< the number is a ratio of two that are not negative
  bool on_formulas = true;   ///< may be about values of `[[theory]]` tables instead of runs
  /// Reads its fields first. While `fields` is only describing, the return value is meaningless.
  Judgement (*decide)(Fields& fields, const Evidence& evidence, double confidence);
};

std::span<const ClaimKind> claim_kinds();
/// Returns nullptr if there is no such kind.
const ClaimKind* find_claim_kind(std::string_view name);

/// The fields of a claim of a kind: what every claim has, and its own.
std::vector<FieldSpec> claim_fields(const ClaimKind& kind);

/// What a claim says of its number. NaN: no such bound.
struct Bounds {
  double above = 0;
  double below = 0;
};
Bounds read_bounds(Fields& fields);

/// The larger of both counts.
struct Tolerance {
  double relative = 0;  ///< as a part of the formula's value
  double absolute = 0;
};
Tolerance read_tolerance(Fields& fields);

/// The part by which two that agree may differ.
double read_band(Fields& fields);

struct Direction {
  bool rises = true;
  double tolerance = 0;  ///< part by which a step may go the other way
};
Direction read_direction(Fields& fields);

/// The reason of a judgement whose estimate has no interval.
inline constexpr const char* no_interval = "no interval";

/// Holds if the whole interval lies inside the bounds, fails if all of it lies beyond one, else undecided: an interval that straddles a
/// bound, or is missing, decides nothing.
Judgement judge(const Estimate& estimate, std::size_t runs, const Bounds& bounds);

/// Says why values are missing if a judgement has no runs or no interval.
void explain(const Evidence& evidence, Judgement& judgement);

/// Returns true if `a` is weaker than `b`, of judgements that must all hold: failed < undecided < holds; among equals the smaller margin
/// is weaker.
bool is_weaker(const Judgement& a, const Judgement& b);

}  // namespace polesweep::analysis
