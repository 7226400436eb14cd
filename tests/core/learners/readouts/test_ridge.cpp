#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "core/learners/readout_condition.hpp"
#include "tests/core/learners/readouts/block_data.hpp"
#include "tests/core/learners/readouts/reservoirs.hpp"

namespace polesweep {
namespace {

using RowMajor = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::MatrixXcd regressors_of(const RunData& data) { return Eigen::Map<const RowMajor>(data.s.data(), data.samples, data.regressors); }
Eigen::MatrixXcd targets_of(const RunData& data) { return Eigen::Map<const RowMajor>(data.d.data(), data.samples, data.outputs); }

/// The shortest V for which |d - V s|^2 + penalty |V|^2 is least, by Eigen's complete orthogonal decomposition.
std::vector<Complex> shortest(const RunData& data, double penalty) {
  const int n = data.regressors;
  Eigen::MatrixXcd rows(data.samples + n, n);
  rows << regressors_of(data), Eigen::MatrixXcd::Identity(n, n) * std::sqrt(penalty);
  Eigen::MatrixXcd right = Eigen::MatrixXcd::Zero(data.samples + n, data.outputs);
  right.topRows(data.samples) = targets_of(data);
  const Eigen::MatrixXcd v = rows.completeOrthogonalDecomposition().solve(right);
  return {v.data(), v.data() + v.size()};
}

void expect_near(const std::vector<Complex>& found, const std::vector<Complex>& expected, double tolerance, const char* name) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(std::abs(found[i] - expected[i]), 0, tolerance) << name << " " << i;
}

TEST(Ridge, intercept_bears_no_penalty) {
  RunData data = make_run_data(500, 3, 1, false, 6);
  for (int t = 0; t < data.samples; ++t) {
    data.s[t * 3 + 2] = 1;  // the constant, last as `intercept` puts it
    data.d[t] = 5;
  }
  Learner rule = make_readout_rule({"ridge", {{"penalty", 1e9}, {"intercept", true}}}, 2, 1, false, kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  BlockData block({data}, kernels());
  rule.rule->advance(state.data(), block.chunk(0, data.samples));
  const std::vector<Complex> weights = read_weights(rule, state, kernels(), 0);
  EXPECT_NEAR(weights[0].real(), 0, 1e-6);
  EXPECT_NEAR(weights[2].real(), 5, 1e-6);
}

TEST(Ridge, minimises_its_sum) {
  for (const bool complex_valued : {false, true})
    for (const int regressors : {1, 4, 9}) {
      const RunData data = make_run_data(60, regressors, 2, complex_valued, 5);
      expect_near(learn({"ridge", {{"penalty", 0.3}}}, data, kernels()), shortest(data, 0.3), 1e-13, "penalty");
      expect_near(learn({"ridge", {{"penalty", 0.0}}}, data, kernels()), shortest(data, 0), 1e-12, "none");
    }
}

TEST(Ridge, of_several_solutions_is_the_shortest) {
  for (const bool complex_valued : {false, true}) {
    // Too few samples.
    const RunData few = make_run_data(3, 6, 2, complex_valued, 6);
    expect_near(learn({"ridge", {{"penalty", 0.0}}}, few, kernels()), shortest(few, 0), 1e-13, "few");
    // Regressors that repeat each other, and one that is silent.
    RunData dependent = make_run_data(400, 7, 2, complex_valued, 6);
    for (int t = 0; t < dependent.samples; ++t) {
      dependent.s[t * 7 + 4] = 2.0 * dependent.s[t * 7 + 1] - dependent.s[t * 7];
      dependent.s[t * 7 + 5] = 0;
    }
    const std::vector<Complex> weights = learn({"ridge", {{"penalty", 0.0}}}, dependent, kernels());
    expect_near(weights, shortest(dependent, 0), 1e-12, "dependent");
    EXPECT_EQ(weights[5], 0.0);
  }
}

TEST(Ridge, without_data_is_zero) {
  RunData silent = make_run_data(50, 3, 1, false, 6);
  for (Complex& s : silent.s) s = 0;
  for (const Complex& weight : learn({"ridge", {{"penalty", 0.0}}}, silent, kernels())) EXPECT_EQ(weight, 0.0);
}

TEST(Ridge, has_no_weights_where_its_data_are_not_finite) {
  RunData data = make_run_data(50, 3, 1, true, 6);
  data.s[40] = std::numeric_limits<double>::infinity();
  for (const Complex& weight : learn({"ridge", {}}, data, kernels())) EXPECT_TRUE(std::isnan(weight.real()));
}

// The rank is looked at run by run: a neighbour that lacks one does not change a bit.
TEST(Ridge, a_neighbour_without_full_rank_does_not_matter) {
  const RunData whole = make_run_data(50, 6, 1, false, 6);
  RunData lacking = whole;
  for (int t = 0; t < lacking.samples; ++t) lacking.s[t * 6 + 3] = lacking.s[t * 6 + 2];
  const Member member{"ridge", {{"penalty", 0.0}}};
  for (const KernelSet* set : vector_kernels()) {
    const Learner rule = make_readout_rule(member, 6, 1, false, *set);
    Arena state(rule.rule->state_size());
    rule.rule->reset(state.data(), nullptr);
    BlockData block({whole, lacking}, *set);
    rule.rule->advance(state.data(), block.chunk(0, 50));
    EXPECT_EQ(read_weights(rule, state, *set, 0), learn(member, whole, portable_kernels()));
    EXPECT_EQ(read_weights(rule, state, *set, 1), learn(member, lacking, portable_kernels()));
  }
}

TEST(Ridge, keeps_the_factor_of_its_data_and_penalty) {
  const RunData data = make_run_data(80, 5, 2, true, 6);
  const Learner rule = make_readout_rule({"ridge", {{"penalty", 0.7}}}, 5, 2, true, portable_kernels());
  Arena state(rule.rule->state_size());
  rule.rule->reset(state.data(), nullptr);
  BlockData block({data}, portable_kernels());
  rule.rule->advance(state.data(), block.chunk(0, 80));
  Arena numbers(5 * 7 * 2);
  ASSERT_TRUE(rule.rule->factor(state.data(), numbers.data()));
  RowMajor factor(5, 7);
  for (int i = 0; i < 35; ++i) factor.data()[i] = {numbers[2 * i], numbers[2 * i + 1]};
  const Eigen::MatrixXcd r = factor.leftCols(5);
  const Eigen::MatrixXcd s = regressors_of(data);
  const Eigen::MatrixXcd gram = s.adjoint() * s + 0.7 * Eigen::MatrixXcd::Identity(5, 5);
  EXPECT_LT((r.adjoint() * r - gram).norm(), 1e-13 * gram.norm());
  EXPECT_LT((r.adjoint() * factor.rightCols(2) - s.adjoint() * targets_of(data)).norm(), 1e-13 * gram.norm());
  EXPECT_TRUE(r.isUpperTriangular(0));
}

template <class Number>
void expect_the_risk_of_exact_weights(const Reservoir& reservoir, int samples) {
  ReservoirRun run(reservoir);
  const int n = run.states();
  for (const double penalty : {1e-18, 1e-14, 1e-10, 1e-6}) {
    LongDoubleQr<Number> exact(n, 1, penalty);
    const Learner rule = make_readout_rule({"ridge", {{"penalty", penalty}}}, n, 1, run.complex_valued(), portable_kernels());
    Arena state(rule.rule->state_size());
    Arena prediction(2);
    rule.rule->reset(state.data(), nullptr);
    for (int t = 0; t < samples; ++t) {
      run.step();
      exact.add(run.s(), run.d());
      rule.rule->advance(state.data(), run.chunk(prediction.data()));
    }
    const std::vector<Complex> found = read_weights(rule, state, portable_kernels(), 0);
    const std::vector<LongComplex> right = exact.weights();
    const double condition = readout_condition(exact.factor(), n);
    const auto more = static_cast<double>(exact.sum(found) / exact.sum(right) - 1);
    const auto error = static_cast<double>(run.risk(found) / run.risk(right) - 1);
    ASSERT_LT(condition, 1e12) << reservoir.name;
    EXPECT_LT(more, 1e-8) << reservoir.name << ", penalty " << penalty << ", condition " << condition;
    EXPECT_LT(std::fabs(error), std::max(1e-8, 0x1p-52 * condition))
        << reservoir.name << ", penalty " << penalty << ", condition " << condition;
  }
}

// Half an hour of it, to a million samples: bench_least_squares.
TEST(Ridge, has_the_sum_and_the_risk_of_the_data_in_long_double) {
  if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "long double is double here";
  for (const Reservoir& reservoir : reservoirs()) {
    if (reservoir.complex_valued)
      expect_the_risk_of_exact_weights<LongComplex>(reservoir, 1000);
    else
      expect_the_risk_of_exact_weights<long double>(reservoir, 1000);
  }
}

}  // namespace
}  // namespace polesweep
