#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "core/linear_algebra/entries.hpp"
#include "core/numbers.hpp"
#include "tests/core/all_kernels.hpp"

namespace polesweep {
namespace {

enum class Kind { triangular, hermitian };

/// A matrix [size x size] whose condition number is wanted, row-major: triangular with columns of very different scale, or the Gram matrix
/// of one, which need not be.
std::vector<Complex> draw(Kind kind, int size, bool complex_valued, std::uint64_t seed, double grading) {
  const auto n = static_cast<std::size_t>(size);
  const std::vector<double> draws = draw_normals(seed, Role::resampling, 0, std::int64_t{2} * size * size);
  std::vector<Complex> r(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j) {
      const double scale = std::pow(grading, static_cast<double>(j) / size);
      const double more = i == j ? 3 : 0;  // random triangles are singular by themselves
      r[i * n + j] = scale * Complex(draws[2 * (i * n + j)] / std::sqrt(size) + more, complex_valued ? draws[2 * (i * n + j) + 1] : 0);
    }
  if (kind == Kind::triangular) return r;
  std::vector<Complex> gram(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = 0; k < n; ++k) gram[i * n + j] += r[i * n + k] * std::conj(r[j * n + k]);
  return gram;
}

constexpr int outputs = 2;

/// Condition numbers of one matrix a lane.
std::vector<double> conditions(const KernelSet& set, Kind kind, int size, bool complex_valued,
                               const std::vector<std::vector<Complex>>& matrices) {
  const auto n = static_cast<std::size_t>(size);
  const auto lanes = static_cast<std::size_t>(set.lanes);
  const std::size_t width = lanes * (complex_valued ? 2 : 1);
  const bool triangular = kind == Kind::triangular;
  Arena numbers((triangular ? n * (n + outputs) : n * (n + 1) / 2) * width);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    double* number = numbers.data() + lane;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < (triangular ? n + outputs : i + 1); ++j, number += width) {
        const Complex entry = j < n ? matrices[lane][i * n + j] : Complex(1e30, 1e30);
        number[0] = entry.real();
        if (complex_valued) number[lanes] = entry.imag();
      }
  }
  Arena found(lanes);
  Arena scratch((3 * n * n + 5 * n) * width);
  if (triangular)
    (complex_valued ? set.triangular_condition_complex : set.triangular_condition_real)(numbers.data(), size, size + outputs,
                                                                                        scratch.data(), found.data());
  else
    (complex_valued ? set.hermitian_condition_complex : set.hermitian_condition_real)(numbers.data(), size, scratch.data(), found.data());
  return {found.data(), found.data() + lanes};
}

struct Block {
  Block(const KernelSet& set, Kind kind, int size, bool complex_valued, double grading) {
    for (int lane = 0; lane < set.lanes; ++lane)
      matrices.push_back(draw(kind, size, complex_valued, 30 + static_cast<std::uint64_t>(lane), grading));
    found = conditions(set, kind, size, complex_valued, matrices);
  }
  std::vector<std::vector<Complex>> matrices;
  std::vector<double> found;
};

constexpr int sizes[] = {1, 2, 3, 4, 5, 7, 8, 16, 17, 33, 64};

TEST(BlockCondition, is_the_ratio_of_the_singular_values) {
  for (const KernelSet* set : all_kernels())
    for (const Kind kind : {Kind::triangular, Kind::hermitian})
      for (const bool complex_valued : {false, true})
        for (const int size : sizes) {
          const Block block(*set, kind, size, complex_valued, 10);
          for (const std::size_t lane : {std::size_t{0}, block.found.size() - 1}) {
            const double expected = condition_number(block.matrices[lane], size);
            EXPECT_NEAR(block.found[lane] / expected, 1, 1e-15 * size * (kind == Kind::hermitian ? expected : 100))
                << set->name << " " << (kind == Kind::hermitian ? "Hermitian " : "triangular ") << size;
          }
        }
}

TEST(BlockCondition, keeps_the_digits_of_columns_of_different_scale) {
  for (const bool complex_valued : {false, true}) {
    const Block block(portable_kernels(), Kind::triangular, 20, complex_valued, 1e-11);
    EXPECT_GT(block.found[0], 1e10);
    EXPECT_NEAR(block.found[0] / condition_number(block.matrices[0], 20), 1, 1e-12);
  }
}

TEST(BlockCondition, has_the_bits_of_one_run_alone) {
  for (const KernelSet* set : vector_kernels())
    for (const Kind kind : {Kind::triangular, Kind::hermitian})
      for (const bool complex_valued : {false, true})
        for (const int size : sizes) {
          Block block(*set, kind, size, complex_valued, 1e-3);
          block.matrices[0][0] = nan;  // its own
          block.found = conditions(*set, kind, size, complex_valued, block.matrices);
          EXPECT_TRUE(std::isnan(block.found[0]));
          for (std::size_t lane = 1; lane < block.found.size(); ++lane)
            ASSERT_EQ(block.found[lane], conditions(portable_kernels(), kind, size, complex_valued, {block.matrices[lane]}).front())
                << set->name << " " << size;
        }
}

TEST(BlockCondition, of_what_is_singular_is_infinite_and_of_no_number_none) {
  const auto alone = [](Kind kind, int size, bool complex_valued, const std::vector<Complex>& matrix) {
    return conditions(portable_kernels(), kind, size, complex_valued, {matrix}).front();
  };
  for (const bool complex_valued : {false, true})
    for (const Kind kind : {Kind::triangular, Kind::hermitian}) {
      EXPECT_EQ(alone(kind, 2, complex_valued, {0, 0, 0, 0}), infinity);
      EXPECT_EQ(alone(kind, 2, complex_valued, {1, 0, 0, 1e-16}), infinity);
      EXPECT_EQ(alone(kind, 2, complex_valued, {0, 0, 0, 1}), infinity);
      EXPECT_EQ(alone(kind, 1, complex_valued, {1e-200}), 1);
      const double off = kind == Kind::hermitian ? 1e-6 : 1e-13;  // of eigenvalues: 2^-52 of the largest
      EXPECT_NEAR(alone(kind, 2, complex_valued, {1e200, 0, 0, 1e190}) / 1e10, 1, off);
      EXPECT_NEAR(alone(kind, 2, complex_valued, {1e-200, 0, 0, 1e-210}) / 1e10, 1, off);
      for (const double lost : {infinity, -infinity, nan}) EXPECT_TRUE(std::isnan(alone(kind, 2, complex_valued, {1, 0, 0, lost})));
    }
  EXPECT_EQ(alone(Kind::triangular, 2, true, {1, 1, 0, 0}), infinity);
  EXPECT_EQ(alone(Kind::hermitian, 2, true, {1, 0, 0, -1}), infinity);  // by rounding only
}

}  // namespace
}  // namespace polesweep
