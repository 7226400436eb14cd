#include <gtest/gtest.h>

#include "core/theory/formulas.hpp"
#include "core/theory/mode_flow.hpp"
#include "core/theory/mode_linear.hpp"

namespace polesweep {
namespace {

using List = std::vector<double>;
using Text = std::string;

// A reduced stability map: the rule of trace and determinant and the flow agree outside a band of 2 % around the edges.
TEST(StabilityMap, of_the_flow_is_that_of_the_rule) {
  using theory::Rule;
  const auto algorithm = [](Rule rule, double feedback, double leak) { return theory::Algorithm{rule, 1, feedback, leak}; };
  int inside_window = 0;
  for (const auto& pole_and_leak : {std::pair{0.9, 0.0}, {0.8, 0.5}, {0.5, 0.5}})
    for (const Rule rule : {Rule::rflo, Rule::eprop})
      for (double s = -2; s < 2; s += 0.51)
        for (const double alpha : {-1.1, -0.3, -0.125, -0.05, 0.05, 0.4, 1.5}) {
          const double pole = pole_and_leak.first;
          const double leak = pole_and_leak.second;
          const theory::Mode teacher{0.5, 1, pole};
          const double feedback = alpha / s;
          const auto stable = [&](double factor) {
            return theory::linearise(algorithm(rule, feedback * factor, leak), s, teacher).stable();
          };
          if (stable(0.98) != stable(1.02)) continue;
          const bool returns = theory::flow_returns(algorithm(rule, feedback, leak), s, teacher, 1e-4);
          EXPECT_EQ(returns, stable(1)) << static_cast<int>(rule) << " " << pole << " " << leak << " " << s << " " << alpha;
          if (returns && alpha < 0) ++inside_window;
          if (rule == Rule::eprop) EXPECT_EQ(returns, alpha > 0);
        }
  EXPECT_GT(inside_window, 0);
}

TEST(StabilityMap, is_a_formula) {
  const auto value = [](const char* name, double feedback) {
    for (const theory::Formula* formula : theory::formulas())
      if (Text(formula->name) == name)
        return std::get<double>(theory::evaluate(
            *formula, {{"algorithm", Text("rflo")}, {"s", -1.5}, {"teacher", List{1, 0.5, 0.9}}, {"ahat", feedback}, {"what", 0.0}}));
    return -1.0;
  };
  // Stable where |ahat s| lies in (0.111, 0.143), although ahat s < 0.
  for (const auto& [feedback, stable] : {std::pair{0.125 / 1.5, 1.0}, {0.05 / 1.5, 0.0}, {0.3 / 1.5, 0.0}, {-0.3 / 1.5, 1.0}}) {
    EXPECT_EQ(value("p2.stable", feedback), stable) << feedback;
    EXPECT_EQ(value("p2.flow_returns", feedback), stable) << feedback;
    EXPECT_EQ(value("p2.rule_agrees", feedback), 1) << feedback;
  }
}

}  // namespace
}  // namespace polesweep
