#include "driver/execute/trace_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <regex>

#include "core/error.hpp"
#include "tests/driver/execute/example_sweep.hpp"

namespace polesweep::execute {
namespace {

/// What stands in the way of a trace of every sample of a run of so many; "" where nothing does.
std::string objection(const std::filesystem::path& file, std::int64_t samples) {
  const Point point{{"linear_teacher", {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.1}}},
                    {"diagonal", {}},
                    {"ring", {{"count", std::int64_t{4}}, {"radius", 0.9}}},
                    {"fixed", {}},
                    {"rls", {}}};
  const data::DataFiles no_files;
  try {
    check_trace({file, 1}, Setups(no_files).of(point), {{samples}, {}, {"exact", 0}});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

/// Of the trace above: sample and updates, input, target, clean target, prediction, error, 4 states, 4 weights and their gradient.
constexpr double row_bytes = 8.0 * (2 + 5 + 3 * 4);

TEST(CheckTrace, wants_room_on_the_disk) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(objection(folder.path() / "t.h5", 1000), "");
  const std::string said = objection(folder.path() / "t.h5", 10'000'000'000'000);
  EXPECT_TRUE(std::regex_match(
      said,
      std::regex(path +
                 R"(: \d+ MB are free \(about 1520000001 MB are needed\)\. Choose another place with --trace, or a larger --every\?)")))
      << said;
}

TEST(CheckTrace, wants_room_in_memory) {
  const TemporaryFolder folder;
  const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  const auto rows_that_take = [](double bytes) { return static_cast<std::int64_t>(bytes / row_bytes); };
  if (static_cast<double>(std::filesystem::space(folder.path()).available) < 0.5 * memory) GTEST_SKIP() << "the disk is smaller than that";
  EXPECT_EQ(objection(folder.path() / "t.h5", rows_that_take(memory / 3.1)), "");
  EXPECT_TRUE(std::regex_match(
      objection(folder.path() / "t.h5", rows_that_take(memory / 2.9)),
      std::regex(
          R"(--every: got 1 \(the trace takes about \d+ MB of memory while it is written, the machine has \d+\)\. Choose a larger one\?)")));
}

}  // namespace
}  // namespace polesweep::execute
