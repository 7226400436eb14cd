#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>

#include "core/results/netcdf.hpp"
#include "samples.hpp"
#include "tests/core/results/made_up_training.hpp"

namespace polesweep::results {
namespace {

/// What check_readers.py leaves for the task `name` on a file; none, after a note to the test, where the reader is not installed.
struct Outcome {
  int code = 0;
  std::string output;
};

Outcome run_script(const std::string& name, const std::filesystem::path& file) {
  const std::string command = fmt::format("/usr/bin/python3 '{}' {} '{}' 2>&1", CHECK_READERS, name, file.string());
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {.code = -1, .output = "no pipe"};
  Outcome outcome;
  for (int c; (c = std::fgetc(pipe)) != EOF;) outcome.output.push_back(static_cast<char>(c));
  const int status = ::pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

/// A reader that is not installed may be left out on a developer's machine, not where changes are accepted.
bool is_missing(const Outcome& outcome) {
  constexpr int reader_missing = 77;
  constexpr int command_missing = 127;
  return (outcome.code == reader_missing || outcome.code == command_missing) && std::getenv("CI") == nullptr;
}

/// What other people's programs make of `sample_group`, as check_readers.py knows it by heart.
class Readers : public testing::TestWithParam<const char*> {};

TEST_P(Readers, sees_names_coordinates_and_values) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", sample_group());
  const Outcome outcome = run_script(GetParam(), folder / "r.h5");
  if (is_missing(outcome)) GTEST_SKIP() << "a reader is missing: " << outcome.output;

  EXPECT_EQ(outcome.code, 0) << outcome.output;
}

/// The same of runs that are measured at iterations, from `made_up_training`.
class TrainingReaders : public testing::TestWithParam<const char*> {};

TEST_P(TrainingReaders, see_the_group_with_coordinates_of_its_own) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", made_up_training());
  const Outcome outcome = run_script(fmt::format("training_{}", GetParam()), folder / "r.h5");
  if (is_missing(outcome)) GTEST_SKIP() << "a reader is missing: " << outcome.output;

  EXPECT_EQ(outcome.code, 0) << outcome.output;
}

INSTANTIATE_TEST_SUITE_P(Reader, TrainingReaders, testing::Values("h5py", "h5netcdf", "netcdf4", "ncdump"),
                         [](const auto& info) { return std::string(info.param); });

INSTANTIATE_TEST_SUITE_P(Reader, Readers, testing::Values("h5py", "h5netcdf", "netcdf4", "ncdump", "append"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Texts, that_xarray_reads_it_can_write_again) {
  Group root;
  root.dimensions = {{"point", 10000}};
  root.variables = {{.name = "task_poles", .dimensions = {"point"}, .values = std::vector<std::string>(10000, std::string(700, 'x'))}};
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", root);
  const Outcome outcome = run_script("texts_netcdf4", folder / "r.h5");
  if (is_missing(outcome)) GTEST_SKIP() << "a reader is missing: " << outcome.output;
  EXPECT_EQ(outcome.code, 0) << outcome.output;
}

TEST(ForeignFile, is_an_error_with_path_and_reason) {
  TemporaryFolder folder;
  const std::string path = (folder / "r.h5").string();
  const auto expect_error = [&](const char* kind, const std::string& problem) {
    const Outcome outcome = run_script(kind, path);
    if (is_missing(outcome)) GTEST_SKIP() << "a writer is missing: " << outcome.output;
    ASSERT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_EQ(error_of([&] { read_netcdf(path); }), path + ": " + problem);
  };

  expect_error("write_plain_hdf5", "cannot list a group in the order of writing (no creation order index to query)");
  expect_error("write_ordered_hdf5", "the axes of 'x' have no names");
  expect_error("write_netcdf4", "variable 'x' is of a type that polesweep does not write");
}

TEST(ForeignFile, may_be_ours_with_additions_of_netcdf) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", sample_group());
  const Outcome outcome = run_script("append", folder / "r.h5");
  if (is_missing(outcome)) GTEST_SKIP() << "a writer is missing: " << outcome.output;
  const Group read = read_netcdf(folder / "r.h5");

  EXPECT_EQ(read.attribute("note"), "added");
  ASSERT_NE(read.find("extra"), nullptr);
  EXPECT_EQ(read.find("extra")->dimensions, (std::vector<std::string>{"point", "pole"}));
  EXPECT_EQ(read.find("extra")->values, Values(std::vector<double>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace polesweep::results
