#include "core/run/record.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/error.hpp"

namespace polesweep {
namespace {

/// Two lengths, two iterations, one measure.
RunRecord trained_record() {
  RunRecord record;
  record.status = Status::complete;
  record.lengths = {10, 20};
  record.risk = {1, 0.5};
  record.measures = {{"nmse", 1, {0.4, 0.2}}};
  record.iterations = {1, 4};
  record.training = {{"risk", 1, {1, 2, 3, 4}}, {"nmse", 1, {5, 6, 7, 8}}};
  return record;
}

Measurement asked(std::vector<std::int64_t> lengths, std::vector<std::string> metrics, std::vector<std::int64_t> iterations) {
  return {std::move(lengths), std::move(metrics), {}, std::move(iterations), {}};
}

TEST(Record, a_matrix_is_one_of_whole_rows) {
  RunRecord record = trained_record();
  record.measures = {{"nmse", 2, {1, 2, 3, 4}, 2}};
  EXPECT_TRUE(is_whole(record));
  record.measures[0].columns = 1 << 30;
  EXPECT_FALSE(is_whole(record));
}

TEST(Record, ids_are_read_from_32_digits_alone) {
  const PointId id{0x0123456789abcdefULL, 0xfedcba9876543210ULL};
  EXPECT_EQ(parse_id(id.hex()), id);
  for (const std::string text :
       {"", "0123", "0123456789abcdeffedcba987654321", "0123456789abcdeffedcba98765432100", "0123456789abcdeffedcba987654321g",
        "-123456789abcdeffedcba9876543210", "0x23456789abcdeffedcba9876543210"})
    EXPECT_THROW(parse_id(text), Error) << text;
}

TEST(Record, serves_what_it_contains) {
  const RunRecord record = trained_record();
  EXPECT_TRUE(serves(record, asked({10, 20}, {"nmse"}, {1, 4})));
  EXPECT_TRUE(serves(record, asked({20}, {}, {4})));
  EXPECT_TRUE(serves(record, asked({}, {}, {})));
  EXPECT_FALSE(serves(record, asked({10, 30}, {}, {})));
  EXPECT_FALSE(serves(record, asked({10}, {"loss"}, {})));
  EXPECT_FALSE(serves(record, asked({10}, {}, {1, 2})));
}

// Its bytes may come from anywhere, and whoever is served reads what the lengths and widths promise.
TEST(Record, whose_values_are_not_all_there_serves_nothing) {
  const Measurement wanted = asked({20}, {"nmse"}, {4});
  const auto broken = [&](void (*change)(RunRecord&)) {
    RunRecord record = trained_record();
    change(record);
    return !serves(record, wanted);
  };
  EXPECT_TRUE(broken([](RunRecord& record) { record.risk.pop_back(); }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.measures[0].values.pop_back(); }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.measures[0].width = 2; }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.measures[0].width = 0; }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.measures[0].width = -1; }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.measures[0].columns = 0; }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.training[0].values.pop_back(); }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.training[1].values.resize(2); }));
  EXPECT_TRUE(broken([](RunRecord& record) { record.training[1].width = 3; }));
  // Episodes have one row of iterations.
  EXPECT_FALSE(broken([](RunRecord& record) { record.training[0].values.resize(2), record.training[1].values.resize(2); }));
}

TEST(Record, without_training_serves_no_iteration) {
  RunRecord record = trained_record();
  record.iterations.clear();
  record.training.clear();
  EXPECT_TRUE(serves(record, asked({10, 20}, {"nmse"}, {})));
  EXPECT_FALSE(serves(record, asked({10, 20}, {"nmse"}, {1})));
}

TEST(Record, every_metric_is_needed_at_iterations_too) {
  RunRecord record = trained_record();
  record.training.pop_back();
  EXPECT_TRUE(serves(record, asked({10}, {}, {1})));
  EXPECT_TRUE(serves(record, asked({10}, {"nmse"}, {})));
  EXPECT_FALSE(serves(record, asked({10}, {"nmse"}, {1})));
}

TEST(Record, only_complete_and_diverged_runs_serve) {
  RunRecord record = trained_record();
  record.status = Status::diverged;
  EXPECT_TRUE(serves(record, asked({10}, {}, {1})));
  for (const Status status : {Status::failed, Status::missing}) {
    record.status = status;
    EXPECT_FALSE(serves(record, asked({}, {}, {})));
  }
}

TEST(Record, has_one_nan) {
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(bits(-nan), bits(nan));
  EXPECT_EQ(bits(canonical_nan(-nan)), bits(nan));
  EXPECT_EQ(bits(canonical_nan(std::nan("5"))), bits(nan));
  for (const double value : {-0.0, 0.5, -std::numeric_limits<double>::infinity()}) EXPECT_EQ(bits(canonical_nan(value)), bits(value));
}

TEST(Record, training_is_part_of_its_data) {
  const RunRecord record = trained_record();
  RunRecord other = record;
  EXPECT_TRUE(same_data(record, other));
  other.wall_seconds = 5;
  EXPECT_TRUE(same_data(record, other));
  other.training[1].values[3] = 8.5;
  EXPECT_FALSE(same_data(record, other));
  other = record;
  other.iterations = {1, 5};
  EXPECT_FALSE(same_data(record, other));
  other = record;
  other.training[0].values = {1, std::nan(""), 3, 4};
  RunRecord same = other;
  EXPECT_TRUE(same_data(other, same));
}

// An older program left no processor time: that of the rest alone would be too little.
TEST(RunRecord, has_the_processor_time_of_all_of_a_run_or_none) {
  RunRecord fresh;
  add_time(fresh, 3, 2);
  add_time(fresh, 1, 0.5);
  EXPECT_EQ(fresh.wall_seconds, 4);
  EXPECT_EQ(fresh.processor_seconds, 2.5);
  RunRecord old;
  old.wall_seconds = 3;
  add_time(old, 1, 0.5);
  EXPECT_EQ(old.wall_seconds, 4);
  EXPECT_EQ(old.processor_seconds, 0);
}

}  // namespace
}  // namespace polesweep
