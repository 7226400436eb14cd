#include "driver/execute/serve_units.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "driver/execute/preparation.hpp"
#include "tests/driver/execute/example_sweep.hpp"

/// How rank 0 brings all ranks to their end.
namespace polesweep::execute {
namespace {

/// Rank 0, alone or with another one that says what a test wants.
class Ranks final : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return count; }
  void broadcast(std::string&) override {}
  std::vector<std::string> gather(const std::string& text) override { return {text, text}; }
  void wait_for_all() override {}
  void send(int to, const std::string& bytes) override { sent.emplace_back(to, bytes); }
  std::optional<std::pair<int, std::string>> poll() override {
    if (reports.empty()) return std::nullopt;
    const Report report = reports.front();
    reports.pop_front();
    return std::pair{1, encode(report)};
  }
  [[noreturn]] void abort(int code) override { throw code; }

  int count = 2;
  std::deque<Report> reports;
  std::vector<std::pair<int, std::string>> sent;
};

class ServeUnits : public testing::Test {
 protected:
  ServeUnits()
      : preparation_(write_file(folder_.path() / "s.toml", example_sweep), {}),
        stored_(preparation_.request()),
        coordinator_({preparation_.points(), preparation_.units(), stored_, preparation_.theory_units(), theory_}, {}) {}

  bool serve(const StopRules& rules, const std::string& asked = "") {
    StopWatch stop(rules, folder_.path() / "stop");
    if (!asked.empty()) stop.ask(asked);
    Progress progress(folder_.path(), "session");
    const bool ended = serve_units(ranks_, coordinator_, desk_, local_, progress, stop);
    reason_ = stop.reason();
    return ended;
  }

  TemporaryFolder folder_;
  Preparation preparation_;
  results::ResultsBuilder stored_;
  results::TheoryBuilder theory_{{}};
  Coordinator coordinator_;
  Ranks ranks_;
  LocalDesk desk_;
  LocalThread local_;
  std::string reason_;
};

TEST_F(ServeUnits, a_signal_to_another_rank_stops_all) {
  local_.done = true;
  Report report;
  report.stop = true;
  ranks_.reports = {report};
  EXPECT_TRUE(serve({}));
  EXPECT_EQ(reason_, "a signal to rank 1 asked for it");
  EXPECT_EQ(ranks_.sent, (std::vector<std::pair<int, std::string>>{{1, ""}}));  // no unit, though there are some
  EXPECT_GT(coordinator_.units_left(), 0u);
}

TEST_F(ServeUnits, after_a_stop_no_unit_is_begun_here) {
  std::optional<Assignment> answer;
  std::thread computing([&] {
    answer = desk_.ask({});
    local_.done = true;
  });
  ranks_.count = 1;
  EXPECT_TRUE(serve({}, "somebody"));
  computing.join();
  EXPECT_FALSE(answer);
  EXPECT_GT(coordinator_.units_left(), 0u);
}

TEST_F(ServeUnits, ranks_are_told_to_leave_their_units_and_waited_for_only_so_long) {
  EXPECT_FALSE(serve({.deadline = "", .headroom_seconds = 0, .grace_seconds = 0}, "somebody"));  // within the second that is theirs to save
  EXPECT_EQ(ranks_.sent, (std::vector<std::pair<int, std::string>>{{1, leave_unit}}));
  EXPECT_TRUE(local_.leave_unit);
}

}  // namespace
}  // namespace polesweep::execute
