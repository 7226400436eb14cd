#include "driver/execute/preparation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "analysis/results/question_lines.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/run/cost.hpp"
#include "core/run/objection.hpp"
#include "core/run/run.hpp"
#include "driver/execute/changed_since.hpp"
#include "driver/execute/prediction.hpp"
#include "driver/execute/worker.hpp"
#include "driver/sweep/checks.hpp"
#include "driver/sweep/identity.hpp"
#include "driver/sweep/problems.hpp"

namespace polesweep::execute {
namespace {

std::optional<Objection> complaint(const std::function<void()>& check) {
  try {
    check();
  } catch (const Error& error) {
    return Objection(error.what());
  }
  return std::nullopt;
}

}  // namespace

Preparation::Preparation(const std::filesystem::path& file, std::vector<std::string> options) {
  sweep::Sweep sweep = sweep::read_sweep(file, std::move(options), files_);
  grid_ = std::make_unique<sweep::Grid>(std::move(sweep), files_);
  points_ = sweep::list_points(*grid_);
  const Measurement asked = asked_measurement(grid_->sweep());
  const auto alone = [&](TableKind kind, const Point& point) {
    return complaint([&] {
      if (kind == TableKind::task) setups_.task(point.task);
      if (kind == TableKind::poles) Setups::check_network(point.network, point.poles);
      if (kind == TableKind::learner) Setups::check_learner(point);
    });
  };
  sweep::check_points(*grid_, points_, {alone, [&](const Point& point) { return objection(setups_, point, asked); }});
  costs_ = std::make_unique<sweep::Costs>(*grid_, [this, asked](const Point& point) { return run_cost(setups_.of(point), asked); });
  theory_units_ = sweep::cut_theory(*grid_);
  if (grid_->sweep().theory_only()) return;
  units_ = sweep::cut_units(*grid_, points_, *costs_);
}

bool Preparation::continues(std::size_t point, const RunState& state) {
  return execute::continues(state, setups_.of(grid_->resolve(points_.points[point].ref)), sweep());
}

double Preparation::least_operations_per_byte(double most_bytes) {
  // A thousand operations, about a microsecond: a byte that takes less to compute anew is not worth its place.
  double least = 1e3;
  std::vector<std::pair<double, double>> points;  // operations per byte, bytes
  double total = 0;
  for (const sweep::PlannedPoint& planned : points_.points) {
    const RunCost& cost = costs_->of(planned.ref);
    if (cost.state_bytes == 0) continue;
    points.emplace_back(operations(cost).total() / cost.state_bytes, cost.state_bytes * static_cast<double>(sweep().seeds.size()));
    if (points.back().first >= least) total += points.back().second;
  }
  std::sort(points.begin(), points.end());
  for (std::size_t i = 0; i < points.size() && total > most_bytes; ++i) {
    if (points[i].first < least) continue;
    total -= points[i].second;
    // Points of one value go together.
    while (i + 1 < points.size() && points[i + 1].first == points[i].first) total -= points[++i].second;
    least = std::nextafter(points[i].first, std::numeric_limits<double>::infinity());
  }
  return least;
}

std::vector<double> Preparation::unit_seconds(const KernelSet& kernels, const results::Group* stored) {
  if (units_.units.empty()) return {};
  constexpr double most_seconds = 3;
  constexpr double usual_state_bytes = 256.0 * (1 << 20);
  const Timed timed{*grid_, points_, units_, *costs_, files_, setups_, kernels, least_operations_per_byte(usual_state_bytes)};
  return execute::unit_seconds(timed, Calibration(timed, most_seconds), stored);
}

/// One for each place of the file that makes networks unstable, in the words of the first setting there.
std::vector<std::string> Preparation::growth_notes() {
  const Measurement asked = asked_measurement(sweep());
  const sweep::Problems places(sweep().source.name, sweep().source.options);
  struct Note {
    std::string text;
    std::set<std::uint32_t> settings;
  };
  std::map<sweep::Where, Note> notes;
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const sweep::PlannedPoint& planned : points_.points) {
    if (!seen.insert({planned.ref.poles, planned.ref.task}).second) continue;
    const auto text = growth(setups_, grid_->resolve(planned.ref), asked);
    if (!text) continue;
    const sweep::Table& table = grid_->table(planned.ref, TableKind::poles);
    const std::string path = "poles." + text->text();
    sweep::Where where = table.where;
    for (const sweep::FieldAxis& field : table.fields)
      if (path.starts_with(field.path() + ":")) where = field.where;
    Note& note = notes[where];
    note.settings.insert(planned.ref.poles);
    if (*note.settings.begin() == planned.ref.poles) note.text = fmt::format("{}: {}", places.place(where), path);
  }
  std::vector<std::string> lines;
  lines.reserve(notes.size());
  for (const auto& [where, note] : notes)
    lines.push_back(note.settings.size() == 1 ? note.text : fmt::format("{} ({} pole settings here)", note.text, note.settings.size()));
  return lines;
}

std::vector<std::string> Preparation::notes(bool with_baselines) {
  std::vector<std::string> notes = growth_notes();
  // Tasks that differ in what a note is not about say the same.
  const auto add = [&notes](const std::string& note) {
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  };
  std::set<std::uint32_t> seen;
  const std::int64_t asked = sweep().evaluation.samples;
  for (const sweep::PlannedPoint& planned : points_.points) {
    if (!seen.insert(planned.ref.task).second) continue;
    const Point point = grid_->resolve(planned.ref);
    const auto& [task, facts] = setups_.task(point.task);
    for (const std::string& note : facts.notes) add(note);
    const Evaluation evaluation = setups_.evaluation(point, sweep().evaluation);
    if (evaluation.kind == "holdout" && evaluation.samples < asked)
      add("the test split has " + counted(static_cast<std::uint64_t>(evaluation.samples), "sample") + " to score, fewer than the " +
          std::to_string(asked) + " asked for");
    if (static_cast<std::int64_t>(sweep().seeds.size()) > facts.distinct_runs)
      add(facts.distinct_runs == 1
              ? std::to_string(sweep().seeds.size()) +
                    " seeds share one window of data: intervals are over what is drawn for the learners (initial weights), given the data, and there are none if nothing is drawn"
              : std::to_string(sweep().seeds.size()) + " seeds share " + std::to_string(facts.distinct_runs) +
                    " distinct windows of data: seeds beyond them repeat data with other weights and do not count in intervals");
    if (with_baselines)
      for (const std::string& line : task->baselines()) add(line);
  }
  return notes;
}

std::vector<std::string> Preparation::data_warnings() {
  std::vector<std::string> warnings;
  std::set<std::uint32_t> seen;
  for (const sweep::PlannedPoint& planned : points_.points) {
    if (!seen.insert(planned.ref.task).second) continue;
    for (const std::string& warning : setups_.task(grid_->resolve(planned.ref).task).facts.warnings)
      if (std::find(warnings.begin(), warnings.end(), warning) == warnings.end()) warnings.push_back(warning);
  }
  return warnings;
}

results::Request Preparation::request() {
  results::Request request;
  const sweep::Sweep& sweep = this->sweep();
  for (const sweep::PlannedPoint& planned : points_.points) {
    request.ids.push_back(planned.id);
    const Point point = grid_->resolve(planned.ref);
    request.evaluation_hashes.push_back(sweep::evaluation_hash(setups_.evaluation(point, sweep.evaluation), sweep.shadows));
    request.counts_updates.push_back(measured_at(point.regime.kind).iterations);
  }
  request.seeds = sweep.seeds;
  request.lengths = sweep.lengths;
  request.iterations = sweep.iterations;
  request.metrics = sweep.metrics;
  request.thresholds = sweep.thresholds;
  request.attributes = {{"Conventions", "CF-1.9"},
                        {"title", sweep.name},
                        {"sweep", sweep::resolved_text(sweep)},
                        {"confidence", canonical(sweep.statistics.confidence)},
                        {"delta", canonical(sweep.statistics.delta)}};
  if (const std::string data = data_lines(files_); !data.empty()) request.attributes.emplace_back("data", data);
  analysis::Asked asked;
  for (const sweep::AskedTable& table : sweep.comparisons) asked.comparisons.push_back(table.question);
  for (const sweep::AskedTable& table : sweep.claims) asked.claims.push_back(table.question);
  if (!asked.empty()) request.groups.push_back(analysis::questions_group(asked));
  request.describe = [this](std::size_t point) { return describe(point); };
  return request;
}

const std::optional<Baseline>& Preparation::baseline(std::uint32_t task, const Member& member) {
  const auto known = baselines_.find(task);
  return known != baselines_.end() ? known->second
                                   : baselines_.emplace(task, setups_.task(member).task->comparable_baseline()).first->second;
}

results::PointDescription Preparation::describe(std::size_t index) {
  const sweep::PointRef ref = points_.points[index].ref;
  results::PointDescription description{.point = grid_->resolve(ref)};
  const sweep::Table& learner = grid_->table(ref, TableKind::learner);
  std::string tuned;
  for (const std::string& field : learner.tune) {
    const std::string path = std::string(table_name(TableKind::learner)) + "." + field;
    tuned += (tuned.empty() ? "" : ",") + column_of(path);
  }
  const Setup setup = setups_.of(description.point);
  const TaskFacts& facts = setup.ground().facts();
  const Evaluation evaluation = setup.evaluation(sweep().evaluation);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Baseline best{.taps = -1, .risk = none, .symbol_error_rate = none};
  if (evaluation.kind == "holdout") best = baseline(ref.task, description.point.task).value_or(best);
  const RunCost cost = run_cost(setup, asked_measurement(sweep()));
  std::vector<double> operations;
  RunExtent extent{.samples = 0, .marks = 0};
  for (const std::int64_t length : sweep().lengths) {
    extent = {.samples = static_cast<double>(length), .marks = extent.marks + 1};
    operations.push_back(polesweep::operations(cost, extent).total());
  }
  const bool endless = facts.distinct_runs == std::numeric_limits<std::int64_t>::max();
  description.add("learner_label", learner.label);
  description.add("tuned_fields", tuned);
  description.add("evaluation_kind", evaluation.kind);
  description.add("evaluation_samples", evaluation.samples);
  description.add("parameters", std::int64_t{cost.parameters});
  description.add("operations", std::move(operations));
  description.add("task_recorded", std::int32_t{facts.recorded});
  description.add("windows_overlap", std::int32_t{facts.window_overlap > 0});
  description.add("windows_apart", facts.windows_apart);
  description.add("distinct_runs", endless ? std::int64_t{-1} : facts.distinct_runs);
  description.add("baseline_taps", std::int64_t{best.taps});
  description.add("baseline_risk", best.risk);
  description.add("baseline_symbol_error_rate", best.symbol_error_rate.value_or(none));
  return description;
}

theory::PredictedRates Preparation::predicted_rates() const {
  theory::RatePredictor predictor(sweep().seeds);
  for (const sweep::PlannedPoint& planned : points_.points) predictor.add(setups_.of(grid_->resolve(planned.ref)));
  return predictor.take();
}

double probe_rate(const KernelSet& kernels) {
  RunGroup group;
  group.points = {{{"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.1}}},
                   {"diagonal", {}},
                   {"ring", {{"count", std::int64_t{16}}, {"radius", 0.9}}},
                   {"fixed", {}},
                   {"rls", {}}}};
  group.ids.resize(1);
  group.seeds = {0, 1, 2, 3, 4, 5, 6, 7};
  group.wanted.assign(8, true);
  group.measurement = {{4000}, {}, {"exact", 0}};
  const data::DataFiles no_files;
  const Setups setups(no_files);
  const RunCost cost = run_cost(setups.of(group.points.front()), group.measurement);
  const auto start = std::chrono::steady_clock::now();
  compute(group, setups, kernels);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return 8 * operations(cost).total() / elapsed.count();
}

}  // namespace polesweep::execute
