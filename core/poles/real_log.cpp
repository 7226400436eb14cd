#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// pole_k = exp(-1/tau_k), with tau_k spaced evenly on a logarithmic scale from `shortest` to `longest`.
class RealLog final : public PoleSetting {
 public:
  explicit RealLog(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of poles", .range = {.low = 1, .high = 4096}}))),
        shortest_(fields.real({.name = "shortest", .help = "shortest time constant", .unit = "samples", .fallback = 1, .range = positive})),
        longest_(fields.real({.name = "longest", .help = "longest time constant", .unit = "samples", .fallback = 100, .range = positive})) {
    if (shortest_ > longest_) throw Error("shortest: exceeds longest (time constants run from shortest to longest). Swap them?");
  }

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override {
    const double low = portable_logarithm(shortest_);
    const double high = portable_logarithm(longest_);
    std::vector<Complex> poles;
    for (int k = 0; k < count_; ++k) {
      const double position = count_ > 1 ? static_cast<double>(k) / (count_ - 1) : 0;
      poles.emplace_back(portable_exponential(-1 / portable_exponential(low + position * (high - low))));
    }
    return poles;
  }

 private:
  int count_;
  double shortest_;
  double longest_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_real_log(Fields& fields, const PolesOfTask&) { return std::make_unique<RealLog>(fields); }

}  // namespace polesweep
