#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/block/arena.hpp"
#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "tests/core/block/probe.hpp"

namespace polesweep {
namespace {

void expect_words(const std::uint32_t (&counter)[4], const std::uint32_t (&key)[2], const std::uint32_t (&expected)[4]) {
  for (const Probe& probe : probes()) {
    std::uint32_t got[4 * 8];
    probe.philox(counter, key, got);
    for (int k = 0; k < 4; ++k)
      for (int lane = 0; lane < probe.lanes; ++lane) EXPECT_EQ(got[k * probe.lanes + lane], expected[k]) << probe.name << " word " << k;
  }
}

// The known answers of philox4x32 with 10 rounds that its authors publish with Random123 (kat_vectors).
TEST(Philox, published_vectors) {
  expect_words({0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  expect_words({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
               {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  expect_words({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
               {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST(Philox, equals_random123_at_random_counters) {
  std::mt19937 generator(3);
  for (int trial = 0; trial < 1000; ++trial) {
    std::uint32_t counter[4];
    std::uint32_t key[2];
    for (std::uint32_t& word : counter) word = generator();
    for (std::uint32_t& word : key) word = generator();
    const r123::Philox4x32::ctr_type reference = r123::Philox4x32()({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    expect_words(counter, key, {reference[0], reference[1], reference[2], reference[3]});
  }
}

TEST(Uniform, fills_the_unit_interval_evenly) {
  const std::uint64_t seed = 42;
  constexpr int count = 160000;
  std::vector<double> draws(count);
  portable_kernels().uniform(&seed, Role::data_input, 0, 0, count, draws.data());
  int in_sixteenth[16] = {};
  for (const double x : draws) {
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 1);
    ++in_sixteenth[static_cast<int>(16 * x)];
  }
  double chi_square = 0;
  for (const int n : in_sixteenth) chi_square += (n - 10000.0) * (n - 10000.0) / 10000;
  EXPECT_LT(chi_square, 15 + 4 * std::sqrt(30.0));
}

// What is in progress when a stream begins is drawn for times before 0.
TEST(Uniform, index_runs_through_zero) {
  const std::uint64_t seed = 9;
  double around[6];
  double after[3];
  portable_kernels().uniform(&seed, Role::data_input, 0, std::uint64_t{0} - 3, 6, around);
  portable_kernels().uniform(&seed, Role::data_input, 0, 0, 3, after);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(around[3 + i], after[i]);
  EXPECT_NE(around[2], after[0]);
}

TEST(Normal, first_and_second_moments) {
  const std::vector<double> draws = draw_normals(42, Role::data_input, 0, 400000);
  double sum[4] = {};
  for (const double x : draws) {
    double power = 1;
    for (double& moment : sum) moment += (power *= x);
  }
  const double n = static_cast<double>(draws.size());
  EXPECT_NEAR(sum[0] / n, 0, 4 / std::sqrt(n));
  EXPECT_NEAR(sum[1] / n, 1, 4 * std::sqrt(2 / n));
  EXPECT_NEAR(sum[2] / n, 0, 4 * std::sqrt(15 / n));
  EXPECT_NEAR(sum[3] / n, 3, 4 * std::sqrt(96 / n));
}

TEST(Normal, complex_numbers_have_unit_power_and_are_circular) {
  const auto draws = draw_complex_normals(42, Role::data_input, 0, 200000);
  double power = 0;
  std::complex<double> pseudo = 0;
  for (const auto& z : draws) {
    power += std::norm(z);
    pseudo += z * z;
  }
  EXPECT_NEAR(power / 200000, 1, 0.01);
  EXPECT_NEAR(std::abs(pseudo) / 200000, 0, 0.01);
}

TEST(Normal, streams_of_seed_role_and_array_differ) {
  const std::vector<double> base = draw_normals(1, Role::data_input, 0, 4);
  EXPECT_NE(base, draw_normals(2, Role::data_input, 0, 4));
  EXPECT_NE(base, draw_normals(1ull << 40 | 1, Role::data_input, 0, 4));
  EXPECT_NE(base, draw_normals(1, Role::test_input, 0, 4));
  EXPECT_NE(base, draw_normals(1, Role::data_input, 1, 4));
}

TEST(Normal, a_draw_depends_on_its_index_only) {
  const std::uint64_t seed = 9;
  const std::vector<double> all = draw_normals(seed, Role::data_noise, 0, 100);
  std::vector<double> tail(40);
  portable_kernels().normal(&seed, Role::data_noise, 0, 60, 40, tail.data());
  EXPECT_EQ(tail, std::vector<double>(all.begin() + 60, all.end()));
}

TEST(Streams, every_lane_of_every_kernel_set_has_the_bits_of_its_seed) {
  const std::uint64_t seeds[8] = {5, 1, 99, 1ull << 63, 7, 3, 0, 12345678901234567ull};
  for (const KernelSet* kernels : vector_kernels()) {
    Arena uniform(static_cast<std::size_t>(kernels->lanes) * 50);
    Arena real(static_cast<std::size_t>(kernels->lanes) * 50);
    Arena complex(static_cast<std::size_t>(kernels->lanes) * 100);
    kernels->uniform(seeds, Role::data_input, 2, 0, 50, uniform.data());
    kernels->normal(seeds, Role::data_input, 2, 0, 50, real.data());
    kernels->complex_normal(seeds, Role::data_input, 2, 0, 50, complex.data());
    for (int lane = 0; lane < kernels->lanes; ++lane) {
      const std::vector<double> alone = draw_normals(seeds[lane], Role::data_input, 2, 50);
      std::vector<double> alone_uniform(50);
      portable_kernels().uniform(&seeds[lane], Role::data_input, 2, 0, 50, alone_uniform.data());
      const auto alone_complex = draw_complex_normals(seeds[lane], Role::data_input, 2, 50);
      for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(uniform[i * kernels->lanes + lane], alone_uniform[i]) << kernels->name << " lane " << lane;
        ASSERT_EQ(real[i * kernels->lanes + lane], alone[i]) << kernels->name << " lane " << lane;
        ASSERT_EQ(complex[2 * i * kernels->lanes + lane], alone_complex[i].real()) << kernels->name << " lane " << lane;
        ASSERT_EQ(complex[(2 * i + 1) * kernels->lanes + lane], alone_complex[i].imag()) << kernels->name << " lane " << lane;
      }
    }
  }
}

}  // namespace
}  // namespace polesweep
