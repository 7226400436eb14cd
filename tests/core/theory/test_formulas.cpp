#include "core/theory/formulas.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include "core/error.hpp"
#include "core/modes/finite_sums.hpp"

namespace polesweep::theory {
namespace {

const Formula& find(std::string_view name) {
  for (const Formula* formula : formulas())
    if (name == formula->name) return *formula;
  throw std::logic_error(std::string(name));
}

TEST(Formulas, have_names_of_their_own_and_declare_parameters) {
  std::set<std::string> names;
  for (const Formula* formula : formulas()) {
    EXPECT_TRUE(names.insert(formula->name).second) << formula->name;
    std::set<std::string> fields;
    for (const FieldSpec& spec : parameters(*formula)) EXPECT_TRUE(fields.insert(spec.name).second) << formula->name << " " << spec.name;
    EXPECT_FALSE(fields.empty()) << formula->name;
  }
}

/// The words of a sweep file name the same pairs as the lists do.
TEST(Formulas, crossover_of_pairs_is_that_of_their_poles) {
  const double expected = std::get<double>(evaluate(find("p1.crossover"), {{"fixed_poles", std::vector<Complex>{0.35, 0.85}},
                                                                           {"poles", std::vector<Complex>{0.4, 0.8}},
                                                                           {"gains", std::vector<Complex>{1.0, 1.0}},
                                                                           {"s2", 9.0}}));
  FieldValues pair{{"centre", 0.6}, {"teacher_separation", 0.4}, {"separation", 0.5}, {"noise", 3.0}};
  EXPECT_NEAR(std::get<double>(evaluate(find("p1.pair_crossover"), pair)) / expected, 1, 1e-12);
  pair["separation"] = 0.4;
  EXPECT_THROW(evaluate(find("p1.pair_crossover"), pair), Error);
  pair["separation"] = 0.9;
  EXPECT_THROW(evaluate(find("p1.pair_crossover"), pair), Error);
}

TEST(Formulas, refuse_what_lies_outside_their_domain) {
  const Formula& kappa = find("p1.kappa_pole");
  EXPECT_THROW(evaluate(kappa, {{"c", 0.5}}), Error);
  EXPECT_THROW(evaluate(kappa, {{"c", 0.5}, {"d", 0.5}}), Error);
  EXPECT_THROW(evaluate(kappa, {{"c", 0.5}, {"d", -1.0}}), Error);
  EXPECT_THROW(evaluate(kappa, {{"c", 0.5}, {"d", std::nan("")}}), Error);
  EXPECT_THROW(evaluate(kappa, {{"c", 0.5}, {"d", std::int64_t{0}}}), Error);
  EXPECT_GT(std::get<double>(evaluate(kappa, {{"c", 0.5}, {"d", 0.4}})), 1);
  // A value that overflows is no value.
  EXPECT_THROW(evaluate(find("p1.ring_kappa_fixed"), {{"rho", 1e-3}, {"K", std::int64_t{1000}}}), Error);
  using List = std::vector<double>;
  EXPECT_THROW(evaluate(find("p2.loss"), {{"theta", List{1, 1, 1.5}}, {"teacher", List{1, 1, 0.5}}}), Error);
  EXPECT_THROW(evaluate(find("p2.loss"), {{"theta", List{1, 1}}, {"teacher", List{1, 1, 0.5}}}), Error);
  EXPECT_THROW(evaluate(find("p3.grad_bias"), {{"a", 1.0}, {"w", 0.5}, {"teacher", List{1, 0.5, 1}}, {"k", std::int64_t{2}}}), Error);
  using Poles = std::vector<Complex>;
  EXPECT_THROW(evaluate(find("p1.kappa_joint"), {{"poles", Poles{0.5, 0.5}}, {"gains", Poles{1, 1}}}), Error);
  EXPECT_THROW(evaluate(find("p1.kappa_joint"), {{"poles", Poles{0.5, 0.6}}, {"gains", Poles{1, 0}}}), Error);
  EXPECT_THROW(evaluate(find("p1.kappa_joint"), {{"poles", Poles{0.5, 0.6}}, {"gains", Poles{1}}}), Error);
}

TEST(Formulas, of_modes_read_what_they_name) {
  using List = std::vector<double>;
  const FieldValues flow{{"algorithm", std::string("rflo")},
                         {"theta0", List{1, 1, 0.6}},
                         {"teacher", List{1, 1, 0.8}},
                         {"what", 0.5},
                         {"eps", 1e-6},
                         {"ahat", -1.17}};
  const auto converges = [&](const char* name, double value) {
    FieldValues changed = flow;
    changed[name] = value;
    return std::get<double>(evaluate(find("p2.flow_converges"), changed));
  };
  EXPECT_EQ(converges("ahat", -1.17), 1);
  EXPECT_EQ(converges("ahat", -1.18), 0);
  EXPECT_EQ(converges("t", 2.8), 0);

  FieldValues escape{{"algorithm", std::string("bptt")}, {"scale", 1e-3}, {"w", 0.3}, {"teacher", List{1, 1, 0.8}}};
  const double half = std::get<double>(evaluate(find("p2.escape_time"), escape));
  escape["part"] = 0.9;
  EXPECT_LT(std::get<double>(evaluate(find("p2.escape_time"), escape)), half);
  escape["part"] = 1.0;
  EXPECT_THROW(evaluate(find("p2.escape_time"), escape), Error);

  // Of two modes the slower one counts.
  const auto rate = [&](const List& s, const List& gains, const List& poles) {
    return std::get<double>(
        evaluate(find("p2.update_rate"), {{"algorithm", std::string("bptt")}, {"s", s}, {"m", gains}, {"w", poles}, {"step_size", 1e-3}}));
  };
  const double first = rate({1.3}, {0.99}, {0.8}), second = rate({0.5}, {0.4}, {-0.3});
  EXPECT_EQ(rate({1.3, 0.5}, {0.99, 0.4}, {0.8, -0.3}), std::min(first, second));
  EXPECT_NEAR(first / (2e-3 * 3.56108412646), 1, 5e-3);
  EXPECT_THROW(rate({1.3}, {0.99, 0.4}, {0.8, -0.3}), Error);
}

TEST(FiniteSums, are_the_sums_on_both_sides_of_the_switch) {
  for (const double p : {-0.9, 0.0, 0.3, 0.99, 0.99999})
    for (const int count : {0, 1, 8, 9, 99, 101, 2000}) {
      long double s0 = 0, s1 = 0, s2 = 0, ramp = 0, power = 1;
      for (int n = 0; n < count; ++n, power *= p) {
        s0 += power;
        s1 += (n + 1) * power;
        s2 += static_cast<long double>(n + 1) * (n + 1) * power;
        ramp += (1 - static_cast<long double>(n) / count) * power;
      }
      const auto expect = [&](double got, long double sum) {
        EXPECT_NEAR(got, static_cast<double>(sum), 1e-12 * static_cast<double>(std::abs(sum))) << p << " " << count;
      };
      expect(sum_powers(p, count), s0);
      expect(sum_first(p, count), s1);
      expect(sum_second(p, count), s2);
      if (count > 0) expect(sum_ramp(p, count), ramp);
    }
}

}  // namespace
}  // namespace polesweep::theory
