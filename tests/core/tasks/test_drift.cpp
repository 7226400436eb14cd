#include <cmath>

#include "core/run/objection.hpp"
#include "tests/core/tasks/series_case.hpp"

namespace polesweep::test_drift {
namespace {

const FieldValues still = {{"poles", std::vector<double>{0.5, -0.8}}, {"gains", std::vector<double>{1, 2}}};

FieldValues with(FieldValues values, const FieldValues& changes) {
  for (const auto& [name, value] : changes) values.insert_or_assign(name, value);
  return values;
}

const FieldValues walking = with(still, {{"gain_step", 0.1}, {"persistence", 0.9}});

TEST(Drift, samples_are_the_same_everywhere) {
  expect_same_samples_everywhere(
      *make("drift", with(walking, {{"later_poles", std::vector<double>{0.2, 0.1}}, {"at", 100_n}, {"over", 300_n}})));
}

TEST(Drift, goes_the_line_from_start_to_end) {
  for (const std::int64_t over : {0, 40}) {
    const auto task = make("drift", with(still, {{"later_poles", std::vector<double>{0.9, -0.8}},
                                                 {"later_gains", std::vector<double>{1, -1}},
                                                 {"at", 100_n},
                                                 {"over", over}}));
    const Drawn drawn = draw(*task, Part::training, 5, 200);
    double s[2] = {};
    for (int t = 0; t < 200; ++t) {
      const double way = t < 100 ? 0 : t >= 100 + over ? 1 : (t - 100) / 40.0;
      s[0] = (0.5 + 0.4 * way) * s[0] + drawn.inputs[t].real();
      s[1] = -0.8 * s[1] + drawn.inputs[t].real();
      ASSERT_NEAR(drawn.clean[t].real(), s[0] + (2 - 3 * way) * s[1], 1e-12) << t;
    }
  }
}

TEST(Drift, is_the_linear_teacher_until_it_changes) {
  const auto task = make("drift", with(still, {{"later_gains", std::vector<double>{0, 0}}, {"at", 1'000_n}}));
  const auto teacher = make("linear_teacher", {{"poles", std::vector<Complex>{0.5, -0.8}}, {"gains", std::vector<Complex>{1.0, 2.0}}});
  EXPECT_EQ(task->trivial_risk(0, {}), teacher->trivial_risk(0, {}));
}

TEST(Drift, walks_have_the_power_of_their_closed_form) {
  const auto task = make("drift", walking);
  const auto samples = draw(*task, Part::training, 5, 400'000).clean;
  double power = 0;
  for (const Complex& y : samples) power += std::norm(y) / static_cast<double>(samples.size());
  EXPECT_NEAR(task->trivial_risk(0, {}) / power, 1, 0.02);
  EXPECT_NEAR(task->trivial_risk(0, {}) - make("drift", with(walking, {{"persistence", 1.0}}))->trivial_risk(0, {}),
              0.01 / 0.19 * (1 / 0.75 + 1 / 0.36), 1e-12);
}

TEST(Drift, is_scored_while_it_is_learnt) {
  const Point point{{"drift", walking}, {"diagonal", {}}, {"ring", {{"count", 4_n}, {"radius", 0.5}}}, {"fixed", {}}, {"rls", {}}};
  const auto objection_to = [&](const char* kind) {
    const auto found = objection(Setups(), point, {.lengths = {100}, .metrics = {}, .evaluation = {kind, 50}});
    return found ? found->text() : "none";
  };
  EXPECT_EQ(objection_to("holdout"),
            "evaluation.kind: got 'holdout' (the task changes while it is learnt, a test would start again). Did you mean 'prequential'?");
  EXPECT_EQ(objection_to("prequential"), "none");
  EXPECT_EQ(objection_to("auto"), "none");
  EXPECT_EQ(make("drift", walking)->comparable_baseline(), std::nullopt);
}

TEST(Drift, refuses_what_does_not_go_together) {
  EXPECT_EQ(complaint("drift", still),
            "gain_step: got 0 (nothing drifts). Did you mean the task 'linear_teacher', or to give later_poles?");
  EXPECT_EQ(complaint("drift", with(walking, {{"at", 3_n}})), "at: has no effect without later_poles or later_gains");
  EXPECT_EQ(complaint("drift", with(walking, {{"later_gains", std::vector<double>{1}}})),
            "later_gains: 1 values for 2 poles (one for each)");
  EXPECT_EQ(complaint("drift", with(walking, {{"gains", std::vector<double>{1}}})), "gains: 1 values for 2 poles (one for each)");
}

}  // namespace
}  // namespace polesweep::test_drift
