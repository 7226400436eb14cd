#include "core/results/variables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

#include "tests/core/results/made_up_description.hpp"
#include "tests/core/results/made_up_training.hpp"

namespace polesweep::results {
namespace {

std::string problem_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

TEST(Variables, have_one_row_each_over_dimensions_that_are_explained) {
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> groups;
  for (const GroupRow& group : group_rows()) EXPECT_TRUE(groups.insert(group.path).second) << group.path;
  for (const VariableRow& row : variable_rows()) {
    EXPECT_TRUE(seen.insert({row.group, row.name}).second) << row.group << '/' << row.name << " is listed twice";
    EXPECT_TRUE(groups.contains(row.group)) << row.group << '/' << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    for (const std::string& dimension : row.dimension_names()) {
      const bool open = dimension.front() == '<' || dimension.front() == '[';
      const auto known =
          std::find_if(dimension_rows().begin(), dimension_rows().end(), [&](const auto& one) { return one.name == dimension; });
      EXPECT_TRUE(open || known != dimension_rows().end()) << row.name << " is over " << dimension;
    }
  }
  for (const AttributeRow& row : attribute_rows()) EXPECT_TRUE(groups.contains(row.group)) << row.name;
}

TEST(Variables, are_described_by_their_rows) {
  const Variable status = make_variable("", "status", std::vector<std::int32_t>{1});
  EXPECT_EQ(status.dimensions, (std::vector<std::string>{"point", "seed"}));
  EXPECT_EQ(status.units, "1");
  EXPECT_EQ(status.flags.size(), 4u);
  const Variable median = make_variable("statistics", "<quantity>_median", std::vector<double>{1}, {"risk", "squared error", "target^2"});
  EXPECT_EQ(median.name, "risk_median");
  EXPECT_EQ(median.long_name, "median over seeds of the squared error");
  EXPECT_EQ(median.units, "target^2");
  EXPECT_TRUE(make_variable("provenance/numerics", "run_numerics", std::vector<std::int32_t>{1}).can_be_absent);
}

TEST(Variables, need_a_row_and_values_of_its_type) {
  EXPECT_EQ(problem_of([] { make_variable("", "colour", std::vector<double>{1}); }),
            "variable 'colour' of group '': no such row in core/results/variables.cpp");
  EXPECT_EQ(problem_of([] { make_variable("", "risk", std::vector<std::int64_t>{1}); }),
            "variable 'risk' of group '': its values are not float64");
}

TEST(PointColumns, have_what_is_always_there_of_every_point) {
  const auto columns_of = [](const std::function<void(PointDescription&)>& change) {
    PointColumns columns;
    columns.add({0, 0}, 0, made_up_description(made_up_point(0), "a", {1}));
    PointDescription second = made_up_description(made_up_point(0), "b", {2});
    change(second);
    columns.add({0, 1}, 0, second);
    return columns.take();
  };
  const auto without = [](const char* name) {
    return
        [name](PointDescription& description) { std::erase_if(description.values, [&](const auto& said) { return said.first == name; }); };
  };
  EXPECT_NO_THROW(columns_of([](PointDescription&) {}));
  EXPECT_EQ(problem_of([&] { columns_of(without("baseline_risk")); }), "variable 'baseline_risk': said of 1 of 2 points");
  EXPECT_EQ(problem_of([&] { columns_of([](PointDescription& said) { said.add("colour", 1.0); }); }),
            "variable 'colour' of group '': no such row in core/results/variables.cpp");
  EXPECT_EQ(problem_of([&] {
              columns_of([&](PointDescription& said) {
                without("parameters")(said);
                said.add("parameters", 8.0);
              });
            }),
            "variable 'parameters': points say it in several types");
}

TEST(PointColumns, without_points_have_no_values) {
  const std::vector<Variable> variables = PointColumns().take();
  ASSERT_FALSE(variables.empty());
  EXPECT_EQ(variables.front().name, "point_id");
  for (const Variable& variable : variables) EXPECT_EQ(count(variable.values), 0u) << variable.name;
}

}  // namespace
}  // namespace polesweep::results
