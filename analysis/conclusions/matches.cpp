#include "analysis/conclusions/matches.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.hpp"

namespace polesweep::analysis {
namespace {

/// What chooses settings for a quantity: the risk at the same place. A threshold is no place, so that the last length counts there.
Subject choosing_subject(const Runs& runs, const Subject& subject) {
  const DerivedQuantity* derived = find_derived_quantity(subject.quantity);
  const double at = derived && !derived->per_length ? 0 : subject.at;
  return {.along = runs.lengths().empty() ? Along::iterations : subject.along,
          .at = at,
          .iteration = subject.iteration,
          .over_sets = subject.over_sets};
}

std::optional<Quantity> choosing_risk(const results::Group& root, const Runs& runs, const Subject& subject) {
  try {
    return Quantity(root, runs, choosing_subject(runs, subject));
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Jury jury_of(const Runs& runs, const std::vector<const ByAxis*>& groups) {
  bool chooses = false;
  bool overlap = false;
  std::vector<std::size_t> points;
  for (const ByAxis* by_axis : groups)
    for (const auto& [position, settings] : *by_axis) {
      chooses = chooses || settings.size() > 1;
      points.insert(points.end(), settings.begin(), settings.end());
      for (const std::size_t point : settings) overlap = overlap || runs.windows_overlap(point);
    }
  Jury jury{split_seeds(runs, points), "", runs.any_given_data(points)};
  if (!chooses) jury.halves = {runs.distinct_seeds(points), runs.distinct_seeds(points), false, 0};
  if (chooses && !jury.halves.split) jury.objection = "settings were chosen and judged on the same seeds";
  if (overlap || !runs.have_interval(points)) jury.objection = "the runs are not independent";
  return jury;
}

Jury jury_of(const Runs& runs, const Context& context) {
  std::vector<const ByAxis*> groups;
  for (const auto& [value, by_axis] : context.by_value) groups.push_back(&by_axis);
  return jury_of(runs, groups);
}

Jury common_jury(const Runs& runs, const std::vector<const ByAxis*>& groups) {
  Jury jury = jury_of(runs, {groups.front()});
  for (const ByAxis* group : groups) {
    Jury own = jury_of(runs, {group});
    const bool given_data = jury.given_data || own.given_data;
    if (own.given_data && !jury.given_data && !jury.halves.split) jury.halves = own.halves;  // more than the one that others have
    if (own.halves.split) jury = own;  // where one chooses, all are judged on the seeds that did not
    jury.given_data = given_data;
    if (!own.objection.empty()) jury.objection = own.objection;
  }
  return jury;
}

Matches::Matches(const results::Group& root, const Runs& runs, const Subject& subject)
    : runs_(runs), quantity_(root, runs, subject), risk_(choosing_risk(root, runs, subject)) {}

std::size_t Matches::chosen(const Settings& settings, const Jury& jury) const {
  return chosen(settings, jury, risk_ ? risk_->position() : 0);
}

std::size_t Matches::chosen(const Settings& settings, const Jury& jury, std::size_t position) const {
  if (settings.size() == 1 || !risk_) return settings.front();
  const std::size_t at = std::min(position, risk_->axis().size() - 1);
  return best_setting(settings, jury.halves.choosing, [&](std::size_t point, std::size_t seed) { return risk_->along(point, seed, at); });
}

bool Matches::are_without_record(const ByAxis& by_axis, const Axis* axis) const {
  const auto run_is = [&](std::size_t point, std::size_t seed) {
    if (runs_.status(point, seed) != Status::complete) return false;
    if (!axis || !is_axis(axis->path)) return !quantity_.has_record(point, seed, quantity_.position());
    for (std::size_t i = 0; i < quantity_.axis().size(); ++i)
      if (within_limits(quantity_.axis()[i], *axis) && quantity_.has_record(point, seed, i)) return false;
    return true;
  };
  for (const auto& [x, settings] : by_axis)
    for (const std::size_t point : settings)
      for (std::size_t seed = 0; seed < runs_.seeds(); ++seed)
        if (!run_is(point, seed)) return false;
  return true;
}

Curve Matches::curve(const ByAxis& by_axis, const Jury& jury, const Axis* axis) const {
  Curve curve;
  const auto add = [&](double x, std::size_t point, std::size_t position) {
    curve.x.push_back(x);
    curve.runs.emplace_back();
    curve.diverged.emplace_back();
    curve.absent.emplace_back();
    bool any = !quantity_.is_recorded() &&
               quantity_.can_have(point);  // a point of whose runs none has what is recorded is one that cannot have it
    for (const std::size_t seed : jury.halves.judging) {
      curve.runs.back().push_back(quantity_.along(point, seed, position));
      curve.diverged.back().push_back(runs_.status(point, seed) == Status::diverged);
      any = any || curve.diverged.back().back() || !std::isnan(curve.runs.back().back());
    }
    for (std::size_t i = 0; i < curve.runs.back().size(); ++i) {
      const std::size_t seed = jury.halves.judging[i];
      const bool has_value = !std::isnan(curve.runs.back()[i]);
      const bool absent = !has_value && (!any || runs_.status(point, seed) == Status::missing);
      curve.absent.back().push_back(absent);
      if (!has_value) ++(absent ? curve.left_out : curve.missing)[quantity_.why_missing(point, seed, position)];
    }
  };
  const bool recorded_axis = axis && is_axis(axis->path);
  if (recorded_axis) {
    const Settings& settings = by_axis.begin()->second;
    std::set<std::size_t> joined;
    for (std::size_t i = 0; i < quantity_.axis().size(); ++i)
      if (within_limits(quantity_.axis()[i], *axis)) {
        add(quantity_.axis()[i], chosen(settings, jury, i), i);
        joined.insert(chosen(settings, jury, i));
      }
    curve.settings = joined.size();
    return curve;
  }
  for (const auto& [x, settings] : by_axis)
    if (!axis || within_limits(x, *axis)) add(x, chosen(settings, jury), quantity_.position());
  return curve;
}

RunsAlong nmse_along(const Runs& runs, std::size_t point, const std::vector<std::size_t>& seeds) {
  RunsAlong nmse(runs.lengths().size());
  for (std::size_t l = 0; l < nmse.size(); ++l)
    for (const std::size_t seed : seeds) nmse[l].push_back(runs.nmse(Along::lengths, point, seed, l));
  return nmse;
}

}  // namespace polesweep::analysis
