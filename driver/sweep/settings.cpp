#include "driver/sweep/settings.hpp"

#include <fmt/format.h>

#include "core/learners/regime.hpp"
#include "driver/sweep/sweep_keys.hpp"

namespace polesweep::sweep {
namespace {

void read_keys(const Node& table, const std::string& section, Sweep& sweep, Problems& problems) {
  for (const SweepKey& key : sweep_keys()) {
    if (key.section != section) continue;
    if (const Node* node = table.find(key.spec.name)) key.read(*node, {key.spec, key.path(), problems}, sweep);
  }
}

void read_section(const Node& document, const std::string& name, Sweep& sweep, Problems& problems) {
  const Node* node = document.find(name);
  if (!node) return;
  if (!node->is_table()) return problems.add(node->where, name, fmt::format("got {} (must be written [{}])", short_literal(*node), name));
  check_keys(*node, name, fmt::format("[{}] reads:", name), key_names(name), problems);
  read_keys(*node, name, sweep, problems);
}

/// The only top-level key that a sweep of formulas alone reads is its name.
void read_name_alone(const Node& document, Sweep& sweep, Problems& problems) {
  NodeTable names;
  for (const Entry& entry : document.table())
    if (entry.key == "name")
      names.push_back(entry);
    else if (entry.key != "theory" && entry.key != "claim")
      problems.add(entry.where, entry.key, "not used (all tables are [[theory]], and formulas have no runs). Remove it?");
  read_keys({document.where, std::move(names)}, "", sweep, problems);
}

}  // namespace

void read_settings(const Node& document, bool has_runs, Sweep& sweep, Problems& problems) {
  if (!has_runs) return read_name_alone(document, sweep, problems);
  read_keys(document, "", sweep, problems);
  if (!document.find("seeds"))
    problems.add({}, "seeds", "missing (a number such as 32, a list, { start = 100, count = 32 }, or { until = 0.1, at_most = 256 })");
  for (const Section& section : sections()) read_section(document, section.name, sweep, problems);
}

void check_regimes(const Node& document, const Sweep& sweep, Problems& problems) {
  bool any_updates = false;  // measured at iterations
  bool any_lengths = sweep.learners.empty();
  for (const Table& learner : sweep.learners) {
    const MeasuredAt at = measured_at(learner.member(Family::regime).name);
    any_updates = any_updates || at.iterations;
    any_lengths = any_lengths || at.lengths;
  }
  if (!document.find("lengths") && any_lengths) problems.add({}, "lengths", "missing (numbers of training samples: a list or a range)");
  for (const Table& learner : sweep.learners)
    if (learner.race && sweep.lengths.size() == 1)
      problems.add(learner.where, "learner.tune.race", "the sweep has one length (settings race over several)");
  const Node* iterations = document.find("iterations");
  if (iterations && !any_updates && !sweep.learners.empty())
    problems.add(iterations->where, "iterations", "not used (no learner has the regime 'repeat' or 'episodes'). Remove it?");
}

}  // namespace polesweep::sweep
