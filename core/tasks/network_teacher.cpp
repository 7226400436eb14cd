#include "core/tasks/network_teacher.hpp"

#include <cmath>

#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"

namespace polesweep {
namespace {

constexpr int pilot_samples = 5000;

}  // namespace

NetworkTeacher::NetworkTeacher(Fields& fields, double default_recurrent_scale)
    : units_(static_cast<std::size_t>(
          fields.integer({.name = "units", .help = "units of the teacher", .fallback = 8, .range = {.low = 1, .high = 256}}))),
      recurrent_scale_(fields.real({.name = "recurrent_scale",
                                    .help = "standard deviation of the teacher's recurrent weights times the root of its units",
                                    .fallback = default_recurrent_scale,
                                    .range = {.low = 0, .high = 100}})),
      input_scale_(fields.real({.name = "input_scale",
                                .help = "standard deviation of the teacher's input weights",
                                .fallback = 1,
                                .range = {.low = 1e-6, .high = 100}})),  // below, nothing of it survives rounding in a unit
      bias_scale_(fields.real(
          {.name = "bias_scale", .help = "standard deviation of the teacher's biases", .fallback = 0, .range = {.low = 0, .high = 100}})),
      teacher_seed_(
          fields.integer({.name = "teacher_seed",
                          .help = "seed that the teacher's weights are drawn from, one teacher for all runs; -1: each run's own seed",
                          .fallback = 0,
                          .range = {.low = -1, .high = 1'000'000'000}})) {}

Series::Shape NetworkTeacher::shape() const {
  Shape shape = input_shape();
  shape.state += static_cast<int>(kept_at());
  shape.operations += static_cast<double>(units_) * (30 + 2 * static_cast<double>(units_));
  shape.at_start = pilot_samples * shape.operations;
  return shape;
}

void NetworkTeacher::start(std::uint64_t seed, Role role, double* state) const {
  const auto teacher_seed = teacher_seed_ < 0 ? seed : static_cast<std::uint64_t>(teacher_seed_);
  const auto count = static_cast<std::int64_t>(units_ * (units_ + 3));
  const std::vector<double> draws = draw_normals(teacher_seed, Role::data_teacher, 0, count);
  double* weights = state + weights_at();
  const double recurrent = recurrent_scale_ / std::sqrt(static_cast<double>(units_));
  for (std::size_t k = 0; k < units_; ++k) {
    const std::size_t row = k * (units_ + 3);
    for (std::size_t j = 0; j < units_; ++j) weights[row + j] = recurrent * draws[row + j];
    weights[row + units_] = input_scale_ * draws[row + units_];
    weights[row + units_ + 1] = bias_scale_ * draws[row + units_ + 1];
    weights[row + units_ + 2] = draws[row + units_ + 2];
  }
  double* scaling = weights + count;
  scaling[0] = 0;
  scaling[1] = 1;

  // The pilot has the teacher's inputs, so that runs of one teacher share their scaling.
  const Shape shape = input_shape();
  std::vector<double> uniforms(static_cast<std::size_t>(shape.uniforms) * pilot_samples + 1),
      normals(static_cast<std::size_t>(shape.normals) * pilot_samples + 1);
  portable_kernels().uniform(&teacher_seed, Role::data_teacher, 1, 0, static_cast<std::int64_t>(uniforms.size()), uniforms.data());
  portable_kernels().normal(&teacher_seed, Role::data_teacher, 2, 0, static_cast<std::int64_t>(normals.size()), normals.data());
  double* kept = state + kept_at();
  start_input(uniforms.back(), kept);
  std::vector<double> outputs;
  double mean = 0;
  for (int t = 0; t < pilot_samples; ++t) {
    const double x = next_input({.uniforms = uniforms.data() + t * shape.uniforms, .normals = normals.data() + t * shape.normals}, kept);
    outputs.push_back(output(state, x));
    mean += outputs.back() / pilot_samples;
  }
  double variance = 0;
  for (const double y : outputs) variance += (y - mean) * (y - mean) / pilot_samples;
  scaling[0] = mean;
  scaling[1] = 1 / std::sqrt(variance);

  for (std::size_t k = 0; k < 2 * units_; ++k) state[k] = 0;
  start_input(draw_start(seed, role, 1)[0], kept);
}

double NetworkTeacher::output(double* state, double x) const {
  const double* weights = state + weights_at();
  double* next = state + units_;
  double y = 0;
  for (std::size_t k = 0; k < units_; ++k) {
    const double* row = weights + k * (units_ + 3);
    double drive = row[units_ + 1] + row[units_] * x;
    for (std::size_t j = 0; j < units_; ++j) drive += row[j] * state[j];
    next[k] = activation(drive);
    y += row[units_ + 2] * next[k];
  }
  for (std::size_t k = 0; k < units_; ++k) state[k] = next[k];
  const double* scaling = weights + units_ * (units_ + 3);
  return (y - scaling[0]) * scaling[1];
}

void NetworkTeacher::advance(const SampleDraws& draws, double* state, double* input, double* target) const {
  *input = next_input(draws, state + kept_at());
  *target = output(state, *input);
}

}  // namespace polesweep
