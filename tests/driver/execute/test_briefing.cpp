#include "driver/execute/briefing.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace polesweep::execute {
namespace {

/// What rank 0 broadcasts, as rank 1 gets it afterwards.
class Recorded final : public Communicator {
 public:
  int rank() const override { return rank_; }
  int size() const override { return 2; }
  void broadcast(std::string& bytes) override {
    if (rank_ == 0) return sent_.push_back(bytes);
    bytes = sent_.front();
    sent_.pop_front();
  }
  std::vector<std::string> gather(const std::string& text) override { return {text, text}; }
  void wait_for_all() override {}
  void send(int, const std::string&) override {}
  std::optional<std::pair<int, std::string>> poll() override { return std::nullopt; }
  [[noreturn]] void abort(int code) override { throw code; }

  void turn_to(int rank) { rank_ = rank; }
  bool all_received() const { return sent_.empty(); }

 private:
  int rank_ = 0;
  std::deque<std::string> sent_;
};

TEST(Briefing, reaches_other_ranks_as_it_is) {
  Briefing sent{.refusal = {},
                .sweep_name = "s.toml",
                .sweep_text = "name = \"s\"\n",
                .session = "session",
                .least_operations_per_byte = 1.0 / 3,
                .data_files = {{"a.csv", "1,2\n"}, {"empty.csv", ""}}};
  Recorded ranks;
  share(ranks, sent);
  ranks.turn_to(1);
  Briefing got;
  share(ranks, got);
  EXPECT_TRUE(ranks.all_received());
  EXPECT_FALSE(got.refusal);
  EXPECT_EQ(got.sweep_name, sent.sweep_name);
  EXPECT_EQ(got.sweep_text, sent.sweep_text);
  EXPECT_EQ(got.session, sent.session);
  EXPECT_EQ(got.least_operations_per_byte, sent.least_operations_per_byte);
  EXPECT_EQ(got.data_files, sent.data_files);
}

TEST(Briefing, a_refusal_and_the_last_exit_code_reach_other_ranks) {
  Recorded ranks;
  Briefing sent;
  sent.refusal = 2;
  share(ranks, sent);
  EXPECT_EQ(share_exit_code(ranks, 75), 75);
  ranks.turn_to(1);
  Briefing got;
  share(ranks, got);
  EXPECT_EQ(got.refusal, 2);
  EXPECT_EQ(share_exit_code(ranks, 0), 75);
}

}  // namespace
}  // namespace polesweep::execute
