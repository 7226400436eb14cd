#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/run/run.hpp"
#include "tests/core/learners/recurrent/training_case.hpp"

/// Reservoirs whose outputs are fed back to them.
namespace polesweep::test_output_feedback {
namespace {

constexpr int steps = 60;

Member output_feedback(double feedback_scale, const char* feed_back = "output") {
  return rule("output_feedback", {{"feedback_scale", feedback_scale}, {"feed_back", std::string(feed_back)}});
}

std::vector<TrainingCase> dense_cases() {
  std::vector<TrainingCase> cases;
  for (const TrainingCase& c : training_cases())
    if (c.network.kind == "dense" && c.readout.find("regressors") == c.readout.end()) cases.push_back(c);
  return cases;
}

/// A learner with a readout's rule on a case, from gaussian weights of the readout.
struct Reservoir {
  Training training;
  Point point;
  Learner learner;
  Arena state;

  Reservoir(const TrainingCase& c, const Member& recurrent, Member readout, const KernelSet& kernels,
            std::vector<std::uint64_t> seeds = {4})
      : training(c, kernels, steps, std::move(seeds)),
        point(made(training, recurrent, std::move(readout))),
        learner(training.learner(point)),
        state(learner.rule->state_size()) {
    learner.rule->reset(state.data(), training.start(learner).data());
  }
  void advance(int begin, int end, bool scored = true) {
    LearningChunk chunk = training.chunk(begin, end - begin);
    chunk.scored = scored;
    learner.rule->advance(state.data(), chunk);
  }
  Arena weights() {
    Arena all(training.start(learner).size());
    learner.rule->weights(state.data(), all.data());
    return all;
  }
  std::vector<double> predictions(int lane, int count = steps) {
    std::vector<double> all = training.lane(training.predictions(), lane);
    all.resize(all.size() / steps * count);
    return all;
  }

 private:
  static Point made(const Training& training, const Member& recurrent, Member readout) {
    Point point = training.point(recurrent, 0.1, false);
    if (readout.kind != "ridge")
      for (const auto& [name, value] : point.readout.fields) readout.fields.insert_or_assign(name, value);
    point.readout = readout;
    point.optimizer = {};
    return point;
  }
};

const Member lms{"lms", {{"step_size", 0.05}}};
/// Leaves the readout where it began.
const Member still{"lms", {{"step_size", 1e-300}}};
const Member rls{"rls", {{"regularization", 0.1}}};

TEST(OutputFeedback, is_the_recursion_in_plain_loops) {
  for (const char* feed_back : {"output", "target"})
    for (const bool complex_valued : {false, true}) {
      TrainingCase c = case_named(complex_valued ? "dense_split_tanh_voltage_complex" : "dense_tanh_real");
      c.network.fields["leak_on"] = std::string("activity");
      Reservoir run(c, output_feedback(0.7, feed_back), lms, portable_kernels());
      const int n = 5, m = 2, outputs = 2, parts = complex_valued ? 2 : 1;
      const bool intercept = run.learner.regressors.intercept;
      const double leak = std::get<double>(c.network.fields.at("leak"));
      const Arena start = run.training.start(run.learner);
      const auto number = [&](const double* values, int i) {
        return Complex(values[parts * i], complex_valued ? values[parts * i + 1] : 0.0);
      };
      const int regressors = n + intercept;
      std::vector<Complex> v;
      for (int i = 0; i < outputs * regressors; ++i) v.push_back(number(start.data() + parts * n * (n + m + 1), i));
      const LearningChunk chunk = run.training.chunk(0, steps);
      run.advance(0, steps);
      std::vector<Complex> h(n), z(outputs);
      for (int k = 0; intercept && k < outputs && std::string(feed_back) == "output"; ++k) z[k] = v[k * regressors + n];
      for (int t = 0; t < steps; ++t) {
        std::vector<Complex> next(n);
        for (int i = 0; i < n; ++i) {
          const double* row = start.data() + parts * i * (n + m + 1);
          Complex a = number(row, n + m);
          for (int j = 0; j < n; ++j) a += number(row, j) * h[j];
          for (int j = 0; j < m; ++j) a += number(row, n + j) * number(chunk.rows + parts * t * m, j);
          for (int k = 0; k < outputs; ++k) a += 0.7 * number(run.learner.feedback.data(), i * outputs + k) * z[k];
          const Complex f = Complex(std::tanh(a.real()), std::tanh(a.imag()));
          next[i] = leak * f + (1 - leak) * h[i];
        }
        h = next;
        std::vector<Complex> s = h;
        if (intercept) s.emplace_back(1);
        for (int k = 0; k < outputs; ++k) {
          Complex y = 0;
          for (int j = 0; j < regressors; ++j) y += v[k * regressors + j] * s[j];
          const Complex seen = number(chunk.predictions + parts * t * outputs, k);
          ASSERT_LT(std::abs(y - seen), 1e-12) << feed_back << t;
          const Complex d = number(chunk.targets + parts * t * outputs, k);
          for (int j = 0; j < regressors; ++j) v[k * regressors + j] += 0.05 * (d - y) * std::conj(s[j]);
          z[k] = std::string(feed_back) == "output" ? y : d;
        }
      }
    }
}

// FORCE: the states that the run's own predictions make, given to the readout's rule alone, give these predictions.
TEST(OutputFeedback, by_rls_is_rls_on_the_states_that_its_outputs_make) {
  for (const char* feed_back : {"output", "target"}) {
    const TrainingCase c = case_named("dense_leaky_tanh_real");
    Reservoir run(c, output_feedback(0.4, feed_back), {"rls", {{"forgetting", 0.98}, {"regularization", 0.1}}}, portable_kernels());
    const Arena start = run.training.start(run.learner);
    run.advance(0, steps);
    const int n = run.training.network().shape().states, m = c.inputs, outputs = c.outputs;
    ASSERT_EQ(run.learner.shape.regressors, n);
    const double leak = run.training.network().shape().leak;
    const LearningChunk chunk = run.training.chunk(0, steps);
    const std::vector<double> seen = run.predictions(0);
    std::vector<double> h(n), z(outputs);
    const int padded = (n + 3) / 4 * 4;
    Arena rows(static_cast<std::size_t>(steps * padded));
    for (int t = 0; t < steps; ++t) {
      std::vector<double> next(n);
      for (int i = 0; i < n; ++i) {
        const double* row = start.data() + i * (n + m + 1);
        double a = row[n + m];
        for (int j = 0; j < n; ++j) a += row[j] * h[j];
        for (int j = 0; j < m; ++j) a += row[n + j] * chunk.rows[t * m + j];
        for (int k = 0; k < outputs; ++k) a += 0.4 * run.learner.feedback[static_cast<std::size_t>(i * outputs + k)] * z[k];
        next[i] = leak * std::tanh(a) + (1 - leak) * h[i];
      }
      h = next;
      std::copy(h.begin(), h.end(), rows.data() + t * padded);
      for (int k = 0; k < outputs; ++k)
        z[k] = std::string(feed_back) == "output" ? seen[static_cast<std::size_t>(t * outputs + k)] : chunk.targets[t * outputs + k];
    }
    const Learner alone = make_readout_rule(run.point.readout, n, outputs, false, portable_kernels());
    Arena state(alone.rule->state_size()), predictions(static_cast<std::size_t>(steps * outputs));
    alone.rule->reset(state.data(), start.data() + n * (n + m + 1));
    alone.rule->advance(
        state.data(), {.steps = steps, .rows = rows.data(), .stride = padded, .targets = chunk.targets, .predictions = predictions.data()});
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_NEAR(predictions[i], seen[i], 1e-10) << feed_back << i;
  }
}

TEST(OutputFeedback, weights_are_those_of_the_network_that_feeds_back_what_it_reads) {
  for (const TrainingCase& c : dense_cases())
    for (const bool washes_out : {false, true}) {
      SCOPED_TRACE(c.name);
      Reservoir run(c, output_feedback(0.3), still, portable_kernels());
      // The readout stands still, so all samples have the weights of the last one.
      if (washes_out) run.advance(0, 20, false);
      run.advance(washes_out ? 20 : 0, steps);
      const Arena weights = run.weights();
      const Arena start = run.training.start(run.learner);
      const std::size_t network = run.training.network().start().size();
      EXPECT_FALSE(std::equal(weights.data(), weights.data() + network, start.data()));
      const int n = run.training.network().shape().states, outputs = c.outputs, parts = c.complex_valued ? 2 : 1;
      Arena state(run.training.network().state_size()), rows(static_cast<std::size_t>(steps * n * parts));
      const LearningChunk chunk = run.training.chunk(0, steps);
      run.training.network().advance(weights.data(),
                                     {.steps = steps, .inputs = chunk.rows, .states = rows.data(), .stride = n, .state = state.data()});
      const auto number = [&](const double* values, int i) {
        return Complex(values[parts * i], c.complex_valued ? values[parts * i + 1] : 0.0);
      };
      const int regressors = n + run.learner.regressors.intercept;
      for (int t = washes_out ? 20 : 0; t < steps; ++t)
        for (int k = 0; k < outputs; ++k) {
          Complex y = run.learner.regressors.intercept ? number(weights.data() + network, k * regressors + n) : 0;
          for (int j = 0; j < n; ++j) y += number(weights.data() + network, k * regressors + j) * number(rows.data() + t * n * parts, j);
          ASSERT_LT(std::abs(y - number(chunk.predictions + t * outputs * parts, k)), 1e-10 * (1 + std::abs(y))) << t;
        }
    }
}

TEST(OutputFeedback, nothing_fed_back_is_a_fixed_network_to_the_bit) {
  for (const char* readout : {"rls", "lms", "ridge"})
    for (const char* feed_back : {"output", "target"}) {
      if (std::string(readout) == "ridge" && std::string(feed_back) == "output") continue;
      std::vector<RunRecord> records[2];
      for (const bool feeds : {false, true}) {
        Member rule{readout, {}};
        if (rule.kind == "lms") rule.fields["step_size"] = 0.01;
        RunGroup group;
        group.points.push_back({{"delay", {{"delay", std::int64_t{3}}}},
                                {"dense", {{"activation", std::string("tanh")}}},
                                {"ring", {{"count", std::int64_t{7}}, {"radius", 0.8}}},
                                feeds ? output_feedback(0, feed_back) : Member{"fixed", {}},
                                rule});
        group.ids = {{0, 1}};
        group.seeds = {1, 2, 3};
        group.wanted.assign(3, true);
        group.measurement = {{50, 300}, {"readout_condition"}, {"holdout", 400}};
        records[feeds] = compute(group, {}, kernels());
      }
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(records[0][i].risk, records[1][i].risk) << readout << feed_back;
        EXPECT_TRUE(same_bits(records[0][i].measures[0].values, records[1][i].measures[0].values));
      }
    }
}

TEST(OutputFeedback, kernels_neighbours_chunks_saved_states_and_resets_do_not_matter) {
  for (const TrainingCase& c : dense_cases())
    for (const Member& recurrent : {output_feedback(0.3), output_feedback(0.3, "target")}) {
      SCOPED_TRACE(c.name);
      Reservoir whole(c, recurrent, rls, portable_kernels());
      whole.advance(0, 20, false);
      whole.advance(20, steps);
      Reservoir pieces(c, recurrent, rls, portable_kernels());
      for (int begin = 0; begin < 20; begin += 5) pieces.advance(begin, begin + 5, false);
      for (int begin = 20; begin < steps; begin += 8) {
        // A state is copied out and in.
        const Arena kept = [&] {
          Arena copy(pieces.state.size());
          copy.copy_from(pieces.state);
          return copy;
        }();
        pieces.state.clear();
        pieces.state.copy_from(kept);
        pieces.learner.rule->restored(pieces.state.data());
        pieces.advance(begin, begin + 8);
      }
      EXPECT_EQ(whole.training.lane(whole.weights(), 0), pieces.training.lane(pieces.weights(), 0));
      for (const KernelSet* kernels : vector_kernels()) {
        std::vector<std::uint64_t> seeds;
        for (int lane = 0; lane < kernels->lanes; ++lane) seeds.push_back(lane == 2 ? 4 : 100 + static_cast<std::uint64_t>(lane));
        Reservoir block(c, recurrent, rls, *kernels, seeds);
        block.advance(0, 20, false);
        block.advance(20, steps);
        EXPECT_EQ(block.training.lane(block.weights(), 2), whole.training.lane(whole.weights(), 0)) << kernels->name;
        EXPECT_EQ(block.predictions(2), whole.predictions(0)) << kernels->name;
        block.learner.rule->reset(block.state.data(), block.training.start(block.learner).data());
        block.advance(0, 20, false);
        block.advance(20, steps);
        EXPECT_EQ(block.predictions(2), whole.predictions(0)) << kernels->name << ", used before";
      }
    }
}

TEST(OutputFeedback, force_learns_an_oscillation_that_a_reservoir_without_feedback_cannot_hold) {
  // The target goes on by itself: a sum of past targets, driven by nothing but a constant input would leave a stable network at rest.
  double risks[2];
  for (const bool feeds : {false, true}) {
    RunGroup group;
    group.points.push_back({{"leaky_memory", {{"decay", 0.99}}},
                            {"dense", {{"activation", std::string("tanh")}, {"input_scale", 0.3}}},
                            {"random", {{"count", std::int64_t{40}}, {"radius", 0.5}}},
                            feeds ? output_feedback(0.1) : Member{"fixed", {}},
                            {"rls", {{"regularization", 1.0}}}});
    group.ids = {{0, 1}};
    group.seeds = {1, 2, 3, 4, 5, 6, 7};
    group.wanted.assign(7, true);
    group.measurement = {{5000}, {}, {"holdout", 5000}};
    std::vector<double> each;
    for (const RunRecord& record : compute(group, {}, kernels())) each.push_back(record.risk.at(0) / record.trivial_risk);
    std::nth_element(each.begin(), each.begin() + 3, each.end());
    risks[feeds] = each[3];
  }
  // A network of radius 0.5 forgets within some ten samples, a memory of a hundred has to go through the output.
  EXPECT_GT(risks[0], 0.5);
  EXPECT_LT(risks[1], 0.2);
}

TEST(OutputFeedback, refuses_what_cannot_work) {
  const auto complaint = [](const char* recurrent_feeds, Member readout, const char* network = "dense") -> std::string {
    TrainingCase c = case_named(std::string(network) == "dense" ? "dense_tanh_real" : "diagonal_odd_real");
    c.readout = {};
    try {
      Reservoir(c, output_feedback(1, recurrent_feeds), std::move(readout), portable_kernels());
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(complaint("output", lms), "none");
  EXPECT_EQ(complaint("target", {"ridge", {}}), "none");
  EXPECT_EQ(complaint("output", {"ridge", {}}).substr(0, 103),
            "readout: got 'ridge' (it predicts nothing while it learns, so there is no output to feed back). Did you");
  EXPECT_EQ(complaint("output", lms, "diagonal"), "recurrent: output_feedback has no diagonal form. Did you mean network = 'dense'?");
  EXPECT_EQ(complaint("output", {"lms", {{"step_size", 0.1}, {"regressors", std::string("states_and_inputs")}}}),
            "regressors: got 'states_and_inputs' (output_feedback feeds back what is read from the states themselves). Remove it?");
  EXPECT_EQ(complaint("output", {"lms", {{"step_size", 0.1}, {"average_from", std::int64_t{3}}}}),
            "average_from: got 3 in the readout (output_feedback feeds back the weights in force). Remove it?");
  EXPECT_EQ(complaint("output", {"gradient", {}}),
            "readout: got 'gradient' (output_feedback follows no gradient, so nothing would move the readout). Did you mean 'rls'?");
}

}  // namespace
}  // namespace polesweep::test_output_feedback
