#include "driver/execute/stored_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "driver/execute/changed_since.hpp"
#include "driver/execute/provenance.hpp"
#include "tests/temporary_folder.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<fs::path>;

Provenance session(const std::string& sweep, const std::string& results) {
  Provenance session = own_provenance();
  session.sweep_file = sweep;
  session.results_file = results;
  return session;
}

results::Group computed_by(const std::vector<Provenance>& sessions) {
  results::Group root;
  root.groups.push_back(provenance_group(sessions));
  return root;
}

class StoredData : public testing::Test {
 protected:
  StoredData() { unsetenv("POLESWEEP_DATA"); }
  ~StoredData() override { unsetenv("POLESWEEP_DATA"); }
};

TEST_F(StoredData, is_looked_for_beside_the_sweep_that_moved_or_stayed_then_beside_the_results) {
  const results::Group root = computed_by({session("/home/a/sweeps/s.toml", "/home/a/out/r.h5")});
  EXPECT_EQ(data_folders(root, "/mnt/b/out/r.h5"), (Folders{"/mnt/b/sweeps", "/home/a/sweeps", "/mnt/b/out"}));
  setenv("POLESWEEP_DATA", "/data", 1);
  EXPECT_EQ(data_folders(root, "/home/a/out/r.h5"), (Folders{"/home/a/sweeps", "/home/a/out", "/data"}));
}

TEST_F(StoredData, one_folder_is_listed_once) {
  EXPECT_EQ(data_folders(computed_by({session("/o/s.toml", "/o/r.h5")}), "/o/r.h5"), Folders{"/o"});
}

TEST_F(StoredData, of_several_sessions_the_last_comes_first) {
  const results::Group root = computed_by({session("/a/s.toml", "/o/r.h5"), session("", ""), session("/b/s.toml", "/o/r.h5")});
  EXPECT_EQ(data_folders(root, "/o/r.h5"), (Folders{"/b", "/a", "/o"}));
}

TEST_F(StoredData, of_results_that_do_not_say_is_beside_them) {
  EXPECT_EQ(data_folders(results::Group(), "r.h5"), Folders{"."});
  results::Group older = computed_by({session("", "")});
  std::erase_if(older.groups.front().variables, [](const results::Variable& each) { return each.name.ends_with("_file"); });
  EXPECT_EQ(data_folders(older, "out/r.h5"), Folders{"out"});
}

TEST_F(StoredData, that_has_not_changed_is_taken_from_whichever_folder_has_it) {
  const TemporaryFolder folder;
  for (const char* name : {"a", "b", "c"}) fs::create_directories(folder / name);
  const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; };
  write("a/x.csv", "new");
  write("b/x.csv", "old");
  write("a/y.csv", "new");
  write("a/z.sigmf-meta", "{}");
  write("a/z.sigmf-data", "new");
  write("b/z.sigmf-meta", "{}");
  write("b/z.sigmf-data", "old");
  data::DataFiles before;
  for (const char* name : {"x.csv", "y.csv", "z.sigmf-data"}) before.add(name, "old");
  before.add("z.sigmf-meta", "{}");
  results::Group root;
  root.attributes.emplace_back("data", data_lines(before));
  const data::DataFiles found = unchanged_data(root, {folder / "a", folder / "b"});
  EXPECT_EQ(found.names(), (std::vector<std::string>{"x.csv", "z.sigmf-data", "z.sigmf-meta"}));
  EXPECT_EQ(found.bytes("x.csv"), "old");
  EXPECT_EQ(found.bytes("z.sigmf-data"), "old");
}

}  // namespace
}  // namespace polesweep::execute
