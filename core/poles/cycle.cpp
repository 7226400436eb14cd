#include "core/block/kernel_set.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// States in a circle: each takes what the one before it held, the first what the last held. The matrix is `weight` times a cyclic shift;
/// its eigenvalues are `weight` times the roots of 1, which is a ring in another basis.
///
/// On white input through one input weight the first K = `count` lags are remembered fully and the next worse by weight^(2K): a readout of
/// the states has the memory 1 - weight^(2K) for lag k < K, and weight^(2K m) (1 - weight^(2K)) for lag k + m K; in all K.
/// Source: Rodan and Tino, "Minimum complexity echo state network" (2011), simple cycle reservoir and its memory capacity.
class Cycle final : public PoleSetting {
 public:
  explicit Cycle(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}}))),
        weight_(fields.real({.name = "weight", .help = "factor of a state when it is handed on", .range = positive})) {}

  int count() const override { return count_; }
  Reach reach() const override { return {"weight", "Set weight below 1"}; }
  double density() const override { return 1.0 / count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    std::vector<Complex> poles;
    for (int k = 0; 2 * k <= count_; ++k) {
      const UnitCirclePoint point = portable_point_at(static_cast<double>(k) / count_);
      const bool is_real = k == 0 || 2 * k == count_;
      poles.emplace_back(weight_ * point.cosine, is_real ? 0.0 : weight_ * point.sine);
      if (!is_real) poles.push_back(std::conj(poles.back()));
    }
    return poles;
  }

  std::vector<Complex> matrix(std::uint64_t, bool) const override {
    std::vector<Complex> entries(static_cast<std::size_t>(count_) * count_);
    for (int i = 0; i < count_; ++i) entries[static_cast<std::size_t>(i) * count_ + (i + count_ - 1) % count_] = weight_;
    return entries;
  }

 private:
  int count_;
  double weight_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_cycle(Fields& fields, const PolesOfTask&) { return std::make_unique<Cycle>(fields); }

}  // namespace polesweep
