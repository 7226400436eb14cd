#include "driver/execute/deadline.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <csignal>
#include <ctime>
#include <filesystem>

#include "core/error.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/signals.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

TEST(Deadline, is_read_in_every_form) {
  EXPECT_EQ(parse_deadline("+90", 1000), 1090);
  EXPECT_EQ(parse_deadline("+1.5", 1000), 1001.5);
  EXPECT_EQ(parse_deadline("+1:02:03", 1000), 1000 + 3723);
  EXPECT_EQ(parse_deadline("1800000000", 1000), 1'800'000'000);
  EXPECT_EQ(parse_deadline("2027-01-15T08:00:00Z", 1000), 1'800'000'000);
}

TEST(Deadline, without_z_is_local_time_as_squeue_prints_it) {
  setenv("TZ", "XST-2", 1);
  tzset();
  EXPECT_EQ(parse_deadline("2027-01-15T10:00:00", 1000), 1'800'000'000);
  unsetenv("TZ");
  tzset();
}

TEST(Deadline, anything_else_is_refused) {
  for (const char* text : {"", "soon", "N/A", "+", "+1:99:00", "2027-01-15", "2027-01-15T08:00:00Zulu", "-5"})
    EXPECT_THROW(parse_deadline(text, 0), Error) << text;
}

TEST(Deadline, comes_from_slurm_where_nothing_is_given) {
  setenv("SLURM_JOB_ID", "1", 1);
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 500).c_str(), 1);
  EXPECT_NEAR(*seconds_until_deadline(""), 500, 5);
  EXPECT_NEAR(*seconds_until_deadline("+20"), 20, 1);
  setenv("SLURM_JOB_END_TIME", "N/A", 1);
  EXPECT_FALSE(seconds_until_deadline(""));
  unsetenv("SLURM_JOB_END_TIME");
  unsetenv("SLURM_JOB_ID");
  EXPECT_FALSE(seconds_until_deadline(""));
}

TEST(StopWatch, keeps_headroom_and_gives_grace) {
  const TemporaryFolder folder;
  StopWatch with_deadline({.deadline = "+100", .headroom_seconds = 30, .grace_seconds = 60}, folder.path() / "stop");
  EXPECT_NEAR(with_deadline.seconds_left(), 70, 1);
  with_deadline.look();
  EXPECT_EQ(with_deadline.reason(), "");
  with_deadline.ask("first");
  with_deadline.ask("second");
  EXPECT_EQ(with_deadline.reason(), "first");
  EXPECT_NEAR(with_deadline.seconds_left(), 60, 1);
  EXPECT_FALSE(with_deadline.is_over());
  StopWatch past({.deadline = "+5", .headroom_seconds = 30, .grace_seconds = 60}, folder.path() / "stop");
  past.look();
  EXPECT_TRUE(past.is_over());
}

TEST(StopWatch, heeds_a_stop_file_unless_it_is_old) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "stop", "");
  StopWatch watch({}, file);
  EXPECT_FALSE(std::filesystem::exists(file));
  write_file(file, "");
  watch.look();
  EXPECT_EQ(watch.reason(), file.string() + " is there");
}

TEST(SignalWatch, hears_a_request_to_stop) {
  const SignalWatch signals;
  EXPECT_FALSE(SignalWatch::told_to_stop());
  std::raise(SIGUSR1);
  EXPECT_TRUE(SignalWatch::told_to_stop());
}

TEST(SignalWatchDeathTest, ends_at_once_on_sigterm_with_the_code_of_a_stop) {
  EXPECT_EXIT(
      {
        const SignalWatch signals;
        std::raise(SIGTERM);
      },
      testing::ExitedWithCode(ExitCode::stopped_early), "stopped by a signal");
}

TEST(Shard, is_a_part_and_a_number_of_parts) {
  EXPECT_EQ(parse_shard("0/1"), (std::pair<std::uint32_t, std::uint32_t>(0, 1)));
  EXPECT_EQ(parse_shard("3/16"), (std::pair<std::uint32_t, std::uint32_t>(3, 16)));
  for (const char* text : {"", "1", "1/1", "4/4", "-1/2", "0/0", "1/2/3", "a/2"}) EXPECT_THROW(parse_shard(text), Error) << text;
}

}  // namespace
}  // namespace polesweep::execute
