#pragma once

#include "core/block/elementary.hpp"
#include "core/block/streams.hpp"

/// Counter-based random streams: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw 2011), key = the run's seed, counter = (index, array, role).
/// A number depends on nothing else, so all points at one seed share their draws and no order of evaluation matters.
namespace polesweep::POLESWEEP_KERNELS {

/// The lower halves are the 32-bit values, the upper ones anything.
struct PhiloxWords {
  Unsigned word[4];
};

/// The keys of the ten rounds, which all numbers of a run share.
struct PhiloxKeys {
  Unsigned low[10];
  Unsigned high[10];
};
POLESWEEP_INLINE PhiloxKeys philox_keys(Unsigned seeds) {
  PhiloxKeys keys;
  keys.low[0] = seeds;
  keys.high[0] = seeds >> 32;
  for (int round = 1; round < 10; ++round) {
    keys.low[round] = keys.low[round - 1] + broadcast_bits(0x9E3779B9u);
    keys.high[round] = keys.high[round - 1] + broadcast_bits(0xBB67AE85u);
  }
  return keys;
}

/// Of `count` counters side by side, which would wait for their products one by one.
template <int count>
POLESWEEP_INLINE void philox(PhiloxWords (&counters)[count], const PhiloxKeys& keys) {
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
#pragma GCC unroll 4
    for (int k = 0; k < count; ++k) {
      Unsigned(&word)[4] = counters[k].word;
      const Unsigned a = multiply_low(word[0], broadcast_bits(0xD2511F53u));
      const Unsigned b = multiply_low(word[2], broadcast_bits(0xCD9E8D57u));
      counters[k] = {{(b >> 32) ^ word[1] ^ keys.low[round], b, (a >> 32) ^ word[3] ^ keys.high[round], a}};
    }
  }
}

struct UniformPair {
  Real first;   ///< in (0, 1]
  Real second;  ///< in [0, 1)
};

/// Two uniform numbers of 52 bits each for the elements index, index + 1, ...
template <int count>
POLESWEEP_INLINE void uniform_pairs(const PhiloxKeys& keys, Role role, std::uint32_t array, std::uint64_t index,
                                    UniformPair (&pairs)[count]) {
  PhiloxWords words[count];
#pragma GCC unroll 4
  for (int k = 0; k < count; ++k) {
    const std::uint64_t element = index + static_cast<std::uint64_t>(k);
    words[k] = {{broadcast_bits(element & 0xffffffffu), broadcast_bits(element >> 32), broadcast_bits(array),
                 broadcast_bits(static_cast<std::uint32_t>(role))}};
  }
  philox(words, keys);
  const auto unit = [](Unsigned high, Unsigned low) {
    const Unsigned bits = ((high << 20) & broadcast_bits(0x000fffffffffffffu)) | ((low & broadcast_bits(0xffffffffu)) >> 12);
    return bits_as<Real>(bits | broadcast_bits(0x3ff0000000000000u)) - broadcast(1.0);
  };
#pragma GCC unroll 4
  for (int k = 0; k < count; ++k)
    pairs[k] = {broadcast(1.0) - unit(words[k].word[1], words[k].word[0]), unit(words[k].word[3], words[k].word[2])};
}

struct NormalPair {
  Real first;
  Real second;
};

/// Two independent standard normal numbers (Box and Muller 1958): always two uniforms, so a draw never shifts another.
POLESWEEP_INLINE NormalPair normal_pair(const UniformPair& uniform) {
  const Real radius = square_root(broadcast(-2.0) * logarithm(uniform.first));
  const SineCosine angle = sine_cosine_of_turns(uniform.second);
  return {radius * angle.cosine, radius * angle.sine};
}

/// Hands the pairs of the elements first, first + 1, ... to `take(i, pair)`, made some at a time.
template <class Take>
POLESWEEP_INLINE void for_each_uniform_pair(Unsigned seeds, Role role, std::uint32_t array, std::uint64_t first, std::int64_t count,
                                            const Take& take) {
  const PhiloxKeys keys = philox_keys(seeds);
  std::int64_t i = 0;
  const auto groups_of = [&]<int together>() POLESWEEP_INLINED {
    for (; i + together <= count; i += together) {
      UniformPair pairs[together];
      uniform_pairs(keys, role, array, first + static_cast<std::uint64_t>(i), pairs);
#pragma GCC unroll 4
      for (int k = 0; k < together; ++k) take(i + k, pairs[k]);
    }
  };
  groups_of.template operator()<4>();
  groups_of.template operator()<1>();
}

}  // namespace polesweep::POLESWEEP_KERNELS
