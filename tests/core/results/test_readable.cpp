#include "core/results/readable.hpp"

#include <gtest/gtest.h>

#include "core/results/netcdf.hpp"
#include "core/results/netcdf_image.hpp"
#include "made_up_training.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

Group texts(std::vector<std::string> values) {
  Group root;
  root.dimensions = {{"point", values.size()}};
  root.variables = {{.name = "task_poles", .dimensions = {"point"}, .values = std::move(values)}};
  return root;
}

/// 10^4 texts of which every second has 700 characters, in three kinds.
std::vector<std::string> many_texts() {
  std::vector<std::string> values;
  for (int i = 0; i < 10000; ++i) values.push_back(i % 2 == 0 ? "[0.5]" : std::string(699, 'x') + std::to_string(i % 3));
  values[7] = "#1";  // looks like a row, and is none
  return values;
}

TEST(LongTexts, are_read_as_they_were) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", texts(many_texts()));
  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), texts(many_texts())));
  // Written in full they would be 3.5 MB.
  EXPECT_LT(std::filesystem::file_size(folder / "r.h5"), 1000000u);
}

TEST(LongTexts, stand_in_a_table_only_where_a_reader_would_need_much_memory) {
  EXPECT_TRUE(LongTexts::are_worth_it(many_texts()));
  EXPECT_FALSE(LongTexts::are_worth_it(std::vector<std::string>(1000, std::string(700, 'x'))));
  EXPECT_FALSE(LongTexts::are_worth_it(std::vector<std::string>(1000000, "[0.5]")));
  EXPECT_FALSE(LongTexts::are_worth_it({}));
}

TEST(LongTexts, have_one_row_each) {
  LongTexts table;
  EXPECT_EQ(table.key_of("short"), "short");
  EXPECT_EQ(table.key_of(std::string(81, 'a')), "#0");
  EXPECT_EQ(table.key_of("#0"), "#1");
  EXPECT_EQ(table.key_of(std::string(81, 'a')), "#0");
  EXPECT_EQ(table.key_of(std::string(80, 'a')), std::string(80, 'a'));
  EXPECT_EQ(LongTexts::text_of("#1", table.texts()), "#0");
  for (const char* key : {"#2", "#", "#x", "#1 ", "#-1"})
    EXPECT_EQ(error_of([&] { LongTexts::text_of(key, table.texts()); }),
              "'" + std::string(key) + "' is no row of the long texts (there are 2)");
}

TEST(Readable, empty_integers_keep_their_type) {
  Group root;
  root.dimensions = {{"none", 0}};
  root.variables = {{.name = "a", .dimensions = {"none"}, .values = std::vector<std::int64_t>()},
                    {.name = "b", .dimensions = {"none"}, .values = std::vector<std::uint64_t>()},
                    {.name = "c", .dimensions = {"none"}, .values = std::vector<std::int32_t>()}};
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", root);
  EXPECT_TRUE(same_data(read_netcdf(folder / "r.h5"), root));
}

TEST(Readable, units_are_those_of_udunits_and_keep_their_words) {
  for (const char* units : {"samples", "updates"}) EXPECT_EQ(units_of_udunits(units), "count");
  for (const char* units : {"target", "target^2", "dB", "1"}) EXPECT_EQ(units_of_udunits(units), "1");
  for (const char* units : {"s", "radians"}) EXPECT_EQ(units_of_udunits(units), units);
  EXPECT_EQ(units_of_udunits("1/sample"), "count-1");
}

TEST(Readable, columns_without_rows_are_left_out) {
  Group inner{.name = "claims", .attributes = {{"a", "b"}}, .dimensions = {{"claim", 0}, {"part", 1}}, .variables = {}, .groups = {}};
  inner.variables = {{.name = "statement", .dimensions = {"claim"}, .values = std::vector<std::string>()},
                     {.name = "part_runs", .dimensions = {"part"}, .values = std::vector<std::int64_t>{3}}};
  Group root;
  root.groups = {inner};
  const Group left = without_empty_columns(root);
  ASSERT_EQ(left.groups.size(), 1u);
  EXPECT_EQ(left.groups[0].attribute("a"), "b");
  ASSERT_EQ(left.groups[0].dimensions.size(), 1u);
  EXPECT_EQ(left.groups[0].dimensions[0].name, "part");
  ASSERT_EQ(left.groups[0].variables.size(), 1u);
  EXPECT_EQ(left.groups[0].variables[0].name, "part_runs");
}

/// What the first schema wrote of the same data.
Group in_first_schema(Group root) {
  for (auto& [key, text] : root.attributes)
    if (key == "schema") text = "1";
  for (Variable& variable : root.variables) {
    if (variable.name == "evaluation_hash") variable.values = std::vector<std::uint64_t>(count(variable.values), 0x8000000000000001ULL);
    if (variable.name == "distinct_runs")
      variable.values = std::vector<std::int64_t>(count(variable.values), std::numeric_limits<std::int64_t>::max());
  }
  for (Group& group : root.groups) {
    if (group.name != "training") continue;
    for (Dimension& dimension : group.dimensions)
      if (dimension.name == "training_length") dimension.name = "length";
    for (Variable& variable : group.variables) {
      if (variable.name == "training_length") variable.name = "length";
      for (std::string& dimension : variable.dimensions)
        if (dimension == "training_length") dimension = "length";
    }
  }
  return root;
}

TEST(Schema, results_of_the_first_are_read) {
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", in_first_schema(made_up_training()));
  const Group root = read_results(folder / "r.h5");
  EXPECT_EQ(root.attribute("schema"), "2");
  for (const std::string& hash : stored_values<std::string>(root, "evaluation_hash")) EXPECT_EQ(hash, "8000000000000001");
  for (const std::int64_t distinct : stored_values<std::int64_t>(root, "distinct_runs")) EXPECT_EQ(distinct, -1);
  const Group expected = made_up_training();
  EXPECT_TRUE(same_data(*root.find_group("training"), *expected.find_group("training")));
}

TEST(Schema, a_later_one_is_refused) {
  Group root = made_up_training();
  for (auto& [key, text] : root.attributes)
    if (key == "schema") text = "3";
  TemporaryFolder folder;
  write_netcdf(folder / "r.h5", root);
  EXPECT_EQ(error_of([&] { read_results(folder / "r.h5"); }),
            (folder / "r.h5").string() + ": schema 3 (this program reads 1 to 2). Written by a later version of polesweep?");
}

/// xarray opens a file as a tree only then.
void expect_same_sizes(const Group& group, const std::vector<Dimension>& around) {
  std::vector<Dimension> known = around;
  for (const Dimension& dimension : group.dimensions) {
    for (const Dimension& other : around)
      if (other.name == dimension.name) EXPECT_EQ(other.size, dimension.size) << group.name << " " << dimension.name;
    known.push_back(dimension);
  }
  for (const Group& inner : group.groups) expect_same_sizes(inner, known);
}

TEST(Schema, a_dimension_has_one_size_in_a_file) {
  expect_same_sizes(made_up_training(), {});
  ResultsBuilder builder(made_up_request({0}, {}, {4}, {}));  // whose root has no lengths
  builder.add(made_up_run(2, 0));
  expect_same_sizes(builder.build(), {});
}

}  // namespace
}  // namespace polesweep::results
