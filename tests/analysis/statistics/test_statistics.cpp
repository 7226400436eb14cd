#include "analysis/statistics/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.hpp"
#include "tests/analysis/made_up_sweep.hpp"
#include "tests/analysis/special_numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

double at(const Group& group, const std::string& name, std::size_t index) { return values_of<double>(group, name).at(index); }

std::string error_of(const Group& root) {
  try {
    statistics(root);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// One point, six seeds, two lengths: at the second length risks 1, 2, 3, 4, 5 and a divergence.
Group six_seeds() {
  Group root = made_up_sweep({"a"}, 6, {100, 200}, {0.5, 0.1});
  values_of<double>(root, "risk") = {10, 1, 20, 2, 30, 3, 40, 4, 50, 5, 60, infinity};
  values_of<std::int32_t>(root, "status")[5] = 2;
  values_of<double>(root, "trivial_risk") = {10, 10, 10, 10, 10, 10};
  return root;
}

TEST(Statistics, learning_curves_by_hand) {
  const Group group = statistics(six_seeds());
  EXPECT_EQ(at(group, "risk_median", 0), 35);
  EXPECT_EQ(at(group, "risk_median_low", 0), 10);
  EXPECT_EQ(at(group, "risk_median_high", 0), 60);
  EXPECT_EQ(at(group, "risk_median", 1), 3.5);
  EXPECT_EQ(at(group, "risk_median_high", 1), infinity);
  EXPECT_EQ(at(group, "risk_quantile", 0), 60);
  EXPECT_EQ(at(group, "risk_quantile", 1), infinity);
  EXPECT_EQ(at(group, "risk_quantile_high", 0), infinity);
  EXPECT_EQ(at(group, "risk_mean", 1), 3);
  EXPECT_EQ(values_of<std::int64_t>(group, "risk_mean_runs"), (std::vector<std::int64_t>{6, 5}));
  EXPECT_EQ(at(group, "nmse_median", 0), 3.5);
  EXPECT_EQ(at(group, "nmse_median", 1), 0.35);
}

TEST(Statistics, counts_runs) {
  Group root = six_seeds();
  values_of<std::int32_t>(root, "status") = {1, 1, 0, 3, 2, 2};
  const Group group = statistics(root);
  EXPECT_EQ(values_of<std::int64_t>(group, "runs"), std::vector<std::int64_t>{4});
  EXPECT_EQ(at(group, "fraction_diverged", 0), 2.0 / 5);
  EXPECT_EQ(at(group, "fraction_failed", 0), 1.0 / 5);
}

TEST(Statistics, samples_to_threshold_divide_each_risk_by_its_own_trivial_risk) {
  Group root = made_up_sweep({"a"}, 2, {100, 200}, {0.5, 0.1});
  values_of<double>(root, "risk") = {4, 1, 4, 1};
  values_of<double>(root, "trivial_risk") = {8, 4};
  EXPECT_EQ(values_of<double>(statistics(root), "samples_to_threshold"), (std::vector<double>{100, infinity, 200, infinity}));
}

// The order of the shares is not that of the risks.
TEST(Statistics, curves_of_nmse_divide_each_risk_by_its_own_trivial_risk) {
  Group root = made_up_sweep({"a"}, 3, {100}, {0.5});
  values_of<double>(root, "risk") = {1, 6, 8};
  values_of<double>(root, "trivial_risk") = {1, 12, 4};
  const Group group = statistics(root);
  EXPECT_EQ(at(group, "risk_median", 0), 6);
  EXPECT_EQ(at(group, "nmse_median", 0), 1);
  EXPECT_EQ(at(group, "nmse_quantile", 0), 2);
  EXPECT_EQ(at(group, "nmse_mean", 0), 3.5 / 3);
}

// Ten seeds, delta 0.1: the ninth of the ordered values decides. One bad seed does not matter, two do.
TEST(Statistics, sample_complexity_by_hand_with_a_curve_that_rises_again) {
  Group root = made_up_sweep({"a"}, 10, {10, 20, 40, 80}, {0.5, 0.3, 0.1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 10; ++s) {
    const std::vector<double> curve = s == 0   ? std::vector<double>{1, 1, 1, 1}
                                      : s == 1 ? std::vector<double>{1, 0.2, 0.4, 0.2}
                                               : std::vector<double>{0.4, 0.2, 0.2, 0.2};
    std::copy(curve.begin(), curve.end(), risk.begin() + static_cast<std::ptrdiff_t>(4 * s));
  }
  const Group group = statistics(root);
  EXPECT_EQ(values_of<double>(group, "sample_complexity"), (std::vector<double>{20, 80, infinity}));
  // Ten seeds are too few for an upper bound of the ninth decile; P(B < 7) = 0.0128 and P(B < 8) = 0.0702, so that X(7) is the lower one.
  EXPECT_EQ(values_of<double>(group, "sample_complexity_low"), (std::vector<double>{10, 20, infinity}));
  EXPECT_EQ(values_of<double>(group, "sample_complexity_high"), (std::vector<double>{infinity, infinity, infinity}));
}

TEST(Statistics, convergence_rates_with_reason_and_median) {
  std::vector<std::int64_t> lengths;
  for (std::int64_t n = 50; n <= 2000; n += 50) lengths.push_back(n);
  Group root = made_up_sweep({"a"}, 7, lengths, {0.1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t s = 0; s < 7; ++s) {
    for (std::size_t l = 0; l < lengths.size(); ++l) {
      const double rate = 0.006 + 0.001 * static_cast<double>(s);
      risk[s * lengths.size() + l] = s == 6 ? infinity : 0.01 + 3 * std::exp(-rate * static_cast<double>(lengths[l]));
    }
  }
  const Group group = statistics(root);
  EXPECT_NEAR(at(group, "convergence_rate", 1), 0.007, 1e-5);
  EXPECT_EQ(values_of<std::int32_t>(group, "convergence_rate_reason"), (std::vector<std::int32_t>{0, 0, 0, 0, 0, 0, 4}));
  EXPECT_EQ(group.find("convergence_rate_reason")->flags.at(4).second, "diverged");
  EXPECT_NEAR(at(group, "convergence_rate_median", 0), 0.0085, 1e-5);
  EXPECT_NEAR(at(group, "convergence_rate_median_low", 0), 0.006, 1e-5);
  EXPECT_EQ(values_of<std::int64_t>(group, "convergence_rate_runs"), std::vector<std::int64_t>{6});
}

/// One point of episodes and one in one pass, four seeds, risk measured at 40 updates.
Group with_updates() {
  Group root = made_up_sweep({"a", "b"}, 4, {100}, {0.1});
  Group training{"training", {}, {{"training_point", 1}, {"seed", 4}, {"training_length", 1}, {"iteration", 40}}, {}, {}};
  std::vector<std::int64_t> iterations;
  std::vector<double> risk;
  for (std::int64_t i = 1; i <= 40; ++i) iterations.push_back(50 * i);
  for (std::size_t s = 0; s < 4; ++s)
    for (const std::int64_t i : iterations)
      risk.push_back(s == 3 ? nan : 0.01 + 3 * std::exp(-(0.006 + 0.001 * static_cast<double>(s)) * static_cast<double>(i)));
  training.variables = {{"training_point", {"training_point"}, std::vector<std::int64_t>{1}, "", "1", {}, {}},
                        {"training_length", {"training_length"}, std::vector<std::int64_t>{100}, "", "", {}, {}},
                        {"iteration", {"iteration"}, iterations, "", "", {}, {}},
                        {"risk", {"training_point", "seed", "training_length", "iteration"}, risk, "", "", {}, {}}};
  root.groups.push_back(training);
  return root;
}

TEST(Statistics, columns_of_runs_can_be_made_when_they_are_written) {
  const Group root = with_updates();
  theory::PredictedRates predicted{.rates = {}, .reasons = {}, .formulas = {}};
  for (std::size_t run = 0; run < root.size_of("point") * root.size_of("seed"); ++run) {
    predicted.rates.push_back(0.5 + static_cast<double>(run));
    predicted.reasons.push_back(static_cast<std::int32_t>(run % 3));
  }
  predicted.formulas.assign(root.size_of("point"), "p1.formula");
  const Group at_once = statistics(root, &predicted);
  int predictions = 0;
  Group later = statistics_to_write(root, [&] {
    ++predictions;
    return predicted;
  });
  for (const results::Variable& variable : later.variables)
    EXPECT_EQ(static_cast<bool>(variable.make), results::count(variable.values) == 0) << variable.name;
  for (const char* name : {"samples_to_threshold", "convergence_rate", "update_rate_error", "plateau_length", "theory_rate"})
    EXPECT_TRUE(later.find(name)->make) << name;
  EXPECT_EQ(predictions, 0);
  // In any order.
  for (auto variable = later.variables.rbegin(); variable != later.variables.rend(); ++variable)
    if (variable->make) variable->values = std::exchange(variable->make, {})();
  EXPECT_EQ(predictions, 1);
  EXPECT_TRUE(results::same_data(later, at_once));
}

// More than a quarter of a million, which come one piece after the other.
TEST(Statistics, samples_to_threshold_of_many_runs) {
  Group root = made_up_sweep(std::vector<std::string>(300, "a"), 300, {10, 20}, {0.5, 0.25, 0.1});
  std::vector<double>& risk = values_of<double>(root, "risk");
  for (std::size_t i = 0; i < risk.size(); ++i) risk[i] = i / 2 % 7 == 0 ? 0.2 : 1;
  const auto samples = values_of<double>(statistics(root), "samples_to_threshold");
  ASSERT_EQ(samples.size(), 300U * 300 * 3);
  for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_EQ(samples[i], i / 3 % 7 == 0 && i % 3 < 2 ? 10 : infinity) << i;
}

TEST(Statistics, rates_along_updates_too) {
  const Group group = statistics(with_updates());
  EXPECT_EQ(group.find("update_rate")->dimensions, (std::vector<std::string>{"training_point", "training_length", "seed"}));
  EXPECT_NEAR(at(group, "update_rate", 2), 0.008, 1e-5);
  EXPECT_EQ(values_of<std::int32_t>(group, "update_rate_reason"), (std::vector<std::int32_t>{0, 0, 0, 5}));
  EXPECT_NEAR(at(group, "update_rate_median", 0), 0.007, 1e-5);
  EXPECT_EQ(values_of<std::int64_t>(group, "update_rate_runs"), std::vector<std::int64_t>{3});
  EXPECT_EQ(values_of<std::int64_t>(group, "training_point"), std::vector<std::int64_t>{1});
  EXPECT_EQ(group.attribute("version"), "3");
}

TEST(Statistics, plateaus_along_both_axes_with_their_median) {
  Group root = made_up_sweep({"a", "b"}, 4, {10, 20, 50, 100}, {0.1});
  const Group updates = with_updates();
  root.groups.push_back(*updates.find_group("training"));
  std::vector<double>& risk = values_of<double>(root, "risk");
  const auto put = [&](std::size_t run, const std::vector<double>& curve) {
    std::copy(curve.begin(), curve.end(), risk.begin() + static_cast<std::ptrdiff_t>(run * 4));
  };
  put(0, {1, 0.99, 0.98, 0.1});
  put(1, {1, 0.99, 0.5, 0.1});
  put(2, {1, 1, 1, 1});
  put(3, {1, 0.5, 0.2, 0.1});
  std::vector<double>& falling = values_of<double>(*const_cast<Group*>(root.find_group("training")), "risk");
  std::fill_n(falling.begin(), 10, 5.0);  // seed 0 waits for 450 updates
  const Group group = statistics(root);
  const std::vector<double> found = values_of<double>(group, "plateau_length");
  EXPECT_EQ(std::vector<double>(found.begin(), found.begin() + 2), (std::vector<double>{40, 10}));
  EXPECT_TRUE(std::isnan(found[2]));
  EXPECT_EQ(found[3], 0);
  EXPECT_EQ(at(group, "plateau_length_median", 0), 10);
  EXPECT_EQ(at(group, "plateau_updates", 0), 450);
  EXPECT_EQ(group.find("plateau_updates")->dimensions, (std::vector<std::string>{"training_point", "training_length", "seed"}));
  EXPECT_TRUE(std::isnan(at(group, "plateau_updates", 3)));
  EXPECT_EQ(group.find("plateau_updates_median")->dimensions, (std::vector<std::string>{"training_point", "training_length"}));
}

TEST(Statistics, further_metrics_get_the_same_curves) {
  Group root = made_up_sweep({"a"}, 3, {100}, {0.1});
  root.variables.push_back(
      {"symbol_error_rate", {"point", "seed", "length"}, std::vector<double>{0.3, 0.1, nan}, "symbol error rate", "1", {}, {}});
  const Group group = statistics(root);
  EXPECT_EQ(at(group, "symbol_error_rate_median", 0), 0.2);
  EXPECT_EQ(at(group, "symbol_error_rate_mean", 0), 0.2);
  EXPECT_EQ(values_of<std::int64_t>(group, "symbol_error_rate_mean_runs").at(0), 2);
}

TEST(Statistics, a_recorded_nmse_does_not_appear_twice) {
  Group root = made_up_sweep({"a"}, 3, {100}, {0.1});
  root.variables.push_back({"nmse", {"point", "seed", "length"}, std::vector<double>(3, 0.3), "nmse", "1", {}, {}});
  const Group group = statistics(root);
  std::set<std::string> names;
  for (const results::Variable& variable : group.variables) EXPECT_TRUE(names.insert(variable.name).second) << variable.name;
}

TEST(Statistics, repeats_of_a_data_window_are_left_out) {
  Group root = made_up_sweep({"a"}, 4, {100}, {0.5});
  values_of<std::int32_t>(root, "task_recorded") = {1};
  values_of<std::int64_t>(root, "distinct_runs") = {3};
  values_of<double>(root, "risk") = {1, 2, 3, 1};
  Group group = statistics(root);
  EXPECT_EQ(at(group, "risk_median", 0), 2);
  EXPECT_EQ(values_of<std::int64_t>(group, "runs").at(0), 3);

  values_of<std::int64_t>(root, "distinct_runs") = {1};
  values_of<double>(root, "risk") = {1, 1, 1, 1};
  group = statistics(root);
  EXPECT_EQ(at(group, "risk_median", 0), 1);
  EXPECT_EQ(values_of<std::int64_t>(group, "runs").at(0), 1);
  EXPECT_TRUE(std::isnan(at(group, "risk_median_low", 0)));
  EXPECT_TRUE(std::isnan(at(group, "sample_complexity_high", 0)));
  EXPECT_EQ(values_of<std::int32_t>(group, "given_data"), std::vector<std::int32_t>{0});
}

// Seeds that differ in initial weights on the one window there is: an interval, which says what it is conditional on.
TEST(Statistics, runs_that_differ_on_one_data_window_have_an_interval_given_the_data) {
  Group root = made_up_sweep({"a", "b"}, 6, {100}, {0.5});
  values_of<double>(root, "risk") = {1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7};
  const Group synthetic = statistics(root);
  values_of<std::int32_t>(root, "task_recorded") = {1, 1};
  values_of<std::int64_t>(root, "distinct_runs") = {1, 1};
  const Group group = statistics(root);
  for (const char* name : {"risk_median", "risk_median_low", "risk_median_high", "risk_quantile_low"})
    EXPECT_EQ(at(group, name, 0), at(synthetic, name, 0)) << name;
  EXPECT_EQ(values_of<std::int64_t>(group, "runs"), (std::vector<std::int64_t>{6, 1}));
  EXPECT_TRUE(std::isnan(at(group, "risk_median_low", 1)));
  EXPECT_EQ(values_of<std::int32_t>(group, "given_data"), (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(values_of<std::int32_t>(synthetic, "given_data"), (std::vector<std::int32_t>{0, 0}));
  // What is not there does not differ.
  values_of<double>(root, "risk") = {1, std::nan(""), 1, 1, 1, 1, 7, 7, 7, 7, 7, 7};
  values_of<std::int32_t>(root, "status")[1] = 0;
  EXPECT_EQ(values_of<std::int32_t>(statistics(root), "given_data"), (std::vector<std::int32_t>{0, 0}));
}

TEST(Statistics, the_fraction_of_infinite_risks_is_by_length) {
  Group root = made_up_sweep({"a"}, 4, {10, 100, 1000}, {0.5});
  values_of<double>(root, "risk") = {1, infinity, 1, 1, infinity, infinity, 1, 1, nan, 1, 1, nan};
  values_of<std::int32_t>(root, "status") = {2, 2, 1, 1};
  const Group group = statistics(root);
  EXPECT_EQ(values_of<double>(group, "fraction_infinite"), (std::vector<double>{0, 0.5, 0.5}));
  EXPECT_EQ(at(group, "fraction_diverged", 0), 0.5);
  values_of<double>(root, "risk").assign(12, nan);
  const double nothing = at(statistics(root), "fraction_infinite", 0);
  EXPECT_TRUE(std::isnan(nothing));
  EXPECT_FALSE(std::signbit(nothing)) << "the NaN of a processor";
}

TEST(Statistics, coordinates_are_repeated) {
  const Group root = six_seeds();
  const Group group = statistics(root);
  EXPECT_EQ(group.name, "statistics");
  EXPECT_EQ(group.size_of("seed"), 6U);
  EXPECT_EQ(values_of<std::int64_t>(group, "length"), values_of<std::int64_t>(root, "length"));
  for (const results::Variable& variable : group.variables) {
    std::size_t size = 1;
    for (const std::string& dimension : variable.dimensions) size *= group.size_of(dimension);
    EXPECT_EQ(std::visit([](const auto& values) { return values.size(); }, variable.values), size) << variable.name;
    EXPECT_FALSE(variable.long_name.empty()) << variable.name;
  }
}

TEST(Statistics, what_is_wrong_with_a_data_set_is_named) {
  Group root = six_seeds();
  root.attributes[3].second = "95";
  EXPECT_EQ(error_of(root), "confidence: got '95' (the attribute must be a number in (0, 1))");
  root = six_seeds();
  std::erase_if(root.variables, [](const results::Variable& variable) { return variable.name == "risk"; });
  EXPECT_EQ(error_of(root), "risk: no such variable (results of a sweep have one). Is this a results file?");
  root = six_seeds();
  values_of<double>(root, "risk").pop_back();
  EXPECT_EQ(error_of(root), "risk: holds 11 values (must be 12)");
  root = six_seeds();
  values_of<std::int32_t>(root, "status")[0] = 9;
  EXPECT_EQ(error_of(root), "status: got 9 (must be 0, 1, 2, 3 or 4)");
}

}  // namespace
}  // namespace polesweep::analysis
