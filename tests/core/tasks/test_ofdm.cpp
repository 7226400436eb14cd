#include "core/tasks/ofdm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/measures/score.hpp"
#include "core/run/run.hpp"

namespace polesweep::test_ofdm {
namespace {

const FieldValues flat = {{"taps", std::vector<Complex>{1.0}}, {"snr", 10.0}};
const FieldValues rayleigh = {{"fading", std::string("rayleigh")}, {"snr", 200.0}};

FieldValues with(FieldValues values, const FieldValues& changes) {
  for (const auto& [name, value] : changes) values.insert_or_assign(name, value);
  return values;
}

std::unique_ptr<OfdmTask> ofdm(const FieldValues& values) {
  Fields fields(values);
  return std::make_unique<OfdmTask>(fields);
}

struct Link {
  std::vector<double> inputs, clean, observed;  ///< [sample][antenna][re, im]
  std::int64_t washout = 0;

  bool operator==(const Link&) const = default;
};

Link draw_link(const OfdmTask& task, Part part, std::uint64_t seed, std::size_t samples, int most = 256,
               const KernelSet& kernels = portable_kernels(), std::size_t lane = 0) {
  const auto lanes = static_cast<std::size_t>(kernels.lanes);
  std::vector<std::uint64_t> seeds(lanes);
  for (std::size_t i = 0; i < lanes; ++i) seeds[i] = seed + i - lane;
  const auto stream = task.open(part, seeds, kernels);
  const std::size_t row = 2 * task.antennas();
  Arena inputs(256 * row * lanes), observed(256 * row * lanes), clean(256 * row * lanes);
  Link link;
  while (link.inputs.size() < samples * row) {
    const std::size_t left = samples - link.inputs.size() / row;
    const Stream::Piece piece = stream->next(static_cast<int>(std::min<std::size_t>(left, static_cast<std::size_t>(most))),
                                             {inputs.data(), observed.data(), clean.data()});
    if (!piece.scored) link.washout += piece.steps;
    for (std::size_t i = 0; i < static_cast<std::size_t>(piece.steps) * row; ++i) {
      link.inputs.push_back(inputs[i * lanes + lane]);
      link.clean.push_back(clean[i * lanes + lane]);
      link.observed.push_back(observed[i * lanes + lane]);
    }
  }
  return link;
}

/// The transform of an OFDM symbol of one antenna, prefix aside, whose first sample is given.
std::vector<Complex> spectrum(const OfdmTask& task, const std::vector<double>& samples, std::size_t first, std::size_t antenna = 0) {
  const std::size_t row = 2 * task.antennas();
  std::vector<double> body(samples.begin() + static_cast<std::ptrdiff_t>((first + task.prefix()) * row + 2 * antenna),
                           samples.begin() + static_cast<std::ptrdiff_t>((first + task.prefix() + task.subcarriers()) * row));
  body.resize(task.subcarriers() * row);
  task.fourier().transform(Fourier::Direction::forward, body.data(), row, 1);
  std::vector<Complex> symbols;
  for (std::size_t k = 0; k < task.subcarriers(); ++k) symbols.emplace_back(body[k * row], body[k * row + 1]);
  return symbols;
}

double distance_to_constellation(const OfdmTask& task, const Complex& value) {
  double least = 1e300;
  for (const Complex& symbol : task.symbols()) least = std::min(least, std::abs(value - symbol));
  return least;
}

/// How a channel turns the symbols of a subcarrier: sum_k h_k exp(-2 pi i subcarrier k/n).
Complex response(const std::vector<Complex>& taps, std::size_t subcarrier, std::size_t subcarriers) {
  Complex sum = 0;
  for (std::size_t k = 0; k < taps.size(); ++k)
    sum += taps[k] * std::polar(1.0, -2 * M_PI * static_cast<double>(subcarrier * k) / static_cast<double>(subcarriers));
  return sum;
}

TEST(Ofdm, targets_are_transforms_of_symbols_after_a_prefix_that_repeats_them) {
  const auto task = ofdm(with(flat, {{"constellation", std::string("16qam")}, {"antennas", std::int64_t{2}}, {"delay", std::int64_t{5}}}));
  const Link link = draw_link(*task, Part::training, 3, 5 + 10 * 80);
  EXPECT_EQ(link.washout, 5);
  double power = 0;
  for (std::size_t symbol = 0; symbol < 10; ++symbol) {
    const std::size_t first = 5 + 80 * symbol;
    for (std::size_t t = 0; t < 16; ++t)
      for (std::size_t i = 0; i < 4; ++i) ASSERT_EQ(link.clean[(first + t) * 4 + i], link.clean[(first + t + 64) * 4 + i]);
    for (const std::size_t antenna : {0u, 1u})
      for (const Complex& value : spectrum(*task, link.clean, first, antenna)) {
        ASSERT_LT(distance_to_constellation(*task, value), 1e-13);
        power += std::norm(value) / (10 * 64 * 2);
      }
    ASSERT_NE(link.clean[(first + 20) * 4], link.clean[(first + 20) * 4 + 2]) << "antennas send the same";
  }
  EXPECT_EQ(link.observed, link.clean);
  // The variance of |X|^2 of 16-QAM is 0.32.
  EXPECT_NEAR(power, 1, 4 * std::sqrt(0.32 / 1280));
}

TEST(Ofdm, combs_of_pilots_move_by_one_and_say_nothing_of_other_subcarriers) {
  const FieldValues two = with(flat, {{"antennas", std::int64_t{2}}, {"delay", std::int64_t{100}}});
  const auto all = ofdm(two);
  const auto combs = ofdm(with(two, {{"pilot_spacing", std::int64_t{8}}}));
  const Link expected = draw_link(*all, Part::training, 3, 100 + 10 * 80);
  const Link link = draw_link(*combs, Part::training, 3, 100 + 10 * 80);
  EXPECT_EQ(link.inputs, expected.inputs);
  EXPECT_EQ(link.clean, expected.clean);
  const std::size_t first = 100;
  double told[64] = {};  // how often
  for (std::size_t symbol = 0; symbol < 8; ++symbol) {
    for (std::size_t t = 0; t < 16; ++t)
      for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t sample = first + 80 * symbol + t;
        ASSERT_EQ(link.observed[sample * 4 + i], link.observed[(sample + 64) * 4 + i]);
      }
    for (const std::size_t antenna : {0u, 1u}) {
      const std::vector<Complex> sent = spectrum(*combs, link.clean, first + 80 * symbol, antenna);
      const std::vector<Complex> known = spectrum(*combs, link.observed, first + 80 * symbol, antenna);
      for (std::size_t k = 0; k < 64; ++k) {
        const bool pilot = k % 8 == symbol;
        ASSERT_LT(std::abs(known[k] - (pilot ? 8.0 : 0.0) * sent[k]), 1e-12) << symbol << " " << k;
        told[k] += pilot ? 1 : 0;
      }
    }
  }
  for (const double times : told) EXPECT_EQ(times, 2);  // by each antenna
  const Link test = draw_link(*combs, Part::test, 3, 300);
  EXPECT_EQ(test, draw_link(*all, Part::test, 3, 300));
  EXPECT_EQ(test.observed, test.clean);
}

// Targets of combs have noise of spacing - 1 times a sample's power. Least squares finds what full pilots find: what it pays for the noise,
// some third of what white noise of that power would cost, falls with the number of samples.
TEST(Ofdm, combs_of_pilots_teach_what_full_pilots_do_but_more_slowly) {
  const auto risks = [](std::int64_t spacing) {
    RunGroup group;
    group.points.push_back({{"ofdm", with(rayleigh, {{"snr", 10.0}, {"tap_count", std::int64_t{2}}, {"pilot_spacing", spacing}})},
                            {"diagonal", {}},
                            {"ring", {{"count", std::int64_t{8}}, {"radius", 0.5}}},
                            {"fixed", {}},
                            {"ridge", {{"penalty", 1e-6}}}});
    group.ids = {{0, 1}};
    for (std::uint64_t seed = 0; seed < 12; ++seed) group.seeds.push_back(seed);
    group.wanted.assign(group.seeds.size(), true);
    group.measurement = {{8000, 80'000}, {}, {"holdout", 20'000}};
    std::vector<double> means(2);
    for (const RunRecord& record : compute(group, {}, portable_kernels()))
      for (std::size_t i = 0; i < 2; ++i) means[i] += record.risk[i] / static_cast<double>(group.seeds.size());
    return means;
  };
  const std::vector<double> all = risks(1);
  for (const std::int64_t spacing : {4, 32}) {
    const std::vector<double> combs = risks(spacing);
    const double white = static_cast<double>(spacing - 1) * 8;  // times the samples
    EXPECT_NEAR(8000 * (combs[0] - all[0]) / white, 0.35, 0.1) << spacing;
    EXPECT_NEAR(80'000 * (combs[1] - all[1]) / white, 0.35, 0.1) << spacing;
  }
}

TEST(Ofdm, each_subcarrier_of_each_link_has_its_own_flat_channel) {
  // With a prefix as long as the channel the convolution is a circular one.
  for (const std::int64_t antennas : {1, 3}) {
    const auto task = ofdm(with(rayleigh, {{"antennas", antennas}, {"tap_count", std::int64_t{4}}}));
    for (const Part part : {Part::training, Part::test}) {
      const Link link = draw_link(*task, part, 9, 160);
      for (const std::size_t receiver : {std::size_t{0}, task->antennas() - 1}) {
        const std::vector<Complex> received = spectrum(*task, link.inputs, 80, receiver);
        std::vector<Complex> expected(64);
        for (std::size_t sender = 0; sender < task->antennas(); ++sender) {
          const std::vector<Complex> sent = spectrum(*task, link.clean, 80, sender);
          const std::vector<Complex> taps = task->fading().taps(9, static_cast<std::uint32_t>(2 * (receiver * task->antennas() + sender)));
          for (std::size_t k = 0; k < 64; ++k) expected[k] += response(taps, k, 64) * sent[k] / std::sqrt(static_cast<double>(antennas));
        }
        for (std::size_t k = 0; k < 64; ++k) ASSERT_LT(std::abs(received[k] - expected[k]), 1e-8) << k;
      }
    }
  }
}

TEST(Ofdm, given_taps_link_each_antenna_with_itself) {
  const auto task = ofdm(with(flat, {{"antennas", std::int64_t{2}}, {"snr", 200.0}}));
  const Link link = draw_link(*task, Part::test, 4, 300);
  for (std::size_t i = 0; i < link.inputs.size(); ++i) ASSERT_NEAR(link.inputs[i], link.clean[i] / std::sqrt(2), 1e-9);
}

TEST(Ofdm, noise_is_as_strong_as_asked_at_each_antenna) {
  const auto task = ofdm(with(flat, {{"antennas", std::int64_t{2}}, {"snr", 7.0}}));
  const std::size_t samples = 60000;
  const Link link = draw_link(*task, Part::training, 4, samples);
  double power[2] = {};
  Complex common = 0;
  for (std::size_t t = 0; t < samples; ++t) {
    Complex noise[2];
    for (std::size_t r = 0; r < 2; ++r) {
      const std::size_t i = 4 * t + 2 * r;
      noise[r] = Complex(link.inputs[i] - link.clean[i] / std::sqrt(2), link.inputs[i + 1] - link.clean[i + 1] / std::sqrt(2));
      power[r] += std::norm(noise[r]) / static_cast<double>(samples);
    }
    common += noise[0] * std::conj(noise[1]) / static_cast<double>(samples);
  }
  const double expected = std::pow(10.0, -0.7);
  for (const double each : power) EXPECT_NEAR(each, expected, 4 * expected / std::sqrt(samples));
  EXPECT_LT(std::abs(common), 4 * expected / std::sqrt(samples));
}

/// The symbol error rate of predictions, given in pieces of so many samples.
double error_rate(const OfdmTask& task, const std::vector<double>& predictions, const std::vector<double>& clean, std::size_t most,
                  bool moves = false) {
  const SymbolDecision decision(task.symbols());
  const ScoreShape shape{
      .outputs = static_cast<int>(task.antennas()), .complex_valued = true, .lanes = 1, .subcarriers = task.facts().subcarriers};
  auto score = make_symbol_errors(shape, decision, portable_kernels());
  const std::size_t row = 2 * task.antennas();
  for (std::size_t first = 0; first < predictions.size() / row; first += most) {
    const std::size_t steps = std::min(most, predictions.size() / row - first);
    score->add({.steps = static_cast<int>(steps), .predictions = predictions.data() + first * row, .clean = clean.data() + first * row});
    if (!moves) continue;
    std::vector<double> numbers;
    RunArchive taking = RunArchive::taking(numbers, 0, 1);
    score->archive(taking);
    score = make_symbol_errors(shape, decision, portable_kernels());
    RunArchive putting = RunArchive::putting_back(numbers, 0, 1);
    score->archive(putting);
  }
  return score->value(0);
}

TEST(Ofdm, over_a_perfect_channel_it_has_the_error_rate_of_a_single_carrier) {
  for (const double snr : {3.0, 7.0}) {
    const auto task = ofdm(with(flat, {{"snr", snr}}));
    const std::size_t symbols = 3000;
    const Link link = draw_link(*task, Part::test, 5, symbols * 80);
    const double q = 0.5 * std::erfc(std::sqrt(std::pow(10.0, snr / 10) / 2));
    const double expected = 2 * q - q * q;
    const double rate = error_rate(*task, link.inputs, link.clean, 256);
    EXPECT_NEAR(rate, expected, 3 * std::sqrt(expected * (1 - expected) / (64.0 * symbols)));
    EXPECT_EQ(error_rate(*task, link.inputs, link.clean, 7), rate);
    EXPECT_EQ(error_rate(*task, link.inputs, link.clean, 33, true), rate);
    // What is missing of the last OFDM symbol does not count.
    const std::vector<double> more_inputs(link.inputs.begin(), link.inputs.begin() + 2 * (100 * 80 + 79));
    EXPECT_EQ(error_rate(*task, more_inputs, link.clean, 256),
              error_rate(*task, {link.inputs.begin(), link.inputs.begin() + 2 * 100 * 80}, link.clean, 256));
  }
}

TEST(Ofdm, a_prediction_that_is_not_finite_is_no_error_rate) {
  const auto task = ofdm(flat);
  Link link = draw_link(*task, Part::test, 5, 160);
  EXPECT_EQ(error_rate(*task, link.clean, link.clean, 256), 0);
  link.inputs[2 * 30] = INFINITY;
  EXPECT_EQ(error_rate(*task, link.inputs, link.clean, 256), INFINITY);
  EXPECT_TRUE(std::isnan(error_rate(*task, {link.clean.begin(), link.clean.begin() + 2 * 79}, link.clean, 256)));
}

TEST(Ofdm, kernels_and_sizes_of_pieces_do_not_matter) {
  const FieldValues jakes = {{"fading", std::string("jakes")}, {"doppler", 0.001}, {"snr", 15.0}};
  for (const FieldValues& values :
       {with(flat, {{"delay", std::int64_t{3}}}), with(jakes, {{"antennas", std::int64_t{2}}}),
        with(rayleigh, {{"amplifier", std::string("rapp")}, {"delay", std::int64_t{200}}, {"subcarriers", std::int64_t{16}}}),
        with(jakes, {{"pilot_spacing", std::int64_t{8}}, {"antennas", std::int64_t{2}}, {"delay", std::int64_t{90}}})}) {
    const auto task = ofdm(values);
    for (const Part part : {Part::training, Part::test}) {
      const Link expected = draw_link(*task, part, 11, 700);
      for (const int most : {1, 3, 64, 80}) EXPECT_EQ(draw_link(*task, part, 11, 700, most), expected) << most;
      for (const KernelSet* kernels : vector_kernels())
        for (const std::size_t lane : {std::size_t{0}, static_cast<std::size_t>(kernels->lanes) - 1})
          EXPECT_EQ(draw_link(*task, part, 11, 700, 64, *kernels, lane), expected) << kernels->name;
    }
  }
}

TEST(Ofdm, a_run_that_is_put_back_goes_on_to_the_bit) {
  const auto task = ofdm(with(rayleigh, {{"delay", std::int64_t{90}}, {"snr", 10.0}, {"pilot_spacing", std::int64_t{4}}}));
  const std::uint64_t seed = 6;
  Arena inputs(512), observed(512), clean(512);
  const Samples samples{inputs.data(), observed.data(), clean.data()};
  for (const int before : {0, 1, 79, 80, 81, 160, 250}) {
    const auto first = task->open(Part::training, {&seed, 1}, portable_kernels());
    for (int done = 0; done < before;) done += first->next(before - done, samples).steps;
    std::vector<double> numbers;
    RunArchive taking = RunArchive::taking(numbers, 0, 1);
    first->archive(taking);
    const auto second = task->open(Part::training, {&seed, 1}, portable_kernels());
    RunArchive putting = RunArchive::putting_back(numbers, 0, 1);
    second->archive(putting);
    std::vector<double> seen[2];
    for (int i = 0; i < 2; ++i)
      for (int piece = 0; piece < 5; ++piece) {
        const auto steps = static_cast<std::size_t>((i == 0 ? *first : *second).next(50, samples).steps);
        seen[i].insert(seen[i].end(), inputs.data(), inputs.data() + 2 * steps);
        seen[i].insert(seen[i].end(), clean.data(), clean.data() + 2 * steps);
        seen[i].insert(seen[i].end(), observed.data(), observed.data() + 2 * steps);
      }
    EXPECT_EQ(seen[0], seen[1]) << before;
  }
}

TEST(Ofdm, washout_ends_where_an_ofdm_symbol_begins) {
  const auto washout = [](std::int64_t asked, std::int64_t delay) {
    return ofdm(with(flat, {{"washout", asked}, {"delay", delay}}))->facts().washout;
  };
  EXPECT_EQ(washout(0, 0), 0);
  EXPECT_EQ(washout(1, 0), 80);
  EXPECT_EQ(washout(80, 0), 80);
  EXPECT_EQ(washout(80, 7), 87);
  EXPECT_EQ(washout(5, 7), 7);
}

TEST(Ofdm, a_network_detects_it_with_the_same_bits_on_all_kernels) {
  RunGroup group;
  group.points.push_back({{"ofdm", {{"taps", std::vector<Complex>{1.0}}, {"snr", 10.0}, {"antennas", std::int64_t{2}}}},
                          {"diagonal", {}},
                          {"ring", {{"count", std::int64_t{8}}, {"radius", 0.5}}},
                          {"fixed", {}},
                          {"ridge", {{"penalty", 1e-6}}}});
  group.ids = {{0, 1}};
  group.seeds = {1, 2, 3, 4, 5};
  group.wanted.assign(group.seeds.size(), true);
  group.measurement = {{8000}, {"symbol_error_rate"}, {"holdout", 20000}};
  const std::vector<RunRecord> records = compute(group, {}, portable_kernels());
  double errors = 0;
  for (const RunRecord& record : records) {
    errors += record.measures.at(0).values.at(0) / 5;
    EXPECT_EQ(record.trivial_risk, 2);
  }
  // Each antenna sends half of the power: 7 dB of its own. A ring of eight keeps the last sample nearly alone.
  const double q = 0.5 * std::erfc(std::sqrt(2.5));
  EXPECT_NEAR(errors, 2 * q - q * q, 0.1 * 2 * q);
  for (const KernelSet* kernels : vector_kernels()) {
    const std::vector<RunRecord> others = compute(group, {}, *kernels);
    for (std::size_t i = 0; i < records.size(); ++i) EXPECT_TRUE(same_data(others[i], records[i])) << kernels->name;
  }
}

TEST(Ofdm, an_amplifier_bends_large_samples_alone) {
  for (const std::string kind : {"rapp", "saleh"}) {
    const FieldValues values = {{"amplifier", kind}, {"backoff", 3.0}};
    Fields fields(values);
    const Amplifier amplifier(fields);
    const Complex small(1e-5, -2e-5);
    EXPECT_LT(std::abs(amplifier.send(small) - small), 1e-9 * std::abs(small)) << kind;
    EXPECT_LT(std::abs(amplifier.send(Complex(3, 4))), 2.0) << kind;
    EXPECT_EQ(amplifier.send(Complex(0, 0)), Complex(0, 0));
    // Of a constellation it does the same but for the scale.
    const std::vector<Complex> symbols = {{0.2, 0.4}, {1, -1}, {-0.3, 1.1}};
    const std::vector<Complex> sent = amplifier.send(symbols);
    const Complex scale = sent[0] / amplifier.send(symbols[0]);
    for (std::size_t i = 0; i < symbols.size(); ++i) EXPECT_LT(std::abs(sent[i] - scale * amplifier.send(symbols[i])), 1e-13) << kind;
    EXPECT_NEAR(scale.imag(), 0, 1e-14);
  }
}

TEST(Ofdm, refuses_what_cannot_work) {
  const auto complaint = [](const FieldValues& values) -> std::string {
    try {
      ofdm(values);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint(with(flat, {{"subcarriers", std::int64_t{48}}})), "subcarriers: got 48 (must be a power of two). Did you mean 64?");
  EXPECT_EQ(complaint(with(flat, {{"subcarriers", std::int64_t{8}}})), "prefix: got 16 (must be at most the number of subcarriers, 8)");
  EXPECT_EQ(complaint(with(flat, {{"pilot_spacing", std::int64_t{6}}})),
            "pilot_spacing: got 6 (must be a power of two of at most the number of subcarriers, 64). Did you mean 4?");
  EXPECT_EQ(complaint(with(flat, {{"pilot_spacing", std::int64_t{128}}})),
            "pilot_spacing: got 128 (must be a power of two of at most the number of subcarriers, 64). Did you mean 64?");
  EXPECT_EQ(complaint({{"snr", 10.0}}),
            "taps: the list is empty (a channel that does not fade needs them). Did you mean fading = \"rayleigh\"?");
  EXPECT_EQ(complaint(flat), "none");
}

}  // namespace
}  // namespace polesweep::test_ofdm
