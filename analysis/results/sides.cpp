#include "analysis/results/sides.hpp"

#include <algorithm>

namespace polesweep::analysis {
namespace {

/// A group of a context that is a side of it.
struct Side {
  std::string value;
  ByAxis points;
};

using SidesOfContext = std::vector<Side>;

ByAxis meeting(const PointFields& fields, const ByAxis& by_axis, const std::vector<PointCondition>& conditions) {
  ByAxis met;
  for (const auto& [position, settings] : by_axis)
    if (Settings some = select(fields, conditions, settings); !some.empty()) met.emplace(position, std::move(some));
  return met;
}

class Finder {
 public:
  Finder(const PointFields& fields, const Question& question, const Pair& pair) : fields_(fields), question_(question), pair_(pair) {}

  /// The groups of a context that a side names; all of them where nothing is compared.
  SidesOfContext find(const Context& context, const std::string& key, const std::string& name) const {
    SidesOfContext found;
    const bool is_exact =
        std::any_of(context.by_value.begin(), context.by_value.end(), [&](const auto& group) { return same_value(group.first, name); });
    for (const auto& [value, by_axis] : context.by_value)
      if (pair_.between.empty() || (is_exact ? same_value(value, name) : has_label(by_axis, name))) add(found, value, by_axis, key);
    return found;
  }

  /// All but those.
  SidesOfContext others(const Context& context, const SidesOfContext& taken) const {
    std::vector<std::string> names;
    for (const Side& side : taken) names.push_back(side.value);
    SidesOfContext found;
    for (const auto& [value, by_axis] : context.by_value)
      if (std::find(names.begin(), names.end(), value) == names.end()) add(found, value, by_axis, "of");
    return found;
  }

 private:
  bool has_label(const ByAxis& by_axis, const std::string& label) const {
    return pair_.between == "label" && fields_.label(by_axis.begin()->second.front()) == label;
  }
  void add(SidesOfContext& found, const std::string& value, const ByAxis& by_axis, const std::string& key) const {
    const auto own = question_.sides.find(key);
    ByAxis points = own == question_.sides.end() ? by_axis : meeting(fields_, by_axis, own->second);
    if (!points.empty()) found.push_back({value, std::move(points)});
  }

  const PointFields& fields_;
  const Question& question_;
  const Pair& pair_;
};

/// What stands in brackets behind the label that a side is named by.
std::string beyond_label(const std::string& value, const std::string& label) {
  const std::size_t begin = label.size() + 2;
  return value.size() > begin ? value.substr(begin, value.size() - begin - 1) : value;
}

bool stands_for_several(const std::vector<SidesOfContext>& sides) {
  return std::any_of(sides.begin(), sides.end(), [](const SidesOfContext& of_context) { return of_context.size() > 1; });
}

}  // namespace

std::vector<std::string> named_by_both(const Question& question) {
  const auto of = question.sides.find("of");
  const auto reference = question.sides.find("reference");
  std::vector<std::string> paths;
  if (of == question.sides.end() || reference == question.sides.end()) return paths;
  const auto is_named_by = [](const std::vector<PointCondition>& side, const std::string& path) {
    return std::any_of(side.begin(), side.end(), [&](const PointCondition& condition) { return condition.path == path; });
  };
  for (const PointCondition& condition : of->second)
    if (condition.path != "label" && is_named_by(reference->second, condition.path)) paths.push_back(condition.path);
  return paths;
}

std::vector<Sides> sides_of(const PointFields& fields, const Question& question, const Pair& pair, const std::string& axis) {
  const std::vector<Context> contexts =
      contexts_of(fields, select(fields, question.conditions), pair.between, axis, true, named_by_both(question));
  const Finder finder(fields, question, pair);
  const bool compares = !pair.between.empty();
  std::vector<SidesOfContext> of;
  std::vector<SidesOfContext> reference;
  for (const Context& context : contexts) {
    reference.push_back(finder.find(context, compares ? "reference" : "of", pair.reference));
    of.push_back(!compares         ? reference.back()
                 : pair.of.empty() ? finder.others(context, reference.back())
                                   : finder.find(context, "of", pair.of));
  }
  const bool names_of = compares && !pair.of.empty() && stands_for_several(of);
  const bool names_reference = compares && stands_for_several(reference);
  std::vector<Sides> found;
  for (std::size_t i = 0; i < contexts.size(); ++i)
    for (const Side& one : of[i])
      for (const Side& other : reference[i]) {
        std::string context = contexts[i].description;
        const auto tell = [&](const std::string& text) { context += (context.empty() ? "" : ", ") + text; };
        if (names_of) tell(beyond_label(one.value, pair.of));
        if (names_reference) tell("against " + beyond_label(other.value, pair.reference));
        found.push_back({std::move(context), contexts[i].zipped, one.value, one.points, other.points});
      }
  return found;
}

}  // namespace polesweep::analysis
