#include "core/block/kernel_set.hpp"

#include "core/block/condition.hpp"
#include "core/block/covariance.hpp"
#include "core/block/forward.hpp"
#include "core/block/gram.hpp"
#include "core/block/kernel_sets.hpp"
#include "core/block/random.hpp"
#include "core/block/symbols.hpp"
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
  for_each_uniform_pair(load_seeds(seeds), role, array, first, count,
                        [&](std::int64_t i, const UniformPair& pair) POLESWEEP_INLINED { store(out, i, pair.second); });
}

void normal(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count, double* out) {
  for_each_uniform_pair(load_seeds(seeds), role, array, first, count,
                        [&](std::int64_t i, const UniformPair& pair) POLESWEEP_INLINED { store(out, i, normal_pair(pair).first); });
}

void complex_normal(const std::uint64_t* seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count, double* out) {
  const Real half = broadcast(0.70710678118654752440);
  for_each_uniform_pair(load_seeds(seeds), role, array, first, count, [&](std::int64_t i, const UniformPair& pair) POLESWEEP_INLINED {
    const NormalPair normals = normal_pair(pair);
    store_number(out, i, Complex{normals.first * half, normals.second * half});
  });
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
    .add_gram_real = add_gram<Real>,
    .add_gram_complex = add_gram<Complex>,
    .add_products_real = add_products<Real>,
    .add_products_complex = add_products<Complex>,
    .hermitian_condition_real = hermitian_condition<Real>,
    .hermitian_condition_complex = hermitian_condition<Complex>,
    .triangular_condition_real = triangular_condition<Real>,
    .triangular_condition_complex = triangular_condition<Complex>,
    .symbol_errors = symbol_errors,
    .decide_symbols = decide_symbols,
    .covariance_real = covariance_factors<Real>,
    .covariance_complex = covariance_factors<Complex>,
    .readouts = readouts,
    .recurrent = recurrent_rules,
    .describe_optimizer = describe_optimizer,
};

#if POLESWEEP_LANES == 1 && !defined(POLESWEEP_LANE_TYPES)
double exponential_of(double x) { return exponential(x); }
double logarithm_of(double x) { return logarithm(x); }
UnitCirclePoint point_at(double turns) {
  const SineCosine values = sine_cosine_of_turns(turns);
  return {values.cosine, values.sine};
}
#endif

}  // namespace polesweep::POLESWEEP_KERNELS
