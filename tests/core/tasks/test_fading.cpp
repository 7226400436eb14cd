#include "core/tasks/fading.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/block/arena.hpp"
#include "core/error.hpp"
#include "core/tasks/channel.hpp"
#include "core/tasks/moving_taps.hpp"

namespace polesweep {
namespace {

FieldValues fading(const char* kind, FieldValues more = {}) {
  more.insert_or_assign("fading", std::string(kind));
  return more;
}

Fading make_fading(const FieldValues& values) {
  Fields fields(values);
  Fading made(fields);
  made.check();
  return made;
}

Fading jakes(double doppler, std::int64_t taps = 1) { return make_fading(fading("jakes", {{"doppler", doppler}, {"tap_count", taps}})); }
Fading block(std::int64_t coherence, std::int64_t taps = 1) {
  return make_fading(fading("block", {{"coherence", coherence}, {"tap_count", taps}}));
}

/// The taps of one run at a time.
std::vector<Complex> taps_at(MovingTaps& moving, std::int64_t time, int taps, int lanes = 1, int lane = 0) {
  const double* at = moving.at(time);
  std::vector<Complex> read;
  for (int k = 0; k < taps; ++k) read.emplace_back(at[2 * k * lanes + lane], at[(2 * k + 1) * lanes + lane]);
  return read;
}

struct Received {
  std::vector<Complex> inputs, clean;
};

Received receive(const FieldValues& values, Part part, std::uint64_t seed, int samples) {
  FieldValues all = values;
  all.insert_or_assign("delay", std::int64_t{0});
  Fields fields(all);
  const ChannelTask task(fields);
  const auto stream = task.open(part, std::span(&seed, 1), portable_kernels());
  Arena inputs(2 * 256), observed(2 * 256), clean(2 * 256);
  Received received;
  while (static_cast<int>(received.inputs.size()) < samples) {
    const Stream::Piece piece = stream->next(256, {inputs.data(), observed.data(), clean.data()});
    for (int t = 0; t < piece.steps; ++t) {
      received.inputs.emplace_back(inputs[2 * t], inputs[2 * t + 1]);
      received.clean.emplace_back(clean[2 * t], clean[2 * t + 1]);
    }
  }
  return received;
}

TEST(Fading, a_block_as_long_as_the_run_is_a_channel_that_stays) {
  const Received moving = receive(fading("block", {{"coherence", std::int64_t{1024}}, {"snr", 20.0}}), Part::training, 5, 1024);
  const Received still = receive(fading("rayleigh", {{"snr", 20.0}}), Part::training, 5, 1024);
  EXPECT_EQ(moving.inputs, still.inputs);
  const Received shorter = receive(fading("block", {{"coherence", std::int64_t{1023}}, {"snr", 20.0}}), Part::training, 5, 1024);
  EXPECT_NE(shorter.inputs.back(), still.inputs.back());
  EXPECT_EQ(shorter.inputs[1022], still.inputs[1022]);
}

TEST(Fading, received_samples_pass_the_taps_of_their_time) {
  for (const FieldValues& values :
       {fading("block", {{"coherence", std::int64_t{100}}, {"snr", 200.0}}), fading("jakes", {{"doppler", 0.01}, {"snr", 200.0}})})
    for (const Part part : {Part::training, Part::test}) {
      Fields fields(values);
      Fading made(fields);
      const std::uint64_t seed = 7;
      MovingTaps moving(made, part == Part::test ? Role::test_channel : Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
      const Received received = receive(values, part, seed, 700);
      for (int t = 3; t < 700; ++t) {
        Complex expected = 0;
        const std::vector<Complex> taps = taps_at(moving, t, 4);
        for (int k = 0; k < 4; ++k) expected += taps[k] * received.clean[t - k];
        ASSERT_LT(std::abs(received.inputs[t] - expected), 1e-9) << t;
      }
    }
}

TEST(Fading, taps_are_a_function_of_seed_and_time_on_all_kernels) {
  for (const Fading& made : {jakes(0.003, 3), block(17, 3)}) {
    const std::uint64_t seed = 11;
    MovingTaps one_by_one(made, Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
    std::vector<std::vector<Complex>> expected;
    for (int t = 0; t < 300; ++t) expected.push_back(taps_at(one_by_one, t, 3));
    MovingTaps anyhow(made, Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
    for (const int t : {299, 0, 63, 64, 64, 65, 127, 200, 5}) EXPECT_EQ(taps_at(anyhow, t, 3), expected[t]) << t;
    for (const KernelSet* kernels : vector_kernels()) {
      std::vector<std::uint64_t> seeds;
      for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(12 + static_cast<std::uint64_t>(lane) - kernels->lanes);
      MovingTaps wide(made, Role::data_channel, 0, seeds, *kernels);
      for (int t = 0; t < 300; ++t) ASSERT_EQ(taps_at(wide, t, 3, kernels->lanes, kernels->lanes - 1), expected[t]) << kernels->name << t;
    }
  }
}

TEST(Fading, every_block_has_taps_of_its_own) {
  const std::uint64_t seed = 4;
  MovingTaps moving(block(10, 3), Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
  std::set<std::pair<double, double>> seen;
  for (int t = 0; t < 500; ++t)
    for (const Complex& tap : taps_at(moving, t, 3)) seen.emplace(tap.real(), tap.imag());
  EXPECT_EQ(seen.size(), 50u * 3u);
}

TEST(Fading, taps_of_a_moving_receiver_have_the_autocorrelation_of_bessel) {
  const int seeds = 20000;
  const double doppler = 0.02;
  const Fading made = jakes(doppler);
  for (const std::int64_t start : {0, 1000}) {
    std::vector<Complex> products(4);
    double fourth = 0;
    const std::int64_t lags[] = {0, 10, 19, 70};
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      MovingTaps moving(made, Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
      const Complex first = taps_at(moving, start, 1)[0];
      fourth += std::norm(first) * std::norm(first) / seeds;
      for (int i = 0; i < 4; ++i) products[i] += std::conj(first) * taps_at(moving, start + lags[i], 1)[0] / double{seeds};
    }
    for (int i = 0; i < 4; ++i) {
      const double expected = std::cyl_bessel_j(0, 2 * M_PI * doppler * static_cast<double>(lags[i]));
      EXPECT_NEAR(products[i].real(), expected, 4 / std::sqrt(seeds)) << lags[i];
      EXPECT_NEAR(products[i].imag(), 0, 4 / std::sqrt(seeds)) << lags[i];
    }
    // The variance of |h|^4 of a normal tap is 20.
    EXPECT_NEAR(fourth, 2 - 1.0 / MovingTaps::waves, 4 * std::sqrt(20.0 / seeds));
  }
}

TEST(Fading, taps_have_the_powers_of_their_profile_and_move_independently) {
  const int seeds = 20000;
  const Fading made = jakes(0.1, 2);
  double powers[2] = {};
  Complex common = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    MovingTaps moving(made, Role::data_channel, 0, std::span(&seed, 1), portable_kernels());
    const std::vector<Complex> taps = taps_at(moving, 40, 2);
    for (int k = 0; k < 2; ++k) powers[k] += std::norm(taps[k]) / seeds;
    common += taps[0] * std::conj(taps[1]) / double{seeds};
  }
  const double first = 1 / (1 + std::exp(-0.5));
  EXPECT_NEAR(powers[0], first, 4 / std::sqrt(seeds) * first);
  EXPECT_NEAR(powers[1], 1 - first, 4 / std::sqrt(seeds) * (1 - first));
  EXPECT_LT(std::abs(common), 4 / std::sqrt(seeds) * std::sqrt(first * (1 - first)));
}

TEST(Fading, bit_error_rate_of_qpsk_is_the_known_one_on_flat_rayleigh) {
  // Taps that are drawn anew for each sample, and a receiver that knows them.
  for (const double snr : {5.0, 15.0}) {
    const FieldValues values = fading("block", {{"coherence", std::int64_t{1}}, {"tap_count", std::int64_t{1}}, {"snr", snr}});
    const int samples = 200000;
    const Received received = receive(values, Part::test, 3, samples);
    Fields fields(values);
    Fading made(fields);
    const std::uint64_t seed = 3;
    MovingTaps moving(made, Role::test_channel, 0, std::span(&seed, 1), portable_kernels());
    double errors = 0;
    for (int t = 0; t < samples; ++t) {
      const Complex aligned = received.inputs[t] * std::conj(taps_at(moving, t, 1)[0]);
      errors += (aligned.real() < 0) != (received.clean[t].real() < 0);
      errors += (aligned.imag() < 0) != (received.clean[t].imag() < 0);
    }
    // Of two bits a symbol each has half of its energy. Source: Proakis and Salehi, Digital Communications (5th ed. 2008), 13.3-7.
    const double per_bit = std::pow(10.0, snr / 10) / 2;
    const double expected = 0.5 * (1 - std::sqrt(per_bit / (1 + per_bit)));
    // Both bits of a symbol share the tap: no more than twice the variance of independent ones.
    EXPECT_NEAR(errors / (2 * samples), expected, 3 * std::sqrt(expected / samples)) << snr;
  }
}

TEST(Fading, refuses_what_cannot_work) {
  const auto complaint = [](const FieldValues& values) -> std::string {
    try {
      make_fading(values);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint(fading("block")), "coherence: must be given, and positive (fading is \"block\")");
  EXPECT_EQ(complaint(fading("jakes")),
            "doppler: must be given, and positive (fading is \"jakes\"). Did you mean fading = \"rayleigh\", "
            "whose taps stay?");
  EXPECT_EQ(complaint(fading("rayleigh", {{"coherence", std::int64_t{5}}})),
            "coherence: has no effect without fading = \"block\". Leave it out?");
  EXPECT_EQ(complaint(fading("block", {{"coherence", std::int64_t{5}}, {"doppler", 0.1}})),
            "doppler: has no effect without fading = \"jakes\". Leave it out?");
  EXPECT_EQ(complaint(fading("jakes", {{"doppler", 0.1}, {"taps", std::vector<Complex>{1.0}}})),
            "taps: a list is given (a channel that fades draws its taps). Leave it out, or set fading = \"none\"?");
  EXPECT_EQ(complaint(fading("jakes", {{"doppler", 0.1}})), "none");
}

}  // namespace
}  // namespace polesweep
