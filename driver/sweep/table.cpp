#include "driver/sweep/table.hpp"

#include <stdexcept>

namespace polesweep::sweep {
namespace {

std::string prefix(Family family) {
  switch (family) {
    case Family::task: return "task.";
    case Family::network:
    case Family::poles: return "poles.";
    case Family::recurrent: return "learner.recurrent.";
    case Family::readout: return "learner.readout.";
    case Family::optimizer: return "learner.optimizer.";
    case Family::regime: return "learner.regime.";
    case Family::formula: return "theory.";
    default: throw std::logic_error("a family without a table");
  }
}

}  // namespace

std::string_view table_name(TableKind kind) {
  switch (kind) {
    case TableKind::task: return "task";
    case TableKind::poles: return "poles";
    case TableKind::learner: return "learner";
    case TableKind::theory: return "theory";
  }
  throw std::logic_error("unknown kind of table");
}

TableKind table_of(Family family) {
  if (family == Family::task) return TableKind::task;
  if (family == Family::formula) return TableKind::theory;
  return family == Family::network || family == Family::poles ? TableKind::poles : TableKind::learner;
}

std::string field_path(Family family, std::string_view field) { return prefix(family).append(field); }

std::string kind_path(Family family) {
  return prefix(family) + (family == Family::network ? "network" : family == Family::formula ? "formula" : "kind");
}

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
