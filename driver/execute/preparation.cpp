#include "driver/execute/preparation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "analysis/results/question_lines.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/measures/measure.hpp"
#include "core/run/cost.hpp"
#include "core/run/objection.hpp"
#include "core/tasks/teacher_task.hpp"
#include "driver/execute/changed_since.hpp"
#include "driver/execute/prediction.hpp"
#include "driver/execute/worker.hpp"
#include "driver/sweep/checks.hpp"
#include "driver/sweep/identity.hpp"
#include "driver/sweep/key_values.hpp"
#include "driver/sweep/point_table.hpp"
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

Preparation::Preparation(const std::filesystem::path& file, std::vector<std::string> options)
    : Preparation({file.string(), data::read_given(file), std::move(options)}, sweep::data_folders(file)) {}

Preparation::Preparation(sweep::Source source, const std::vector<std::filesystem::path>& folders) {
  sweep::Sweep sweep = sweep::parse_sweep(std::move(source), folders, files_);
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
  costs_ = std::make_unique<sweep::Costs>(*grid_, [this, asked](const Point& point) { return run_cost(setups_.of(point), asked); });
  sweep::check_points(*grid_, points_,
                      {alone, [&](const Point& point) { return objection(setups_, point, asked); },
                       [&](const Point& point) { return setups_.of(point).measure_sizes(asked); },
                       [&](sweep::PointRef ref) { return costs_->of(ref).idle_metrics; }});
  theory_units_ = sweep::cut_theory(*grid_);
  if (grid_->sweep().theory_only()) return;
  units_ = sweep::cut_units(*grid_, points_, *costs_);
  for (sweep::Race& race : sweep::list_races(*grid_, points_)) {
    const TaskFacts& facts = setups_.task(grid_->resolve(points_.points[race.settings.front()].ref).task).facts;
    races_.push_back({std::move(race), choosing_seeds(facts)});
  }
}

sweep::RaceCosts Preparation::race_costs() {
  sweep::RaceCosts sum;
  for (const SeededRace& race : races_) sweep::add_race(race.race, race.seeds.choosing.size(), *grid_, points_, *costs_, sum);
  return sum;
}

/// As the report splits the seeds of a task.
analysis::Halves Preparation::choosing_seeds(const TaskFacts& facts) const {
  const std::vector<std::uint64_t>& seeds = sweep().seeds;
  const bool windows = facts.recorded && facts.distinct_runs > 1;
  std::set<std::uint64_t> seen;
  std::vector<std::size_t> distinct;
  const auto window = [&](std::size_t seed) { return seeds[seed] % static_cast<std::uint64_t>(facts.distinct_runs); };
  for (std::size_t seed = 0; seed < seeds.size(); ++seed)
    if (!windows || seen.insert(window(seed)).second) distinct.push_back(seed);
  if (!windows) return analysis::split_by_rank(std::move(distinct));
  return analysis::split_in_time(std::move(distinct), window, static_cast<std::uint64_t>(std::max<std::int64_t>(facts.windows_apart, 1)));
}

bool Preparation::continues(std::size_t point, const RunState& state) {
  return execute::continues(state, setups_.of(grid_->resolve(points_.points[point].ref)), asked_measurement(sweep()));
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

std::vector<double> Preparation::unit_seconds(const KernelSet& kernels, const results::Group* stored, double most_seconds) {
  if (units_.units.empty()) return {};
  constexpr double usual_state_bytes = 256.0 * (1 << 20);
  const Timed timed{*grid_, points_, units_, *costs_, files_, setups_, kernels, least_operations_per_byte(usual_state_bytes)};
  return execute::unit_seconds(timed, Calibration(timed, most_seconds), stored);
}

std::vector<std::string> Preparation::warnings() const {
  std::vector<std::string> warnings = sweep::idle_exclusions(*grid_, points_);
  std::set<std::string> idle(sweep().metrics.begin(), sweep().metrics.end());
  for (const sweep::PlannedPoint& planned : points_.points) {
    if (idle.empty()) break;
    const std::vector<std::string>& of_point = costs_->of(planned.ref).idle_metrics;
    std::erase_if(idle, [&](const std::string& metric) { return std::find(of_point.begin(), of_point.end(), metric) == of_point.end(); });
  }
  if (points_.points.empty()) return warnings;
  for (const std::string& metric : idle)
    warnings.push_back(fmt::format("{}: measure.metrics: no point of the sweep has values of {} (it wants {}). Leave it out?",
                                   sweep().source.name, metric, known_measure(metric).wants));
  return warnings;
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

sweep::PlanReport Preparation::report(int ranks, std::vector<double> unit_seconds) {
  return sweep::make_report(*grid_, points_, units_, *costs_,
                            {.ranks = ranks, .unit_seconds = std::move(unit_seconds), .notes = notes(true), .races = race_costs()});
}

std::vector<std::string> Preparation::notes(bool with_baselines) {
  std::vector<std::string> notes = growth_notes();
  for (std::string& note : rest_notes()) notes.push_back(std::move(note));
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

/// One for each task whose targets, where they are scored, lack power that the nmse divides by: tests and runs begin from rest.
std::vector<std::string> Preparation::rest_notes() {
  constexpr double most = 0.05;
  std::vector<std::string> notes;
  const sweep::Problems places(sweep().source.name, sweep().source.options);
  std::map<std::uint32_t, double> missing;  // by task: the largest share
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const sweep::PlannedPoint& planned : points_.points) {
    if (!seen.insert({planned.ref.task, grid_->poles().shape(planned.ref.poles)}).second) continue;
    const Evaluation& evaluation = evaluation_of(planned.ref);
    const TaskFacts& facts = task_of(planned.ref).made.facts;
    if (evaluation.kind == "exact" || !facts.teacher) continue;
    const std::int64_t length = sweep().lengths.empty() ? 0 : sweep().lengths.front();
    const bool on_the_way = evaluation.kind == "prequential";
    const std::int64_t samples = on_the_way ? std::min(evaluation.samples, length) : evaluation.samples;
    const std::int64_t first = facts.washout + (on_the_way ? length - samples : 0);
    double& share = missing[planned.ref.task];
    if (samples > 0) share = std::max(share, power_missing_from_rest(*facts.teacher, first, samples));
  }
  for (const auto& [task, share] : missing) {
    if (!(share > most)) continue;
    const sweep::Table& table = grid_->sweep().tasks.at(grid_->tasks().table(task));
    notes.push_back(fmt::format(
        "{}: task: targets that are scored have {:.0f} % less power than nmse divides by, since a test begins from rest. Set a washout?",
        places.place(table.where), 100 * share));
  }
  return notes;
}

std::vector<std::string> Preparation::data_warnings() {
  std::vector<std::string> warnings = rest_notes();
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
  std::vector<bool> counts_updates;  // by learner
  for (std::uint32_t learner = 0; learner < grid_->learners().size(); ++learner) {
    Point point;
    grid_->learners().fill(learner, point);
    counts_updates.push_back(measured_at(point.regime.kind).iterations);
  }
  for (const sweep::PlannedPoint& planned : points_.points) {
    request.ids.push_back(planned.id);
    request.evaluation_hashes.push_back(sweep::evaluation_hash(evaluation_of(planned.ref), sweep.shadows));
    request.counts_updates.push_back(counts_updates[planned.ref.learner]);
  }
  request.seeds = sweep.seeds;
  request.lengths = sweep.lengths;
  request.iterations = sweep.iterations;
  request.metrics = sweep.metrics;
  request.thresholds = sweep.thresholds;
  request.races.resize(request.ids.size());
  for (const SeededRace& race : races_)
    for (const std::uint32_t setting : race.race.settings) request.races[setting] = true;
  if (!races_.empty()) request.ask_of_races = [this](results::ResultsBuilder& runs) { ask_of_races(races_, runs); };
  request.attributes = {{"Conventions", "CF-1.9"},
                        {"title", sweep.name},
                        {"sweep", sweep::resolved_text(sweep)},
                        {"confidence", canonical(sweep.statistics.confidence)},
                        {"delta", canonical(sweep.statistics.delta)}};
  if (!sweep.shadows.empty()) request.attributes.emplace_back("shadows", sweep::shadow_names(sweep.shadows));
  if (const std::string data = data_lines(files_); !data.empty()) request.attributes.emplace_back("data", data);
  analysis::Asked asked;
  for (const sweep::AskedTable& table : sweep.comparisons) asked.comparisons.push_back(table.question);
  for (const sweep::AskedTable& table : sweep.claims) asked.claims.push_back(table.question);
  for (const sweep::AskedTable& table : sweep.marks) asked.marks.push_back(table.question);
  if (!asked.empty()) request.groups.push_back(analysis::questions_group(asked));
  request.describe = [this](results::PointColumns& columns) { describe(columns); };
  return request;
}

Preparation::TaskOfPoints& Preparation::task_of(sweep::PointRef ref) {
  const auto known = tasks_.find(ref.task);
  if (known != tasks_.end()) return known->second;
  return tasks_.emplace(ref.task, TaskOfPoints{setups_.task(grid_->resolve(ref).task)}).first->second;
}

/// An evaluation depends on the task and on whether the network is linear, which no real-valued field decides.
const Evaluation& Preparation::evaluation_of(sweep::PointRef ref) {
  const std::pair key{ref.task, grid_->poles().shape(ref.poles)};
  const auto known = evaluations_.find(key);
  if (known != evaluations_.end()) return known->second;
  return evaluations_.emplace(key, setups_.evaluation(grid_->resolve(ref), sweep().evaluation)).first->second;
}

void Preparation::describe(results::PointColumns& columns) {
  sweep::add_members(*grid_, points_, columns);
  for (const sweep::PlannedPoint& planned : points_.points)
    baseline_of(planned.ref);  // made before the file is: a task may read a file of the same library

  const auto column_of = [this]<class T>(T, const auto& of) {
    std::vector<T> all;
    all.reserve(points_.points.size());
    for (const sweep::PlannedPoint& planned : points_.points) all.push_back(of(planned.ref));
    return all;
  };
  // Of these, statistics are computed.
  const auto facts_of = [this](sweep::PointRef ref) -> const TaskFacts& { return task_of(ref).made.facts; };
  columns.say("task_recorded", column_of(std::int32_t(), [&](sweep::PointRef ref) { return facts_of(ref).recorded; }));
  columns.say("windows_overlap", column_of(std::int32_t(), [&](sweep::PointRef ref) { return facts_of(ref).window_overlap > 0; }));
  columns.say("windows_apart", column_of(std::int64_t(), [&](sweep::PointRef ref) { return facts_of(ref).windows_apart; }));
  columns.say("distinct_runs", column_of(std::int64_t(), [&](sweep::PointRef ref) {
                const std::int64_t runs = facts_of(ref).distinct_runs;
                return runs == std::numeric_limits<std::int64_t>::max() ? -1 : runs;
              }));

  const auto say_later = [&]<class T>(const char* name, T kind, const auto& of) {
    columns.say_later(name, std::vector<T>(), [column_of, kind, of] { return column_of(kind, of); });
  };
  const auto learner_of = [this](sweep::PointRef ref) -> const sweep::Table& { return grid_->table(ref, TableKind::learner); };
  say_later("learner_label", std::string(), [learner_of](sweep::PointRef ref) { return learner_of(ref).label; });
  say_later("tuned_fields", std::string(), [learner_of](sweep::PointRef ref) { return sweep::tuned_columns(learner_of(ref)); });
  say_later("parameters", std::int64_t(), [this](sweep::PointRef ref) { return costs_->of(ref).parameters; });
  columns.say_later("operations", std::vector<double>(), [this] {
    std::vector<double> operations;
    operations.reserve(points_.points.size() * sweep().lengths.size());
    for (const sweep::PlannedPoint& planned : points_.points) {
      RunExtent extent{.samples = 0, .marks = 0};
      for (const std::int64_t length : sweep().lengths) {
        extent = {.samples = static_cast<double>(length), .marks = extent.marks + 1};
        operations.push_back(polesweep::operations(costs_->of(planned.ref), extent).total());
      }
    }
    return operations;
  });
  say_later("evaluation_kind", std::string(), [this](sweep::PointRef ref) { return evaluation_of(ref).kind; });
  say_later("evaluation_samples", std::int64_t(), [this](sweep::PointRef ref) { return evaluation_of(ref).samples; });
  say_later("baseline_taps", std::int64_t(), [this](sweep::PointRef ref) { return baseline_of(ref).taps; });
  say_later("baseline_risk", double(), [this](sweep::PointRef ref) { return baseline_of(ref).risk; });
  say_later("baseline_symbol_error_rate", double(),
            [this](sweep::PointRef ref) { return baseline_of(ref).symbol_error_rate.value_or(std::numeric_limits<double>::quiet_NaN()); });
}

/// Of a test on new data; else there is none.
Baseline Preparation::baseline_of(sweep::PointRef ref) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const Baseline missing{.taps = -1, .risk = none, .symbol_error_rate = none};
  if (evaluation_of(ref).kind != "holdout") return missing;
  TaskOfPoints& task = task_of(ref);
  if (!task.baseline) task.baseline = task.made.task->comparable_baseline();
  return task.baseline->value_or(missing);
}

/// The point on the same task and poles with another learner.
static Point with_learner(const sweep::Grid& grid, Point point, std::uint32_t learner) {
  Point changed{std::move(point.task), std::move(point.network), std::move(point.poles), {}, {}};
  grid.learners().fill(learner, changed);
  return changed;
}

/// Ground by ground, so that learners share what theory needs of their poles: of the next point only the learner changes.
theory::PredictedRates Preparation::predicted_rates(const std::vector<std::uint64_t>& seeds) const {
  theory::RatePredictor predictor(points_.points.size(), seeds);
  std::vector<Point> made(1);
  std::optional<sweep::PointRef> last;
  for (const std::uint32_t point : units_.order) {
    const sweep::PointRef ref = points_.points[point].ref;
    if (!last || last->task != ref.task || last->poles != ref.poles)
      made.front() = grid_->resolve(ref);
    else if (last->learner != ref.learner)
      made.front() = with_learner(*grid_, std::move(made.front()), ref.learner);
    last = ref;
    predictor.add(point, setups_.of_group(made).front());
  }
  return predictor.take();
}

}  // namespace polesweep::execute
