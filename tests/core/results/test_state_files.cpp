#include "core/results/state_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "core/results/record_log.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

namespace fs = std::filesystem;

class StateFiles : public testing::Test {
 protected:
  StateFiles() : folder_(fs::path(testing::TempDir()) / ("polesweep-states-" + new_session_name())) { fs::create_directory(folder_); }
  ~StateFiles() override { fs::remove_all(folder_); }

  static RunState state(std::uint64_t seed, std::int64_t position) {
    RunState state;
    state.key = {{1, 2}, seed, 3};
    state.numerics = "aaaa+f00d";
    state.metrics = {"nmse", "spectrum"};
    state.record.key = state.key;
    state.record.lengths = {10};
    state.record.risk = {0.25};
    state.position = position;
    state.at_end = true;
    state.length = 4;
    state.marks = {5, 6};
    state.scored = {7};
    state.trajectory = {1, 2};
    state.learner = {3, -0.0, 5};
    state.scores = {6};
    state.test = {.steps = 9, .tested = {0, 1}, .trajectory = {7}, .sums = {8, 9}};
    return state;
  }

  fs::path folder_;
};

TEST_F(StateFiles, a_state_comes_back_whole) {
  const fs::path file = folder_ / "s-0.running";
  write_states(file, "s", 0, sample_numerics(), {state(8, 10), state(9, 11)});
  std::vector<std::uint64_t> offsets;
  const std::vector<Numerics> notes = scan_states(file, [&](const StateHead& head, std::uint64_t offset, std::string_view) {
    EXPECT_EQ(head.key.seed, 8 + offsets.size());
    EXPECT_EQ(head.numerics, "aaaa+f00d");
    EXPECT_EQ(head.position, static_cast<std::int64_t>(10 + offsets.size()));
    EXPECT_TRUE(head.at_end);
    offsets.push_back(offset);
  });
  ASSERT_EQ(offsets.size(), 2u);
  EXPECT_EQ(notes, std::vector{sample_numerics()});
  const RunState got = read_state({file, offsets[1]});
  const RunState sent = state(9, 11);
  EXPECT_EQ(got.key, sent.key);
  EXPECT_EQ(got.numerics, sent.numerics);
  EXPECT_EQ(got.metrics, sent.metrics);
  EXPECT_TRUE(same_data(got.record, sent.record));
  EXPECT_EQ(got.position, sent.position);
  EXPECT_EQ(got.at_end, sent.at_end);
  EXPECT_EQ(got.length, sent.length);
  EXPECT_EQ(got.marks, sent.marks);
  EXPECT_EQ(got.scored, sent.scored);
  EXPECT_EQ(got.trajectory, sent.trajectory);
  EXPECT_EQ(got.learner, sent.learner);
  EXPECT_EQ(got.scores, sent.scores);
  EXPECT_EQ(got.test.steps, sent.test.steps);
  EXPECT_EQ(got.test.tested, sent.test.tested);
  EXPECT_EQ(got.test.trajectory, sent.test.trajectory);
  EXPECT_EQ(got.test.sums, sent.test.sums);
}

TEST_F(StateFiles, are_replaced_as_a_whole_and_stand_apart_from_records) {
  const fs::path file = folder_ / "s-0.running";
  write_states(file, "s", 0, sample_numerics(), {state(8, 10), state(9, 11)});
  write_states(file, "s", 0, sample_numerics(), {state(8, 20)});
  std::size_t count = 0;
  scan_states(file, [&](const StateHead&, std::uint64_t, std::string_view) { ++count; });
  EXPECT_EQ(count, 1u);
  EXPECT_EQ(list_state_files(folder_), std::vector<fs::path>{file});
  EXPECT_EQ(scan_logs(folder_, [](RunRecord&&, LogPosition) { FAIL(); }).logs.size(), 0u);
}

TEST_F(StateFiles, of_another_layout_are_left_out) {
  std::string bytes = encode(state(8, 10));
  bytes[0] = 99;
  EXPECT_ANY_THROW(decode_state(bytes));
  EXPECT_ANY_THROW(decode_state_head(bytes));
  EXPECT_ANY_THROW(decode_state(encode(state(8, 10)) + "x"));
  std::ofstream(folder_ / "s-0.states") << "no states";
  scan_states(folder_ / "s-0.states", [](const StateHead&, std::uint64_t, std::string_view) { FAIL(); });
  EXPECT_ANY_THROW(read_state({folder_ / "gone.states", 0}));
}

TEST_F(StateFiles, whose_values_are_not_all_there_are_refused) {
  RunState torn = state(8, 10);
  torn.record.risk.clear();
  EXPECT_ANY_THROW(decode_state(encode(torn)));
  torn = state(8, 10);
  torn.record.measures = {{.name = "spectrum", .width = 3, .values = {1, 2, 3}}};
  EXPECT_NO_THROW(decode_state(encode(torn)));
  torn.record.measures.front().values.pop_back();
  EXPECT_ANY_THROW(decode_state(encode(torn)));
}

TEST_F(StateFiles, have_the_bytes_of_their_layout) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const std::string bytes = encode(state(8, 10));
  for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3U;
  EXPECT_EQ(run_state_layout, 6u) << "the layout was raised: put it here, and below the bytes of a state";
  EXPECT_EQ(bytes.size(), 357u);
  EXPECT_EQ(hash, 1539718918473884639u)
      << "states are written otherwise than in layout 6: raise run_state_layout in core/run/state.hpp, so that those "
         "written before are not read, and put the new size and hash here";
}

}  // namespace
}  // namespace polesweep::results
