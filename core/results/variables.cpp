#include "core/results/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace polesweep::results {
namespace {

using enum VariableType;

const std::vector<VariableRow> rows = {
    // The root: coordinates and points.
    {"", "point", "point", int64, "1", "point, in order of identity"},
    {"", "seed", "seed", uint64, "1", "seed of the run's random streams"},
    {"", "length", "length", int64, "samples", "number of distinct training samples"},
    {"", "threshold", "threshold", real, "1", "threshold of the normalised risk"},
    {"", "point_id", "point", text, "", "128-bit hash of the point's canonical text"},
    {"", "learner_label", "point", text, "", "name of the learner in legends"},
    {"", "tuned_fields", "point", text, "", "columns whose best value is chosen among the learner's"},
    {"", "task_kind", "point", text, "", "task", "there are points"},
    {"", "poles_network", "point", text, "", "network", "there are points"},
    {"", "poles_kind", "point", text, "", "pole setting", "there are points"},
    {"", "learner_recurrent_kind", "point", text, "", "recurrent rule", "there are points"},
    {"", "learner_readout_kind", "point", text, "", "readout rule", "there are points"},
    {"", "learner_optimizer_kind", "point", text, "", "optimizer", "a learner has an optimizer"},
    {"", "learner_regime_kind", "point", text, "", "training regime", "there are points"},
    {"", "<part>_<field>", "point", any, "<unit>", "<what the field says of itself>", "a point has the field"},
    {"", "evaluation_kind", "point", text, "", "how the risk was found"},
    {"", "evaluation_samples", "point", int64, "samples", "scored samples of the risk; 0 for exact"},
    {"", "evaluation_hash", "point", text, "", "hash of the evaluation, part of a record's key, hexadecimal"},
    {"", "parameters", "point", int64, "1", "trained real numbers"},
    {"", "operations", "point length", real, "1",
     "nominal real operations of one run up to this length, data, states, learning and measuring, nothing shared"},
    {"", "task_recorded", "point", int32, "", "whether the data were recorded"},
    {"", "windows_overlap", "point", int32, "", "whether windows of recorded data overlap"},
    {"", "windows_apart", "point", int64, "1", "number of windows from one to the next that shares no sample with it, at most"},
    {"", "distinct_runs", "point", int64, "1",
     "number of data windows: a seed beyond it shares the window of an earlier one, and their runs differ in what is drawn for the learner alone (initial weights), if anything is; -1: every seed has data of its own"},
    {"", "baseline_taps", "point", int64, "samples", "inputs that the linear baseline sees at once"},
    {"", "baseline_risk", "point", real, "target^2",
     "risk of a linear predictor without a network: least squares fitted to the whole training split, on the test split; of a synthetic task the best that knows the task (of a task drawn for each seed: median over seeds 0 to 31)"},
    {"", "baseline_symbol_error_rate", "point", real, "1", "symbol error rate of the same predictor"},
    // The root: runs.
    {"",
     "status",
     "point seed",
     int32,
     "1",
     "outcome of the run; diverged: its risk is infinite at a length or an iteration; dropped: its setting lost a race before the last length",
     "",
     {{0, "missing"}, {1, "complete"}, {2, "diverged"}, {3, "failed"}, {4, "dropped"}}},
    {"", "dropped_after", "point seed", int64, "samples",
     "last length of a run whose setting lost a race (0: it never began); -1: it did not lose", "settings race"},
    {"", "diverged_at", "point seed", int64, "samples", "first training sample (from 1) whose numbers overflowed; -1 for none"},
    {"", "trivial_risk", "point seed", real, "target^2", "risk of the best constant prediction"},
    {"", "wall_seconds", "point seed", real, "s", "share of the computing time, divided by operations"},
    {"", "processor_seconds", "point seed", real, "s",
     "the same of the processor time of the computing thread, which others on the machine lengthen little; 0: not known"},
    {"", "risk", "point seed length", real, "target^2", "mean squared error against the clean target, summed over outputs"},
    // Failed runs.
    {"failures", "failed_point", "failure", int64, "1", "point of the failed run", "a run failed"},
    {"failures", "failed_seed", "failure", uint64, "1", "seed of the failed run", "a run failed"},
    {"failures", "message", "failure", text, "", "why the run failed", "a run failed"},
    // What is measured at iterations.
    {"training", "training_point", "training_point", int64, "1", "point, as in the root group"},
    {"training", "seed", "seed", uint64, "1", "seed of the run's random streams"},
    {"training", "training_length", "training_length", int64, "samples",
     "number of distinct training samples; of episodes the first entry is used"},
    {"training", "iteration", "iteration", int64, "updates", "number of updates of the weights"},
    // What the sweep asks of its runs.
    {"questions", "table", "line", text, "", "table of the sweep"},
    {"questions", "entry", "line", int64, "1", "number of the table among those of its name, from 0"},
    {"questions", "key", "line", text, "", "key, of a condition or a parameter of a formula with a prefix"},
    {"questions", "value", "line", text, "", "one value as canonical text"},
    // Looks at a growing number of seeds.
    {"looks", "look_seeds", "look", int64, "1", "number of seeds, of which all runs are looked at"},
    {"looks", "look_answers", "look", int64, "1", "number of answers that have an interval; -1: the look was not taken"},
    {"looks", "look_narrow", "look", int64, "1",
     "number of those that are narrow enough; claims that are decided count as narrow; -1: the look was not taken"},
    {"looks", "look_width", "look", real, "1",
     "largest distance of the further bound from the value, as a part of it; of claims, among those that are not decided"},
    // Statistics across seeds.
    {"statistics", "point", "point", int64, "1", "point, in order of identity"},
    {"statistics", "seed", "seed", uint64, "1", "seed of the run's random streams"},
    {"statistics", "length", "length", int64, "samples", "number of distinct training samples"},
    {"statistics", "threshold", "threshold", real, "1", "threshold of the normalised risk"},
    {"statistics", "samples_to_threshold", "point seed threshold", real, "1",
     "smallest length from which the run's nmse stays at or below the threshold"},
    {"statistics", "convergence_rate", "point seed", real, "1", "rate r in risk - floor ~ exp(-r N), N in training samples"},
    {"statistics", "convergence_rate_error", "point seed", real, "1", "standard error of the rate from the scatter about the fitted line"},
    {"statistics", "convergence_rate_reason", "point seed", int32, "", "why there is no convergence rate"},
    {"statistics", "convergence_rate_median", "point", real, "1", "median over seeds of the convergence rate"},
    {"statistics", "convergence_rate_median_low", "point", real, "1", "median over seeds of the convergence rate, lower confidence bound"},
    {"statistics", "convergence_rate_median_high", "point", real, "1", "median over seeds of the convergence rate, upper confidence bound"},
    {"statistics", "convergence_rate_runs", "point", int64, "1", "number of runs with a convergence rate"},
    {"statistics", "plateau_length", "point seed", real, "samples",
     "longest stretch in which the risk falls by less than a tenth, before it falls further"},
    {"statistics", "plateau_length_median", "point", real, "samples", "median over seeds of the longest plateau"},
    {"statistics", "plateau_length_median_low", "point", real, "samples",
     "median over seeds of the longest plateau, lower confidence bound"},
    {"statistics", "plateau_length_median_high", "point", real, "samples",
     "median over seeds of the longest plateau, upper confidence bound"},
    {"statistics", "training_point", "training_point", int64, "1", "point, as in the root group", "the sweep has iterations"},
    {"statistics", "training_length", "training_length", int64, "samples",
     "number of distinct training samples; of episodes the first entry is used", "the sweep has iterations"},
    {"statistics", "update_rate", "training_point training_length seed", real, "1", "rate r in risk - floor ~ exp(-r N), N in updates",
     "the sweep has iterations"},
    {"statistics", "update_rate_error", "training_point training_length seed", real, "1",
     "standard error of the rate from the scatter about the fitted line", "the sweep has iterations"},
    {"statistics", "update_rate_reason", "training_point training_length seed", int32, "", "why there is no convergence rate",
     "the sweep has iterations"},
    {"statistics", "update_rate_median", "training_point training_length", real, "1", "median over seeds of the convergence rate",
     "the sweep has iterations"},
    {"statistics", "update_rate_median_low", "training_point training_length", real, "1",
     "median over seeds of the convergence rate, lower confidence bound", "the sweep has iterations"},
    {"statistics", "update_rate_median_high", "training_point training_length", real, "1",
     "median over seeds of the convergence rate, upper confidence bound", "the sweep has iterations"},
    {"statistics", "update_rate_runs", "training_point training_length", int64, "1", "number of runs with a convergence rate",
     "the sweep has iterations"},
    {"statistics", "plateau_updates", "training_point training_length seed", real, "updates",
     "longest stretch in which the risk falls by less than a tenth, before it falls further", "the sweep has iterations"},
    {"statistics", "plateau_updates_median", "training_point training_length", real, "updates", "median over seeds of the longest plateau",
     "the sweep has iterations"},
    {"statistics", "plateau_updates_median_low", "training_point training_length", real, "updates",
     "median over seeds of the longest plateau, lower confidence bound", "the sweep has iterations"},
    {"statistics", "plateau_updates_median_high", "training_point training_length", real, "updates",
     "median over seeds of the longest plateau, upper confidence bound", "the sweep has iterations"},
    {"statistics", "theory_rate", "point seed", real, "1",
     "convergence rate that theory predicts from the point's fields: per sample of learners in one pass, per update of episodes"},
    {"statistics", "theory_rate_reason", "point seed", int32, "", "why theory predicts no convergence rate"},
    {"statistics", "theory_rate_median", "point", real, "1", "median over seeds of the predicted convergence rate"},
    {"statistics", "theory_rate_formula", "point", text, "",
     "formula of the predicted rate; the group's attribute theory_rates says what it assumes"},
    {"statistics", "<quantity>_median", "point length", real, "<unit>", "median over seeds of the <quantity>"},
    {"statistics", "<quantity>_median_low", "point length", real, "<unit>", "median over seeds of the <quantity>, lower confidence bound"},
    {"statistics", "<quantity>_median_high", "point length", real, "<unit>", "median over seeds of the <quantity>, upper confidence bound"},
    {"statistics", "<quantity>_quantile", "point length", real, "<unit>", "1 - delta quantile over seeds of the <quantity>"},
    {"statistics", "<quantity>_quantile_low", "point length", real, "<unit>",
     "1 - delta quantile over seeds of the <quantity>, lower confidence bound"},
    {"statistics", "<quantity>_quantile_high", "point length", real, "<unit>",
     "1 - delta quantile over seeds of the <quantity>, upper confidence bound"},
    {"statistics", "<quantity>_mean", "point length", real, "<unit>", "mean over finite runs of the <quantity>"},
    {"statistics", "<quantity>_mean_runs", "point length", int64, "1", "number of finite runs"},
    {"statistics", "sample_complexity", "point threshold", real, "1",
     "smallest length from which the 1 - delta quantile of nmse stays at or below the threshold"},
    {"statistics", "sample_complexity_low", "point threshold", real, "1",
     "smallest length from which the 1 - delta quantile of nmse stays at or below the threshold, lower confidence bound"},
    {"statistics", "sample_complexity_high", "point threshold", real, "1",
     "smallest length from which the 1 - delta quantile of nmse stays at or below the threshold, upper confidence bound"},
    {"statistics", "fraction_diverged", "point", real, "1",
     "fraction of the runs so far that diverged: whose risk is infinite at a length or an iteration"},
    {"statistics", "fraction_failed", "point", real, "1", "fraction of the runs so far that failed"},
    {"statistics", "runs", "point", int64, "1", "number of distinct runs with a result"},
    {"statistics", "fraction_infinite", "point length", real, "1",
     "fraction of the runs measured at a length whose risk is infinite there"},
    {"statistics",
     "given_data",
     "point",
     int32,
     "1",
     "whether all runs share one data window and differ in initial weights alone, so that intervals hold given the data",
     "",
     {{0, "no"}, {1, "yes"}}},
    // Values of formulas: one group for each table.
    {"theory/<table>", "<axis>", "<axis>", any, "<unit>", "<what the parameter says of itself>", "one parameter varies along the axis"},
    {"theory/<table>", "<zipped_axis>", "<zipped_axis>", int64, "1", "combination of parameters that step together",
     "several parameters step together along the axis"},
    {"theory/<table>", "<zipped_parameter>", "<zipped_axis>", any, "<unit>", "<what the parameter says of itself>",
     "several parameters step together along the axis"},
    {"theory/<table>", "component", "component", int64, "1", "position in the list that the formula gives", "the formula gives a list"},
    {"theory/<table>", "value", "<axes> [component]", real, "1", "<label> (NaN: outside its domain)", "the formula is real"},
    {"theory/<table>", "value_re", "<axes> [component]", real, "1", "<label> (NaN: outside its domain)",
     "the formula is complex: real part"},
    {"theory/<table>", "value_im", "<axes> [component]", real, "1", "<label> (NaN: outside its domain)",
     "the formula is complex: imaginary part"},
    {"theory/<table>", "unit", "unit", int64, "1", "stretch of combinations that was stored as one record"},
    {"theory/<table>", "unit_id", "unit", text, "", "identity of the stretch"},
    {"theory/<table>", "unit_size", "unit", int64, "1", "combinations of the stretch"},
    {"theory/<table>", "unit_status", "unit", int32, "1", "outcome of the stretch", "", {{0, "missing"}, {1, "complete"}, {3, "failed"}}},
    {"theory/<table>", "unit_message", "unit", text, "", "first reason for a value outside the domain, or why the stretch failed"},
    // What computed the runs.
    {"provenance", "session_name", "session", text, "", "session_name of a session that computed runs"},
    {"provenance", "started", "session", text, "", "started of a session that computed runs"},
    {"provenance", "version", "session", text, "", "version of a session that computed runs"},
    {"provenance", "commit", "session", text, "", "commit of a session that computed runs"},
    {"provenance", "compiler", "session", text, "", "compiler of a session that computed runs"},
    {"provenance", "eigen", "session", text, "", "eigen of a session that computed runs"},
    {"provenance", "processor", "session", text, "", "processor of a session that computed runs"},
    {"provenance", "kernels", "session", text, "", "kernels of a session that computed runs"},
    {"provenance", "fingerprint", "session", text, "", "fingerprint of a session that computed runs"},
    {"provenance", "mixed_with", "session", text, "", "mixed_with of a session that computed runs"},
    {"provenance", "hosts", "session", text, "", "hosts of a session that computed runs"},
    {"provenance", "sweep_file", "session", text, "", "sweep_file of a session that computed runs"},
    {"provenance", "results_file", "session", text, "", "results_file of a session that computed runs"},
    {"provenance", "ranks", "session", int64, "1", "number of ranks"},
    {"provenance/numerics", "point", "point", int64, "1", "point, as in the root group"},
    {"provenance/numerics", "seed", "seed", uint64, "1", "seed of the run's random streams"},
    {"provenance/numerics", "eigen", "numerics", text, "", "version of Eigen"},
    {"provenance/numerics", "compiler", "numerics", text, "", "compiler"},
    {"provenance/numerics", "processor", "numerics", text, "", "processor family"},
    {"provenance/numerics", "kernels", "numerics", text, "", "kernels"},
    {"provenance/numerics", "first", "numerics", text, "", "UTC, begin of the first session with this fingerprint"},
    {"provenance/numerics", "last", "numerics", text, "", "UTC, begin of the last session with this fingerprint"},
    {"provenance/numerics", "runs", "numerics", int64, "1", "number of runs that are stored"},
    {"provenance/numerics", "fingerprint", "numerics", text, "",
     "fingerprint of the numerics; \"a+b\": the run went on under b from a state saved under a"},
    {"provenance/numerics",
     "run_numerics",
     "point seed",
     int32,
     "1",
     "row of what computed the run; -1 where nothing is known",
     "",
     {},
     true},
    {"long_texts", "text", "long_text", text, "", "text that #k stands for elsewhere"},
};

const std::vector<DimensionRow> dimensions = {
    {"point", "a combination of task, pole setting and learner, in order of identity"},
    {"seed", "a repetition of every point with random streams of its own"},
    {"length", "a number of distinct training samples"},
    {"threshold", "a bound on the normalised risk"},
    {"failure", "a run that failed"},
    {"training_point", "a point that is measured at iterations"},
    {"training_length", "as length; one that is 0 if the sweep has no lengths"},
    {"iteration", "a number of updates of the weights"},
    {"look", "a number of seeds at which the sweep may end"},
    {"line", "a value that a [[compare]], [[claim]] or [[mark]] table says"},
    {"<axis>", "a parameter of a formula that varies, or several that step together: their names, joined by _"},
    {"component", "a number of the list that a formula gives"},
    {"unit", "a stretch of combinations that was stored as one record"},
    {"session", "a start of the program that computed runs"},
    {"numerics", "what computed runs: a fingerprint, or a chain of such"},
    {"long_text", "a text that is too long to repeat"},
};

const std::vector<GroupRow> groups = {
    {"", "coordinates, settings of the points, outcome and risk of the runs", ""},
    {"failures", "runs that failed, and why", ""},
    {"training", "what is measured at iterations, of the points that are", "the sweep has iterations"},
    {"questions", "the sweep's [[compare]], [[claim]] and [[mark]] tables", "the sweep has such tables"},
    {"looks", "numbers of seeds at which the sweep might have ended, and how wide its intervals were",
     "seeds are added until intervals are narrow"},
    {"statistics", "learning curves, rates and counts across seeds", ""},
    {"theory", "a group for each [[theory]] table", "the sweep has such tables"},
    {"theory/<table>", "values of a formula; a second table of the same formula has the suffix _2", "the sweep has such tables"},
    {"provenance", "the sessions that computed runs", ""},
    {"provenance/numerics", "which numerics computed which run", "a finished run says what computed it"},
    {"long_texts", "long texts that many points share", "a text variable would be wider than a million characters"},
};

const std::vector<AttributeRow> attributes = {
    {"", "Conventions", "version of the CF conventions", ""},
    {"", "title", "name of the sweep", ""},
    {"", "sweep", "the resolved sweep file: a sweep that gives the same points", ""},
    {"", "shadows", "rules that alignment and gradient_ratio hold after the learner's own, one a line", "[measure] names shadows"},
    {"", "confidence",
     "confidence of all intervals; where there are looks, of those of all looks together: each single one has 1 - (1 - confidence) / looks",
     ""},
    {"", "delta", "delta of the quantiles and of the sample complexity", ""},
    {"", "data", "files that were read, with the hash of their bytes", "a task reads files"},
    {"", "schema", "version of this layout", ""},
    {"", "complete", "true if no run and no value is missing, else false", ""},
    {"", "created", "UTC of writing", ""},
    {"", "version", "version of the program that wrote the file", ""},
    {"", "commit", "commit of the program that wrote the file", ""},
    {"", "versions", "versions of all members, one a line", ""},
    {"looks", "until", "how wide intervals may be: distance of the further bound, as a part of the value", ""},
    {"looks", "of", "which answers: risks (of the best setting of each learner in each cell, at the last length) or claims", ""},
    {"statistics", "version", "version of the estimators", ""},
    {"statistics", "confidence", "as in the root", ""},
    {"statistics", "delta", "as in the root", ""},
    {"statistics", "theory_rates", "the formulas of theory_rate, one a line: unit and assumptions", ""},
    {"theory/<table>", "label", "label of the table", ""},
    {"theory/<table>", "formula", "name of the formula", ""},
    {"theory/<table>", "version", "version of the formula", ""},
    {"theory/<table>", "summary", "what the formula says", ""},
    {"theory/<table>", "expression", "the formula", ""},
    {"theory/<table>", "source", "where it comes from", ""},
    {"theory/<table>", "beside", "quantity in whose figures it is drawn", ""},
    {"theory/<table>", "parameter_<parameter>", "value of a parameter that does not vary, canonical text", "a parameter has one value"},
};

/// Replaces what is in angle brackets.
std::string replaced(const std::string& pattern, const std::string& by) {
  const std::size_t open = pattern.find('<');
  const std::size_t close = pattern.find('>', open);
  return close == std::string::npos ? pattern : pattern.substr(0, open) + by + pattern.substr(close + 1);
}

}  // namespace

std::vector<std::string> VariableRow::dimension_names() const {
  std::istringstream words(dimensions);
  return {std::istream_iterator<std::string>(words), {}};
}

const char* type_name(VariableType type) {
  static constexpr const char* names[] = {"float64", "int32", "int64", "uint64", "text", "that of the setting"};
  return names[static_cast<std::size_t>(type)];
}

const std::vector<VariableRow>& variable_rows() { return rows; }
const std::vector<DimensionRow>& dimension_rows() { return dimensions; }
const std::vector<GroupRow>& group_rows() { return groups; }
const std::vector<AttributeRow>& attribute_rows() { return attributes; }

const VariableRow& variable_row(std::string_view group, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const VariableRow& row) { return row.group == group && row.name == name; });
  if (found == rows.end())
    throw std::logic_error(fmt::format("variable '{}' of group '{}': no such row in core/results/variables.cpp", name, group));
  return *found;
}

Variable make_variable(std::string_view group, std::string_view name, Values values, const Quantity& quantity) {
  const VariableRow& row = variable_row(group, name);
  if (row.type != VariableType::any && values.index() != static_cast<std::size_t>(row.type))
    throw std::logic_error(fmt::format("variable '{}' of group '{}': its values are not {}", name, group, type_name(row.type)));
  return {.name = replaced(row.name, quantity.name),
          .dimensions = row.dimension_names(),
          .values = std::move(values),
          .long_name = replaced(row.meaning, quantity.meaning),
          .units = replaced(row.unit, quantity.unit),
          .flags = row.flags,
          .can_be_absent = row.can_be_absent};
}

Values no_values(VariableType type) {
  switch (type) {
    case int32: return std::vector<std::int32_t>{};
    case int64: return std::vector<std::int64_t>{};
    case uint64: return std::vector<std::uint64_t>{};
    case text: return std::vector<std::string>{};
    case real:
    case any: break;
  }
  return std::vector<double>{};
}

std::vector<std::int64_t> counted(std::size_t size) {
  std::vector<std::int64_t> numbers(size);
  std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
  return numbers;
}

}  // namespace polesweep::results
