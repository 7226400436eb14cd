#include "core/block/random.hpp"
#include "core/block/symmetric_eigenvectors.hpp"
#include "tests/core/block/kernel_probes.hpp"

/// Compiled once per kind of processor, as block code is.
namespace polesweep::POLESWEEP_KERNELS {
namespace {

template <class Function>
void map(const double* in, double* out, int count, Function function) {
  for (int i = 0; i < count; i += lanes) {
    Real x;
    std::memcpy(&x, in + i, sizeof x);
    const Real y = function(x);
    std::memcpy(out + i, &y, sizeof y);
  }
}

void exponentials(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return exponential(x); });
}
void tangents(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return hyperbolic_tangent(x); });
}
void logarithms(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return logarithm(x); });
}
void sines(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return sine_cosine_of_turns(x).sine; });
}
void cosines(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return sine_cosine_of_turns(x).cosine; });
}

void random_words(const std::uint32_t* counter, const std::uint32_t* key, std::uint32_t* out) {
  PhiloxWords words[1];
  for (int k = 0; k < 4; ++k) words[0].word[k] = broadcast_bits(counter[k]);
  philox(words, philox_keys(broadcast_bits(key[0] | std::uint64_t{key[1]} << 32)));
  for (int k = 0; k < 4; ++k) {
    std::uint64_t values[lanes];
    std::memcpy(values, &words[0].word[k], sizeof values);
    for (int lane = 0; lane < lanes; ++lane) out[k * lanes + lane] = static_cast<std::uint32_t>(values[lane]);
  }
}

void eigenvectors(double* matrix, int size, int wanted, double* values, double* vectors, double* scratch) {
  SymmetricEigenvectors(size, wanted).find(matrix, values, vectors, scratch);
}

}  // namespace

const Probe probe = {POLESWEEP_KERNELS_NAME, lanes, exponentials, tangents, logarithms, sines, cosines, random_words, eigenvectors};

}  // namespace polesweep::POLESWEEP_KERNELS
