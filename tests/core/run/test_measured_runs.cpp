#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "core/numbers.hpp"
#include "tests/core/run/group_of.hpp"

/// Measures that are found in a shorter way where that has the same bits.
namespace polesweep {
namespace {

Member task(bool complex_valued) {
  return {"linear_teacher",
          {{"poles", std::vector<Complex>{{0.6, 0.5}, {0.6, -0.5}}},
           {"gains", std::vector<Complex>{1.0, 1.0}},
           {"noise", 0.1},
           {"complex", complex_valued}}};
}

Point point(bool complex_valued, const char* network, const Member& recurrent, const Member& readout, const Member& optimizer = {}) {
  return {task(complex_valued), {network, {}}, {"ring", {{"count", std::int64_t{6}}, {"radius", 0.8}}}, recurrent, readout, optimizer};
}

const Member descent{"sgd", {{"step_size", 0.01}}};
const Member truncated{"tbptt", {{"truncation", std::int64_t{4}}}};
const std::vector<std::int64_t> lengths = {1, 10, 63, 64, 65, 130, 200};

std::vector<RunRecord> records(const Point& one, std::vector<std::string> metrics, const Evaluation& evaluation) {
  return compute(group_of({one}, 5, {lengths, std::move(metrics), evaluation}), {}, kernels());
}

const std::vector<double>& values(const RunRecord& record, const std::string& name) {
  for (const MeasuredSeries& series : record.measures)
    if (series.name == name) return series.values;
  throw std::logic_error(name);
}

// Where alignment is measured every sample has its gradient, and no update is made in place of it.
TEST(MeasuredRuns, last_update_and_average_are_those_of_updates_with_a_gradient) {
  const std::vector<std::string> few = {"averaged_risk", "gradient_norm", "loss"};
  for (const bool complex_valued : {false, true})
    for (const auto& [network, rule] : std::vector<std::pair<const char*, Member>>{
             {"diagonal", {"rtrl", {}}}, {"diagonal", truncated}, {"dense", {"rtrl", {}}}, {"dense", truncated}}) {
      const Point one = point(complex_valued, network, rule, {"gradient", {}}, descent);
      const std::vector<RunRecord> expected = records(one, {"alignment", "averaged_risk", "gradient_norm", "loss"}, {"holdout", 50});
      const std::vector<RunRecord> all = records(one, few, {"holdout", 50});
      for (std::size_t run = 0; run < expected.size(); ++run) {
        EXPECT_TRUE(same_bits(all[run].risk, expected[run].risk));
        for (const std::string& name : few) {
          const std::vector<double> alone = values(records(one, {name}, {"holdout", 50})[run], name);
          EXPECT_TRUE(same_bits(alone, values(expected[run], name))) << network << " " << rule.kind << " " << name;
          EXPECT_TRUE(same_bits(values(all[run], name), alone)) << network << " " << rule.kind << " " << name;
        }
      }
    }
}

TEST(MeasuredRuns, averaged_risk_is_the_risk_only_where_nothing_is_averaged) {
  for (const Evaluation& evaluation : {Evaluation{"holdout", 50}, Evaluation{"exact", 0}}) {
    for (const char* readout : {"rls", "ridge"})
      for (const RunRecord& record : records(point(true, "diagonal", {"fixed", {}}, {readout, {}}), {"averaged_risk"}, evaluation))
        EXPECT_TRUE(same_bits(values(record, "averaged_risk"), record.risk)) << readout;
    for (const RunRecord& record :
         records(point(true, "diagonal", {"fixed", {}}, {"gradient", {}}, descent), {"averaged_risk"}, evaluation)) {
      const std::vector<double>& averaged = values(record, "averaged_risk");
      EXPECT_EQ(averaged.front(), record.risk.front());  // of one update
      for (std::size_t mark = 1; mark < lengths.size(); ++mark) {
        EXPECT_NE(averaged[mark], record.risk[mark]);
        EXPECT_LT(averaged[mark], 100);
      }
    }
  }
}

/// How far the mean of a rule's gradient over one update of so many samples, at weights that stay for it, is from the mean of the exact
/// one, in units of its norm; mean over the seeds.
double bias_of(const Member& rule, std::int64_t samples) {
  Member recurrent = rule;
  recurrent.fields["update_every"] = samples;
  Point one = point(false, "dense", recurrent, {"gradient", {{"initial_readout", std::string("gaussian")}}}, descent);
  one.network.fields["activation"] = std::string("tanh");
  const std::vector<RunRecord> runs =
      compute(group_of({one}, 8, {{samples}, {"alignment", "gradient_ratio"}, {"prequential", 0}}), {}, kernels());
  double sum = 0;
  for (const RunRecord& run : runs) {
    const double cosine = values(run, "alignment").at(0), ratio = values(run, "gradient_ratio").at(0);
    sum += std::sqrt(1 - 2 * cosine * ratio + ratio * ratio);
  }
  return sum / static_cast<double>(runs.size());
}

// Noise of an unbiased rule falls with the root of the number of samples; what a rule leaves out stays.
TEST(MeasuredRuns, alignment_of_long_updates_tells_bias_from_noise) {
  for (const char* unbiased : {"uoro", "kf_rtrl", "r_kf_rtrl"}) {
    const double of_few = bias_of({unbiased, {}}, 100);
    EXPECT_GT(of_few, 0.3) << unbiased;
    EXPECT_LT(bias_of({unbiased, {}}, 40'000), of_few / 8) << unbiased;
  }
  const double left_out = bias_of({"immediate", {}}, 40'000);
  EXPECT_GT(left_out, 0.2);
  EXPECT_NEAR(bias_of({"immediate", {}}, 10'000), left_out, 0.05);
}

}  // namespace
}  // namespace polesweep
