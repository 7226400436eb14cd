#include "driver/execute/deadline.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

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
  EXPECT_EQ(parse_deadline("2027-01-15T08:00:00Z", 1000), 1'800'000'000);
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

TEST(Deadline, is_asked_of_squeue_where_slurm_does_not_say) {
  const TemporaryFolder folder;
  const auto squeue = write_file(folder.path() / "squeue",
                                 "#!/bin/sh\n[ \"$*\" = '-h -j 17_3 -o %e' ] && date -d '500 seconds' +%Y-%m-%dT%H:%M:%S\n"
                                 "touch \"$0.asked\"\n");
  std::filesystem::permissions(squeue, std::filesystem::perms::owner_all);
  const std::string path = getenv("PATH");
  setenv("PATH", (folder.path().string() + ":" + path).c_str(), 1);
  setenv("SLURM_JOB_ID", "17_3", 1);
  EXPECT_NEAR(seconds_until_deadline("").value_or(0), 500, 5);
  EXPECT_TRUE(std::filesystem::remove(folder.path() / "squeue.asked"));
  // What is no number of a job never reaches a shell.
  setenv("SLURM_JOB_ID", ("1; touch " + (folder.path() / "touched").string()).c_str(), 1);
  EXPECT_FALSE(seconds_until_deadline(""));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "squeue.asked"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "touched"));
  unsetenv("SLURM_JOB_ID");
  setenv("PATH", path.c_str(), 1);
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

TEST(StopWatch, gives_no_grace_beyond_the_deadline) {
  const TemporaryFolder folder;
  StopWatch watch({.deadline = "+40", .headroom_seconds = 30, .grace_seconds = 60}, folder.path() / "stop");
  watch.ask("somebody");
  EXPECT_NEAR(watch.seconds_left(), 10, 1);
}

TEST(StopWatch, leaves_time_to_save_but_not_beyond_the_deadline) {
  const TemporaryFolder folder;
  const auto saved_at_once = [&](const StopRules& rules) {
    StopWatch watch(rules, folder.path() / "stop");
    watch.ask("somebody");
    EXPECT_TRUE(watch.is_over());
    return watch.is_over_and_saved();
  };
  EXPECT_FALSE(saved_at_once({.deadline = "", .headroom_seconds = 0, .grace_seconds = 0}));
  EXPECT_FALSE(saved_at_once({.deadline = "+30", .headroom_seconds = 30, .grace_seconds = 60}));
  EXPECT_TRUE(saved_at_once({.deadline = "+0.2", .headroom_seconds = 1, .grace_seconds = 60}));
}

TEST(StopWatch, heeds_a_stop_file_unless_it_is_old) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "stop", "");
  StopWatch watch({}, file);
  EXPECT_FALSE(std::filesystem::exists(file));
  watch.look();
  EXPECT_EQ(watch.reason(), "");
  write_file(file, "");
  usleep(600'000);  // it looks twice a second
  watch.look();
  EXPECT_EQ(watch.reason(), file.string() + " is there");
}

TEST(SignalWatch, hears_a_request_to_stop) {
  const SignalWatch signals;
  EXPECT_FALSE(SignalWatch::told_to_stop());
  std::raise(SIGUSR1);
  EXPECT_TRUE(SignalWatch::told_to_stop());
}

TEST(SignalWatch, takes_a_request_that_comes_twice_for_one) {
  {
    const SignalWatch signals;
    std::raise(SIGUSR1);
    std::raise(SIGUSR1);
    EXPECT_TRUE(SignalWatch::told_to_stop());
  }
  const SignalWatch of_the_next_run;
  EXPECT_FALSE(SignalWatch::told_to_stop());
}

void handle_nothing(int) {}

TEST(SignalWatch, leaves_what_was_ignored_alone_and_puts_handlers_back) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, handle_nothing);
  {
    const SignalWatch signals;
    std::raise(SIGINT);
  }
  EXPECT_EQ(std::signal(SIGTERM, SIG_DFL), &handle_nothing);
  EXPECT_EQ(std::signal(SIGINT, SIG_DFL), SIG_IGN);
}

TEST(SignalWatchDeathTest, ends_at_once_on_sigterm_and_sigint_with_the_code_of_a_stop) {
  for (const int signal : {SIGTERM, SIGINT})
    EXPECT_EXIT(
        {
          std::signal(signal, SIG_DFL);  // a shell ignores SIGINT for what it starts in the background
          const SignalWatch signals;
          std::raise(signal);
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
