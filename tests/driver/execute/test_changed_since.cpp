#include "driver/execute/changed_since.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "driver/execute/versions.hpp"
#include "driver/sweep/identity.hpp"

namespace polesweep::execute {
namespace {

const char* const recorded =
    "seeds = 1\nlengths = [10]\n"
    "[[task]]\nkind = \"file\"\npath = [\"a.csv\", \"b.csv\"]\ninputs = [[\"x\"]]\ntargets = [[\"y\"]]\nwindow_length = 20\nwindows = 1\n"
    "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 4\nradius = 0.9\n"
    "[[learner]]\nrecurrent = \"fixed\"\nreadout = \"rls\"\n";

/// The sweep above, on some bytes of its two files.
struct OnData {
  OnData(const std::string& a, const std::string& b) {
    files.add("a.csv", a);
    files.add("b.csv", b);
    grid = std::make_unique<sweep::Grid>(sweep::parse_sweep({"s.toml", recorded, {}}, {}, files), files);
    points = sweep::list_points(*grid);
  }
  /// Canonical text of the point of a file.
  std::string text(const std::string& file) const {
    for (const sweep::PlannedPoint& planned : points.points)
      if (const std::string text = sweep::canonical_text(grid->resolve(planned.ref), files);
          text.find(files.hash(file)) != std::string::npos)
        return text;
    throw std::runtime_error("no point of " + file);
  }
  std::string why(const results::Group& root, const std::string& text) const {
    return why_not_found(root, *grid, points, files, sweep::identify(text));
  }

  data::DataFiles files;
  std::unique_ptr<sweep::Grid> grid;
  sweep::PointList points;
};

class ChangedSince : public testing::Test {
 protected:
  ChangedSince() : before_("x,y\n1,2\n", "x,y\n3,4\n"), now_("x,y\n1,2\n", "x,y\n5,6\n") {
    older_ = current_versions();
    const std::size_t rls = older_.find("learner.readout.kind=rls@");
    const std::string line = older_.substr(rls, older_.find('\n', rls) - rls);
    older_.replace(rls, line.size(), "learner.readout.kind=rls@77");
    versions_said_ = "versions have changed since:\n  learner.readout.kind=rls@77 -> " + line.substr(line.rfind('@') + 1) + "\n";
    file_said_ = "b.csv has changed since (its hash was " + before_.files.hash("b.csv") + ", now " + now_.files.hash("b.csv") + ")";
  }
  static results::Group root(const std::string& data, const std::string& versions) {
    results::Group root;
    if (!data.empty()) root.attributes.emplace_back("data", data);
    if (!versions.empty()) root.attributes.emplace_back("versions", versions);
    return root;
  }
  std::string stored_data() const { return data_lines(before_.files); }

  OnData before_;
  OnData now_;
  std::string older_;
  std::string versions_said_;
  std::string file_said_;
};

TEST_F(ChangedSince, data_are_told_by_their_hashes) {
  EXPECT_EQ(stored_data(), before_.files.hash("a.csv") + " a.csv\n" + before_.files.hash("b.csv") + " b.csv\n");
  EXPECT_EQ(data_lines({}), "");
}

TEST_F(ChangedSince, a_file_is_named_with_both_hashes) {
  EXPECT_EQ(now_.why(root(stored_data(), current_versions()), before_.text("b.csv")), file_said_ + ". Put the old file back?");
  EXPECT_EQ(now_.why(root(stored_data(), ""), before_.text("b.csv")), file_said_ + ". Put the old file back?");
}

TEST(ChangedRecording, is_named_by_the_one_of_its_two_files_that_has_changed) {
  const std::string sweep =
      "seeds = 1\nlengths = [10]\n"
      "[[task]]\nkind = \"file\"\npath = \"r.sigmf-meta\"\nformat = \"sigmf\"\ninputs = [[\"0\"]]\ntargets = [[\"0\"]]\nwindow_length = "
      "20\n"
      "[[poles]]\nnetwork = \"diagonal\"\nkind = \"ring\"\ncount = 4\nradius = 0.9\n"
      "[[learner]]\nrecurrent = \"fixed\"\nreadout = \"rls\"\n";
  const auto files = [](const std::string& meta, const std::string& bytes) {
    data::DataFiles files;
    files.add("r.sigmf-meta", meta);
    files.add("r.sigmf-data", bytes);
    return files;
  };
  const auto text = [&](data::DataFiles& now) {
    const sweep::Grid grid(sweep::parse_sweep({"s.toml", sweep, {}}, {}, now), now);
    return sweep::canonical_text(grid.resolve(sweep::list_points(grid).points.front().ref), now);
  };
  data::DataFiles before = files("{}", "old");
  results::Group root;
  root.attributes = {{"data", data_lines(before)}, {"versions", current_versions()}};
  const auto said = [&](data::DataFiles now) {
    const sweep::Grid grid(sweep::parse_sweep({"s.toml", sweep, {}}, {}, now), now);
    return why_not_found(root, grid, sweep::list_points(grid), now, sweep::identify(text(before)));
  };
  const auto begins = [](const std::string& whole, const std::string& begin) { return whole.starts_with(begin); };
  EXPECT_PRED2(begins, said(files("{}", "new")),
               "r.sigmf-data has changed since (its hash was " + before.hash("r.sigmf-data") + ", now " +
                   files("", "new").hash("r.sigmf-data") + ")");
  EXPECT_PRED2(begins, said(files("{ }", "old")), "r.sigmf-meta has changed since (its hash was " + before.hash("r.sigmf-meta") + ", now ");
}

TEST_F(ChangedSince, versions_are_named_where_they_explain_it) {
  EXPECT_EQ(now_.why(root(stored_data(), older_), with_versions(now_.text("a.csv"), older_)),
            versions_said_ + "Replay it with the program that computed it?");
}

TEST_F(ChangedSince, both_are_named_where_it_takes_both) {
  EXPECT_EQ(now_.why(root(stored_data(), older_), with_versions(before_.text("b.csv"), older_)),
            file_said_ + "; " + versions_said_ + "Replay it with the old file and the program that computed it?");
}

TEST_F(ChangedSince, without_hashes_the_data_are_what_is_left) {
  EXPECT_EQ(now_.why(root("", current_versions()), before_.text("b.csv")),
            "one of a.csv, b.csv has changed since, for versions have not (no hash is stored). Put the old file back?");
}

TEST_F(ChangedSince, nothing_is_claimed_that_is_not_known) {
  const std::string unknown = "it was computed by another version than this program (its id differs here)";
  EXPECT_EQ(now_.why(root("", ""), before_.text("b.csv")), unknown);
  EXPECT_EQ(now_.why(root("", older_), before_.text("b.csv")), unknown);
  EXPECT_EQ(now_.why(root(stored_data(), older_), "a point of nobody"), unknown);
  EXPECT_EQ(now_.why(root(stored_data(), current_versions()), "a point of nobody"),
            "it is not a point of the stored sweep, though versions and data are as they were. Was the file edited?");
}

TEST(ChangedFiles, a_point_may_read_one_file_as_two) {
  std::string sweep = recorded;
  sweep.replace(sweep.find("[\"a.csv\", \"b.csv\"]"), 18, "\"a.csv\"\ntarget_path = \"a.csv\"");
  const auto points_on = [&](const std::string& bytes, data::DataFiles& files) {
    files.add("a.csv", bytes);
    return std::make_unique<sweep::Grid>(sweep::parse_sweep({"s.toml", sweep, {}}, {}, files), files);
  };
  data::DataFiles before;
  data::DataFiles now;
  const auto old_grid = points_on("x,y\n1,2\n", before);
  const auto grid = points_on("x,y\n3,4\n", now);
  results::Group root;
  root.attributes = {{"data", data_lines(before)}, {"versions", current_versions()}};
  EXPECT_EQ(why_not_found(root, *grid, sweep::list_points(*grid), now, sweep::list_points(*old_grid).points.front().id),
            "a.csv has changed since (its hash was " + before.hash("a.csv") + ", now " + now.hash("a.csv") + "). Put the old file back?");
}

}  // namespace
}  // namespace polesweep::execute
