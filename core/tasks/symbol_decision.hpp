#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "core/block/kernel_set.hpp"

namespace polesweep {

/// Decides which symbol of a constellation is next to a value, exactly as `nearest_symbol` does, for the runs of a block.
///
/// On a square grid of evenly spaced levels (QPSK, square QAM) in constant time: each part falls into the cell of one level. Within a
/// millionth of a cell of a boundary, and a thousand cells away, where rounding decides which distance is smaller, all symbols are
/// compared; so they are of any other constellation.
class SymbolDecision {
 public:
  /// `symbols` are not empty.
  explicit SymbolDecision(std::vector<std::complex<double>> symbols);

  /// The decision on a value that is not finite.
  static constexpr double lost = -1;
  /// Returns nullptr if the symbols are no grid.
  const SymbolGrid* grid() const { return grid_.levels > 0 ? &grid_ : nullptr; }
  /// Writes the position of the symbol next to each of `count` values [count][re, im][lane] to `out` [count][lane], both aligned for the
  /// kernels.
  void decide(const KernelSet& kernels, const double* values, std::int64_t count, double* out) const;

 private:
  double search(double re, double im) const;

  std::vector<std::complex<double>> symbols_;
  SymbolGrid grid_;  ///< no levels if the symbols are no such grid
};

}  // namespace polesweep
