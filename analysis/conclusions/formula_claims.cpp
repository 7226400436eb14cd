#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/conclusions/deciders.hpp"
#include "analysis/results/formula_table.hpp"
#include "analysis/text/numbers.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

const std::string parameter_prefix = "parameters.";

struct Request {
  const ClaimKind& kind;
  std::string table;
  std::int64_t element;
  Pair pair;
  Axis axis;
};

Request read_request(const Question& claim) {
  Fields fields(claim.fields);
  Request request{*find_claim_kind(claim.kind), read_table(fields), read_subject(fields).element, {}, {}};
  if (request.kind.compares) request.pair = read_pair(fields);
  if (request.kind.has_axis) request.axis = read_axis(fields);
  return request;
}

/// What a value of a formula is compared as.
struct Side {
  std::string name;  ///< value of `between`, "" if nothing is compared
  std::int64_t element;
};

/// Values of one context: those of both sides, along the axis.
struct Lines {
  std::string context;
  std::map<std::string, Curve> by_side;
};

/// Whether two canonical texts mean the same value.
bool same_text(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto x = parse_plain_text(FieldType::real, a);
  const auto y = parse_plain_text(FieldType::real, b);
  return x && y && *x == *y;
}

bool is_selected(const FormulaTable& table, std::size_t combination, const std::vector<PointCondition>& conditions) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const PointCondition& condition) {
    const auto held = table.text(condition.path.substr(parameter_prefix.size()), combination);
    return held &&
           std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& value) { return same_text(*held, value); });
  });
}

class Collector {
 public:
  Collector(const results::Group& root, const Question& claim, const Request& request) : claim_(claim), request_(request) {
    const Pair& pair = request.pair;
    if (!request.kind.compares) {
      add(FormulaTable(root, request.table), {"", request.element});
      return;
    }
    for (const std::string& name : {pair.of, pair.reference}) {
      if (pair.between == "theory")
        add(FormulaTable(root, name), {name, request.element});
      else if (pair.between == "element")
        add(FormulaTable(root, request.table), {name, std::get<std::int64_t>(*parse_plain_text(FieldType::integer, name))});
      else
        add(FormulaTable(root, request.table), {name, request.element});
    }
  }

  /// Those that hold all sides and any value, in the order of the table.
  std::vector<Lines> lines() && {
    std::erase_if(lines_, [&](const Lines& one) { return request_.kind.compares && one.by_side.size() < 2; });
    return std::move(lines_);
  }

 private:
  void add(const FormulaTable& table, const Side& side) {
    const bool by_parameter = request_.kind.compares && request_.pair.between != "theory" && request_.pair.between != "element";
    std::vector<std::string> left_out;
    if (by_parameter) left_out.push_back(request_.pair.between);
    if (request_.kind.has_axis) left_out.push_back(request_.axis.path);
    for (std::size_t i = 0; i < table.combinations(); ++i) {
      if (!is_selected(table, i, claim_.conditions)) continue;
      if (by_parameter && !same_text(table.text(request_.pair.between, i).value_or(""), side.name)) continue;
      const double x = request_.kind.has_axis ? table.number(request_.axis.path, i) : 0;
      if (request_.kind.has_axis && (x < request_.axis.from || x > request_.axis.to)) continue;
      const double value = table.value(i, side.element);
      // The parts of a pool are one piece of evidence, holes included; elsewhere nothing can be said of a hole.
      if (std::isnan(value) && !request_.kind.pools_points) continue;
      Curve& curve = lines_of(request_.kind.pools_points ? "" : table.description(i, left_out)).by_side[side.name];
      curve.x.push_back(x);
      curve.runs.push_back({value});
    }
  }

  Lines& lines_of(const std::string& context) {
    const auto [found, is_new] = position_.try_emplace(context, lines_.size());
    if (is_new) lines_.push_back({context, {}});
    return lines_[found->second];
  }

  const Question& claim_;
  const Request& request_;
  std::vector<Lines> lines_;
  std::map<std::string, std::size_t> position_;
};

/// Ascending along the axis. Throws Error if a value of the axis stands for several combinations.
Curve along_axis(const Curve& curve, const std::string& axis) {
  std::vector<std::size_t> order(curve.x.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return curve.x[a] < curve.x[b]; });
  Curve sorted;
  for (const std::size_t i : order) {
    if (!sorted.x.empty() && sorted.x.back() == curve.x[i])
      throw Error(fmt::format("{} = {} stands for several combinations", axis, exact_number(curve.x[i])));
    sorted.x.push_back(curve.x[i]);
    sorted.runs.push_back(curve.runs[i]);
  }
  return sorted;
}

std::size_t values_of(const Curve& curve) {
  return static_cast<std::size_t>(
      std::count_if(curve.runs.begin(), curve.runs.end(), [](const std::vector<double>& value) { return !std::isnan(value.front()); }));
}

ClaimPart part(const Question& claim, const Request& request, const Lines& lines) {
  Evidence evidence;
  evidence.exact = true;
  evidence.of = lines.by_side.at(request.kind.compares ? request.pair.of : "");
  if (request.kind.compares) evidence.reference = lines.by_side.at(request.pair.reference);
  if (request.kind.has_axis) {
    evidence.of = along_axis(evidence.of, request.axis.path);
    if (request.kind.compares) {
      evidence.reference = along_axis(evidence.reference, request.axis.path);
      keep_common_positions(evidence);
      if (evidence.of.x.empty()) throw Error(fmt::format("the two have no value of {} in common", request.axis.path));
    }
  }
  Fields fields(claim.fields);
  Judgement judgement = request.kind.decide(fields, evidence, 1);
  // What is known exactly and is no larger than a bound is not above it.
  const Estimate& value = judgement.value;
  if (judgement.decision == Decision::undecided && judgement.runs > 0 && value.low == value.high) judgement.decision = Decision::fails;
  judgement.runs = values_of(evidence.of) + values_of(evidence.reference);
  return {lines.context, std::move(judgement), nan};
}

}  // namespace

std::vector<ClaimPart> decide_on_formulas(const results::Group& root, const Question& claim) {
  const Request request = read_request(claim);
  const std::vector<Lines> lines = Collector(root, claim, request).lines();
  if (lines.empty()) throw Error("its conditions leave no values within the domain of the formula");
  std::vector<ClaimPart> parts;
  parts.reserve(lines.size());
  for (const Lines& one : lines) parts.push_back(part(claim, request, one));
  return parts;
}

std::string formula_subject(const Question& claim) {
  const Request request = read_request(claim);
  if (!request.table.empty()) return request.table;
  return fmt::format("{} over {}", request.pair.of, request.pair.reference);
}

}  // namespace polesweep::analysis
