#include <gtest/gtest.h>

#include <cmath>

#include "core/run/run.hpp"
#include "core/theory/truncation.hpp"

/// Where gradients stop that are cut after k samples, under mismatch: a single pole w, h_t = w h_(t-1) + x_t, y_t = a h_t with a learned by
/// gradient, against the stationary points of the theory. Online with steps that decrease, and with exact expected updates.
namespace polesweep {
namespace {

using theory::Cut;

const std::vector<double> decays = {0.3, 0.95};
const std::vector<double> weights = {1, 0.4};
const Member mixture{"mixture", {{"decays", decays}, {"weights", weights}}};
const theory::Exponentials exponentials = {{1, 0.3}, {0.4, 0.95}};

/// `depth` 0 is RTRL. A chunk ends with an update.
Member rule(std::int64_t depth, Cut cut) {
  if (depth == 0) return {"rtrl", {}};
  FieldValues fields{{"truncation", depth}};
  if (cut == Cut::chunked) fields["update_every"] = depth;
  return {"tbptt", std::move(fields)};
}

RunGroup group_of(const Member& task, const Member& recurrent, std::size_t seeds) {
  RunGroup group;
  Point point{task,
              {"diagonal", {{"input_weights", std::string("ones")}}},
              {"explicit", {{"values", std::vector<Complex>{0.5}}}},
              recurrent,
              {"gradient", {}}};
  point.optimizer = {"sgd", {{"step_size_inputs", 0.0}}};
  group.points = {point};
  group.ids = {{}};
  for (std::uint64_t seed = 0; seed < seeds; ++seed) group.seeds.push_back(seed);
  group.wanted.assign(seeds, true);
  group.measurement.metrics = {"spectral_radius"};
  group.measurement.evaluation = {"exact", 0};
  return group;
}

struct Learned {
  double w = 0;        ///< mean pole over the last half of the run and 8 seeds
  double loss = 0;     ///< 1/2 E e^2, mean over the same
  double halfway = 0;  ///< mean pole there
  double end = 0;
};

/// Steps step/(1 + t/time)^(3/4) at sample t: of updates that add up the gradients of several samples the steps are fewer by as much.
Learned learn(const Member& task, const Member& recurrent, std::int64_t length, double step, double time) {
  RunGroup group = group_of(task, recurrent, 8);
  const auto every = recurrent.fields.find("update_every");
  const double samples = every == recurrent.fields.end() ? 1 : static_cast<double>(std::get<std::int64_t>(every->second));
  FieldValues& fields = group.points[0].optimizer.fields;
  fields["step_size"] = step;
  fields["schedule"] = "power";
  fields["schedule_time"] = time / samples;
  for (std::int64_t i = 10; i <= 20; ++i) group.measurement.lengths.push_back(length / 20 * i);
  Learned mean;
  for (const RunRecord& record : compute(group, {}, kernels())) {
    const std::vector<double>& w = record.measures.front().values;
    for (std::size_t i = 0; i < w.size(); ++i) {
      mean.w += w[i] / 88;
      mean.loss += record.risk[i] / 2 / 88;
    }
    mean.halfway += w.front() / 8;
    mean.end += w.back() / 8;
  }
  return mean;
}

Member delayed(std::int64_t delay) { return {"delay", {{"delay", delay}}}; }

TEST(StationaryPoints, of_rolling_windows_on_a_delay_are_the_theory) {
  for (const std::int64_t d : {1, 2, 3})
    for (const std::int64_t k : {std::int64_t{0}, d + 1, 2 * d + 2}) {
      const Learned learned = learn(delayed(d), rule(k, Cut::rolling), 400'000, 0.01, 2000);
      const double w = theory::delay_pole(d, k, Cut::rolling);
      EXPECT_NEAR(learned.w, w, 0.004) << d << " " << k;
      EXPECT_NEAR(learned.loss, theory::delay_loss(d, w), 0.003) << d << " " << k;
    }
}

TEST(StationaryPoints, of_chunks_on_a_delay_are_the_theory) {
  for (const std::int64_t d : {1, 3})
    for (const std::int64_t k : {d + 1, 2 * d + 2}) {
      const Learned learned = learn(delayed(d), rule(k, Cut::chunked), 400'000, 0.01 / static_cast<double>(k), 2000);
      const double w = theory::delay_pole(d, k, Cut::chunked);
      EXPECT_NEAR(learned.w, w, 0.004) << d << " " << k;
      EXPECT_NEAR(learned.loss, theory::delay_loss(d, w), 0.003) << d << " " << k;
    }
}

// What is cut before the target's lag drives the pole to the circle, and nothing is learned: 0.5 is the loss of the answer 0.
TEST(StationaryPoints, windows_as_short_as_the_delay_have_none) {
  for (const std::int64_t d : {1, 3})
    for (const Cut cut : {Cut::rolling, Cut::chunked}) {
      const Learned learned = learn(delayed(d), rule(d, cut), 200'000, 0.01 / (cut == Cut::chunked ? static_cast<double>(d) : 1), 2000);
      EXPECT_GT(learned.end, learned.halfway + 0.001) << d;
      EXPECT_GT(learned.halfway, 0.95) << d;
      EXPECT_GT(learned.loss, 0.9 * 0.5) << d;
    }
}

// The longer the window, the larger are the gradients at the start, which a large step would follow out of the circle.
TEST(StationaryPoints, on_two_exponentials_are_the_theory) {
  for (const std::int64_t k : {1, 4, 8, 16, 0}) {
    const bool short_window = k == 1 || k == 4;
    const Learned learned = learn(mixture, rule(k, Cut::rolling), 200'000, short_window ? 1e-3 : 1e-4, short_window ? 2000 : 20'000);
    const theory::Stationary point = theory::stationary_point(exponentials, k);
    EXPECT_NEAR(learned.w, point.w, 0.004) << k;
    EXPECT_NEAR(learned.loss, point.loss, 0.005) << k;
  }
}

/// The pole after many expected updates with windows that roll.
double pole_of_expected_updates(const Member& task, std::int64_t depth, double step) {
  RunGroup group = group_of(task, rule(depth, Cut::rolling), 1);
  group.points[0].optimizer.fields["step_size"] = step;
  group.points[0].regime = {
      "episodes", {{"length", std::int64_t{250}}, {"batch", std::int64_t{1}}, {"loss", std::string("final")}, {"expected", true}}};
  group.measurement.iterations = {3000};
  const RunRecord record = compute(group, {}, kernels()).front();
  for (const MeasuredSeries& series : record.training)
    if (series.name == "spectral_radius") return series.values.front();
  return 0;
}

TEST(StationaryPoints, of_expected_updates_are_exact) {
  for (const std::int64_t d : {1, 3})
    for (const std::int64_t k : {std::int64_t{0}, d + 1, d + 2})
      EXPECT_NEAR(pole_of_expected_updates(delayed(d), k, 0.05), theory::delay_pole(d, k, Cut::rolling), 1e-9) << d << " " << k;
  for (const std::int64_t k : {0, 1, 2, 8})
    EXPECT_NEAR(pole_of_expected_updates(mixture, k, 0.02), theory::stationary_point(exponentials, k).w, 1e-9) << k;
}

}  // namespace
}  // namespace polesweep
