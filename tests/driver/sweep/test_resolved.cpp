#include <gtest/gtest.h>

#include "driver/sweep/points.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string everything =
    "name = 'a \"name\"'\n"
    "seeds = [3, 5, 9]\n"
    "lengths = { logspace = [100, 1000], count = 3 }\n"
    "iterations = { range = [1, 3] }\n"
    "[measure]\nmetrics = ['alignment', 'nmse']\nthresholds = [0.5]\nshadows = ['snap1', { kind = 'tbptt', truncation = 7 }]\n"
    "[evaluation]\nsamples = 500\n"
    "[statistics]\ndelta = 0.2\n"
    "[[task]]\nkind = 'linear_teacher'\npoles = [['0.5+0.3i', '0.5-0.3i'], [{ modulus = 0.5, angle = 0 }, 0.25]]\ngains = [[1, 2]]\nnoise "
    "= [0, 0.1]\n"
    "[[poles]]\nnetwork = ['diagonal', 'dense']\nkind = 'ring'\nradius = { uniform = [0.5, 0.9] }\ncount = { uniform = [2, 9] }\n"
    "draws = { count = 3, seed = 4 }\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'real_log'\ncount = 4\nshortest = [1, 2]\nlongest = [50, 100]\nzip = [['longest', "
    "'shortest']]\n"
    "[[learner]]\nlabel = 'mine'\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = { logspace = [1e-4, 1e-1], count = 7 } }\n"
    "[[learner]]\nrecurrent = 'fixed'\nreadout = 'ridge'\n"
    "[[learner]]\nrecurrent = ['rtrl', { kind = 'tbptt', truncation = [2, 3] }]\nreadout = 'gradient'\n"
    "optimizer = { kind = 'adam', step_size = { logspace = [1e-4, 1e-1], count = 4 }, step_size_poles = [0, 1, 2, 3] }\n"
    "regime = { kind = ['repeat'], passes = [2, 3] }\ntune = ['recurrent.truncation', 'optimizer.step_size']\n"
    "zip = [['optimizer.step_size', 'optimizer.step_size_poles']]\n"
    "[[exclude]]\npoles.count = [4, 5]\nlearner.readout.kind = 'ridge'\n";

TEST(ResolvedText, reads_back_as_the_same_points_with_the_same_combinations) {
  data::DataFiles files;
  const Grid grid(parse(everything), files);
  const Grid again(parse(resolved_text(grid.sweep())), files);
  const PointList points = list_points(grid);
  const PointList points_again = list_points(again);
  ASSERT_EQ(points.points.size(), points_again.points.size());
  ASSERT_GT(points.points.size(), 100u);
  for (std::size_t i = 0; i < points.points.size(); ++i) {
    EXPECT_EQ(points.points[i].id, points_again.points[i].id);
    EXPECT_EQ(points.points[i].ref, points_again.points[i].ref);
  }
  EXPECT_EQ(points.excluded, points_again.excluded);
  EXPECT_GT(points.excluded.front(), 0u);
  EXPECT_EQ(again.sweep().iterations, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(again.sweep().shadows, (std::vector<Member>{{"snap1", {}}, {"tbptt", {{"truncation", std::int64_t{7}}}}}));
  EXPECT_EQ(again.sweep().learners.back().tune, (std::vector<std::string>{"optimizer.step_size", "recurrent.truncation"}));
  EXPECT_EQ(again.sweep().learners[again.sweep().learners.size() - 2].tune, (std::vector<std::string>{"optimizer.step_size"}));
}

TEST(ResolvedText, is_its_own_resolved_text) {
  const std::string text = resolved_text(parse(everything));
  EXPECT_EQ(resolved_text(parse(text)), text);
}

TEST(ResolvedText, of_a_question_has_its_label_first) {
  const std::string asked =
      everything + "[[compare]]\nreference = 'fixed, ridge'\ntask.noise = 0\nlearner.label = 'mine'\npoles.count = 4\n";
  const std::string text = resolved_text(parse(asked));
  EXPECT_NE(text.find("label = [\"mine\"]\ntask.noise"), std::string::npos) << text;
  EXPECT_EQ(resolved_text(parse(text)), text);
}

TEST(ResolvedText, writes_out_ranges_and_applies_options) {
  EXPECT_EQ(resolved_text(parse(head + task_at_5 + poles_at_9 + learner_at_14, {"poles.0.radius={ linspace = [0.8, 0.9], count = 3 }"})),
            "name = \"test\"\nseeds = { start = 0, count = 2 }\nlengths = [10, 100]\n\n"
            "[[task]]\nkind = \"linear_teacher\"\ngains = [[1.0]]\npoles = [[0.5]]\n\n"
            "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = [4]\nradius = [0.8, 0.85, 0.9]\n\n"
            "[[learner]]\nlabel = \"fixed, lms\"\nrecurrent = { kind = \"fixed\" }\nreadout = { kind = \"lms\", step_size = [0.01] }\n\n"
            "[measure]\nmetrics = []\nthresholds = [0.5, 0.1, 0.01]\n\n[evaluation]\nkind = \"auto\"\nsamples = 10000\n\n"
            "[statistics]\nconfidence = 0.95\ndelta = 0.1\n");
}

TEST(ResolvedText, of_episodes_alone_has_no_lengths) {
  const std::string text =
      resolved_text(parse("seeds = 2\niterations = [5]\n" + task_at_5 + poles_at_9 +
                          "[[learner]]\nrecurrent = 'rtrl'\nreadout = 'gradient'\noptimizer = { kind = 'sgd', step_size = [0.1, 0.2] }\n"
                          "regime = { kind = 'episodes', length = 9 }\ntune = ['optimizer.step_size']\n"));
  EXPECT_EQ(text.substr(0, text.find("[[task]]")), "name = \"s\"\nseeds = { start = 0, count = 2 }\niterations = [5]\n\n");
  const std::size_t learner = text.find("[[learner]]");
  EXPECT_EQ(text.substr(learner, text.find("[measure]") - learner),
            "[[learner]]\nlabel = \"rtrl, gradient, sgd\"\nrecurrent = { kind = \"rtrl\" }\nreadout = { kind = \"gradient\" }\n"
            "optimizer = { kind = \"sgd\", step_size = [0.1, 0.2] }\nregime = { kind = \"episodes\", length = [9] }\n"
            "tune = [\"optimizer.step_size\"]\n\n");
  EXPECT_EQ(resolved_text(parse(text)), text);
}

TEST(ResolvedText, says_how_settings_race) {
  const std::string text = resolved_text(parse(head + task_at_5 + poles_at_9 +
                                               "[[learner]]\nrecurrent = 'fixed'\nreadout = { kind = 'lms', step_size = [0.01, 0.1] }\n"
                                               "tune = { fields = ['readout.step_size'], race = { rungs = 3 } }\n"));
  EXPECT_NE(text.find("\ntune = { fields = [\"readout.step_size\"], race = { keep = 0.33, rungs = 3 } }\n"), std::string::npos) << text;
  EXPECT_EQ(resolved_text(parse(text)), text);
}

}  // namespace
}  // namespace polesweep::sweep
