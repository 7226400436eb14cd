#include "core/block/kernel_set.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// K poles that are `separation` = delta apart, on the line through zero and their centre: pole_k = (centre + (k - (K-1)/2) delta)
/// e^(i angle), k = 0 .. K-1. Of a real network with an angle there are two such clusters of K/2, one of the conjugates, and an odd pole
/// lies at the centre without the angle. The closer the poles are, the worse everything is conditioned: the readout's Gram matrix like
/// delta^(-2 (K-1)), that of poles and gains together like delta^(-2 (2K-1)).
///
/// Source: arXiv 2602.21454, colliding poles; `polesweep theory p1.kappa_fixed`.
class Cluster final : public PoleSetting {
 public:
  explicit Cluster(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        centre_(fields.real({.name = "centre", .help = "where the middle of the cluster lies: its distance from zero, with a sign"})),
        separation_(fields.real({.name = "separation", .help = "distance of neighbouring poles", .range = positive})),
        angle_(fields.real(
            {.name = "angle",
             .help =
                 "by which the cluster is turned around zero; a real network then has half the poles there and half at the conjugates, an odd one at the centre",
             .unit = "radians",
             .fallback = 0,
             .range = {.low = 0, .high = 3.141592653589793, .high_allowed = false}})) {}

  int count() const override { return count_; }
  Reach reach() const override { return {"centre", "Put centre nearer to 0, or make separation smaller"}; }

  std::vector<Complex> poles(std::uint64_t, bool complex_valued) const override {
    const bool mirrored = !complex_valued && angle_ != 0;
    const int members = mirrored ? count_ / 2 : count_;
    constexpr double turn = 6.283185307179586;
    const UnitCirclePoint point = angle_ == 0 ? UnitCirclePoint{1, 0} : portable_point_at(angle_ / turn);
    std::vector<Complex> poles;
    for (int k = 0; k < members; ++k) {
      const double position = centre_ + (k - 0.5 * (members - 1)) * separation_;
      poles.emplace_back(position * point.cosine, position * point.sine);
    }
    if (!mirrored) return poles;
    for (int k = 0; k < members; ++k) poles.push_back(std::conj(poles[static_cast<std::size_t>(k)]));
    if (count_ % 2 != 0) poles.emplace_back(centre_);
    return poles;
  }

 private:
  int count_;
  double centre_;
  double separation_;
  double angle_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_cluster(Fields& fields, const PolesOfTask&) { return std::make_unique<Cluster>(fields); }

}  // namespace polesweep
