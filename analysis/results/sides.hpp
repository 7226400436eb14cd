#pragma once

#include <string>
#include <vector>

#include "analysis/claims/question.hpp"
#include "analysis/results/contexts.hpp"
#include "analysis/results/point_fields.hpp"

namespace polesweep::analysis {

/// The two groups of points that a question compares in one context.
struct Sides {
  std::string context;  ///< what sets it apart from the others; "" if there is one
  std::string zipped;   ///< of the context
  std::string of_name;  ///< its value of what the sides differ in; "" if nothing is compared
  ByAxis of;
  ByAxis reference;  ///< the same as `of` if nothing is compared
};

/// The fields that both sides of a question have conditions on: what they compare besides `between`.
std::vector<std::string> named_by_both(const Question& question);

/// What a question compares in every context that has both sides, in the order of the contexts. `pair.between` is as in `contexts_of`, ""
/// compares nothing; an empty `pair.of` stands for everything but the reference. A side is what has its value and meets its own conditions;
/// fields that both name split no contexts.
/// The label of a learner whose tuned fields leave others that differ stands for several learners: each of them is a side of its own, and
/// the context says which. `axis` is the path of a field, or "".
std::vector<Sides> sides_of(const PointFields& fields, const Question& question, const Pair& pair, const std::string& axis);

}  // namespace polesweep::analysis
