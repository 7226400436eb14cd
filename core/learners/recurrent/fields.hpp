#pragma once

#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/needs.hpp"

/// The fields that recurrent rules have in common.
namespace polesweep::POLESWEEP_KERNELS {

constexpr Range at_least_one{.low = 1, .high = 1e6};

inline bool read_train_bias(Fields& fields) {
  return fields.boolean({.name = "train_bias", .help = "learn the bias of a dense network's units as well", .fallback = true});
}

/// The settings of every rule that moves poles or input weights.
inline RuleSettings read_shared_fields(Fields& fields) {
  RuleSettings settings;
  settings.exp_exp =
      fields.choice(
          {.name = "coordinates",
           .help =
               "of the poles of a diagonal network: real and imaginary part, or (nu, theta) with pole = exp(-exp(nu) + i exp(theta)), which stay inside the unit circle",
           .choices = "cartesian|exp_exp",
           .fallback = "cartesian"}) == 1;
  settings.trains_bias = read_train_bias(fields);
  return settings;
}

inline std::int64_t read_update_every(Fields& fields) {
  return fields.integer(
      {.name = "update_every",
       .help =
           "samples between two updates; in a stream their gradients are summed, when samples are repeated the mean is taken, so that the same step_size goes 1/update_every as far; of episodes a batch is one update",
       .unit = "samples",
       .fallback = 1,
       .range = at_least_one});
}

/// The settings of a rule that is for dense networks alone.
inline RuleSettings read_dense_fields(Fields& fields) {
  RuleSettings settings;
  settings.trains_bias = read_train_bias(fields);
  settings.update_every = read_update_every(fields);
  return settings;
}

}  // namespace polesweep::POLESWEEP_KERNELS
