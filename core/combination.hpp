#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/data/data_files.hpp"
#include "core/learners/learner.hpp"
#include "core/point.hpp"
#include "core/run_trace.hpp"
#include "core/tasks/task.hpp"

/// How the members of a point go together, known before anything runs.
namespace polesweep {

/// Nominal real operations and memory of the runs of a point; the same on every machine.
struct RunCost {
  double data = 0;              ///< per training sample, shared by all points with this task and seed
  double state = 0;             ///< per training sample, shared by the learners on the same fixed poles
  double learner = 0;           ///< per training sample of the longest length, all repetitions or episodes included
  double test = 0;              ///< per run: data and states of a holdout test, shared as `state` is
  double measurement = 0;       ///< per measured length: solving for weights, predicting the test
  double bytes = 0;             ///< working memory
  double state_bytes = 0;       ///< of the saved state of a finished run; 0 where longer lengths do not go on from one
  std::int64_t parameters = 0;  ///< trained numbers (a complex one counts twice)
};

/// Examines points against the data they will run on. Tasks are made once and kept, since a recorded one reads and scales its windows.
class Combination {
 public:
  explicit Combination(const data::DataFiles& files);

  /// Throws Error where the fields of one member do not go together.
  void check_task(const Member& task);
  static void check_network(const Member& network, const Member& poles);
  static void check_learner(const Point& point);

  /// Why the point cannot be run and measured as asked, or none. The text names a field first where one is to blame.
  std::optional<std::string> objection(const Point& point, const Measurement& asked);
  /// Why the states of a linear or relu network grow without bounds from its start, with the field to change: "radius: ..."; none where
  /// they do not. It can be run, and diverges unless learning brings the poles back.
  std::optional<std::string> growth(const Point& point, const Measurement& asked);
  /// The evaluation with `auto` replaced and the samples of a test cut to what a recorded task has.
  Evaluation resolve(const Point& point, const Evaluation& asked);
  RunCost cost(const Point& point, const Measurement& asked);
  /// What a trace of a run of the point would hold, and most rows that one of every sample or update would have.
  TraceShape trace_shape(const Point& point, const Measurement& asked);
  std::int64_t most_trace_rows(const Point& point, const Measurement& asked);
  const Task& task(const Member& member);
  const TaskFacts& facts(const Member& member);

 private:
  struct Known {
    std::unique_ptr<Task> task;
    TaskFacts facts;
  };
  const Known& known(const Member& member);
  static Learner learner(const Point& point, const NetworkShape& network, const TaskFacts& task, const AlignedStart& aligned,
                         const Measurement& asked);
  Learner learner(const Point& point, const Measurement& asked);

  const data::DataFiles& files_;
  std::map<std::string, Known> tasks_;
};

}  // namespace polesweep
