#include "core/tasks/amplifier.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "core/tasks/constellation.hpp"

namespace polesweep {
namespace {

const std::vector<Complex> symbols = constellation_symbols(2);

std::vector<Complex> send(const FieldValues& values) {
  Fields fields(values);
  return Amplifier(fields).send(symbols);
}

TEST(Amplifier, none_sends_the_symbols) { EXPECT_EQ(send({}), symbols); }

TEST(Amplifier, rapp_and_saleh_follow_their_formulas_at_unit_power) {
  const double backoff = 3;
  const double drive = std::pow(10.0, -backoff / 20);
  for (const std::string kind : {"rapp", "saleh"}) {
    std::vector<Complex> expected;
    double power = 0;
    for (const Complex& symbol : symbols) {
      const double r = drive * std::abs(symbol);
      const double x = r / std::sqrt(1.1517);  // saturates at 1.1517^(-1/2)
      expected.push_back(kind == "rapp"
                             ? std::polar(r / std::pow(1 + std::pow(r, 3.0), 1 / 3.0), std::arg(symbol))
                             : std::polar(2.1587 * x / (1 + 1.1517 * x * x), std::arg(symbol) + 4.0033 * x * x / (1 + 9.1040 * x * x)));
      power += std::norm(expected.back()) / 16;
    }
    FieldValues values{{"amplifier", kind}, {"backoff", backoff}};
    if (kind == "rapp") values.emplace("smoothness", 1.5);
    const std::vector<Complex> sent = send(values);
    for (std::size_t i = 0; i < symbols.size(); ++i) EXPECT_LT(std::abs(sent[i] - expected[i] / std::sqrt(power)), 1e-14) << kind;
  }
}

TEST(Amplifier, far_below_saturation_changes_nothing_and_far_above_levels_all) {
  const std::vector<Complex> low = send({{"amplifier", std::string("rapp")}, {"backoff", 80.0}});
  const std::vector<Complex> high = send({{"amplifier", std::string("rapp")}, {"backoff", -40.0}});
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    EXPECT_LT(std::abs(low[i] - symbols[i]), 1e-12);
    EXPECT_NEAR(std::abs(high[i]), 1, 1e-6);
  }
}

TEST(Amplifier, refuses_fields_without_effect) {
  const auto complaint = [](const FieldValues& values) -> std::string {
    try {
      Fields fields(values);
      Amplifier(fields).check();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint({{"backoff", 3.0}}), "backoff: got 3 (has no effect without an amplifier). Did you mean to set amplifier?");
  EXPECT_EQ(complaint({{"amplifier", std::string("saleh")}, {"smoothness", 3.0}}),
            "smoothness: got 3 (only the amplifier rapp has it). Leave it out?");
  EXPECT_EQ(complaint({{"amplifier", std::string("rapp")}, {"smoothness", 3.0}, {"backoff", 3.0}}), "none");
}

}  // namespace
}  // namespace polesweep
