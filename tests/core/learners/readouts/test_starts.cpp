#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/run/run.hpp"
#include "tests/core/learners/readouts/block_data.hpp"

/// Weights that readouts start from.
namespace polesweep {
namespace {

Learner started(FieldValues fields, bool complex_valued, int outputs = 2) {
  fields["step_size"] = 0.1;
  return make_readout_rule({"lms", std::move(fields)}, 3, outputs, complex_valued, portable_kernels());
}

std::string refusal(FieldValues fields, const char* kind = "lms") {
  fields["step_size"] = 0.1;
  try {
    make_readout_rule({kind, std::move(fields)}, 3, 1, false, portable_kernels());
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Starts, are_scaled) {
  for (const bool complex_valued : {false, true}) {
    std::vector<Complex> gaussian = initial_weights(started({{"initial_readout", std::string("gaussian")}}, complex_valued), 4);
    for (Complex& weight : gaussian) weight *= 0.25;
    EXPECT_EQ(initial_weights(started({{"initial_readout", std::string("gaussian")}, {"initial_scale", 0.25}}, complex_valued), 4),
              gaussian);
    EXPECT_EQ(initial_weights(started({{"initial_readout", std::string("ones")}, {"initial_scale", 0.25}}, complex_valued), 4),
              std::vector<Complex>(6, 0.25));
    EXPECT_EQ(initial_weights(started({{"initial_readout", std::string("ones")}}, complex_valued), 4), std::vector<Complex>(6, 1.0));
    EXPECT_TRUE(initial_weights(started({{"initial_scale", 0.25}}, complex_valued), 4).empty());
  }
}

TEST(Starts, may_be_listed) {
  const std::vector<Complex> list{1.0, Complex(0, 2), 3.0, -4.0, 5.0, Complex(6, -1)};
  EXPECT_EQ(initial_weights(started({{"initial_readout", std::string("listed")}, {"initial_weights", list}}, true), 4), list);
}

TEST(Starts, that_are_incomplete_are_refused) {
  const std::string listed = "listed";
  EXPECT_EQ(refusal({{"initial_readout", listed}}),
            "initial_weights: missing (initial_readout = 'listed' needs outputs x regressors numbers)");
  EXPECT_EQ(refusal({{"initial_weights", std::vector<Complex>{1.0}}}),
            "initial_weights: got numbers (initial_readout is 'zero'). Did you mean initial_readout = 'listed'?");
  EXPECT_EQ(refusal({{"initial_readout", listed}, {"initial_weights", std::vector<Complex>{1.0, 2.0}}}),
            "initial_weights: got 2 (must be outputs x regressors = 1 x 3 numbers)");
  EXPECT_EQ(refusal({{"initial_readout", listed}, {"initial_weights", std::vector<Complex>{1.0, Complex(2, 1), 0.0}}}),
            "initial_weights: got 2+1i (the data are real)");
  EXPECT_EQ(refusal({{"initial_readout", std::string("ones")}}, "ridge"),
            "initial_readout: got 'ones' (ridge solves for its weights and has no start). Remove it?");
}

// The teacher's own poles read by its own gains, 1 and 1, from the start on; runs of other scales are in other lanes of one block.
TEST(Starts, are_those_that_runs_begin_with) {
  RunGroup group;
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 1.0}}};
  const std::vector<Complex> halves{0.5, 0.5};
  const auto add = [&](FieldValues fields) {
    fields["step_size"] = 1e-300;
    group.points.push_back({task,
                            {"diagonal", {{"input_weights", std::string("ones")}}},
                            {"explicit", {{"values", std::vector<Complex>{0.75, 0.8}}}},
                            {"fixed", {}},
                            {"lms", std::move(fields)}});
  };
  for (const double scale : {0.0, 1.0, 2.0, -1.0}) add({{"initial_readout", std::string("ones")}, {"initial_scale", scale}});
  add({{"initial_readout", std::string("listed")}, {"initial_weights", halves}, {"initial_scale", 2.0}});
  for (std::uint64_t i = 0; i < group.points.size(); ++i) group.ids.push_back({0, i});
  group.seeds = {7};
  group.wanted.assign(group.points.size(), true);
  group.measurement = {{10}, {}, {"exact", 0}};
  std::vector<double> risk(group.points.size());
  for (const RunRecord& record : compute(group, {}, kernels())) risk[record.key.point.low] = record.risk.front();
  EXPECT_LT(risk[1], 1e-24);
  EXPECT_LT(risk[4], 1e-24);
  EXPECT_GT(risk[0], 1);
  EXPECT_NEAR(risk[2] / risk[0], 1, 1e-12);
  EXPECT_NEAR(risk[3] / risk[0], 4, 1e-12);
}

}  // namespace
}  // namespace polesweep
