#include "analysis/results/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/text/numbers.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

std::size_t position_of(const std::vector<double>& axis, double value, const char* what) {
  const auto found = std::find(axis.begin(), axis.end(), value);
  if (found == axis.end()) throw Error(fmt::format("{} {} was not measured", what, value));
  return static_cast<std::size_t>(found - axis.begin());
}

template <class T>
std::vector<double> as_reals(std::span<const T> values) {
  return {values.begin(), values.end()};
}

/// A variable that begins with these dimensions and has at most one more.
struct Measured {
  std::span<const double> values;
  std::size_t width = 1;
};

Measured find_measured(const results::Group& group, const Subject& subject, std::vector<std::string> dimensions) {
  const results::Variable* variable = group.find(subject.quantity);
  if (variable == nullptr) throw Error(fmt::format("'{}' was not measured", subject.quantity));
  std::size_t width = 1;
  if (variable->dimensions.size() == dimensions.size() + 1) {
    dimensions.push_back(variable->dimensions.back());
    width = group.size_of(dimensions.back());
  }
  if (static_cast<std::size_t>(subject.element) >= width)
    throw Error(fmt::format("'{}' has no element {} (there are {})", subject.quantity, subject.element, width));
  return {values<double>(group, subject.quantity, dimensions), width};
}

}  // namespace

std::size_t threshold_position(const Runs& runs, double at) {
  const std::vector<double> thresholds = as_reals(runs.thresholds());
  if (thresholds.empty()) throw Error("the sweep has no thresholds");
  if (at != 0) return position_of(thresholds, at, "threshold");
  return static_cast<std::size_t>(std::min_element(thresholds.begin(), thresholds.end()) - thresholds.begin());
}

Quantity::Quantity(const results::Group& root, const Runs& runs, const Subject& subject, bool by_iteration) : runs_(&runs) {
  if (by_iteration || subject.iteration > 0)
    read_training(root, runs, subject);
  else if (find_derived_quantity(subject.quantity))
    read_derived(root, runs, subject);
  else
    read_run_variable(root, runs, subject);
}

std::string Quantity::why_missing(std::size_t point, std::size_t seed, std::size_t) const {
  switch (runs_->status(point, seed)) {
    case Status::missing: return "not computed yet";
    case Status::failed: return "failed";
    default: break;
  }
  if (rate_reason_) return in_words(rate_reasons()[static_cast<std::size_t>(rate_reason_(point, seed))].second);
  return runs_->status(point, seed) == Status::diverged ? "diverged" : "not measured";
}

void Quantity::read_run_variable(const results::Group& root, const Runs& runs, const Subject& subject) {
  axis_ = as_reals(runs.lengths());
  if (axis_.empty()) throw Error("the sweep has no lengths (of episodes: name an iteration)");
  position_ = subject.at == 0 ? runs.last_measured_length() : position_of(axis_, subject.at, "length");
  if (subject.quantity == normalised_risk) {
    value_ = [&runs](std::size_t p, std::size_t s, std::size_t l) { return runs.nmse(p, s, l); };
    return;
  }
  const Measured measured = find_measured(root, subject, {"point", "seed", "length"});
  const auto element = static_cast<std::size_t>(subject.element);
  value_ = [measured, element, seeds = runs.seeds(), lengths = axis_.size()](std::size_t p, std::size_t s, std::size_t l) {
    return measured.values[((p * seeds + s) * lengths + l) * measured.width + element];
  };
}

void Quantity::read_training(const results::Group& root, const Runs& runs, const Subject& subject) {
  const results::Group* training = root.find_group("training");
  if (training == nullptr) throw Error("nothing was measured at iterations");
  axis_ = as_reals(values<std::int64_t>(*training, "iteration", {"iteration"}));
  position_ = subject.iteration == 0 ? axis_.size() - 1 : position_of(axis_, static_cast<double>(subject.iteration), "iteration");
  const std::vector<double> lengths = as_reals(values<std::int64_t>(*training, "training_length", {"training_length"}));
  const std::size_t length = subject.at == 0 ? lengths.size() - 1 : position_of(lengths, subject.at, "length");
  const Measured measured = find_measured(*training, subject, {"training_point", "seed", "training_length", "iteration"});
  const auto points = values<std::int64_t>(*training, "training_point", {"training_point"});
  const auto element = static_cast<std::size_t>(subject.element);
  value_ = [=, seeds = runs.seeds(), count = lengths.size(), iterations = axis_.size(), width = measured.width](
               std::size_t p, std::size_t s, std::size_t i) {
    const auto found = std::lower_bound(points.begin(), points.end(), static_cast<std::int64_t>(p));
    if (found == points.end() || *found != static_cast<std::int64_t>(p)) return nan;
    const auto row = static_cast<std::size_t>(found - points.begin());
    const auto at = [&](std::size_t l) { return measured.values[(((row * seeds + s) * count + l) * iterations + i) * width + element]; };
    // Of episodes the first length stands for none.
    return std::isnan(at(length)) && length + 1 == count ? at(0) : at(length);
  };
}

void Quantity::read_rate_by_update(const results::Group& root, const Runs& runs) {
  const Quantity risk(root, runs, {"risk", 0, 0, 0}, true);
  const std::vector<std::int64_t> updates(risk.axis().begin(), risk.axis().end());
  const auto rate = [=](std::size_t p, std::size_t s) {
    std::vector<double> curve;
    for (std::size_t i = 0; i < updates.size(); ++i) curve.push_back(risk.along(p, s, i));
    return convergence_rate(updates, curve);
  };
  value_ = [rate](std::size_t p, std::size_t s, std::size_t) { return rate(p, s).value; };
  rate_reason_ = [rate](std::size_t p, std::size_t s) { return rate(p, s).reason; };
}

void Quantity::read_derived(const results::Group& root, const Runs& runs, const Subject& subject) {
  const std::string& name = subject.quantity;
  const std::size_t seeds = runs.seeds();
  axis_ = {0.0};
  if (name == "operations") {
    axis_ = as_reals(runs.lengths());
    if (axis_.empty()) throw Error("operations are counted up to a length, and the sweep has none");
    position_ = subject.at == 0 ? runs.last_measured_length() : position_of(axis_, subject.at, "length");
    value_ = [&runs](std::size_t p, std::size_t s, std::size_t l) { return runs.has_finished(p, s) ? runs.operations(p, l) : nan; };
  } else if (name == "diverged") {
    value_ = [&runs](std::size_t p, std::size_t s, std::size_t) {
      if (!runs.has_finished(p, s)) return nan;
      return runs.status(p, s) == Status::diverged ? 1.0 : 0.0;
    };
  } else if (name == "wall_seconds") {
    value_ = [times = values<double>(root, name, {"point", "seed"}), seeds](std::size_t p, std::size_t s, std::size_t) {
      return times[p * seeds + s];
    };
  } else if (name == "update_rate") {
    read_rate_by_update(root, runs);
  } else {
    const results::Group* statistics = root.find_group("statistics");
    if (statistics == nullptr) throw Error("statistics: no such group (it is needed for what is derived from runs)");
    if (name == "convergence_rate") {
      value_ = [rates = values<double>(*statistics, name, {"point", "seed"}), seeds](std::size_t p, std::size_t s, std::size_t) {
        return rates[p * seeds + s];
      };
      rate_reason_ = [reasons = values<std::int32_t>(*statistics, name + "_reason", {"point", "seed"}), seeds](
                         std::size_t p, std::size_t s) { return static_cast<RateReason>(reasons[p * seeds + s]); };
    } else if (name == "samples_to_threshold") {
      const std::size_t threshold = threshold_position(runs, subject.at);
      value_ = [samples = values<double>(*statistics, name, {"point", "seed", "threshold"}), seeds, threshold,
                thresholds = runs.thresholds().size()](std::size_t p, std::size_t s, std::size_t) {
        return samples[(p * seeds + s) * thresholds + threshold];
      };
    } else {
      throw Error(fmt::format("'{}' has no value for each run (only a ratio can be formed of it)", name));
    }
  }
}

}  // namespace polesweep::analysis
