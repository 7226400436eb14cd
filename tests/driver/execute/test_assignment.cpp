#include "driver/execute/assignment.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace polesweep::execute {
namespace {

TEST(Assignment, survives_the_journey) {
  for (const std::size_t runs : {1u, 3u, 4u}) {
    Assignment sent{.unit = 7,
                    .points = {{1, 2, 3}, {70000, 5, 6}},
                    .first_seed = 8,
                    .seeds = static_cast<std::uint32_t>(runs),
                    .lengths = 5,
                    .wanted = {},
                    .theory = {2, 3000, 1000}};
    for (std::size_t i = 0; i < 2 * runs; ++i) sent.wanted.push_back(i % 3 == 0);
    const Assignment got = decode_assignment(encode(sent));
    EXPECT_EQ(got.unit, sent.unit);
    EXPECT_EQ(got.points, sent.points);
    EXPECT_EQ(got.first_seed, sent.first_seed);
    EXPECT_EQ(got.seeds, sent.seeds);
    EXPECT_EQ(got.lengths, sent.lengths);
    EXPECT_EQ(got.wanted, sent.wanted);
    EXPECT_EQ(got.theory, sent.theory);
  }
}

TEST(Assignment, is_small) {
  Assignment sent;
  sent.points.resize(16);
  sent.seeds = 32;
  sent.wanted.assign(16 * 32, true);
  EXPECT_LE(encode(sent).size(), 40 + 12 * 16 + 16 * 32 / 8);
}

TEST(Assignment, carries_the_places_of_saved_states) {
  Assignment sent;
  sent.points.resize(1);
  sent.seeds = 3;
  sent.wanted = {true, false, true};
  sent.states = {{0, 1, 77}, {2, 0, 5}};
  sent.state_files = {"a.states", "b.running"};
  const Assignment got = decode_assignment(encode(sent));
  ASSERT_EQ(got.states.size(), 2u);
  EXPECT_EQ(got.states[1].run, 2u);
  EXPECT_EQ(got.states[0].file, 1u);
  EXPECT_EQ(got.states[0].offset, 77u);
  EXPECT_EQ(got.state_files, sent.state_files);
}

TEST(Report, survives_the_journey) {
  const Report sent{.has_unit = true, .unit = 3, .complete = 10, .diverged = 2, .failed = 1, .values = 5, .fault = "disk full"};
  const Report got = decode_report(encode(sent));
  EXPECT_TRUE(got.has_unit);
  EXPECT_EQ(got.unit, 3u);
  EXPECT_EQ(got.complete, 10u);
  EXPECT_EQ(got.diverged, 2u);
  EXPECT_EQ(got.failed, 1u);
  EXPECT_EQ(got.values, 5u);
  EXPECT_EQ(got.fault, "disk full");
}

TEST(Assignment, a_message_that_is_cut_off_is_an_error) {
  Assignment sent;
  sent.points.resize(2);
  sent.seeds = 9;
  sent.wanted.assign(18, true);
  const std::string bytes = encode(sent);
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_THROW(decode_assignment(bytes.substr(0, size)), std::logic_error) << size;
}

}  // namespace
}  // namespace polesweep::execute
