#pragma once

#include <cstdint>

/// What a random number may depend on besides the run's seed. The numbers are part of every result: append, never change one.
namespace polesweep {

enum class Role : std::uint32_t {
  recurrent_weights = 0,
  input_weights = 1,
  bias = 2,
  readout_weights = 3,
  feedback_weights = 4,
  data_input = 5,
  data_noise = 6,
  data_channel = 7,
  data_teacher = 8,
  test_input = 9,
  test_noise = 10,
  test_channel = 11,
  learner_noise = 12,
  order = 13,
  resampling = 14,
};

}  // namespace polesweep
