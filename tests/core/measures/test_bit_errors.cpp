#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/block/arena.hpp"
#include "core/block/kernel_set.hpp"
#include "core/measures/score.hpp"
#include "core/run/run.hpp"

namespace polesweep {
namespace {

double q(double x) { return 0.5 * std::erfc(x / std::sqrt(2)); }

/// What a receiver decides on, which takes the samples of the first lane as they come, in pieces of so many.
double error_rate(const std::string& kind, FieldValues values, int symbols, int most = 200) {
  values.insert_or_assign("taps", std::vector<Complex>{1.0});
  values.try_emplace("delay", std::int64_t{0});
  const auto task = make_task({kind, values}, data::DataFiles());
  const TaskFacts facts = task->facts();
  const SymbolDecision decision(facts.constellation);
  const KernelSet& kernels = portable_kernels();
  const auto score = make_bit_errors({1, true, 1, facts.subcarriers}, decision, kernels);
  const std::uint64_t seed = 5;
  const auto stream = task->open(Part::test, {&seed, 1}, kernels);
  Arena inputs(512), observed(512), clean(512), sent(256);
  for (int done = 0; done < symbols;) {
    const Stream::Piece piece = stream->next(std::min(most, symbols - done), {inputs.data(), observed.data(), clean.data()});
    decision.decide(kernels, clean.data(), piece.steps, sent.data());
    score->add({.steps = piece.steps, .predictions = inputs.data(), .clean = clean.data(), .sent = sent.data()});
    done += piece.steps;
  }
  return score->value(0);
}

TEST(BitErrors, have_the_known_rates_over_a_flat_channel) {
  const int symbols = 200000;
  for (const double snr : {3.0, 7.0}) {
    // Two bits a symbol: Eb/N0 is half of the ratio.
    const double expected = q(std::sqrt(std::pow(10.0, snr / 10)));
    EXPECT_NEAR(error_rate("channel", {{"snr", snr}}, symbols), expected, 3 * std::sqrt(expected / (2 * symbols)));
  }
  // Source: Cho and Yoon, IEEE Transactions on Communications 50 (2002), 1074: Gray-coded square QAM, exactly.
  const double a = std::sqrt(std::pow(10.0, 1.2) / 5);
  const double of_16 = 0.75 * q(a) + 0.5 * q(3 * a) - 0.25 * q(5 * a);
  EXPECT_NEAR(error_rate("channel", {{"snr", 12.0}, {"constellation", std::string("16qam")}}, symbols), of_16,
              3 * std::sqrt(of_16 / (2 * symbols)));
  const double b = std::sqrt(std::pow(10.0, 1.8) / 21);
  const double of_64 = (7 * q(b) + 6 * q(3 * b) - q(5 * b) + q(9 * b) - q(13 * b)) / 12;
  EXPECT_NEAR(error_rate("channel", {{"snr", 18.0}, {"constellation", std::string("64qam")}}, symbols), of_64,
              3 * std::sqrt(of_64 / (2 * symbols)));
}

TEST(BitErrors, of_ofdm_are_those_of_its_subcarriers) {
  const double expected = q(std::sqrt(std::pow(10.0, 0.5)));
  const int symbols = 2000;
  EXPECT_NEAR(error_rate("ofdm", {{"snr", 5.0}}, 80 * symbols), expected, 3 * std::sqrt(expected / (128.0 * symbols)));
  EXPECT_EQ(error_rate("ofdm", {{"snr", 5.0}}, 80 * 50 + 30, 7), error_rate("ofdm", {{"snr", 5.0}}, 80 * 50));
}

TEST(BitErrors, are_recorded_beside_symbol_errors_or_alone) {
  RunGroup group;
  group.points.push_back({{"channel", {{"taps", std::vector<Complex>{1.0}}, {"snr", 5.0}, {"delay", std::int64_t{0}}}},
                          {"diagonal", {}},
                          {"ring", {{"count", std::int64_t{8}}, {"radius", 0.5}}},
                          {"fixed", {}},
                          {"rls", {}}});
  group.ids = {{0, 1}};
  group.seeds = {1, 2, 3};
  group.wanted.assign(3, true);
  for (const std::string evaluation : {"holdout", "prequential"}) {
    group.measurement = {{500, 3000}, {"bit_error_rate"}, {evaluation, 5000}};
    const std::vector<RunRecord> alone = compute(group, {}, kernels());
    group.measurement.metrics = {"bit_error_rate", "symbol_error_rate"};
    const std::vector<RunRecord> both = compute(group, {}, kernels());
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(alone[i].measures[0].values, both[i].measures[0].values) << evaluation;
      for (std::size_t mark = 0; mark < 2; ++mark) {
        // A wrong symbol of QPSK has one wrong bit of two, or both.
        EXPECT_GE(2 * both[i].measures[0].values[mark], both[i].measures[1].values[mark]);
        EXPECT_LT(both[i].measures[0].values[mark], both[i].measures[1].values[mark]);
        EXPECT_GT(both[i].measures[0].values[mark], 0);
      }
      EXPECT_EQ(alone[i].risk, both[i].risk);
    }
  }
}

// What `list conventions` says of decisions: thresholds lie at 0 and 2/shrunk, in halves of the distance of levels.
TEST(BitErrors, of_least_squares_are_those_of_a_prediction_that_is_shrunk) {
  const double shrunk = 10.0 / 11;
  const double noise = std::sqrt(0.5);  // of a part at 10 dB, beside levels of 1 and 3
  const double inner = q(1 / noise) + q((2 / shrunk - 1) / noise);
  const double outer = q((3 - 2 / shrunk) / noise);
  const double right = 1 - (inner + outer) / 2;
  const double expected = 1 - right * right;
  EXPECT_NEAR(expected, 0.2365, 5e-5);
  EXPECT_NEAR(1 - std::pow(1 - 1.5 * q(1 / noise), 2), 0.2220, 5e-5);

  RunGroup group;
  group.points.push_back(
      {{"channel",
        {{"taps", std::vector<Complex>{1.0}}, {"snr", 10.0}, {"delay", std::int64_t{0}}, {"constellation", std::string("16qam")}}},
       {"diagonal", {{"input_weights", std::string("ones")}}},
       {"explicit", {{"values", std::vector<Complex>{0.0}}}},
       {"fixed", {}},
       {"rls", {}}});
  group.ids = {{0, 1}};
  group.seeds = {1};
  group.wanted = {true};
  const int symbols = 100'000;
  group.measurement = {{20'000}, {"symbol_error_rate"}, {"holdout", symbols}};
  EXPECT_NEAR(compute(group, {}, kernels()).at(0).measures.at(0).values.at(0), expected, 3 * std::sqrt(expected / symbols));
}

TEST(BitErrors, a_prediction_that_is_not_finite_is_no_rate) {
  const SymbolDecision decision({{-1, -1}, {-1, 1}, {1, -1}, {1, 1}});
  const auto score = make_bit_errors({1, true, 1, {}}, decision, portable_kernels());
  EXPECT_TRUE(std::isnan(score->value(0)));
  Arena values(2), sent(1);
  values[0] = values[1] = -2;
  score->add({.steps = 1, .predictions = values.data(), .clean = values.data(), .sent = sent.data()});
  EXPECT_EQ(score->value(0), 0);
  values[1] = 2;
  score->add({.steps = 1, .predictions = values.data(), .clean = values.data(), .sent = sent.data()});
  EXPECT_EQ(score->value(0), 0.25);
  values[0] = INFINITY;
  score->add({.steps = 1, .predictions = values.data(), .clean = values.data(), .sent = sent.data()});
  EXPECT_EQ(score->value(0), INFINITY);
}

TEST(BitErrors, need_symbols_on_a_square) {
  EXPECT_EQ(make_bit_errors({1, true, 1, {}}, SymbolDecision({{1, 0}, {0, 1}, {-1, 0}}), portable_kernels()), nullptr);
}

}  // namespace
}  // namespace polesweep
