#include "driver/sweep/table.hpp"

#include <stdexcept>

namespace polesweep::sweep {
double Table::combinations() const {
  double product = 1;
  for (const auto& axis : axes) product *= static_cast<double>(length(axis));
  return product;
}

bool Table::has(Family family) const {
  for (const ChosenMember& chosen : members)
    if (chosen.family == family) return true;
  return false;
}

const MemberInfo& Table::member(Family family) const {
  for (const ChosenMember& chosen : members)
    if (chosen.family == family) return *chosen.info;
  throw std::logic_error("a table without a member of this family");
}

}  // namespace polesweep::sweep
