#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <regex>

#include "core/results/record_log.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

std::vector<std::uint64_t> seeds_in(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> seeds;
  scan_logs(folder, [&](RunRecord&& record, LogPosition) { seeds.push_back(record.key.seed); });
  return seeds;
}

TEST(SessionName, is_the_time_in_utc_and_random_digits) {
  const std::string name = new_session_name();

  EXPECT_TRUE(std::regex_match(name, std::regex("20[0-9]{6}T[0-9]{6}Z-[0-9a-f]{16}"))) << name;
  EXPECT_NE(name, new_session_name());
}

TEST(SessionName, is_read_off_the_name_of_a_log) {
  EXPECT_EQ(session_of("a/b.parts/20261122T000815Z-0123456789abcdef-12.log"), "20261122T000815Z-0123456789abcdef");
  EXPECT_EQ(session_of("s-0.log"), "s");
  for (const char* other : {"s-0.log.123.tmp", "s-0.txt", "s-0", "last-message", "s-.log", "-1.log", "s.log", "s-1x.log", ".log", "stop"}) {
    EXPECT_EQ(session_of(other), std::nullopt) << other;
  }
}

TEST(PartsFolder, stands_beside_the_results) { EXPECT_EQ(parts_folder("out/results.h5"), "out/results.h5.parts"); }

TEST(RecordLog, what_is_appended_is_found) {
  TemporaryFolder scratch;
  const auto folder = scratch / "r.h5.parts";
  {
    RecordLog log(folder, "s", 3, 10, sample_numerics());
    EXPECT_EQ(log.path(), folder / "s-3.log");
    log.append(sample_record(1));
    log.append(sample_record(2));
    EXPECT_EQ(seeds_in(folder), (std::vector<std::uint64_t>{1, 2}));
    log.sync();
    log.append(sample_record(3));
  }
  std::vector<LogPosition> positions;
  const LogFolder found = scan_logs(folder, [&](RunRecord&& record, LogPosition position) {
    EXPECT_TRUE(same_data(record, sample_record(record.key.seed)));
    positions.push_back(position);
  });

  EXPECT_EQ(found.records, 3u);
  EXPECT_EQ(found.torn_bytes, 0u);
  EXPECT_TRUE(found.warnings.empty());
  ASSERT_EQ(positions.size(), 3u);
  EXPECT_TRUE(same_data(read_record(found, positions[2]), sample_record(3)));
  EXPECT_TRUE(same_data(read_record(found, positions[0]), sample_record(1)));
}

TEST(RecordLog, never_writes_to_a_log_that_is_there) {
  TemporaryFolder folder;
  RecordLog log(folder.path(), "s", 0, 10, sample_numerics());

  EXPECT_EQ(error_of([&] { RecordLog(folder.path(), "s", 0, 10, sample_numerics()); }),
            (folder / "s-0.log").string() + ": cannot create the log (File exists)");
}

TEST(RecordLog, unusable_folders_are_errors) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "");

  EXPECT_EQ(error_of([&] { RecordLog(folder / "f" / "b", "s", 0, 10, sample_numerics()); }),
            (folder / "f/b").string() + ": cannot create the folder (Not a directory)");
  EXPECT_EQ(error_of([&] { RecordLog(folder / "f", "s", 0, 10, sample_numerics()); }).substr(0, (folder / "f").string().size() + 2),
            (folder / "f").string() + ": ");
}

TEST(RecordLog, after_a_full_disk_it_holds_what_it_held_and_goes_on) {
  TemporaryFolder folder;
  RecordLog log(folder.path(), "s", 0, 10, sample_numerics());
  log.append(sample_record(1));
  const auto size = std::filesystem::file_size(log.path());
  for (std::uint64_t room : {0, 1, 100}) {
    FileSizeLimit limit(size + room);
    EXPECT_EQ(error_of([&] { log.append(sample_record(2)); }), log.path().string() + ": cannot write (File too large)");
    EXPECT_EQ(std::filesystem::file_size(log.path()), size);
  }
  log.append(sample_record(3));

  EXPECT_EQ(seeds_in(folder.path()), (std::vector<std::uint64_t>{1, 3}));
}

TEST(RecordLog, of_records_appended_together_a_full_disk_keeps_those_that_fit) {
  TemporaryFolder folder;
  RecordLog log(folder.path(), "s", 0, 10, sample_numerics());
  log.append(std::vector<RunRecord>{});
  log.append(sample_record(1));
  const auto before = std::filesystem::file_size(log.path());
  log.append(std::vector{sample_record(2), sample_record(3)});
  const auto size = std::filesystem::file_size(log.path());
  {
    FileSizeLimit limit(size + (size - before) / 2 + 1);
    EXPECT_EQ(error_of([&] {
                log.append(std::vector{sample_record(4), sample_record(5), sample_record(6)});
              }),
              log.path().string() + ": cannot write (File too large)");
  }
  log.append(sample_record(7));

  EXPECT_EQ(seeds_in(folder.path()), (std::vector<std::uint64_t>{1, 2, 3, 4, 7}));
}

TEST(RecordLog, a_killed_process_leaves_every_record_it_appended) {
  TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    RecordLog log(folder.path(), "s", 0, 1e9, sample_numerics());
    for (std::uint64_t seed = 0; seed < 20; ++seed) log.append(sample_record(seed));
    std::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);

  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(seeds_in(folder.path()).size(), 20u);
}

TEST(RecordLog, interleaved_sessions_and_ranks_keep_apart) {
  TemporaryFolder folder;
  RecordLog a(folder.path(), "a", 0, 0, sample_numerics());
  RecordLog b(folder.path(), "b", 0, 10, sample_numerics());
  RecordLog c(folder.path(), "a", 1, 10, sample_numerics());
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    b.append(sample_record(seed));
    a.append(sample_record(10 + seed));
    c.append(sample_record(20 + seed));
  }

  EXPECT_EQ(seeds_in(folder.path()), (std::vector<std::uint64_t>{10, 11, 12, 20, 21, 22, 0, 1, 2}));
}

TEST(RecordLog, says_that_it_was_deleted) {
  TemporaryFolder folder;
  RecordLog log(folder.path(), "s", 0, 1000, sample_numerics());
  log.append(sample_record(1));
  std::filesystem::remove(log.path());
  EXPECT_EQ(error_of([&] { log.sync(); }), log.path().string() + ": was deleted while it was written (its runs have to be computed again)");
}

}  // namespace
}  // namespace polesweep::results
