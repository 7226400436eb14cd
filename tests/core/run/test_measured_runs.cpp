#include <gtest/gtest.h>

#include <stdexcept>

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

}  // namespace
}  // namespace polesweep
