#include <algorithm>

#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// A shift register: state i takes what state i - lines held, so that the matrix is nilpotent and forgets everything after count/lines
/// samples. With input weights `first` and one line the states are the last `count` inputs. All eigenvalues are 0 and share their
/// eigenvectors, so only a dense network can be one.
///
/// Source: Rodan and Tino, "Minimum complexity echo state network", 2011 (delay line reservoir).
class DelayLine final : public PoleSetting {
 public:
  explicit DelayLine(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}}))),
        lines_(static_cast<int>(fields.integer(
            {.name = "lines", .help = "registers side by side, one for each input", .fallback = 1, .range = {.low = 1, .high = 4096}}))),
        weight_(fields.real({.name = "weight", .help = "factor of a state when it is handed on", .fallback = 1, .range = positive})) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t, bool) const override { return std::vector<Complex>(static_cast<std::size_t>(count_)); }

  std::vector<Complex> matrix(std::uint64_t, bool) const override {
    std::vector<Complex> entries(static_cast<std::size_t>(count_) * count_);
    for (int i = lines_; i < count_; ++i) entries[static_cast<std::size_t>(i) * count_ + i - lines_] = weight_;
    return entries;
  }

  bool has_diagonal_form() const override { return false; }
  double density() const override { return static_cast<double>(std::max(0, count_ - lines_)) / (static_cast<double>(count_) * count_); }

 private:
  int count_;
  int lines_;
  double weight_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_delay_line(Fields& fields, const PolesOfTask&) { return std::make_unique<DelayLine>(fields); }

}  // namespace polesweep
