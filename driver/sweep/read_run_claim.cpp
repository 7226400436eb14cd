#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/measures/measure.hpp"
#include "core/theory/formulas.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/question_reader.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

QuestionForm run_claim_form(const analysis::ClaimKind& kind) {
  QuestionForm form{.name = "claim", .kind = kind.name, .intro = kind.name, .fields = analysis::claim_fields(kind), .known = {"kind"}};
  if (kind.has_formula) form.known.emplace_back("parameters");
  return form;
}

/// One `[[claim]]` table about runs.
class RunClaimReader final : public QuestionReader {
 public:
  RunClaimReader(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems)
      : QuestionReader(node, run_claim_form(kind), sweep, problems), kind_(kind) {}

 private:
  void check() override {
    Fields values(fields());
    analysis::Subject subject = analysis::read_subject(values);
    if (kind_.has_axis) subject = analysis::along_axis(std::move(subject), analysis::read_axis(values));
    check_quantity(subject);
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (derived && !derived->per_run && std::string_view(kind_.name) != "ratio")
      complain("quantity",
               fmt::format("{} has no value for each run (only [[compare]] and claims of kind 'ratio' take it)", derived->name));
    check_place(subject);
    if (kind_.relates) check_term("with", subject);
    if (kind_.compares) check_sides(subject);
    if (kind_.has_axis) check_axis(subject);
    if (kind_.is_bounded) check_bounds_of(subject);
    if (kind_.has_band) check_tolerance();
    if (reads_well()) check_itself(subject);
    if (kind_.has_formula) check_formula();
  }

  void check_bounds_of(const analysis::Subject& subject) {
    const Range of_a_run = range_of(subject);
    if (kind_.gives_ratio)
      check_claimed({.what = kind_.name, .least = 0, .least_is_met = false});
    else
      check_claimed(kind_.is_of_a_run ? of_a_run : Range{kind_.name, kind_.least, kind_.most});
    check_bounds("run_above", "run_below", of_a_run);
  }

  /// What the quantity of a run can be.
  Range range_of(const analysis::Subject& subject) const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    const Measure* measure = measure_of_variable(subject.quantity);
    Range range{.what = subject.quantity};
    const bool is_combined = !subject.minus.empty() || !subject.divided_by.empty();
    if (is_combined) return range;
    // A threshold is reached at the first length if not later.
    if (derived && derived->at_threshold && derived->per_run && !sweep_.lengths.empty())
      return {subject.quantity, static_cast<double>(sweep_.lengths.front()), derived->most};
    if (derived) return {subject.quantity, derived->least, derived->most};
    const bool is_error = subject.quantity == "risk" || subject.quantity == analysis::normalised_risk || (measure && measure->is_error);
    return is_error ? Range{subject.quantity, 0, infinity} : range;
  }

  /// A difference of a quantity with itself, and the like.
  void check_itself(const analysis::Subject& subject) {
    for (const char* key : {"minus", "divided_by", "with"}) {
      const auto found = fields().find(key);
      const auto term = found == fields().end() ? std::nullopt : analysis::parse_term(std::get<std::string>(found->second));
      if (!term || term->quantity != subject.quantity || term->element != subject.element) continue;
      const bool is_last = std::string_view(key) == "minus" ? subject.divided_by.empty() : subject.minus.empty();
      if (is_itself(*term, subject) && (is_last || std::string_view(key) == "minus"))
        complain(key, fmt::format("got '{}' (it is the quantity itself)", std::get<std::string>(found->second)));
      else if (std::string_view(key) == "minus" && takes_logarithm() && is_on_axis(*term))
        complain(key, fmt::format("leaves 0 at {} {} itself, which has no logarithm. Leave it out by from or to?",
                                  subject.over_sets ? "iteration" : analysis::words(subject.along).name, canonical(*term->place)));
    }
  }

  bool is_itself(const analysis::Term& term, const analysis::Subject& subject) {
    Fields values(fields());
    const std::string between = kind_.compares ? analysis::read_pair(values).between : "";
    if (between == "element") return false;
    if (!term.place) return true;
    if (analysis::is_place(between)) return false;
    if (kind_.has_axis && analysis::is_axis(analysis::read_axis(values).path) && !subject.over_sets) return false;
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (derived && derived->at_threshold)
      return *term.place == (subject.at != 0 ? subject.at : *std::ranges::min_element(sweep_.thresholds));
    const bool at_iterations = subject.along == analysis::Along::iterations;
    const double named = at_iterations ? static_cast<double>(subject.iteration) : subject.at;
    const std::vector<std::int64_t>& places = at_iterations ? sweep_.iterations : sweep_.lengths;
    return *term.place == (named != 0 || places.empty() ? named : static_cast<double>(places.back()));
  }

  bool takes_logarithm() {
    const auto given = fields().find("logarithms");
    return kind_.takes_curves &&
           (given == fields().end() || given->second == Value(std::string("both")) || given->second == Value(std::string("quantity")));
  }

  bool is_on_axis(const analysis::Term& term) {
    Fields values(fields());
    const analysis::Axis axis = analysis::read_axis(values);
    return term.place && analysis::is_axis(axis.path) && analysis::within_limits(*term.place, axis);
  }

  void check_sides(const analysis::Subject& subject) {
    check_sides_differ();
    Fields values(fields());
    const analysis::Pair pair = analysis::read_pair(values);
    if (!analysis::is_place(pair.between)) return check_pair({"of", "reference"});
    const char* fixed = pair.between == "element" ? "element" : pair.between == "iteration" ? "iteration" : "at";
    if (node_.find(fixed)) complain(fixed, fmt::format("not used (of and reference differ in {}). Remove it?", pair.between));
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (!has_several(pair.between, subject, derived))
      return complain("between", fmt::format("{} has no value at each {}", subject.quantity, pair.between));
    for (const char* side : {"of", "reference"}) check_side(side, pair.between);
  }

  /// Whether a quantity has values at several of these places.
  bool has_several(const std::string& between, const analysis::Subject& subject, const analysis::DerivedQuantity* derived) const {
    if (between == "threshold") return derived && derived->at_threshold && derived->per_run;
    if (between == "length") return !derived || derived->per_length;
    if (between == "iteration") return !derived;
    const Measure* measure = measure_of_variable(subject.quantity);
    return measure && measure->own.name;
  }

  void check_side(const char* side, const std::string& between) {
    const auto number = parse_plain_text(FieldType::real, std::get<std::string>(fields().at(side)));
    const double value = number ? std::get<double>(*number) : -1;
    const auto among = [&](const auto& list) {
      return std::any_of(list.begin(), list.end(), [&](auto known) { return static_cast<double>(known) == value; });
    };
    if (between == "element" && !(value >= 0 && value == std::floor(value)))
      complain(side, fmt::format("got '{}' (must be a position, from 0)", std::get<std::string>(fields().at(side))));
    const bool known = between == "length"      ? among(sweep_.lengths)
                       : between == "iteration" ? among(sweep_.iterations)
                       : between == "threshold" ? among(sweep_.thresholds)
                                                : true;
    if (!known) complain(side, fmt::format("got '{}' (must be one of the sweep's {}s)", std::get<std::string>(fields().at(side)), between));
  }

  void check_axis(const analysis::Subject& subject) {
    Fields values(fields());
    const analysis::Axis axis = analysis::read_axis(values);
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (kind_.compares && analysis::read_pair(values).between == axis.path)
      complain("axis", fmt::format("of and reference differ in {} already", axis.path));
    if (axis.from > axis.to) complain("from", fmt::format("{} is larger than to = {}", axis.from, axis.to));
    // Along an axis every place of it counts; beside the other one a place of this may be named.
    for (const auto& [place, along] : {std::pair("at", "length"), std::pair("iteration", "iteration")})
      if (axis.path == along && node_.find(place)) complain(place, fmt::format("not used (the axis is {}). Remove it?", axis.path));
    if (axis.path == "iteration") {
      if (sweep_.iterations.empty()) complain("axis", "the sweep has no iterations");
      if (derived) complain("axis", fmt::format("{} is not measured at iterations", derived->name));
    } else if (axis.path == "length") {
      if (sweep_.lengths.empty()) complain("axis", "the sweep has no lengths. Write axis = \"iteration\"?");
      if (derived && !derived->per_length) complain("axis", fmt::format("{} has no value at each length. Name a field?", derived->name));
    } else {
      check_number_path("axis");
    }
  }

  void check_formula() {
    const std::string& name = std::get<std::string>(fields().at("formula"));
    const theory::Formula* formula = theory::find_formula(name);
    if (!formula) {
      std::vector<std::string> names;
      for (const theory::Formula* known : theory::formulas()) names.emplace_back(known->name);
      return complain("formula", fmt::format("unknown '{}'", name) + known_names(name, "one of", names));
    }
    const Node* node = node_.find("parameters");
    if (node && !node->is_table())
      return complain("parameters", fmt::format("got {} (must be a table, as in {{ d = 3, k = \"learner.recurrent.truncation\" }})",
                                                short_literal(*node)));
    std::vector<std::string> known;
    bool all_known = true;  // whether no parameter is a field of the points
    for (const FieldSpec& spec : theory::parameters(*formula)) {
      known.push_back(spec.name);
      const Node* value = node ? node->find(spec.name) : nullptr;
      if (!value) {
        if (spec.required()) complain("parameters", fmt::format("{} is missing ({})", spec.name, spec.help));
      } else if (value->text() && spec.type != FieldType::text && !full_path(*value->text()).empty()) {
        table_.question.parameters.emplace(spec.name, full_path(*value->text()));
        all_known = false;
      } else if (auto read = read_value(*value, {spec, path("parameters.") + spec.name, problems_})) {
        table_.question.parameters.emplace(spec.name, *std::move(read));
      }
    }
    if (node) check_keys(*node, path("parameters"), name + " reads:", known, problems_);
    if (all_known && reads_well()) try_formula(*formula);
  }

  void try_formula(const theory::Formula& formula) {
    try {
      const Value value = theory::evaluate(formula, table_.question.parameters);
      if (std::holds_alternative<std::vector<Complex>>(value)) complain("formula", "gives complex numbers, which are not compared");
    } catch (const Error& error) {
      complain("formula", error.what());
    }
  }

  const analysis::ClaimKind& kind_;
};

}  // namespace

AskedTable read_run_claim(const Node& node, const analysis::ClaimKind& kind, const Sweep& sweep, Problems& problems) {
  return RunClaimReader(node, kind, sweep, problems).read();
}

}  // namespace polesweep::sweep
