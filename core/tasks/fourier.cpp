#include "core/tasks/fourier.hpp"

#include <cmath>
#include <utility>

namespace polesweep {

Fourier::Fourier(std::size_t size) : size_(size), scale_(1 / std::sqrt(static_cast<double>(size))) {
  for (std::size_t k = 0; k < size / 2; ++k) points_.push_back(portable_point_at(static_cast<double>(k) / static_cast<double>(size)));
}

void Fourier::transform(Direction direction, double* rows, std::size_t row, std::size_t lanes) const {
  const double sign = direction == Direction::forward ? -1 : 1;
  // In the order of reversed bits first.
  for (std::size_t i = 1, reversed = 0; i < size_; ++i) {
    std::size_t bit = size_ / 2;
    for (; reversed & bit; bit /= 2) reversed ^= bit;
    reversed ^= bit;
    if (i < reversed)
      for (std::size_t lane = 0; lane < 2 * lanes; ++lane) std::swap(rows[i * row + lane], rows[reversed * row + lane]);
  }
  for (std::size_t half = 1; half < size_; half *= 2)
    for (std::size_t k = 0; k < half; ++k) {
      const UnitCirclePoint point = points_[k * (size_ / (2 * half))];
      const double re = point.cosine;
      const double im = sign * point.sine;
      for (std::size_t start = k; start < size_; start += 2 * half) {
        double* a = rows + start * row;
        double* b = rows + (start + half) * row;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          const double turned_re = b[lane] * re - b[lanes + lane] * im;
          const double turned_im = b[lane] * im + b[lanes + lane] * re;
          b[lane] = a[lane] - turned_re;
          b[lanes + lane] = a[lanes + lane] - turned_im;
          a[lane] += turned_re;
          a[lanes + lane] += turned_im;
        }
      }
    }
  for (std::size_t k = 0; k < size_; ++k)
    for (std::size_t lane = 0; lane < 2 * lanes; ++lane) rows[k * row + lane] *= scale_;
}

}  // namespace polesweep
