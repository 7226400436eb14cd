#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// Poles drawn for each seed between two circles: angles uniform within `angle` turns of the positive real axis, moduli so that the poles
/// are uniform over the area, or uniform themselves. By area with angles all around it is the initialisation of linear recurrent units.
/// A real network has conjugate pairs, and an odd last pole on the real axis, of either sign as far as angles go.
///
/// Source: Orvieto et al., "Resurrecting recurrent neural networks for long sequences" (2023), lemma 3.2; their `max_phase` is an angle in
/// radians, from 0 to it.
class Annulus final : public PoleSetting {
 public:
  explicit Annulus(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        inner_(fields.real({.name = "inner", .help = "smallest modulus", .fallback = 0, .range = non_negative})),
        outer_(fields.real({.name = "outer", .help = "largest modulus", .range = positive})),
        by_area_(fields.choice({.name = "uniform",
                                .help = "what is uniform: the number of poles over the area, or the modulus",
                                .choices = "area|modulus",
                                .fallback = "area"}) == 0),
        angle_(fields.real({.name = "angle",
                            .help = "largest angle to the positive real axis, either way",
                            .unit = "turns",
                            .fallback = 0.5,
                            .range = {.low = 0, .high = 0.5}})) {
    if (inner_ > outer_) throw Error("inner: exceeds outer (moduli run from inner to outer). Swap them?");
  }

  int count() const override { return count_; }
  Reach reach() const override { return {"outer", "Set outer below 1"}; }

  std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const override {
    // Array 3: 0 to 2 of the role are matrices and directions.
    std::vector<double> drawn(static_cast<std::size_t>(2 * count_));
    portable_kernels().uniform(&seed, Role::recurrent_weights, 3, 0, 2 * count_, drawn.data());
    std::vector<Complex> poles;
    while (std::ssize(poles) < count_) {
      const double modulus = modulus_of(drawn[2 * poles.size()]);
      const double side = 2 * drawn[2 * poles.size() + 1] - 1;
      const bool pair_fits = std::ssize(poles) + 2 <= count_;
      if (complex_valued) {
        const double turns = angle_ * side;
        const UnitCirclePoint point = portable_point_at(turns < 0 ? turns + 1 : turns);
        poles.emplace_back(modulus * point.cosine, modulus * point.sine);
      } else if (pair_fits) {
        const UnitCirclePoint point = portable_point_at(angle_ * std::abs(side));
        poles.emplace_back(modulus * point.cosine, modulus * point.sine);
        poles.push_back(std::conj(poles.back()));
      } else {
        poles.emplace_back(side < 0 && angle_ == 0.5 ? -modulus : modulus);
      }
    }
    return poles;
  }

 private:
  double modulus_of(double uniform) const {
    if (!by_area_) return inner_ + uniform * (outer_ - inner_);
    return std::sqrt(inner_ * inner_ + uniform * (outer_ * outer_ - inner_ * inner_));
  }

  int count_;
  double inner_;
  double outer_;
  bool by_area_;
  double angle_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_annulus(Fields& fields, const PolesOfTask&) { return std::make_unique<Annulus>(fields); }

}  // namespace polesweep
