#include "driver/execute/outcome.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "core/error.hpp"
#include "driver/execute/run_sweep.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

/// What scripts read of how a run ended, of the run itself.
class OutcomeOfARun : public testing::Test {
 protected:
  /// Runs a sweep, and gives its code and what it left; the file without the results' folder.
  std::pair<int, std::string> run(const std::string& text, const std::function<void(RunOptions&)>& change = {}) {
    RunOptions options;
    options.sweep = write_file(folder_.path() / "s.toml", text);
    options.results = folder_.path() / "out" / "r.h5";
    options.report = false;
    options.outcome = folder_.path() / "outcome";
    if (change) change(options);
    const int code = run_sweep(options, *single_rank());
    return {code, said()};
  }
  std::string said() const {
    std::ifstream file(folder_.path() / "outcome");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const std::string folder = folder_.path().string() + "/";
    for (std::size_t at; (at = text.find(folder)) != std::string::npos;) text.erase(at, folder.size());
    return text;
  }

  TemporaryFolder folder_;
};

using Seen = std::pair<int, std::string>;

TEST_F(OutcomeOfARun, is_complete) { EXPECT_EQ(run(example_sweep), (Seen{0, "complete 0\nout/r.h5: 120 runs, 0 of them diverged\n"})); }

/// Three units of eight runs.
constexpr const char* three_units =
    "seeds = 24\n"
    "lengths = [35000]\n"
    "[[task]]\nkind = \"linear_teacher\"\npoles = [[0.8]]\ngains = [[1.0]]\n"
    "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 32\nradius = 0.9\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = \"rls\"\n";

TEST_F(OutcomeOfARun, of_a_shard_names_the_shards_that_are_missing) {
  const auto run_shard = [&](const std::string& shard) {
    return run(three_units, [&](RunOptions& options) { options.shard = parse_shard(shard); });
  };
  EXPECT_EQ(run_shard("4/2-6:2"),
            (Seen{0,
                  "complete 0\nshard 4 of 2-6:2 is done; 16 runs of other shards are missing (shards 2,6), and the last "
                  "shard builds out/r.h5\n"}));
  EXPECT_EQ(
      run_shard("2/3"),
      (Seen{0, "complete 0\nshard 2 of 3 is done; 8 runs of other shards are missing (shard 0), and the last shard builds out/r.h5\n"}));
  EXPECT_EQ(run_shard("1/1-3"), (Seen{0, "complete 0\nout/r.h5: 24 runs, 0 of them diverged\n"}));
}

TEST_F(OutcomeOfARun, of_a_shard_of_formulas_names_them_too) {
  const std::string formulas =
      "[[theory]]\nformula = \"p1.f\"\nx = 0.5\ny = 0.5\nc = 0.75\nd = [0.8, 0.9]\n"
      "[[theory]]\nformula = \"p1.f\"\nlabel = \"other\"\nx = 0.25\ny = 0.5\nc = 0.75\nd = 0.8\n";
  const auto [code, said] = run(formulas, [](RunOptions& options) { options.shard = parse_shard("0/2"); });
  EXPECT_EQ(
      said,
      "complete 0\nshard 0 of 2 is done; values of formulas of other shards are missing (shard 1), and the last shard builds out/r.h5\n");
}

TEST_F(OutcomeOfARun, that_added_nothing_is_stopped) {
  // The deadline has passed when it begins, and it ends without waiting for its thread.
  EXPECT_EXIT(run(example_sweep, [](RunOptions& options) { options.stop = {.deadline = "+1", .headroom_seconds = 10}; }),
              testing::ExitedWithCode(ExitCode::stopped_early), "");
  EXPECT_EQ(said(),
            "stopped 75\nstopped early: the deadline has come, and units were not finished in time. Run the same command again to go on; 0 "
            "of 120 "
            "runs are stored. Nothing was added to them.\n");
}

TEST_F(OutcomeOfARun, that_is_refused_is_left_out_and_an_old_one_goes) {
  write_file(folder_.path() / "outcome", "go-on 75\n");
  EXPECT_EQ(run("seeds = 0\n"), (Seen{2, ""}));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "outcome"));
}

TEST(Outcome, has_a_word_for_each_end) {
  const TemporaryFolder folder;
  const auto left = [&](const Closing& closing) {
    leave_outcome(folder.path() / "o", closing);
    std::ifstream file(folder.path() / "o");
    return std::string((std::istreambuf_iterator<char>(file)), {});
  };
  EXPECT_EQ(left({ExitCode::complete, "all"}), "complete 0\nall\n");
  EXPECT_EQ(left({ExitCode::complete_with_failures, "some"}), "complete 3\nsome\n");
  EXPECT_EQ(left({ExitCode::stopped_early, "full"}), "stopped 75\nfull\n");
  EXPECT_EQ(left({ExitCode::stopped_early, "late", true}), "go-on 75\nlate\n");
}

TEST(Outcome, that_cannot_be_written_is_none) {
  const TemporaryFolder folder;
  leave_outcome(folder.path() / "missing" / "o", {});
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "missing"));
  std::filesystem::create_directories(folder.path() / "o" / "not-empty");
  EXPECT_THROW(clear_outcome(folder.path() / "o"), Error);
  clear_outcome(folder.path() / "missing" / "o");
  leave_outcome("", {});
}

}  // namespace
}  // namespace polesweep::execute
