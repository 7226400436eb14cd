#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(PolePair, is_the_linear_teacher_with_these_poles) {
  const auto pair = make("pole_pair", {{"centre", 0.625}, {"separation", 0.25}, {"noise", 0.1}});
  const auto teacher =
      make("linear_teacher", {{"poles", std::vector<Complex>{0.5, 0.75}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}});
  EXPECT_EQ(draw(*pair, Part::training, 5, 300).observed, draw(*teacher, Part::training, 5, 300).observed);
  EXPECT_EQ(pair->trivial_risk(0, {}), teacher->trivial_risk(0, {}));
  EXPECT_NEAR(pair->trivial_risk(0, {}), 1 / (1 - 0.25) + 1 / (1 - 0.5625) + 2 / (1 - 0.375), 1e-14);
}

TEST(PolePair, refuses_poles_on_the_circle) {
  EXPECT_EQ(complaint("pole_pair", {{"centre", 0.75}, {"separation", 0.5}}),
            "separation: got 0.5 (with centre = 0.75 a pole lies at 1; they lie between -1 and 1)");
  EXPECT_EQ(complaint("pole_pair", {{"centre", -0.9}, {"separation", 0.5}}),
            "separation: got 0.5 (with centre = -0.9 a pole lies at -1.15; they lie between -1 and 1)");
}

}  // namespace
}  // namespace polesweep
