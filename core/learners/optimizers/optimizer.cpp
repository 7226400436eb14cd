#include "core/learners/optimizers/optimizer.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

constexpr Range zero_or_more{.low = 0};

/// The step size of one group: its own, or else that of all groups.
Real own_or(Real shared, Fields& fields, const char* name, const char* help) {
  alignas(64) double own[lanes];
  alignas(64) double all[lanes];
  fields.real_by_lane({.name = name, .help = help, .range = zero_or_more, .follows = "step_size"}, own, lanes);
  store(all, 0, shared);
  for (int lane = 0; lane < lanes; ++lane)
    if (own[lane] != own[lane]) own[lane] = all[lane];
  return load(own, 0);
}

}  // namespace

StepSizes::StepSizes(Fields& fields) {
  const Real shared = read_by_lane(fields, {.name = "step_size", .help = "step size of all parameters", .range = positive});
  sizes_[0] = own_or(shared, fields, "step_size_poles", "step size of the recurrent weights");
  sizes_[1] = own_or(shared, fields, "step_size_inputs", "step size of the input weights and the bias");
  sizes_[2] = own_or(shared, fields, "step_size_readout", "step size of the readout");
  schedule_ = static_cast<Schedule>(
      fields.choice({.name = "schedule",
                     .help = "step size over the updates t: constant; /(1 + t/T); /(1 + t/T)^gamma; half a cosine down to 0 at the horizon",
                     .choices = "constant|inverse_time|power|cosine",
                     .fallback = "constant"}));
  time_ = read_by_lane(fields, {.name = "schedule_time",
                                .help = "T of the schedules inverse_time and power",
                                .unit = "updates",
                                .fallback = 1000,
                                .range = positive});
  exponent_ = read_by_lane(fields, {.name = "schedule_exponent",
                                    .help = "gamma of the schedule power; Robbins and Monro ask for 1/2 < gamma <= 1",
                                    .fallback = 0.75,
                                    .range = zero_or_more});
  horizon_ = read_by_lane(fields, {.name = "horizon",
                                   .help = "updates until the schedule cosine has reached 0, where it stays",
                                   .unit = "updates",
                                   .fallback = 1e5,
                                   .range = positive});
  warm_up_ = read_by_lane(
      fields, {.name = "warm_up",
               .help = "updates over which the step size grows: the t-th, from 1, has t/warm_up of it, times the schedule's factor",
               .unit = "updates",
               .fallback = 0,
               .range = zero_or_more});
  warms_up_ = any(warm_up_ > broadcast(0));
}

Real StepSizes::factor(double update) const {
  const Real one = broadcast(1.0);
  const Real t = broadcast(update);
  Real factor = one;
  switch (schedule_) {
    case Schedule::constant: break;
    case Schedule::inverse_time: factor = one / (one + t / time_); break;
    case Schedule::power: factor = exponential(-(exponent_ * logarithm(one + t / time_))); break;
    case Schedule::cosine: {
      const Real share = where(t < horizon_, t / horizon_, one);
      factor = fused(broadcast(0.5), sine_cosine_of_turns(share * broadcast(0.5)).cosine, broadcast(0.5));
      break;
    }
  }
  if (!warms_up_) return factor;
  const Real risen = (t + one) / warm_up_;
  return where(risen < one, factor * risen, factor);
}

Optimizer::Optimizer(Fields& fields, const ParameterLayout& layout)
    : layout_(layout), slots_(layout.complex_valued ? 2 : 1), step_sizes_(fields) {
  clip_norm_ = read_by_lane(fields, {.name = "clip_norm",
                                     .help = "largest norm of the whole gradient, which is scaled down to it; 0 is no limit",
                                     .fallback = 0,
                                     .range = zero_or_more});
  clips_ = any(clip_norm_ > broadcast(0));
  average_from_ =
      static_cast<double>(fields.integer({.name = "average_from",
                                          .help = "updates whose iterates do not enter the Polyak-Ruppert average (metric averaged_risk)",
                                          .unit = "updates",
                                          .fallback = 0,
                                          .range = zero_or_more}));
}

Optimizer::~Optimizer() = default;

void Optimizer::reset(double* state) const { std::memset(state, 0, state_size() * sizeof(double)); }

Optimizer::Rates Optimizer::rates(const double* state) const {
  const Real factor = step_sizes_.factor(updates(state));
  Rates rates;
  for (int group = 0; group < parameter_groups; ++group) rates.of[group] = step_sizes_.at(static_cast<ParameterGroup>(group), factor);
  return rates;
}

/// The norm over all parameters; a run without a limit (0) keeps its gradient.
void Optimizer::clip(double* gradient) const {
  Real sum = broadcast(0.0);
  for (const ParameterBlock& block : layout_.blocks)
    for_each_parameter(block, [&](std::int64_t index) {
      for (int s = 0; s < slots_; ++s) {
        const Real g = load(gradient, index * slots_ + s);
        sum = fused(g, g, sum);
      }
    });
  const Real norm = square_root(sum);
  const Real zero_limit = broadcast(0.0);
  Real scale = where(norm > clip_norm_, clip_norm_ / norm, broadcast(1.0));
  scale = where(clip_norm_ > zero_limit, scale, broadcast(1.0));
  for (const ParameterBlock& block : layout_.blocks)
    for_each_parameter(block, [&](std::int64_t index) {
      for (int s = 0; s < slots_; ++s) store(gradient, index * slots_ + s, load(gradient, index * slots_ + s) * scale);
    });
}

void Optimizer::update(double* state, double* parameters, double* gradient, double divisor) const {
  if (divisor != 1) {
    const Real share = broadcast(1.0 / divisor);
    for (std::int64_t i = 0; i < layout_.size * slots_; ++i) store(gradient, i, load(gradient, i) * share);
  }
  if (clips_) clip(gradient);
  const double done = updates(state);
  const Real factor = step_sizes_.factor(done);
  for (const ParameterBlock& block : layout_.blocks)
    if (block.rows > 0) move(state + lanes, parameters, gradient, block, step_sizes_.at(block.group, factor), done + 1);
  count_update(state);
}

Optimizer* make_optimizer(const char* name, Fields& fields, const ParameterLayout& layout) {
  for (const OptimizerEntry* entry = optimizers; entry->card.name; ++entry)
    if (__builtin_strcmp(name, entry->card.name) == 0) return entry->make(fields, layout);
  return nullptr;
}

const RuleCard* describe_optimizer(int position, Fields& fields) {
  const OptimizerEntry& entry = optimizers[position];
  if (!entry.card.name) return nullptr;
  delete entry.make(fields, {});
  return &entry.card;
}

}  // namespace polesweep::POLESWEEP_KERNELS
