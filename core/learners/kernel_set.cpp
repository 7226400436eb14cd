#include "core/block/kernel_set.hpp"

#include "core/block/covariance.hpp"
#include "core/block/forward.hpp"
#include "core/block/kernel_sets.hpp"
#include "core/block/random.hpp"
#include "core/learners/optimizers/optimizer.hpp"
#include "core/learners/readouts/table.hpp"
#include "core/learners/recurrent/table.hpp"

/// Compiled once per kind of processor: the functions behind the table.
namespace polesweep::POLESWEEP_KERNELS {
namespace {

Unsigned load_seeds(const std::uint64_t* seeds) {
  Unsigned bits;
  std::memcpy(&bits, seeds, sizeof bits);
  return bits;
}

void uniform(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count, double* out) {
  const Unsigned keys = load_seeds(seeds);
  for (std::int64_t i = 0; i < count; ++i) store(out, i, uniform_pair(keys, role, array, first + static_cast<std::uint64_t>(i)).second);
}

void normal(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count, double* out) {
  const Unsigned keys = load_seeds(seeds);
  for (std::int64_t i = 0; i < count; ++i) store(out, i, normal_pair(keys, role, array, first + static_cast<std::uint64_t>(i)).first);
}

void complex_normal(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count, double* out) {
  const Unsigned keys = load_seeds(seeds);
  const Real half = broadcast(0.70710678118654752440);
  for (std::int64_t i = 0; i < count; ++i) {
    const NormalPair pair = normal_pair(keys, role, array, first + static_cast<std::uint64_t>(i));
    store_number(out, i, Complex{pair.first * half, pair.second * half});
  }
}

}  // namespace

const KernelSet kernel_set = {
    .name = POLESWEEP_KERNELS_NAME,
    .lanes = lanes,
    .uniform = uniform,
    .normal = normal,
    .complex_normal = complex_normal,
    .dense_real = dense_forward<Real>,
    .dense_complex = dense_forward<Complex>,
    .diagonal_real = diagonal_forward<Real>,
    .diagonal_complex = diagonal_forward<Complex>,
    .predict_real = predict<Real>,
    .predict_complex = predict<Complex>,
    .covariance_real = covariance_factors<Real>,
    .covariance_complex = covariance_factors<Complex>,
    .readouts = readouts,
    .recurrent = recurrent_rules,
    .describe_optimizer = describe_optimizer,
};

#if POLESWEEP_LANES == 1
double exponential_of(double x) { return exponential(x); }
double logarithm_of(double x) { return logarithm(x); }
UnitCirclePoint point_at(double turns) {
  const SineCosine values = sine_cosine_of_turns(turns);
  return {values.cosine, values.sine};
}
#endif

}  // namespace polesweep::POLESWEEP_KERNELS
