#pragma once

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/results/results_builder.hpp"
#include "tests/core/results/made_up_description.hpp"

/// Made-up runs of learners that move their poles, in all regimes, and what is asked of them.
namespace polesweep::results {

inline constexpr double unmeasured = std::numeric_limits<double>::quiet_NaN();

/// Point 0 is a stream on two states, point 1 repeats on three, point 2 runs episodes on two. Ids are 0, 1, 2; no evaluation hash.
inline Point made_up_point(std::size_t point) {
  const Member task{"linear_teacher", {{"poles", std::vector<Complex>{0.5}}, {"gains", std::vector<Complex>{1.0}}}};
  const Member poles{"ring", {{"count", std::int64_t{point == 1 ? 3 : 2}}, {"radius", 0.5}}};
  const Member descent{"sgd", {{"step_size", 0.1}}};
  if (point == 0) return {task, {"diagonal", {}}, poles, {"fixed", {}}, {"lms", {{"step_size", 0.1}}}, {}, {"stream", {}}};
  const Member regime = point == 1 ? Member{"repeat", {{"passes", std::int64_t{2}}}} : Member{"episodes", {{"length", std::int64_t{9}}}};
  return {task, {"diagonal", {}}, poles, {"rtrl", {}}, {"gradient", {}}, descent, regime};
}

inline std::function<void(PointColumns&)> made_up_describer(std::vector<Point> points, std::size_t lengths) {
  return [points = std::move(points), lengths](PointColumns& columns) {
    describe_made_up(columns, points, std::vector<std::string>(points.size(), "learner"), std::vector<double>(points.size() * lengths, 1));
  };
}

/// One seed for each number of `seeds`; lengths, iterations and metrics as given.
inline Request made_up_request(std::vector<std::uint64_t> seeds, std::vector<std::int64_t> lengths, std::vector<std::int64_t> iterations,
                               std::vector<std::string> metrics) {
  Request request;
  request.ids = {{0, 0}, {0, 1}, {0, 2}};
  request.evaluation_hashes = {0, 0, 0};
  request.seeds = std::move(seeds);
  request.lengths = std::move(lengths);
  request.iterations = std::move(iterations);
  request.counts_updates = {false, true, true};
  request.metrics = std::move(metrics);
  request.thresholds = {0.5};
  request.attributes = {{"title", "made up"}, {"sweep", ""}};
  request.describe = made_up_describer({made_up_point(0), made_up_point(1), made_up_point(2)}, request.lengths.size());
  return request;
}

/// Numbers that say where they belong: base + row * 10 + column.
inline MeasuredSeries numbered(const std::string& name, double base, std::size_t rows, std::size_t width) {
  MeasuredSeries series{name, static_cast<std::int32_t>(width), {}};
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < width; ++i) series.values.push_back(base + static_cast<double>(row * 10 + i));
  return series;
}

/// A run at lengths 10, 20, 40 and iterations 1, 4 with the metrics alignment (of one shadow) and spectrum. Values of point p and seed s
/// begin at 10000 p + 1000 s; at iterations they have 0.5 more, and so has the risk 100 less than the alignment and 200 less than the
/// spectrum.
inline RunRecord made_up_run(std::size_t point, std::uint64_t seed) {
  const std::size_t states = point == 1 ? 3 : 2;
  const double base = 10000.0 * static_cast<double>(point) + 1000.0 * static_cast<double>(seed);
  RunRecord record;
  record.key = {{0, point}, seed, 0};
  record.status = Status::complete;
  record.trivial_risk = 1;
  record.lengths = {10, 20, 40};
  record.risk = numbered("risk", base, 3, 1).values;
  record.measures = {numbered("alignment", base + 100, 3, 2), numbered("spectrum", base + 200, 3, 2 * states)};
  if (point == 2) {
    record.risk.assign(3, unmeasured);
    for (MeasuredSeries& series : record.measures) series.values.assign(series.values.size(), unmeasured);
  }
  if (point == 0) return record;
  record.iterations = {1, 4};
  const std::size_t rows = point == 1 ? 6 : 2;
  record.training = {numbered("risk", base + 0.5, rows, 1), numbered("alignment", base + 100.5, rows, 2),
                     numbered("spectrum", base + 200.5, rows, 2 * states)};
  return record;
}

inline const std::vector<std::string> made_up_metrics{"alignment", "spectrum"};

/// The data set of all runs of seeds 0 and 1 but one: point 2, seed 1.
inline Group made_up_training() {
  ResultsBuilder builder(made_up_request({0, 1}, {10, 20, 40}, {1, 4}, made_up_metrics));
  for (std::size_t point = 0; point < 3; ++point)
    for (std::uint64_t seed = 0; seed < (point == 2 ? 1u : 2u); ++seed) builder.add(made_up_run(point, seed));
  return builder.build();
}

}  // namespace polesweep::results
