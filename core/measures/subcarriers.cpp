#include "core/measures/subcarriers.hpp"

#include <algorithm>

#include "core/block/arena.hpp"
#include "core/tasks/fourier.hpp"

namespace polesweep {
namespace {

class ScoreOfSubcarriers final : public Score {
 public:
  ScoreOfSubcarriers(std::unique_ptr<Score> score, const ScoreShape& shape, const SymbolDecision& decision, const KernelSet& kernels)
      : score_(std::move(score)),
        prefix_(shape.subcarriers.prefix),
        samples_(shape.subcarriers.count),
        outputs_(static_cast<std::size_t>(shape.outputs)),
        lanes_(static_cast<std::size_t>(shape.lanes)),
        fourier_(static_cast<std::size_t>(samples_)),
        decision_(decision),
        kernels_(kernels),
        predicted_(static_cast<std::size_t>(samples_) * row()),
        clean_(predicted_.size()),
        sent_(predicted_.size() / 2) {}

  void add(const ScoredSamples& samples) override {
    for (std::size_t step = 0; step < static_cast<std::size_t>(samples.steps); ++step) {
      if (position_ >= prefix_) {
        const std::size_t place = static_cast<std::size_t>(position_ - prefix_) * row();
        std::copy_n(samples.predictions + step * row(), row(), predicted_.data() + place);
        std::copy_n(samples.clean + step * row(), row(), clean_.data() + place);
      }
      if (++position_ < prefix_ + samples_) continue;
      position_ = 0;
      add_symbol();
    }
  }

  double value(int lane) const override { return score_->value(lane); }

  void archive(RunArchive& archive) override {
    score_->archive(archive);
    archive.shared(position_);
    archive.array(predicted_.data(), predicted_.size() / lanes_);
    archive.array(clean_.data(), clean_.size() / lanes_);
  }

 private:
  std::size_t row() const { return 2 * outputs_ * lanes_; }

  void add_symbol() {
    for (Arena* values : {&predicted_, &clean_})
      for (std::size_t output = 0; output < outputs_; ++output)
        fourier_.transform(Fourier::Direction::forward, values->data() + 2 * output * lanes_, row(), lanes_);
    decision_.decide(kernels_, clean_.data(), samples_ * static_cast<std::int64_t>(outputs_), sent_.data());
    score_->add({.steps = static_cast<int>(samples_), .predictions = predicted_.data(), .clean = clean_.data(), .sent = sent_.data()});
  }

  std::unique_ptr<Score> score_;
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
  Arena sent_;  ///< [sample][output][lane]
};

}  // namespace

std::unique_ptr<Score> make_score_of_subcarriers(std::unique_ptr<Score> score, const ScoreShape& shape, const SymbolDecision& decision,
                                                 const KernelSet& kernels) {
  return std::make_unique<ScoreOfSubcarriers>(std::move(score), shape, decision, kernels);
}

}  // namespace polesweep
