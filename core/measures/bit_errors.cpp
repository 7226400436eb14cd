#include <algorithm>
#include <bit>

#include "core/block/arena.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/score.hpp"
#include "core/measures/subcarriers.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

std::uint64_t gray(std::uint64_t level) { return level ^ (level >> 1); }

/// Bits in which two symbols of a square constellation differ, [sent][decided].
std::vector<double> differing_bits(std::uint64_t levels) {
  std::vector<double> bits;
  for (std::uint64_t sent = 0; sent < levels * levels; ++sent)
    for (std::uint64_t decided = 0; decided < levels * levels; ++decided)
      bits.push_back(std::popcount(gray(sent / levels) ^ gray(decided / levels)) +
                     std::popcount(gray(sent % levels) ^ gray(decided % levels)));
  return bits;
}

class BitErrors final : public Score {
 public:
  BitErrors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels)
      : outputs_(shape.outputs),
        lanes_(static_cast<std::size_t>(shape.lanes)),
        levels_(static_cast<std::uint64_t>(decision.grid()->levels)),
        bits_(differing_bits(levels_)),
        decision_(decision),
        kernels_(kernels),
        decided_(most_ * lanes_),
        errors_(lanes_),
        lost_(lanes_) {}

  void add(const ScoredSamples& samples) override {
    const std::int64_t count = static_cast<std::int64_t>(samples.steps) * outputs_;
    const auto lanes = static_cast<std::int64_t>(lanes_);
    for (std::int64_t first = 0; first < count; first += most_) {
      const std::int64_t rows = std::min<std::int64_t>(most_, count - first);
      decision_.decide(kernels_, samples.predictions + 2 * first * lanes, rows, decided_.data());
      const double* sent = samples.sent + first * lanes;
      for (std::size_t i = 0; i < static_cast<std::size_t>(rows) * lanes_; ++i) {
        if (decided_[i] == SymbolDecision::lost)
          lost_[i % lanes_] = 1;
        else
          errors_[i % lanes_] += bits_[static_cast<std::size_t>(sent[i]) * levels_ * levels_ + static_cast<std::size_t>(decided_[i])];
      }
    }
    count_ += count;
  }

  double value(int lane) const override {
    if (count_ == 0) return not_measured;
    if (lost_[static_cast<std::size_t>(lane)] != 0) return infinity;
    const int of_symbol = 2 * (std::bit_width(levels_) - 1);
    return errors_[static_cast<std::size_t>(lane)] / static_cast<double>(count_ * of_symbol);
  }

  void archive(RunArchive& archive) override {
    archive.shared(count_);
    archive.array(errors_.data(), 1);
    archive.array(lost_.data(), 1);
  }

 private:
  static constexpr std::int64_t most_ = 256;

  int outputs_;
  std::size_t lanes_;
  std::uint64_t levels_;  ///< of each part
  std::vector<double> bits_;
  const SymbolDecision& decision_;
  const KernelSet& kernels_;
  Arena decided_;  ///< [row][lane]
  Arena errors_;   ///< by lane: whole numbers
  Arena lost_;     ///< by lane: 1 if a prediction was not finite
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_bit_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels) {
  if (!decision.grid()) return nullptr;
  auto score = std::make_unique<BitErrors>(shape, decision, kernels);
  if (shape.subcarriers.count == 0) return score;
  return make_score_of_subcarriers(std::move(score), shape, decision, kernels);
}

namespace measures {

extern const Measure bit_error_rate{
    .name = "bit_error_rate",
    .summary =
        "share of wrong bits of the decided symbols, Gray-coded by levels of each part; as symbol_error_rate for tasks with a constellation",
    .is_error = true,
    .needs = {.bits = true},
    // A decision, and a number of a table.
    .wants = "targets that are symbols",
    .applies = [](const MarkShape& shape) { return !shape.task.constellation.empty(); },
    .operations = [](const MarkShape& shape) { return symbol_operations(shape, 6); },
    .values = [](const MarkView& at) { return std::vector{at.bit_error_rate}; },
};

}  // namespace measures

}  // namespace polesweep
