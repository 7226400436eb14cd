#include "driver/guide/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace polesweep::guide {
namespace {

const std::string sweep =
    "name = 'memory'\nseeds = 4\nlengths = [10, 100]\n"
    "[[task]]\nkind = 'leaky_memory'\ndecay = [0.9, 0.99]\nnoise = 0.1\n"
    "[[poles]]\nnetwork = 'diagonal'\nkind = 'ring'\ncount = [4, 8]\nradius = [0.8, 0.9]\nzip = [['count', 'radius']]\n"
    "[[learner]]\nlabel = 'fixed'\nrecurrent = 'fixed'\nreadout = 'rls'\n"
    "[[learner]]\nlabel = 'learned'\nrecurrent = 'rtrl'\nreadout = 'gradient'\n"
    "optimizer = { kind = 'adam', step_size = [0.001, 0.01] }\ntune = ['optimizer.step_size']\n";

/// The explanation on one line, so that no expectation depends on where lines end.
std::string explained(const std::string& lines) {
  execute::Preparation preparation({"s.toml", sweep + lines, {}}, {});
  std::string text = explain(preparation, preparation.report(1, {}));
  std::string joined;
  for (const char c : text)
    if (const char next = c == '\n' ? ' ' : c; next != ' ' || joined.empty() || joined.back() != ' ') joined += next;
  return joined;
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Explain, says_what_is_compared_and_how_settings_are_chosen) {
  const std::string text = explained("");
  EXPECT_SAYS(text, "3 learner settings on 2 task settings and 2 pole settings: every combination is a point, of which there are 12.");
  EXPECT_SAYS(text, find_member(Family::task, "leaky_memory")->summary);
  EXPECT_SAYS(text, "with decay = 0.9 or 0.99 and noise = 0.1. 2 settings.");
  EXPECT_SAYS(text, "with count = 4 or 8 and radius = 0.8 or 0.9 (count and radius step together). 2 settings.");
  EXPECT_SAYS(text, "\"learned\". Network: rtrl (" + find_member(Family::recurrent, "rtrl")->summary + ").");
  EXPECT_SAYS(text, "Optimizer: adam (" + find_member(Family::optimizer, "adam")->summary + "), with step_size = 0.001 or 0.01.");
  EXPECT_SAYS(text, "Chosen out of 2 settings: optimizer.step_size.");
  EXPECT_SAYS(text, "it is the one with the lowest median risk for each task, pole setting and length on one half of the seeds");
  EXPECT_SAYS(text, "Runs are measured after 10 and 100 training samples. Each point is run with 4 seeds (from 0 to 3).");
  EXPECT_SAYS(text, "That is 48 runs of 12 points.");
  EXPECT_SAYS(text, "leaky_memory: the risk is exact");
  EXPECT_SAYS(text, "intervals of 95 % confidence");
}

TEST(Explain, says_what_a_member_is_once) {
  const std::string text = explained("");
  const std::string summary = find_member(Family::regime, "stream")->summary;
  EXPECT_EQ(text.find(summary), text.rfind(summary));
  EXPECT_SAYS(text, "Samples: stream.");
}

TEST(Explain, says_what_is_left_out) {
  const std::string text = explained("[[exclude]]\npoles.count = 8\nlearner.label = 'learned'\n");
  EXPECT_SAYS(text, "of which there are 8 (12 combinations, 4 left out).");
  EXPECT_SAYS(text, "Left out is where poles.count is 8 and learner.label is learned.");
}

TEST(Explain, says_how_the_risk_is_measured_on_a_test) {
  EXPECT_SAYS(explained("[evaluation]\nkind = 'holdout'\nsamples = 77\n"), "the risk is measured on a test of 77 samples");
  EXPECT_SAYS(explained("[evaluation]\nkind = 'prequential'\nsamples = 5\n"),
              "the risk is measured while learning, over the last 5 samples before each place");
}

TEST(Explain, says_claims_in_words) {
  const std::string text = explained(
      "[[compare]]\nreference = 'fixed'\n"
      "[[claim]]\nkind = 'ratio'\nstatement = 'learning pays'\nof = 'learned'\nreference = 'fixed'\nbelow = 0.5\ntask.decay = 0.99\n"
      "[[claim]]\nkind = 'monotonicity'\nstatement = 'it falls'\ndirection = 'falling'\nlabel = 'learned'\ncontexts = 'some'\n");
  EXPECT_SAYS(text, "Risk after 100 samples, of everything that differs from \"fixed\" in label alone, as a multiple of that of \"fixed\"");
  EXPECT_SAYS(text,
              "1. \"learning pays\". This is claimed of risk after 100 samples, of \"learned\" against \"fixed\" (ratio): < 0.5 where "
              "task.decay is 0.99. It has to hold in every context.");
  EXPECT_SAYS(text,
              "2. \"it falls\". This is claimed of risk along length (monotonicity): falling in some context where label is learned. It is "
              "enough that it holds in one context.");
  EXPECT_SAYS(text, "ratio: one quantity as a multiple of another: median over paired seeds");
}

TEST(Explain, says_when_seeds_end) {
  std::string looks = sweep;
  looks.replace(looks.find("seeds = 4"), 9, "seeds = { until = 0.1, at_most = 64 }");
  execute::Preparation preparation({"s.toml", looks, {}}, {});
  const std::string text = explain(preparation, preparation.report(1, {}));
  EXPECT_SAYS(text, "Each point is run with at most 64 seeds");
  EXPECT_SAYS(text, "The sweep ends at 16 seeds");
}

}  // namespace
}  // namespace polesweep::guide
