#include <gtest/gtest.h>

#include <map>

#include "core/results/compaction.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

/// How often each seed is in the logs.
std::map<std::uint64_t, int> times_found(const std::filesystem::path& folder) {
  std::map<std::uint64_t, int> times;
  scan_logs(folder, [&](RunRecord&& record, LogPosition) { ++times[record.key.seed]; });
  return times;
}

void write_log(const std::filesystem::path& folder, const std::string& session, int rank, const std::vector<std::uint64_t>& seeds) {
  RecordLog log(folder, session, rank, 10, sample_numerics());
  for (std::uint64_t seed : seeds) log.append(sample_record(seed));
}

bool nobody(const std::string&) { return false; }

using Times = std::map<std::uint64_t, int>;

TEST(Compaction, merges_dead_sessions_and_leaves_the_living_alone) {
  TemporaryFolder folder;
  write_log(folder.path(), "dead1", 0, {1, 2});
  write_log(folder.path(), "dead1", 1, {3});
  write_log(folder.path(), "dead2", 0, {});
  write_log(folder.path(), "alive", 0, {4});
  write_log(folder.path(), "own", 0, {5});
  write_bytes(folder / "last-message", "text");
  const Compaction done = compact_logs(folder.path(), "own", [](const std::string& session) { return session == "alive"; });

  EXPECT_EQ(done.records, 3u);
  EXPECT_EQ(done.merged.size(), 3u);
  EXPECT_TRUE(std::filesystem::exists(done.log));
  EXPECT_TRUE(std::filesystem::exists(folder / "alive-0.log"));
  EXPECT_TRUE(std::filesystem::exists(folder / "own-0.log"));
  EXPECT_EQ(folder.files(), 4u);
  EXPECT_EQ(times_found(folder.path()), (Times{{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}}));
}

TEST(Compaction, records_keep_their_bytes) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  const Compaction done = compact_logs(folder.path(), "own", nobody);

  EXPECT_EQ(bytes_of(done.log), log_header(*session_of(done.log), 0, {sample_numerics()}) + log_frame(encode(sample_record(1))) +
                                    log_frame(encode(sample_record(2))));
}

TEST(Compaction, records_and_notes_keep_their_numerics) {
  TemporaryFolder folder;
  Numerics of_b = sample_numerics("bbbb"), of_c = sample_numerics("bbbb");
  of_c.compiler = "Clang 19";
  of_c.last = "20261201T000000Z";
  for (const auto& [session, numerics] : {std::pair{"a", sample_numerics("aaaa")}, {"b", of_b}, {"c", of_c}}) {
    RecordLog log(folder.path(), session, 0, 10, numerics);
    RunRecord record = sample_record(1);
    record.numerics = numerics.fingerprint;
    log.append(record);
  }
  compact_logs(folder.path(), "own", nobody);
  std::vector<std::string> of_records;
  const LogFolder found = scan_logs(folder.path(), [&](RunRecord&& record, LogPosition) { of_records.push_back(record.numerics); });

  EXPECT_EQ(found.logs.size(), 1u);
  EXPECT_EQ(of_records, (std::vector<std::string>{"aaaa", "bbbb", "bbbb"}));
  of_b.compiler = "GNU 12.2.0, Release; Clang 19";
  of_b.last = of_c.last;
  EXPECT_EQ(found.notes, (std::vector{sample_numerics("aaaa"), of_b}));
}

TEST(Compaction, one_whole_log_stays_as_it_is) {
  TemporaryFolder folder;
  write_log(folder.path(), "dead", 0, {1, 2});
  const Compaction done = compact_logs(folder.path(), "own", nobody);

  EXPECT_TRUE(done.log.empty());
  EXPECT_TRUE(std::filesystem::exists(folder / "dead-0.log"));
}

TEST(Compaction, torn_tails_and_torn_headers_are_dropped) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1, 2});
  std::filesystem::resize_file(folder / "a-0.log", std::filesystem::file_size(folder / "a-0.log") - 1);
  write_bytes(folder / "b-0.log", "");
  write_bytes(folder / "c-0.log", log_header("c", 0, {sample_numerics()}).substr(0, 20));
  compact_logs(folder.path(), "own", nobody);
  const LogFolder found = scan_logs(folder.path(), [](RunRecord&&, LogPosition) {});

  EXPECT_EQ(found.logs.size(), 1u);
  EXPECT_EQ(found.records, 1u);
  EXPECT_EQ(found.torn_bytes, 0u);
}

TEST(Compaction, damaged_and_foreign_logs_stay) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  write_log(folder.path(), "damaged", 0, {3, 4});
  std::string bytes = bytes_of(folder / "damaged-0.log");
  bytes.back() = 'x';
  write_bytes(folder / "damaged-0.log", bytes);
  write_bytes(folder / "foreign-0.log", "some text");
  write_bytes(folder / "renamed-0.log", bytes_of(folder / "a-0.log"));
  const Compaction done = compact_logs(folder.path(), "own", nobody);

  EXPECT_EQ(done.merged.size(), 2u);
  EXPECT_EQ(bytes_of(folder / "damaged-0.log"), bytes);
  EXPECT_TRUE(std::filesystem::exists(folder / "foreign-0.log"));
  EXPECT_TRUE(std::filesystem::exists(folder / "renamed-0.log"));
  EXPECT_EQ(times_found(folder.path()), (Times{{1, 2}, {2, 1}, {3, 1}}));
}

TEST(Compaction, killed_after_merging_it_only_doubles_records) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  merge_logs(folder.path(), "own", nobody);

  EXPECT_EQ(times_found(folder.path()), (Times{{1, 2}, {2, 2}}));
  compact_logs(folder.path(), "own2", nobody);
  EXPECT_EQ(folder.files(), 1u);
  EXPECT_EQ(times_found(folder.path()), (Times{{1, 2}, {2, 2}}));
}

TEST(Compaction, killed_while_deleting_it_loses_nothing) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  const Compaction half = merge_logs(folder.path(), "own", nobody);
  delete_merged(folder.path(), {half.merged.front()});

  EXPECT_EQ(times_found(folder.path()), (Times{{1, 1}, {2, 2}}));
}

TEST(Compaction, a_full_disk_leaves_the_old_logs_alone) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  for (std::uint64_t room : {0, 50, 500}) {
    FileSizeLimit limit(room);
    EXPECT_NE(error_of([&] { compact_logs(folder.path(), "own", nobody); }), "no error");
  }

  EXPECT_EQ(folder.files(), 2u);
  EXPECT_EQ(times_found(folder.path()), (Times{{1, 1}, {2, 1}}));
}

TEST(Compaction, a_log_that_grows_meanwhile_is_not_deleted) {
  TemporaryFolder folder;
  RecordLog slow(folder.path(), "slow", 0, 10, sample_numerics());
  slow.append(sample_record(1));
  write_log(folder.path(), "dead", 0, {2});
  const Compaction half = merge_logs(folder.path(), "own", nobody);
  slow.append(sample_record(3));
  delete_merged(folder.path(), half.merged);

  EXPECT_TRUE(std::filesystem::exists(folder / "slow-0.log"));
  EXPECT_FALSE(std::filesystem::exists(folder / "dead-0.log"));
  EXPECT_EQ(times_found(folder.path()), (Times{{1, 2}, {2, 1}, {3, 1}}));
}

TEST(Compaction, two_at_the_same_time_lose_nothing) {
  TemporaryFolder folder;
  write_log(folder.path(), "a", 0, {1});
  write_log(folder.path(), "b", 0, {2});
  const Compaction first = merge_logs(folder.path(), "own1", nobody);
  const Compaction second =
      compact_logs(folder.path(), "own2", [&](const std::string& session) { return session == session_of(first.log); });
  delete_merged(folder.path(), first.merged);

  EXPECT_EQ(times_found(folder.path()), (Times{{1, 2}, {2, 2}}));
  EXPECT_TRUE(std::filesystem::exists(second.log));
}

TEST(Compaction, more_than_one_buffer_of_frames_arrives_whole) {
  TemporaryFolder folder;
  RunRecord large = sample_record(1);
  large.message.assign(400000, 'x');
  for (const char* session : {"a", "b"}) {
    RecordLog log(folder.path(), session, 0, 10, sample_numerics());
    for (int i = 0; i < 4; ++i) log.append(large);
  }
  compact_logs(folder.path(), "own", nobody);

  EXPECT_EQ(times_found(folder.path()), (Times{{1, 8}}));
}

}  // namespace
}  // namespace polesweep::results
