#include "driver/execute/run_sweep.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/record_log.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

class RunSweep : public testing::Test {
 protected:
  RunOptions options() const {
    RunOptions options;
    options.sweep = folder_.path() / "s.toml";
    options.results = folder_.path() / "out" / "r.h5";
    options.report = false;
    return options;
  }
  int run(const std::string& text, const RunOptions& options) const {
    write_file(options.sweep, text);
    return run_sweep(options, *single_rank());
  }
  results::Group results() const { return results::read_netcdf(options().results); }
  std::vector<double> risk() const { return std::get<std::vector<double>>(results().find("risk")->values); }

  TemporaryFolder folder_;
};

TEST_F(RunSweep, leaves_complete_results_and_no_logs) {
  EXPECT_EQ(run(example_sweep, options()), ExitCode::complete);
  const results::Group root = results();
  EXPECT_EQ(root.attribute("complete"), "true");
  EXPECT_EQ(root.size_of("point"), 12u);
  EXPECT_TRUE(root.find_group("statistics"));
  EXPECT_EQ(root.find_group("provenance")->size_of("session"), 1u);
  EXPECT_FALSE(std::filesystem::exists(results::parts_folder(options().results)));
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

}  // namespace
}  // namespace polesweep::execute
