#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/members/parts.hpp"
#include "core/results/results_builder.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

template <class T, class Text>
std::vector<std::string> texts_of(const std::vector<T>& values, const Text& text) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const T& value : values) texts.push_back(text(value));
  return texts;
}

/// A column that is given away when it is written.
template <class T>
Variable given_away(const char* name, std::vector<T>& column) {
  Variable variable = make_variable("", name, std::vector<T>{});
  variable.make = [column = std::exchange(column, {})]() mutable { return Values(std::move(column)); };
  return variable;
}

}  // namespace

Group ResultsBuilder::build() const {
  ResultsBuilder copy = *this;
  Group root = copy.take();
  make_all(root);
  return root;
}

/// 0 of a run that never began, -1 of one that did not lose.
std::int64_t ResultsBuilder::dropped_after(std::size_t point, std::size_t seed) const {
  const std::size_t lengths = asked(point, seed);
  if (!is_done(point, seed) || lengths >= request_.lengths.size()) return -1;
  return lengths == 0 ? 0 : request_.lengths[lengths - 1];
}

Group ResultsBuilder::failures_group() const {
  Group failures{.name = "failures", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}};
  std::vector<std::int64_t> failed_points;
  std::vector<std::uint64_t> failed_seeds;
  std::vector<std::string> messages;
  for (const Failure& failure : failures_) {
    failed_points.push_back(static_cast<std::int64_t>(failure.point));
    failed_seeds.push_back(request_.seeds[failure.seed]);
    messages.push_back(failure.message);
  }
  // A dimension of length 0 counts as a record dimension, on which some tools end in a crash.
  if (!failures_.empty()) failures.dimensions = {{"failure", failures_.size()}};
  if (!failures_.empty())
    failures.variables = {make_variable("failures", "failed_point", std::move(failed_points)),
                          make_variable("failures", "failed_seed", std::move(failed_seeds)),
                          make_variable("failures", "message", std::move(messages))};
  return failures;
}

Group ResultsBuilder::take() {
  const std::size_t points = request_.ids.size();
  Group root;
  root.attributes = std::exchange(request_.attributes, {});
  root.attributes.emplace_back("schema", std::to_string(schema_version));
  root.attributes.emplace_back("complete", count(Status::missing) == 0 ? "true" : "false");
  root.dimensions = {
      {"point", points}, {"seed", request_.seeds.size()}, {"length", request_.lengths.size()}, {"threshold", request_.thresholds.size()}};
  const auto add = [&](Variable variable) { root.variables.push_back(std::move(variable)); };
  const auto say = [&](const char* name, Values values) { add(make_variable("", name, std::move(values))); };
  say("point", counted(points));
  say("seed", request_.seeds);
  say("length", request_.lengths);
  say("threshold", request_.thresholds);

  PointColumns columns(points);
  using Texts = std::vector<std::string>;
  columns.say_later("point_id", Texts(), [this] { return texts_of(request_.ids, [](const PointId& id) { return id.hex(); }); });
  columns.say_later("evaluation_hash", Texts(), [this] {
    return texts_of(request_.evaluation_hashes, [](std::uint64_t hash) { return fmt::format("{:016x}", hash); });
  });
  if (points > 0) request_.describe(columns);
  for (Variable& variable : columns.take()) {
    // Statistics ask whose runs are of episodes.
    if (variable.name == column_of(kind_path(Family::regime)) && variable.make) variable.values = std::exchange(variable.make, {})();
    add(std::move(variable));
  }

  const auto of_runs = [&]<class T>(T (ResultsBuilder::*value)(std::size_t, std::size_t) const) {
    std::vector<T> column;
    column.reserve(run_count());
    for (std::size_t point = 0; point < points; ++point)
      for (std::size_t seed = 0; seed < request_.seeds.size(); ++seed) column.push_back((this->*value)(point, seed));
    return column;
  };
  say("status", of_runs(&ResultsBuilder::status_number));
  if (!asked_.empty()) say("dropped_after", of_runs(&ResultsBuilder::dropped_after));
  add(given_away("diverged_at", diverged_at_));
  say("trivial_risk", std::exchange(trivial_risk_, {}));
  add(given_away("wall_seconds", wall_seconds_));
  add(given_away("processor_seconds", processor_seconds_));
  std::optional<Group> training = request_.iterations.empty() ? std::nullopt : std::optional(take_training());
  if (training) share_dimensions(*training, at_lengths_, root);
  add_variables(root, std::exchange(at_lengths_, {}), {"point", "seed", "length"});

  root.groups.push_back(failures_group());
  if (training) root.groups.push_back(std::move(*training));
  root.groups.insert(root.groups.end(), request_.groups.begin(), request_.groups.end());
  return root;
}

/// What is measured at iterations, of the points that have such measures.
Group ResultsBuilder::take_training() {
  std::vector<std::int64_t> points;
  for (const auto& [run, series] : at_iterations_) {
    const auto point = static_cast<std::int64_t>(run / request_.seeds.size());
    if (points.empty() || points.back() != point) points.push_back(point);
  }
  // Without lengths, the runs are of episodes and have one row; with lengths, theirs is the first.
  const std::vector<std::int64_t> lengths = request_.lengths.empty() ? std::vector<std::int64_t>{0} : request_.lengths;
  Group group{.name = "training",
              .attributes = {},
              .dimensions = {{"training_point", points.size()},
                             {"seed", request_.seeds.size()},
                             {"training_length", lengths.size()},
                             {"iteration", request_.iterations.size()}},
              .variables = {},
              .groups = {}};
  const std::size_t rows = lengths.size() * request_.iterations.size();
  std::vector<MeasureArray> arrays;
  for (const std::string& name : measures()) arrays.emplace_back(name, points.size() * request_.seeds.size(), rows);
  for (const auto& [run, list] : at_iterations_) {
    const auto found = std::lower_bound(points.begin(), points.end(), static_cast<std::int64_t>(run / request_.seeds.size()));
    const std::size_t own = static_cast<std::size_t>(found - points.begin()) * request_.seeds.size() + run % request_.seeds.size();
    for (std::size_t i = 0; i < list.size(); ++i) arrays[i].put(own, list[i]);
  }
  at_iterations_.clear();
  group.variables = {make_variable("training", "training_point", points), make_variable("training", "seed", request_.seeds),
                     make_variable("training", "training_length", lengths), make_variable("training", "iteration", request_.iterations)};
  for (const MeasureArray& array : at_lengths_) array.add_dimension(group);
  add_variables(group, std::move(arrays), {"training_point", "seed", "training_length", "iteration"});
  return group;
}

}  // namespace polesweep::results
