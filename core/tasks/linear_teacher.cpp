#include "core/tasks/linear_teacher.hpp"

#include <algorithm>
#include <limits>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

constexpr std::int64_t without_end = std::numeric_limits<std::int64_t>::max();

/// White input of unit power through a teacher with K poles: y*_t = sum_k gain_k s_k, s_k <- pole_k s_k + x_t; the learner sees
/// y*_t + noise. The risk of any linear network is known exactly. Chance level: trivial risk sum_kl g_k conj(g_l)/(1 - p_k conj(p_l));
/// best reachable risk: 0, by a network that has the teacher's poles.
///
/// Source: arXiv 2602.21454 (impulse responses sum_k b_k beta_k^n).
class LinearTeacherTask final : public Task {
 public:
  explicit LinearTeacherTask(Fields& fields)
      : teacher_{fields.complexes({.name = "poles", .help = "the teacher's poles, inside the unit circle"}),
                 fields.complexes({.name = "gains", .help = "the teacher's output weights, one for each pole"})},
        noise_(fields.real({.name = "noise",
                            .help = "standard deviation of the observation noise (complex data: of its modulus)",
                            .unit = "target",
                            .fallback = 0,
                            .range = non_negative})),
        complex_valued_(fields.boolean({.name = "complex", .help = "circular complex input and noise instead of real ones"})),
        washout_(fields.integer({.name = "washout",
                                 .help = "samples that only drive the state before learning and before a test",
                                 .unit = "samples",
                                 .fallback = 0,
                                 .range = non_negative})) {
    if (teacher_.poles.empty()) throw Error("poles: the list is empty (a teacher needs at least one)");
    if (teacher_.poles.size() != teacher_.gains.size())
      throw Error("gains: " + std::to_string(teacher_.gains.size()) + " gains for " + std::to_string(teacher_.poles.size()) +
                  " poles (one gain for each pole)");
    for (const Complex& pole : teacher_.poles)
      if (std::abs(pole) >= 1)
        throw Error("poles: got " + canonical(Value(pole)) + " (a teacher's poles lie inside the unit circle, or its power is not finite)");
    if (!complex_valued_) check_conjugates();
  }

  TaskFacts facts() const override {
    TaskFacts facts;
    facts.complex_valued = complex_valued_;
    facts.washout = washout_;
    facts.longest = facts.longest_test = facts.distinct_runs = without_end;
    facts.teacher = teacher_;
    facts.restarts = true;
    return facts;
  }

  double trivial_risk(std::uint64_t, const Evaluation&) const override {
    Complex power = 0;
    for (std::size_t k = 0; k < teacher_.poles.size(); ++k)
      for (std::size_t l = 0; l < teacher_.poles.size(); ++l)
        power += teacher_.gains[k] * std::conj(teacher_.gains[l]) / (1.0 - teacher_.poles[k] * std::conj(teacher_.poles[l]));
    return power.real();
  }

  double operations_per_sample() const override {
    return 40.0 + (complex_valued_ ? 16.0 : 8.0) * static_cast<double>(teacher_.poles.size());
  }

  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override;

  const LinearTeacher& teacher() const { return teacher_; }
  double noise() const { return noise_; }
  bool complex_valued() const { return complex_valued_; }
  std::int64_t washout() const { return washout_; }

 private:
  /// A real teacher's output is real: poles and gains are closed under conjugation together.
  void check_conjugates() const {
    for (std::size_t k = 0; k < teacher_.poles.size(); ++k) {
      const auto mirrors = [&](std::size_t l) {
        return teacher_.poles[l] == std::conj(teacher_.poles[k]) && teacher_.gains[l] == std::conj(teacher_.gains[k]);
      };
      bool found = false;
      for (std::size_t l = 0; l < teacher_.poles.size(); ++l) found = found || mirrors(l);
      if (!found)
        throw Error("poles: " + canonical(Value(teacher_.poles[k])) + " with gain " + canonical(Value(teacher_.gains[k])) +
                    " has no conjugate (a real task needs conjugate pairs). Add it, or set complex = true?");
    }
  }

  LinearTeacher teacher_;
  double noise_;
  bool complex_valued_;
  std::int64_t washout_;
};

/// The teacher as the diagonal network it is, driven by the same block code as any other network.
class LinearTeacherStream final : public Stream {
 public:
  LinearTeacherStream(const LinearTeacherTask& task, Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels)
      : task_(task),
        kernels_(kernels),
        part_(part),
        seeds_(seeds.begin(), seeds.end()),
        slots_(task.complex_valued() ? 2 : 1),
        washout_left_(task.washout()) {
    set_weights();
    state_ = Arena(static_cast<std::size_t>(states_) * width());
    states_rows_ = Arena(static_cast<std::size_t>(most_) * states_ * width());
    noise_rows_ = Arena(static_cast<std::size_t>(most_) * width());
  }

  Piece next(int most, const Samples& samples) override {
    Piece piece{.steps = std::min(most, most_), .scored = washout_left_ == 0, .starts_segment = starts_};
    starts_ = false;
    if (washout_left_ > 0) {
      piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
      washout_left_ -= piece.steps;
    }
    const bool test = part_ == Part::test;
    const auto normal = slots_ == 2 ? kernels_.complex_normal : kernels_.normal;
    normal(seeds_.data(), test ? Role::test_input : Role::data_input, 0, time_, piece.steps, samples.inputs);
    const DiagonalWeights weights{.states = states_, .inputs = 1, .poles = poles_.data(), .input = input_.data()};
    (slots_ == 2 ? kernels_.diagonal_complex : kernels_.diagonal_real)(
        weights,
        {.steps = piece.steps, .inputs = samples.inputs, .states = states_rows_.data(), .stride = states_, .state = state_.data()});
    (slots_ == 2 ? kernels_.predict_complex : kernels_.predict_real)(gains_.data(), 1, states_, states_rows_.data(), states_, piece.steps,
                                                                     samples.clean);
    const std::size_t size = static_cast<std::size_t>(piece.steps) * width();
    std::copy_n(samples.clean, size, samples.observed);
    // A test is scored against the clean target, so only training needs the noise.
    if (task_.noise() > 0 && !test) {
      normal(seeds_.data(), Role::data_noise, 0, time_, piece.steps, noise_rows_.data());
      for (std::size_t i = 0; i < size; ++i) samples.observed[i] += task_.noise() * noise_rows_[i];
    }
    time_ += static_cast<std::uint64_t>(piece.steps);
    return piece;
  }

  void restart() override {
    state_.clear();
    washout_left_ = task_.washout();
    starts_ = true;
  }

 private:
  static constexpr int most_ = 256;

  std::size_t width() const { return static_cast<std::size_t>(slots_) * kernels_.lanes; }

  /// Poles and gains are the same in all lanes. A pair of a real teacher, gains g and conj(g), is one real block that starts at (x, 0) and
  /// is read out by (2 Re g, -2 Im g).
  void set_weights() {
    const LinearTeacher& teacher = task_.teacher();
    std::vector<double> poles;
    std::vector<double> gains;
    std::vector<double> inputs;
    if (slots_ == 2) {
      for (std::size_t k = 0; k < teacher.poles.size(); ++k) {
        poles.insert(poles.end(), {teacher.poles[k].real(), teacher.poles[k].imag()});
        gains.insert(gains.end(), {teacher.gains[k].real(), teacher.gains[k].imag()});
        inputs.insert(inputs.end(), {1, 0});
      }
      states_ = static_cast<int>(teacher.poles.size());
    } else {
      std::vector<double> reals;
      std::vector<double> real_gains;
      for (std::size_t k = 0; k < teacher.poles.size(); ++k) {
        const Complex& pole = teacher.poles[k];
        const Complex& gain = teacher.gains[k];
        if (pole.imag() > 0) {
          poles.insert(poles.end(), {pole.real(), -pole.imag(), pole.imag(), pole.real()});
          gains.insert(gains.end(), {2 * gain.real(), -2 * gain.imag()});
          inputs.insert(inputs.end(), {1, 0});
        } else if (pole.imag() == 0) {
          reals.push_back(pole.real());
          real_gains.push_back(gain.real());
        }
      }
      std::size_t i = 0;
      for (; i + 2 <= reals.size(); i += 2) poles.insert(poles.end(), {reals[i], 0, 0, reals[i + 1]});
      if (i < reals.size()) poles.push_back(reals[i]);
      gains.insert(gains.end(), real_gains.begin(), real_gains.end());
      inputs.insert(inputs.end(), reals.size(), 1.0);
      states_ = static_cast<int>(gains.size());
    }
    poles_ = spread(poles);
    gains_ = spread(gains);
    input_ = spread(inputs);
  }

  Arena spread(const std::vector<double>& values) const {
    Arena array(values.size() * kernels_.lanes);
    for (std::size_t i = 0; i < values.size(); ++i)
      for (int lane = 0; lane < kernels_.lanes; ++lane) array[i * kernels_.lanes + lane] = values[i];
    return array;
  }

  const LinearTeacherTask& task_;
  const KernelSet& kernels_;
  Part part_;
  std::vector<std::uint64_t> seeds_;
  int slots_;
  std::int64_t washout_left_;
  bool starts_ = true;
  std::uint64_t time_ = 0;
  int states_ = 0;
  Arena poles_;
  Arena gains_;
  Arena input_;
  Arena state_;
  Arena states_rows_;
  Arena noise_rows_;
};

std::unique_ptr<Stream> LinearTeacherTask::open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const {
  return std::make_unique<LinearTeacherStream>(*this, part, seeds, kernels);
}

}  // namespace

std::unique_ptr<Task> make_linear_teacher_task(Fields& fields, const data::DataFiles&) {
  return std::make_unique<LinearTeacherTask>(fields);
}

}  // namespace polesweep
