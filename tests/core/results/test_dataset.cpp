#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <stdexcept>

#include "samples.hpp"

namespace polesweep::results {
namespace {

TEST(Dataset, members_are_found_by_name) {
  const Group root = sample_group();

  ASSERT_NE(root.find("delta"), nullptr);
  EXPECT_EQ(root.find("delta")->units, "1");
  EXPECT_EQ(root.find("delt"), nullptr);
  ASSERT_NE(root.find_group("statistics"), nullptr);
  EXPECT_EQ(root.find_group("statistics")->size_of("point"), 3u);
  EXPECT_EQ(root.find_group("inner"), nullptr);
  EXPECT_EQ(root.size_of("sample"), 700u);
  EXPECT_THROW(static_cast<void>(root.size_of("threshold")), Error);
  EXPECT_EQ(root.attribute("b"), "1");
  EXPECT_EQ(root.attribute("z"), "");
}

TEST(Dataset, same_data_sees_every_part) {
  const Group original = sample_group();
  const auto differs = [&](const std::function<void(Group&)>& change) {
    Group changed = original;
    change(changed);
    return !same_data(original, changed) && !same_data(changed, original);
  };

  EXPECT_TRUE(same_data(original, sample_group()));
  EXPECT_TRUE(differs([](Group& g) { g.name = "other"; }));
  EXPECT_TRUE(differs([](Group& g) { g.attributes[3].second = "other"; }));
  EXPECT_TRUE(differs([](Group& g) { g.dimensions[4].size = 1; }));
  EXPECT_TRUE(differs([](Group& g) { std::swap(g.dimensions[0], g.dimensions[3]); }));
  EXPECT_TRUE(differs([](Group& g) { std::swap(g.variables[0], g.variables[1]); }));
  EXPECT_TRUE(differs([](Group& g) { g.variables.pop_back(); }));
  EXPECT_TRUE(differs([](Group& g) { std::get<std::vector<double>>(g.variables[0].values)[1] = -0.0; }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[0].values = std::vector<std::int32_t>(24); }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[0].units = "volt"; }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[0].long_name = ""; }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[4].flags[0].first = 9; }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[4].coordinates.pop_back(); }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[6].can_be_absent = false; }));
  EXPECT_TRUE(differs([](Group& g) { g.variables[0].dimensions[0] = "pole"; }));
  EXPECT_TRUE(differs([](Group& g) { std::get<std::vector<std::int32_t>>(g.groups[0].groups[0].variables[0].values)[0] = 5; }));
}

TEST(Dataset, signed_zeros_differ_and_nan_equals_itself) {
  Group a;
  a.variables = {{.name = "x", .values = std::vector<double>{0.0}}};
  Group b = a;
  b.variables[0].values = std::vector<double>{-0.0};
  Group c = a;
  c.variables[0].values = std::vector<double>{std::numeric_limits<double>::quiet_NaN()};

  EXPECT_FALSE(same_data(a, b));
  EXPECT_TRUE(same_data(c, c));
}

TEST(Dataset, contradictions_are_named) {
  const auto complaint = [](const std::function<void(Group&)>& change) -> std::string {
    Group changed = sample_group();
    change(changed);
    try {
      require_consistent(changed);
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "none";
  };

  EXPECT_EQ(complaint([](Group&) {}), "none");
  EXPECT_EQ(complaint([](Group& g) { g.dimensions[1].size = 4; }), "/risk: 24 values where the dimensions hold 32");
  EXPECT_EQ(complaint([](Group& g) { g.variables[0].dimensions[2] = "lenght"; }), "/risk: no dimension 'lenght'");
  EXPECT_EQ(complaint([](Group& g) { g.variables[0].name = "pole"; }), "/pole: bears the name of a dimension without being its coordinate");
  EXPECT_EQ(complaint([](Group& g) { g.variables[0].name = "a/b"; }), "/: 'a/b' cannot be a name");
  EXPECT_EQ(complaint([](Group& g) { g.variables[0].name = "kind"; }), "/: two variables 'kind'");
  EXPECT_EQ(complaint([](Group& g) { g.dimensions[0].name = "seed"; }), "/: two dimensions 'seed'");
  EXPECT_EQ(complaint([](Group& g) { g.attributes[0].first = "sweep"; }), "/: two attributes 'sweep'");
  EXPECT_EQ(complaint([](Group& g) { g.groups[0].name = "pole"; }), "/: 'pole' is taken");
  EXPECT_EQ(complaint([](Group& g) { g.groups[0].variables[1].name = ""; }), "/statistics/: '' cannot be a name");
  EXPECT_EQ(complaint([](Group& g) { g.variables[4].flags[1].second = "all done"; }), "/status: flag 'all done' is not one word");
  EXPECT_EQ(complaint([](Group& g) { g.variables[4].coordinates[1] = "radios"; }), "/status: no variable 'radios' for a coordinate");
  EXPECT_EQ(complaint([](Group& g) { g.variables[0].can_be_absent = true; }), "/risk: only 32-bit integers have flags or can be absent");
}

}  // namespace
}  // namespace polesweep::results
