#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/core/run/group_of.hpp"
#include "tests/core/run/points_on_networks.hpp"

namespace polesweep {
namespace {

constexpr auto whole = [](int value) { return static_cast<std::int64_t>(value); };

/// By name, of all marks.
const std::vector<double>& values(const std::vector<MeasuredSeries>& all, const std::string& name) {
  return std::find_if(all.begin(), all.end(), [&](const MeasuredSeries& one) { return one.name == name; })->values;
}

TEST(GainImbalance, is_of_the_weights_of_states_less_those_of_inputs) {
  const Member poles{"random", {{"count", whole(5)}, {"radius", 0.8}}};
  std::vector<Point> points = on_all_networks(
      poles, {{{"fixed", {}}, {"rls", {{"intercept", true}, {"regressors", std::string("states_and_inputs")}}}, {}, {"stream", {}}},
              {{"rtrl", {}}, {"gradient", {{"intercept", true}}}, {"sgd", {{"step_size", 0.003}}}, {"stream", {}}}});
  for (const Point& point : points) {
    const RunRecord record =
        compute(group_of({point}, 1, {{200}, {"gain_imbalance", "readout_matrix", "input_matrix"}, {"auto", 20}}), {}, portable_kernels())
            .front();
    const std::vector<double> readout = values(record.measures, "readout_matrix");
    double expected = 0;
    for (std::size_t i = 0; i < 10; ++i) expected += readout[i] * readout[i];
    for (const double part : values(record.measures, "input_matrix")) expected -= part * part;
    EXPECT_NEAR(values(record.measures, "gain_imbalance").back(), expected, 1e-12 * (1 + std::abs(expected)))
        << point.network.kind << point.recurrent.kind;
  }
}

// d(a^2 - b^2)/dt = 0 where the gradient is exact: small steps move a and b far, and their balance by the square of a step.
TEST(GainImbalance, is_kept_by_gradient_flow) {
  const Member network{"diagonal", {{"input_weights", std::string("ones")}}};
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.4}}}};
  const Member readout{"gradient", {{"initial_readout", std::string("listed")}, {"initial_weights", std::vector<Complex>{2.0}}}};
  const Member episodes{"episodes", {{"length", whole(60)}, {"loss", std::string("final")}, {"expected", true}}};
  const Point point{{"delay", {{"delay", whole(1)}}}, network, poles, {"bptt", {}}, readout, {"sgd", {{"step_size", 0.001}}}, episodes};
  const RunRecord record =
      compute(group_of({point}, 1, {{10'000}, {"gain_imbalance", "input_matrix"}, {"exact", 20}, {1, 10'000}, {}}), {}, portable_kernels())
          .front();
  EXPECT_NEAR(values(record.training, "gain_imbalance").at(0), 3, 0.01);
  EXPECT_NEAR(values(record.training, "gain_imbalance").at(1), 3, 0.01);
  EXPECT_LT(values(record.training, "input_matrix").at(2), 0.5) << "b has moved";
}

}  // namespace
}  // namespace polesweep
