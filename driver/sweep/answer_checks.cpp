#include "driver/sweep/answer_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "analysis/claims/claim.hpp"
#include "analysis/results/sides.hpp"
#include "core/counted.hpp"
#include "core/learners/regime.hpp"
#include "core/measures/measure.hpp"
#include "driver/sweep/point_table.hpp"

namespace polesweep::sweep {
namespace {

using analysis::Along;
using analysis::ByAxis;
using analysis::PointFields;
using analysis::Sides;
using analysis::Subject;

constexpr std::size_t most_points = 100'000;

/// Why a point has no record of a quantity, and the key that asks for it.
struct Lack {
  std::string key;
  std::string text;         ///< behind "no point"
  bool is_of_place = true;  ///< elsewhere the point may have it
};

/// A question as its kind reads it.
struct Request {
  Subject subject;
  std::optional<Subject> other;
  analysis::Pair pair;
  bool compares_groups = false;
  std::optional<analysis::Axis> axis;
  std::size_t fewest_places = 1;

  std::string field_axis() const { return axis && !analysis::is_axis(axis->path) ? axis->path : ""; }
};

Request read_request(const analysis::Question& question) {
  const analysis::ClaimKind* kind = analysis::find_claim_kind(question.kind);
  Fields fields(question.fields);
  Request request;
  request.subject = analysis::read_subject(fields);
  if (kind == nullptr || kind->compares) request.pair = analysis::read_pair(fields);
  if (request.pair.between == analysis::words(Along::iterations).name) request.subject.along = Along::iterations;
  request.compares_groups = !request.pair.between.empty() && !analysis::is_place(request.pair.between);
  if (kind != nullptr && kind->has_axis) {
    request.axis = analysis::read_axis(fields);
    request.fewest_places = kind->fewest_places;
    request.subject = analysis::along_axis(std::move(request.subject), *request.axis);
  }
  if (kind == nullptr || !kind->relates) return request;
  if (const auto term = analysis::parse_term(analysis::read_other(fields))) request.other = analysis::subject_of(*term, request.subject);
  return request;
}

class AnswerCheck {
 public:
  AnswerCheck(const Grid& grid, const PointList& list, const std::function<std::vector<std::string>(PointRef)>& idle, Problems& problems)
      : list_(list), idle_(idle), problems_(problems), table_(point_table(grid, list)), fields_(table_) {}

  void check(const AskedTable& asked, const char* name) {
    if (analysis::is_on_formulas(asked.question)) return;
    asked_ = &asked;
    name_ = name;
    request_ = read_request(asked.question);
    std::vector<Sides> sides =
        analysis::sides_of(fields_, asked.question, request_.compares_groups ? request_.pair : analysis::Pair{}, request_.field_axis());
    if (sides.empty()) return complain_of_sides();
    keep_recorded(sides);
    if (sides.empty()) return;
    const bool any_alone = std::any_of(sides.begin(), sides.end(), [&](const Sides& one) {
      return places(one.of, one.of) >= request_.fewest_places && places(one.reference, one.reference) >= request_.fewest_places;
    });
    std::erase_if(sides, [&](const Sides& one) { return places(one.of, one.reference) < request_.fewest_places; });
    if (sides.empty()) complain_of_places(any_alone);
  }

 private:
  void complain(std::string_view key, const std::string& text) {
    const auto found = asked_->keys.find(key.substr(0, key.find('.')));
    problems_.add(found == asked_->keys.end() ? asked_->where : found->second, fmt::format("{}.{}", name_, key), text);
  }

  /// Values of the axis that two groups have.
  std::size_t places(const ByAxis& one, const ByAxis& other) const {
    if (request_.field_axis().empty()) return request_.fewest_places;
    return static_cast<std::size_t>(std::count_if(one.begin(), one.end(), [&](const auto& place) {
      return analysis::within_limits(place.first, *request_.axis) && other.contains(place.first);
    }));
  }

  /// Leaves the points that can have what is asked for. If no side of any context is left, says why.
  void keep_recorded(std::vector<Sides>& sides) {
    std::optional<Lack> of_one;        // the first that is missing of a side
    std::optional<Lack> of_reference;  // likewise
    const auto keep = [&](ByAxis& by_axis, std::optional<Lack>& first) {
      for (auto& [position, settings] : by_axis)
        std::erase_if(settings, [&](std::size_t point) {
          std::optional<Lack> lack = lack_of(point);
          const bool is_lacking = lack.has_value();
          // What is nowhere says more than what is not there.
          if (lack && (!first || (first->is_of_place && !lack->is_of_place))) first = *std::move(lack);
          return is_lacking;
        });
      std::erase_if(by_axis, [](const auto& place) { return place.second.empty(); });
    };
    bool any_of = false;
    bool any_reference = false;
    for (Sides& one : sides) {
      keep(one.of, of_one);
      keep(one.reference, of_reference);
      any_of = any_of || !one.of.empty();
      any_reference = any_reference || !one.reference.empty();
    }
    std::erase_if(sides, [](const Sides& one) { return one.of.empty() || one.reference.empty(); });
    if (!sides.empty()) return;
    const bool names_of = request_.compares_groups && !request_.pair.of.empty();
    const Lack& lack = !any_of || !of_reference ? *of_one : *of_reference;
    std::string points = "no point that it is about";
    if (request_.compares_groups && any_of != any_reference && (any_of || names_of))
      points = fmt::format("no point with '{}' as {}", any_of ? request_.pair.reference : request_.pair.of, request_.pair.between);
    complain(lack.key, points + " " + lack.text);
  }

  std::optional<Lack> lack_of(std::size_t point) {
    if (std::optional<Lack> lack = lack_of(point, request_.subject, "quantity")) return lack;
    for (const auto& [key, text] : {std::pair("minus", request_.subject.minus), std::pair("divided_by", request_.subject.divided_by)}) {
      const auto term = text.empty() ? std::nullopt : analysis::parse_term(text);
      if (!term || term->number) continue;
      if (term->path.empty()) {
        if (std::optional<Lack> lack = lack_of(point, analysis::subject_of(*term, request_.subject), key)) return lack;
      } else if (text_at(term->path, point).empty()) {
        return Lack{key, "has " + term->path, false};
      }
    }
    return request_.other ? lack_of(point, *request_.other, "with") : std::nullopt;
  }

  std::optional<Lack> lack_of(std::size_t point, const Subject& subject, const std::string& key) {
    static const std::set<std::string> of_any_run{"diverged", "wall_seconds", "operations"};
    if (of_any_run.contains(subject.quantity)) return std::nullopt;
    const MeasuredAt where = measured_at(text_at("learner.regime.kind", point));
    const bool at_iterations = subject.along == Along::iterations;
    if (at_iterations ? !where.iterations : !where.lengths) {
      const char* asks = !at_iterations ? "at" : asked_->keys.contains("iteration") ? "iteration" : "axis";
      return Lack{asked_->keys.contains(asks) ? asks : key, at_iterations
                                                                ? "is measured at iterations (learners of a stream are at lengths alone)"
                                                                : "is measured at lengths (of episodes: name an iteration)"};
    }
    if (subject.over_sets && !where.lengths) return Lack{"axis", "learns from several lengths (episodes learn from none)"};
    const Measure* measure = measure_of_variable(subject.quantity);
    if (measure == nullptr || !idle_) return std::nullopt;
    const std::vector<std::string> idle = idle_(list_.points[point].ref);
    if (std::find(idle.begin(), idle.end(), measure->name) == idle.end()) return std::nullopt;
    return Lack{key, fmt::format("has values of {} (it wants {})", subject.quantity, measure->wants), false};
  }

  /// "" of a point without the field.
  std::string text_at(const std::string& path, std::size_t point) const {
    const results::Variable* variable = table_.find(column_of(path));
    return variable == nullptr ? "" : PointFields::text(*variable, point);
  }

  /// The points of a side, whatever the other one is.
  std::vector<std::size_t> points_of(const char* side, const std::string& name) const {
    const std::string& between = request_.pair.between;
    std::vector<analysis::PointCondition> conditions = asked_->question.conditions;
    if (const auto own = asked_->question.sides.find(side); own != asked_->question.sides.end())
      conditions.insert(conditions.end(), own->second.begin(), own->second.end());
    if (!name.empty()) conditions.push_back({between, {name}});
    return analysis::select(fields_, conditions);
  }

  /// The label of a learner with tuned fields may be followed by what else differs, which is known here alone.
  bool complain_of_label() {
    const std::vector<std::string> known = labels();
    for (const analysis::PointCondition& condition : asked_->question.conditions) {
      if (condition.path != "label") continue;
      for (const std::string& name : condition.values) {
        if (!analysis::select(fields_, {{"label", {name}}}).empty()) continue;
        complain("label", fmt::format("no learner is called '{}'", name) + known_names(name, "they are:", known));
        return true;
      }
    }
    return false;
  }

  void complain_of_sides() {
    if (complain_of_label()) return;
    if (!request_.compares_groups) return problems_.add(asked_->where, name_, "no point of the sweep meets its conditions");
    const std::string& between = request_.pair.between;
    const std::vector<std::size_t> of = points_of("of", request_.pair.of);
    const std::vector<std::size_t> reference = points_of("reference", request_.pair.reference);
    for (const auto& [side, points] : {std::pair("of", &of), std::pair("reference", &reference)}) {
      if (!points->empty()) continue;
      const std::string& name = side == std::string_view("of") ? request_.pair.of : request_.pair.reference;
      return complain(side, between == "label" && !asked_->question.sides.contains(side)
                                ? fmt::format("no learner is called '{}'", name) + known_names(name, "they are:", labels())
                                : fmt::format("no point with '{}' as {} meets its conditions", name, between));
    }
    complain("reference",
             fmt::format("no point with '{}' as {} agrees in all else with one that has {}{}", request_.pair.reference, between,
                         request_.pair.of.empty() ? "another" : "'" + request_.pair.of + "'", nearest(of, reference)) +
                 hint_at_sides());
  }

  /// What else is to differ must be named by both.
  std::string hint_at_sides() const {
    if (request_.pair.of.empty()) return "";
    const bool is_text = request_.pair.between == "label" || request_.pair.between.ends_with(".kind");
    return fmt::format(". Name on both sides what else differs, as in of = {{ {} = {}, ... }}?", request_.pair.between,
                       is_text ? '"' + request_.pair.of + '"' : request_.pair.of);
  }

  void complain_of_places(bool any_alone) {
    const std::string path = request_.field_axis();
    const bool limited = !std::isnan(request_.axis->from) || !std::isnan(request_.axis->to);
    if (any_alone)
      return complain("axis", fmt::format("of and reference have fewer than {} of {} in common{}", counted(request_.fewest_places, "value"),
                                          path, limited ? " between its limits" : ""));
    std::vector<std::size_t> points = analysis::select(fields_, asked_->question.conditions);
    std::erase_if(points, [&](std::size_t point) { return text_at(path, point).empty(); });
    const std::vector<std::size_t> first(points.begin(), points.begin() + (points.empty() ? 0 : 1));
    std::erase_if(points, [&](std::size_t point) { return text_at(path, point) == text_at(path, first.front()); });
    complain("axis", fmt::format("no context has {} of {}{}{}", counted(request_.fewest_places, "value"), path,
                                 limited ? " between its limits" : "", points.empty() ? "" : nearest(first, points, path)));
  }

  /// The column of a path, or what the columns of a member begin with if the path is that of its kind.
  static std::string owner_of(const std::string& path) {
    return column_of(path.ends_with(".kind") ? path.substr(0, path.size() - 4) : path);
  }

  /// " (the nearest differ in radius as well)": what else tells the first of some points from others, where it is least.
  std::string nearest(const std::vector<std::size_t>& some, const std::vector<std::size_t>& others, const std::string& axis = "") const {
    const std::string& between = request_.pair.between;
    std::set<std::string> compared;  // beginnings of columns
    for (const std::string& path : analysis::named_by_both(asked_->question)) compared.insert(owner_of(path));
    if (!between.empty()) compared.insert(owner_of(between));
    std::optional<std::vector<std::string>> fewest;
    for (const std::size_t other : others) {
      std::vector<std::string> differing;
      for (const PointFields::Column& column : fields_.columns()) {
        const std::string& name = column.variable->name;
        const bool is_free = (between == "label" && column.table == TableKind::learner) || name == column_of(axis) ||
                             std::any_of(compared.begin(), compared.end(), [&](const std::string& own) { return name.starts_with(own); });
        if (!is_free && PointFields::text(*column.variable, some.front()) != PointFields::text(*column.variable, other))
          differing.push_back(analysis::shown_name(*column.variable));
      }
      if (!fewest || differing.size() < fewest->size()) fewest = std::move(differing);
    }
    if (!fewest || fewest->empty()) return "";
    std::stable_partition(fewest->begin(), fewest->end(),
                          [](const std::string& name) { return name.ends_with("kind") || name == "network"; });
    constexpr std::size_t shown = 3;
    const std::size_t more = fewest->size() - std::min(shown, fewest->size());
    fewest->resize(fewest->size() - more);
    return fmt::format(" (the nearest differ in {}{} as well)", fmt::join(*fewest, ", "),
                       more > 0 ? fmt::format(" and {} more", more) : "");
  }

  std::vector<std::string> labels() const {
    const std::vector<std::string> all = analysis::learner_labels(fields_);
    const std::set<std::string> different(all.begin(), all.end());
    return {different.begin(), different.end()};
  }

  const PointList& list_;
  const std::function<std::vector<std::string>(PointRef)>& idle_;
  Problems& problems_;
  results::Group table_;
  PointFields fields_;
  const AskedTable* asked_ = nullptr;
  const char* name_ = "";
  Request request_;
};

}  // namespace

void check_answers(const Grid& grid, const PointList& list, const std::function<std::vector<std::string>(PointRef)>& idle,
                   Problems& problems) {
  const Sweep& sweep = grid.sweep();
  if (list.points.size() > most_points || (sweep.claims.empty() && sweep.comparisons.empty())) return;
  AnswerCheck check(grid, list, idle, problems);
  for (const AskedTable& asked : sweep.comparisons) check.check(asked, "compare");
  for (const AskedTable& asked : sweep.claims) check.check(asked, "claim");
}

}  // namespace polesweep::sweep
