#include "driver/sweep/questions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/claims/claim.hpp"
#include "core/error.hpp"
#include "core/theory/formulas.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/document.hpp"
#include "driver/sweep/values.hpp"

namespace polesweep::sweep {
namespace {

using analysis::ClaimKind;
using analysis::Question;

const std::vector<std::string> selecting_keys{"task", "poles", "learner", "label"};

/// Texts as they are; `canonical` would escape them.
std::string plain_text(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text ? *text : canonical(value);
}

const theory::Formula* find_formula(const std::string& name) {
  for (const theory::Formula* formula : theory::formulas())
    if (name == formula->name) return formula;
  return nullptr;
}

bool contains(const auto& list, const auto& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

/// Reads one table.
class Reader {
 public:
  Reader(const Node& node, std::string name, const Sweep& sweep, Problems& problems)
      : node_(node), name_(std::move(name)), sweep_(sweep), problems_(problems), first_problem_(problems.count()) {
    table_.where = node.where;
  }

  /// `kind` is null for a comparison.
  AskedTable read(const ClaimKind* kind) {
    kind_ = kind;
    if (kind) table_.question.kind = kind->name;
    const std::vector<FieldSpec> specs = kind ? analysis::claim_fields(*kind) : analysis::comparison_fields();
    std::vector<std::string> known = selecting_keys;
    if (kind) known.emplace_back("kind");
    if (kind && kind->has_formula) known.emplace_back("parameters");
    for (const FieldSpec& spec : specs) known.push_back(spec.name);
    check_keys(node_, name_, (kind ? std::string(kind->name) : name_) + " reads:", known, problems_);
    for (const FieldSpec& spec : specs) read_field(spec);
    read_selection();
    // What does not read as it should cannot be checked against the sweep.
    if (problems_.count() == first_problem_) check();
    return std::move(table_);
  }

 private:
  FieldValues& fields() { return table_.question.fields; }
  std::string path(std::string_view key) const { return fmt::format("{}.{}", name_, key); }
  Where where(std::string_view key) const {
    const Node* node = node_.find(key);
    return node ? node->where : node_.where;
  }
  void complain(std::string_view key, const std::string& text) { problems_.add(where(key), path(key), text); }

  void read_field(const FieldSpec& spec) {
    const Node* node = node_.find(spec.name);
    if (!node) {
      if (spec.required()) complain(spec.name, fmt::format("missing ({})", spec.help));
      return;
    }
    // A value of a field may be a number, and stands as its canonical text.
    if ((spec.name == "of" || spec.name == "reference") && !node->text() && !node->is_list() && !node->is_table()) {
      fields().emplace(spec.name, literal_value(*node));
      return;
    }
    if (auto value = read_value(*node, {spec, path(spec.name), problems_})) fields().emplace(spec.name, *std::move(value));
  }

  static std::string literal_value(const Node& node) {
    if (const auto* real = std::get_if<double>(&node.content)) return canonical(*real);
    return literal(node);
  }

  void read_selection() {
    NodeTable entries;
    for (const Entry& entry : node_.table()) {
      if (entry.key == "label") {
        const FieldSpec texts{.name = "label", .type = FieldType::text, .help = "", .unit = "", .fallback = {}, .range = {}, .choices = {}};
        table_.conditions.push_back({"label", read_axis(entry.value, {texts, path("label"), problems_}, nullptr)});
        for (const Value& label : table_.conditions.back().values) check_label("label", std::get<std::string>(label));
      } else if (entry.key == "task" || entry.key == "poles" || entry.key == "learner") {
        entries.push_back(entry);
      }
    }
    for (Condition& condition : read_conditions(entries, name_, problems_)) table_.conditions.push_back(std::move(condition));
    for (const Condition& condition : table_.conditions) {
      table_.question.conditions.push_back({condition.path, {}});
      for (const Value& value : condition.values) table_.question.conditions.back().values.push_back(plain_text(value));
    }
  }

  /// A learner with tuned fields may be known by its label and what else differs, in brackets.
  void check_label(std::string_view key, const std::string& label) {
    std::vector<std::string> labels;
    for (const Table& learner : sweep_.learners) {
      if (label == learner.label || (!learner.tune.empty() && label.starts_with(learner.label + " ("))) return;
      if (!contains(labels, learner.label)) labels.push_back(learner.label);
    }
    complain(key, fmt::format("no learner is labelled '{}'", label) + known_names(label, "labels:", labels));
  }

  void check() {
    Fields values(fields());
    const analysis::Subject subject = analysis::read_subject(values);
    check_quantity(subject);
    check_place(subject);
    if (!kind_ || kind_->compares) check_pair();
    if (kind_ && kind_->has_axis) check_axis(subject);
    if (kind_ && kind_->is_bounded) check_bounds();
    if (kind_ && kind_->has_formula) check_formula();
  }

  void check_quantity(const analysis::Subject& subject) {
    std::vector<std::string> known{"risk", "nmse"};
    for (const std::string& metric : sweep_.metrics) {
      if (metric == "nmse") continue;
      if (metric == "spectrum")
        known.insert(known.end(), {"spectrum_re", "spectrum_im"});
      else
        known.push_back(metric);
    }
    for (const analysis::DerivedQuantity& quantity : analysis::derived_quantities()) known.emplace_back(quantity.name);
    if (!contains(known, subject.quantity)) {
      const bool is_metric = find_member(Family::measure, subject.quantity) != nullptr;
      return complain("quantity", is_metric ? fmt::format("'{}' is not measured. Add it to [measure] metrics?", subject.quantity)
                                            : fmt::format("unknown '{}'", subject.quantity) +
                                                  known_names(subject.quantity, "measured or derived:", known));
    }
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (derived && !derived->per_run && kind_ && std::string_view(kind_->name) != "ratio")
      complain("quantity",
               fmt::format("{} has no value for each run (only [[compare]] and claims of kind 'ratio' take it)", derived->name));
    if (derived && subject.iteration > 0) complain("iteration", fmt::format("not used ({} is not measured at iterations)", derived->name));
  }

  void check_place(const analysis::Subject& subject) {
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (subject.iteration > 0 && !contains(sweep_.iterations, subject.iteration))
      complain("iteration", fmt::format("got {} (must be one of the sweep's iterations)", subject.iteration));
    if (subject.at == 0) return;
    if (derived && derived->at_threshold) {
      if (!contains(sweep_.thresholds, subject.at))
        complain("at", fmt::format("got {} (must be one of [measure] thresholds)", canonical(subject.at)));
    } else if (derived && !derived->per_length) {
      complain("at", fmt::format("not used ({} has one value for each run). Remove it?", derived->name));
    } else if (!contains(sweep_.lengths, static_cast<std::int64_t>(subject.at)) || subject.at != std::round(subject.at)) {
      complain("at", fmt::format("got {} (must be one of the sweep's lengths)", canonical(subject.at)));
    }
  }

  void check_pair() {
    Fields values(fields());
    const analysis::Pair pair = analysis::read_pair(values);
    const std::vector<std::string> sides = kind_ ? std::vector<std::string>{"of", "reference"} : std::vector<std::string>{"reference"};
    if (pair.between == "label") {
      for (const std::string& side : sides) check_label(side, std::get<std::string>(fields().at(side)));
      return;
    }
    if (!make_full("between")) return;
    const std::vector<FieldSpec>& specs = known_paths().at(std::get<std::string>(fields().at("between")));
    for (const std::string& side : sides) {
      const std::string& text = std::get<std::string>(fields().at(side));
      std::string why;
      const bool suits = std::any_of(specs.begin(), specs.end(), [&](const FieldSpec& spec) {
        const auto value = analysis::parse_canonical(spec.type, text);
        const auto problem = value ? problem_with(spec, *value) : fmt::format("got '{}' (must be {})", text, type_name(spec.type));
        if (problem) why = *problem;
        return !problem;
      });
      if (!suits) complain(side, why);
    }
  }

  /// Replaces a path by its full form; false after a complaint.
  bool make_full(const std::string& key) {
    const auto found = fields().find(key);
    if (found == fields().end()) return true;
    const std::string& given = std::get<std::string>(found->second);
    const std::string full = full_path(given);
    if (full.empty())
      complain(key, fmt::format("unknown path '{}'", given) + known_paths_text(given));
    else
      found->second = full;
    return !full.empty();
  }

  void check_axis(const analysis::Subject& subject) {
    Fields values(fields());
    const analysis::Axis axis = analysis::read_axis(values);
    const analysis::DerivedQuantity* derived = analysis::find_derived_quantity(subject.quantity);
    if (axis.from > axis.to) complain("from", fmt::format("{} is behind {} (to)", axis.from, axis.to));
    if (axis.path == "iteration") {
      if (sweep_.iterations.empty()) complain("axis", "the sweep has no iterations");
      if (derived) complain("axis", fmt::format("{} is not measured at iterations", derived->name));
    } else if (axis.path == "length") {
      if (sweep_.lengths.empty()) complain("axis", "the sweep has no lengths. Write axis = \"iteration\"?");
      if (derived && !derived->per_length) complain("axis", fmt::format("{} has no value at each length. Name a field?", derived->name));
    } else if (make_full("axis")) {
      const std::vector<FieldSpec>& specs = known_paths().at(std::get<std::string>(fields().at("axis")));
      if (std::none_of(specs.begin(), specs.end(),
                       [](const FieldSpec& spec) { return spec.type == FieldType::real || spec.type == FieldType::integer; }))
        complain("axis", fmt::format("{} is no number", axis.path));
    }
  }

  void check_bounds() {
    Fields values(fields());
    const analysis::Bounds bounds = analysis::read_bounds(values);
    if (std::isnan(bounds.above) && std::isnan(bounds.below))
      problems_.add(node_.where, name_, "claims nothing (needs above, below or both)");
    if (bounds.above >= bounds.below) complain("above", fmt::format("{} leaves no room below {}", bounds.above, bounds.below));
  }

  void check_formula() {
    const std::string& name = std::get<std::string>(fields().at("formula"));
    const theory::Formula* formula = find_formula(name);
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
    if (all_known && problems_.count() == first_problem_) try_formula(*formula);
  }

  void try_formula(const theory::Formula& formula) {
    try {
      const Value value = theory::evaluate(formula, table_.question.parameters);
      if (std::holds_alternative<std::vector<Complex>>(value)) complain("formula", "gives complex numbers, which are not compared");
    } catch (const Error& error) {
      complain("formula", error.what());
    }
  }

  const Node& node_;
  std::string name_;
  const Sweep& sweep_;
  Problems& problems_;
  std::size_t first_problem_;
  const ClaimKind* kind_ = nullptr;
  AskedTable table_;
};

/// The tables of a name; complains where it is written otherwise.
NodeList tables_of(const Node& document, const std::string& name, Problems& problems) {
  const Node* node = document.find(name);
  if (!node) return {};
  if (node->is_list() && std::all_of(node->list().begin(), node->list().end(), [](const Node& table) { return table.is_table(); }))
    return node->list();
  problems.add(node->where, name, fmt::format("got {} (must be written [[{}]])", short_literal(*node), name));
  return {};
}

const ClaimKind* read_kind(const Node& node, Problems& problems) {
  std::vector<std::string> names;
  for (const ClaimKind& kind : analysis::claim_kinds()) names.emplace_back(kind.name);
  const Node* name = node.find("kind");
  if (!name || !name->text()) {
    problems.add(
        name ? name->where : node.where, "claim.kind",
        name ? fmt::format("got {} (must be a text)", short_literal(*name)) : fmt::format("missing (one of {})", fmt::join(names, ", ")));
    return nullptr;
  }
  const ClaimKind* kind = analysis::find_claim_kind(*name->text());
  if (!kind)
    problems.add(name->where, "claim.kind", fmt::format("unknown '{}'", *name->text()) + known_names(*name->text(), "one of", names));
  return kind;
}

std::string table_text(const AskedTable& asked, const char* name) {
  std::string text = fmt::format("\n[[{}]]\n", name);
  if (!asked.question.kind.empty()) text += fmt::format("kind = {}\n", quoted(asked.question.kind));
  for (const auto& [key, value] : asked.question.fields) text += fmt::format("{} = {}\n", key, literal(node_of(value)));
  if (!asked.question.parameters.empty()) {
    NodeTable parameters;
    for (const auto& [key, value] : asked.question.parameters) parameters.push_back({key, {}, node_of(value)});
    text += fmt::format("parameters = {}\n", literal({{}, std::move(parameters)}));
  }
  for (const Condition& condition : asked.conditions)
    text += fmt::format("{} = {}\n", condition.path, literal(list_node(condition.values)));
  return text;
}

}  // namespace

void read_questions(const Node& document, Sweep& sweep, Problems& problems) {
  for (const Node& node : tables_of(document, "compare", problems))
    sweep.comparisons.push_back(Reader(node, "compare", sweep, problems).read(nullptr));
  for (const Node& node : tables_of(document, "claim", problems))
    if (const ClaimKind* kind = read_kind(node, problems)) sweep.claims.push_back(Reader(node, "claim", sweep, problems).read(kind));
}

std::string questions_text(const Sweep& sweep) {
  std::string text;
  for (const AskedTable& asked : sweep.comparisons) text += table_text(asked, "compare");
  for (const AskedTable& asked : sweep.claims) text += table_text(asked, "claim");
  return text;
}

}  // namespace polesweep::sweep
