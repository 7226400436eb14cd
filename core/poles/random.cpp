#include <algorithm>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// A matrix of independent standard normal entries (complex tasks: circular), scaled so that its largest eigenvalue has modulus `radius`.
class Random final : public PoleSetting {
 public:
  explicit Random(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}}))),
        radius_(fields.real({.name = "radius",
                             .help = "spectral radius of the recurrent matrix W; of leaky units the step is (1 - leak) I + leak W",
                             .range = positive})),
        density_(fields.real(
            {.name = "density",
             .help =
                 "share of a row's entries, rounded and at least one, that are not 0: those with the least random numbers. Learning fills the others unless the network has keep_zeros",
             .fallback = 1,
             .range = {.low = 0, .high = 1, .low_allowed = false}})),
        pattern_(fields.integer(
            {.name = "pattern",
             .help =
                 "which entries a density keeps: -1, of every seed its own; from 0, number of a pattern that all seeds share. With a pattern of their own the runs of a block go through what any of them keeps, so that snap gains little time",
             .fallback = -1,
             .range = {.low = -1, .high = 1e9}})) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const override { return scaled(seed, complex_valued).poles; }

  void check(bool) const override {}

  /// Of the eigenvalues.
  double operations(bool complex_valued) const override { return (complex_valued ? 80.0 : 20.0) * count_ * count_ * count_; }

  std::vector<Complex> matrix(std::uint64_t seed, bool complex_valued) const override { return scaled(seed, complex_valued).entries; }

  double density() const override {
    const std::vector<bool> kept = draw_kept(0, Role::recurrent_weights, 3, count_, density_);  // as many in every row of every seed
    return static_cast<double>(std::count(kept.begin(), kept.end(), true)) / count_;
  }

 private:
  struct Scaled {
    std::vector<Complex> poles;
    std::vector<Complex> entries;
  };

  Scaled scaled(std::uint64_t seed, bool complex_valued) const {
    const std::int64_t size = static_cast<std::int64_t>(count_) * count_;
    Scaled result;
    if (complex_valued) {
      result.entries = draw_complex_normals(seed, Role::recurrent_weights, 0, size);
    } else {
      const std::vector<double> draws = draw_normals(seed, Role::recurrent_weights, 0, size);
      result.entries.assign(draws.begin(), draws.end());
    }
    if (density_ < 1) thin_out(seed, result.entries);
    result.poles = eigenvalues(result.entries, count_, complex_valued);
    double largest = 0;
    for (const Complex& value : result.poles) largest = std::max(largest, linear_algebra::modulus(value));
    const double factor = radius_ / largest;
    for (Complex& value : result.poles) value *= factor;
    for (Complex& entry : result.entries) entry *= factor;
    return result;
  }

  /// Every row by a stream of its own: array 3 of the role and those behind it.
  void thin_out(std::uint64_t seed, std::vector<Complex>& entries) const {
    const std::uint64_t drawn = pattern_ < 0 ? seed : static_cast<std::uint64_t>(pattern_);
    for (int i = 0; i < count_; ++i) {
      const std::vector<bool> kept = draw_kept(drawn, Role::recurrent_weights, static_cast<std::uint32_t>(3 + i), count_, density_);
      for (int j = 0; j < count_; ++j)
        if (!kept[static_cast<std::size_t>(j)]) entries[static_cast<std::size_t>(i) * count_ + j] = 0;
    }
  }

  int count_;
  double radius_;
  double density_;
  std::int64_t pattern_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_random(Fields& fields, const PolesOfTask&) { return std::make_unique<Random>(fields); }

}  // namespace polesweep
