#include "driver/execute/run_sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <functional>

#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "driver/execute/preparation.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/replay.hpp"
#include "driver/execute/versions.hpp"
#include "driver/sweep/identity.hpp"
#include "tests/driver/execute/example_sweep.hpp"
#include "tests/driver/execute/run_sweep_test.hpp"

namespace polesweep::execute {
namespace {

TEST_F(RunSweep, leaves_complete_results_and_no_logs) {
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  const results::Group root = results();
  EXPECT_EQ(root.attribute("complete"), "true");
  EXPECT_EQ(root.size_of("point"), 12u);
  EXPECT_TRUE(root.find_group("statistics"));
  EXPECT_EQ(root.find_group("provenance")->size_of("session"), 1u);
  EXPECT_FALSE(std::filesystem::exists(results::parts_folder(options().results)));
}

TEST_F(RunSweep, learners_take_the_same_operations_whatever_is_measured_of_them) {
  const auto operations = [&] { return results::stored_values<double>(results(), "operations"); };
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  const std::vector<double> plain = operations();
  EXPECT_EQ(run(std::string(example_sweep) + "[measure]\nmetrics = [\"spectrum\", \"state_condition\"]\n", options()), ExitCode::complete);
  EXPECT_EQ(operations(), plain);
}

TEST_F(RunSweep, least_squares_stand_beside_recorded_results_of_a_holdout) {
  std::string csv = "x,y\n";
  std::uint32_t state = 1;
  for (int t = 0; t < 400; ++t) {
    state = state * 1664525U + 1013904223U;
    csv += std::to_string(state >> 16) + "," + std::to_string(2 * (state >> 16)) + "\n";
  }
  write_file(folder_.path() / "r.csv", csv);
  const std::string sweep =
      "seeds = 2\nlengths = [20]\n"
      "[[task]]\nkind = \"file\"\npath = \"r.csv\"\ninputs = [[\"x\"]]\ntargets = [[\"y\"]]\nwindows = 2\nwindow_length = 100\n"
      "standardise = 50\nstandardise_targets = [false, true]\n"
      "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 4\nradius = 0.9\n"
      "[[learner]]\nrecurrent = \"fixed\"\nreadout = \"rls\"\n[evaluation]\n";
  const auto baselines = [&] {
    const results::Group root = results();
    std::vector<double> risk = std::get<std::vector<double>>(root.find("baseline_risk")->values);
    EXPECT_EQ(root.find("baseline_risk")->dimensions, std::vector<std::string>{"point"});
    EXPECT_EQ(root.find("baseline_risk")->units, "target^2");
    std::sort(risk.begin(), risk.end(), [](double a, double b) { return !std::isnan(a) && std::isnan(b); });
    return risk;
  };
  EXPECT_EQ(run(sweep + "kind = \"holdout\"\n", options()), ExitCode::complete);
  ASSERT_EQ(baselines().size(), 2u);
  EXPECT_LT(baselines()[0], 1e-6);
  EXPECT_TRUE(std::isnan(baselines()[1]));  // standardised targets have another unit
  EXPECT_EQ(run(sweep + "kind = \"prequential\"\n", options()), ExitCode::complete);
  EXPECT_TRUE(std::isnan(baselines()[0]));  // another test
  EXPECT_TRUE(std::isnan(baselines()[1]));
}

TEST_F(RunSweep, run_again_computes_nothing) {
  run(example_sweep, options());
  const auto before = std::get<std::vector<double>>(results().find("wall_seconds")->values);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_EQ(std::get<std::vector<double>>(results().find("wall_seconds")->values), before);  // times of the first run, not new ones
}

TEST_F(RunSweep, more_seeds_and_points_keep_what_is_there) {
  run(example_sweep, options());
  std::string larger = example_sweep;
  larger.replace(larger.find("seeds = 10"), 10, "seeds = 12");
  larger.replace(larger.find("[0.01, 0.1]"), 11, "[0.01, 0.1, 0.2]");
  EXPECT_EQ(run(larger, options()), ExitCode::complete);
  const std::vector<double> extended = risk();
  std::filesystem::remove_all(options().results.parent_path());
  EXPECT_EQ(run(larger, options()), ExitCode::complete);
  ASSERT_EQ(extended.size(), risk().size());
  for (std::size_t i = 0; i < extended.size(); ++i)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(extended[i]), std::bit_cast<std::uint64_t>(risk()[i]));
}

TEST_F(RunSweep, runs_that_are_not_asked_for_now_are_kept_beside) {
  run(example_sweep, options());
  std::string smaller = example_sweep;
  smaller.replace(smaller.find("[0.01, 0.1]"), 11, "[0.01]");
  EXPECT_EQ(run(smaller, options()), ExitCode::complete);
  EXPECT_EQ(results().size_of("point"), 8u);
  std::size_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(options().results.parent_path()))
    if (entry.path() != options().results) ++kept;
  EXPECT_EQ(kept, 1u);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_EQ(results().size_of("point"), 12u);
}

TEST_F(RunSweep, gather_builds_what_is_there) {
  EXPECT_EQ(gather([&] {
              write_file(options().sweep, example_sweep);
              std::filesystem::create_directories(options().results.parent_path());
              return options();
            }()),
            ExitCode::stopped_early);
  EXPECT_EQ(results().attribute("complete"), "false");
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_EQ(gather(options()), ExitCode::complete);
}

TEST_F(RunSweep, bad_input_is_a_code_and_nothing_starts) {
  EXPECT_EQ(run("seeds = 0\n", options()), ExitCode::bad_input);
  EXPECT_FALSE(std::filesystem::exists(options().results.parent_path()));
}

TEST_F(RunSweep, a_file_that_is_no_results_file_is_left_alone) {
  std::filesystem::create_directories(options().results.parent_path());
  write_file(options().results, "precious");
  EXPECT_EQ(run(example_sweep, options()), ExitCode::bad_input);
  EXPECT_EQ(std::filesystem::file_size(options().results), 8u);
}

/// Versions as they were when RLS was another one.
std::string older_versions() {
  std::string versions = current_versions();
  const std::size_t rls = versions.find("learner.readout.kind=rls@");
  return versions.replace(rls, versions.find('\n', rls) - rls, "learner.readout.kind=rls@77");
}

/// Rewrites a results file as if RLS had been another version when it was made.
void make_older(const RunOptions& options) {
  results::Group root = results::read_netcdf(options.results);
  const std::string versions = older_versions();
  Preparation preparation(options.sweep, {});
  for (auto& [name, value] : root.attributes)
    if (name == "versions") value = versions;
  for (results::Variable& variable : root.variables) {
    if (variable.name != "point_id") continue;
    for (std::size_t i = 0; i < preparation.points().points.size(); ++i) {
      const Point point = preparation.grid().resolve(preparation.points().points[i].ref);
      std::get<std::vector<std::string>>(variable.values)[i] =
          sweep::identify(with_versions(sweep::canonical_text(point, preparation.files()), versions)).hex();
    }
  }
  results::write_netcdf(options.results, root);
}

TEST_F(RunSweep, finished_runs_of_an_older_version_are_computed_again_only_when_told) {
  run(example_sweep, options());
  make_older(options());
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::bad_input);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("40 finished runs again"), std::string::npos) << said;
  EXPECT_NE(said.find("  learner.readout.kind=rls@77 -> "), std::string::npos) << said;
  const std::size_t change = said.find("  learner.readout");
  const std::string changed = said.substr(change, said.find('\n', change) + 1 - change);
  std::string replayed;
  const std::vector<std::string> points = std::get<std::vector<std::string>>(results().find("point_id")->values);
  for (const std::string& point : points) try {
      replay(options().results, point, 3);
    } catch (const Error& error) {
      replayed = error.what();
      EXPECT_EQ(replayed,
                "replay: point " + point + ": versions have changed since:\n" + changed + "Replay it with the program that computed it?");
    }
  EXPECT_NE(replayed, "");
  RunOptions redo = options();
  redo.redo = true;
  EXPECT_EQ(run(example_sweep, redo), ExitCode::complete);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
}

TEST_F(RunSweep, so_are_those_in_logs_of_an_unfinished_sweep) {
  write_file(options().sweep, example_sweep);
  const auto parts = results::parts_folder(options().results);
  std::filesystem::create_directories(parts);
  Provenance before = own_provenance();
  before.versions = older_versions();
  before.ended = true;
  leave_session_file(parts, before);
  {
    Preparation preparation(options().sweep, {});
    const results::Request request = preparation.request();
    results::RecordLog log(parts, before.session, 0, 10, program_numerics());
    for (std::size_t i = 0; i < request.ids.size(); ++i) {
      const Point point = preparation.grid().resolve(preparation.points().points[i].ref);
      RunRecord record;
      record.key = {sweep::identify(with_versions(sweep::canonical_text(point, preparation.files()), before.versions)), 3,
                    request.evaluation_hashes[i]};
      record.status = Status::complete;
      record.lengths = {20, 100};
      record.risk = {1, 1};
      record.numerics = program_numerics().fingerprint;
      log.append(record);
    }
  }
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::bad_input);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("would compute 4 finished runs again"), std::string::npos) << said;
  EXPECT_NE(said.find("  learner.readout.kind=rls@77 -> "), std::string::npos) << said;
  RunOptions redo = options();
  redo.redo = true;
  EXPECT_EQ(run(example_sweep, redo), ExitCode::complete);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
}

TEST_F(RunSweep, versions_that_no_point_uses_do_not_matter) {
  run(example_sweep, options());
  results::Group root = results();
  for (auto& [name, value] : root.attributes)
    if (name == "versions") value.replace(value.find("kind=ridge@"), 11, "kind=ridge@9");
  results::write_netcdf(options().results, root);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  // Nor where runs are computed again for another reason.
  root = results();
  for (auto& [name, value] : root.attributes)
    if (name == "versions") value.replace(value.find("kind=ridge@"), 11, "kind=ridge@9");
  results::write_netcdf(options().results, root);
  std::string longer = example_sweep;
  longer.replace(longer.find("[20, 100]"), 9, "[20, 120]");
  EXPECT_EQ(run(longer, options()), ExitCode::complete);
}

TEST_F(RunSweep, logs_with_runs_that_are_not_asked_for_stay) {
  const auto parts = results::parts_folder(options().results);
  std::filesystem::create_directories(parts);
  const std::string session = results::new_session_name();
  RunRecord other;
  other.key = {{1, 2}, 3, 4};
  other.status = Status::complete;
  other.lengths = {20, 100};
  other.risk = {1, 1};
  results::RecordLog(parts, session, 0, 10, program_numerics()).append(other);
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  std::uint64_t found = 0;
  results::scan_logs(parts, [&](RunRecord&& record, results::LogPosition) { found += same_data(record, other); });
  EXPECT_EQ(found, 1u);
}

TEST_F(RunSweep, a_torn_record_is_left_out_and_said) {
  const auto parts = results::parts_folder(options().results);
  std::filesystem::create_directories(parts);
  std::filesystem::path log;
  {
    results::RecordLog whole(parts, results::new_session_name(), 0, 10, program_numerics());
    log = whole.path();
  }
  std::ofstream(log, std::ios::app) << "torn!";
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("r.h5.parts: 5 bytes of records that were cut off in writing are left out"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(parts));
}

TEST_F(RunSweep, of_records_of_one_run_that_differ_the_one_computed_now_stands) {
  run(example_sweep, options());
  const std::vector<double> right = risk();
  std::filesystem::remove(options().results);
  write_file(options().sweep, example_sweep);
  const auto parts = results::parts_folder(options().results);
  std::filesystem::create_directories(parts);
  Preparation preparation(options().sweep, {});
  const results::Request request = preparation.request();
  RunRecord record;
  record.key = {request.ids.front(), 3, request.evaluation_hashes.front()};
  record.status = Status::complete;
  record.lengths = {20, 100};
  record.numerics = program_numerics().fingerprint;
  for (const double risk : {1.0, 2.0}) {
    record.risk = {risk, risk};
    results::RecordLog(parts, results::new_session_name(), 0, 10, program_numerics()).append(record);
  }
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("point " + request.ids.front().hex() + ", seed 3: two records of this run differ"), std::string::npos) << said;
  EXPECT_NE(said.find("seed 3: stored records differ, and the one computed now is kept"), std::string::npos) << said;
  EXPECT_EQ(risk(), right);
  EXPECT_FALSE(std::filesystem::exists(parts));
}

TEST_F(RunSweep, a_damaged_log_is_set_aside_and_its_runs_are_computed_again) {
  const auto parts = results::parts_folder(options().results);
  std::filesystem::create_directories(parts);
  write_file(parts / "20260101T000000Z-0123456789abcdef-0.log", "polesweepL and then nothing that makes sense");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("20260101T000000Z-0123456789abcdef-0.log: "), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(parts / "20260101T000000Z-0123456789abcdef-0.log.damaged"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  EXPECT_EQ(testing::internal::GetCapturedStderr().find("warning"), std::string::npos);
}

TEST_F(RunSweep, damaged_results_are_set_aside_and_computed_again) {
  run(example_sweep, options());
  const std::vector<double> whole = risk();
  const auto size = std::filesystem::file_size(options().results);
  const auto damage = {std::function<void()>([&] { std::filesystem::resize_file(options().results, size / 2); }),
                       std::function<void()>([&] { std::filesystem::resize_file(options().results, 0); }), std::function<void()>([&] {
                         std::fstream file(options().results, std::ios::in | std::ios::out | std::ios::binary);
                         file.seekp(static_cast<std::streamoff>(size / 2));
                         file.write("damage", 6);
                       })};
  for (const auto& spoil : damage) {
    spoil();
    EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
    EXPECT_EQ(risk(), whole);
  }
  std::size_t aside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(options().results.parent_path()))
    aside += entry.path().string().find(".damaged.") != std::string::npos;
  EXPECT_EQ(aside, 3u);
}

}  // namespace
}  // namespace polesweep::execute
