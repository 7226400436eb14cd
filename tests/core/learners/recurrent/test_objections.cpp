#include <gtest/gtest.h>

#include <fmt/format.h>

#include "core/error.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

/// What a rule needs of its regime, readout, fields and network, as a user is told it.
namespace polesweep {
namespace {

std::string objection(std::size_t training_case, const Point& point) {
  Training training(training_cases()[training_case], portable_kernels(), 4);
  try {
    training.learner(point);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

constexpr std::size_t diagonal = 0;
constexpr std::size_t dense = 7;
constexpr std::size_t split_tanh = 12;

/// A rule in a regime, of a case.
Point asked(std::size_t training_case, const Member& member, const char* regime) {
  Training training(training_cases()[training_case], portable_kernels(), 4);
  Point point = training.point(member, 0.01, std::string(regime) == "episodes");
  if (std::string(regime) == "repeat") point.regime = {"repeat", {{"passes", std::int64_t{2}}}};
  return point;
}

Point with_readout(Point point, const char* kind) {
  point.readout = {kind, {}};
  return point;
}

TEST(Objections, of_a_rule_name_it_and_say_what_it_needs) {
  const Member truncated = rule("tbptt", {{"truncation", std::int64_t{2}}, {"update_every", std::int64_t{3}}});
  const Member exp_exp = rule("rtrl", {{"coordinates", std::string("exp_exp")}});
  const Point rtrl = asked(dense, rule("rtrl"), "stream");
  Point lms = with_readout(asked(dense, rule("rtrl"), "episodes"), "lms");
  lms.readout.fields["step_size"] = 0.1;
  EXPECT_EQ(objection(dense, rtrl), "");
  EXPECT_EQ(objection(dense, asked(dense, rule("bptt"), "stream")),
            "regime: got 'stream' (bptt goes back through a whole pass or sequence). Did you mean 'repeat' or 'episodes', or tbptt?");
  EXPECT_EQ(objection(dense, asked(dense, rule("bptt"), "repeat")), "");
  EXPECT_EQ(objection(diagonal, asked(diagonal, rule("gauss_newton"), "episodes")),
            "regime: got 'episodes' (gauss_newton needs the whole record at every step). Did you mean 'repeat'?");
  EXPECT_EQ(objection(diagonal, with_readout(asked(diagonal, rule("gauss_newton"), "repeat"), "rls")),
            "readout: got 'rls' (gauss_newton solves for the readout itself). Did you mean 'gradient'?");
  EXPECT_EQ(objection(diagonal, asked(diagonal, rule("gauss_newton"), "repeat")),
            "recurrent: gauss_newton is for one output of the states themselves. Remove widely_linear, or choose another rule?");
  EXPECT_EQ(objection(split_tanh, asked(split_tanh, rule("kalman"), "stream")),
            "activation: kalman needs an output that is holomorphic in what it learns. Did you mean activation = 'identity', or network = "
            "'diagonal'?");
  Point with_inputs = asked(diagonal, rule("gauss_newton"), "repeat");
  with_inputs.readout.fields["regressors"] = std::string("states_and_inputs");
  EXPECT_EQ(objection(diagonal, with_inputs),
            "regressors: got 'states_and_inputs' (gauss_newton is for one output of the states themselves). Remove it?");
  Point averaged = with_readout(rtrl, "rls");
  averaged.readout.fields["average_from"] = std::int64_t{5};
  EXPECT_EQ(objection(dense, averaged),
            "average_from: got 5 in the readout (where poles are learned, the optimizer averages all weights). Did you mean "
            "optimizer.average_from?");
  Point expected = asked(dense, rule("rtrl"), "episodes");
  expected.regime.fields["expected"] = true;
  expected.readout.fields["regressors"] = std::string("states_and_inputs");
  EXPECT_EQ(objection(dense, expected),
            "regressors: got 'states_and_inputs' (the expected update is known for the states themselves). Set expected = false?");
  EXPECT_EQ(
      objection(dense, with_readout(rtrl, "ridge")),
      "readout: got 'ridge' (it predicts nothing while it learns, so there is no error to train a network with). Did you mean 'rls'?");
  EXPECT_EQ(objection(dense, lms), "readout: got 'lms' (in episodes everything moves at the end of a batch). Did you mean 'gradient'?");
  EXPECT_EQ(objection(dense, asked(dense, truncated, "stream")),
            "truncation: got 2 (must be >= update_every, which is 3, or errors in between would be lost)");
  EXPECT_EQ(objection(dense, asked(dense, rule("eprop"), "stream")),
            "recurrent: eprop needs a dense network with leak_on = 'voltage'. Did you mean rflo with feedback = 'symmetric'?");
  EXPECT_EQ(objection(dense, asked(dense, exp_exp, "stream")),
            "coordinates: got 'exp_exp' (a dense network has no pole coordinates). Remove it?");
}

TEST(Objections, of_rules_that_draw_name_what_is_exact_or_has_an_expectation) {
  for (const char* name : {"uoro", "kf_rtrl", "r_kf_rtrl"}) {
    EXPECT_EQ(objection(dense, asked(dense, rule(name), "stream")), "");
    EXPECT_EQ(objection(diagonal, asked(diagonal, rule(name), "stream")),
              fmt::format("recurrent: {} estimates what rtrl has exactly and as cheaply on a diagonal network. Did you mean rtrl?", name));
    Point expected = asked(dense, rule(name), "episodes");
    expected.regime.fields["expected"] = true;
    EXPECT_EQ(objection(dense, expected),
              fmt::format("expected: {} draws random numbers, over which no expectation is taken. Set expected = false?", name));
  }
}

}  // namespace
}  // namespace polesweep
