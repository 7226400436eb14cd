#include <gtest/gtest.h>

#include <cmath>

#include "core/error.hpp"
#include "core/run/run.hpp"

/// Runs in which pole settings and measures know the task's teacher.
namespace polesweep {
namespace {

const Member mixture{"mixture", {{"decays", std::vector<double>{0.3, 0.9}}}};
const Member delay{"delay", {{"delay", std::int64_t{4}}, {"noise", 0.1}}};
const Member line{"delay_line", {{"count", std::int64_t{6}}}};
const Member taps{"dense", {{"input_weights", std::string("first")}}};
const Member beside{"teacher", {{"distance", 0.05}}};

RunRecord run(const Member& task, const Member& network, const Member& poles, const Member& readout, Evaluation evaluation = {"exact", 0}) {
  RunGroup group;
  group.points = {{task, network, poles, {"fixed", {}}, readout}};
  group.ids = {{}};
  group.seeds = {3};
  group.wanted = {true};
  group.measurement = {{2000}, {"outside_fraction", "pole_distance"}, std::move(evaluation)};
  return compute(group, {}, kernels()).front();
}

double measured(const RunRecord& record, const std::string& name) {
  for (const MeasuredSeries& series : record.measures)
    if (series.name == name) return series.values.at(0);
  throw std::logic_error("not among the measures");
}

TEST(TeacherRuns, a_delay_line_reaches_a_delay) {
  const RunRecord record = run(delay, taps, line, {"ridge", {}});
  EXPECT_LT(record.risk.at(0), 0.01 * 6 / 2000.0 * 5);
  EXPECT_EQ(record.trivial_risk, 1);
  EXPECT_TRUE(std::isnan(measured(record, "pole_distance")));
}

TEST(TeacherRuns, exact_risk_of_a_delay_is_what_a_long_test_finds) {
  const Member ring{"ring", {{"count", std::int64_t{4}}, {"radius", 0.8}}};
  const double exact = run(delay, {"diagonal", {}}, ring, {"ridge", {}}).risk.at(0);
  const double found = run(delay, {"diagonal", {}}, ring, {"ridge", {}}, {"holdout", 100000}).risk.at(0);
  EXPECT_GT(exact, 0.1);
  EXPECT_NEAR(found / exact, 1, 0.03);
}

TEST(TeacherRuns, pole_distance_starts_at_the_settings_distance) {
  for (const char* network : {"diagonal", "dense"})
    EXPECT_NEAR(measured(run(mixture, {network, {}}, beside, {"ridge", {}}), "pole_distance"), 0.05, 1e-13) << network;
}

TEST(TeacherRuns, pole_distance_of_a_linear_network_includes_its_leak) {
  // The step (1 - leak) + leak pole of the poles 0.2 and 0.6 is that of the teacher's 0.6 and 0.8.
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.2, 0.6}}}};
  const Member task{"mixture", {{"decays", std::vector<double>{0.6, 0.8}}}};
  EXPECT_NEAR(measured(run(task, {"dense", {{"leak", 0.5}}}, poles, {"ridge", {}}), "pole_distance"), 0, 1e-14);
  const RunRecord bent = run(task, {"dense", {{"leak", 0.5}, {"activation", std::string("tanh")}}}, poles, {"ridge", {}}, {"holdout", 100});
  EXPECT_NEAR(measured(bent, "pole_distance"), std::sqrt((0.16 + 0.04) / 2), 1e-14);
}

TEST(TeacherRuns, outside_fraction_of_a_large_ring_is_one) {
  const Member ring{"ring", {{"count", std::int64_t{4}}, {"radius", 1.01}}};
  EXPECT_EQ(measured(run(mixture, {"diagonal", {}}, ring, {"lms", {{"step_size", 1e-9}}}), "outside_fraction"), 1);
}

TEST(TeacherRuns, a_diagonal_network_is_no_delay_line) { EXPECT_THROW(run(delay, {"diagonal", {}}, line, {"ridge", {}}), Error); }

TEST(TeacherRuns, a_nonlinear_network_follows_a_leaky_memory) {
  const Member memory{"leaky_memory", {{"decay", 0.9}}};
  const Member network{"dense", {{"activation", std::string("tanh")}, {"input_scale", 0.1}}};
  const Member poles{"real_log", {{"count", std::int64_t{8}}}};
  EXPECT_LT(run(memory, network, poles, {"ridge", {}}, {"holdout", 2000}).risk.at(0), 0.05);
}

}  // namespace
}  // namespace polesweep
