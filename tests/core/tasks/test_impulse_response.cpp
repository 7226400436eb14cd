#include <cmath>

#include "tests/core/tasks/series_case.hpp"

namespace polesweep {
namespace {

TEST(ImpulseResponse, is_the_delay_and_the_mixture_that_its_taps_say) {
  const auto taps = make("impulse_response", {{"taps", std::vector<Complex>{0.0, 0.0, 1.0}}, {"noise", 0.2}});
  const auto delay = make("delay", {{"delay", 2_n}, {"noise", 0.2}});
  EXPECT_EQ(draw(*taps, Part::training, 5, 300).observed, draw(*delay, Part::training, 5, 300).observed);
  std::vector<Complex> response;
  for (int n = 0; n < 200; ++n) response.emplace_back(std::pow(0.5, n) - 2 * std::pow(-0.7, n));
  const auto tail = make("impulse_response", {{"taps", response}});
  const auto mixture = make("mixture", {{"decays", std::vector<double>{0.5, -0.7}}, {"weights", std::vector<double>{1, -2}}});
  EXPECT_NEAR(tail->trivial_risk(0, {}), mixture->trivial_risk(0, {}), 1e-12);
  const Drawn by_taps = draw(*tail, Part::test, 5, 300), by_poles = draw(*mixture, Part::test, 5, 300);
  for (std::size_t t = 0; t < 300; ++t) ASSERT_NEAR(by_taps.clean[t].real(), by_poles.clean[t].real(), 1e-12);
}

TEST(ImpulseResponse, refuses_what_teaches_nothing) {
  EXPECT_EQ(complaint("impulse_response", {{"taps", std::vector<Complex>{0.0}}}),
            "taps: all are 0 (a target that is always 0 teaches nothing)");
  EXPECT_EQ(complaint("impulse_response", {{"taps", std::vector<Complex>{{0, 1}}}}),
            "taps: got 0+1i (the taps of a real task are real). Did you mean complex = true?");
}

}  // namespace
}  // namespace polesweep
