#pragma once

#include "core/block/elementary.hpp"
#include "core/block/streams.hpp"

/// Counter-based random streams: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011), key = the run's seed, counter = (index, array, role).
/// A number depends on nothing else, so all points at one seed share their draws and no order of evaluation matters.
namespace polesweep::POLESWEEP_KERNELS {

struct PhiloxWords {
  Unsigned word[4];  ///< 32-bit values
};

POLESWEEP_INLINE PhiloxWords philox(PhiloxWords counter, Unsigned key_low, Unsigned key_high) {
  const Unsigned low_half = broadcast_bits(0xffffffffu);
  for (int round = 0; round < 10; ++round) {
    const Unsigned a = multiply_low(counter.word[0], broadcast_bits(0xD2511F53u));
    const Unsigned b = multiply_low(counter.word[2], broadcast_bits(0xCD9E8D57u));
    counter = {{(b >> 32) ^ counter.word[1] ^ key_low, b & low_half, (a >> 32) ^ counter.word[3] ^ key_high, a & low_half}};
    key_low = (key_low + broadcast_bits(0x9E3779B9u)) & low_half;
    key_high = (key_high + broadcast_bits(0xBB67AE85u)) & low_half;
  }
  return counter;
}

struct UniformPair {
  Real first;   ///< in (0, 1]
  Real second;  ///< in [0, 1)
};

/// Two uniform numbers of 52 bits each for element `index`.
POLESWEEP_INLINE UniformPair uniform_pair(Unsigned seeds, Role role, std::uint32_t array, std::uint64_t index) {
  const PhiloxWords counter{{broadcast_bits(index & 0xffffffffu), broadcast_bits(index >> 32), broadcast_bits(array),
                             broadcast_bits(static_cast<std::uint32_t>(role))}};
  const PhiloxWords words = philox(counter, seeds & broadcast_bits(0xffffffffu), seeds >> 32);
  const auto unit = [](Unsigned high, Unsigned low) {
    const Unsigned bits = ((high << 32) | low) >> 12;
    return bits_as<Real>(bits | broadcast_bits(0x3ff0000000000000u)) - broadcast(1.0);
  };
  return {broadcast(1.0) - unit(words.word[1], words.word[0]), unit(words.word[3], words.word[2])};
}

struct NormalPair {
  Real first;
  Real second;
};

/// Two independent standard normal numbers (Box and Muller 1958): always two uniforms, so a draw never shifts another.
POLESWEEP_INLINE NormalPair normal_pair(Unsigned seeds, Role role, std::uint32_t array, std::uint64_t index) {
  const UniformPair uniform = uniform_pair(seeds, role, array, index);
  const Real radius = square_root(broadcast(-2.0) * logarithm(uniform.first));
  const SineCosine angle = sine_cosine_of_turns(uniform.second);
  return {radius * angle.cosine, radius * angle.sine};
}

}  // namespace polesweep::POLESWEEP_KERNELS
