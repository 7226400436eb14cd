#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/block/draws.hpp"
#include "core/run/run.hpp"
#include "tests/core/run/group_of.hpp"

/// Regimes, fusion and lanes of learners that move their poles.
namespace polesweep::test_regimes {
namespace {

const Member task{"linear_teacher",
                  {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}}};
const Member ring{"ring", {{"count", std::int64_t{6}}, {"radius", 0.8}}};

Member descent(double step_size) { return {"sgd", {{"step_size", step_size}}}; }

/// Learners of all kinds and regimes, several of one shape.
std::vector<Point> mixed_points(const Member& network) {
  std::vector<Point> points;
  const auto add = [&](Member recurrent, Member readout, Member optimizer, Member regime) {
    points.push_back({task, network, ring, std::move(recurrent), std::move(readout), std::move(optimizer), std::move(regime)});
  };
  const Member stream{"stream", {}};
  const Member repeat{"repeat", {{"passes", std::int64_t{3}}}};
  const Member episodes{"episodes", {{"batch", std::int64_t{2}}, {"length", std::int64_t{30}}}};
  for (const double step_size : {0.001, 0.003, 0.01}) {
    add({"fixed", {}}, {"lms", {{"step_size", step_size}}}, {}, stream);
    add({"rtrl", {}}, {"gradient", {}}, descent(step_size), stream);
    add({"rtrl", {{"update_every", std::int64_t{7}}}}, {"gradient", {}}, {"adam", {{"step_size", step_size}}}, repeat);
    add({"tbptt", {{"truncation", std::int64_t{5}}}}, {"rls", {{"forgetting", 0.99}}}, descent(step_size), stream);
    add({"bptt", {}}, {"gradient", {}}, descent(step_size), repeat);
    add({"snap1", {}}, {"gradient", {}}, descent(step_size), episodes);
  }
  return points;
}

Measurement measurement() {
  return {{10, 77, 150}, {"effective_rank", "gradient_norm", "loss", "spectral_radius"}, {"exact", 0}, {1, 2, 5}, {}};
}

std::vector<RunRecord> one_by_one(const RunGroup& group, const KernelSet& kernels) {
  std::vector<RunRecord> apart;
  for (std::size_t point = 0; point < group.points.size(); ++point)
    for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
      RunGroup single = group;
      single.points = {group.points[point]};
      single.ids = {group.ids[point]};
      single.seeds = {group.seeds[seed]};
      single.wanted = {true};
      for (RunRecord& record : compute(single, {}, kernels)) apart.push_back(std::move(record));
    }
  return apart;
}

// Three seeds leave lanes for two step sizes each, eleven fill a block and leave three over.
TEST(Fusion, learners_and_seeds_of_a_block_do_not_matter) {
  for (const Member& network : {Member{"diagonal", {}}, Member{"dense", {{"bias", 0.1}}}})
    for (const std::size_t seeds : {1, 3, 11}) {
      const RunGroup group = group_of(mixed_points(network), seeds, measurement());
      const std::vector<RunRecord> together = compute(group, {}, kernels());
      const std::vector<RunRecord> apart = one_by_one(group, kernels());
      const std::vector<RunRecord> portable = compute(group, {}, portable_kernels());
      ASSERT_EQ(together.size(), apart.size());
      for (std::size_t i = 0; i < together.size(); ++i) {
        EXPECT_TRUE(same_data(together[i], apart[i])) << network.kind << " " << together[i].key.point.low << " " << together[i].key.seed;
        EXPECT_TRUE(same_data(together[i], portable[i])) << network.kind << " " << together[i].key.point.low;
      }
    }
}

// What is left out where a factor is zero must not be done to its neighbours' bits.
TEST(Fusion, a_filter_of_zero_beside_others_does_not_matter) {
  std::vector<Point> points;
  for (const double kappa : {0.0, 0.4, 0.0, 0.8})
    points.push_back({task,
                      {"dense", {{"activation", std::string("tanh")}, {"leak", 0.6}, {"leak_on", std::string("voltage")}}},
                      ring,
                      {"eprop", {{"trace_filter", kappa}}},
                      {"gradient", {}},
                      descent(points.size() < 2 ? 0.01 : 0.003),
                      {"stream", {}}});
  const RunGroup group = group_of(points, 1, {{10, 77}, {}, {"holdout", 50}});
  const std::vector<RunRecord> apart = one_by_one(group, kernels());
  const std::vector<RunRecord> together = compute(group, {}, kernels());
  for (std::size_t i = 0; i < together.size(); ++i) EXPECT_TRUE(same_data(together[i], apart[i])) << i;
}

TEST(Fusion, other_lengths_and_iterations_do_not_matter) {
  RunGroup group = group_of(mixed_points({"dense", {}}), 2, measurement());
  const std::vector<RunRecord> all = compute(group, {}, kernels());
  group.measurement.lengths = {77};
  group.measurement.iterations = {2};
  const std::vector<RunRecord> some = compute(group, {}, kernels());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool episodes = group.points[all[i].key.point.low].regime.kind == "episodes";
    if (!episodes) EXPECT_EQ(some[i].risk.at(0), all[i].risk.at(1)) << i;
    for (std::size_t s = 0; s < some[i].training.size(); ++s) {
      const std::size_t row = episodes ? 1 : 1 * 3 + 1;
      const double expected = all[i].training[s].values[row];
      EXPECT_TRUE(some[i].training[s].values[0] == expected || (std::isnan(expected) && std::isnan(some[i].training[s].values[0]))) << i;
    }
  }
}

TEST(Regimes, one_pass_of_repetition_is_the_stream) {
  const Member repeat{"repeat", {{"passes", std::int64_t{1}}}};
  const Point once{task, {"dense", {}}, ring, {"rtrl", {}}, {"gradient", {}}, descent(0.01), {"stream", {}}};
  Point again = once;
  again.regime = repeat;
  const std::vector<RunRecord> records = compute(group_of({once, again}, 3, {{50, 130}, {}, {"exact", 0}}), {}, kernels());
  for (std::size_t seed = 0; seed < 3; ++seed) EXPECT_EQ(records[seed].risk, records[3 + seed].risk);
}

TEST(Regimes, iterations_count_updates) {
  // 40 samples, an update every 7: five in a pass, the rest of a pass has no effect.
  const Point point{task,
                    {"dense", {}},
                    ring,
                    {"rtrl", {{"update_every", std::int64_t{7}}}},
                    {"gradient", {}},
                    descent(0.01),
                    {"repeat", {{"passes", std::int64_t{3}}}}};
  const RunRecord record = compute(group_of({point}, 1, {{40}, {}, {"exact", 0}, {5, 10, 15, 16}}), {}, kernels()).front();
  const std::vector<double>& risk = record.training.front().values;
  Point shorter = point;
  shorter.regime.fields["passes"] = std::int64_t{1};
  EXPECT_EQ(compute(group_of({shorter}, 1, {{40}, {}, {"exact", 0}}), {}, kernels()).front().risk.front(), risk[0]);
  shorter.regime.fields["passes"] = std::int64_t{2};
  EXPECT_EQ(compute(group_of({shorter}, 1, {{40}, {}, {"exact", 0}}), {}, kernels()).front().risk.front(), risk[1]);
  EXPECT_EQ(record.risk.front(), risk[2]);
  EXPECT_TRUE(std::isnan(risk[3]));  // there are fifteen only
}

// The factor that the words of update_every and the conventions give.
TEST(Regimes, a_pass_with_the_step_times_update_every_is_the_stream) {
  const std::int64_t five = 5;
  const Point once{task, {"dense", {}}, ring, {"rtrl", {{"update_every", five}}}, {"gradient", {}}, descent(0.002), {"stream", {}}};
  Point again = once;
  again.regime = {"repeat", {{"passes", std::int64_t{1}}}};
  again.optimizer = descent(0.01);
  Measurement measured{{50, 130}, {"gradient_norm", "loss"}, {"exact", 0}};
  const std::vector<RunRecord> records = compute(group_of({once, again}, 3, measured), {}, kernels());
  for (std::size_t seed = 0; seed < 3; ++seed)
    for (std::size_t l = 0; l < 2; ++l) {
      EXPECT_NEAR(records[3 + seed].risk[l] / records[seed].risk[l], 1, 1e-11);
      EXPECT_NEAR(records[3 + seed].measures[0].values[l] / records[seed].measures[0].values[l], 0.2, 1e-11);
      EXPECT_NEAR(records[3 + seed].measures[1].values[l] / records[seed].measures[1].values[l], 1, 1e-11);
    }
}

// As in a stream: what is measured before the numbers overflow is what it was, and everything behind is infinite.
TEST(Regimes, risk_is_infinite_from_an_overflow_on_and_not_before) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::int64_t ten = 10;
  for (const Member& regime : {Member{"repeat", {{"passes", std::int64_t{30}}}}, Member{"episodes", {{"length", ten}}}}) {
    const bool repeats = regime.kind == "repeat";
    const Point point{task, {"dense", {}}, ring, {"rtrl", {{"update_every", ten}}}, {"gradient", {}}, descent(30), regime};
    std::vector<std::int64_t> iterations(30);
    std::iota(iterations.begin(), iterations.end(), 1);
    const std::vector<std::int64_t> lengths = repeats ? std::vector<std::int64_t>{ten} : std::vector<std::int64_t>{};
    for (const RunRecord& record : compute(group_of({point}, 5, {lengths, {}, {"holdout", 20}, iterations}), {}, kernels())) {
      const std::vector<double>& risk = record.training.front().values;
      const auto first = std::find(risk.begin(), risk.end(), infinity);
      EXPECT_EQ(record.status, Status::diverged) << regime.kind;
      EXPECT_GT(record.diverged_at, ten) << regime.kind;
      EXPECT_GT(first - risk.begin(), 0) << regime.kind;
      EXPECT_EQ(std::count(first, risk.end(), infinity), risk.end() - first) << regime.kind;
      // An update takes ten samples.
      EXPECT_LE(iterations[static_cast<std::size_t>(first - risk.begin())], (record.diverged_at + ten - 1) / ten) << regime.kind;
      if (repeats) EXPECT_EQ(record.risk.front(), infinity);
    }
  }
}

// States that grow by half at each sample overflow long before the first update: weights and their risk are still what they were.
TEST(Regimes, an_overflow_counts_before_it_reaches_the_weights) {
  const std::int64_t five = 5;
  const std::int64_t late = 3000;
  const Member grows{"random", {{"count", five}, {"radius", 1.5}}};
  const Member network{"dense", {{"activation", std::string("identity")}}};
  const Point point{task, network, grows, {"rtrl", {{"update_every", late}}}, {"gradient", {}}, descent(0.01), {"stream", {}}};
  for (const RunRecord& record : compute(group_of({point}, 3, {{100, 2500}, {}, {"holdout", 20}}), {}, kernels())) {
    EXPECT_GT(record.diverged_at, 100);
    EXPECT_LT(record.diverged_at, 2500);
    EXPECT_LT(record.risk[0], 100);
    EXPECT_EQ(record.risk[1], std::numeric_limits<double>::infinity());
    EXPECT_EQ(record.status, Status::diverged);
  }
}

TEST(Regimes, bptt_on_a_pass_is_the_mean_gradient_of_all_samples) {
  const Point bptt{task, {"dense", {}}, ring, {"bptt", {}}, {"gradient", {}}, descent(0.05), {"repeat", {{"passes", std::int64_t{1}}}}};
  Point rtrl = bptt;
  rtrl.recurrent = {"rtrl", {{"update_every", std::int64_t{90}}}};
  const auto records = compute(group_of({bptt, rtrl}, 1, {{90}, {"gradient_norm", "loss"}, {"exact", 0}}), {}, kernels());
  EXPECT_NEAR(records[0].risk.front() / records[1].risk.front(), 1, 1e-12);
  EXPECT_NEAR(records[0].measures[0].values[0] / records[1].measures[0].values[0], 1, 1e-12);
  EXPECT_NEAR(records[0].measures[1].values[0] / records[1].measures[1].values[0], 1, 1e-12);
}

/// One mode: the student a, b, w on the teacher a*, b*, w* (arXiv 2606.00243; sums of mode_updates.hpp).
struct Mode {
  double a, b, w;
};
double sum_of(const std::function<double(int)>& term) {
  double sum = 0;
  for (int n = 0; n < 2000; ++n) sum += term(n);
  return sum;
}

class ExpectedUpdate : public testing::Test {
 protected:
  static constexpr double gain = 0.99;
  static constexpr double teacher_pole = 0.8;
  const Mode start{draw_normals(3, Role::readout_weights, 0, 1)[0], 1.3, 0.55};

  RunRecord run(const Member& recurrent, bool expected, std::int64_t batch, const char* loss = "final", std::int64_t length = 120) const {
    const Member teacher{"linear_teacher", {{"poles", std::vector<Complex>{teacher_pole}}, {"gains", std::vector<Complex>{gain}}}};
    const Member network{"diagonal", {{"input_weights", std::string("ones")}, {"input_scale", 1.3}}};
    const Member poles{"explicit", {{"values", std::vector<Complex>{0.55}}}};
    const Member episodes{"episodes", {{"batch", batch}, {"length", length}, {"loss", std::string(loss)}, {"expected", expected}}};
    RunGroup group = group_of(
        {{teacher, network, poles, recurrent, {"gradient", {{"initial_readout", std::string("gaussian")}}}, descent(1e-9), episodes}}, 1,
        {{}, {"gradient_norm"}, {"exact", 0}, {1}});
    group.seeds = {3};
    return compute(group, {}, kernels()).front();
  }
  double norm(const Member& recurrent, const char* loss = "final", std::int64_t length = 120) const {
    return run(recurrent, true, 1, loss, length).training[1].values[0];
  }
  double error(int n) const { return start.a * start.b * std::pow(start.w, n) - gain * std::pow(teacher_pole, n); }
  /// Norm of (sum e_n b w^n, sum e_n eligibility of b, sum e_n eligibility of w).
  double predicted(const std::function<double(int)>& of_b, const std::function<double(int)>& of_w) const {
    const double a = sum_of([&](int n) { return error(n) * start.b * std::pow(start.w, n); });
    const double b = sum_of([&](int n) { return error(n) * of_b(n); });
    const double w = sum_of([&](int n) { return error(n) * of_w(n); });
    return std::sqrt(a * a + b * b + w * w);
  }
};

TEST_F(ExpectedUpdate, is_the_mode_equation_of_each_rule) {
  const double a = start.a;
  const double b = start.b;
  const double w = start.w;
  const double exact =
      predicted([&](int n) { return a * std::pow(w, n); }, [&](int n) { return n == 0 ? 0 : a * b * n * std::pow(w, n - 1); });
  for (const Member& rule : {Member{"bptt", {}}, Member{"rtrl", {}}, Member{"snap1", {}}})
    EXPECT_NEAR(norm(rule) / exact, 1, 1e-12) << rule.kind;
  for (const std::int64_t k : {1, 3}) {
    const double truncated =
        predicted([&](int n) { return n < k ? a * std::pow(w, n) : 0; },
                  [&](int n) { return n == 0 ? 0 : a * b * static_cast<double>(std::min<std::int64_t>(n, k)) * std::pow(w, n - 1); });
    EXPECT_NEAR(norm({"tbptt", {{"truncation", k}}}) / truncated, 1, 1e-12) << k;
  }
  const double feedback = draw_normals(3, Role::feedback_weights, 0, 1)[0] * 0.7;
  const double factor = 0.4;
  const double rflo = predicted([&](int n) { return feedback * std::pow(factor, n); },
                                [&](int n) { return feedback * b * (std::pow(w, n) - std::pow(factor, n)) / (w - factor); });
  EXPECT_NEAR(norm({"rflo", {{"trace_factor", factor}, {"feedback_scale", 0.7}}}) / rflo, 1, 1e-12);
}

TEST_F(ExpectedUpdate, of_a_sequence_weighs_each_lag_with_its_share) {
  const double a = start.a;
  const double b = start.b;
  const double w = start.w;
  const int length = 7;
  const auto share = [&](int n) { return n < length ? 1 - static_cast<double>(n) / length : 0; };
  const double expected = predicted([&](int n) { return share(n) * a * std::pow(w, n); },
                                    [&](int n) { return n == 0 ? 0 : share(n) * a * b * n * std::pow(w, n - 1); });
  const double a_part = sum_of([&](int n) { return error(n) * b * std::pow(w, n); });
  const double a_share = sum_of([&](int n) { return share(n) * error(n) * b * std::pow(w, n); });
  const double corrected = std::sqrt(expected * expected - a_part * a_part + a_share * a_share);
  EXPECT_NEAR(norm({"bptt", {}}, "sequence", length) / corrected, 1, 1e-12);
}

// A batch of 40,000 sequences: within four standard errors, which the spread of smaller batches gives.
TEST_F(ExpectedUpdate, is_the_mean_of_batches) {
  const double expected = norm({"rtrl", {}}, "final", 20);
  const double large = run({"rtrl", {}}, false, 40000, "final", 20).training[1].values[0];
  EXPECT_NEAR(large / expected, 1, 0.05);
}

// A filtered eligibility is as linear in the inputs as one that is not, so that single impulses give its expectation too.
TEST(Regimes, expected_updates_filter_eligibilities_as_batches_do) {
  const Member teacher{"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{0.99}}}};
  const Member network{"dense", {{"activation", std::string("identity")}, {"leak", 0.6}, {"leak_on", std::string("voltage")}}};
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.55, -0.3}}}};
  const auto norm = [&](double kappa, bool expected, const char* loss) {
    const std::int64_t length = 20;
    const std::int64_t batch = 40000;
    const Member episodes{"episodes", {{"batch", batch}, {"length", length}, {"loss", std::string(loss)}, {"expected", expected}}};
    const Member rule{"eprop", {{"trace_filter", kappa}, {"train_bias", false}}};
    const Point point{teacher, network, poles, rule, {"gradient", {{"initial_readout", std::string("gaussian")}}}, descent(1e-9), episodes};
    return compute(group_of({point}, 1, {{}, {"gradient_norm"}, {"exact", 0}, {1}}), {}, kernels()).front().training[1].values[0];
  };
  for (const char* loss : {"final", "sequence"}) {
    EXPECT_NEAR(norm(0.7, false, loss) / norm(0.7, true, loss), 1, 0.03) << loss;
    EXPECT_GT(std::abs(norm(0.7, true, loss) / norm(0, true, loss) - 1), 0.1) << loss;
  }
}

// Excess risk of maximum likelihood with 2 K parameters: 2 K noise^2 / N (arXiv 2602.21454).
TEST(GaussNewton, reaches_the_risk_of_maximum_likelihood) {
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.5, 0.9}}}};
  const Point point{task, {"diagonal", {}}, poles, {"gauss_newton", {}}, {"gradient", {}}, {}, {"repeat", {{"passes", std::int64_t{60}}}}};
  const std::vector<RunRecord> records = compute(group_of({point}, 200, {{20000}, {}, {"exact", 0}}), {}, kernels());
  double mean = 0;
  for (const RunRecord& record : records) mean += record.risk.front() / 200;
  EXPECT_NEAR(mean / (4 * 0.01 / 20000), 1, 0.2);  // the mean of 200 chi-squares with 4 degrees of freedom: standard error 5 %
}

TEST(GaussNewton, finds_complex_poles_without_noise) {
  const std::vector<Complex> teacher{{0.6, 0.5}, {-0.3, 0.2}};
  const Member complex_task{"linear_teacher", {{"poles", teacher}, {"gains", std::vector<Complex>{1.0, {0.5, -0.5}}}, {"complex", true}}};
  const Member poles{"explicit", {{"values", std::vector<Complex>{{0.5, 0.4}, {-0.1, 0.3}}}}};
  const Point point{
      complex_task, {"diagonal", {}}, poles, {"gauss_newton", {}}, {"gradient", {}}, {}, {"repeat", {{"passes", std::int64_t{40}}}}};
  for (const RunRecord& record : compute(group_of({point}, 4, {{100}, {"spectrum"}, {"exact", 0}}), {}, kernels())) {
    EXPECT_LT(record.risk.front(), 1e-20);
    EXPECT_NEAR(std::abs(Complex(record.measures[0].values[0], record.measures[0].values[1]) - teacher[0]), 0, 1e-9);
  }
}

// Dense weights are more than are needed; what counts is what they make: the poles, the gains, and of the biases one constant.
TEST(GaussNewton, of_a_dense_network_reaches_the_risk_of_maximum_likelihood) {
  const Member poles{"explicit", {{"values", std::vector<Complex>{0.5, 0.9}}}};
  const Point point{task, {"dense", {}}, poles, {"gauss_newton", {}}, {"gradient", {}}, {}, {"repeat", {{"passes", std::int64_t{40}}}}};
  const std::vector<RunRecord> records = compute(group_of({point}, 200, {{2000}, {}, {"exact", 0}}), {}, kernels());
  double mean = 0;
  for (const RunRecord& record : records) mean += record.risk.front() / 200;
  EXPECT_NEAR(mean / (5 * 0.01 / 2000), 1, 0.2);  // the mean of 200 chi-squares with 5 degrees of freedom: standard error 4 %
}

TEST(GaussNewton, of_a_dense_network_finds_a_teacher_without_noise) {
  for (const bool complex_valued : {false, true}) {
    const Member quiet{
        "linear_teacher",
        {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"complex", complex_valued}}};
    const Member poles{"explicit", {{"values", std::vector<Complex>{0.5, 0.9}}}};
    const Point point{quiet, {"dense", {}}, poles, {"gauss_newton", {}}, {"gradient", {}}, {}, {"repeat", {{"passes", std::int64_t{80}}}}};
    for (const RunRecord& record : compute(group_of({point}, 4, {{200}, {}, {"exact", 0}}), {}, kernels()))
      EXPECT_LT(record.risk.front(), 1e-12) << complex_valued;
  }
}

TEST(Poles, stay_inside_the_limit) {
  const Member limited{"diagonal", {{"pole_limit", 0.9}}};
  const Member wide{"ring", {{"count", std::int64_t{6}}, {"radius", 0.899}}};
  for (const bool complex_valued : {false, true}) {
    Member own = task;
    own.fields["complex"] = complex_valued;
    const Point point{own,           limited,       wide, {"rtrl", {}}, {"gradient", {{"initial_readout", std::string("gaussian")}}},
                      descent(0.03), {"stream", {}}};
    Point free = point;
    free.network = {"diagonal", {}};
    const Measurement asked{{60}, {"spectral_radius"}, {"exact", 0}};
    double largest_free = 0;
    for (const RunRecord& record : compute(group_of({point}, 8, asked), {}, kernels()))
      if (record.status == Status::complete) EXPECT_LE(record.measures[0].values[0], 0.9 + 1e-12);
    for (const RunRecord& record : compute(group_of({free}, 8, asked), {}, kernels()))
      if (record.diverged_at < 0) largest_free = std::max(largest_free, record.measures[0].values[0]);
    EXPECT_GT(largest_free, 0.9);
  }
}

}  // namespace
}  // namespace polesweep::test_regimes
