#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/data/data_files.hpp"
#include "core/learners/learner.hpp"
#include "core/learners/regime.hpp"
#include "core/members/point.hpp"
#include "core/networks/network.hpp"
#include "core/poles/poles.hpp"
#include "core/run/trace.hpp"
#include "core/tasks/task.hpp"

/// What a point is made into, once: below this line nobody reads a member's fields any more.
namespace polesweep {

struct MeasureSizes;

struct MadeTask {
  std::unique_ptr<const Task> task;
  TaskFacts facts;
};

/// A network with its poles on a task: what the learners of a group share.
struct Ground {
  std::shared_ptr<const MadeTask> made_task;
  std::unique_ptr<const NetworkKind> network;
  std::unique_ptr<const PoleSetting> poles;
  NetworkShape shape;

  const Task& task() const { return *made_task->task; }
  const TaskFacts& facts() const { return made_task->facts; }
};

class Setup {
 public:
  Setup(std::shared_ptr<const Point> point, std::shared_ptr<const Ground> ground);

  const Point& point() const { return *point_; }
  const Ground& ground() const { return *ground_; }
  const std::shared_ptr<const Ground>& shared_ground() const { return ground_; }
  const Regime& regime() const { return regime_; }

  /// The evaluation with `auto` replaced and the samples of a test cut to what a recorded task has.
  Evaluation evaluation(const Evaluation& asked) const;
  /// The learner of one run, to be asked what it takes. Throws Error if its parts do not go together, or not with the ground.
  Learner learner(const Measurement& asked) const;
  /// What the numbers of the measures of its runs are counted by.
  MeasureSizes measure_sizes(const Measurement& asked) const;
  /// What a trace of a run would hold, and most rows that one of every sample or update would have.
  TraceShape trace_shape(const Measurement& asked) const;
  std::int64_t most_trace_rows(const Measurement& asked) const;

 private:
  std::shared_ptr<const Point> point_;
  std::shared_ptr<const Ground> ground_;
  Regime regime_;
};

/// Makes setups on the data they will run on. A task is made once and kept, since a recorded one reads and scales its windows; a network
/// with its poles is made once for points that follow one another; poles that a task chooses by its channel, which is a search, are kept,
/// too.
class Setups {
 public:
  /// For tasks that read no data files.
  Setups();
  /// `files` must outlive this.
  Setups(const data::DataFiles& files) : files_(files) {}  // NOLINT(google-explicit-constructor): data are all that a setup needs

  /// Throws Error if the fields of a member do not go together, or members do not.
  Setup of(Point point) const;
  /// Of points with one task, network and pole setting, which are looked at once. The setups refer to the points.
  std::vector<Setup> of_group(const std::vector<Point>& points) const;
  const MadeTask& task(const Member& member) const { return *made_task(member); }
  /// The evaluation of a point's runs, without its poles being made.
  Evaluation evaluation(const Point& point, const Evaluation& asked) const;

  /// What one table chooses. Throws Error if it cannot work on any other.
  static void check_network(const Member& network, const Member& poles);
  static void check_learner(const Point& point);

 private:
  struct LastGround {
    Member task;
    Member network;
    Member poles;
    std::shared_ptr<const Ground> ground;
  };
  const std::shared_ptr<const MadeTask>& made_task(const Member& member) const;
  const std::shared_ptr<const Ground>& ground_of(const Point& point) const;
  PolesOfTask poles_of(const MadeTask& made) const;

  const data::DataFiles& files_;
  // What has been made is remembered; it could be made again.
  mutable std::map<std::string, std::shared_ptr<const MadeTask>> tasks_;
  mutable std::map<std::pair<const MadeTask*, int>, std::vector<Complex>> equalisers_;  // by their number
  mutable LastGround last_;
};

}  // namespace polesweep
