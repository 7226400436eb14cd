#include "core/members/members.hpp"

#include <stdexcept>

#include "core/learners/learner.hpp"
#include "core/learners/regime.hpp"
#include "core/measures/measure.hpp"
#include "core/networks/network.hpp"
#include "core/poles/poles.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

const std::vector<MemberInfo>& members(Family family) {
  switch (family) {
    case Family::task: return task_members();
    case Family::network: return network_members();
    case Family::poles: return pole_members();
    case Family::recurrent: return recurrent_members();
    case Family::readout: return readout_members();
    case Family::optimizer: return optimizer_members();
    case Family::regime: return regime_members();
    case Family::measure: return measure_members();
    case Family::formula: break;
  }
  throw std::logic_error("unknown family");
}

const MemberInfo* find_member(Family family, std::string_view name) {
  for (const MemberInfo& info : members(family))
    if (info.name == name) return &info;
  return nullptr;
}

std::string_view family_name(Family family) {
  switch (family) {
    case Family::task: return "task";
    case Family::network: return "network";
    case Family::poles: return "pole setting";
    case Family::recurrent: return "recurrent rule";
    case Family::readout: return "readout rule";
    case Family::optimizer: return "optimizer";
    case Family::regime: return "training regime";
    case Family::measure: return "measure";
    case Family::formula: return "formula";
  }
  throw std::logic_error("unknown family");
}

}  // namespace polesweep
