#include <gtest/gtest.h>

#include "driver/sweep/points.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

const std::string everything =
    "name = 'a \"name\"'\n"
    "seeds = [3, 5, 9]\n"
    "lengths = { logspace = [100, 1000], count = 3 }\n"
    "[measure]\nmetrics = ['nmse']\nthresholds = [0.5]\n"
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
}

TEST(ResolvedText, is_its_own_resolved_text) {
  const std::string text = resolved_text(parse(everything));
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

}  // namespace
}  // namespace polesweep::sweep
