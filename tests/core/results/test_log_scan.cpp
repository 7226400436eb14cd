#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

struct Scan {
  LogFolder found;
  std::vector<std::uint64_t> seeds;
};

Scan scan(const std::filesystem::path& folder) {
  Scan result;
  result.found = scan_logs(folder, [&](RunRecord&& record, LogPosition) { result.seeds.push_back(record.key.seed); });
  return result;
}

std::string log_of(const std::vector<std::uint64_t>& seeds) {
  std::string bytes = log_header("s", 0, {sample_numerics()});
  for (std::uint64_t seed : seeds) bytes += log_frame(encode(sample_record(seed)));
  return bytes;
}

using Seeds = std::vector<std::uint64_t>;

TEST(LogScan, a_folder_that_does_not_exist_has_no_logs) {
  TemporaryFolder folder;
  write_bytes(folder / "f", "");

  EXPECT_TRUE(scan(folder / "missing").found.logs.empty());
  EXPECT_EQ(error_of([&] { scan(folder / "f"); }), (folder / "f").string() + ": cannot list the folder (Not a directory)");
}

TEST(LogScan, a_log_that_the_system_does_not_give_is_neither_damaged_nor_torn) {
  // A folder opens like a file and refuses to be read.
  TemporaryFolder folder;
  write_bytes(folder / "entry", "");

  EXPECT_THROW(LogReader{folder.path()}, SystemError);
  EXPECT_EQ(error_of([&] { LogReader{folder.path()}; }), folder.path().string() + ": cannot read at byte 0 (Is a directory)");
  EXPECT_TRUE(LogReader(folder / "missing.log").is_gone());
}

TEST(LogScan, a_tail_torn_at_any_byte_is_cut_and_counted) {
  TemporaryFolder folder;
  const std::string whole = log_of({1, 2, 3});
  const std::size_t last = log_of({1, 2}).size();
  for (std::size_t size = last; size < whole.size(); ++size) {
    write_bytes(folder / "s-0.log", whole.substr(0, size));
    const Scan result = scan(folder.path());
    ASSERT_EQ(result.seeds, (Seeds{1, 2})) << size;
    ASSERT_EQ(result.found.torn_bytes, size - last) << size;
    ASSERT_TRUE(result.found.warnings.empty()) << result.found.warnings.front();
  }
  EXPECT_EQ(bytes_of(folder / "s-0.log").size(), whole.size() - 1);
}

TEST(LogScan, a_header_torn_at_any_byte_is_counted) {
  TemporaryFolder folder;
  const std::string header = log_header("a session", 12, {sample_numerics()});
  for (std::size_t size = 0; size < header.size(); ++size) {
    write_bytes(folder / "s-0.log", header.substr(0, size));
    const Scan result = scan(folder.path());
    ASSERT_EQ(result.found.torn_bytes, size);
    ASSERT_TRUE(result.found.warnings.empty()) << result.found.warnings.front();
  }
}

TEST(LogScan, any_flipped_bit_of_a_frame_ends_the_log_with_a_warning) {
  TemporaryFolder folder;
  const std::string whole = log_of({1, 2, 3});
  const std::size_t begin = log_of({1}).size();
  const std::size_t end = log_of({1, 2}).size();
  const std::string warning = fmt::format("{}: damaged at byte {}, the {} bytes from there on are not used", (folder / "s-0.log").string(),
                                          begin, whole.size() - begin);
  for (std::size_t at = begin; at < end; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    write_bytes(folder / "s-0.log", damaged);
    const Scan result = scan(folder.path());
    ASSERT_EQ(result.seeds, Seeds{1}) << at;
    ASSERT_EQ(result.found.warnings, std::vector{warning}) << at;
  }
}

TEST(LogScan, a_hole_of_zeros_at_the_end_is_damage) {
  TemporaryFolder folder;
  write_bytes(folder / "s-0.log", log_of({1}) + std::string(100, '\0'));
  const Scan result = scan(folder.path());

  EXPECT_EQ(result.seeds, Seeds{1});
  EXPECT_EQ(result.found.warnings.size(), 1u);
}

TEST(LogScan, any_flipped_bit_of_a_header_is_a_warning_and_nothing_is_used) {
  TemporaryFolder folder;
  const std::string whole = log_of({1, 2, 3});
  for (std::size_t at = 0; at < log_header("s", 0, {sample_numerics()}).size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    write_bytes(folder / "s-0.log", damaged);
    const Scan result = scan(folder.path());
    ASSERT_TRUE(result.seeds.empty()) << at;
    ASSERT_EQ(result.found.warnings.size(), 1u) << at;
  }
}

// The frame of a header is whole, but holds something else: another log beside it is read all the same.
TEST(LogScan, a_header_of_something_else_is_a_warning) {
  TemporaryFolder folder;
  write_bytes(folder / "a-0.log", std::string("polesweepL\2\0\0\0", 14) + log_frame("abc"));
  write_bytes(folder / "b-0.log", log_of({5}));
  const Scan result = scan(folder.path());
  EXPECT_EQ(result.seeds, Seeds{5});
  EXPECT_EQ(result.found.warnings, std::vector{(folder / "a-0.log").string() + ": damaged header, not used"});
}

TEST(LogScan, foreign_logs_are_named_and_other_files_are_nobodys_business) {
  TemporaryFolder folder;
  const std::string header = log_header("s", 0, {sample_numerics()});
  write_bytes(folder / "a-0.log", "Traceback (most recent call last):\n");
  write_bytes(folder / "b-0.log", header.substr(0, 10) + std::string("\3\0\0\0", 4) + header.substr(14));
  write_bytes(folder / "c-0.log", header + log_frame(std::string("\x09\0\0\0", 4)));
  write_bytes(folder / "d-0.log", log_of({5}));
  write_bytes(folder / "last-message", "done");
  write_bytes(folder / "e-0.log.0123.tmp", log_of({6}));
  std::filesystem::create_directory(folder / "f-0.log");
  const Scan result = scan(folder.path());
  const auto named = [&](const char* name, const std::string& problem) { return (folder / name).string() + problem; };

  EXPECT_EQ(result.seeds, Seeds{5});
  EXPECT_EQ(
      result.found.warnings,
      (std::vector<std::string>{named("a-0.log", ": not a record log, not used"),
                                named("b-0.log", ": written in format 3 (this program reads 1 to 2), not used"),
                                named("c-0.log", fmt::format(": not used from byte {} on: record: layout 9 (this program reads 1 to 5). "
                                                             "Written by another version?",
                                                             header.size()))}));
  // Whoever deletes logs that are read leaves these.
  EXPECT_EQ(result.found.unusable, (std::vector{folder / "a-0.log", folder / "b-0.log", folder / "c-0.log"}));
}

TEST(LogScan, logs_note_numerics_and_records_say_whose_they_are) {
  TemporaryFolder folder;
  {
    RecordLog a(folder.path(), "a", 0, 10, sample_numerics("aaaa"));
    RunRecord record = sample_record(1);
    record.numerics = "aaaa";
    a.append(record);
    RecordLog b(folder.path(), "b", 0, 10, sample_numerics("bbbb"));
    record.numerics = "aaaa+bbbb";
    b.append(record);
  }
  std::vector<std::string> numerics;
  const LogFolder found = scan_logs(
      folder.path(), [&](RunRecord&& record, LogPosition) { numerics.push_back(record.numerics); },
      [](const std::string&) { return "not asked"; });

  EXPECT_EQ(numerics, (std::vector<std::string>{"aaaa", "aaaa+bbbb"}));
  EXPECT_EQ(found.notes, (std::vector{sample_numerics("aaaa"), sample_numerics("bbbb")}));
}

TEST(LogScan, a_log_of_the_first_format_is_read_and_asked_of_its_session) {
  TemporaryFolder folder;
  const std::string header(
      "polesweepL\1\0\0\0\0\0\0\0\1\0\0\0s"
      "\xab\x68\xb8\x6c\x81\x16\xc5\x8e",
      31);
  std::string payload = encode(sample_record(5));
  payload.erase(4, 4 + sample_record(5).numerics.size());
  payload[0] = 2;
  write_bytes(folder / "s-0.log", header + log_frame(payload));
  std::vector<RunRecord> records;
  const auto scan_with = [&](const std::function<std::string(const std::string&)>& numerics_of) {
    const LogFolder found = scan_logs(
        folder.path(), [&](RunRecord&& record, LogPosition) { records.push_back(record); }, numerics_of);
    EXPECT_TRUE(found.warnings.empty());
    EXPECT_TRUE(found.notes.empty());
  };
  scan_with([](const std::string& session) { return "of " + session; });
  scan_with({});

  ASSERT_EQ(records.size(), 2u);
  EXPECT_TRUE(same_data(records[0], sample_record(5)));
  EXPECT_EQ(records[0].numerics, "of s");
  EXPECT_EQ(records[1].numerics, "");

  for (std::size_t at = 0; at < header.size(); ++at) {
    std::string damaged = header + log_frame(payload);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    write_bytes(folder / "s-0.log", damaged);
    EXPECT_TRUE(scan(folder.path()).seeds.empty()) << at;
  }
}

TEST(LogScan, a_log_that_vanishes_is_left_out_and_one_that_takes_its_place_is_read) {
  TemporaryFolder folder;
  write_bytes(folder / "b-0.log", log_of({1}));
  write_bytes(folder / "c-0.log", log_of({2}));
  Seeds seeds;
  LogPosition last;
  const LogFolder found = scan_logs(folder.path(), [&](RunRecord&& record, LogPosition position) {
    seeds.push_back(record.key.seed);
    last = position;
    if (record.key.seed == 1) std::filesystem::rename(folder / "c-0.log", folder / "a-0.log");
  });

  EXPECT_EQ(seeds, (Seeds{1, 2}));
  EXPECT_EQ(found.logs, (std::vector{folder / "b-0.log", folder / "a-0.log"}));
  EXPECT_TRUE(found.warnings.empty());
  EXPECT_EQ(read_record(found, last).key.seed, 2u);
}

TEST(ReadRecord, says_what_is_wrong_with_the_log) {
  TemporaryFolder folder;
  const std::string path = (folder / "s-0.log").string();
  write_bytes(path, log_of({1}));
  const LogFolder found = scan(folder.path()).found;
  const std::uint64_t begin = log_header("s", 0, {sample_numerics()}).size();

  EXPECT_EQ(read_record(found, {0, begin}).key.seed, 1u);
  EXPECT_EQ(error_of([&] { read_record(found, {0, 1000000}); }), path + ": no record at byte 1000000");
  std::filesystem::remove(path);
  EXPECT_EQ(error_of([&] { read_record(found, {0, begin}); }), path + ": No such file or directory");
}

}  // namespace
}  // namespace polesweep::results
