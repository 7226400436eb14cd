#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/numbers.hpp"
#include "tests/core/run/group_of.hpp"

/// Blocks all of whose runs have diverged learn no more, and nothing shows it but the time.
namespace polesweep {
namespace {

/// Looks at every break; wants the states at the end, or not.
class Keeper final : public StateKeeper {
 public:
  explicit Keeper(bool wants_end) : wants_end_(wants_end) {}
  bool is_due() override {
    ++breaks;
    return true;
  }
  bool must_stop() override { return false; }
  void keep(std::vector<RunState>&& in_progress) override {
    states = std::move(in_progress);
    if (!states.empty()) positions.push_back(states.front().position);
  }
  bool wants_end(std::size_t) override { return wants_end_; }
  void keep_end(RunState&& state) override { ends.push_back(std::move(state)); }

  int breaks = 0;
  std::vector<std::int64_t> positions;  ///< at all breaks
  std::vector<RunState> states;         ///< of the last break, after training
  std::vector<RunState> ends;

 private:
  bool wants_end_;
};

constexpr auto stream = "stream";
constexpr auto repeat = "repeat";
constexpr auto episodes = "episodes";

/// A learner whose numbers overflow, if the steps are that large.
Point point(const char* regime, const Member& recurrent, const char* optimizer, double step_size) {
  const bool fixed = recurrent.kind == "fixed";
  const Member task{"linear_teacher",
                    {{"poles", std::vector<Complex>{0.75, 0.8}}, {"gains", std::vector<Complex>{1.0, 1.0}}, {"noise", 0.1}}};
  Member how{regime, {}};
  if (how.kind == repeat) how.fields = {{"passes", std::int64_t{6}}};
  if (how.kind == episodes) how.fields = {{"batch", std::int64_t{2}}, {"length", std::int64_t{30}}};
  return {task,
          {"diagonal", {}},
          {"ring", {{"count", std::int64_t{4}}, {"radius", 0.8}}},
          recurrent,
          {fixed ? "lms" : "gradient", fixed ? FieldValues{{"step_size", step_size}} : FieldValues{}},
          fixed ? Member{} : Member{optimizer, {{"step_size", step_size}}},
          how};
}

struct Case {
  const char* regime;
  Member recurrent;
  const char* optimizer = "sgd";
};

std::vector<Case> cases() {
  const Member every_seven{"rtrl", {{"update_every", std::int64_t{7}}}};
  return {{stream, {"fixed", {}}},
          {stream, {"rtrl", {}}},
          {stream, {"rtrl", {}}, "momentum"},
          {stream, every_seven},
          {stream, {"tbptt", {{"truncation", std::int64_t{5}}}}},
          {repeat, every_seven},
          {repeat, {"rtrl", {}}},
          {repeat, {"bptt", {}}},
          {episodes, {"snap1", {}}},
          {episodes, {"bptt", {}}}};
}

RunGroup group_of_case(const Case& one, const std::vector<double>& steps, const Evaluation& evaluation) {
  std::vector<Point> points;
  for (const double step : steps) points.push_back(point(one.regime, one.recurrent, one.optimizer, step));
  std::vector<std::string> metrics = {"averaged_risk", "singular_values", "spectral_radius"};
  if (one.recurrent.kind != "fixed") metrics.insert(metrics.end(), {"gradient_norm", "loss"});
  if (evaluation.kind == "prequential") metrics.erase(metrics.begin());
  const bool streams = one.regime == std::string_view(stream);
  return group_of(
      std::move(points), 2,
      {{100, 1000, 4000}, metrics, evaluation, streams ? std::vector<std::int64_t>() : std::vector<std::int64_t>{1, 2, 30, 300, 3000}, {}});
}

std::vector<Evaluation> evaluations(const Case& one) {
  std::vector<Evaluation> all = {{"holdout", 50}, {"exact", 0}};
  if (one.regime == std::string_view(stream)) all.push_back({"prequential", 500});
  return all;
}

std::map<std::uint64_t, RunRecord> of_point(const std::vector<RunRecord>& records, std::uint64_t point) {
  std::map<std::uint64_t, RunRecord> found;  // by seed
  for (RunRecord record : records) {
    if (record.key.point.low != point) continue;
    record.key.point.low = 0;
    found[record.key.seed] = std::move(record);
  }
  return found;
}

// Beside a run that has not diverged all of a block go on.
TEST(LostRuns, have_the_records_that_they_have_beside_one_that_lives) {
  for (const Case& one : cases())
    for (const Evaluation& evaluation : evaluations(one)) {
      const auto alone = of_point(compute(group_of_case(one, {1e6}, evaluation), {}, kernels()), 0);
      const auto beside = of_point(compute(group_of_case(one, {1e-6, 1e6}, evaluation), {}, kernels()), 1);
      ASSERT_EQ(alone.size(), 2u);
      for (const auto& [seed, record] : alone) {
        EXPECT_EQ(record.status, Status::diverged) << one.regime << " " << one.recurrent.kind;
        EXPECT_GT(record.diverged_at, 0);
        EXPECT_TRUE(same_data(record, beside.at(seed))) << one.regime << " " << one.recurrent.kind << " " << evaluation.kind;
      }
    }
}

// Of six passes over few samples, BPTT takes four to diverge, and one more is made to count its updates.
TEST(LostRuns, take_no_more_time) {
  for (const Case& one : cases()) {
    const auto breaks_of_training = [&](double step) {
      RunGroup group = group_of_case(one, {step}, {"holdout", 50});
      Keeper keeper(false);
      group.keeper = &keeper;
      compute(group, {}, kernels());
      const std::int64_t end = *std::max_element(keeper.positions.begin(), keeper.positions.end());  // where runs are evaluated
      return std::count_if(keeper.positions.begin(), keeper.positions.end(), [&](std::int64_t position) { return position < end; });
    };
    EXPECT_LT(breaks_of_training(1e6), breaks_of_training(1e-6) / (one.regime == std::string_view(repeat) ? 1.15 : 3))
        << one.regime << " " << one.recurrent.kind;
  }
}

void expect_same_states(const std::vector<RunState>& some, const std::vector<RunState>& expected, const Case& one) {
  ASSERT_EQ(some.size(), expected.size()) << one.regime << " " << one.recurrent.kind;
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(some[i].position, expected[i].position);
    EXPECT_EQ(some[i].marks, expected[i].marks);
    for (const auto part : {&RunState::trajectory, &RunState::learner, &RunState::scores})
      EXPECT_TRUE(same_bits(some[i].*part, expected[i].*part)) << one.regime << " " << one.recurrent.kind;
  }
}

// Where the end of a stream is wanted, all go on.
TEST(LostRuns, have_the_states_that_they_would_have) {
  for (const Case& one : cases()) {
    if (one.regime != std::string_view(stream)) continue;
    // The last break is in the evaluation, at the end of the samples, or of what is learnt beside windows that are scored.
    for (const Evaluation& evaluation : {Evaluation{"exact", 0}, Evaluation{"prequential", 500}}) {
      RunGroup group = group_of_case(one, {1e6}, evaluation);
      Keeper expected(true);
      group.keeper = &expected;
      compute(group, {}, kernels());
      EXPECT_EQ(expected.ends.size(), 2u);
      Keeper found(false);
      group.keeper = &found;
      compute(group, {}, kernels());
      EXPECT_TRUE(found.ends.empty());
      if (evaluation.kind != "prequential") EXPECT_LT(found.breaks, expected.breaks);
      expect_same_states(found.states, expected.states, one);
    }
  }
}

}  // namespace
}  // namespace polesweep
