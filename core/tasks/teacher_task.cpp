#include "core/tasks/teacher_task.hpp"

#include <algorithm>
#include <limits>

namespace polesweep {
namespace {

constexpr std::int64_t without_end = std::numeric_limits<std::int64_t>::max();

class TeacherTask final : public Task {
 public:
  TeacherTask(LinearTeacher teacher, const TeacherTaskSettings& settings) : teacher_(std::move(teacher)), settings_(settings) {}

  TaskFacts facts() const override {
    TaskFacts facts;
    facts.complex_valued = settings_.complex_valued;
    facts.washout = settings_.washout;
    facts.longest = facts.longest_test = facts.distinct_runs = without_end;
    facts.teacher = teacher_;
    facts.restarts = true;
    return facts;
  }

  /// sum_kl g_k conj(g_l)/(1 - p_k conj(p_l)), and what taps f_n add: sum_n |f_n|^2 + 2 Re conj(f_n) sum_k g_k p_k^n.
  double trivial_risk(std::uint64_t, const Evaluation&) const override {
    Complex power = 0;
    for (std::size_t k = 0; k < teacher_.poles.size(); ++k)
      for (std::size_t l = 0; l < teacher_.poles.size(); ++l)
        power += teacher_.gains[k] * std::conj(teacher_.gains[l]) / (1.0 - teacher_.poles[k] * std::conj(teacher_.poles[l]));
    std::vector<Complex> modes = teacher_.gains;
    for (const Complex& tap : teacher_.taps) {
      power += tap * std::conj(tap);
      for (std::size_t k = 0; k < modes.size(); ++k) {
        power += 2 * (std::conj(tap) * modes[k]).real();
        modes[k] *= teacher_.poles[k];
      }
    }
    return power.real();
  }

  double operations_per_sample() const override {
    const auto taps = std::count_if(teacher_.taps.begin(), teacher_.taps.end(), [](const Complex& tap) { return tap != 0.0; });
    return 40.0 + (settings_.complex_valued ? 16.0 : 8.0) * static_cast<double>(teacher_.poles.size()) +
           (settings_.complex_valued ? 8.0 : 2.0) * static_cast<double>(taps);
  }

  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override {
    return open_teacher_stream(teacher_, settings_, part, seeds, kernels);
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

std::unique_ptr<Task> make_teacher_task(LinearTeacher teacher, const TeacherTaskSettings& settings) {
  return std::make_unique<TeacherTask>(std::move(teacher), settings);
}

}  // namespace polesweep
