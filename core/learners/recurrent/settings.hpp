#pragma once

#include "core/learners/lane_fields.hpp"

/// The fields of the recurrent rules.
namespace polesweep::POLESWEEP_KERNELS {

constexpr Range at_least_one{.low = 1, .high = 1e6};

/// What every rule that moves poles or input weights can be told.
struct RecurrentSettings {
  explicit RecurrentSettings(Fields& fields)
      : exp_exp(
            fields.choice({.name = "coordinates",
                           .help = "of the poles of a diagonal network: real and imaginary part, or (nu, theta) with pole = exp(-exp(nu) "
                                   "+ i exp(theta)), which stay inside the unit circle",
                           .choices = "cartesian|exp_exp",
                           .fallback = "cartesian"}) == 1),
        train_bias(fields.boolean({.name = "train_bias", .help = "learn the bias of a dense network's units as well", .fallback = true})) {}

  bool exp_exp;
  bool train_bias;
};

inline int read_update_every(Fields& fields) {
  return static_cast<int>(
      fields.integer({.name = "update_every",
                      .help = "samples between two updates; in a stream their gradients are summed, when samples are repeated "
                              "the mean is taken, so that the same step_size goes 1/update_every as far; of episodes a "
                              "batch is one update",
                      .unit = "samples",
                      .fallback = 1,
                      .range = at_least_one}));
}

struct RtrlSettings : RecurrentSettings {
  explicit RtrlSettings(Fields& fields)
      : RecurrentSettings(fields),
        update_every(read_update_every(fields)),
        blocked(
            fields.choice({.name = "form",
                           .help = "of a dense network with update_every > 1: influence matrix carried once per update, or at every sample",
                           .choices = "blocked|textbook",
                           .fallback = "blocked"}) == 0) {}

  int update_every;
  bool blocked;
};

struct TruncatedSettings : RecurrentSettings {
  explicit TruncatedSettings(Fields& fields)
      : RecurrentSettings(fields),
        truncation(static_cast<int>(fields.integer({.name = "truncation",
                                                    .help = "samples that an error is propagated through, its own included",
                                                    .unit = "samples",
                                                    .range = at_least_one}))),
        update_every(read_update_every(fields)),
        replays(fields.choice({.name = "window",
                               .help = "propagate through the states as they were computed, or through the window computed again with "
                                       "the weights in force",
                               .choices = "stored|replay",
                               .fallback = "stored"}) == 1) {}

  int truncation;
  int update_every;
  bool replays;
};

/// What carries the error to the states, in the order of the field's choices.
enum class Feedback { symmetric, random, aligned };

/// How a rule with one trace for each weight carries it from sample to sample: trace <- factor trace + immediate derivative.
enum class TraceFactor { none, fixed, own_jacobian };

struct LocalSettings : RecurrentSettings {
  LocalSettings(Fields& fields, TraceFactor trace) : RecurrentSettings(fields), trace(trace), update_every(read_update_every(fields)) {}

  static LocalSettings immediate(Fields& fields) { return {fields, TraceFactor::none}; }
  static LocalSettings snap1(Fields& fields) {
    LocalSettings settings(fields, TraceFactor::own_jacobian);
    settings.read_feedback(fields, "symmetric");
    return settings;
  }
  static LocalSettings rflo(Fields& fields) {
    LocalSettings settings(fields, TraceFactor::fixed);
    settings.factor = read_by_lane(fields, {.name = "trace_factor",
                                            .help = "share of a trace that is kept from sample to sample",
                                            .range = {.low = -1, .high = 1},
                                            .follows = "1 - leak"});
    settings.read_feedback(fields, "random");
    return settings;
  }
  static LocalSettings eprop(Fields& fields) {
    LocalSettings settings(fields, TraceFactor::fixed);
    settings.needs_voltage_leak = true;
    settings.read_feedback(fields, "symmetric");
    constexpr Range share{.low = 0, .high = 1, .high_allowed = false};
    settings.filter =
        read_by_lane(fields, {.name = "error_filter",
                              .help = "c in the learning signal s <- c s + V^T e, which grows up to 1/(1 - c) times; this filters "
                                      "errors of the past and is not kappa of Bellec et al., which is trace_filter",
                              .fallback = 0,
                              .range = share});
    settings.trace_filter =
        read_by_lane(fields, {.name = "trace_filter",
                              .help = "kappa of Bellec et al. 2020: the learning signal meets the eligibility F <- kappa F + f'(u) E",
                              .fallback = 0,
                              .range = share});
    return settings;
  }

  TraceFactor trace;
  int update_every;
  Real factor = broadcast(required);  ///< NaN: 1 - leak
  Feedback feedback = Feedback::symmetric;
  Real feedback_scale = broadcast(1.0);
  Real filter = broadcast(0.0);
  Real trace_filter = broadcast(0.0);
  bool needs_voltage_leak = false;

 private:
  void read_feedback(Fields& fields, const char* fallback) {
    feedback = static_cast<Feedback>(
        fields.choice({.name = "feedback",
                       .help = "what carries the error to the states: the readout's own weights, fixed random ones, or fixed ones that "
                               "tell each of the task's modes its own error",
                       .choices = "symmetric|random|aligned",
                       .fallback = fallback}));
    feedback_scale =
        read_by_lane(fields, {.name = "feedback_scale",
                              .help = "standard deviation of the random feedback weights; of aligned ones, the weight of every mode",
                              .fallback = 1,
                              .range = any_number});
  }
};

struct GaussNewtonSettings {
  explicit GaussNewtonSettings(Fields& fields)
      : damping(read_by_lane(fields, {.name = "damping",
                                      .help = "Levenberg damping at the start, relative to the largest diagonal entry of J^H J",
                                      .fallback = 1e-3,
                                      .range = positive})) {}

  Real damping;
};

}  // namespace polesweep::POLESWEEP_KERNELS
