#include "driver/execute/seed_looks.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "analysis/conclusions/answers.hpp"
#include "analysis/estimators/looks.hpp"
#include "core/results/record_log.hpp"
#include "core/results/results_builder.hpp"
#include "driver/execute/shard.hpp"
#include "tests/driver/execute/run_sweep_test.hpp"

namespace polesweep::execute {
namespace {

std::string with_seeds(const std::string& seeds) {
  return std::regex_replace(std::string(example_sweep), std::regex("seeds = 10"), "seeds = " + seeds);
}

class SeedLooks : public RunSweep {
 protected:
  /// The results without what tells of sessions, times and looks.
  results::Group data() const {
    results::Group root = results();
    std::erase_if(root.groups, [](const results::Group& group) {
      return group.name == "provenance" || group.name == "statistics" || group.name == "looks";
    });
    std::erase_if(root.attributes, [](const auto& attribute) { return attribute.first == "sweep" || attribute.first == "created"; });
    std::erase_if(root.variables, [](const results::Variable& variable) {
      return variable.name == "wall_seconds" || variable.name == "processor_seconds";
    });
    return root;
  }
  analysis::Looks looks() const { return *analysis::read_looks(results()); }
};

/// What the page says of the risks, computed here once more: the width of each contender's interval.
double widest(const results::Group& root) {
  const analysis::Runs runs(root);
  const analysis::PointFields fields(root);
  const std::vector<analysis::Cell> cells = analysis::cells_of(fields);
  double widest = 0;
  for (const analysis::Answer& answer : analysis::answer(runs, fields, cells, 0).list)
    for (const analysis::Contender& contender : answer.contenders) widest = std::max(widest, analysis::relative_half_width(contender.risk));
  return widest;
}

TEST_F(SeedLooks, end_where_all_intervals_are_narrow) {
  EXPECT_EQ(run(with_seeds("{ until = 4, at_most = 128, first = 8 }"), options()), ExitCode::complete);
  const analysis::Looks looks = this->looks();
  ASSERT_EQ(looks.list.size(), 5U);
  const analysis::Look& last = *looks.last();
  EXPECT_GT(last.seeds, 8);
  EXPECT_LT(last.seeds, 128);
  EXPECT_TRUE(last.is_enough());
  EXPECT_EQ(last.answers, 8);
  EXPECT_EQ(results().size_of("seed"), static_cast<std::size_t>(last.seeds));
  EXPECT_EQ(results().attribute("complete"), "true");
  EXPECT_EQ(last.width, widest(results()));
  EXPECT_LE(last.width, 4);
  for (const analysis::Look& look : looks.list)
    if (look.seeds < last.seeds) EXPECT_GT(look.width, 4);
}

TEST_F(SeedLooks, compute_the_runs_of_that_number_of_seeds) {
  run(with_seeds("{ until = 4, at_most = 128, first = 8 }"), options());
  const results::Group until = data();
  const auto seeds = looks().last()->seeds;
  std::filesystem::remove(options().results);
  run(with_seeds(std::to_string(seeds)), options());
  EXPECT_TRUE(results::same_data(until, data()));
}

TEST_F(SeedLooks, are_the_same_whatever_was_computed_before) {
  run(with_seeds("{ until = 4, at_most = 128, first = 8 }"), options());
  const results::Group until = data();
  const analysis::Looks looks = this->looks();
  std::filesystem::remove(options().results);
  run(with_seeds("128"), options());
  run(with_seeds("{ until = 4, at_most = 128, first = 8 }"), options());
  EXPECT_TRUE(results::same_data(until, data()));
  EXPECT_TRUE(results::same_data(analysis::looks_group(looks), analysis::looks_group(this->looks())));
}

TEST_F(SeedLooks, end_at_the_most_without_an_error) {
  EXPECT_EQ(run(with_seeds("{ until = 1e-9, at_most = 20, first = 8 }"), options()), ExitCode::complete);
  EXPECT_EQ(looks().last()->seeds, 20);
  EXPECT_FALSE(looks().last()->is_enough());
  EXPECT_EQ(results().attribute("complete"), "true");
}

TEST_F(SeedLooks, wait_for_claims) {
  const std::string claim =
      "[[claim]]\nkind = \"ratio\"\nstatement = \"rls is better\"\nof = \"fixed, rls\"\nreference = \"fixed, lms\"\nbelow = 1\n"
      "task.noise = 0.0\n";
  EXPECT_EQ(run(with_seeds("{ until = 1e-9, at_most = 64, first = 16, of = \"claims\" }") + claim, options()), ExitCode::complete);
  const analysis::Looks looks = this->looks();
  EXPECT_GT(looks.list[0].width, 0.1);
  EXPECT_FALSE(looks.list[0].is_enough());
  EXPECT_EQ(looks.last()->seeds, 32);
  EXPECT_EQ(looks.last()->answers, 1);
  EXPECT_EQ(looks.last()->width, 0);
}

TEST_F(SeedLooks, know_the_statistics_that_claims_are_about) {
  const std::string claim =
      "[[claim]]\nkind = \"value\"\nstatement = \"some samples\"\nquantity = \"samples_to_threshold\"\nat = 0.5\nabove = 20\n"
      "label = \"fixed, rls\"\n";
  run(with_seeds("{ until = 1e-9, at_most = 64, first = 16, of = \"claims\" }") + claim, options());
  EXPECT_EQ(looks().last()->answers, 1);
}

TEST_F(SeedLooks, wait_for_runs_that_have_failed) {
  const std::string sweep = with_seeds("{ until = 4, at_most = 128, first = 8 }");
  run(sweep, options());
  const results::Group until = data();
  std::vector<RunRecord> records;
  results::visit_runs(results(), [&](const RunRecord& record) { records.push_back(record); });
  std::filesystem::remove(options().results);
  RunRecord failed;
  failed.key = records[3].key;
  records[3] = failed;
  records[3].status = Status::failed;
  records[3].message = "no memory";
  results::RecordLog(results::parts_folder(options().results), results::new_session_name(), 0, 10, program_numerics()).append(records);
  gather(options());
  EXPECT_EQ(results().size_of("seed"), 8u);
  EXPECT_EQ(looks().last(), nullptr);
  testing::internal::CaptureStderr();
  run(sweep, options());
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\n384 of 384 runs, "), std::string::npos);
  EXPECT_TRUE(results::same_data(until, data()));
}

TEST_F(SeedLooks, are_not_for_shards) {
  RunOptions shard = options();
  shard.shard = parse_shard("0/2");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(with_seeds("{ until = 4, at_most = 128, first = 8 }"), shard), ExitCode::bad_input);
  EXPECT_EQ(
      testing::internal::GetCapturedStderr(),
      "--shard: not for a sweep that adds seeds until intervals are narrow (that is decided by all runs). Use more ranks, or give the "
      "number of seeds?\n");
}

}  // namespace
}  // namespace polesweep::execute
