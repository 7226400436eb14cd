#include "analysis/results/quantities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/results/contexts.hpp"
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

/// A variable that begins with these dimensions; those that it has beside them are one list, the last of them fastest.
struct Measured {
  std::span<const double> values;
  std::size_t width = 1;
};

Measured find_measured(const MeasuredAxis& axis, const Subject& subject) {
  const results::Group& group = axis.group();
  std::vector<std::string> dimensions = axis.dimensions();
  const results::Variable* variable = group.find(subject.quantity);
  if (variable == nullptr) throw Error(fmt::format("'{}' was not measured", subject.quantity));
  std::size_t width = 1;
  for (std::size_t own = dimensions.size(); own < variable->dimensions.size(); ++own) {
    dimensions.push_back(variable->dimensions[own]);
    width *= group.size_of(dimensions.back());
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

Quantity::Quantity(const results::Group& root, const Runs& runs, const Subject& subject)
    : runs_(&runs), derived_(find_derived_quantity(subject.quantity)) {
  if (derived_)
    read_derived(root, runs, subject);
  else
    read_measured(runs, subject);
  uncombined_ = value_;
  if (!subject.minus.empty())
    value_ = [own = std::move(value_), other = values_of(root, subject, subject.minus)](std::size_t p, std::size_t s, std::size_t i) {
      return own(p, s, i) - other(p, s, i);
    };
  if (!subject.divided_by.empty())
    value_ = [own = std::move(value_), other = values_of(root, subject, subject.divided_by)](std::size_t p, std::size_t s, std::size_t i) {
      const double divisor = other(p, s, i);
      return divisor == 0 || std::isinf(divisor) ? nan : own(p, s, i) / divisor;
    };
}

/// The numbers of a term at the places of this quantity.
Quantity::ValueAt Quantity::values_of(const results::Group& root, const Subject& subject, const std::string& text) const {
  const std::optional<Term> term = parse_term(text);
  if (!term) throw Error(fmt::format("'{}' is no number, field or quantity", text));
  if (term->number) return [number = *term->number](std::size_t, std::size_t, std::size_t) { return number; };
  if (!term->path.empty()) {
    const results::Variable& column = PointFields(root).column(term->path);
    return [&column](std::size_t p, std::size_t, std::size_t) { return number_at(column, p); };
  }
  const Quantity other(root, *runs_, subject_of(*term, subject));
  const bool has_places = (!term->place || subject.over_sets) && other.axis_.size() > 1 && axis_.size() > 1;
  if (has_places && other.axis_ != axis_) throw Error(fmt::format("{} is not measured where {} is", text, subject.quantity));
  return [other, has_places](std::size_t p, std::size_t s, std::size_t i) { return has_places ? other.along(p, s, i) : other.of(p, s); };
}

std::string Quantity::why_missing(std::size_t point, std::size_t seed, std::size_t position) const {
  switch (runs_->status(point, seed)) {
    case Status::missing: return "not computed yet";
    case Status::failed: return "failed";
    case Status::dropped: return "setting lost a race";
    default: break;
  }
  const bool diverged = runs_->status(point, seed) == Status::diverged;
  if (std::isnan(value_(point, seed, position)) && !std::isnan(uncombined_(point, seed, position)))
    return diverged ? "diverged" : "minus or divided_by leaves no number";
  if (own_reason_) return own_reason_(point, seed);
  return diverged ? "diverged" : "not measured";
}

void Quantity::read_measured(const Runs& runs, const Subject& subject) {
  const Along along = subject.along;
  const MeasuredAxis& axis = runs.axis(along);
  if (axis.places().empty()) throw Error("the sweep has no lengths (of episodes: name an iteration)");
  axis_ = as_reals(axis.places());
  const double place = along == Along::lengths ? subject.at : static_cast<double>(subject.iteration);
  const std::size_t last = runs.has_risk(along) ? runs.last_measured(along) : axis_.size() - 1;
  position_ = place == 0 ? last : position_of(axis_, place, words(along).name);
  // A length is the place along lengths, and says which set is meant along iterations.
  const bool names_set = along == Along::iterations && subject.at != 0;
  const std::size_t named = names_set ? position_of(as_reals(axis.set_lengths()), subject.at, "length") : axis.sets() - 1;
  const auto set_of = [&axis, named](std::size_t p) { return named + 1 == axis.sets() ? axis.usual_set(p) : named; };
  const bool is_nmse = subject.quantity == normalised_risk;
  const Measured measured = find_measured(axis, is_nmse ? Subject{.element = subject.element} : subject);
  const auto element = static_cast<std::size_t>(subject.element);
  const bool over_sets = subject.over_sets;
  const auto read = [=, &axis, iteration = position_](std::size_t p, std::size_t s, std::size_t i) {
    const std::optional<std::size_t> row = axis.row(p);
    if (!row || (over_sets && axis.has_episodes(p))) return nan;
    return measured.values[(axis.start(*row, s, over_sets ? i : set_of(p)) + (over_sets ? iteration : i)) * measured.width + element];
  };
  if (over_sets) {
    axis_ = as_reals(axis.set_lengths());
    position_ = axis_.size() - 1;
  }
  has_record_ = [read](std::size_t p, std::size_t s, std::size_t i) { return !std::isnan(read(p, s, i)); };
  value_ = [=, &runs](std::size_t p, std::size_t s, std::size_t i) {
    return is_nmse ? read(p, s, i) / runs.trivial_risk(p, s) : read(p, s, i);
  };
}

/// From /statistics: [rows][sets][seeds].
void Quantity::read_of_curve(const results::Group& statistics, const MeasuredAxis& axis, const std::string& name) {
  std::vector<std::string> dimensions = axis.set_dimensions();
  dimensions.emplace_back("seed");
  // Files of an older program have no plateaus.
  if (statistics.find(name) == nullptr) throw Error(fmt::format("'{}' is not in the statistics of this file", name));
  const auto numbers = values<double>(statistics, name, dimensions);
  const auto position = [&axis, seeds = runs_->seeds()](std::size_t p, std::size_t s) -> std::optional<std::size_t> {
    const std::optional<std::size_t> row = axis.row(p);
    return row ? std::optional((*row * axis.sets() + axis.usual_set(p)) * seeds + s) : std::nullopt;
  };
  value_ = [=](std::size_t p, std::size_t s, std::size_t) {
    const auto at = position(p, s);
    return at ? numbers[*at] : nan;
  };
  has_curve_ = [&axis](std::size_t p) { return axis.row(p).has_value(); };
  if (name != words(axis.along()).rate) {
    own_reason_ = [this_has = has_curve_](std::size_t p, std::size_t) { return this_has(p) ? "does not fall by a tenth" : "not measured"; };
    return;
  }
  const auto reasons = values<std::int32_t>(statistics, name + "_reason", dimensions);
  own_reason_ = [=](std::size_t p, std::size_t s) {
    const auto at = position(p, s);
    return in_words(
        rate_reasons()[at ? static_cast<std::size_t>(reasons[*at]) : static_cast<std::size_t>(RateReason::not_measured)].second);
  };
}

void Quantity::read_derived(const results::Group& root, const Runs& runs, const Subject& subject) {
  const std::string& name = subject.quantity;
  if (find_derived_quantity(name)->along != subject.along)
    throw Error(fmt::format("{} is not measured at {}s", name, words(subject.along).name));
  const std::size_t seeds = runs.seeds();
  axis_ = {0.0};
  if (name == "operations") {
    axis_ = as_reals(runs.lengths());
    if (axis_.empty()) throw Error("operations are counted up to a length, and the sweep has none");
    position_ = subject.at == 0 ? runs.last_measured(Along::lengths) : position_of(axis_, subject.at, "length");
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
  } else {
    const results::Group* statistics = root.find_group("statistics");
    if (statistics == nullptr) throw Error("statistics: no such group (it is needed for what is derived from runs)");
    if (name == words(subject.along).rate || name == words(subject.along).plateau) {
      read_of_curve(*statistics, runs.axis(subject.along), name);
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
