#include "driver/sweep/sweep_keys.hpp"

#include <gtest/gtest.h>

#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

TEST(SweepKeys, have_the_default_that_is_listed) {
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 + learner_at_14);
  int compared = 0;
  for (const SweepKey& key : sweep_keys()) {
    if (!key.spec.fallback) continue;
    const std::string text = key.text(sweep);
    EXPECT_EQ(text.empty() ? "[]" : text, literal(node_of(*key.spec.fallback))) << key.path();
    ++compared;
  }
  EXPECT_EQ(compared, 7);
}

TEST(SweepKeys, are_listed_read_and_written_by_section) {
  std::vector<std::string> listed;
  for (const MemberInfo& section : list_sections()) {
    listed.push_back(section.name);
    for (const FieldSpec& spec : section.fields) listed.push_back(spec.name);
  }
  EXPECT_EQ(listed,
            (std::vector<std::string>{"top",     "name",         "seeds", "lengths", "iterations",   "[measure]",  "metrics", "thresholds",
                                      "shadows", "[evaluation]", "kind",  "samples", "[statistics]", "confidence", "delta",   "seeds",
                                      "until",   "at_most",      "first", "of",      "start",        "tune.race",  "keep",    "rungs"}));
  const Sweep sweep = parse(head + task_at_5 + poles_at_9 + learner_at_14 + "[measure]\nthresholds = [0.25]\n[statistics]\ndelta = 0.5\n");
  EXPECT_EQ(section_text(sweep, "measure"), "metrics = []\nthresholds = [0.25]\n");
  EXPECT_EQ(section_text(sweep, "statistics"), "confidence = 0.95\ndelta = 0.5\n");
  EXPECT_EQ(error_of(head + task_at_5 + poles_at_9 + learner_at_14 + "[statistics]\ndelt = 0.5\n"),
            "s.toml:18:1: statistics.delt: unknown key ([statistics] reads: confidence, delta). Did you mean 'delta'?");
}

}  // namespace
}  // namespace polesweep::sweep
