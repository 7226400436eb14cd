#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/block/run_archive.hpp"
#include "core/data/data_files.hpp"
#include "core/members/fields.hpp"
#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "core/tasks/baseline.hpp"
#include "core/tasks/teacher_modes.hpp"

namespace polesweep {

struct KernelSet;

/// The teacher of a task whose risk has a closed form: y*_t = sum_k gain_k s_k + sum_n tap_n x_(t-n), s_k(t) = pole_k s_k(t-1) + input_k
/// x_t, with white x_t of unit power in every channel (of a complex task: circular). Its impulse response is sum_k gain_k pole_k^n input_k
/// + tap_n.
struct LinearTeacher {
  std::vector<Complex> poles;
  std::vector<Complex> gains;      ///< [outputs x poles], row-major
  std::vector<Complex> taps = {};  ///< the finite part of the impulse response, [outputs x lags] from lag 0 on; none of several channels
  int inputs = 1;
  int outputs = 1;
  std::vector<Complex> input = {};  ///< [poles x inputs], row-major; empty: all 1

  std::size_t lags() const { return taps.size() / static_cast<std::size_t>(outputs); }
  Complex tap(int output, std::size_t lag) const { return taps[static_cast<std::size_t>(output) * lags() + lag]; }

  Complex input_weight(std::size_t pole, int channel) const {
    return input.empty() ? 1.0 : input[pole * static_cast<std::size_t>(inputs) + static_cast<std::size_t>(channel)];
  }
};

/// How OFDM symbols lie in a stream of targets: `count` samples whose transform is the symbols, after `prefix` samples that repeat the last
/// of them; the first scored sample is the first of a prefix.
struct Subcarriers {
  int count = 0;  ///< 0: targets are no OFDM
  int prefix = 0;
};

/// What the rest of the program knows of a task.
struct TaskFacts {
  static constexpr std::int64_t without_end = std::numeric_limits<std::int64_t>::max();  ///< as many as anyone asks for

  int inputs = 1;
  int outputs = 1;
  bool complex_valued = false;
  bool recorded = false;
  std::int64_t washout = 0;              ///< samples that only drive the state, at the start of every segment
  std::int64_t longest;                  ///< most training samples that every run can be given
  std::int64_t longest_test;             ///< most samples that a holdout test can score
  std::int64_t least_test = 1;           ///< scored samples below which a score may say nothing: those of a trial, of an OFDM symbol
  std::int64_t distinct_runs;            ///< data windows: seeds beyond this number share one; the largest number for synthetic data
  bool lockstep = true;                  ///< segments of all runs begin at the same step; else runs are computed one at a time
  std::optional<LinearTeacher> teacher;  ///< set if the risk of a linear network is known exactly; of all runs, or of seed 0 if bases
                                         ///< are drawn (`Task::teacher` knows each)
  std::optional<TeacherModes> modes;     ///< set if a real teacher is given by modes
  std::vector<Complex> constellation;    ///< the symbols a target, or its transform, can be; empty if targets are no symbols
  Subcarriers subcarriers;               ///< of targets whose transform is the symbols
  std::vector<std::string> notes;        ///< what `plan` prints of the data: split, overlap of windows, segments
  std::vector<std::string> warnings;     ///< those of the notes that `run` says as well
  double window_overlap = 0;             ///< largest share of a run's window that another run's window contains, 0 to 1
  std::int64_t windows_apart = 1;        ///< upper bound on the step k such that windows i and i + k share no sample
  bool restarts = false;                 ///< streams can begin fresh sequences at any time
  bool steady = true;                    ///< false: the task changes while it is learnt, so that only errors while learning say anything
  bool prequential = true;               ///< false: targets come from further ahead than a run that is scored as it learns may know

  /// Returns an empty list if no teacher is known or it has no poles.
  std::vector<Complex> teacher_poles() const { return teacher ? teacher->poles : std::vector<Complex>(); }
};

/// Which samples a stream delivers.
enum class Part { training, test };

/// Samples of one block: [step][channel][lane], of a complex task [step][channel][re, im][lane].
struct Samples {
  double* inputs = nullptr;
  double* observed = nullptr;  ///< targets as a learner sees them, with observation noise
  double* clean = nullptr;     ///< targets that a prediction is scored against
};

/// The samples of the runs of one block in time order.
class Stream {
 public:
  struct Piece {
    int steps = 0;                ///< 0: the stream is over
    bool scored = true;           ///< false: washout, which drives the state only
    bool starts_segment = false;  ///< the state is zero before this piece
  };

  virtual ~Stream() = default;
  /// Fills at most `most` samples.
  virtual Piece next(int most, const Samples& samples) = 0;
  /// The next piece begins a fresh sequence: new samples, and states that are zero. For tasks whose facts say so.
  virtual void restart();
  /// Takes out or puts back the place of one run in its samples.
  virtual void archive(RunArchive& archive);
};

/// Where samples come from, with a known best answer where one exists.
class Task {
 public:
  virtual ~Task() = default;
  virtual TaskFacts facts() const = 0;
  /// A stream for the runs of a block, one lane for each entry of `seeds` (which fill all lanes of `kernels`). A test stream delivers as
  /// many scored samples as it has, without end where data are synthetic.
  virtual std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const = 0;
  /// The teacher of the run with this seed, for tasks whose facts have one.
  virtual LinearTeacher teacher(std::uint64_t seed) const;
  /// E|y* - E y*|^2 summed over outputs: the risk of the best constant. Over the test split or, prequential, the run's training samples.
  virtual double trivial_risk(std::uint64_t seed, const Evaluation& evaluation) const = 0;
  /// The same, of tasks that draw as many samples as the test has: calls `rest` between pieces, which may throw to end it.
  virtual double trivial_risk_with_rests(std::uint64_t seed, const Evaluation& evaluation, const std::function<void()>&) const {
    return trivial_risk(seed, evaluation);
  }
  /// Nominal operations for one sample of one run.
  virtual double operations_per_sample() const = 0;
  /// The same of what a run's stream does before its first sample.
  virtual double operations_to_open() const { return 0; }
  /// Whether the task is a channel by whose statistics poles can be chosen.
  virtual bool knows_equalisers() const { return false; }
  /// So many of them (core/tasks/equaliser_poles.hpp), for tasks that know them.
  virtual std::vector<Complex> equaliser_poles(int count) const;
  /// What simple methods reach on the same data, for people to read beside `notes`. Apart from the facts because it takes time.
  virtual std::vector<std::string> baselines() const { return {}; }
  /// Returns the baseline to which a run's holdout risk can be compared, or nothing if none has the same unit. Takes time, too.
  virtual std::optional<Baseline> comparable_baseline() const { return std::nullopt; }
};

/// Throws Error with a text "field: problem (why). Suggestion?" if fields do not go together or data do not supply them.
std::unique_ptr<Task> make_task(const Member& member, const data::DataFiles& files);

const std::vector<MemberInfo>& task_members();

}  // namespace polesweep
