#include "core/block/kernel_set.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// pole_k = radius exp(2 pi i k / count). The readout's Gram matrix on white input has condition number radius^(-2 (count - 1)).
class Ring final : public PoleSetting {
 public:
  explicit Ring(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        radius_(fields.real({.name = "radius", .help = "modulus of every pole", .range = positive})) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    std::vector<Complex> poles(static_cast<std::size_t>(count_));
    for (int k = 0; 2 * k <= count_; ++k) {
      const UnitCirclePoint point = portable_point_at(static_cast<double>(k) / count_);
      const bool is_real = k == 0 || 2 * k == count_;
      poles[k] = {radius_ * point.cosine, is_real ? 0.0 : radius_ * point.sine};
      if (!is_real) poles[count_ - k] = std::conj(poles[k]);
    }
    return poles;
  }

 private:
  int count_;
  double radius_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_ring(Fields& fields, const PolesOfTask&) { return std::make_unique<Ring>(fields); }

}  // namespace polesweep
