#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

enum class Family { task, network, poles, recurrent, readout, optimizer, regime, measure, formula };

/// What is known of a member of a family without a single value being set.
struct MemberInfo {
  std::string name;
  std::string summary;
  int version = 1;  ///< raised when the member's results change; part of the identity of every point that uses it
  std::vector<FieldSpec> fields;
  std::string formula = {};  ///< of learning rules: the update,
  std::string cost = {};     ///< its operations and memory,
  std::string source = {};   ///< and where it comes from
};

/// The members of a family in the order of its table. Formulas are those of core/theory, which knows this file and not the other way round:
/// theory::formula_members().
const std::vector<MemberInfo>& members(Family family);

/// Returns nullptr if the family has no member of that name.
const MemberInfo* find_member(Family family, std::string_view name);

std::string_view family_name(Family family);

}  // namespace polesweep
