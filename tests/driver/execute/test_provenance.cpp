#include "driver/execute/provenance.hpp"

#include <gtest/gtest.h>

#include <ctime>

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
  bool is_alive() const { return Sessions(folder_).is_alive("elsewhere"); }

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
