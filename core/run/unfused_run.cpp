#include <utility>

#include "core/run/run.hpp"

namespace polesweep {
namespace {

/// Puts the lengths of the shorter run in front of those of the longer one.
void append_length(const RunRecord& shorter, RunRecord& longer) {
  longer.lengths.insert(longer.lengths.begin(), shorter.lengths.begin(), shorter.lengths.end());
  longer.risk.insert(longer.risk.begin(), shorter.risk.begin(), shorter.risk.end());
  for (std::size_t i = 0; i < longer.measures.size(); ++i) {
    const std::vector<double>& values = shorter.measures[i].values;
    longer.measures[i].values.insert(longer.measures[i].values.begin(), values.begin(), values.end());
  }
}

}  // namespace

std::vector<RunRecord> compute_unfused(const RunGroup& group, const Setups& setups, const KernelSet& kernels) {
  std::vector<RunRecord> records;
  for (std::size_t point = 0; point < group.points.size(); ++point)
    for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
      if (!group.wanted[point * group.seeds.size() + seed]) continue;
      RunGroup single{.points = {group.points[point]},
                      .ids = {group.ids[point]},
                      .seeds = {group.seeds[seed]},
                      .wanted = {true},
                      .measurement = group.measurement,
                      .evaluation_hash = group.evaluation_hash};
      if (setups.of(single.points.front()).regime().kind != RegimeKind::stream || group.measurement.lengths.size() < 2) {
        records.push_back(std::move(compute(single, setups, kernels).front()));
        continue;
      }
      RunRecord whole;
      for (const std::int64_t length : group.measurement.lengths) {
        single.measurement.lengths = {length};
        RunRecord part = std::move(compute(single, setups, kernels).front());
        if (!whole.lengths.empty()) append_length(whole, part);
        std::swap(whole, part);
      }
      whole.status = status_of(whole.risk, whole.training);
      records.push_back(std::move(whole));
    }
  return records;
}

}  // namespace polesweep
