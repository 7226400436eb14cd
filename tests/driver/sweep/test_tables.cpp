#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string poles_header = "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\n";

Sweep with_poles(const std::string& lines) { return parse(head + task_at_5 + poles_header + lines + learner_at_14); }
std::string poles_error(const std::string& lines) { return error_of(head + task_at_5 + poles_header + lines + learner_at_14); }

TEST(Tables, axes_multiply_and_do_not_depend_on_the_order_of_lines) {
  const Sweep sweep = with_poles("radius = { linspace = [0.8, 0.9], count = 3 }\ncount = [8, 32]\n");
  EXPECT_EQ(sweep.poles.front().combinations(), 6);
  EXPECT_EQ(values_of(sweep.poles, "poles.radius"), "0.8 0.85 0.9");
  EXPECT_EQ(sweep.poles.front().fields.front().path(), "poles.count");
}

TEST(Tables, a_list_of_kinds_makes_several_tables) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 +
                            "[[learner]]\nrecurrent = 'fixed'\nreadout = ['ridge', { kind = ['lms', 'nlms'], step_size = [0.1, 0.2] }]\n");
  ASSERT_EQ(sweep.learners.size(), 3u);
  EXPECT_EQ(sweep.learners[0].label, "fixed, ridge");
  EXPECT_EQ(sweep.learners[1].label, "fixed, lms");
  EXPECT_EQ(sweep.learners[2].label, "fixed, nlms");
  EXPECT_EQ(values_of(sweep.learners, "learner.readout.step_size"), "0.1 0.2 0.1 0.2");
}

TEST(Zip, steps_fields_together) {
  const Sweep sweep = with_poles("count = [4, 8]\nradius = [0.8, 0.9]\nzip = [['count', 'radius']]\n");
  EXPECT_EQ(sweep.poles.front().combinations(), 2);
  EXPECT_EQ(sweep.poles.front().axes, (std::vector<std::vector<std::size_t>>{{0, 1}}));
}

TEST(Zip, names_are_dotted_in_learners) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 +
                            "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'rls', forgetting = [0.9, 1], regularization = [1, 2] }\n"
                            "zip = [['readout.forgetting', 'readout.regularization']]\n");
  EXPECT_EQ(sweep.learners.front().combinations(), 2);
}

TEST(Zip, mistakes) {
  EXPECT_EQ(poles_error("count = [4, 8]\nradius = 0.9\nzip = [['count', 'radius']]\n"),
            "s.toml:14:8: poles.zip: 'count' has 2 values and 'radius' has 1 (fields that step together need equally many)");
  EXPECT_EQ(poles_error("count = 4\nradius = 0.9\nzip = [['count', 'raduis']]\n"),
            "s.toml:14:18: poles.zip: this table sets no field 'raduis' (it sets count, radius). Did you mean 'radius'?");
  EXPECT_EQ(poles_error("count = 4\nradius = 0.9\nzip = [['count', 'count']]\n"), "s.toml:14:18: poles.zip: 'count' is listed twice");
  EXPECT_EQ(poles_error("count = 4\nradius = 0.9\nzip = ['count', 'radius']\n"),
            "s.toml:14:7: poles.zip: must be a list of lists of field names, as in [[\"count\", \"radius\"]]");
}

TEST(Zip, says_nothing_of_a_field_with_its_own_mistake) {
  EXPECT_EQ(poles_error("count = [4, -8]\nradius = [0.8, 0.9]\nzip = [['count', 'radius']]\n"),
            "s.toml:12:13: poles.count: got -8 (must be in [1, 4096])");
}

TEST(DrawnFields, are_one_joint_axis_that_may_grow) {
  const std::string fields = "count = { uniform = [4, 6] }\nradius = { loguniform = [0.1, 0.9] }\n";
  const Sweep four = with_poles(fields + "draws = { count = 4, seed = 1 }\n");
  const Sweep nine = with_poles(fields + "draws = { count = 9, seed = 1 }\n");
  EXPECT_EQ(four.poles.front().combinations(), 4);
  EXPECT_EQ(nine.poles.front().combinations(), 9);
  for (const std::string path : {"poles.count", "poles.radius"}) {
    const std::string longer = values_of(nine.poles, path);
    EXPECT_TRUE(longer.starts_with(values_of(four.poles, path) + " ")) << longer;
  }
  EXPECT_EQ(values_of(four.poles, "poles.count"), "4 5 4 4");
  EXPECT_EQ(values_of(four.poles, "poles.radius"), "0.526475637107 0.501468321195 0.660010224448 0.722674405915");
}

TEST(DrawnFields, mistakes) {
  EXPECT_EQ(poles_error("count = { uniform = [6, 4] }\nradius = 0.9\ndraws = { count = 4, seed = 1 }\n"),
            "s.toml:12:21: poles.count: uniform ends before it begins");
  EXPECT_EQ(poles_error("count = 4\nradius = 0.9\ndraws = { count = 4, seed = 1 }\n"),
            "s.toml:14:9: poles.draws: no field of this table is drawn (written { uniform = [a, b] } or { loguniform = [a, b] })");
  EXPECT_EQ(poles_error("count = 4\nradius = { uniform = [0, 1] }\ndraws = { count = 4 }\n"),
            "s.toml:14:9: poles.draws: needs both count and seed");
  EXPECT_EQ(poles_error("count = [1, 2]\nradius = { uniform = [0.1, 1] }\ndraws = { count = 2, seed = 1 }\nzip = [['count', 'radius']]\n"),
            "s.toml:13:10: poles.radius: is both drawn and zipped (drawn fields already step together)");
}

TEST(Tables, missing_and_unknown_members) {
  EXPECT_EQ(error_of(head + task_at_5 + "[[poles]]\nkind = 'rign'\nradius = 1\n[[learner]]\nreadout = { step_size = 0.1 }\n"),
            fmt::format("s.toml:9:1: poles.network: missing ({})\n"
                        "s.toml:10:8: poles.kind: unknown \"rign\" ({}). Did you mean 'ring'? See: polesweep list poles\n"
                        "s.toml:12:1: learner.recurrent: missing ({})\n"
                        "s.toml:13:11: learner.readout.kind: missing ({})",
                        one_of(Family::network), one_of(Family::poles), one_of(Family::recurrent), one_of(Family::readout)));
}

TEST(Tables, missing_and_unknown_fields) {
  EXPECT_EQ(
      error_of(head + task_at_5 +
               "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\nconut = 3\nradius = 0.9\n"
               "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', stepsize = 0.1 }\nlable = 'x'\n"),
      "s.toml:9:1: poles.count: missing (ring needs it: a whole number)\n"
      "s.toml:12:1: poles.conut: unknown key (diagonal with ring reads: input_weights, input_scale, input_density, pole_limit, count, radius, "
      "network, kind, zip, draws). Did you mean 'count'? See: polesweep list networks diagonal poles ring\n"
      "s.toml:16:11: learner.readout.step_size: missing (lms needs it: a real number)\n"
      "s.toml:16:27: learner.readout.stepsize: unknown key (lms reads: kind, step_size, regressors, intercept, initial_readout, "
      "initial_scale, initial_weights, average_from). Did you mean 'step_size'? See: polesweep list readouts lms\n"
      "s.toml:17:1: learner.lable: unknown key (learner reads: label, recurrent, readout, optimizer, regime, tune, zip, draws). Did "
      "you mean "
      "'label'?");
}

TEST(Tables, optimizers_stand_where_a_gradient_is_followed) {
  const std::string learned = "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\n";
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "optimizer = 'adam'\n"),
            "s.toml:17:1: learner.optimizer: not used (no part of this learner follows a gradient). Remove it?\n"
            "s.toml:17:13: learner.optimizer.step_size: missing (adam needs it: a real number)");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learned),
            "s.toml:14:1: learner.optimizer: missing (rtrl with gradient follows a gradient: " + one_of(Family::optimizer) + ")");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learned + "optimizer = { kind = 'sgd', step_size = 0 }\n"),
            "s.toml:17:41: learner.optimizer.step_size: got 0 (must be > 0)");
  EXPECT_EQ(
      error_of(head + task_at_5 + poles_at_9 + learned + "optimizer = { kind = 'sgd', step_size = 0.1, step_size_poles = [0, 0.1] }\n"),
      "no error");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + "[[learner]]\nrecurrent = 'gauss_newton'\nreadout = 'gradient'\n"), "no error");
}

TEST(Tables, regimes_are_streams_unless_said) {
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "regime = { kind = 'episodes', batch = 64 }\n"),
            "s.toml:17:10: learner.regime.length: missing (episodes needs it: a whole number)");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "regime = 'steam'\n"),
            "s.toml:17:10: learner.regime.kind: unknown \"steam\" (one of stream, repeat, episodes). Did you mean 'stream'? "
            "See: polesweep list regimes");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "regime = 'stream'\n"), "no error");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "regime = { kind = 'repeat', passes = [1, 2] }\n"), "no error");
}

TEST(Tables, optimizers_are_read_with_their_fields) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 +
                                "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\n"
                                "optimizer = [{ kind = ['sgd', 'momentum'], step_size = [0.1, 0.2] }, { kind = 'adam', step_size = 0.3 }]\n"
                                "regime = ['stream', { kind = 'episodes', length = 9 }]\n",
                            {"learner.0.optimizer.1.step_size=0.4"});
  ASSERT_EQ(sweep.learners.size(), 3u * 2);
  std::string kinds;
  for (const Table& table : sweep.learners) kinds += table.member(Family::optimizer).name + " " + table.member(Family::regime).name + "\n";
  EXPECT_EQ(kinds, "sgd stream\nmomentum stream\nadam stream\nsgd episodes\nmomentum episodes\nadam episodes\n");
  EXPECT_EQ(values_of(sweep.learners, "learner.optimizer.step_size"), "0.1 0.2 0.1 0.2 0.4 0.1 0.2 0.1 0.2 0.4");
  EXPECT_EQ(values_of(sweep.learners, "learner.regime.length"), "9 9 9");
  EXPECT_EQ(sweep.learners.front().label, "rtrl, gradient, sgd");
}

TEST(Tables, optimizers_and_regimes_step_with_other_fields) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 +
                            "[[learner]]\nrecurrent = { kind = 'tbptt', truncation = [2, 4] }\nreadout = 'gradient'\n"
                            "optimizer = { kind = 'sgd', step_size = [0.1, 0.2] }\nregime = { kind = 'repeat', passes = [1, 2, 3] }\n"
                            "zip = [['recurrent.truncation', 'optimizer.step_size']]\n");
  EXPECT_EQ(sweep.learners.front().combinations(), 2 * 3);
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 +
                     "[[learner]]\nrecurrent = { kind = 'tbptt', truncation = [2, 4] }\nreadout = 'gradient'\n"
                     "optimizer = { kind = 'sgd', step_size = [0.1, 0.2, 0.3] }\n"
                     "zip = [['recurrent.truncation', 'optimizer.step_size']]\n"),
            "s.toml:18:8: learner.zip: 'recurrent.truncation' has 2 values and 'optimizer.step_size' has 3 (fields that step together need "
            "equally many)");
}

TEST(Tables, fields_of_optimizers_and_regimes_are_checked) {
  const std::string learned = "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\n";
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learned + "optimizer = { kind = 'adma', step_size = 0.1 }\n"),
            "s.toml:17:22: learner.optimizer.kind: unknown \"adma\" (" + one_of(Family::optimizer) +
                "). Did you mean 'adam'? See: polesweep list optimizers");
  const std::string unknown = error_of(head + task_at_5 + poles_at_9 + learned + "optimizer = { kind = 'sgd', stepsize = 0.1 }\n");
  EXPECT_TRUE(
      unknown.starts_with("s.toml:17:13: learner.optimizer.step_size: missing (sgd needs it: a real number)\n"
                          "s.toml:17:29: learner.optimizer.stepsize: unknown key (sgd reads: kind, step_size, step_size_poles, "))
      << unknown;
  EXPECT_TRUE(unknown.ends_with("). Did you mean 'step_size'? See: polesweep list optimizers sgd")) << unknown;
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learned +
                     "optimizer = { kind = 'sgd', step_size = 0.1 }\nregime = { kind = 'episodes', length = 9, batch = 0 }\n"),
            "s.toml:18:51: learner.regime.batch: got 0 (must be in [1, 1e+06])");
}

std::string tuned_of(const Sweep& sweep) {
  std::string text;
  for (const Table& table : sweep.learners) {
    for (const std::string& field : table.tune) text += field + " ";
    text += "\n";
  }
  return text;
}

TEST(Tables, tuned_fields_are_axes_of_the_table) {
  const std::string learner = "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n";
  const std::string sweep = head + task_at_5 + poles_at_9 + learner;
  EXPECT_EQ(tuned_of(parse(sweep + "tune = ['readout.step_size', 'readout.step_size']\n")), "readout.step_size \n");
  EXPECT_EQ(tuned_of(parse(sweep)), "\n");
  EXPECT_EQ(error_of(sweep + "tune = ['readout.stepsize']\n"),
            "s.toml:17:9: learner.tune: this table sets no field 'readout.stepsize' (it sets readout.step_size). Did you mean "
            "'readout.step_size'?");
  EXPECT_EQ(error_of(sweep + "tune = 'readout.step_size'\n"),
            "s.toml:17:8: learner.tune: got \"readout.step_size\" (must be a list of fields, as in [\"optimizer.step_size\"])");
  EXPECT_EQ(error_of(sweep + "tune = []\n"),
            "s.toml:17:8: learner.tune: names no field (must be a list of fields, as in [\"optimizer.step_size\"]). Remove it?");
}

TEST(Tables, tuned_fields_have_values_to_choose_from) {
  const std::string sweep = head + task_at_5 + poles_at_9 + learner_at_14 + "tune = ['readout.step_size']\n";
  EXPECT_EQ(error_of(sweep),
            "s.toml:17:9: learner.tune: 'readout.step_size' has one value (the best of several is chosen). Write a list or a range of "
            "values?");
  // A list that is narrowed on the command line stays a list.
  EXPECT_EQ(error_of(sweep, {"learner.0.readout.step_size=[0.1]"}), "no error");
  EXPECT_EQ(error_of(sweep, {"learner.0.readout.step_size={ logspace = [0.1, 1], count = 4 }"}), "no error");
}

TEST(Tables, tuned_fields_may_belong_to_some_of_the_kinds) {
  const std::string sweep = head + task_at_5 + poles_at_9 +
                            "[[learner]]\nrecurrent = ['rtrl', { kind = 'tbptt', truncation = [2, 4] }]\nreadout = 'gradient'\n"
                            "optimizer = { kind = 'sgd', step_size = [0.1, 0.2] }\n";
  EXPECT_EQ(tuned_of(parse(sweep + "tune = ['recurrent.truncation', 'optimizer.step_size']\n")),
            "optimizer.step_size \noptimizer.step_size recurrent.truncation \n");
  // Whose field a name is cannot be said where a kind is misspelt, and one complaint is enough.
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 +
                     "[[learner]]\nrecurrent = ['fixed', { kind = 'tbpt', truncation = [2, 4] }]\nreadout = 'ridge'\n"
                     "tune = ['recurrent.truncation']\n"),
            "s.toml:15:32: learner.recurrent.kind: unknown \"tbpt\" (" + one_of(Family::recurrent) +
                "). Did you mean 'tbptt'? See: polesweep list recurrent");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 +
                     "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.1, 0] }\ntune = ['readout.step_size']\n"),
            "s.toml:16:45: learner.readout.step_size: got 0 (must be > 0)");
}

TEST(Tables, tuned_fields_may_race) {
  const std::string learner = "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n";
  const std::string sweep = head + task_at_5 + poles_at_9 + learner;
  const auto race_of = [&](const std::string& race) {
    return parse(sweep + "tune = { fields = ['readout.step_size']" + race + " }\n").learners.front().race;
  };
  EXPECT_EQ(race_of(""), std::nullopt);
  EXPECT_EQ(race_of(", race = {}"), (analysis::RaceRules{0.33, 4}));
  EXPECT_EQ(race_of(", race = { keep = 0.5, rungs = 3 }"), (analysis::RaceRules{0.5, 3}));
  EXPECT_EQ(tuned_of(parse(sweep + "tune = { fields = ['readout.step_size'] }\n")), "readout.step_size \n");
}

TEST(Tables, mistakes_of_a_race_are_told) {
  const std::string learner = "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n";
  const std::string sweep = head + task_at_5 + poles_at_9 + learner;
  EXPECT_EQ(error_of(sweep + "tune = { race = { keep = 1, rungs = 1, kept = 2 } }\n"),
            "s.toml:17:8: learner.tune.fields: missing (a list of fields, as in [\"optimizer.step_size\"])\n"
            "s.toml:17:26: learner.tune.race.keep: got 1 (must be in (0, 1))\n"
            "s.toml:17:37: learner.tune.race.rungs: got 1 (must be in [2, 32])\n"
            "s.toml:17:40: learner.tune.race.kept: unknown key (race reads: keep, rungs). Did you mean 'keep'?");
  EXPECT_EQ(error_of(sweep + "tune = { fields = ['readout.step_size'], race = true, field = 1 }\n"),
            "s.toml:17:49: learner.tune.race: got true (must be a table, as in { keep = 0.33, rungs = 4 })\n"
            "s.toml:17:55: learner.tune.field: unknown key (tune reads: fields, race). Did you mean 'fields'?");
  const std::string learned =
      "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = [0.1, 0.2] }\n"
      "regime = { kind = 'repeat', passes = 2 }\ntune = { fields = ['optimizer.step_size'], race = {} }\n";
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learned),
            "s.toml:19:51: learner.tune.race: not for the regime 'repeat' (settings race over the lengths of a 'stream'). Remove it?");
  EXPECT_EQ(error_of("seeds = 2\nlengths = [100]\n\n\n" + task_at_5 + poles_at_9 + learner +
                     "tune = { fields = ['readout.step_size'], race = {} }\n"),
            "s.toml:14:1: learner.tune.race: the sweep has one length (settings race over several)");
}

TEST(Tables, none_or_one_that_is_no_list) {
  EXPECT_EQ(
      error_of(head + "[task]\nkind = 'linear_teacher'\n" + poles_at_9),
      "s.toml: learner: missing (a sweep needs at least one [[learner]] table)\ns.toml:5:1: task: got a table (must be written [[task]])");
}

}  // namespace
}  // namespace polesweep::sweep
