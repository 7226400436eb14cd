#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/linear_algebra/eigenvalues.hpp"
#include "core/poles/discretised.hpp"

namespace polesweep {
namespace {

/// The eigenvalues of the normal part of HiPPO-LegS, -1/2 I + S with the skew-symmetric S_jk = (2j + 1)^(1/2) (2k + 1)^(1/2)/2 for j < k,
/// of the opposite sign for j > k, discretised: -1/2 and frequencies that grow with the count. The smallest come first; an odd count has
/// one at -1/2.
///
/// Source: Gu et al., "HiPPO: recurrent memory with optimal polynomial projections" (2020), and Gu, Goel and Ré, "Efficiently modeling long
/// sequences with structured state spaces" (2022), theorem 1 (normal plus low rank).
class HippoLegs final : public PoleSetting {
 public:
  explicit HippoLegs(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 1024}}))),
        discretised_(fields) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    linear_algebra::RealMatrix skew(count_, count_);
    for (int j = 0; j < count_; ++j)
      for (int k = j + 1; k < count_; ++k) {
        skew(j, k) = 0.5 * std::sqrt((2.0 * j + 1) * (2.0 * k + 1));
        skew(k, j) = -skew(j, k);
      }
    const auto eigenvalues = linear_algebra::eigenvalues(std::move(skew));
    if (!eigenvalues) throw Error("count: the eigenvalues of HiPPO-LegS cannot be found for " + std::to_string(count_));
    std::vector<double> frequencies;
    for (const Complex& eigenvalue : *eigenvalues)
      if (eigenvalue.imag() > 0) frequencies.push_back(eigenvalue.imag());
    std::sort(frequencies.begin(), frequencies.end());
    return conjugate_pairs(discretised_, 0.5, frequencies, count_);
  }

 private:
  int count_;
  Discretised discretised_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_hippo_legs(Fields& fields, const PolesOfTask&) { return std::make_unique<HippoLegs>(fields); }

}  // namespace polesweep
