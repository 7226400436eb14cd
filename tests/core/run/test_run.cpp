#include "core/run/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/measures/measure.hpp"
#include "core/run/fingerprint.hpp"
#include "core/tasks/task.hpp"

namespace polesweep::test_run {
namespace {

const double infinity = std::numeric_limits<double>::infinity();

RunGroup example(bool complex_valued, const Evaluation& evaluation, double noise = 0.1) {
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}},
                     {"gains", std::vector<Complex>{1.0, 1.0}},
                     {"noise", noise},
                     {"washout", std::int64_t{20}},
                     {"complex", complex_valued}}};
  const Member network{"dense", {}};
  const Member poles{"ring", {{"count", std::int64_t{6}}, {"radius", 0.8}}};
  RunGroup group;
  for (const Member& readout : {Member{"lms", {{"step_size", 0.02}}}, Member{"nlms", {{"step_size", 0.2}, {"intercept", true}}},
                                Member{"rls", {{"forgetting", 0.999}}}, Member{"ridge", {}}, Member{"ridge", {{"penalty", 10.0}}}})
    if (evaluation.kind != "prequential" || readout.kind != "ridge") group.points.push_back({task, network, poles, {"fixed", {}}, readout});
  for (std::uint64_t i = 0; i < group.points.size(); ++i) group.ids.push_back({0, i});
  for (std::uint64_t seed = 0; seed < 11; ++seed) group.seeds.push_back(seed);
  group.wanted.assign(group.points.size() * group.seeds.size(), true);
  group.measurement = {{10, 77, 200, 500}, {"nmse", "readout_condition"}, evaluation};
  return group;
}

std::map<RecordKey, RunRecord> by_key(const std::vector<RunRecord>& records) {
  std::map<RecordKey, RunRecord> map;
  for (const RunRecord& record : records) map[record.key] = record;
  return map;
}

void expect_same(const std::vector<RunRecord>& a, const std::vector<RunRecord>& b) {
  const auto first = by_key(a);
  const auto second = by_key(b);
  ASSERT_EQ(first.size(), second.size());
  for (const auto& [key, record] : first) EXPECT_TRUE(same_data(record, second.at(key))) << key.point.low << " " << key.seed;
}

const std::vector<Evaluation> evaluations = {{"exact", 0}, {"holdout", 300}, {"prequential", 50}};

TEST(Run, the_kernels_do_not_matter) {
  for (const Evaluation& evaluation : evaluations)
    for (const bool complex_valued : {false, true}) {
      const RunGroup group = example(complex_valued, evaluation);
      const std::vector<RunRecord> portable = compute(group, {}, portable_kernels());
      ASSERT_EQ(portable.size(), group.wanted.size());
      for (const KernelSet* kernels : vector_kernels()) expect_same(compute(group, {}, *kernels), portable);
    }
}

TEST(Run, what_else_is_in_the_group_does_not_matter) {
  for (const Evaluation& evaluation : evaluations) {
    const RunGroup group = example(true, evaluation);
    const std::vector<RunRecord> together = compute(group, {}, kernels());
    std::vector<RunRecord> apart;
    for (std::size_t point = 0; point < group.points.size(); ++point)
      for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
        RunGroup single = group;
        single.points = {group.points[point]};
        single.ids = {group.ids[point]};
        single.seeds = {group.seeds[seed]};
        single.wanted = {true};
        for (RunRecord& record : compute(single, {}, kernels())) apart.push_back(std::move(record));
      }
    expect_same(together, apart);
  }
}

TEST(Run, other_lengths_do_not_matter) {
  for (const Evaluation& evaluation : evaluations) {
    RunGroup group = example(false, evaluation);
    const auto all = by_key(compute(group, {}, kernels()));
    group.measurement.lengths = {77};
    for (const RunRecord& record : compute(group, {}, kernels())) EXPECT_EQ(record.risk.at(0), all.at(record.key).risk.at(1));
  }
}

TEST(Run, only_wanted_runs_are_computed) {
  RunGroup group = example(false, {"exact", 0});
  const auto all = by_key(compute(group, {}, kernels()));
  group.wanted.assign(group.wanted.size(), false);
  group.wanted[0 * 11 + 10] = group.wanted[2 * 11 + 3] = true;
  const std::vector<RunRecord> some = compute(group, {}, kernels());
  ASSERT_EQ(some.size(), 2u);
  for (const RunRecord& record : some) EXPECT_TRUE(same_data(record, all.at(record.key)));
}

// Exact risk against a long test of the same weights: within 3 standard errors over seeds, which share nothing.
TEST(Run, exact_risk_equals_monte_carlo) {
  for (const bool complex_valued : {false, true}) {
    const RunGroup exact_group = example(complex_valued, {"exact", 0});
    RunGroup test_group = exact_group;
    test_group.measurement.evaluation = {"holdout", 40000};
    const auto tested = by_key(compute(test_group, {}, kernels()));
    std::map<std::uint64_t, std::vector<double>> ratios;  // by point
    for (const RunRecord& record : compute(exact_group, {}, kernels()))
      for (std::size_t i = 0; i < record.risk.size(); ++i)
        ratios[record.key.point.low * 10 + i].push_back(tested.at(record.key).risk[i] / record.risk[i] - 1);
    for (const auto& [point, values] : ratios) {
      double mean = 0;
      double square = 0;
      for (const double value : values) mean += value / static_cast<double>(values.size());
      for (const double value : values) square += (value - mean) * (value - mean);
      const double standard_error = std::sqrt(square / static_cast<double>((values.size() - 1) * values.size()));
      EXPECT_LT(std::abs(mean), 3 * standard_error) << complex_valued << " " << point;
      EXPECT_LT(standard_error, 0.05);
    }
  }
}

TEST(Run, prequential_risk_is_the_mean_over_the_last_samples) {
  // With a step size of almost nothing the prediction stays at zero: the risk is the targets' power in the window.
  RunGroup group = example(false, {"prequential", 50}, 0);
  group.points.resize(1);
  group.points[0].readout = {"lms", {{"step_size", 1e-300}}};
  group.ids.resize(1);
  group.wanted.assign(11, true);
  const std::vector<RunRecord> records = compute(group, {}, kernels());
  const auto task = make_task(group.points[0].task, {});
  for (const RunRecord& record : records) {
    const auto stream = task->open(Part::training, {&record.key.seed, 1}, portable_kernels());
    std::vector<double> in(600), observed(600), clean(600), power;
    while (power.size() < 500) {
      const Stream::Piece piece = stream->next(100, {in.data(), observed.data(), clean.data()});
      for (int t = 0; piece.scored && t < piece.steps; ++t) power.push_back(clean[t] * clean[t]);
    }
    for (std::size_t i = 0; i < record.lengths.size(); ++i) {
      const std::int64_t length = record.lengths[i];
      const std::int64_t window = std::min<std::int64_t>(length, 50);
      double sum = 0;
      for (std::int64_t t = length - window; t < length; ++t) sum += power[t];
      EXPECT_NEAR(record.risk[i] / (sum / static_cast<double>(window)), 1, 1e-12);
    }
  }
}

// LMS far beyond its stability: the first sample that leaves something infinite is found to the sample, whatever the chunks are.
TEST(Run, divergence_is_found_at_its_exact_sample) {
  RunGroup group = example(false, {"exact", 0});
  group.points.resize(1);
  group.points[0].readout = {"lms", {{"step_size", 30.0}}};
  group.ids.resize(1);
  group.wanted.assign(11, true);
  group.measurement.lengths = {10, 100, 2000};
  const auto records = by_key(compute(group, {}, kernels()));
  for (const auto& [key, record] : records) {
    ASSERT_EQ(record.status, Status::diverged);
    EXPECT_TRUE(std::isfinite(record.risk[0]));
    EXPECT_EQ(record.risk[2], infinity);
    // Ten samples earlier the risk is still a number (its square outgrows the range a little before a single loss does).
    RunGroup around = group;
    around.measurement.lengths = {record.diverged_at - 10, record.diverged_at};
    for (const RunRecord& close : compute(around, {}, kernels()))
      if (close.key == key) {
        EXPECT_TRUE(std::isfinite(close.risk[0])) << key.seed;
        EXPECT_EQ(close.risk[1], infinity) << key.seed;
        EXPECT_EQ(close.diverged_at, record.diverged_at) << key.seed;
      }
    around.measurement.lengths = {record.diverged_at - 1};
    for (const RunRecord& close : compute(around, {}, kernels()))
      if (close.key == key) EXPECT_EQ(close.diverged_at, -1) << key.seed;
    around.measurement.lengths = {record.diverged_at - 10};
    for (const RunRecord& close : compute(around, {}, kernels()))
      if (close.key == key) EXPECT_EQ(close.status, Status::complete) << key.seed;
  }
}

// Whatever the readout, also one that predicts nothing while it learns, and whether anything overflows or not.
TEST(Run, a_readout_that_diverges_leaves_the_measures_of_its_network_alone) {
  RunGroup group = example(false, {"holdout", 300});
  group.measurement = {{200, 500}, {"state_condition"}, {"holdout", 300}};
  const auto sound = by_key(compute(group, {}, portable_kernels()));
  group.points[0].readout.fields["step_size"] = 1e9;
  for (const auto& [key, record] : by_key(compute(group, {}, portable_kernels()))) {
    EXPECT_EQ(record.risk.front() == infinity, key.point.low == 0);
    EXPECT_EQ(record.measures[0].values, sound.at(key).measures[0].values) << key.point.low;
  }
}

TEST(Run, poles_outside_the_unit_circle_have_diverged) {
  RunGroup group = example(false, {"exact", 0});
  for (Point& point : group.points) point.poles.fields["radius"] = 1.0;
  for (const RunRecord& record : compute(group, {}, kernels())) {
    EXPECT_EQ(record.status, Status::diverged) << record.key.point.low;
    if (record.key.point.low >= 2) EXPECT_EQ(record.diverged_at, -1);  // RLS and ridge; the numbers of a gradient step may overflow
    for (const double risk : record.risk) EXPECT_EQ(risk, infinity);
  }
}

TEST(Run, readout_condition_is_that_of_what_was_learnt_from) {
  const auto records = by_key(compute(example(true, {"holdout", 30}), {}, kernels()));
  const auto conditions_of = [&](std::uint64_t point, std::uint64_t seed) {
    const MeasuredSeries& condition = records.at({{0, point}, seed}).measures.at(1);
    EXPECT_EQ(condition.name, "readout_condition");
    return condition.values;
  };
  for (std::uint64_t seed = 0; seed < 11; ++seed) {
    for (const std::uint64_t without_factor : {0, 1})
      for (const double value : conditions_of(without_factor, seed)) EXPECT_TRUE(std::isnan(value));
    const std::vector<double> rls = conditions_of(2, seed);
    const std::vector<double> ridge = conditions_of(3, seed);
    const std::vector<double> penalised = conditions_of(4, seed);
    for (std::size_t i = 0; i < ridge.size(); ++i) {
      EXPECT_GT(penalised[i], 1.5);
      EXPECT_LT(penalised[i], ridge[i]);
      EXPECT_LT(ridge[i], 1e4);
      // The samples weigh nearly the same, and the regularisation nothing beside that of ridge.
      EXPECT_NEAR(rls[i] / ridge[i], 1, 0.3);
    }
    EXPECT_LT(penalised[0] / ridge[0], 0.9 * penalised[3] / ridge[3]);  // the penalty weighs most beside few samples
  }
}

/// Points with the readouts on networks that are fixed, and then on those that learn by `step_size`.
RunGroup fixed_and_learned(const std::vector<Member>& readouts, const char* network, bool complex_valued, double step_size) {
  RunGroup group = example(complex_valued, {"exact", 0});
  Point point = group.points.front();
  point.network = {network, {}};
  group.points.clear();
  for (const bool learns : {false, true})
    for (const Member& readout : readouts) {
      point.recurrent = learns ? Member{"rtrl", {}} : Member{"fixed", {}};
      point.optimizer = learns ? Member{"sgd", {{"step_size", step_size}}} : Member();
      point.readout = readout;
      group.points.push_back(point);
    }
  group.ids.clear();
  for (std::uint64_t i = 0; i < group.points.size(); ++i) group.ids.push_back({0, i});
  group.wanted.assign(group.points.size() * group.seeds.size(), true);
  return group;
}

// Steps of 1e-300 leave every pole where it is. RLS then learns sample by sample what it learns of fixed poles in pairs of samples.
TEST(Run, rls_of_poles_that_stand_still_is_that_of_fixed_poles) {
  for (const bool complex_valued : {false, true})
    for (const char* network : {"diagonal", "dense"}) {
      const std::string regressors = complex_valued ? "widely_linear" : "states";
      const std::vector<Member> readouts = {
          {"rls", {{"forgetting", 0.97}}},
          {"rls", {{"forgetting", 0.97}, {"intercept", true}, {"regressors", regressors}, {"initial_readout", std::string("gaussian")}}}};
      const auto records = by_key(compute(fixed_and_learned(readouts, network, complex_valued, 1e-300), {}, kernels()));
      for (std::uint64_t seed = 0; seed < 11; ++seed)
        for (const std::uint64_t point : {0, 1}) {
          const RunRecord& fixed = records.at({{0, point}, seed});
          const RunRecord& learned = records.at({{0, point + 2}, seed});
          EXPECT_EQ(fixed.risk, learned.risk) << network << " " << point;
          EXPECT_EQ(fixed.measures.at(1).values, learned.measures.at(1).values) << network << " " << point;
        }
    }
}

// Both minimise one sum where rls forgets nothing and no intercept is without penalty.
TEST(Run, rls_that_forgets_nothing_is_ridge) {
  for (const bool complex_valued : {false, true})
    for (const char* network : {"diagonal", "dense"}) {
      const std::string regressors = complex_valued ? "widely_linear" : "states";
      RunGroup group = example(complex_valued, {"exact", 0});
      for (Point& point : group.points) point.network = {network, {}};
      group.points[0].readout = {"rls", {{"regularization", 0.5}, {"regressors", regressors}}};
      group.points[1].readout = {"ridge", {{"penalty", 0.5}, {"regressors", regressors}}};
      const auto records = by_key(compute(group, {}, kernels()));
      for (std::uint64_t seed = 0; seed < 11; ++seed) {
        const RunRecord& rls = records.at({{0, 0}, seed});
        const RunRecord& ridge = records.at({{0, 1}, seed});
        for (std::size_t i = 0; i < rls.risk.size(); ++i) {
          EXPECT_NEAR(rls.risk[i] / ridge.risk[i], 1, 1e-10) << network;
          EXPECT_NEAR(rls.measures.at(1).values[i] / ridge.measures.at(1).values[i], 1, 1e-10) << network;
        }
      }
    }
}

// Measured on data, the risk of states that grow by half at each sample is finite for a while, and then infinite for every readout.
TEST(Run, a_finite_risk_is_no_divergence_however_large_it_is) {
  RunGroup group = example(false, {"holdout", 300});
  for (Point& point : group.points) point.poles.fields["radius"] = 1.5;
  group.measurement.lengths = {10};
  for (const RunRecord& record : compute(group, {}, kernels())) {
    if (record.key.point.low == 0) continue;  // the step of LMS outgrows everything at once
    EXPECT_GT(record.risk.front(), 1e20) << record.key.point.low;
    EXPECT_LT(record.risk.front(), infinity) << record.key.point.low;
    EXPECT_EQ(record.status, Status::complete) << record.key.point.low;
  }
  group.measurement.lengths = {10, 3000};
  for (const RunRecord& record : compute(group, {}, kernels())) {
    EXPECT_EQ(record.risk.back(), infinity) << record.key.point.low;
    EXPECT_EQ(record.status, Status::diverged) << record.key.point.low;
  }
}

// Learned poles may leave the unit circle and come back. Both ways of computing see it.
TEST(Run, an_infinite_risk_at_one_length_is_a_divergence_also_where_later_ones_are_finite) {
  RunGroup group = example(false, {"exact", 0}, 0.5);
  group.points.resize(1);
  group.ids.resize(1);
  group.points[0].network = {"diagonal", {}};
  group.points[0].poles = {"ring", {{"count", std::int64_t{4}}, {"radius", 0.95}}};
  group.points[0].recurrent = {"rtrl", {}};
  group.points[0].readout = {"gradient", {}};
  group.points[0].optimizer = {"sgd", {{"step_size", 0.005}}};
  group.seeds.clear();
  for (std::uint64_t seed = 0; seed < 32; ++seed) group.seeds.push_back(seed);
  group.wanted.assign(32, true);
  group.measurement.lengths = {50, 100, 200, 400, 800};
  int came_back = 0;
  const std::vector<RunRecord> records = compute(group, {}, kernels());
  for (const RunRecord& record : records) {
    const bool infinite = std::find(record.risk.begin(), record.risk.end(), infinity) != record.risk.end();
    EXPECT_EQ(record.status, infinite ? Status::diverged : Status::complete) << record.key.seed;
    came_back += infinite && record.risk.back() < infinity;
  }
  EXPECT_GT(came_back, 0);
  expect_same(records, compute_unfused(group, {}, kernels()));
}

// What readouts share is computed once: no run may see it.
TEST(Run, every_measure_is_that_of_the_run_by_itself) {
  const Member modes{"data_aligned", {{"m", std::vector<double>{1.2, 0.9, -0.6}}, {"w", std::vector<double>{0.9, 0.5, -0.3}}}};
  for (const Evaluation& evaluation : {Evaluation{"exact", 0}, Evaluation{"holdout", 300}})
    for (const bool complex_valued : {false, true})
      for (const char* network : {"diagonal", "dense"}) {
        RunGroup group = example(complex_valued, evaluation);
        group.points.push_back(group.points.front());
        group.points.back().recurrent = {"rtrl", {}};
        group.points.back().readout = {"gradient", {}};
        group.points.back().optimizer = {"sgd", {{"step_size", 0.01}}};
        group.ids.push_back({0, 99});
        for (Point& point : group.points) {
          point.network.kind = network;
          if (!complex_valued) point.task = modes;
        }
        group.seeds = {3, 4};
        group.wanted.assign(group.points.size() * group.seeds.size(), true);
        group.measurement.lengths = {10, 77};
        group.measurement.metrics.clear();
        for (const Measure* measure : all_measures()) group.measurement.metrics.emplace_back(measure->name);
        expect_same(compute(group, {}, kernels()), compute_unfused(group, {}, kernels()));
        // Of each of the two that share a slot's lanes one seed: the other is first seen in the second copy.
        group.wanted.assign(group.points.size() * group.seeds.size(), false);
        group.wanted[2 * 3] = group.wanted[2 * 4 + 1] = true;
        expect_same(compute(group, {}, kernels()), compute_unfused(group, {}, kernels()));
      }
}

// A block all of whose runs have diverged is not tested; a neighbour that has not keeps the test.
TEST(Run, a_run_that_has_diverged_is_the_same_beside_one_that_has_not) {
  RunGroup group = example(true, {"holdout", 200});
  group.points.resize(2);
  group.ids.resize(2);
  for (std::size_t i = 0; i < 2; ++i) {
    Point& point = group.points[i];
    point.task = {"channel", {{"fading", std::string("rayleigh")}, {"snr", 20.0}, {"delay", std::int64_t{2}}}};
    point.network = {"diagonal", {}};
    point.recurrent = {"rtrl", {}};
    point.readout = {"gradient", {}};
    point.optimizer = {"sgd", {{"step_size", i == 0 ? 0.001 : 5.0}}};
  }
  group.seeds = {3, 4};
  group.wanted.assign(4, true);
  for (const bool gram : {false, true}) {
    group.measurement.metrics = {"averaged_risk", "symbol_error_rate", "spectral_radius"};
    if (gram) group.measurement.metrics.emplace_back("state_condition");
    const std::vector<RunRecord> records = compute(group, {}, kernels());
    for (const RunRecord& record : records) {
      EXPECT_EQ(record.status, record.key.point.low == 0 ? Status::complete : Status::diverged);
      if (record.status == Status::diverged) EXPECT_EQ(record.measures.back().values, std::vector<double>(4, infinity));
    }
    expect_same(records, compute_unfused(group, {}, kernels()));
  }
}

TEST(Run, rls_finds_a_noiseless_teacher_with_its_own_poles) {
  RunGroup group = example(false, {"exact", 0}, 0);
  for (Point& point : group.points) point.poles = {"explicit", {{"values", std::vector<Complex>{0.75, 0.8}}}};
  group.points[2].readout = {"rls", {{"regularization", 1e-9}}};
  for (const RunRecord& record : compute(group, {}, kernels()))
    if (record.key.point.low == 2 || record.key.point.low == 3) EXPECT_LT(record.measures.at(0).values.back(), 1e-6);  // 4: a penalty of 10
}

TEST(Fingerprint, is_the_same_on_all_kernels) {
  const std::string portable = numerics_fingerprint(portable_kernels());
  EXPECT_EQ(portable.size(), 32u);
  for (const KernelSet* kernels : vector_kernels()) EXPECT_EQ(numerics_fingerprint(*kernels), portable) << kernels->name;
}

}  // namespace
}  // namespace polesweep::test_run
