#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.hpp"
#include "driver/sweep/grid.hpp"
#include "driver/sweep/identity.hpp"
#include "tests/driver/sweep/sweeps.hpp"

namespace polesweep::sweep {
namespace {

namespace fs = std::filesystem;

const std::string file_task =
    "[[task]]\nkind = 'file'\npath = 'd.csv'\ninputs = [['a']]\ntargets = [['a']]\nahead = 1\nwindow_length = 5\n";

class DataSearchTest : public testing::Test {
 protected:
  DataSearchTest() : folder_(fs::temp_directory_path() / ("polesweep-data-search-" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "beside");
    fs::create_directories(folder_ / "elsewhere");
  }
  ~DataSearchTest() override { fs::remove_all(folder_); }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  Sweep read(data::DataFiles& files) const {
    return parse_sweep({"s.toml", head + file_task + poles_at_9 + learner_at_14, {}}, {folder_ / "beside", folder_ / "elsewhere"}, files);
  }

  fs::path folder_;
};

TEST_F(DataSearchTest, a_file_beside_the_sweep_comes_first) {
  write(folder_ / "beside" / "d.csv", "near");
  write(folder_ / "elsewhere" / "d.csv", "far");
  data::DataFiles files;
  read(files);
  EXPECT_EQ(files.bytes("d.csv"), "near");
}

TEST_F(DataSearchTest, then_the_other_folder) {
  write(folder_ / "elsewhere" / "d.csv", "far");
  data::DataFiles files;
  read(files);
  EXPECT_EQ(files.bytes("d.csv"), "far");
}

TEST_F(DataSearchTest, bytes_that_are_there_are_not_looked_for) {
  data::DataFiles files;
  files.add("d.csv", "sent");
  read(files);
  EXPECT_EQ(files.bytes("d.csv"), "sent");
}

TEST_F(DataSearchTest, a_missing_file_names_the_places_tried) {
  data::DataFiles files;
  try {
    read(files);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "s.toml:7:8: task.path: no file 'd.csv' (tried " + (folder_ / "beside" / "d.csv").string() + ", " +
                                (folder_ / "elsewhere" / "d.csv").string() +
                                "; paths are relative to the sweep file, then $POLESWEEP_DATA)");
  }
}

TEST_F(DataSearchTest, a_point_is_known_by_the_bytes_and_not_by_the_path) {
  write(folder_ / "beside" / "d.csv", "bytes");
  data::DataFiles files;
  const Grid grid(read(files), files);
  const std::string text = grid.text({});
  EXPECT_NE(text.find("\ntask.path=xxh3:" + files.hash("d.csv") + "\n"), std::string::npos) << text;
  EXPECT_EQ(text, canonical_text(grid.resolve({}), files));
}

TEST_F(DataSearchTest, folders_are_the_one_of_the_file_and_that_of_the_environment) {
  write(folder_ / "elsewhere" / "d.csv", "far");
  setenv("POLESWEEP_DATA", (folder_ / "elsewhere").c_str(), 1);
  data::DataFiles files;
  const std::string text = head + file_task + poles_at_9 + learner_at_14;
  EXPECT_EQ(parse_sweep({"s.toml", text, {}}, data_folders(folder_ / "beside" / "s.toml"), files).name, "test");
  unsetenv("POLESWEEP_DATA");
  EXPECT_EQ(files.bytes("d.csv"), "far");
}

}  // namespace
}  // namespace polesweep::sweep
