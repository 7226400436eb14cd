#include "driver/execute/shard.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "core/error.hpp"

namespace polesweep::execute {
namespace {

std::string refusal(const std::string& text) {
  try {
    parse_shard(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// The variables of one job of an array, as Slurm sets them.
class SlurmArray : public testing::Test {
 protected:
  void set(const char* task, const char* first, const char* last, const char* step, const char* count) {
    setenv("SLURM_ARRAY_TASK_ID", task, 1);
    setenv("SLURM_ARRAY_TASK_MIN", first, 1);
    setenv("SLURM_ARRAY_TASK_MAX", last, 1);
    setenv("SLURM_ARRAY_TASK_STEP", step, 1);
    setenv("SLURM_ARRAY_TASK_COUNT", count, 1);
  }
  void TearDown() override {
    for (const char* name : {"ID", "MIN", "MAX", "STEP", "COUNT"}) unsetenv((std::string("SLURM_ARRAY_TASK_") + name).c_str());
  }
};

void expect_shard(const Shard& shard, std::uint32_t part, std::uint32_t parts, const std::string& name, const std::string& array) {
  EXPECT_EQ(shard.part, part);
  EXPECT_EQ(shard.parts, parts);
  EXPECT_EQ(shard.name(), name);
  EXPECT_EQ(shard.array, array);
}

TEST(Shard, is_a_part_and_a_number_of_parts) {
  expect_shard(parse_shard("0/1"), 0, 1, "0", "1");
  expect_shard(parse_shard("3/16"), 3, 16, "3", "16");
  for (const char* text : {"", "1", "5/4", "-1/2", "0/0", "1/2/3", "a/2"})
    EXPECT_EQ(refusal(text), std::string("--shard: got '") + text + "' (must be i/N with 0 <= i < N, i/FIRST-LAST[:STEP], or slurm)");
  EXPECT_EQ(refusal("8/8"), "--shard: got '8/8' (must be i/N with 0 <= i < N). Where parts count from 1, write 8/1-8?");
}

TEST(Shard, may_count_from_any_number_in_steps) {
  expect_shard(parse_shard("8/1-8"), 7, 8, "8", "1-8");
  expect_shard(parse_shard("1/1-8"), 0, 8, "1", "1-8");
  expect_shard(parse_shard("7/1-8:3"), 2, 3, "7", "1-8:3");
  expect_shard(parse_shard("5/5-5"), 0, 1, "5", "5-5");
  for (const char* text : {"0/1-8", "9/1-8", "2/1-8:3", "1/1-8:0", "3/8-1"})
    EXPECT_EQ(refusal(text), std::string("--shard: got '") + text + "' (must be i/FIRST-LAST[:STEP] with i one of these numbers)");
}

TEST(Shard, names_parts_as_arrays_of_jobs_do) {
  const Shard from_zero = parse_shard("0/100");
  EXPECT_EQ(from_zero.names({}), "");
  EXPECT_EQ(from_zero.names({3}), "3");
  EXPECT_EQ(from_zero.names({3, 4}), "3,4");
  EXPECT_EQ(from_zero.names({0, 1, 2, 5, 7, 8, 9}), "0-2,5,7-9");
  EXPECT_EQ(parse_shard("1/1-8").names({0, 2, 3, 4, 7}), "1,3-5,8");
  EXPECT_EQ(parse_shard("1/1-15:2").names({0, 1, 2, 7}), "1-5:2,15");
  std::vector<std::uint32_t> odd;
  for (std::uint32_t part = 1; part < 100; part += 2) odd.push_back(part);
  EXPECT_EQ(from_zero.names(odd), "1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,...");
}

TEST_F(SlurmArray, is_the_part_that_the_job_is) {
  set("8", "1", "8", "1", "8");
  expect_shard(parse_shard("slurm"), 7, 8, "8", "1-8");
  set("0", "0", "3", "1", "4");
  expect_shard(parse_shard("slurm"), 0, 4, "0", "0-3");
  set("5", "1", "7", "2", "4");
  expect_shard(parse_shard("slurm"), 2, 4, "5", "1-7:2");
  set("3", "3", "3", "1", "1");
  expect_shard(parse_shard("slurm"), 0, 1, "3", "3-3");
}

TEST_F(SlurmArray, of_a_list_is_refused) {
  set("5", "2", "5", "1", "2");
  EXPECT_EQ(
      refusal("slurm"),
      "--shard slurm: the array has 2 jobs from 2 to 5 (a list does not say how many parts there are). Name the array of all parts, as in "
      "--shard 5/0-7, or POLESWEEP_SHARDS=0-7 for the scripts in jobs/slurm?");
}

TEST_F(SlurmArray, is_missed_elsewhere) {
  EXPECT_EQ(refusal("slurm"),
            "--shard slurm: SLURM_ARRAY_TASK_ID is not set (this is not a job of an array). Submit it with `sbatch --array=0-7`?");
  set("x", "2", "5", "1", "2");
  EXPECT_EQ(refusal("slurm"),
            "--shard slurm: SLURM_ARRAY_TASK_ID is no number (this is not a job of an array). Submit it with `sbatch --array=0-7`?");
}

}  // namespace
}  // namespace polesweep::execute
