#include <gtest/gtest.h>

#include <set>

#include "driver/sweep/grid.hpp"
#include "driver/sweep/identity.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

struct Identified {
  std::string text;
  std::string id;
};

Identified first_point(const std::string& text) {
  data::DataFiles files;
  const Grid grid(parse(text), files);
  return {grid.text({}), grid.id({}).hex()};
}

// Golden: results of years are found by these. A change here is a change of identity, not of a test.
TEST(Identity, of_a_plain_point_is_golden) {
  const Identified point = first_point(head + task_at_5 + poles_at_9 + learner_at_14);
  EXPECT_EQ(point.text,
            "core@2\n"
            "learner.readout.kind=lms@1\n"
            "learner.readout.step_size=0.01\n"
            "learner.recurrent.kind=fixed@1\n"
            "poles.count=4\n"
            "poles.kind=ring@1\n"
            "poles.network=diagonal@1\n"
            "poles.radius=0.9\n"
            "task.gains=[1]\n"
            "task.kind=linear_teacher@1\n"
            "task.poles=[0.5]\n");
  EXPECT_EQ(point.id, "01dd3720592e8ad969c44e181638b359");
}

TEST(Identity, of_complex_and_generated_values_is_golden) {
  const Identified point = first_point(
      head +
      "[[task]]\nkind = 'linear_teacher'\npoles = [['0.5-0.3i', { modulus = 0.5, angle = 1.0 }]]\ngains = [[1, '2i']]\ncomplex = true\n" +
      "[[poles]]\nnetwork = 'dense'\nkind = 'random'\ncount = 8\nradius = { logspace = [0.3, 0.9], count = 3 }\n" +
      "[[learner]]\nlabel = 'x'\nrecurrent = 'fixed'\nreadout = { kind = 'rls', forgetting = 0.99 }\n");
  EXPECT_EQ(point.text,
            "core@2\n"
            "learner.readout.forgetting=0.99\n"
            "learner.readout.kind=rls@2\n"
            "learner.recurrent.kind=fixed@1\n"
            "poles.count=8\n"
            "poles.kind=random@1\n"
            "poles.network=dense@1\n"
            "poles.radius=0.3\n"
            "task.complex=true\n"
            "task.gains=[1,0+2i]\n"
            "task.kind=linear_teacher@1\n"
            "task.poles=[0.5-0.3i,0.270151152934+0.420735492404i]\n");
  EXPECT_EQ(point.id, "50fe9863c012c4cedc771c683bf9d549");
}

TEST(Identity, of_a_learner_that_moves_its_poles_is_golden) {
  const Identified point = first_point(
      head + task_at_5 + poles_at_9 +
      "[[learner]]\nrecurrent = { kind = 'tbptt', truncation = 4 }\nreadout = 'gradient'\n"
      "optimizer = { kind = 'adam', step_size = [0.001, 0.01], step_size_poles = 0.002 }\nregime = { kind = 'repeat', passes = 3 }\n"
      "tune = ['optimizer.step_size']\n");
  EXPECT_EQ(point.text,
            "core@2\n"
            "learner.optimizer.kind=adam@1\n"
            "learner.optimizer.step_size=0.001\n"
            "learner.optimizer.step_size_poles=0.002\n"
            "learner.readout.kind=gradient@2\n"
            "learner.recurrent.kind=tbptt@1\n"
            "learner.recurrent.truncation=4\n"
            "learner.regime.kind=repeat@2\n"
            "learner.regime.passes=3\n"
            "poles.count=4\n"
            "poles.kind=ring@1\n"
            "poles.network=diagonal@1\n"
            "poles.radius=0.9\n"
            "task.gains=[1]\n"
            "task.kind=linear_teacher@1\n"
            "task.poles=[0.5]\n");
  EXPECT_EQ(point.id, "7a21b5f89ace8649e456ebcf1cb5f1d6");
}

TEST(Identity, of_a_stream_is_that_of_no_regime) {
  const std::string learner = head + task_at_5 + poles_at_9 + learner_at_14;
  EXPECT_EQ(first_point(learner + "regime = 'stream'\n").text, first_point(learner).text);
  EXPECT_NE(first_point(learner + "regime = { kind = 'repeat', passes = 1 }\n").text, first_point(learner).text);
}

TEST(Identity, is_untouched_by_everything_but_the_point) {
  const std::string id = first_point(head + task_at_5 + poles_at_9 + learner_at_14).id;
  EXPECT_EQ(
      first_point("name = 'other'\nseeds = [5]\nlengths = [7]\n" + task_at_5 + "noise = 0.0\nwashout = 0\n" + poles_at_9 + learner_at_14 +
                  "label = 'x'\n[measure]\nmetrics = ['nmse']\n[evaluation]\nkind = 'holdout'\n[statistics]\ndelta = 0.3\n")
          .id,
      id);
}

TEST(Identity, of_every_point_is_that_of_its_resolved_fields) {
  data::DataFiles files;
  const Grid grid(
      parse(head + task_at_5 + "noise = [0, 0.1]\n" + poles_at_9 + "leak = [0.5, 1]\n" + learner_at_14 +
                "[[learner]]\nrecurrent = 'fixed'\nreadout = ['ridge', 'rls']\n"
                "[[learner]]\nrecurrent = ['rtrl', 'snap1']\nreadout = 'rls'\noptimizer = { kind = 'sgd', step_size = [0.1, 0.2] }\n"
                "regime = ['stream', { kind = 'episodes', length = 9 }]\n",
            {"poles.0.network='dense'", "poles.0.count=[4, 8]"}),
      files);
  for (std::uint32_t task = 0; task < grid.tasks().size(); ++task)
    for (std::uint32_t poles = 0; poles < grid.poles().size(); ++poles)
      for (std::uint32_t learner = 0; learner < grid.learners().size(); ++learner) {
        const PointRef ref{task, poles, learner};
        EXPECT_EQ(grid.text(ref), canonical_text(grid.resolve(ref), files));
      }
  EXPECT_EQ(grid.tasks().size() * grid.poles().size() * grid.learners().size(), 2u * 4 * (3 + 2 * 2 * 2));
}

TEST(Evaluation, hash_is_golden_and_exact_has_no_samples) {
  EXPECT_EQ(evaluation_hash({"holdout", 10'000}), 839682718216080240u);
  EXPECT_EQ(evaluation_hash({"exact", 0}), evaluation_hash({"exact", 10'000}));
  EXPECT_NE(evaluation_hash({"holdout", 10'000}), evaluation_hash({"holdout", 10'001}));
  EXPECT_NE(evaluation_hash({"holdout", 10'000}), evaluation_hash({"prequential", 10'000}));
}

// Else an alignment would be taken for that of another rule.
TEST(Evaluation, shadows_are_part_of_the_hash) {
  const Member snap1{"snap1", {}};
  const Member tbptt{"tbptt", {{"truncation", std::int64_t{4}}}};
  const auto hash = [](const std::vector<Member>& shadows) { return evaluation_hash({"holdout", 10'000}, shadows); };
  EXPECT_EQ(hash({}), evaluation_hash({"holdout", 10'000}));
  std::set<std::uint64_t> hashes;
  for (const std::vector<Member>& shadows : std::vector<std::vector<Member>>{
           {}, {snap1}, {tbptt}, {snap1, tbptt}, {tbptt, snap1}, {snap1, snap1}, {{"tbptt", {{"truncation", std::int64_t{5}}}}}})
    EXPECT_TRUE(hashes.insert(hash(shadows)).second) << shadows.size();
}

}  // namespace
}  // namespace polesweep::sweep
