#include "core/tasks/channel.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/measures/score.hpp"
#include "core/run/run.hpp"

namespace polesweep::test_channel {
namespace {

const FieldValues echoes = {{"taps", std::vector<Complex>{{1, 0}, {0.5, -0.3}, {0, 0.2}}}, {"snr", 10.0}, {"delay", std::int64_t{2}}};
const FieldValues rayleigh = {{"fading", std::string("rayleigh")}, {"snr", 12.0}, {"delay", std::int64_t{3}}};

FieldValues with(FieldValues values, const FieldValues& changes) {
  for (const auto& [name, value] : changes) values.insert_or_assign(name, value);
  return values;
}

std::unique_ptr<ChannelTask> channel(const FieldValues& values) {
  Fields fields(values);
  return std::make_unique<ChannelTask>(fields);
}

struct Drawn {
  std::vector<Complex> inputs, observed, clean;
  std::int64_t washout = 0;

  bool operator==(const Drawn&) const = default;
};

/// The samples of the first lane, or of the lane asked for.
Drawn draw_link(const ChannelTask& task, Part part, std::uint64_t seed, int samples, int most = 100,
                const KernelSet& kernels = portable_kernels(), int lane = 0) {
  const int lanes = kernels.lanes;
  std::vector<std::uint64_t> seeds;
  for (int i = 0; i < lanes; ++i) seeds.push_back(seed + static_cast<std::uint64_t>(i - lane));
  const auto stream = task.open(part, seeds, kernels);
  const std::size_t size = static_cast<std::size_t>(most) * 2 * lanes;
  Arena inputs(size), observed(size), clean(size);
  Drawn drawn;
  while (static_cast<int>(drawn.inputs.size()) < samples) {
    const int left = samples - static_cast<int>(drawn.inputs.size());
    const Stream::Piece piece = stream->next(std::min(most, left), {inputs.data(), observed.data(), clean.data()});
    if (!piece.scored) drawn.washout += piece.steps;
    for (int t = 0; t < piece.steps; ++t) {
      const auto at = [&](const Arena& a) { return Complex(a[2 * t * lanes + lane], a[(2 * t + 1) * lanes + lane]); };
      drawn.inputs.push_back(at(inputs));
      drawn.observed.push_back(at(observed));
      drawn.clean.push_back(at(clean));
    }
  }
  return drawn;
}

double power(const std::vector<Complex>& values) {
  double sum = 0;
  for (const Complex& value : values) sum += std::norm(value);
  return sum / static_cast<double>(values.size());
}

/// What is left of the received samples without the echoes of the symbols: the noise. Starts where all of its symbols are known.
std::vector<Complex> residual(const ChannelTask& task, std::uint64_t seed, const Drawn& drawn) {
  const std::vector<Complex> taps = task.known_channel(seed).taps;
  const std::size_t delay = static_cast<std::size_t>(task.delay());
  std::vector<Complex> noise;
  for (std::size_t t = taps.size(); t + delay < drawn.inputs.size(); ++t) {
    Complex sum = drawn.inputs[t];
    for (std::size_t k = 0; k < taps.size(); ++k) sum -= taps[k] * drawn.clean[t + delay - k];
    noise.push_back(sum);
  }
  return noise;
}

TEST(Channel, symbols_are_equally_likely_and_have_unit_power) {
  for (const std::string set : {"qpsk", "16qam", "64qam"}) {
    const auto task = channel(with(echoes, {{"constellation", set}}));
    const std::vector<Complex>& symbols = task->symbols();
    ASSERT_EQ(symbols.size(), set == "qpsk" ? 4u : set == "16qam" ? 16u : 64u);
    EXPECT_NEAR(power(symbols), task->trivial_risk(0, {}), 1e-14);
    const int samples = 64000;
    std::vector<int> counts(symbols.size());
    for (const Complex& symbol : draw_link(*task, Part::training, 5, samples).clean)
      ++counts.at(static_cast<std::size_t>(std::find(symbols.begin(), symbols.end(), symbol) - symbols.begin()));
    double chi_square = 0;
    const double expected = static_cast<double>(samples) / static_cast<double>(symbols.size());
    for (const int count : counts) chi_square += (count - expected) * (count - expected) / expected;
    const double freedom = static_cast<double>(symbols.size() - 1);
    EXPECT_LT(chi_square, freedom + 4 * std::sqrt(2 * freedom));
  }
}

TEST(Channel, without_noise_received_samples_are_the_convolution_of_the_symbols) {
  for (const Part part : {Part::training, Part::test})
    for (const FieldValues& values : {echoes, rayleigh}) {
      const auto task = channel(with(values, {{"snr", 200.0}}));
      for (const Complex& left : residual(*task, 5, draw_link(*task, part, 5, 700))) ASSERT_LT(std::abs(left), 1e-9);
    }
}

TEST(Channel, received_power_is_channel_power_plus_noise_power) {
  const int samples = 200000;
  for (const FieldValues& values : {echoes, rayleigh}) {
    const auto task = channel(values);
    const KnownChannel known = task->known_channel(5);
    double signal = 0;
    for (const Complex& tap : known.taps) signal += std::norm(tap);
    const double expected = signal + known.noise_power;
    // The modulus squared of a nearly normal sample scatters by at most itself, over some echoes' length.
    EXPECT_NEAR(power(draw_link(*task, Part::training, 5, samples).inputs), expected, 4 * 2 * expected / std::sqrt(samples));
  }
}

TEST(Channel, noise_is_white_circular_and_as_strong_as_asked) {
  const auto task = channel(with(echoes, {{"snr", 7.0}}));
  const double expected = std::pow(10.0, -0.7);
  EXPECT_NEAR(task->noise_power(), expected, 1e-15);
  for (const Part part : {Part::training, Part::test}) {
    const std::vector<Complex> noise = residual(*task, 5, draw_link(*task, part, 5, 100000));
    const double n = static_cast<double>(noise.size());
    EXPECT_NEAR(power(noise), expected, 3 * expected / std::sqrt(n));
    Complex pseudo = 0;
    Complex lagged = 0;
    for (std::size_t t = 1; t < noise.size(); ++t) {
      pseudo += noise[t] * noise[t] / n;
      lagged += noise[t] * std::conj(noise[t - 1]) / n;
    }
    EXPECT_LT(std::abs(pseudo), 4 * std::sqrt(2 / n) * expected);
    EXPECT_LT(std::abs(lagged), 4 / std::sqrt(n) * expected);
  }
}

TEST(Channel, taps_have_unit_power_for_each_seed_or_on_average) {
  for (const std::uint64_t seed : {0, 1}) EXPECT_NEAR(power(channel(echoes)->known_channel(seed).taps) * 3, 1, 1e-15);
  const auto task = channel(with(rayleigh, {{"decay", 0.5}, {"tap_count", std::int64_t{4}}}));
  const int seeds = 20000;
  double powers[4] = {};
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const std::vector<Complex> taps = task->known_channel(seed).taps;
    for (int k = 0; k < 4; ++k) powers[k] += std::norm(taps[k]) / seeds;
  }
  double sum = 0;
  for (int k = 0; k < 4; ++k) sum += std::exp(-0.5 * k);
  // |tap|^2 is exponential: its standard deviation is its mean.
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(powers[k] * sum / std::exp(-0.5 * k), 1, 4 / std::sqrt(seeds));
}

TEST(Channel, delay_moves_the_target_and_nothing_else) {
  const Drawn now = draw_link(*channel(with(echoes, {{"delay", std::int64_t{0}}})), Part::training, 5, 900);
  for (const int delay : {1, 7, 300}) {
    const Drawn late = draw_link(*channel(with(echoes, {{"delay", std::int64_t{delay}}})), Part::training, 5, 900);
    EXPECT_EQ(late.inputs, now.inputs);
    EXPECT_EQ(std::vector<Complex>(late.clean.begin() + delay, late.clean.end()),
              std::vector<Complex>(now.clean.begin(), now.clean.end() - delay));
    EXPECT_EQ(late.washout, delay);
    EXPECT_EQ(late.observed, late.clean);
  }
}

TEST(Channel, washout_is_the_longer_of_what_is_asked_and_the_delay) {
  EXPECT_EQ(draw_link(*channel(with(echoes, {{"washout", std::int64_t{130}}})), Part::training, 5, 500).washout, 130);
  EXPECT_EQ(channel(with(echoes, {{"washout", std::int64_t{1}}}))->facts().washout, 2);
}

TEST(Channel, training_and_test_have_the_same_channel_but_other_symbols_and_noise) {
  const auto task = channel(rayleigh);
  const Drawn training = draw_link(*task, Part::training, 5, 4000);
  const Drawn test = draw_link(*task, Part::test, 5, 4000);
  EXPECT_NE(training.clean, test.clean);
  const std::vector<Complex> noise[2] = {residual(*task, 5, training), residual(*task, 5, test)};
  // With another channel the residual would hold echoes; both are pure noise, and not the same.
  Complex common = 0;
  for (std::size_t t = 0; t < noise[0].size(); ++t) common += noise[0][t] * std::conj(noise[1][t]);
  const double n = static_cast<double>(noise[0].size());
  for (const auto& part : noise) EXPECT_NEAR(power(part), task->noise_power(), 4 * task->noise_power() / std::sqrt(n));
  EXPECT_LT(std::abs(common) / n, 4 * task->noise_power() / std::sqrt(n));
  EXPECT_NE(task->known_channel(5).taps, task->known_channel(6).taps);
}

TEST(Channel, kernels_and_sizes_of_pieces_do_not_matter) {
  const FieldValues amplified = with(rayleigh, {{"constellation", std::string("16qam")}, {"amplifier", std::string("saleh")}});
  const FieldValues moving = with(rayleigh, {{"fading", std::string("jakes")}, {"doppler", 0.01}});
  const FieldValues blocks = with(rayleigh, {{"fading", std::string("block")}, {"coherence", std::int64_t{70}}});
  for (const FieldValues& values : {echoes, amplified, with(rayleigh, {{"delay", std::int64_t{400}}}), moving, blocks}) {
    const auto task = channel(values);
    for (const Part part : {Part::training, Part::test}) {
      const Drawn expected = draw_link(*task, part, 11, 1000, 1000);
      for (const int most : {1, 3, 64}) EXPECT_EQ(draw_link(*task, part, 11, 1000, most), expected) << most;
      for (const KernelSet* kernels : vector_kernels())
        for (const int lane : {0, kernels->lanes - 1})
          EXPECT_EQ(draw_link(*task, part, 11, 1000, 64, *kernels, lane), expected) << kernels->name;
    }
  }
}

/// Squared error of an equaliser that was fitted to a long training part, on the test part, with its standard error.
std::pair<double, double> fitted_risk(const ChannelTask& task, std::uint64_t seed, int length) {
  const int samples = 60000;
  const auto rows = [&](const Drawn& drawn) {
    Eigen::MatrixXcd matrix(samples, length);
    for (int j = 0; j < length; ++j)
      for (int i = 0; i < samples; ++i) matrix(i, j) = drawn.inputs[i + length - j];
    return matrix;
  };
  const auto targets = [&](const Drawn& drawn) { return Eigen::Map<const Eigen::VectorXcd>(drawn.clean.data() + length, samples); };
  const Drawn training = draw_link(task, Part::training, seed, samples + length);
  const Drawn test = draw_link(task, Part::test, seed, samples + length);
  const Eigen::MatrixXcd inputs = rows(training);
  const Eigen::MatrixXcd gram = inputs.adjoint() * inputs + Eigen::MatrixXcd::Identity(length, length) * 1e-6;
  const Eigen::VectorXcd weights = gram.llt().solve(inputs.adjoint() * targets(training));
  const Eigen::ArrayXd errors = (rows(test) * weights - targets(test)).array().abs2();
  const double mean = errors.mean();
  return {mean, std::sqrt((errors - mean).square().sum()) / samples};
}

TEST(Channel, long_ridge_equaliser_reaches_the_closed_form) {
  const FieldValues amplified = with(echoes, {{"constellation", std::string("16qam")}, {"amplifier", std::string("saleh")}, {"snr", 25.0}});
  const FieldValues limited =
      with(echoes, {{"constellation", std::string("16qam")}, {"amplifier", std::string("rapp")}, {"backoff", -3.0}});
  for (const FieldValues& values : {echoes, rayleigh, with(rayleigh, {{"constellation", std::string("16qam")}}), amplified, limited}) {
    const auto task = channel(values);
    const int length = 12;
    const double expected = equaliser_risk(task->known_channel(5), length, task->delay());
    const auto [risk, error] = fitted_risk(*task, 5, length);
    EXPECT_NEAR(risk, expected, 3 * error) << expected;
    EXPECT_LT(error, 0.02 * expected);
  }
}

TEST(Channel, symbol_error_rate_over_a_flat_channel_is_the_known_one) {
  for (const double snr : {3.0, 7.0}) {
    const auto task = channel({{"taps", std::vector<Complex>{1.0}}, {"snr", snr}, {"delay", std::int64_t{0}}});
    const int samples = 200000;
    const Drawn drawn = draw_link(*task, Part::test, 5, samples);
    const SymbolDecision decision(task->facts().constellation);
    const auto score = make_symbol_errors({.outputs = 1, .complex_valued = true, .lanes = 1}, decision, portable_kernels());
    const auto* clean = reinterpret_cast<const double*>(drawn.clean.data());
    std::vector<double> sent(samples);
    decision.decide(portable_kernels(), clean, samples, sent.data());
    score->add(
        {.steps = samples, .predictions = reinterpret_cast<const double*>(drawn.inputs.data()), .clean = clean, .sent = sent.data()});
    // Both parts are decided by themselves, each wrongly with probability q.
    const double q = 0.5 * std::erfc(std::sqrt(std::pow(10.0, snr / 10) / 2));
    const double expected = 2 * q - q * q;
    EXPECT_NEAR(score->value(0), expected, 3 * std::sqrt(expected * (1 - expected) / samples));
  }
}

TEST(Channel, a_network_learns_it_with_symbol_error_rate_and_the_same_bits_on_all_kernels) {
  RunGroup group;
  group.points.push_back({{"channel", {{"taps", std::vector<Complex>{1.0}}, {"snr", 10.0}, {"delay", std::int64_t{0}}}},
                          {"diagonal", {}},
                          {"ring", {{"count", std::int64_t{8}}, {"radius", 0.5}}},
                          {"fixed", {}},
                          {"ridge", {{"penalty", 1e-6}}}});
  group.ids = {{0, 1}};
  group.seeds = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  group.wanted.assign(group.seeds.size(), true);
  group.measurement = {{4000}, {"symbol_error_rate"}, {"holdout", 20000}};
  const std::vector<RunRecord> records = compute(group, {}, portable_kernels());
  double risk = 0;
  double errors = 0;
  for (const RunRecord& record : records) {
    risk += record.risk.at(0) / 9;
    errors += record.measures.at(0).values.at(0) / 9;
    EXPECT_EQ(record.trivial_risk, 1);
  }
  // States on a ring of eight hold the last sample, mixed with the one 8 steps before it by 0.5^8: a power of 1.5e-5 that does not show.
  // Of noise/(1 + noise) weights that are learned from 4000 samples miss about 8/4000. No decision changes with a common positive factor.
  EXPECT_NEAR(risk, 1 / 11.0, 0.001);
  const double q = 0.5 * std::erfc(std::sqrt(5.0));
  EXPECT_NEAR(errors, 2 * q - q * q, 4 * std::sqrt(2 * q / 180000));
  for (const KernelSet* kernels : vector_kernels()) {
    const std::vector<RunRecord> others = compute(group, {}, *kernels);
    ASSERT_EQ(others.size(), records.size());
    for (std::size_t i = 0; i < records.size(); ++i) EXPECT_TRUE(same_data(others[i], records[i])) << kernels->name;
  }
}

TEST(Channel, baseline_is_the_equaliser_that_knows_the_channel) {
  const auto fixed = channel(echoes);
  EXPECT_EQ(fixed->comparable_baseline()->risk, equaliser_risk(fixed->known_channel(3), 21, 2));
  const auto faded = channel(rayleigh);
  const double median = faded->comparable_baseline()->risk;
  int below = 0;
  for (std::uint64_t seed = 0; seed < 32; ++seed) below += equaliser_risk(faded->known_channel(seed), 21, 3) < median;
  EXPECT_EQ(below, 16);
  EXPECT_FALSE(channel(with(echoes, {{"delay", std::int64_t{9000}}}))->comparable_baseline());
}

TEST(Channel, refuses_what_cannot_work) {
  const auto complaint = [](const FieldValues& values) -> std::string {
    try {
      channel(values);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  const FieldValues bare = {{"snr", 10.0}, {"delay", std::int64_t{0}}};
  EXPECT_EQ(complaint(bare), "taps: the list is empty (a channel that does not fade needs them). Did you mean fading = \"rayleigh\"?");
  EXPECT_EQ(complaint(with(bare, {{"taps", std::vector<Complex>{0.0, 0.0}}})), "taps: their power is 0 (must be positive and finite)");
  EXPECT_EQ(complaint(with(rayleigh, {{"taps", std::vector<Complex>{1.0}}})),
            "taps: a list is given (a channel that fades draws its taps). Leave it out, or set fading = \"none\"?");
  EXPECT_EQ(complaint(with(echoes, {{"tap_count", std::int64_t{3}}})),
            "tap_count: has no effect on a channel that does not fade. Did you mean fading = \"rayleigh\"?");
  EXPECT_EQ(complaint(with(echoes, {{"decay", 0.1}})),
            "decay: has no effect on a channel that does not fade. Did you mean fading = \"rayleigh\"?");
  EXPECT_EQ(complaint(with(echoes, {{"backoff", 3.0}})),
            "backoff: got 3 (has no effect without an amplifier). Did you mean to set amplifier?");
  EXPECT_EQ(complaint(rayleigh), "none");
}

}  // namespace
}  // namespace polesweep::test_channel
