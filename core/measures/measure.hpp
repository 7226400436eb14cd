#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/members/members.hpp"

/// The family of measures: what is recorded of a run at each of its marks (a length or an iteration). A measure says everything about
/// itself in its own file; table.cpp lists them.
namespace polesweep {

struct MarkView;
struct TaskFacts;

/// What the numbers of a run's measures are counted by.
struct MeasureSizes {
  int states = 0;
  int inputs = 1;
  int outputs = 1;
  int regressors = 0;  ///< of the readout
  int shadows = 0;
};

/// What a measure has several numbers of, as a dimension of the results file.
struct MeasureDimension {
  const char* name = nullptr;  ///< none: it has one number
  int (*size)(const MeasureSizes& sizes) = [](const MeasureSizes&) { return 1; };
  bool differs = false;  ///< among the points of a sweep, whose widest fills the dimension
};

inline constexpr MeasureDimension one_number{};
inline constexpr MeasureDimension by_state{"state", [](const MeasureSizes& sizes) { return sizes.states; }, true};
/// The learner's own rule, then its shadows.
inline constexpr MeasureDimension by_rule{"shadow", [](const MeasureSizes& sizes) { return 1 + sizes.shadows; }};

/// What is kept while runs learn, or found on their test, only if a measure asks for it.
struct MeasureNeeds {
  bool average = false;            ///< the average of the weights over the updates
  bool averaged_risk = false;      ///< its risk, too
  bool last_update = false;        ///< loss and gradient norm of the last update
  bool exact_gradient = false;     ///< how the gradients of the learner's rule and its shadows compare with the exact one
  bool readout_condition = false;  ///< the condition of the regressors that the readout has learnt from
  bool symbols = false;            ///< the share of symbols decided wrongly
  bool bits = false;               ///< the share of their bits
  bool gram = false;               ///< the Gram matrix of the states over the test
  bool mode_path = false;          ///< where theory puts the modes
  bool free_runs = false;          ///< the error of a network whose outputs are its next inputs
  bool risk_gradient = false;      ///< the gradient of the risk on a holdout test
  bool coupled_copies = false;     ///< how copies of the network approach each other over a holdout test

  bool operator==(const MeasureNeeds&) const = default;
};

/// What the cost of a measure depends on.
struct MarkShape {
  const TaskFacts& task;
  int states = 0;
  int regressors = 0;  ///< of the readout
  bool diagonal = false;
  bool linear = false;
  bool trains_network = false;  ///< else all marks have the same states
  bool averages = false;        ///< the learner's weights follow a gradient: their average is not the last of them
  int marks = 1;                ///< of a run
  bool exact = false;           ///< the risk is known in closed form
  bool holdout = false;         ///< it is that on a test
  double scored_samples = 0;    ///< for the risk of one set of weights; 0 if exact
  double risk_operations = 0;   ///< of the risk of one set of weights
  double episode_steps = 0;     ///< of episodes: length of a sequence times the number of updates

  /// Real operations of multiplications with addition of the task's numbers.
  double operations(double multiply_adds) const;
  static double cube(int size) { return static_cast<double>(size) * size * size; }
};

struct Measure {
  const char* name;
  const char* summary;  ///< what `polesweep list` prints, and the long name in the results file
  const char* unit = "1";
  MeasureDimension own = one_number;
  MeasureDimension inner = one_number;  ///< of a matrix, row-major: its columns; `own` counts the rows
  bool is_complex = false;              ///< two variables in the results file, real and imaginary part
  bool is_error = false;                ///< +inf once the run has diverged, if it is measured at all
  bool of_network = false;  ///< of the network's weights, not of the readout's: one value for all that share a network which does not learn
  bool in_fingerprint = false;  ///< goes through linear algebra that no other measure of the numerics' fingerprint goes through
  MeasureNeeds needs = {};
  const char* wants = "";  ///< what a point must have, in words
  /// Whether it has; false only where all values would be NaN.
  bool (*applies)(const MarkShape& shape) = [](const MarkShape&) { return true; };
  /// Nominal real operations for one run at one mark, beside what the risk takes; what learning pays for its needs is the rules' own cost.
  double (*operations)(const MarkShape& shape);
  /// The same of what is found once for all seeds of a point that travel together, and for all of its marks.
  double (*operations_for_all_seeds)(const MarkShape& shape) = [](const MarkShape&) { return 0.0; };
  int most = 0;  ///< numbers that it may have, a complex one counted once: a run with more of them is refused; 0: any
  /// `width` numbers, of complex measures real and imaginary parts in turn: [own dimension][inner dimension][re, im]. NaN if it does not
  /// apply.
  std::vector<double> (*values)(const MarkView& at);

  /// The names of its dimensions, outermost first.
  std::vector<std::string> dimensions() const;
  int numbers(const MeasureSizes& sizes) const { return own.size(sizes) * inner.size(sizes); }
  int width(const MeasureSizes& sizes) const { return numbers(sizes) * (is_complex ? 2 : 1); }
  /// The values, of an error +inf once the run has diverged. Throws std::logic_error if they are not `width` numbers.
  std::vector<double> measure(const MarkView& at) const;
  /// Its variables in the results file: one, or of a complex measure two.
  std::vector<std::string> variables() const;
};

/// The measures that can be asked for, as they are listed. The risk is none of them: it is measured of every run.
std::span<const Measure* const> all_measures();
const std::vector<MemberInfo>& measure_members();

/// The measure of this name, also the risk; nullptr if there is none.
const Measure* find_measure(std::string_view name);
/// The same of a name that has been checked. Throws std::logic_error if there is none.
const Measure& known_measure(std::string_view name);
/// The measure that is written as this variable; nullptr if there is none.
const Measure* measure_of_variable(std::string_view variable);

/// All that the measures of these names need.
MeasureNeeds needs_of(std::span<const std::string> metrics);
/// Nominal real operations of a decision on each symbol of a test, of which one takes so many; 0 if the task has no symbols.
double symbol_operations(const MarkShape& shape, double of_symbol);
/// Their nominal real operations for one run at one mark.
double operations_of(std::span<const std::string> metrics, const MarkShape& shape);
/// Those of them that a point of this shape has no values of.
std::vector<std::string> idle_metrics(std::span<const std::string> metrics, const MarkShape& shape);
/// Those that are taken once for all seeds of a point that travel together, and for all marks.
double operations_for_all_seeds(std::span<const std::string> metrics, const MarkShape& shape);

}  // namespace polesweep
