#include "driver/execute/deadline.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>

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
  for (const std::size_t size : {400, 1'000'000}) EXPECT_THROW(parse_deadline(std::string(size, '9'), 0), Error) << size;
}

/// A job of Slurm whose squeue is a script.
class InAJob : public testing::Test {
 protected:
  InAJob() : path_(getenv("PATH")) {
    setenv("PATH", (folder_.path().string() + ":" + path_).c_str(), 1);
    setenv("SLURM_JOB_ID", "17", 1);
  }
  ~InAJob() override {
    setenv("PATH", path_.c_str(), 1);
    for (const char* name : {"SLURM_JOB_ID", "SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_JOB_END_TIME"}) unsetenv(name);
  }
  /// Replaces it at once, also while it runs.
  void squeue(const std::string& text) {
    const auto file = write_file(folder_.path() / "squeue.new", "#!/bin/sh\necho \"$*\" >> \"$0.asked\"\n" + text + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    std::filesystem::rename(file, folder_.path() / "squeue");
  }
  /// The end that squeue prints, as it does: in the time zone and the form that it is told.
  void squeue_says_in(int seconds) {
    squeue("[ \"$SLURM_TIME_FORMAT\" = standard ] && date -d '" + std::to_string(seconds) + " seconds' +%Y-%m-%dT%H:%M:%S");
  }
  std::string asked() {
    std::ifstream file(folder_.path() / "squeue.asked");
    std::string said((std::istreambuf_iterator<char>(file)), {});
    std::filesystem::remove(folder_.path() / "squeue.asked");
    return said;
  }

  TemporaryFolder folder_;
  std::string path_;
};

TEST_F(InAJob, squeue_knows_the_end_better_than_the_environment) {
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 900).c_str(), 1);
  setenv("TZ", "XST-2", 1);
  squeue_says_in(500);
  EXPECT_NEAR(seconds_until_deadline("").value_or(0), 500, 5);
  unsetenv("TZ");
  EXPECT_EQ(asked(), "-h -j 17 -o %e\n");
  EXPECT_NEAR(*seconds_until_deadline("+20"), 20, 1);
  EXPECT_EQ(asked(), "");
}

TEST_F(InAJob, the_environment_answers_where_squeue_does_not) {
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 900).c_str(), 1);
  for (const char* silent : {"exit 1", "echo slurm_load_jobs error >&2; exit 1", "echo N/A", "echo soon", ""}) {
    squeue(silent);
    EXPECT_NEAR(seconds_until_deadline("").value_or(0), 900, 5) << silent;
  }
  setenv("SLURM_JOB_END_TIME", "N/A", 1);
  EXPECT_FALSE(seconds_until_deadline(""));
  unsetenv("SLURM_JOB_END_TIME");
  EXPECT_FALSE(seconds_until_deadline(""));
  unsetenv("SLURM_JOB_ID");
  asked();
  EXPECT_FALSE(seconds_until_deadline(""));
  EXPECT_EQ(asked(), "");
}

TEST_F(InAJob, without_a_limit_has_no_deadline_though_the_environment_has_one) {
  setenv("SLURM_JOB_END_TIME", std::to_string(std::time(nullptr) + 900).c_str(), 1);
  squeue("echo NONE");
  EXPECT_EQ(seconds_until_deadline(""), std::numeric_limits<double>::infinity());
}

TEST_F(InAJob, of_an_array_is_asked_for_by_its_own_name) {
  // The last job of an array has the number of the array, by which squeue lists all of them.
  setenv("SLURM_ARRAY_JOB_ID", "17", 1);
  setenv("SLURM_ARRAY_TASK_ID", "3", 1);
  squeue_says_in(500);
  EXPECT_NEAR(seconds_until_deadline("").value_or(0), 500, 5);
  EXPECT_EQ(asked(), "-h -j 17_3 -o %e\n");
}

TEST_F(InAJob, what_is_no_number_never_reaches_a_shell) {
  squeue_says_in(500);
  setenv("SLURM_JOB_ID", ("1; touch " + (folder_.path() / "touched").string()).c_str(), 1);
  EXPECT_FALSE(seconds_until_deadline(""));
  EXPECT_EQ(asked(), "");
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "touched"));
}

/// Looks for so many seconds, as a coordinator does.
void look_for(StopWatch& watch, double seconds) {
  for (int i = 0; i < seconds * 100; ++i, usleep(10'000)) watch.look();
}

TEST_F(InAJob, a_limit_that_is_changed_is_seen_while_it_runs) {
  squeue_says_in(500);
  StopWatch watch({.deadline = "", .headroom_seconds = 30, .question_seconds = 0.3}, folder_.path() / "stop");
  EXPECT_NEAR(watch.seconds_left(), 470, 5);
  testing::internal::CaptureStderr();
  squeue_says_in(9000);
  look_for(watch, 1);
  EXPECT_NEAR(watch.seconds_left(), 8970, 5);
  squeue("echo NONE");
  look_for(watch, 1);
  EXPECT_EQ(watch.seconds_left(), std::numeric_limits<double>::infinity());
  squeue("exit 1");  // no answer changes nothing
  look_for(watch, 1);
  EXPECT_EQ(watch.seconds_left(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(watch.reason(), "");
  squeue_says_in(20);
  look_for(watch, 1);
  EXPECT_EQ(watch.reason(), "the deadline has come");
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(std::regex_match(said, std::regex("the time limit of this job was changed: 89[67]\\d s are left\n"
                                                "the time limit of this job was changed: it has none now\n"
                                                "the time limit of this job was changed: -1?\\d s are left\n")))
      << said;
}

TEST_F(InAJob, a_slow_squeue_holds_nothing_up_and_is_asked_seldom) {
  squeue_says_in(500);
  StopWatch watch({.deadline = "", .question_seconds = 0.3}, folder_.path() / "stop");
  asked();
  squeue("sleep 2; echo NONE");
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i, usleep(1000)) watch.look();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
  look_for(watch, 3);
  EXPECT_EQ(watch.seconds_left(), std::numeric_limits<double>::infinity());
  EXPECT_LE(asked().size(), 2 * std::string("-h -j 17 -o %e\n").size());
}

TEST_F(InAJob, a_deadline_that_was_given_stands) {
  squeue_says_in(500);
  StopWatch watch({.deadline = "+100", .headroom_seconds = 0, .question_seconds = 0.01}, folder_.path() / "stop");
  look_for(watch, 0.3);
  EXPECT_NEAR(watch.seconds_left(), 100, 1);
  EXPECT_EQ(asked(), "");
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
  EXPECT_TRUE(watch.is_for_good());
  StopWatch asked({}, file);
  asked.ask("somebody");
  EXPECT_FALSE(asked.is_for_good());
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

}  // namespace
}  // namespace polesweep::execute
