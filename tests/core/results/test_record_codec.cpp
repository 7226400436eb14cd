#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "core/results/record_log.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

TEST(RecordCodec, what_is_encoded_is_decoded) {
  RunRecord record = sample_record();
  record.processor_seconds = 0.75;
  const RunRecord decoded = decode(encode(record));

  EXPECT_TRUE(same_data(decoded, record));
  EXPECT_EQ(decoded.numerics, record.numerics);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(decoded.wall_seconds), std::bit_cast<std::uint64_t>(-0.0));
  EXPECT_EQ(decoded.processor_seconds, 0.75);
  EXPECT_TRUE(same_data(decode(encode(RunRecord{})), RunRecord{}));
}

TEST(RecordCodec, the_layout_is_fixed) {
  RunRecord record;
  record.key = {{1, 2}, 3, 4};
  record.status = Status::complete;
  record.lengths = {5};
  record.risk = {1.0};
  record.measures = {{"m", 1, {}}};
  record.message = "note";
  record.iterations = {6};
  record.training = {{"t", 1, {2.0}}};
  record.numerics = "f+g";
  record.processor_seconds = 2;
  const std::string head(
      "\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0"           // key
      "\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",  // status to wall time
      32 + 28);
  const std::string processor("\0\0\0\0\0\0\0\x40", 8);
  const std::string rest(
      "\1\0\0\0\5\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\xf0\x3f"  // lengths, risk
      "\1\0\0\0\1\0\0\0m\1\0\0\0\0\0\0\0",                    // measures
      24 + 17);
  const std::string training(
      "\1\0\0\0\6\0\0\0\0\0\0\0"                              // iterations
      "\1\0\0\0\1\0\0\0t\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\x40",  // training
      12 + 25);
  const std::string message("\4\0\0\0note", 8);

  EXPECT_EQ(encode(record), std::string("\4\0\0\0\3\0\0\0f+g", 11) + head + processor + rest + training + message);  // version, numerics

  record.processor_seconds = 0;
  EXPECT_EQ(encode(record), std::string("\3\0\0\0\3\0\0\0f+g", 11) + head + rest + training + message);

  // Earlier layouts are read as well. The third has no processor time, the second does not say what computed the run, and the first has no
  // training.
  const RunRecord third = decode(std::string("\3\0\0\0\3\0\0\0f+g", 11) + head + rest + training + message);
  EXPECT_TRUE(same_data(third, record));
  EXPECT_EQ(third.numerics, "f+g");
  EXPECT_EQ(third.processor_seconds, 0);
  const RunRecord second = decode(std::string("\2\0\0\0", 4) + head + rest + training + message);
  EXPECT_TRUE(same_data(second, record));
  EXPECT_EQ(second.numerics, "");
  const RunRecord read = decode(std::string("\1\0\0\0", 4) + head + rest + message);
  record.iterations.clear();
  record.training.clear();
  EXPECT_TRUE(same_data(read, record));
}

// Records without matrices keep the layout that they had before there were any.
TEST(RecordCodec, the_layout_of_matrices_is_fixed) {
  RunRecord record;
  record.numerics = "f";
  record.lengths = {5};
  record.risk = {1.0};
  record.measures = {{"m", 6, {1, 2, 3, 4, 5, 6}, 3}};
  record.training = {{"t", 1, {2.0}}};
  for (const double seconds : {0.0, 2.0}) {
    record.processor_seconds = seconds;
    const std::string bytes = encode(record);
    const RunRecord decoded = decode(bytes);
    EXPECT_TRUE(same_data(decoded, record));
    EXPECT_EQ(decoded.measures.front().columns, 3);
    EXPECT_EQ(decoded.training.front().columns, 1);
    EXPECT_EQ(decoded.processor_seconds, seconds);
    EXPECT_EQ(bytes[0], 5);
    EXPECT_NE(bytes.find(std::string("\1\0\0\0m\6\0\0\0\3\0\0\0\6\0\0\0", 17)), std::string::npos);
    EXPECT_NE(bytes.find(std::string("\1\0\0\0t\1\0\0\0\1\0\0\0\1\0\0\0", 17)), std::string::npos);
    std::string damaged = bytes;
    damaged[bytes.find("m\6") + 5] = 0;
    EXPECT_EQ(error_of([&] { decode(damaged); }), "record: a matrix of 0 columns (its bytes are damaged)");
    RunRecord turned = record;
    turned.measures.front().columns = 2;
    EXPECT_FALSE(same_data(turned, record));
  }
}

TEST(RecordCodec, every_shorter_text_is_an_error) {
  const std::string bytes = encode(sample_record());
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_NE(error_of([&] { decode(bytes.substr(0, size)); }), "no error") << size;
}

TEST(RecordCodec, mistakes_are_named) {
  std::string bytes = encode(sample_record());
  EXPECT_EQ(error_of([&] { decode(bytes + "xy"); }), "record: 2 bytes too many (its bytes are damaged)");
  EXPECT_EQ(error_of([&] { decode(bytes.substr(0, 60)); }), "record: ends early (its bytes are damaged)");
  bytes[40 + sample_record().numerics.size()] = 4;
  EXPECT_EQ(error_of([&] { decode(bytes); }), "record: status 4 (must be 0 to 3)");
  bytes[0] = 6;
  EXPECT_EQ(error_of([&] { decode(bytes); }), "record: layout 6 (this program reads 1 to 5). Written by another version?");
}

TEST(RecordCodec, arbitrary_bytes_never_crash_or_ask_for_much_memory) {
  std::mt19937 random(1);
  const std::string good = encode(sample_record());
  for (int trial = 0; trial < 20000; ++trial) {
    std::string bytes = good;
    if (trial % 2 == 0) {
      for (int i = 0; i < 4; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    } else {
      bytes.resize(random() % 300);
      for (char& byte : bytes) byte = static_cast<char>(random());
      if (bytes.size() > 4) bytes.replace(0, 4, std::string("\1\0\0\0", 4));
    }
    static_cast<void>(error_of([&] { decode(bytes); }));
  }
}

}  // namespace
}  // namespace polesweep::results
