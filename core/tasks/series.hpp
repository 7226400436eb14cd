#pragma once

#include <memory>
#include <optional>

#include "core/block/streams.hpp"
#include "core/tasks/task.hpp"

/// Real synthetic tasks without a closed form: what they share is their stream, their noise, and the reference that least squares gives.
namespace polesweep {

/// What one sample of one run is made of. Numbers are drawn for their time, so pieces of any size hold the same samples.
struct SampleDraws {
  const double* uniforms = nullptr;  ///< [uniforms of the series], in [0, 1)
  const double* normals = nullptr;   ///< [normals of the series]
  std::uint64_t seed = 0;
  Role role = Role::data_input;  ///< or test_input
  std::uint64_t time = 0;        ///< samples before this one

  /// A further uniform number for this sample; number 0, 1, 2, ... Every uniform of a series has its own array before these.
  double another_uniform(std::uint32_t number) const;
};

/// How a sample follows from the one before. Holds settings only: what changes is in an array of doubles of each run.
class Series {
 public:
  struct Shape {
    int inputs = 1;
    int outputs = 1;
    int state = 0;           ///< numbers that change
    std::int64_t trial = 1;  ///< samples after which what is asked has been asked: fewer may hold no target but silence
    int uniforms = 0;        ///< random numbers of each kind for a sample
    int normals = 0;
    double operations = 0;  ///< nominal ones for a sample, random numbers aside
    double at_start = 0;    ///< the same of `start`
  };

  virtual ~Series() = default;
  virtual Shape shape() const = 0;
  /// Fills the `state` of a run, which is zero, before its first sample; the role tells training from test.
  virtual void start(std::uint64_t seed, Role role, double* state) const;
  virtual void advance(const SampleDraws& draws, double* state, double* input, double* target) const = 0;
  /// The variance of the targets, summed over outputs. Nothing: no closed form is known, and it is taken from samples.
  virtual std::optional<double> trivial_risk() const { return std::nullopt; }
  /// The best linear predictor of the clean targets, if it is known; else it is fitted to samples.
  virtual std::optional<Baseline> baseline() const { return std::nullopt; }
  /// Whether runs differ in more than their draws, so that a predictor fitted to another run says nothing.
  virtual bool differs_by_seed() const { return false; }
  virtual bool steady() const { return true; }  ///< as `TaskFacts::steady`
};

/// The fields of such a task besides its series.
struct SeriesSettings {
  explicit SeriesSettings(Fields& fields);

  double noise;  ///< standard deviation of what is added to the targets that a learner sees
  std::int64_t washout;
};

/// Samples without end. A test goes through another stretch of the same series, from a start of its own; a fresh sequence goes on where the
/// last one ended, and only the network starts again from zero.
///
/// Trivial risk: the series' own, or the variance of 100,000 samples of a seed that no run is given. Reference: the series' own, or least
/// squares on 21 inputs, fitted to 20,000 other samples and tested on these, washout left out.
std::unique_ptr<Task> make_series_task(std::unique_ptr<Series> series, const SeriesSettings& settings);

/// `count` uniform numbers for the start of a run.
std::vector<double> draw_start(std::uint64_t seed, Role role, int count);

}  // namespace polesweep
