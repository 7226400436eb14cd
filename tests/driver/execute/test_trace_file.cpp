#include "driver/execute/trace_file.hpp"

#include <gtest/gtest.h>

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

/// Of a row of 19 numbers (sample and updates, input, target, clean target, prediction, error, 4 states, 4 weights and their gradient),
/// once in the temporary file and once in the trace.
TEST(CheckTrace, wants_room_on_the_disk) {
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(objection(folder.path() / "t.h5", 1000), "");
  const std::string said = objection(folder.path() / "t.h5", 10'000'000'000'000);
  EXPECT_TRUE(std::regex_match(
      said,
      std::regex(path +
                 R"(: \d+ MB are free \(about 3040000001 MB are needed\)\. Choose another place with --trace, or a larger --every\?)")))
      << said;
}

}  // namespace
}  // namespace polesweep::execute
