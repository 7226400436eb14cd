#include "analysis/conclusions/deciders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/conclusions/matches.hpp"
#include "analysis/results/sides.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/theory/formulas.hpp"

namespace polesweep::analysis {
namespace {

/// A claim as its kind reads it.
struct Request {
  const ClaimKind& kind;
  Subject subject;
  Pair pair;
  Axis axis;
  FormulaChoice formula;
  Scope scope;
  bool pools = false;
  Subject other;  ///< of the kinds that relate two quantities

  bool has_field_axis() const { return kind.has_axis && !is_axis(axis.path); }
};

Request read_request(const Question& claim) {
  const ClaimKind* kind = find_claim_kind(claim.kind);
  if (kind == nullptr) throw Error(fmt::format("unknown kind '{}'", claim.kind));
  Fields fields(claim.fields);
  Request request{
      .kind = *kind, .subject = read_subject(fields), .pair = {}, .axis = {}, .formula = {}, .scope = read_scope(fields), .other = {}};
  request.pools = kind->relates || (kind->pools_points && read_pool(fields));
  if (kind->compares) request.pair = read_pair(fields);
  if (request.pair.between == words(Along::iterations).name) request.subject.along = Along::iterations;
  if (kind->has_axis) request.axis = read_axis(fields);
  if (kind->has_axis) request.subject = along_axis(std::move(request.subject), request.axis);
  if (kind->has_formula) request.formula = read_formula(fields);
  if (!kind->relates) return request;
  const std::string other = read_other(fields);
  const std::optional<Term> term = parse_term(other);
  if (!term || term->quantity.empty()) throw Error(fmt::format("'{}' is no quantity", other));
  request.other = subject_of(*term, request.subject);
  return request;
}

/// The value of a formula with parameters from the claim and from the fields of a point.
double expected_at(const Request& request, const Question& claim, const PointFields& fields, std::size_t point) {
  for (const theory::Formula* formula : theory::formulas()) {
    if (request.formula.name != formula->name) continue;
    FieldValues parameters = claim.parameters;
    for (const FieldSpec& spec : theory::parameters(*formula)) {
      const auto given = parameters.find(spec.name);
      if (given == parameters.end() || spec.type == FieldType::text) continue;
      const auto* path = std::get_if<std::string>(&given->second);
      if (!path) continue;
      auto value = parse_plain_text(spec.type, PointFields::text(fields.column(*path), point));
      if (!value) throw Error(fmt::format("{}: a point has no such number for {}", *path, spec.name));
      given->second = *std::move(value);
    }
    const Value value = theory::evaluate(*formula, parameters);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    const auto* numbers = std::get_if<std::vector<double>>(&value);
    if (!numbers) throw Error(fmt::format("{}: gives complex numbers", formula->name));
    if (static_cast<std::size_t>(request.formula.component) >= numbers->size())
      throw Error(fmt::format("{}: gives {} numbers", formula->name, numbers->size()));
    return (*numbers)[static_cast<std::size_t>(request.formula.component)];
  }
  throw Error(fmt::format("unknown formula '{}'", request.formula.name));
}

/// The subject at the place that a value of `between` names.
Subject at_place(Subject subject, const std::string& between, const std::string& value) {
  const auto number = parse_plain_text(FieldType::real, value);
  if (!number) throw Error(fmt::format("{}: '{}' is no number", between, value));
  const double place = std::get<double>(*number);
  if (between == "element")
    subject.element = static_cast<std::int64_t>(place);
  else if (between == words(Along::iterations).name)
    subject.iteration = static_cast<std::int64_t>(place);
  else
    subject.at = place;
  return subject;
}

class Decider {
 public:
  Decider(const results::Group& root, const Runs& runs, const PointFields& fields, const Question& claim)
      : runs_(runs),
        fields_(fields),
        claim_(claim),
        request_(read_request(claim)),
        matches_(
            matches(root, compares_places() ? at_place(request_.subject, request_.pair.between, request_.pair.of) : request_.subject)) {
    if (request_.kind.relates) reference_.emplace(root, runs_, request_.other);
    if (compares_places()) reference_.emplace(matches(root, at_place(request_.subject, request_.pair.between, request_.pair.reference)));
  }

  DecidedParts decide() const {
    std::vector<Sides> sides =
        sides_of(fields_, claim_, compares_groups() ? request_.pair : Pair{}, request_.has_field_axis() ? request_.axis.path : "");
    if (sides.empty()) throw Error("the conditions leave no points that it could be decided from");
    const std::size_t with_sides = sides.size();
    std::erase_if(sides, [&](const Sides& one) { return !has_places(one); });
    if (sides.empty()) throw Error(no_places());
    if (request_.pools) return {{pooled(sides)}, ""};
    DecidedParts decided;
    if (const std::size_t without = with_sides - sides.size(); without > 0)
      decided.without_part = fmt::format("{}: fewer than {} of {}{}", no_part(without, with_sides),
                                         counted(request_.kind.fewest_places, "value"), request_.axis.path, between_limits());
    std::vector<Sides> recorded = sides;
    std::erase_if(recorded, [&](const Sides& one) { return lacks_records(one); });
    if (const std::size_t without = sides.size() - recorded.size(); without > 0 && !recorded.empty()) {
      decided.without_part +=
          (decided.without_part.empty() ? "" : "; ") + no_part(without, with_sides) + ": nothing recorded of their runs";
      sides = std::move(recorded);
    }
    decided.parts.reserve(sides.size());
    const double confidence = 1 - (1 - runs_.confidence()) / static_cast<double>(sides.size());
    for (const Sides& one : sides) {
      decided.parts.push_back(part(one, confidence));
      if (!one.zipped.empty()) add_reason(decided.parts.back().judgement, "with it changes: " + one.zipped);
    }
    return decided;
  }

 private:
  bool is_complexity() const { return request_.subject.quantity == "sample_complexity"; }
  const Axis* axis() const { return request_.kind.has_axis ? &request_.axis : nullptr; }
  /// One group of points at two places, or two groups.
  bool compares_places() const { return request_.kind.compares && is_place(request_.pair.between); }
  bool compares_groups() const { return request_.kind.compares && !is_place(request_.pair.between); }

  /// Whether the points have as many values of a field that is the axis as the kind of claim needs; other axes are the same everywhere.
  bool has_places(const Sides& one) const {
    if (!request_.has_field_axis()) return true;
    const auto places = std::count_if(one.of.begin(), one.of.end(), [&](const auto& place) {
      return within_limits(place.first, request_.axis) && one.reference.contains(place.first);
    });
    return static_cast<std::size_t>(places) >= request_.kind.fewest_places;
  }
  bool lacks_records(const Sides& one) const {
    return matches_.are_without_record(one.of, axis()) ||
           (request_.kind.compares && (reference_ ? *reference_ : matches_).are_without_record(one.reference, axis()));
  }
  static std::string no_part(std::size_t without, std::size_t contexts) {
    return fmt::format("{} of {} {} no part", without, counted(contexts, "context"), without == 1 ? "takes" : "take");
  }
  const char* between_limits() const { return std::isnan(request_.axis.from) && std::isnan(request_.axis.to) ? "" : " between its limits"; }
  std::string no_places() const {
    return fmt::format("no context has {} of {}{}", counted(request_.kind.fewest_places, "value"), request_.axis.path, between_limits());
  }

  Matches matches(const results::Group& root, const Subject& subject) const {
    return {root, runs_, is_complexity() ? Subject{.quantity = normalised_risk, .along = subject.along} : subject};
  }

  ClaimPart finished(std::string context, Judgement judgement, const Jury& jury, const Evidence& evidence) const {
    explain(evidence, judgement);
    const bool has_runs = judgement.runs > 0;
    for (const Curve* curve : {&evidence.of, &evidence.reference})
      if (has_runs && curve->settings > 1)
        add_reason(judgement, fmt::format("joins {} settings, the best at each {}", curve->settings, request_.axis.path));
    if (!jury.objection.empty() && has_runs)
      judgement = {Decision::undecided, judgement.value, judgement.runs, jury.objection, 0};
    else if (jury.given_data && has_runs)
      add_reason(judgement, given_the_data);
    return {std::move(context), std::move(judgement), evidence.expected};
  }

  ClaimPart part(const Sides& one, double confidence) const {
    const Jury jury = jury_of(runs_, {&one.of, &one.reference});
    if (is_complexity()) return finished(one.context, complexity_ratio(one, jury, confidence), jury, {});
    Evidence evidence;
    evidence.of = matches_.curve(one.of, jury, axis());
    if (request_.kind.compares) {
      evidence.reference = (reference_ ? *reference_ : matches_).curve(one.reference, jury, axis());
      keep_common_positions(evidence);
    }
    if (request_.kind.has_formula)
      evidence.expected = request_.formula.factor * expected_at(request_, claim_, fields_, matches_.chosen(one.of.begin()->second, jury));
    if (evidence.of.runs.empty()) throw Error("no value of the axis is within its limits");
    return judged(one.context, std::move(evidence), jury, confidence);
  }

  ClaimPart judged(const std::string& context, Evidence evidence, const Jury& jury, double confidence) const {
    if (request_.scope.finite_alone)
      for (Curve* curve : {&evidence.of, &evidence.reference}) leave_out_infinite(*curve, request_.kind.takes_curves);
    Fields values(claim_.fields);
    return finished(context, request_.kind.decide(values, evidence, confidence), jury, evidence);
  }

  Judgement complexity_ratio(const Sides& one, const Jury& jury, double confidence) const {
    Fields values(claim_.fields);
    const auto curves = [&](const ByAxis& side) { return nmse_along(runs_, matches_.chosen(side.at(0), jury), jury.halves.judging); };
    const double level = runs_.thresholds()[threshold_position(runs_, request_.subject.at)];
    const Comparison comparison =
        compare_complexity(runs_.lengths(), curves(one.of), curves(one.reference), runs_.delta(), level, confidence);
    return judge(comparison.ratio, comparison.runs, read_bounds(values));
  }

  static void add_point(Curve& curve, Curve point) {
    for (const auto& [why, count] : point.missing) curve.missing[why] += count;
    for (const auto& [why, count] : point.left_out) curve.left_out[why] += count;
    curve.runs.push_back(std::move(point.runs.front()));
    curve.diverged.push_back(std::move(point.diverged.front()));
    curve.absent.push_back(std::move(point.absent.front()));
  }

  /// All contexts as positions of one curve. They share the seeds of the first, as all points of a sweep do.
  ClaimPart pooled(const std::vector<Sides>& sides) const {
    std::vector<const ByAxis*> groups;
    groups.reserve(sides.size());
    for (const Sides& one : sides) groups.push_back(&one.of);
    Evidence evidence;
    const Jury jury = common_jury(runs_, groups);
    for (const ByAxis* group : groups) {
      add_point(evidence.of, matches_.curve(*group, jury, nullptr));
      if (reference_) add_point(evidence.reference, reference_->curve(*group, jury, nullptr));
    }
    evidence.of.x.resize(evidence.of.runs.size());
    const std::size_t points = evidence.of.runs.size();
    return judged(points == 1 ? sides.front().context : counted(points, "point"), std::move(evidence), jury, runs_.confidence());
  }

  const Runs& runs_;
  const PointFields& fields_;
  const Question& claim_;
  Request request_;
  Matches matches_;
  std::optional<Matches> reference_;  ///< the other place
};

}  // namespace

DecidedParts decide_on_runs(const results::Group& root, const Runs& runs, const PointFields& fields, const Question& claim) {
  return Decider(root, runs, fields, claim).decide();
}

}  // namespace polesweep::analysis
