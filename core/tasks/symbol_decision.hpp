#pragma once

#include <complex>
#include <cstdint>
#include <vector>

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
  /// Writes the position of the symbol next to each of `count` values [count][re, im][lane] to `out` [count][lane].
  void decide(const double* values, std::int64_t count, int lanes, double* out) const;

 private:
  double search(double re, double im) const;

  std::vector<std::complex<double>> symbols_;
  double levels_ = 0;      ///< of a part; 0 if the symbols are no such grid
  double per_level_ = 0;   ///< levels in a unit of a part
  double first_edge_ = 0;  ///< where the first level's cell begins, in levels
};

}  // namespace polesweep
