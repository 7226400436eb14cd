#include "core/tasks/teacher_task.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"

namespace polesweep {
namespace {

class TeacherTask final : public Task {
 public:
  TeacherTask(LinearTeacher teacher, const TeacherTaskSettings& settings) : teacher_(std::move(teacher)), settings_(settings) {
    if (!std::isfinite(response_power(teacher_)))
      throw Error("gains: the response to white input has no finite power (they, or the taps, are too large). Scale them down?");
  }

  TaskFacts facts() const override {
    TaskFacts facts;
    facts.inputs = teacher_.inputs;
    facts.outputs = teacher_.outputs;
    facts.complex_valued = settings_.complex_valued;
    facts.washout = settings_.washout;
    facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
    facts.teacher = teacher_;
    facts.restarts = true;
    return facts;
  }

  double trivial_risk(std::uint64_t, const Evaluation&) const override { return response_power(teacher_); }

  double operations_per_sample() const override {
    const auto taps = std::count_if(teacher_.taps.begin(), teacher_.taps.end(), [](const Complex& tap) { return tap != 0.0; });
    return 40.0 + (settings_.complex_valued ? 16.0 : 8.0) * static_cast<double>(teacher_.poles.size()) +
           (settings_.complex_valued ? 8.0 : 2.0) * static_cast<double>(taps);
  }

  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override {
    return open_teacher_stream(std::vector<LinearTeacher>(seeds.size(), teacher_), settings_, part, seeds, kernels);
  }

 private:
  LinearTeacher teacher_;
  TeacherTaskSettings settings_;
};

}  // namespace

TeacherTaskSettings::TeacherTaskSettings(Fields& fields)
    : noise(fields.real({.name = "noise",
                         .help = "standard deviation of the observation noise (complex data: of its modulus)",
                         .unit = "target",
                         .fallback = 0,
                         .range = non_negative})),
      complex_valued(fields.boolean({.name = "complex", .help = "circular complex input and noise instead of real ones"})),
      washout(fields.integer({.name = "washout",
                              .help = "samples that only drive the state before learning and before a test",
                              .unit = "samples",
                              .fallback = 0,
                              .range = non_negative})) {}

/// g_k conj(g_l) (b_k . conj(b_l)): the weight of two poles' responses in the power of an output.
static Complex pair_weight(const LinearTeacher& teacher, int output, std::size_t k, std::size_t l) {
  using linear_algebra::conjugate;
  using linear_algebra::product;
  const Complex* gains = teacher.gains.data() + static_cast<std::size_t>(output) * teacher.poles.size();
  Complex shared = 0;
  for (int channel = 0; channel < teacher.inputs; ++channel)
    shared += product(teacher.input_weight(k, channel), conjugate(teacher.input_weight(l, channel)));
  return product(product(gains[k], conjugate(gains[l])), shared);
}

double response_power(const LinearTeacher& teacher) {
  using linear_algebra::conjugate;
  using linear_algebra::product;
  const std::size_t count = teacher.poles.size();
  Complex power = 0;
  for (int output = 0; output < teacher.outputs; ++output) {
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t l = 0; l < count; ++l)
        power += linear_algebra::quotient(pair_weight(teacher, output, k, l), 1.0 - product(teacher.poles[k], conjugate(teacher.poles[l])));
  }
  std::vector<Complex> modes = teacher.gains;
  for (int output = 0; output < teacher.outputs; ++output)
    for (std::size_t lag = 0; lag < teacher.lags(); ++lag) {
      const Complex tap = teacher.tap(output, lag);
      power += product(tap, conjugate(tap));
      for (std::size_t k = 0; k < count; ++k) {
        Complex& mode = modes[static_cast<std::size_t>(output) * count + k];
        power += 2 * product(conjugate(tap), mode).real();
        mode = product(mode, teacher.poles[k]);
      }
    }
  return power.real();
}

double power_missing_from_rest(const LinearTeacher& teacher, std::int64_t first, std::int64_t samples) {
  using linear_algebra::product;
  const auto power_of = [](Complex base, std::int64_t exponent) {
    Complex result = 1;
    for (; exponent > 0; exponent /= 2, base = product(base, base))
      if (exponent % 2 == 1) result = product(result, base);
    return result;
  };
  for (const Complex& pole : teacher.poles)
    if (!(linear_algebra::squared_modulus(pole) < 1)) return 0;
  const std::size_t count = teacher.poles.size();
  double missing = 0;  // summed over samples
  for (int output = 0; output < teacher.outputs; ++output) {
    for (std::size_t k = 0; k < count; ++k)
      for (std::size_t l = 0; l < count; ++l) {
        const Complex pair = product(teacher.poles[k], linear_algebra::conjugate(teacher.poles[l]));
        const Complex stretch = product(power_of(pair, first + 1), 1.0 - power_of(pair, samples));
        missing += linear_algebra::quotient(product(pair_weight(teacher, output, k, l), stretch), product(1.0 - pair, 1.0 - pair)).real();
      }
    for (std::size_t lag = 0; lag < teacher.lags(); ++lag)
      missing += linear_algebra::squared_modulus(teacher.tap(output, lag)) *
                 static_cast<double>(std::clamp<std::int64_t>(static_cast<std::int64_t>(lag) - first, 0, samples));
  }
  return missing / (static_cast<double>(samples) * response_power(teacher));
}

std::unique_ptr<Task> make_teacher_task(LinearTeacher teacher, const TeacherTaskSettings& settings) {
  return std::make_unique<TeacherTask>(std::move(teacher), settings);
}

}  // namespace polesweep
