#pragma once

#include <cstddef>
#include <vector>

#include "core/block/kernel_set.hpp"

namespace polesweep {

/// The discrete Fourier transform of the runs of a block, with the same bits on every processor, which no library promises:
/// X_k = n^(-1/2) sum_t x_t exp(-2 pi i k t/n), or, backwards, with +. Unitary, so powers stay. Source: Cooley and Tukey (1965), in place.
class Fourier {
 public:
  /// `size` is a power of two.
  explicit Fourier(std::size_t size);

  enum class Direction { forward, backward };
  /// `rows` are [size][row], of which the first 2 `lanes` numbers are [re, im][lane]; `row` is the distance from one to the next.
  void transform(Direction direction, double* rows, std::size_t row, std::size_t lanes) const;

 private:
  std::size_t size_;
  double scale_;
  std::vector<UnitCirclePoint> points_;  ///< exp(2 pi i k/n), k < n/2
};

}  // namespace polesweep
