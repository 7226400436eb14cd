#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_set>

#include "analysis/claims/claim.hpp"
#include "core/counted.hpp"
#include "core/error.hpp"
#include "core/theory/formulas.hpp"
#include "driver/sweep/conditions.hpp"
#include "driver/sweep/questions.hpp"

namespace polesweep::sweep {
namespace {

constexpr std::array point_tables{TableKind::task, TableKind::poles, TableKind::learner};

TableKind table_of(const std::string& path) {
  for (const TableKind kind : point_tables)
    if (path.starts_with(std::string(table_name(kind)) + ".")) return kind;
  return TableKind::learner;  // a label
}

/// The value of a field, or the kind of a member; none of a point without it.
std::optional<Value> value_at(const Point& point, const std::string& path) {
  for (const PointPart& part : point_parts()) {
    if (part.member == nullptr) continue;
    const Member& member = point.*part.member;
    if (kind_path(part.family) == path) return member.kind.empty() ? std::nullopt : std::optional<Value>(member.kind);
    for (const auto& [name, value] : member.fields)
      if (field_path(part.family, name) == path) return value;
  }
  return std::nullopt;
}

/// The combinations of one kind of table that some point is made of, and what they hold.
class Present {
 public:
  Present(const Grid& grid, const PointList& list, TableKind kind) : combinations_(grid.combinations(kind)) {
    present_.resize(combinations_.size());
    for (const PlannedPoint& point : list.points) present_[point.ref.of(kind)] = true;
  }

  std::uint32_t size() const { return combinations_.size(); }
  bool has(std::uint32_t combination) const { return present_[combination]; }
  const std::string& label(std::uint32_t combination) const { return combinations_.grid(combinations_.table(combination)).table().label; }
  /// The text of a field there; of a label that of the table. "" without the field.
  std::string text(std::uint32_t combination, const std::string& path) const {
    if (path == "label") return label(combination);
    Point point;
    combinations_.fill(combination, point);
    const std::optional<Value> value = value_at(point, path);
    return value ? plain_text(*value) : "";
  }
  static bool meets(const std::string& path, const std::string& text, const std::string& wanted) {
    // What differs beside the label of a learner with tuned fields follows it in brackets.
    return path == "label" ? wanted == text || wanted.starts_with(text + " (") : analysis::same_value(text, wanted);
  }

 private:
  const Combinations& combinations_;
  std::vector<bool> present_;
};

/// What is asked must be answerable from the points there are.
class QuestionCheck {
 public:
  QuestionCheck(const Grid& grid, const PointList& list, Problems& problems)
      : grid_(grid),
        list_(list),
        problems_(problems),
        present_{Present{grid, list, TableKind::task}, Present{grid, list, TableKind::poles}, Present{grid, list, TableKind::learner}} {}

  /// Whether the table is about some points, as its conditions choose them.
  bool choose(const AskedTable& asked, const char* name) {
    asked_ = &asked;
    name_ = name;
    const std::size_t before = problems_.count();
    for (const analysis::PointCondition& condition : asked.question.conditions) check_condition(condition, condition.path);
    for (const auto& [side, conditions] : asked.question.sides)
      for (const analysis::PointCondition& condition : conditions) check_condition(condition, side + "." + condition.path);
    if (problems_.count() != before) return false;
    select();
    if (selected_.empty()) problems_.add(asked.where, name, "no point of the sweep meets its conditions");
    return !selected_.empty();
  }

  void check(const AskedTable& asked, const char* name) {
    if (analysis::is_on_formulas(asked.question) || !choose(asked, name)) return;
    const analysis::ClaimKind* kind = analysis::find_claim_kind(asked.question.kind);
    if (kind == nullptr || kind->compares) check_pair(kind != nullptr);
    if (kind != nullptr && kind->has_axis) check_axis(*kind);
    if (kind != nullptr && kind->has_formula) check_formula();
  }

  /// Some point must have the fields along the axes of a map.
  void check_mark(const AskedTable& asked) {
    if (!choose(asked, "mark")) return;
    for (const std::string& key : term_keys()) {
      const auto term = analysis::parse_term(std::get<std::string>(asked.question.fields.at(key)));
      if (term && !term->path.empty() && texts(term->path).empty())
        complain(key, fmt::format("no point that meets the conditions has {}", term->path));
    }
  }

  void check_elements(const AskedTable& asked, const char* name, const std::function<MeasureSizes(const Point&)>& sizes) {
    if (analysis::is_on_formulas(asked.question)) return;
    asked_ = &asked;
    name_ = name;
    const std::vector<Element> elements = elements_asked();
    if (elements.empty()) return;
    select();
    std::unordered_set<std::uint64_t> seen;
    std::vector<int> most(elements.size(), 0);
    for (const PointRef& ref : selected_) {
      if (!seen.insert(grid_.shape(ref)).second) continue;
      const MeasureSizes found = sizes(grid_.resolve(ref));
      for (std::size_t i = 0; i < elements.size(); ++i) most[i] = std::max(most[i], elements[i].measure->numbers(found));
    }
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (elements[i].position >= most[i])
        complain(elements[i].key, fmt::format("got {} ({} has {} here, counted from 0)", elements[i].position, elements[i].measure->name,
                                              counted(static_cast<std::uint64_t>(most[i]), "number")));
  }

 private:
  /// One of several numbers that the table names.
  struct Element {
    std::string key;
    const Measure* measure;
    std::int64_t position;
  };

  /// Those of a mark are the axes of its map.
  std::vector<std::string> term_keys() const {
    if (std::string_view(name_) != "mark") return {"minus", "divided_by", "with"};
    std::vector<std::string> keys;
    for (const auto& [key, value] : asked_->question.fields)
      if (key != "theory") keys.push_back(key);
    return keys;
  }

  std::vector<Element> elements_asked() const {
    std::vector<Element> elements;
    Fields fields(asked_->question.fields);
    const analysis::Subject subject = analysis::read_subject(fields);
    const auto add = [&](const std::string& key, const std::string& quantity, std::int64_t position) {
      const Measure* measure = position > 0 ? measure_of_variable(quantity) : nullptr;
      if (measure != nullptr) elements.push_back({key, measure, position});
    };
    add("element", subject.quantity, subject.element);
    for (const std::string& key : term_keys()) {
      const auto text = asked_->question.fields.find(key);
      if (text == asked_->question.fields.end()) continue;
      if (const auto term = analysis::parse_term(std::get<std::string>(text->second))) add(key, term->quantity, term->element);
    }
    const auto between = asked_->question.fields.find("between");
    if (between == asked_->question.fields.end() || between->second != Value("element")) return elements;
    for (const char* side : {"of", "reference"}) {
      const auto text = asked_->question.fields.find(side);
      const auto position =
          text == asked_->question.fields.end() ? std::nullopt : parse_plain_text(FieldType::integer, std::get<std::string>(text->second));
      if (position) add(side, subject.quantity, std::get<std::int64_t>(*position));
    }
    return elements;
  }

  const Present& present(const std::string& path) const { return present_[static_cast<std::size_t>(table_of(path))]; }

  void complain(std::string_view key, const std::string& text) {
    const auto found = asked_->keys.find(key.substr(0, key.find('.')));
    problems_.add(found == asked_->keys.end() ? asked_->where : found->second, fmt::format("{}.{}", name_, key), text);
  }

  /// Every value must be one of the sweep's. `key`: where it stands.
  void check_condition(const analysis::PointCondition& condition, const std::string& key) {
    const Present& combinations = present(condition.path);
    std::set<std::string> held;
    for (std::uint32_t i = 0; i < combinations.size(); ++i)
      if (combinations.has(i)) held.insert(combinations.text(i, condition.path));
    held.erase("");
    bool some = false;
    for (const std::string& value : condition.values) {
      const bool any = std::any_of(held.begin(), held.end(), [&](const auto& text) { return Present::meets(condition.path, text, value); });
      some = some || any;
      if (!any && has_one_type(condition.path))
        complain(key, fmt::format("no point of the sweep has '{}'", value) + known_names(value, "they have:", listed(held)));
    }
    if (!some && !has_one_type(condition.path))
      complain(key, fmt::format("no point of the sweep has '{}'", condition.values.front()) +
                        known_names(condition.values.front(), "they have:", listed(held)));
  }

  /// Else a value stands in the question once for each type that it can be read as.
  static bool has_one_type(const std::string& path) {
    if (path == "label") return true;
    const std::vector<FieldSpec>& specs = known_paths().at(path);
    return std::all_of(specs.begin(), specs.end(), [&](const FieldSpec& spec) { return spec.type == specs.front().type; });
  }

  static std::vector<std::string> listed(const std::set<std::string>& texts) {
    constexpr std::size_t most = 12;
    std::vector<std::string> list(texts.begin(), texts.end());
    if (list.size() > most) list.resize(most);
    return list;
  }

  void select() {
    std::array<std::vector<bool>, point_tables.size()> met;
    for (const TableKind kind : point_tables) {
      const Present& combinations = present_[static_cast<std::size_t>(kind)];
      std::vector<bool>& of_kind = met[static_cast<std::size_t>(kind)];
      of_kind.assign(combinations.size(), true);
      for (const analysis::PointCondition& condition : asked_->question.conditions) {
        if (table_of(condition.path) != kind) continue;
        for (std::uint32_t i = 0; i < combinations.size(); ++i) {
          if (!of_kind[i] || !combinations.has(i)) continue;
          const std::string text = combinations.text(i, condition.path);
          of_kind[i] = std::any_of(condition.values.begin(), condition.values.end(),
                                   [&](const std::string& value) { return Present::meets(condition.path, text, value); });
        }
      }
    }
    selected_.clear();
    for (const PlannedPoint& point : list_.points)
      if (met[0][point.ref.task] && met[1][point.ref.poles] && met[2][point.ref.learner]) selected_.push_back(point.ref);
  }

  /// The texts of a field at the points selected.
  std::set<std::string> texts(const std::string& path) const {
    const TableKind kind = table_of(path);
    std::unordered_set<std::uint32_t> combinations;
    for (const PointRef& ref : selected_) combinations.insert(ref.of(kind));
    std::set<std::string> found;
    for (const std::uint32_t combination : combinations) found.insert(present(path).text(combination, path));
    found.erase("");
    return found;
  }

  /// Whether conditions on other fields leave out the points that have a value.
  bool are_left_out(const std::string& path, const std::string& wanted) const {
    const std::vector<analysis::PointCondition>& conditions = asked_->question.conditions;
    if (std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) { return condition.path == path; })) return false;
    const Present& combinations = present(path);
    for (std::uint32_t i = 0; i < combinations.size(); ++i)
      if (combinations.has(i) && Present::meets(path, combinations.text(i, path), wanted)) return true;
    return false;
  }

  /// They may be meant for the other side.
  std::string hint_at_sides(std::string_view side, const std::string& between, const std::set<std::string>& held) const {
    const char* other = side == "of" ? "reference" : "of";
    return fmt::format(" (they have: {}). Conditions on one side stand in its table, as in {} = {{ {} = \"{}\", ... }}",
                       fmt::join(listed(held), ", "), other, between, std::get<std::string>(asked_->question.fields.at(other)));
  }

  void check_pair(bool has_of) {
    analysis::Pair pair;
    pair.between = "label";
    if (const auto found = asked_->question.fields.find("between"); found != asked_->question.fields.end())
      pair.between = std::get<std::string>(found->second);
    if (analysis::is_place(pair.between)) return;
    const std::set<std::string> held = texts(pair.between);
    for (const char* side : {"of", "reference"}) {
      if (side == std::string_view("of") && !has_of) continue;
      const std::string& wanted = std::get<std::string>(asked_->question.fields.at(side));
      const bool any = std::any_of(held.begin(), held.end(), [&](const auto& text) { return Present::meets(pair.between, text, wanted); });
      if (!any)
        complain(side, fmt::format("no point that meets the conditions has '{}' as {}", wanted, pair.between) +
                           (has_of && are_left_out(pair.between, wanted) ? hint_at_sides(side, pair.between, held)
                                                                         : known_names(wanted, "they have:", listed(held))));
      else if (!has_of && held.size() < 2)
        complain("between", fmt::format("no point that meets the conditions differs from '{}' in {}", wanted, pair.between));
    }
  }

  /// The axis must have as many values as the kind needs.
  void check_axis(const analysis::ClaimKind& kind) {
    Fields fields(asked_->question.fields);
    const analysis::Axis axis = analysis::read_axis(fields);
    std::set<double> values;
    if (axis.path == analysis::words(analysis::Along::lengths).name) {
      values.insert(grid_.sweep().lengths.begin(), grid_.sweep().lengths.end());
    } else if (axis.path == analysis::words(analysis::Along::iterations).name) {
      values.insert(grid_.sweep().iterations.begin(), grid_.sweep().iterations.end());
    } else {
      for (const std::string& text : texts(axis.path))
        if (const auto number = parse_plain_text(FieldType::real, text)) values.insert(std::get<double>(*number));
    }
    const auto within = static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(), [&](double value) { return !(value < axis.from) && !(value > axis.to); }));
    if (within >= kind.fewest_places) return kind.gives_place ? check_place_bounds(axis, values) : void();
    const char* key = asked_->keys.contains("from") ? "from" : asked_->keys.contains("to") ? "to" : "axis";
    std::string has = values.empty() ? "none" : canonical(*values.begin());
    if (values.size() > 1) has += " to " + canonical(*values.rbegin());
    complain(key, fmt::format("leaves {} of the axis (a claim of kind '{}' needs {}; {} has {} here)", counted(within, "value"), kind.name,
                              kind.fewest_places, axis.path, has));
  }

  /// The number lies between two values of the axis.
  void check_place_bounds(const analysis::Axis& axis, const std::set<double>& values) {
    Fields fields(asked_->question.fields);
    const analysis::Bounds bounds = analysis::read_bounds(fields);
    const double first = std::fmax(*values.begin(), axis.from);
    const double last = std::fmin(*values.rbegin(), axis.to);
    if (bounds.above >= last) complain("above", fmt::format("got {} (the axis ends at {})", canonical(bounds.above), canonical(last)));
    if (bounds.below <= first) complain("below", fmt::format("got {} (the axis begins at {})", canonical(bounds.below), canonical(first)));
  }

  /// The formula must have a value at every point.
  void check_formula() {
    Fields fields(asked_->question.fields);
    const analysis::FormulaChoice choice = analysis::read_formula(fields);
    const theory::Formula* formula = theory::find_formula(choice.name);
    const std::vector<FieldSpec> specs = theory::parameters(*formula);
    std::set<std::vector<std::string>> seen;
    for (const PointRef& ref : selected_) {
      FieldValues parameters = asked_->question.parameters;
      std::vector<std::string> from_point;
      for (const FieldSpec& spec : specs) {
        const auto given = parameters.find(spec.name);
        const auto* path = given == parameters.end() || spec.type == FieldType::text ? nullptr : std::get_if<std::string>(&given->second);
        if (!path) continue;
        const std::string text = present(*path).text(ref.of(table_of(*path)), *path);
        auto value = parse_plain_text(spec.type, text);
        if (!value)
          return complain("parameters", fmt::format("{} is {} at a point that it is about, and {} must be {}", *path,
                                                    text.empty() ? "no field" : "'" + text + "'", spec.name, type_name(spec.type)));
        from_point.push_back(fmt::format("{} = {}", spec.name, text));
        given->second = *std::move(value);
      }
      if (seen.insert(from_point).second && !check_value(*formula, parameters, from_point, choice.component)) return;
    }
  }

  bool check_value(const theory::Formula& formula, const FieldValues& parameters, const std::vector<std::string>& from_point,
                   std::int64_t component) {
    const std::string with = from_point.empty() ? "" : fmt::format(" (with {})", fmt::join(from_point, ", "));
    try {
      const Value value = theory::evaluate(formula, parameters);
      const auto* list = std::get_if<std::vector<double>>(&value);
      const std::size_t count = list ? list->size() : 1;
      if (static_cast<std::size_t>(component) >= count) {
        complain("component", fmt::format("got {} (the formula gives {}, counted from 0){}", component, counted(count, "number"), with));
        return false;
      }
      const double* number = list ? &(*list)[static_cast<std::size_t>(component)] : std::get_if<double>(&value);
      Fields fields(asked_->question.fields);
      if (number && *number == 0 && analysis::read_tolerance(fields).absolute == 0) {
        complain("tolerance", fmt::format("is a part of what the formula gives, which is 0{}. Set absolute_tolerance?", with));
        return false;
      }
    } catch (const Error& error) {
      complain("formula", error.what() + with);
      return false;
    }
    return true;
  }

  const Grid& grid_;
  const PointList& list_;
  Problems& problems_;
  std::array<Present, point_tables.size()> present_;
  const AskedTable* asked_ = nullptr;
  const char* name_ = "";
  std::vector<PointRef> selected_;  ///< the points that the table is about
};

}  // namespace

void check_questions(const Grid& grid, const PointList& list, Problems& problems) {
  QuestionCheck check(grid, list, problems);
  for (const AskedTable& asked : grid.sweep().comparisons) check.check(asked, "compare");
  for (const AskedTable& asked : grid.sweep().claims) check.check(asked, "claim");
  for (const AskedTable& asked : grid.sweep().marks) check.check_mark(asked);
}

void check_elements(const Grid& grid, const PointList& list, const std::function<MeasureSizes(const Point&)>& sizes, Problems& problems) {
  QuestionCheck check(grid, list, problems);
  for (const AskedTable& asked : grid.sweep().comparisons) check.check_elements(asked, "compare", sizes);
  for (const AskedTable& asked : grid.sweep().claims) check.check_elements(asked, "claim", sizes);
  for (const AskedTable& asked : grid.sweep().marks) check.check_elements(asked, "mark", sizes);
}

}  // namespace polesweep::sweep
