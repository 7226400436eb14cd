#include "core/results/point_columns.hpp"

#include <fmt/format.h>

#include <limits>

#include "core/members.hpp"

namespace polesweep::results {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

}  // namespace

void PointColumns::put(const std::string& column, const Value& value, const std::string& long_name, const std::string& unit) {
  Column& entry = columns_[column];
  entry.long_name = long_name;
  entry.unit = unit;
  entry.reals = entry.reals || std::holds_alternative<double>(value);
  entry.texts = entry.texts || !(std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value) ||
                                 std::holds_alternative<bool>(value));
  entry.values.emplace(points_, value);
}

void PointColumns::add_member(const std::string& prefix, Family family, const Member& member, bool with_kind) {
  if (with_kind) put(prefix + "kind", member.kind, std::string(family_name(family)), "");
  const MemberInfo* info = find_member(family, member.kind);
  for (const auto& [name, value] : member.fields)
    for (const FieldSpec& spec : info->fields)
      if (spec.name == name) put(prefix + name, value, spec.help, spec.unit);
}

void PointColumns::add(const PointId& id, std::uint64_t evaluation_hash, const PointDescription& description) {
  const Point& point = description.point;
  add_member("task_", Family::task, point.task, true);
  put("poles_network", point.network.kind, std::string(family_name(Family::network)), "");
  add_member("poles_", Family::network, point.network, false);
  add_member("poles_", Family::poles, point.poles, true);
  add_member("learner_recurrent_", Family::recurrent, point.recurrent, true);
  add_member("learner_readout_", Family::readout, point.readout, true);
  if (!point.optimizer.kind.empty()) add_member("learner_optimizer_", Family::optimizer, point.optimizer, true);
  add_member("learner_regime_", Family::regime, point.regime, true);
  ids_.push_back(id.hex());
  labels_.push_back(description.label);
  tuned_.push_back(description.tuned);
  evaluation_kinds_.push_back(description.evaluation.kind);
  evaluation_samples_.push_back(description.evaluation.samples);
  evaluation_hashes_.push_back(fmt::format("{:016x}", evaluation_hash));
  parameters_.push_back(static_cast<std::int64_t>(description.trained_parameters));
  operations_.insert(operations_.end(), description.operations.begin(), description.operations.end());
  recorded_.push_back(description.recorded ? 1 : 0);
  overlap_.push_back(description.windows_overlap ? 1 : 0);
  apart_.push_back(description.windows_apart);
  const bool endless = description.distinct_runs == std::numeric_limits<std::int64_t>::max();
  distinct_runs_.push_back(endless ? -1 : description.distinct_runs);
  const std::optional<Baseline>& baseline = description.baseline;
  baseline_taps_.push_back(baseline ? baseline->taps : -1);
  baseline_risk_.push_back(baseline ? baseline->risk : not_measured);
  baseline_symbol_error_rate_.push_back(baseline ? baseline->symbol_error_rate.value_or(not_measured) : not_measured);
  ++points_;
}

std::vector<Variable> PointColumns::take() {
  std::vector<Variable> variables;
  variables.push_back({"point_id", {"point"}, std::move(ids_), "128-bit hash of the point's canonical text", "", {}, {}});
  variables.push_back({"learner_label", {"point"}, std::move(labels_), "name of the learner in legends", "", {}, {}});
  variables.push_back({"tuned_fields", {"point"}, std::move(tuned_), "columns whose best value is chosen among the learner's", "", {}, {}});
  for (auto& [name, column] : columns_) {
    Variable variable{name, {"point"}, {}, column.long_name, column.unit, {}, {}};
    if (column.texts) {
      std::vector<std::string> texts(points_);
      for (const auto& [point, value] : column.values) {
        const auto* text = std::get_if<std::string>(&value);  // a text stands as it is, a list in its canonical form
        texts[point] = text ? *text : canonical(value);
      }
      variable.units = "";
      variable.values = std::move(texts);
    } else if (column.reals) {
      std::vector<double> numbers(points_, not_measured);
      for (const auto& [point, value] : column.values) {
        const auto* real = std::get_if<double>(&value);
        const auto* whole = std::get_if<std::int64_t>(&value);
        numbers[point] = real ? *real : whole ? static_cast<double>(*whole) : static_cast<double>(std::get<bool>(value));
      }
      variable.values = std::move(numbers);
    } else {
      std::vector<std::int64_t> numbers(points_, -1);
      for (const auto& [point, value] : column.values) {
        const auto* whole = std::get_if<std::int64_t>(&value);
        numbers[point] = whole ? *whole : static_cast<std::int64_t>(std::get<bool>(value));
      }
      variable.values = std::move(numbers);
    }
    variables.push_back(std::move(variable));
  }
  variables.push_back({"evaluation_kind", {"point"}, std::move(evaluation_kinds_), "how the risk was found", "", {}, {}});
  variables.push_back(
      {"evaluation_samples", {"point"}, std::move(evaluation_samples_), "scored samples of the risk; 0 for exact", "samples", {}, {}});
  variables.push_back({"evaluation_hash",
                       {"point"},
                       std::move(evaluation_hashes_),
                       "hash of the evaluation, part of a record's key, hexadecimal",
                       "",
                       {},
                       {}});
  variables.push_back({"parameters", {"point"}, std::move(parameters_), "trained real numbers", "1", {}, {}});
  variables.push_back({"operations",
                       {"point", "length"},
                       std::move(operations_),
                       "nominal real operations of one run up to this length, data, states, learning and measuring, nothing shared",
                       "1",
                       {},
                       {}});
  variables.push_back({"task_recorded", {"point"}, std::move(recorded_), "whether the data were recorded", "", {}, {}});
  variables.push_back({"windows_overlap", {"point"}, std::move(overlap_), "whether windows of recorded data overlap", "", {}, {}});
  variables.push_back({"windows_apart",
                       {"point"},
                       std::move(apart_),
                       "number of windows from one to the next that shares no sample with it, at most",
                       "1",
                       {},
                       {}});
  variables.push_back(
      {"distinct_runs",
       {"point"},
       std::move(distinct_runs_),
       "number of data windows: a seed beyond it shares the window of an earlier one, and their runs differ in what is drawn "
       "for the learner alone (initial weights), if anything is; -1: every seed has data of its own",
       "1",
       {},
       {}});
  variables.push_back(
      {"baseline_taps", {"point"}, std::move(baseline_taps_), "inputs that the linear baseline sees at once", "samples", {}, {}});
  variables.push_back(
      {"baseline_risk",
       {"point"},
       std::move(baseline_risk_),
       "risk of a linear predictor without a network: least squares fitted to the whole training split, on the test split; of a "
       "synthetic task the best that knows the task (of a task drawn for each seed: median over seeds 0 to 31)",
       "target^2",
       {},
       {}});
  variables.push_back({"baseline_symbol_error_rate",
                       {"point"},
                       std::move(baseline_symbol_error_rate_),
                       "symbol error rate of the same predictor",
                       "1",
                       {},
                       {}});
  return variables;
}

}  // namespace polesweep::results
