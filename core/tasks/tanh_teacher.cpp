#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/tasks/network_teacher.hpp"

namespace polesweep {
namespace {

class TanhTeacher final : public NetworkTeacher {
 public:
  explicit TanhTeacher(Fields& fields) : NetworkTeacher(fields, 0.9) {}

 private:
  double activation(double drive) const override {
    const double power = portable_exponential(2 * std::min(std::abs(drive), 20.0));
    return std::copysign(1 - 2 / (power + 1), drive);
  }
  Shape input_shape() const override { return {.normals = 1}; }
  double next_input(const SampleDraws& draws, double*) const override { return draws.normals[0]; }
};

}  // namespace

/// White normal input x of unit power through a random recurrent network, h_t = tanh(W h_(t-1) + b x_t + c): the target is a random
/// combination of h_t with unit variance (network_teacher.hpp); the learner sees y*_t + noise. The weights are drawn once for all runs,
/// from `teacher_seed`, or for each run. For a recurrent_scale below 1 the network nearly always forgets its start; above, it may be
/// chaotic.
///
/// Chance level: trivial risk 1, within the error of the pilot's 5000 samples. Best reachable risk: 0, by a network like the teacher; least
/// squares on 21 inputs with the defaults: 0.22.
/// Source: students and teachers of one kind, as in arXiv 2501.08040.
std::unique_ptr<Task> make_tanh_teacher_task(Fields& fields, const data::DataFiles&) {
  auto series = std::make_unique<TanhTeacher>(fields);
  const SeriesSettings settings(fields);
  return make_series_task(std::move(series), settings);
}

}  // namespace polesweep
