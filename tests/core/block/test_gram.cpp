#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "core/numbers.hpp"
#include "tests/core/all_kernels.hpp"

namespace polesweep {
namespace {

constexpr int steps = 41;
constexpr int inputs = 3;

/// Rows of different numbers in every lane; of lane 1 (if there is one) one number is NaN.
struct Rows {
  Rows(const KernelSet& set, bool complex_valued, int count, std::uint64_t seed)
      : parts(complex_valued ? 2 : 1), lanes(set.lanes), width(static_cast<std::size_t>(parts * lanes)), stride(count + 1) {
    numbers = Arena(static_cast<std::size_t>(steps * stride) * width);
    for (int lane = 0; lane < lanes; ++lane) {
      const std::vector<double> draws =
          draw_normals(seed + static_cast<std::uint64_t>(lane), Role::resampling, 0, std::int64_t{steps} * stride * parts);
      for (std::size_t i = 0; i < draws.size(); ++i)
        numbers[i * static_cast<std::size_t>(lanes) + static_cast<std::size_t>(lane)] = draws[i];
    }
    if (lanes > 1) numbers[5 * static_cast<std::size_t>(stride) * width + 1] = nan;
  }
  SampleRows from(int step, int count) const { return {numbers.data() + static_cast<std::size_t>(step * stride) * width, count, stride}; }
  std::complex<long double> at(int step, int i, int lane) const {
    const std::size_t number = static_cast<std::size_t>(step * stride + i) * width + static_cast<std::size_t>(lane);
    return {numbers[number], parts == 2 ? numbers[number + static_cast<std::size_t>(lanes)] : 0.0};
  }

  int parts;
  int lanes;
  std::size_t width;
  int stride;
  Arena numbers;
};

/// Entry `index` of one lane's sums.
std::complex<double> entry(const Arena& sums, const Rows& rows, int index, int lane) {
  const std::size_t number = static_cast<std::size_t>(index) * rows.width + static_cast<std::size_t>(lane);
  return {sums[number], rows.parts == 2 ? sums[number + static_cast<std::size_t>(rows.lanes)] : 0.0};
}

/// Rows `some` at a time.
Arena gram(const KernelSet& set, const Rows& rows, int count, int some = steps) {
  Arena sums(static_cast<std::size_t>(count * (count + 1) / 2) * rows.width);
  for (int t = 0; t < steps; t += some)
    (rows.parts == 2 ? set.add_gram_complex : set.add_gram_real)(rows.from(t, count), std::min(some, steps - t), sums.data());
  return sums;
}

Arena products(const KernelSet& set, const Rows& a, const Rows& b, int count, int some = steps) {
  Arena sums(static_cast<std::size_t>(count * inputs) * a.width);
  for (int t = 0; t < steps; t += some)
    (a.parts == 2 ? set.add_products_complex : set.add_products_real)(a.from(t, count), b.from(t, inputs), std::min(some, steps - t),
                                                                      sums.data());
  return sums;
}

void expect_same(const Arena& one, const Arena& other) { EXPECT_TRUE(same_bits({one.data(), one.size()}, {other.data(), other.size()})); }

constexpr int counts[] = {1, 2, 3, 4, 5, 7, 8, 11, 16, 33};

TEST(Gram, is_the_sum_of_products_whatever_the_chunks) {
  for (const KernelSet* set : all_kernels())
    for (const bool complex_valued : {false, true})
      for (const int count : counts) {
        const Rows rows(*set, complex_valued, count, 7);
        const Rows others(*set, complex_valued, inputs, 70);
        const Arena sums = gram(*set, rows, count);
        const Arena beside = products(*set, rows, others, count);
        for (const int lane : {0, set->lanes - 1})
          for (int i = 0; i < count; ++i) {
            const auto expect_sum = [&](const std::complex<double>& sum, const Rows& right, int j) {
              std::complex<long double> expected = 0;
              for (int t = 0; t < steps; ++t) expected += rows.at(t, i, lane) * std::conj(right.at(t, j, lane));
              EXPECT_LT(std::abs(std::complex<long double>(sum) - expected), 1e-13) << set->name << " " << count << " " << i << " " << j;
            };
            for (int j = 0; j <= i; ++j) expect_sum(entry(sums, rows, i * (i + 1) / 2 + j, lane), rows, j);
            for (int j = 0; j < inputs; ++j) expect_sum(entry(beside, rows, i * inputs + j, lane), others, j);
          }
        for (const int some : {1, 7, 16}) {
          expect_same(gram(*set, rows, count, some), sums);
          expect_same(products(*set, rows, others, count, some), beside);
        }
      }
}

TEST(Gram, has_the_bits_of_one_run_alone) {
  const KernelSet& alone = portable_kernels();
  for (const KernelSet* set : vector_kernels())
    for (const bool complex_valued : {false, true})
      for (const int count : counts) {
        const Rows rows(*set, complex_valued, count, 7);
        const Rows others(*set, complex_valued, inputs, 70);
        const Arena sums = gram(*set, rows, count);
        const Arena beside = products(*set, rows, others, count);
        for (int lane = 0; lane < set->lanes; ++lane) {
          if (lane == 1) continue;  // its NaN is its own
          const auto lane_seed = static_cast<std::uint64_t>(lane);
          const Rows own(alone, complex_valued, count, 7 + lane_seed);
          const Rows own_others(alone, complex_valued, inputs, 70 + lane_seed);
          const Arena own_sums = gram(alone, own, count);
          const Arena own_beside = products(alone, own, own_others, count);
          for (int i = 0; i < count * (count + 1) / 2; ++i) ASSERT_EQ(entry(sums, rows, i, lane), entry(own_sums, own, i, 0)) << set->name;
          for (int i = 0; i < count * inputs; ++i) ASSERT_EQ(entry(beside, rows, i, lane), entry(own_beside, own, i, 0)) << set->name;
        }
      }
}

}  // namespace
}  // namespace polesweep
