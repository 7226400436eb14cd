#include "driver/execute/provenance.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <thread>
#include <vector>

#include "core/results/durable_file.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() : folder_(fs::path(testing::TempDir()) / ("polesweep-sessions-" + results::new_session_name())) {
    fs::create_directory(folder_);
    elsewhere_ = own_provenance();
    elsewhere_.session = "elsewhere";
    elsewhere_.hosts = "another-host,third-host";
    elsewhere_.machine = "another its-start its-processes";
    leave_session_file(folder_, elsewhere_);
    write_heartbeat(folder_, "elsewhere", 7);
  }
  ~SessionsTest() override { fs::remove_all(folder_); }

  /// A session of this host that saw a beat so many seconds ago.
  void look(const std::string& session, std::int64_t beat, std::int64_t seconds_ago) {
    Provenance here = own_provenance();
    here.session = session;
    here.seen_heartbeats["elsewhere"] = {beat, std::time(nullptr) - seconds_ago};
    leave_session_file(folder_, here);
  }
  bool is_alive() const { return Sessions(folder_, 0.3).is_alive("elsewhere"); }

  fs::path folder_;
  Provenance elsewhere_;
};

TEST_F(SessionsTest, a_heartbeat_that_stands_still_between_two_looks_is_dead) {
  EXPECT_TRUE(is_alive());  // nobody has looked
  look("a", 7, dead_after_seconds - 30);
  EXPECT_TRUE(is_alive());
  look("b", 6, 10 * dead_after_seconds);  // it has moved since
  EXPECT_TRUE(is_alive());
  look("c", 7, dead_after_seconds + 30);
  EXPECT_FALSE(is_alive());
  write_heartbeat(folder_, "elsewhere", 8);
  EXPECT_TRUE(is_alive());
}

// The look, or this host, may have a wrong clock.
TEST_F(SessionsTest, a_heartbeat_that_moves_while_it_is_watched_is_alive) {
  look("a", 7, 10 * dead_after_seconds);
  const Sessions sessions(folder_, 20);
  std::thread elsewhere([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    write_heartbeat(folder_, "elsewhere", 8);
  });
  EXPECT_TRUE(sessions.is_alive("elsewhere"));
  elsewhere.join();
}

TEST_F(SessionsTest, a_heartbeat_is_watched_once) {
  look("a", 7, 10 * dead_after_seconds);
  EXPECT_FALSE(Sessions(folder_, 0.3).is_alive("elsewhere"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(Sessions(folder_, 20).is_alive("elsewhere"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(SessionsTest, names_of_hosts_do_not_tell_whose_processes_are_seen) {
  Provenance renamed = own_provenance();
  renamed.session = "renamed";
  renamed.hosts = "the-name-before";
  leave_session_file(folder_, renamed);
  EXPECT_TRUE(Sessions(folder_).is_alive("renamed"));
  renamed.process_started += 1;  // it has ended
  leave_session_file(folder_, renamed);
  EXPECT_FALSE(Sessions(folder_).is_alive("renamed"));
  // Nobody sees its process from here, though it is on a host of this name.
  renamed.hosts = own_provenance().hosts;
  renamed.machine += "-beside";
  leave_session_file(folder_, renamed);
  EXPECT_TRUE(Sessions(folder_).is_alive("renamed"));
  // Sessions of earlier versions do not say what they see.
  renamed.machine = "";
  leave_session_file(folder_, renamed);
  EXPECT_FALSE(Sessions(folder_).is_alive("renamed"));
}

TEST_F(SessionsTest, a_machine_that_was_started_again_runs_none_of_its_old_processes) {
  Provenance before = own_provenance();
  before.session = "before";
  ASSERT_FALSE(before.machine.empty());
  if (before.machine.starts_with("- ")) GTEST_SKIP() << "this machine has no /etc/machine-id";
  const std::size_t start = before.machine.find(' ') + 1;
  before.machine.replace(start, before.machine.find(' ', start) - start, "another-start");
  leave_session_file(folder_, before);
  EXPECT_FALSE(Sessions(folder_).is_alive("before"));
  before.hosts = "a-copy-of-this-machine";
  leave_session_file(folder_, before);
  EXPECT_TRUE(Sessions(folder_).is_alive("before"));
}

// That no file can be opened for a moment says nothing about a process.
TEST_F(SessionsTest, a_process_that_cannot_be_looked_at_counts_as_running) {
  Provenance here = own_provenance();
  for (const bool says_what_it_sees : {true, false}) {
    here.session = says_what_it_sees ? "here" : "here-by-name";
    if (!says_what_it_sees) here.machine = "";
    leave_session_file(folder_, here);
  }
  const Sessions sessions(folder_);
  rlimit files = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  const rlimit none = {.rlim_cur = 0, .rlim_max = files.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const std::vector<bool> alive = {sessions.is_alive("here"), sessions.is_alive("here-by-name")};
  const std::int64_t started = own_provenance().process_started;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  EXPECT_EQ(alive, (std::vector<bool>{true, true}));
  EXPECT_EQ(started, 0);
}

TEST_F(SessionsTest, of_a_session_that_does_not_know_its_start_the_process_decides) {
  Provenance here = own_provenance();
  here.session = "here";
  here.process_started = 0;
  leave_session_file(folder_, here);
  EXPECT_TRUE(Sessions(folder_).is_alive("here"));
  here.process = std::int64_t{1} << 30;  // there is none of this number
  leave_session_file(folder_, here);
  EXPECT_FALSE(Sessions(folder_).is_alive("here"));
}

// Else its logs would be merged and deleted while it writes them.
TEST_F(SessionsTest, a_session_that_began_after_the_look_is_alive) {
  const Sessions before(folder_);
  look("late", 7, 0);
  EXPECT_TRUE(before.is_alive("late"));
  Provenance ended = own_provenance();
  ended.session = "over";
  ended.ended = true;
  leave_session_file(folder_, ended);
  EXPECT_FALSE(before.is_alive("over"));
}

TEST_F(SessionsTest, without_a_heartbeat_nothing_is_known) {
  look("a", 7, 10 * dead_after_seconds);
  fs::remove(folder_ / "elsewhere.beat");
  EXPECT_TRUE(is_alive());
  elsewhere_.ended = true;
  leave_session_file(folder_, elsewhere_);
  EXPECT_FALSE(is_alive());
  EXPECT_FALSE(Sessions(folder_).is_alive("unheard of"));
}

TEST_F(SessionsTest, looks_are_taken_at_other_hosts_only) {
  Provenance here = own_provenance();
  here.session = "here";
  leave_session_file(folder_, here);
  write_heartbeat(folder_, "here", 3);
  const auto looks = Sessions(folder_).heartbeats_elsewhere();
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks.at("elsewhere").count, 7);
  EXPECT_NEAR(static_cast<double>(looks.at("elsewhere").seconds), static_cast<double>(std::time(nullptr)), 5);
  EXPECT_TRUE(Sessions(folder_).is_alive("here"));
  here.process_started += 1;  // another process had this number
  leave_session_file(folder_, here);
  EXPECT_FALSE(Sessions(folder_).is_alive("here"));
}

TEST(TemporaryFiles, say_who_made_them) {
  const std::string session = results::new_session_name();
  EXPECT_EQ(results::maker_of_temporary("a/r.h5." + session + ".0123456789abcdef.tmp"), session);
  EXPECT_EQ(results::maker_of_temporary("a/r.h5.0123456789abcdef.tmp"), "");
  EXPECT_EQ(results::maker_of_temporary("a/r.h5." + session), "");
}

}  // namespace
}  // namespace polesweep::execute
