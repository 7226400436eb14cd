#include <gtest/gtest.h>

#include "core/measures/measure.hpp"
#include "core/run/run.hpp"

/// Readouts that see the inputs beside the states.
namespace polesweep {
namespace {

/// A readout on a diagonal network with these poles, driven by ones.
RunGroup group_of(const Member& readout, const std::vector<Complex>& poles, bool complex_valued, const Evaluation& evaluation) {
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}},
                     {"gains", std::vector<Complex>{1.0, 1.0}},
                     {"noise", 0.1},
                     {"washout", std::int64_t{20}},
                     {"complex", complex_valued}}};
  RunGroup group;
  group.points.push_back(
      {task, {"diagonal", {{"input_weights", std::string("ones")}}}, {"explicit", {{"values", poles}}}, {"fixed", {}}, readout});
  group.ids.push_back({0, 0});
  group.seeds = {0, 1, 2};
  group.wanted.assign(3, true);
  group.measurement = {{10, 77, 200}, {"nmse"}, evaluation};
  return group;
}

// A state with pole 0 and input weight 1 is the input: a network with one more such state shows its readout the same numbers.
TEST(SeenInputs, are_states_with_pole_zero) {
  for (const bool complex_valued : {false, true})
    for (const Evaluation& evaluation : {Evaluation{"exact", 0}, Evaluation{"holdout", 300}, Evaluation{"prequential", 50}})
      for (Member readout : {Member{"lms", {{"step_size", 0.02}}}, Member{"nlms", {{"step_size", 0.2}, {"intercept", true}}},
                             Member{"rls", {{"forgetting", 0.999}}}, Member{"ridge", {{"intercept", true}}}}) {
        if (evaluation.kind == "prequential" && readout.kind == "ridge") continue;
        const std::vector<RunRecord> wider = compute(group_of(readout, {0.8, 0.5, 0.0}, complex_valued, evaluation), {}, kernels());
        const std::vector<RunRecord> without = compute(group_of(readout, {0.8, 0.5}, complex_valued, evaluation), {}, kernels());
        readout.fields["regressors"] = std::string("states_and_inputs");
        const std::vector<RunRecord> seeing = compute(group_of(readout, {0.8, 0.5}, complex_valued, evaluation), {}, kernels());
        ASSERT_EQ(seeing.size(), 3u);
        for (std::size_t i = 0; i < 3; ++i) {
          EXPECT_EQ(seeing[i].risk, wider[i].risk) << readout.kind << " " << evaluation.kind << " " << complex_valued;
          EXPECT_NE(seeing[i].risk, without[i].risk) << readout.kind << " " << evaluation.kind << " " << complex_valued;
        }
      }
}

// Steps of 1e-300 leave every pole where it is: the trainer shows its readout what readouts on fixed poles see.
TEST(SeenInputs, of_poles_that_stand_still_are_those_of_fixed_poles) {
  for (const bool complex_valued : {false, true}) {
    const Member rls{"rls", {{"forgetting", 0.97}, {"intercept", true}, {"regressors", std::string("states_and_inputs")}}};
    RunGroup group = group_of(rls, {0.8, 0.5}, complex_valued, {"exact", 0});
    const std::vector<RunRecord> fixed = compute(group, {}, kernels());
    group.points.front().recurrent = {"rtrl", {}};
    group.points.front().optimizer = {"sgd", {{"step_size", 1e-300}}};
    const std::vector<RunRecord> learned = compute(group, {}, kernels());
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(learned[i].risk, fixed[i].risk) << complex_valued;
  }
}

}  // namespace
}  // namespace polesweep
