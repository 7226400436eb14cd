#include "core/tasks/fourier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "core/block/draws.hpp"

namespace polesweep {
namespace {

using Complex = std::complex<double>;

TEST(Fourier, is_the_unitary_transform_of_every_lane) {
  for (const std::size_t size : {2u, 4u, 64u, 256u}) {
    // Two lanes in rows that hold something else as well.
    const std::size_t lanes = 2, row = 7;
    std::vector<std::vector<Complex>> signals;
    std::vector<double> rows(size * row, -3);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      signals.push_back(draw_complex_normals(lane, Role::data_input, 0, static_cast<std::int64_t>(size)));
      for (std::size_t t = 0; t < size; ++t) {
        rows[t * row + lane] = signals[lane][t].real();
        rows[t * row + lanes + lane] = signals[lane][t].imag();
      }
    }
    const std::vector<double> before = rows;
    const Fourier fourier(size);
    for (const auto& [direction, sign] : {std::pair(Fourier::Direction::forward, -1.0), std::pair(Fourier::Direction::backward, 1.0)}) {
      rows = before;
      fourier.transform(direction, rows.data(), row, lanes);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::size_t k = 0; k < size; ++k) {
          Complex expected = 0;
          for (std::size_t t = 0; t < size; ++t)
            expected += signals[lane][t] * std::polar(1.0, sign * 2 * M_PI * static_cast<double>(k * t % size) / static_cast<double>(size));
          expected /= std::sqrt(static_cast<double>(size));
          ASSERT_NEAR(rows[k * row + lane], expected.real(), 1e-13) << size;
          ASSERT_NEAR(rows[k * row + lanes + lane], expected.imag(), 1e-13) << size;
          ASSERT_EQ(rows[k * row + 2 * lanes], -3);
        }
    }
  }
}

}  // namespace
}  // namespace polesweep
