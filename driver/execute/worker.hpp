#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "core/results/record_log.hpp"
#include "core/run/cost.hpp"
#include "core/run/run.hpp"
#include "core/run/setup.hpp"
#include "driver/execute/assignment.hpp"
#include "driver/execute/run_keeper.hpp"
#include "driver/sweep/costs.hpp"

namespace polesweep::execute {

/// What every rank knows before it computes.
struct Workplace {
  const sweep::Grid& grid;
  const data::DataFiles& files;
  const KernelSet& kernels;
  std::string fingerprint;  ///< of the numerics of all ranks
  bool fuses = true;        ///< false: every run and length by itself, with the same bits
  double least_operations_per_byte = std::numeric_limits<double>::infinity();  ///< of runs whose state is kept when they are finished
};

/// What the sweep asks to record of every run; the evaluation may still be `auto`.
Measurement asked_measurement(const sweep::Sweep& sweep);
/// The same at its first `lengths`.
Measurement asked_measurement(const sweep::Sweep& sweep, std::size_t lengths);

/// Whether a run of the point can go on from the state to what is asked for; the evaluation may still be `auto`.
bool continues(const RunState& state, const Setup& setup, Measurement asked);

/// The computing part of a rank: takes units, leaves records in its log.
class Worker {
 public:
  /// `keeper`: saves runs in progress and finished ones; none: nothing is saved but records.
  Worker(const Workplace& workplace, results::RecordLog& log, RunKeeper* keeper = nullptr);

  /// Computes the wanted runs. A group that throws is repeated run by run; runs that throw again are recorded as failed. Only a log that
  /// cannot be written ends the worker: the report then names the fault.
  Report execute(const Assignment& assignment);

 private:
  void compute_theory(const sweep::TheoryUnit& unit, Report& report);
  std::vector<RunRecord> compute_group(RunGroup group, const std::vector<RunCost>& costs, Report& report);
  RunGroup single_run(const RunGroup& group, std::size_t point, std::size_t seed) const;
  void prepare_keeper(RunGroup& group, const std::vector<RunCost>& costs, const std::map<PointId, double>& shares,
                      const std::map<RecordKey, std::string>& mixed);
  RunCost cost_of(sweep::PointRef ref);
  std::map<RecordKey, std::string> mixed_numerics(const RunGroup& group) const;
  void read_states(const Assignment& assignment, const std::vector<std::size_t>& members, RunGroup& group, Report& report);

  Workplace workplace_;
  results::RecordLog& log_;
  RunKeeper* keeper_;
  Setups setups_;
  sweep::Costs costs_;
};

/// Works until there is no more: `next` sends the report of the last unit and returns the next one.
void work(Worker& worker, const std::function<std::optional<Assignment>(const Report&)>& next);

}  // namespace polesweep::execute
