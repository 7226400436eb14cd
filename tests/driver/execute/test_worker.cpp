#include "driver/execute/worker.hpp"

#include <gtest/gtest.h>

#include <map>

#include "core/block/kernel_set.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/sweep/identity.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

/// All runs of a sweep that is not checked, as one assignment.
std::map<RecordKey, RunRecord> compute_unchecked(const std::string& text, Report& report, bool fuses = true) {
  const TemporaryFolder folder;
  data::DataFiles files;
  const sweep::Grid grid(sweep::parse_sweep({"s.toml", text, {}}, {}, files), files);
  Assignment assignment{.unit = 0,
                        .points = {},
                        .first_seed = 0,
                        .seeds = static_cast<std::uint32_t>(grid.sweep().seeds.size()),
                        .lengths = static_cast<std::uint32_t>(grid.sweep().lengths.size()),
                        .wanted = {}};
  for (const sweep::PlannedPoint& point : sweep::list_points(grid).points) assignment.points.push_back(point.ref);
  assignment.wanted.assign(assignment.points.size() * assignment.seeds, true);
  {
    results::RecordLog log(folder.path(), results::new_session_name(), 0, 10, {.fingerprint = "f00d"});
    Worker worker({grid, files, kernels(), "f00d", fuses}, log);
    report = worker.execute(assignment);
  }
  std::map<RecordKey, RunRecord> records;
  results::scan_logs(folder.path(), [&](RunRecord&& record, results::LogPosition) { records[record.key] = std::move(record); });
  return records;
}

const char* good_and_bad =
    "seeds = 3\nlengths = [50]\n"
    "[[task]]\nkind = \"linear_teacher\"\npoles = [[0.8]]\ngains = [[1.0]]\n"
    "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 4\nradius = 0.9\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = { kind = \"lms\", step_size = 0.01 }\n";

TEST(Worker, a_run_that_throws_fails_alone) {
  // On real data widely linear regressors cannot be made; `plan` refuses them, a worker meets them only here.
  const std::string bad =
      std::string(good_and_bad) +
      "[[learner]]\nrecurrent = \"fixed\"\nreadout = { kind = \"lms\", step_size = 0.01, regressors = \"widely_linear\" }\n";
  Report report;
  const auto records = compute_unchecked(bad, report);
  EXPECT_EQ(report.complete, 3u);
  EXPECT_EQ(report.failed, 3u);
  ASSERT_EQ(records.size(), 6u);
  Report undisturbed_report;
  const auto undisturbed = compute_unchecked(good_and_bad, undisturbed_report);
  int failed = 0;
  for (const auto& [key, record] : records) {
    if (record.status == Status::failed) {
      ++failed;
      EXPECT_EQ(record.message,
                "regressors: widely_linear is for complex data (the task is real, where states are their own conjugates). Remove it?");
    } else {
      EXPECT_TRUE(same_data(record, undisturbed.at(key)));
    }
  }
  EXPECT_EQ(failed, 3);
  Report unfused_report;
  for (const auto& [key, record] : compute_unchecked(bad, unfused_report, false)) EXPECT_TRUE(same_data(record, records.at(key)));
  EXPECT_EQ(unfused_report.complete, 3u);
  EXPECT_EQ(unfused_report.failed, 3u);
}

TEST(Worker, runs_whose_poles_cannot_be_made_fail_under_their_own_key) {
  const std::string bad =
      "seeds = 3\nlengths = [50]\n"
      "[[task]]\nkind = \"linear_teacher\"\npoles = [[0.8]]\ngains = [[1.0]]\n"
      "[[poles]]\nnetwork = \"diagonal\"\nkind = \"delay_line\"\ncount = 4\n"
      "[[learner]]\nrecurrent = \"fixed\"\nreadout = { kind = \"lms\", step_size = 0.01 }\n";
  Report report;
  const auto records = compute_unchecked(bad, report);
  EXPECT_EQ(records.size(), 3u);
  for (const auto& [key, record] : records) {
    EXPECT_EQ(record.status, Status::failed);
    EXPECT_EQ(key.evaluation, sweep::evaluation_hash({"exact", 0}));
  }
}

TEST(Worker, shares_out_the_time_of_a_group) {
  Report report;
  for (const auto& [key, record] : compute_unchecked(good_and_bad, report)) EXPECT_GT(record.wall_seconds, 0);
}

TEST(Worker, says_in_every_record_what_computed_it) {
  Report report;
  for (const bool fuses : {true, false})
    for (const auto& [key, record] : compute_unchecked(good_and_bad, report, fuses)) EXPECT_EQ(record.numerics, "f00d");
}

}  // namespace
}  // namespace polesweep::execute
