#include "analysis/results/measured_axis.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/estimators/curves.hpp"
#include "analysis/results/quantities.hpp"
#include "analysis/statistics/statistics.hpp"
#include "core/error.hpp"
#include "tests/analysis/made_up_sweep.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

/// One pass, repetitions and episodes, at lengths 10 and 100 and iterations 5 and 50. Values at iterations say where they stand:
/// 1000 row + 100 seed + 10 set + place, where the first row is that of the episodes; at lengths 500 less. A metric of two numbers has
/// twice that, and its negative, a matrix of two rows once to six times as much. The trivial risk is 4.
Group all_regimes() {
  Group root = made_up_sweep({"stream", "repeat", "episodes"}, 2, {10, 100}, {0.5});
  root.variables.push_back({"learner_regime_kind", {"point"}, std::vector<std::string>{"stream", "repeat", "episodes"}, "", "", {}, {}});
  values_of<double>(root, "trivial_risk").assign(6, 4);
  std::vector<double>& at_lengths = values_of<double>(root, "risk");
  for (std::size_t i = 0; i < at_lengths.size(); ++i) at_lengths[i] = static_cast<double>(i) - 500;
  std::vector<double> risk;
  std::vector<double> pairs;
  std::vector<double> matrices;
  for (int row = 0; row < 2; ++row)
    for (int seed = 0; seed < 2; ++seed)
      for (int set = 0; set < 2; ++set)
        for (int place = 0; place < 2; ++place) {
          risk.push_back(row == 0 && set == 1 ? std::nan("") : 1000 * row + 100 * seed + 10 * set + place);
          pairs.insert(pairs.end(), {2 * risk.back(), -2 * risk.back()});
          for (int i = 1; i <= 6; ++i) matrices.push_back(i * risk.back());
        }
  const std::vector<std::string> axes = {"training_point", "seed", "training_length", "iteration"};
  root.groups.push_back({"training",
                         {},
                         {{"training_point", 2}, {"seed", 2}, {"training_length", 2}, {"iteration", 2}, {"part", 2}, {"column", 3}},
                         {{"training_point", {"training_point"}, std::vector<std::int64_t>{2, 1}, "", "1", {}, {}},
                          {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "", {}, {}},
                          {"iteration", {"iteration"}, std::vector<std::int64_t>{5, 50}, "", "1", {}, {}},
                          {"risk", axes, risk, "", "1", {}, {}},
                          {"pair", {axes[0], axes[1], axes[2], axes[3], "part"}, pairs, "", "1", {}, {}},
                          {"matrix", {axes[0], axes[1], axes[2], axes[3], "part", "column"}, matrices, "", "1", {}, {}}},
                         {}});
  return root;
}

TEST(MeasuredAxis, says_where_values_of_every_regime_stand) {
  const Group root = all_regimes();
  const Runs runs(root);
  for (std::size_t seed = 0; seed < 2; ++seed)
    for (std::size_t place = 0; place < 2; ++place) {
      const double value = 100.0 * static_cast<double>(seed) + static_cast<double>(place);
      EXPECT_TRUE(std::isnan(runs.risk(Along::iterations, 0, seed, place)));
      EXPECT_EQ(runs.risk(Along::iterations, 1, seed, place), 1010 + value);
      EXPECT_EQ(runs.risk(Along::iterations, 2, seed, place), value);
      EXPECT_EQ(runs.nmse(Along::iterations, 2, seed, place), value / 4);
      for (std::size_t point = 0; point < 3; ++point)
        EXPECT_EQ(runs.risk(Along::lengths, point, seed, place), static_cast<double>((point * 2 + seed) * 2 + place) - 500);
    }
  EXPECT_EQ(runs.last_measured(Along::iterations), 1U);
}

TEST(MeasuredAxis, is_read_by_quantities_along_it) {
  const Group root = all_regimes();
  const Runs runs(root);
  const auto quantity = [&](const Subject& subject) { return Quantity(root, runs, subject); };
  const Quantity last = quantity({.along = Along::iterations});
  EXPECT_EQ(last.axis(), (std::vector<double>{5, 50}));
  EXPECT_EQ(last.of(1, 1), 1111);
  EXPECT_EQ(last.of(2, 1), 101);
  EXPECT_TRUE(std::isnan(last.of(0, 1)));
  // Repetitions stand at the length named; episodes at the last one as well, of which they know nothing.
  const Quantity first = quantity({.along = Along::iterations, .at = 10, .iteration = 5});
  EXPECT_EQ(first.of(1, 0), 1000);
  EXPECT_EQ(quantity({.along = Along::iterations, .at = 100, .iteration = 5}).of(2, 1), 100);
  EXPECT_EQ(quantity({.quantity = "nmse", .along = Along::iterations, .iteration = 5}).of(1, 1), 1110.0 / 4);
  EXPECT_EQ(quantity({.quantity = "nmse", .at = 10}).of(1, 1), (6.0 - 500) / 4);
  EXPECT_EQ(quantity({.quantity = "pair", .along = Along::iterations, .element = 1}).of(1, 0), -2 * 1011);
  for (int element = 0; element < 6; ++element)
    EXPECT_EQ(quantity({.quantity = "matrix", .along = Along::iterations, .element = element}).of(1, 0), (1 + element) * 1011);
  for (const Subject& wrong :
       {Subject{.along = Along::iterations, .iteration = 6}, Subject{.along = Along::iterations, .at = 20}, Subject{.at = 5},
        Subject{.quantity = "pair"}, Subject{.quantity = "diverged", .along = Along::iterations}, Subject{.quantity = "nmse", .element = 1},
        Subject{.quantity = "matrix", .along = Along::iterations, .element = 6}})
    EXPECT_THROW(quantity(wrong), Error) << wrong.quantity;
}

// The rates of /statistics are read along either axis by one function; each says of itself where it stands.
TEST(MeasuredAxis, is_read_by_rates_and_plateaus_along_it) {
  Group root = all_regimes();
  Group group = statistics(root);
  for (const char* name : {"convergence_rate", "update_rate", "plateau_length", "plateau_updates"}) {
    std::vector<double>& rates = values_of<double>(group, name);
    for (std::size_t i = 0; i < rates.size(); ++i) rates[i] = static_cast<double>(i);
  }
  values_of<std::int32_t>(group, "update_rate_reason").assign(8, 3);
  root.groups.push_back(group);
  const Runs runs(root);
  const Quantity along_lengths(root, runs, {.quantity = "convergence_rate"});
  const Quantity along_updates(root, runs, {.quantity = "update_rate", .along = Along::iterations});
  EXPECT_EQ(along_lengths.of(1, 1), 3);
  EXPECT_EQ(along_updates.of(1, 1), 7);  // second row, second set
  EXPECT_EQ(along_updates.of(2, 1), 1);  // first row, first set
  EXPECT_TRUE(std::isnan(along_updates.of(0, 1)));
  EXPECT_EQ(Quantity(root, runs, {.quantity = "plateau_length"}).of(1, 1), 3);
  const Quantity plateaus(root, runs, {.quantity = "plateau_updates", .along = Along::iterations});
  EXPECT_EQ(plateaus.of(1, 1), 7);
  EXPECT_EQ(plateaus.why_missing(1, 0, 0), "does not fall by a tenth");
  EXPECT_EQ(plateaus.why_missing(0, 0, 0), "not measured");
  EXPECT_FALSE(plateaus.can_have(0));
  EXPECT_TRUE(plateaus.can_have(1));
  EXPECT_TRUE(along_lengths.can_have(0));
  EXPECT_EQ(along_updates.why_missing(1, 0, 0), "not exponential");
  EXPECT_EQ(along_updates.why_missing(0, 0, 0), "not measured");
  EXPECT_EQ(along_lengths.why_missing(0, 0, 0), "few points");
}

// Curves of one point that fall at different rates, two for each length: the statistics fit each of them, along either axis.
TEST(MeasuredAxis, has_a_rate_for_each_of_its_curves) {
  std::vector<std::int64_t> places;
  for (std::int64_t i = 1; i <= 40; ++i) places.push_back(50 * i);
  const auto curve = [&](int number) {
    std::vector<double> risk;
    for (const std::int64_t place : places) risk.push_back(0.01 + 3 * std::exp(-(0.006 + 0.001 * number) * static_cast<double>(place)));
    return risk;
  };
  std::vector<double> measured;
  for (int number = 0; number < 4; ++number)
    for (const double risk : curve(number)) measured.push_back(risk);
  const auto fitted = [&](int number) { return convergence_rate(places, curve(number)).value; };
  Group root = made_up_sweep({"a"}, 2, {10, 100}, {0.5});
  root.groups.push_back({"training",
                         {},
                         {{"training_point", 1}, {"seed", 2}, {"training_length", 2}, {"iteration", 40}},
                         {{"training_point", {"training_point"}, std::vector<std::int64_t>{0}, "", "1", {}, {}},
                          {"training_length", {"training_length"}, std::vector<std::int64_t>{10, 100}, "", "", {}, {}},
                          {"iteration", {"iteration"}, places, "", "1", {}, {}},
                          {"risk", {"training_point", "seed", "training_length", "iteration"}, measured, "", "1", {}, {}}},
                         {}});
  // Curves stand by seed and length, rates by length and seed.
  EXPECT_EQ(values_of<double>(statistics(root), "update_rate"), (std::vector<double>{fitted(0), fitted(2), fitted(1), fitted(3)}));
  Group over_lengths = made_up_sweep({"a", "b"}, 2, places, {0.5});
  values_of<double>(over_lengths, "risk") = measured;
  EXPECT_EQ(values_of<double>(statistics(over_lengths), "convergence_rate"),
            (std::vector<double>{fitted(0), fitted(1), fitted(2), fitted(3)}));
}

TEST(MeasuredAxis, names_a_point_that_is_not_there) {
  Group root = all_regimes();
  values_of<std::int64_t>(root.groups.back(), "training_point") = {3, 1};
  EXPECT_THROW(Runs{root}, Error);
}

}  // namespace
}  // namespace polesweep::analysis
