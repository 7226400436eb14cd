#pragma once

#include "core/block/random.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// Which rule draws signs: an array of the stream Role::learner_noise. The numbers are part of every result: append, never change one.
enum class SignArray : std::uint32_t { uoro = 0, kf_rtrl = 1, r_kf_rtrl = 2 };

/// Independent signs, +1 or -1 with equal chances, of each run's own stream: those of sample t depend on the run's seed, the array and t
/// alone. A word of 32 random bits gives 32 signs, the lowest bit first; a number of the stream holds four words.
///
/// Keeps: how many samples have been drawn for, which goes on from segment to segment.
class RandomSigns {
 public:
  RandomSigns(const std::uint64_t* seeds, SignArray array, int count)
      : array_(static_cast<std::uint32_t>(array)), count_(count), groups_((count + group - 1) / group) {
    std::memcpy(&seeds_, seeds, sizeof seeds_);
  }

  static constexpr std::size_t state_size() { return lanes; }

  /// Writes the next sample's signs [count].
  void draw(double* state, double* signs) const {
    const auto sample = static_cast<std::uint64_t>(state[0]);
    store(state, 0, load(state, 0) + broadcast(1.0));
    const PhiloxKeys keys = philox_keys(seeds_);
    for (int g = 0; g < groups_; ++g) {
      const std::uint64_t element = sample * static_cast<std::uint64_t>(groups_) + static_cast<std::uint64_t>(g);
      PhiloxWords words[1] = {{{broadcast_bits(element & 0xffffffffu), broadcast_bits(element >> 32), broadcast_bits(array_),
                                broadcast_bits(static_cast<std::uint32_t>(Role::learner_noise))}}};
      philox(words, keys);
      const int end = count_ < (g + 1) * group ? count_ : (g + 1) * group;
      for (int i = g * group; i < end; ++i) {
        const Unsigned bit = (words[0].word[i % group / word_bits] >> (i % word_bits)) & broadcast_bits(1);
        store(signs, i, bits_as<Real>((bit << 63) | broadcast_bits(0x3ff0000000000000u)));
      }
    }
  }

 private:
  static constexpr int word_bits = 32;
  static constexpr int group = 4 * word_bits;

  const std::uint32_t array_;
  const int count_;
  const int groups_;
  Unsigned seeds_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
