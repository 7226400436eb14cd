#include <algorithm>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {
namespace {

/// The teacher as the diagonal network it is, driven by the same block code as any other network, and its taps on the inputs kept.
class TeacherStream final : public Stream {
 public:
  TeacherStream(const LinearTeacher& teacher, const TeacherTaskSettings& settings, Part part, std::span<const std::uint64_t> seeds,
                const KernelSet& kernels)
      : teacher_(teacher),
        settings_(settings),
        kernels_(kernels),
        part_(part),
        seeds_(seeds.begin(), seeds.end()),
        slots_(settings.complex_valued ? 2 : 1),
        reach_(teacher.taps.empty() ? 0 : teacher.taps.size() - 1),
        washout_left_(settings.washout) {
    set_weights();
    state_ = Arena(static_cast<std::size_t>(states_) * width());
    states_rows_ = Arena(static_cast<std::size_t>(most_) * states_ * width());
    noise_rows_ = Arena(static_cast<std::size_t>(most_) * width());
    if (!teacher.taps.empty()) kept_ = Arena((reach_ + most_) * width());
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
    normal(seeds_.data(), test ? Role::test_input : Role::data_input, 0, static_cast<std::uint64_t>(time_), piece.steps, samples.inputs);
    respond(piece.steps, samples);
    const std::size_t size = static_cast<std::size_t>(piece.steps) * width();
    std::copy_n(samples.clean, size, samples.observed);
    // A test is scored against the clean target, so only training needs the noise.
    if (settings_.noise > 0 && !test) {
      normal(seeds_.data(), Role::data_noise, 0, static_cast<std::uint64_t>(time_), piece.steps, noise_rows_.data());
      for (std::size_t i = 0; i < size; ++i) samples.observed[i] += settings_.noise * noise_rows_[i];
    }
    time_ += piece.steps;
    return piece;
  }

  void restart() override {
    state_.clear();
    kept_.clear();
    washout_left_ = settings_.washout;
    starts_ = true;
  }

  void archive(RunArchive& archive) override {
    archive.shared(time_);
    archive.shared(washout_left_);
    archive.shared(starts_);
    archive.array(state_.data(), state_.size() / static_cast<std::size_t>(kernels_.lanes));
    archive.array(kept_.data(), reach_ * static_cast<std::size_t>(slots_));
  }

 private:
  static constexpr int most_ = 256;

  std::size_t width() const { return static_cast<std::size_t>(slots_) * kernels_.lanes; }

  void respond(int steps, const Samples& samples) {
    if (states_ > 0) {
      const DiagonalWeights weights{.states = states_, .inputs = 1, .poles = poles_.data(), .input = input_.data()};
      (slots_ == 2 ? kernels_.diagonal_complex : kernels_.diagonal_real)(
          weights, {.steps = steps, .inputs = samples.inputs, .states = states_rows_.data(), .stride = states_, .state = state_.data()});
      (slots_ == 2 ? kernels_.predict_complex : kernels_.predict_real)(gains_.data(), 1, states_, states_rows_.data(), states_, steps,
                                                                       samples.clean);
    } else {
      std::fill_n(samples.clean, static_cast<std::size_t>(steps) * width(), 0.0);
    }
    if (!teacher_.taps.empty()) add_taps(steps, samples);
  }

  /// Adds sum_n tap_n x_(t-n), lag by lag. Of the inputs the last `reach` are kept in front of the new ones.
  void add_taps(int steps, const Samples& samples) {
    const std::size_t fresh = static_cast<std::size_t>(steps) * width();
    std::copy_n(samples.inputs, fresh, kept_.data() + reach_ * width());
    const auto lanes = static_cast<std::size_t>(kernels_.lanes);
    for (std::size_t lag = 0; lag < teacher_.taps.size(); ++lag) {
      const Complex& tap = teacher_.taps[lag];
      if (tap == 0.0) continue;
      const double* x = kept_.data() + (reach_ - lag) * width();
      if (slots_ == 1) {
        for (std::size_t i = 0; i < fresh; ++i) samples.clean[i] += tap.real() * x[i];
        continue;
      }
      for (std::size_t t = 0; t < fresh; t += width())
        for (std::size_t i = t; i < t + lanes; ++i) {
          samples.clean[i] += tap.real() * x[i] - tap.imag() * x[i + lanes];
          samples.clean[i + lanes] += tap.real() * x[i + lanes] + tap.imag() * x[i];
        }
    }
    std::copy_n(kept_.data() + fresh, reach_ * width(), kept_.data());
  }

  /// Poles and gains are the same in all lanes. A pair of a real teacher, gains g and conj(g), is one real block that starts at (x, 0) and
  /// is read out by (2 Re g, -2 Im g).
  void set_weights() {
    std::vector<double> poles;
    std::vector<double> gains;
    std::vector<double> inputs;
    if (slots_ == 2) {
      for (std::size_t k = 0; k < teacher_.poles.size(); ++k) {
        poles.insert(poles.end(), {teacher_.poles[k].real(), teacher_.poles[k].imag()});
        gains.insert(gains.end(), {teacher_.gains[k].real(), teacher_.gains[k].imag()});
        inputs.insert(inputs.end(), {1, 0});
      }
      states_ = static_cast<int>(teacher_.poles.size());
    } else {
      std::vector<double> reals;
      std::vector<double> real_gains;
      for (std::size_t k = 0; k < teacher_.poles.size(); ++k) {
        const Complex& pole = teacher_.poles[k];
        const Complex& gain = teacher_.gains[k];
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

  const LinearTeacher& teacher_;
  TeacherTaskSettings settings_;
  const KernelSet& kernels_;
  Part part_;
  std::vector<std::uint64_t> seeds_;
  int slots_;
  std::size_t reach_;  // longest lag of a tap
  std::int64_t washout_left_;
  bool starts_ = true;
  std::int64_t time_ = 0;
  int states_ = 0;
  Arena poles_;
  Arena gains_;
  Arena input_;
  Arena state_;
  Arena states_rows_;
  Arena noise_rows_;
  Arena kept_;
};

}  // namespace

std::unique_ptr<Stream> open_teacher_stream(const LinearTeacher& teacher, const TeacherTaskSettings& settings, Part part,
                                            std::span<const std::uint64_t> seeds, const KernelSet& kernels) {
  return std::make_unique<TeacherStream>(teacher, settings, part, seeds, kernels);
}

}  // namespace polesweep
