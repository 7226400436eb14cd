#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/claims/along.hpp"
#include "core/members/fields.hpp"

/// What a sweep asks of its runs: the `[[compare]]`, `[[claim]]` and `[[mark]]` tables after they have been read, without any results.
namespace polesweep::analysis {

/// A point matches if it has the field and one of the values; texts are canonical. The path `label` is a learner's.
struct PointCondition {
  std::string path;  ///< "poles.count"; of claims on formulas "parameters.rho"
  std::vector<std::string> values;

  bool operator==(const PointCondition&) const = default;
};

struct Question {
  std::string kind;                        ///< of a claim; "" for a comparison
  FieldValues fields;                      ///< as declared by `claim_fields` or `comparison_fields`; what is left out has its default
  FieldValues parameters;                  ///< of a formula: numbers, or the path of a field whose value of the point is meant
  std::vector<PointCondition> conditions;  ///< all must match
  /// Of "of" and "reference": what the points of that side must match besides.
  std::map<std::string, std::vector<PointCondition>> sides = {};

  bool operator==(const Question&) const = default;
};

/// The risk as a fraction of the trivial predictor's: every run has it, and the statistics, whether or not the metric is asked for.
inline constexpr const char* normalised_risk = "nmse";

/// What a quantity is reduced or divided by: a number, a field of the point, or another quantity.
struct Term {
  std::optional<double> number = std::nullopt;
  std::string path = {};  ///< "task.noise"; "" if it is no field
  std::string quantity = {};
  std::int64_t element = 0;
  std::optional<double> place = std::nullopt;  ///< length, threshold or iteration; none: that of the quantity it is combined with
};
/// Reads "0.1", "task.noise", "risk", "singular_values[1]", "risk@300" or "singular_values[1]@300". Returns none of anything else.
std::optional<Term> parse_term(const std::string& text);

/// What a question is about.
struct Subject {
  std::string quantity = "risk";  ///< that, `normalised_risk`, another metric, or one of `derived_quantities`
  Along along = Along::lengths;   ///< where it was measured
  double at = 0;  ///< length, of samples_to_threshold and sample_complexity the threshold; 0: the last length, the smallest threshold
  std::int64_t iteration = 0;   ///< of what was measured along iterations; 0: the last
  std::int64_t element = 0;     ///< of a quantity with several numbers
  bool over_sets = false;       ///< along iterations: at one of them, over the lengths that are learned from
  std::string minus = {};       ///< a term that is taken from it; "" for none
  std::string divided_by = {};  ///< a term by which the difference is divided; "" for none
};
Subject read_subject(Fields& fields);

/// What a term that is a quantity asks for, beside a subject.
Subject subject_of(const Term& term, const Subject& beside);

/// The quantity with what it is combined with, as "(risk - task.noise) / risk@300".
std::string subject_text(const Subject& subject);

/// Which runs and contexts a claim is about.
struct Scope {
  bool finite_alone = false;  ///< runs without a finite value are left out, and counted
  bool some_context = false;  ///< it is enough that it holds in one context
};
Scope read_scope(Fields& fields);

/// Whether all selected points are one pool.
bool read_pool(Fields& fields);

/// Label or formula of the `[[theory]]` table that a claim is about; "" if it is about runs.
std::string read_table(Fields& fields);

/// Two groups of points that differ in `between` and agree elsewhere, or one group at two places, or two groups of values of formulas.
struct Pair {
  std::string between;  ///< "label", the path of a field, or one of `places`; of formulas "theory", "element" or a parameter
  std::string of;
  std::string reference;
};
Pair read_pair(Fields& fields);

/// A side with its own conditions: "LMS (learner.readout.step_size 0.1)".
std::string side_text(const Question& question, const std::string& side, const std::string& value);

/// What a pair may differ in that is no field: "length", "iteration", "threshold" and "element" of one quantity.
const std::vector<std::string>& places();
bool is_place(const std::string& between);

/// The quantity that another one is related to, as a term.
std::string read_other(Fields& fields);

struct Axis {
  std::string path;  ///< `is_axis`, or the path of a field that is a number; of formulas a parameter
  double from = 0;   ///< NaN: from the first
  double to = 0;     ///< NaN: to the last
};
Axis read_axis(Fields& fields);
/// A subject along its axis: iterations, or at an iteration the lengths that are learned from.
Subject along_axis(Subject subject, const Axis& axis);
/// Whether a value of the axis lies between its limits, or at one.
inline bool within_limits(double x, const Axis& axis) { return !(x < axis.from) && !(x > axis.to); }

std::string read_statement(Fields& fields);

struct FormulaChoice {
  std::string name;
  std::int64_t component = 0;  ///< of a formula whose value is a list
  double factor = 1;           ///< of its value
};
FormulaChoice read_formula(Fields& fields);

/// The fields of a `[[compare]]` table: between, reference, and what a subject is.
std::vector<FieldSpec> comparison_fields();

/// A key of a `[[mark]]` table that is no condition: the map, or what runs have along one of its two axes, as a term.
FieldSpec mark_field(const std::string& name);

/// Whether a claim is about values of formulas and not about runs.
bool is_on_formulas(const Question& question);

/// What a `[[theory]]` table may be called by.
struct TableName {
  std::string label;
  std::string formula;
};
/// Positions of the tables called so: those of that label, or if there are none, those of that formula. A name is good for one.
std::vector<std::size_t> tables_called(const std::vector<TableName>& tables, const std::string& name);

/// The fields that say a question's kind.
std::vector<FieldSpec> question_fields(const Question& question);

/// Quantities besides the risk, nmse and the metrics of a sweep.
struct DerivedQuantity {
  const char* name;
  const char* summary;
  bool at_threshold;             ///< measured at thresholds instead of lengths
  bool per_length;               ///< has a value at each length
  bool per_run;                  ///< has a value for each run
  Along along = Along::lengths;  ///< what it is made of
  double least = 0;              ///< that it can be
  double most = std::numeric_limits<double>::infinity();
};
const std::vector<DerivedQuantity>& derived_quantities();
/// The number that a text of a value means: printers differ in how they write exponents. Booleans are 0 and 1. NaN of others.
double number_of_text(const std::string& text);
/// Whether two texts of values mean the same, however a number is written.
bool same_value(const std::string& a, const std::string& b);

/// Returns nullptr for risk, nmse and metrics.
const DerivedQuantity* find_derived_quantity(const std::string& name);

}  // namespace polesweep::analysis
