#include <gtest/gtest.h>

#include <stdexcept>

#include "core/error.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

/// Rules that ride along are found in the table of rules, or nothing is made.
namespace polesweep {
namespace {

TEST(Shadows, that_no_table_lists_are_refused) {
  Training training(training_cases()[8], portable_kernels(), 4);
  const Point point = training.point(rule("rtrl"), 0.001, false);
  EXPECT_THROW(training.learner(point, true, {rule("eporp")}), std::logic_error);
}

TEST(Shadows, are_exactly_the_rules_whose_needs_allow_it) {
  Training training(training_cases()[8], portable_kernels(), 4);
  const Point point = training.point(rule("rtrl"), 0.001, false);
  for (const MemberInfo& info : recurrent_members()) {
    Member shadow{info.name, {}};
    for (const FieldSpec& spec : info.fields)
      if (spec.required()) shadow.fields[spec.name] = spec.type == FieldType::integer ? Value(std::int64_t{2}) : Value(0.5);
    if (recurrent_needs(info.name).may_be_shadow)
      EXPECT_NO_THROW(training.learner(point, true, {shadow})) << info.name;
    else
      EXPECT_THROW(training.learner(point, true, {shadow}), std::logic_error) << info.name;
  }
}

// A rule that rides along asks the same of the network as one that moves it.
TEST(Shadows, that_do_not_go_with_the_network_are_refused) {
  const auto problem = [](std::size_t training_case, const char* shadow) -> std::string {
    Training training(training_cases()[training_case], portable_kernels(), 4);
    try {
      training.learner(training.point(rule("rtrl"), 0.001, false), true, {rule(shadow)});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(problem(0, "uoro"),
            "measure.shadows: uoro estimates what rtrl has exactly and as cheaply on a diagonal network. Did you mean rtrl?");
  EXPECT_EQ(problem(7, "eprop"),
            "measure.shadows: eprop needs a dense network with leak_on = 'voltage'. Did you mean rflo with feedback = 'symmetric'?");
  EXPECT_EQ(problem(7, "uoro"), "");
  EXPECT_EQ(problem(8, "eprop"), "");
}

// The settings of a rule are what its fields say, defaults included.
TEST(RuleSettings, follow_from_the_fields) {
  const RuleSettings defaults = recurrent_settings(rule("rflo"));
  EXPECT_EQ(defaults.feedback, Feedback::random);
  EXPECT_EQ(defaults.update_every, 1);
  EXPECT_TRUE(defaults.trains_bias);
  EXPECT_FALSE(defaults.exp_exp);
  const RuleSettings given = recurrent_settings(rule("eprop", {{"error_filter", 0.5},
                                                               {"trace_filter", 0.25},
                                                               {"feedback", std::string("aligned")},
                                                               {"coordinates", std::string("exp_exp")},
                                                               {"train_bias", false},
                                                               {"update_every", std::int64_t{7}}}));
  EXPECT_EQ(given.feedback, Feedback::aligned);
  EXPECT_TRUE(given.filters_errors && given.filters_traces && given.exp_exp);
  EXPECT_FALSE(given.trains_bias);
  EXPECT_EQ(given.update_every, 7);
  EXPECT_EQ(given.reach, 0);
  EXPECT_EQ(recurrent_settings(rule("tbptt", {{"truncation", std::int64_t{9}}})).reach, 9);
  EXPECT_EQ(recurrent_settings(rule("bptt")).update_every, 0);
}

}  // namespace
}  // namespace polesweep
