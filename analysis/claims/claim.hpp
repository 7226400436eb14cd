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
  using Flags = std::vector<std::vector<bool>>;        ///< [position][seed]; none are set if empty
  using Reasons = std::map<std::string, std::size_t>;  ///< in words, and how many values

  std::vector<double> x;     ///< ascending
  RunsAlong runs;            ///< [position][seed]; seeds in the same order everywhere, NaN if there is no value, +inf if diverged
  Flags diverged = {};       ///< whether the run diverged: what is not finite of it is no number
  Flags absent = {};         ///< whether there is no such run, or the claim is not about it; what is NaN and not absent could be any number
  Reasons missing = {};      ///< why runs that are there have no value
  Reasons left_out = {};     ///< why others are absent
  std::size_t settings = 1;  ///< that it joins: along lengths and iterations each place has its own best one

  bool is_lost(std::size_t position, std::size_t seed) const;  ///< diverged, and not finite
  bool is_absent(std::size_t position, std::size_t seed) const { return !absent.empty() && absent[position][seed]; }
  /// The same at one position.
  Curve at(std::size_t position) const;
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
/// How many pairs at a position lack a value although both runs are there.
std::size_t unknown_pairs(const Evidence& evidence, std::size_t position);
/// The ratio of both curves at a position (`compare_paired`, with its unknown pairs); of what is exact that of the two values, whatever
/// their signs.
Comparison compare_at(const Evidence& evidence, std::size_t position, double confidence);
/// Which pairs of `compare_at` say nothing, and why: "3 of 12 pairs diverged on both sides"; "" if all do.
std::string silent_pairs(const Evidence& evidence, std::size_t position, const Comparison& comparison);
/// What is missing of both or left out, as "floor not reached (12)"; "" if nothing is.
std::string missing_text(const Evidence& evidence);
/// Leaves the values out that are not finite, and counts them. `whole`: the others of a run as well that lacks one somewhere on the axis;
/// a place where nothing is recorded of any run is no part of it.
void leave_out_infinite(Curve& curve, bool whole);
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
  bool has_band = false;                                    ///< claims a tolerance around something
  bool is_of_a_run = false;                                 ///< the number is one that a run has
  bool gives_ratio = false;                                 ///< the number is a ratio of two that are not negative
  bool on_formulas = true;                                  ///< may be about values of `[[theory]]` tables instead of runs
  std::size_t fewest_places = 1;                            ///< of the axis, that it can be decided from
  bool gives_place = false;                                 ///< the number is one of the axis
  bool takes_curves = false;                                ///< one run along the whole axis counts, not one at each place
  double least = -std::numeric_limits<double>::infinity();  ///< that the number can be, whatever it is made of
  double most = std::numeric_limits<double>::infinity();
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

/// The reason of a judgement whose whole interval is a bound.
inline constexpr const char* equals_bound = "equals its bound";

/// Holds if the whole interval lies inside the bounds, fails if all of it lies beyond one, else undecided: an interval that straddles a
/// bound, or is missing, decides nothing.
Judgement judge(const Estimate& estimate, std::size_t runs, const Bounds& bounds);
/// The same if each bound has an interval of its own.
Judgement judge(const Estimate& against_above, const Estimate& against_below, std::size_t runs, const Bounds& bounds);

/// The median over the runs at the first position. A run that is lost meets no bound: it counts as beyond either, and refutes one only if
/// its infinity lies beyond that one. A run without a value counts against all that is said of it.
Judgement judge_median(const Evidence& evidence, double confidence, const Bounds& bounds);

/// The median ratio at a position.
Judgement judge_ratio(const Evidence& evidence, std::size_t position, double confidence, const Bounds& bounds);

/// Adds a reason to what is said already.
void add_reason(Judgement& judgement, const std::string& reason);

/// Says how many values are missing or left out, and why.
void explain(const Evidence& evidence, Judgement& judgement);

/// Returns true if `a` is weaker than `b`, of judgements that must all hold: failed < undecided < holds; among equals the smaller margin
/// is weaker.
bool is_weaker(const Judgement& a, const Judgement& b);

}  // namespace polesweep::analysis
