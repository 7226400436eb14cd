#include "core/measures/subcarrier_errors.hpp"

#include <algorithm>

#include "core/block/arena.hpp"
#include "core/numbers.hpp"
#include "core/tasks/fourier.hpp"

namespace polesweep {
namespace {

class SubcarrierErrors final : public Score {
 public:
  SubcarrierErrors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels)
      : prefix_(shape.subcarriers.prefix),
        samples_(shape.subcarriers.count),
        outputs_(static_cast<std::size_t>(shape.outputs)),
        lanes_(static_cast<std::size_t>(shape.lanes)),
        fourier_(static_cast<std::size_t>(samples_)),
        decision_(decision),
        kernels_(kernels),
        predicted_(static_cast<std::size_t>(samples_) * row()),
        clean_(predicted_.size()),
        decided_(outputs_ * lanes_),
        sent_(outputs_ * lanes_),
        errors_(lanes_),
        lost_(lanes_) {}

  void add(const ScoredSamples& samples) override {
    for (std::size_t step = 0; step < static_cast<std::size_t>(samples.steps); ++step) {
      if (position_ >= prefix_) {
        const std::size_t place = static_cast<std::size_t>(position_ - prefix_) * row();
        std::copy_n(samples.predictions + step * row(), row(), predicted_.data() + place);
        std::copy_n(samples.clean + step * row(), row(), clean_.data() + place);
      }
      if (++position_ < prefix_ + samples_) continue;
      position_ = 0;
      decide();
    }
  }

  double value(int lane) const override {
    if (count_ == 0) return not_measured;
    if (lost_[static_cast<std::size_t>(lane)] != 0) return infinity;
    return errors_[static_cast<std::size_t>(lane)] / static_cast<double>(count_);
  }

  void archive(RunArchive& archive) override {
    archive.shared(count_);
    archive.shared(position_);
    archive.array(errors_.data(), 1);
    archive.array(lost_.data(), 1);
    archive.array(predicted_.data(), predicted_.size() / lanes_);
    archive.array(clean_.data(), clean_.size() / lanes_);
  }

 private:
  std::size_t row() const { return 2 * outputs_ * lanes_; }

  void decide() {
    for (Arena* values : {&predicted_, &clean_})
      for (std::size_t output = 0; output < outputs_; ++output)
        fourier_.transform(Fourier::Direction::forward, values->data() + 2 * output * lanes_, row(), lanes_);
    const auto outputs = static_cast<std::int64_t>(outputs_);
    for (std::size_t k = 0; k < static_cast<std::size_t>(samples_); ++k) {
      decision_.decide(kernels_, predicted_.data() + k * row(), outputs, decided_.data());
      decision_.decide(kernels_, clean_.data() + k * row(), outputs, sent_.data());
      for (std::size_t i = 0; i < outputs_ * lanes_; ++i) {
        if (decided_[i] == SymbolDecision::lost) lost_[i % lanes_] = 1;
        errors_[i % lanes_] += decided_[i] != sent_[i];
      }
    }
    count_ += samples_ * outputs;
  }

  std::int64_t prefix_;
  std::int64_t samples_;  ///< of an OFDM symbol without its prefix
  std::size_t outputs_;
  std::size_t lanes_;
  Fourier fourier_;
  const SymbolDecision& decision_;
  const KernelSet& kernels_;
  std::int64_t position_ = 0;  ///< in the present OFDM symbol, prefix included
  Arena predicted_;            ///< [sample][output][re, im][lane]
  Arena clean_;
  Arena decided_;  ///< [output][lane]
  Arena sent_;
  Arena errors_;  ///< by lane: whole numbers
  Arena lost_;    ///< by lane: 1 if a prediction was not finite
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Score> make_subcarrier_errors(const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels) {
  return std::make_unique<SubcarrierErrors>(shape, decision, kernels);
}

}  // namespace polesweep
