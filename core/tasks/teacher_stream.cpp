#include <algorithm>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {
namespace {

/// A teacher's weights as `DiagonalWeights` wants them.
struct Weights {
  std::vector<double> poles;
  std::vector<double> gains;  ///< [outputs x states]
  std::vector<double> input;  ///< [states x inputs]
};

Weights complex_weights(const LinearTeacher& teacher) {
  Weights weights;
  const auto put = [](std::vector<double>& numbers, const Complex& value) { numbers.insert(numbers.end(), {value.real(), value.imag()}); };
  for (const Complex& pole : teacher.poles) put(weights.poles, pole);
  for (const Complex& gain : teacher.gains) put(weights.gains, gain);
  for (std::size_t k = 0; k < teacher.poles.size(); ++k)
    for (int channel = 0; channel < teacher.inputs; ++channel) put(weights.input, teacher.input_weight(k, channel));
  return weights;
}

/// A pair of a real teacher, gains g and conj(g), is one real block that starts at (Re b, Im b) and is read out by (2 Re g, -2 Im g).
Weights real_weights(const LinearTeacher& teacher) {
  const auto count = teacher.poles.size();
  std::vector<std::size_t> pairs, reals;
  for (std::size_t k = 0; k < count; ++k) {
    if (teacher.poles[k].imag() > 0) pairs.push_back(k);
    if (teacher.poles[k].imag() == 0) reals.push_back(k);
  }
  Weights weights;
  const auto put_input = [&](std::size_t k, auto part) {
    for (int channel = 0; channel < teacher.inputs; ++channel) weights.input.push_back(part(teacher.input_weight(k, channel)));
  };
  const auto re = [](const Complex& value) { return value.real(); };
  for (const std::size_t k : pairs) {
    const Complex& pole = teacher.poles[k];
    weights.poles.insert(weights.poles.end(), {pole.real(), -pole.imag(), pole.imag(), pole.real()});
    put_input(k, re);
    put_input(k, [](const Complex& value) { return value.imag(); });
  }
  std::size_t i = 0;
  for (; i + 2 <= reals.size(); i += 2)
    weights.poles.insert(weights.poles.end(), {teacher.poles[reals[i]].real(), 0, 0, teacher.poles[reals[i + 1]].real()});
  if (i < reals.size()) weights.poles.push_back(teacher.poles[reals[i]].real());
  for (const std::size_t k : reals) put_input(k, re);
  for (int output = 0; output < teacher.outputs; ++output) {
    const Complex* gains = teacher.gains.data() + static_cast<std::size_t>(output) * count;
    for (const std::size_t k : pairs) weights.gains.insert(weights.gains.end(), {2 * gains[k].real(), -2 * gains[k].imag()});
    for (const std::size_t k : reals) weights.gains.push_back(gains[k].real());
  }
  return weights;
}

/// Teachers as the diagonal networks they are, one for each lane, driven by the same block code as any other network, and their taps on the
/// inputs kept.
class TeacherStream final : public Stream {
 public:
  TeacherStream(const std::vector<LinearTeacher>& teachers, const TeacherTaskSettings& settings, Part part,
                std::span<const std::uint64_t> seeds, const KernelSet& kernels)
      : taps_(teachers.front().taps),
        lags_(teachers.front().lags()),
        inputs_(teachers.front().inputs),
        outputs_(teachers.front().outputs),
        settings_(settings),
        kernels_(kernels),
        part_(part),
        seeds_(seeds.begin(), seeds.end()),
        slots_(settings.complex_valued ? 2 : 1),
        reach_(lags_ == 0 ? 0 : lags_ - 1),
        washout_left_(settings.washout) {
    for (int lane = 0; lane < kernels.lanes; ++lane) {
      const LinearTeacher& teacher = teachers[static_cast<std::size_t>(lane)];
      const Weights weights = settings.complex_valued ? complex_weights(teacher) : real_weights(teacher);
      put_lane(weights.poles, lane, poles_);
      put_lane(weights.gains, lane, gains_);
      put_lane(weights.input, lane, input_);
    }
    states_ = static_cast<int>(gains_.size() / width()) / outputs_;
    state_ = Arena(static_cast<std::size_t>(states_) * width());
    states_rows_ = Arena(static_cast<std::size_t>(most_) * states_ * width());
    noise_rows_ = Arena(static_cast<std::size_t>(most_) * outputs_ * width());
    if (!taps_.empty()) kept_ = Arena((reach_ + most_) * width());
  }

  Piece next(int most, const Samples& samples) override {
    Piece piece{.steps = std::min(most, most_), .scored = washout_left_ == 0, .starts_segment = starts_};
    starts_ = false;
    if (washout_left_ > 0) {
      piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
      washout_left_ -= piece.steps;
    }
    const bool test = part_ == Part::test;
    draw(test ? Role::test_input : Role::data_input, inputs_, piece.steps, samples.inputs);
    respond(piece.steps, samples);
    const std::size_t size = static_cast<std::size_t>(piece.steps) * outputs_ * width();
    std::copy_n(samples.clean, size, samples.observed);
    // A test is scored against the clean target, so only training needs the noise.
    if (settings_.noise > 0 && !test) {
      draw(Role::data_noise, outputs_, piece.steps, noise_rows_.data());
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

  void draw(Role role, int channels, int steps, double* out) const {
    (slots_ == 2 ? kernels_.complex_normal : kernels_.normal)(seeds_.data(), role, 0, static_cast<std::uint64_t>(time_ * channels),
                                                              static_cast<std::int64_t>(steps) * channels, out);
  }

  void respond(int steps, const Samples& samples) {
    if (states_ > 0) {
      const DiagonalWeights weights{.states = states_, .inputs = inputs_, .poles = poles_.data(), .input = input_.data()};
      (slots_ == 2 ? kernels_.diagonal_complex : kernels_.diagonal_real)(
          weights, {.steps = steps, .inputs = samples.inputs, .states = states_rows_.data(), .stride = states_, .state = state_.data()});
      (slots_ == 2 ? kernels_.predict_complex : kernels_.predict_real)(gains_.data(), outputs_, states_, states_rows_.data(), states_,
                                                                       steps, samples.clean);
    } else {
      std::fill_n(samples.clean, static_cast<std::size_t>(steps) * outputs_ * width(), 0.0);
    }
    if (!taps_.empty()) add_taps(steps, samples);
  }

  /// Adds sum_n tap_n x_(t-n), lag by lag. Of the inputs the last `reach` are kept in front of the new ones.
  void add_taps(int steps, const Samples& samples) {
    const std::size_t fresh = static_cast<std::size_t>(steps) * width();
    std::copy_n(samples.inputs, fresh, kept_.data() + reach_ * width());
    for (int output = 0; output < outputs_; ++output)
      for (std::size_t lag = 0; lag < lags_; ++lag)
        add_tap(steps, taps_[static_cast<std::size_t>(output) * lags_ + lag], lag, output, samples);
    std::copy_n(kept_.data() + fresh, reach_ * width(), kept_.data());
  }

  void add_tap(int steps, Complex tap, std::size_t lag, int output, const Samples& samples) {
    if (tap == 0.0) return;
    const auto lanes = static_cast<std::size_t>(kernels_.lanes);
    const double* x = kept_.data() + (reach_ - lag) * width();
    double* y = samples.clean + static_cast<std::size_t>(output) * width();
    for (int t = 0; t < steps; ++t, x += width(), y += static_cast<std::size_t>(outputs_) * width())
      for (std::size_t i = 0; i < lanes; ++i) {
        if (slots_ == 1) {
          y[i] += tap.real() * x[i];
          continue;
        }
        y[i] += tap.real() * x[i] - tap.imag() * x[i + lanes];
        y[i + lanes] += tap.real() * x[i + lanes] + tap.imag() * x[i];
      }
  }

  void put_lane(const std::vector<double>& values, int lane, Arena& array) const {
    if (array.size() == 0) array = Arena(values.size() * kernels_.lanes);
    for (std::size_t i = 0; i < values.size(); ++i) array[i * kernels_.lanes + lane] = values[i];
  }

  const std::vector<Complex> taps_;  // [outputs x lags]
  const std::size_t lags_;
  const int inputs_;
  const int outputs_;
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

std::unique_ptr<Stream> open_teacher_stream(const std::vector<LinearTeacher>& teachers, const TeacherTaskSettings& settings, Part part,
                                            std::span<const std::uint64_t> seeds, const KernelSet& kernels) {
  return std::make_unique<TeacherStream>(teachers, settings, part, seeds, kernels);
}

}  // namespace polesweep
