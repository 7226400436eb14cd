#include "driver/sweep/learner_keys.hpp"

#include <fmt/format.h>

namespace polesweep::sweep {
namespace {

void check_regime(const Node& node, Problems& problems) {
  const Node* kind = node.is_table() ? node.find("kind") : &node;
  const std::string* name = kind ? kind->text() : nullptr;
  if (name && (*name == "repeat" || *name == "episodes"))
    problems.add(node.where, "learner.regime", fmt::format("'{}' is not yet available (must be 'stream')", *name));
  else if (!name || *name != "stream" || node.is_table())
    problems.add(node.where, "learner.regime",
                 name ? fmt::format("unknown {}", literal(*kind)) + known_names(*name, "one of", {"stream", "repeat", "episodes"})
                      : fmt::format("got {} (must be 'stream')", short_literal(node)));
}

}  // namespace

void check_learner_keys(const Node& node, Problems& problems) {
  for (const Entry& entry : node.table()) {
    if (entry.key == "optimizer")
      problems.add(entry.where, "learner.optimizer", "not used (no part of this learner follows a gradient). Remove it?");
    else if (entry.key == "tune")
      problems.add(entry.where, "learner.tune", "not yet available");
    else if (entry.key == "regime")
      check_regime(entry.value, problems);
  }
}

std::string learner_label(const Node& node, const Table& table, Problems& problems) {
  const Node* label = node.find("label");
  if (!label) return fmt::format("{}, {}", table.member(Family::recurrent).name, table.member(Family::readout).name);
  if (label->text()) return *label->text();
  problems.add(label->where, "learner.label", fmt::format("got {} (must be a text)", short_literal(*label)));
  return "";
}

}  // namespace polesweep::sweep
