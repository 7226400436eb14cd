#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// Real poles at the zeros of a Chebyshev polynomial over [low, high]: (low + high)/2 + (high - low)/2 cos(pi (2k - 1)/(2 count)), k = 1,
/// ..., count. Denser towards both ends, as nodes are from which polynomials are interpolated best.
class Chebyshev final : public PoleSetting {
 public:
  explicit Chebyshev(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        low_(fields.real({.name = "low", .help = "lower end of the interval", .fallback = -0.95})),
        high_(fields.real({.name = "high", .help = "upper end of the interval", .fallback = 0.95})) {
    if (low_ > high_) throw Error("low: exceeds high (the interval runs from low to high). Swap them?");
  }

  int count() const override { return count_; }
  Reach reach() const override { return {"high", "Keep low and high within (-1, 1)"}; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    std::vector<Complex> poles;
    for (int k = 1; k <= count_; ++k) {
      const double cosine = portable_point_at((2.0 * k - 1) / (4.0 * count_)).cosine;
      poles.emplace_back(0.5 * (low_ + high_) + 0.5 * (high_ - low_) * cosine);
    }
    return poles;
  }

 private:
  int count_;
  double low_;
  double high_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_chebyshev(Fields& fields, const PolesOfTask&) { return std::make_unique<Chebyshev>(fields); }

}  // namespace polesweep
