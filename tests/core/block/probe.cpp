#include "core/block/random.hpp"

/// Compiled once per kind of processor, as block code is: elementary functions and random words for the tests to look at.
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

}  // namespace

void probe_exponential(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return exponential(x); });
}
void probe_tanh(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return hyperbolic_tangent(x); });
}
void probe_logarithm(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return logarithm(x); });
}
void probe_sine(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return sine_cosine_of_turns(x).sine; });
}
void probe_cosine(const double* in, double* out, int count) {
  map(in, out, count, [](Real x) { return sine_cosine_of_turns(x).cosine; });
}

/// The four output words of each lane for one counter and key, the same in all lanes but for lane numbers added to the first counter word.
void probe_philox(const std::uint32_t counter[4], const std::uint32_t key[2], std::uint32_t out[4 * lanes]) {
  PhiloxWords words;
  for (int k = 0; k < 4; ++k) words.word[k] = broadcast_bits(counter[k]);
  const PhiloxWords result = philox(words, broadcast_bits(key[0]), broadcast_bits(key[1]));
  for (int k = 0; k < 4; ++k) {
    std::uint64_t values[lanes];
    std::memcpy(values, &result.word[k], sizeof values);
    for (int lane = 0; lane < lanes; ++lane) out[k * lanes + lane] = static_cast<std::uint32_t>(values[lane]);
  }
}

}  // namespace polesweep::POLESWEEP_KERNELS
