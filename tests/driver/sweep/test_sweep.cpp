#include <gtest/gtest.h>

#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

TEST(Sweep, tells_all_mistakes_of_a_file_at_once_and_in_order) {
  EXPECT_EQ(
      error_of("nmae = 'x'\n"
               "seeds = -1\n"
               "iterations = [10]\n"
               "[[task]]\n"
               "kind = 'linear_teacher'\n"
               "poles = [0.75, 0.8]\n"
               "noise = [0.0, -0.1]\n"
               "gains = []\n"
               "[[poles]]\n"
               "network = 'diagonal'\n"
               "kind = 'ring'\n"
               "count = 1.5\n"
               "radius = { logspace = [-1, 1], count = 3 }\n"
               "[[learner]]\n"
               "recurrent = 'fixed'\n"
               "readout = { kind = 'lsm', step_size = 0.1 }\n"
               "[[theory]]\n"
               "formula = 'p2.rate_slow'\n"
               "[[claim]]\n"
               "[[compare]]\n"
               "between = 'label'\n",
               {"task.0.nose=0.2"}),
      "s.toml: lengths: missing (numbers of training samples: a list or a range)\n"
      "s.toml:1:1: nmae: unknown key (a sweep reads: name, seeds, lengths, iterations, task, poles, learner, exclude, measure, evaluation, "
      "statistics, theory, compare, claim, mark). Did you mean 'name'?\n"
      "s.toml:2:9: seeds: got -1 (must be in [1, 1e+07])\n"
      "s.toml:6:9: task.poles: got [0.75, 0.8] (one value of this field is a list, and the outermost list is an axis). Write poles = "
      "[[0.75, "
      "0.8]]?\n"
      "s.toml:7:15: task.noise: got -0.1 (must be >= 0)\n"
      "s.toml:8:9: task.gains: empty axis (write at least one value, or leave the field out)\n"
      "s.toml:12:9: poles.count: got 1.5 (must be a whole number)\n"
      "s.toml:13:23: poles.radius: logspace needs two ends > 0\n"
      "s.toml:16:20: learner.readout.kind: unknown \"lsm\" (" +
          one_of(Family::readout) +
          "). Did you mean 'lms'? See: polesweep list readouts\n"
          "s.toml:17:1: theory.algorithm: missing (p2.rate_slow needs it: a text)\n"
          "s.toml:17:1: theory.s: missing (p2.rate_slow needs it: a real number)\n"
          "s.toml:17:1: theory.teacher: missing (p2.rate_slow needs it: a list of real numbers)\n"
          "s.toml:19:1: claim.kind: missing (" +
          one_of_the_claims() +
          ")\n"
          "s.toml:20:1: compare.reference: missing (label, or value of it, of the other)\n"
          "--set task.0.nose=0.2: task.nose: unknown key (linear_teacher reads: poles, gains, noise, complex, washout, kind, zip, draws). Did "
          "you "
          "mean 'noise'? See: polesweep list tasks linear_teacher");
}

TEST(Sweep, options_override_the_file) {
  const std::string text = head + task_at_5 + poles_at_9 + learner_at_14;
  const Sweep sweep = parse(text, {"learner.0.readout.step_size=[0.1, 0.2]", "poles.0.radius = 0.5", "evaluation.samples=7", "seeds=[9]"});
  EXPECT_EQ(values_of(sweep.learners, "learner.readout.step_size"), "0.1 0.2");
  EXPECT_EQ(values_of(sweep.poles, "poles.radius"), "0.5");
  EXPECT_EQ(sweep.evaluation.samples, 7);
  EXPECT_EQ(sweep.seeds, std::vector<std::uint64_t>{9});
  EXPECT_EQ(error_of(text, {"learner.0.readout.step_size=[0.1, -0.2]"}),
            "--set learner.0.readout.step_size=[0.1, -0.2]: learner.readout.step_size: got -0.2 (must be > 0)");
}

}  // namespace
}  // namespace polesweep::sweep
