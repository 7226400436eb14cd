#include "analysis/figures/measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/text/numbers.hpp"
#include "core/error.hpp"

namespace polesweep::analysis {

std::optional<MeasuredAlong> MeasuredAlong::find(const FigureSource& source, const std::string& name, Along along) {
  MeasuredAlong found;
  found.along_ = along;
  try {
    // The first element that is not there ends the list.
    for (std::int64_t element = 0;; ++element)
      found.elements_.emplace_back(source.root, source.runs, Subject{.quantity = name, .along = along, .element = element});
  } catch (const Error&) {
    if (found.elements_.empty() || found.axis().empty()) return std::nullopt;
  }
  return found;
}

std::string MeasuredAlong::place(std::size_t position) const {
  return fmt::format("after {} {}", number(axis()[position]), axis()[position] == 1 ? words(along_).unit : words(along_).units);
}

std::vector<std::size_t> MeasuredAlong::positions(const Runs& runs, std::size_t point) const {
  std::vector<std::size_t> positions;
  const std::vector<std::size_t> seeds = runs.distinct_seeds(point);
  for (std::size_t i = 0; i < axis().size(); ++i)
    if (std::any_of(seeds.begin(), seeds.end(), [&](std::size_t s) { return !std::isnan(elements_.front().along(point, s, i)); }))
      positions.push_back(i);
  return positions;
}

PlottedCurve MeasuredAlong::curve(const Runs& runs, std::size_t point, std::size_t element, const std::string& label) const {
  PlottedCurve curve{label, axis(), {}, {}, {}};
  const std::vector<std::size_t> seeds = runs.distinct_seeds(point);
  for (std::size_t i = 0; i < axis().size(); ++i) {
    std::vector<double> sample;
    sample.reserve(seeds.size());
    for (const std::size_t seed : seeds) sample.push_back(elements_[element].along(point, seed, i));
    const Estimate median = median_of(sample, runs.confidence());
    curve.y.push_back(median.value);
    curve.low.push_back(runs.has_interval(point) ? median.low : std::nan(""));
    curve.high.push_back(runs.has_interval(point) ? median.high : std::nan(""));
  }
  return curve;
}

std::string MeasuredAlong::finite_runs(const Runs& runs, const Panel& panel) const {
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  std::size_t most = 0;
  std::size_t all = 0;
  for (const Entry& entry : panel.entries) {
    const std::vector<std::size_t> seeds = runs.distinct_seeds(entry.point);
    for (const Quantity& element : elements_)
      for (std::size_t i = 0; i < axis().size(); ++i) {
        const auto finite = static_cast<std::size_t>(std::count_if(
            seeds.begin(), seeds.end(), [&](std::size_t seed) { return std::isfinite(element.along(entry.point, seed, i)); }));
        if (finite == 0) continue;  // nothing is drawn there
        fewest = std::min(fewest, finite);
        most = std::max(most, finite);
        all = std::max(all, seeds.size());
      }
  }
  if (fewest >= all) return "";
  return fmt::format(" Where anything is drawn, {}{} of {} have a finite value.", fewest, most > fewest ? fmt::format(" to {}", most) : "",
                     counted(all, "run"));
}

void for_each_axis(const FigureSource& source, const std::vector<std::string>& metrics,
                   const std::function<void(const std::vector<MeasuredAlong>&)>& make) {
  for (const Along along : every_axis) {
    std::vector<MeasuredAlong> measured;
    for (const std::string& metric : metrics)
      if (auto found = MeasuredAlong::find(source, metric, along)) measured.push_back(*std::move(found));
    if (measured.size() == metrics.size()) make(measured);
  }
}

std::string band_sentence(const Runs& runs, std::size_t point) {
  return fmt::format("bands are {:g} % order-statistic intervals of the median over {}{}.", 100 * runs.stated_confidence(),
                     counted(runs.distinct_seeds(point).size(), "seed"),
                     runs.windows_overlap(point) ? "; the data windows overlap, so that they are descriptive"
                     : runs.given_data(point)    ? ", given the one data window: runs differ in initial weights alone"
                                                 : "");
}

bool has_values(const PlottedCurve& curve) {
  return std::any_of(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); });
}

}  // namespace polesweep::analysis
