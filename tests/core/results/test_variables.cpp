#include "core/results/variables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "core/numbers.hpp"
#include "tests/core/results/made_up_description.hpp"
#include "tests/core/results/made_up_training.hpp"

namespace polesweep::results::test_variables {
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
  EXPECT_EQ(status.flags.size(), 5u);
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
  const auto columns_of = [](const std::function<void(PointColumns&)>& say_more) {
    PointColumns columns(2);
    columns.say("point_id", std::vector<std::string>{"0", "1"});
    columns.say("evaluation_hash", std::vector<std::string>{"0", "0"});
    describe_made_up(columns, {made_up_point(0), made_up_point(0)}, {"a", "b"}, {1, 2});
    say_more(columns);
    return columns.take();
  };
  EXPECT_NO_THROW(columns_of([](PointColumns&) {}));
  EXPECT_EQ(problem_of([] { PointColumns(1).take(); }), "variable 'point_id': not said of the points");
  EXPECT_EQ(problem_of([&] { columns_of([](PointColumns& columns) { columns.say("baseline_risk", std::vector<double>{1}); }); }),
            "variable 'baseline_risk': 1 values said of 2 points");
  EXPECT_EQ(problem_of([&] { columns_of([](PointColumns& columns) {
                               columns.say("operations", std::vector<double>{1, 2, 3});
                             }); }),
            "variable 'operations': 3 values said of 2 points");
  EXPECT_EQ(problem_of([&] { columns_of([](PointColumns& columns) {
                               columns.say("colour", std::vector<double>{1, 2});
                             }); }),
            "variable 'colour' of group '': no such row in core/results/variables.cpp");
  EXPECT_EQ(problem_of([&] { columns_of([](PointColumns& columns) {
                               columns.say("parameters", std::vector<double>{1, 2});
                             }); }),
            "variable 'parameters' of group '': its values are not int64");
}

// Points in any order share members; a field that a point does not have is absent there, and one with numbers of both kinds is real.
TEST(PointColumns, spread_members_over_their_points) {
  PointColumns columns(4);
  columns.add(Family::readout, {"lms", {{"step_size", 0.5}, {"intercept", true}}}, std::vector<std::uint32_t>{3, 0});
  columns.add(Family::readout, {"ridge", {{"penalty", 0.25}}}, std::vector<std::uint32_t>{2});
  columns.add(Family::task, {"linear_teacher", {{"poles", std::vector<Complex>{0.5, {0, 1}}}}}, std::vector<std::uint32_t>{1, 2});
  columns.add(Family::poles, {"ring", {{"count", std::int64_t{3}}, {"radius", 0.5}}}, std::vector<std::uint32_t>{0, 1});
  columns.add(Family::poles, {"ring", {{"count", 4.5}, {"radius", 0.25}}}, std::vector<std::uint32_t>{2});
  describe_made_up(columns, std::vector<Point>(4), {"a", "b", "c", "d"}, {1, 1, 1, 1});
  columns.say("point_id", std::vector<std::string>(4));
  columns.say("evaluation_hash", std::vector<std::string>(4));
  std::map<std::string, Values> values;
  for (Variable& variable : columns.take()) values[variable.name] = variable.make ? variable.make() : std::move(variable.values);

  const auto text_of = [&](const char* name) { return std::get<std::vector<std::string>>(values.at(name)); };
  const auto reals_of = [&](const char* name) { return std::get<std::vector<double>>(values.at(name)); };
  EXPECT_EQ(text_of("learner_readout_kind"), (std::vector<std::string>{"lms", "", "ridge", "lms"}));
  EXPECT_EQ(text_of("task_poles"), (std::vector<std::string>{"", "[0.5,0+1i]", "[0.5,0+1i]", ""}));
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(values.at("learner_readout_intercept")), (std::vector<std::int64_t>{1, -1, -1, 1}));
  EXPECT_TRUE(same_bits(reals_of("learner_readout_step_size"), std::vector{0.5, not_measured, not_measured, 0.5}));
  EXPECT_TRUE(same_bits(reals_of("poles_count"), std::vector{3.0, 3.0, 4.5, not_measured}));
}

// Neighbours that are equal are held once, and a value that all points have is held without positions.
TEST(PointColumns, hold_what_repeats_once_and_keep_its_bits) {
  PointColumns columns(3);
  const std::vector<std::uint32_t> all{0, 1, 2};
  columns.add(Family::network, {"diagonal", {}}, all);
  columns.add(Family::readout, {"lms", {{"step_size", 0.0}}}, std::vector<std::uint32_t>{0});
  columns.add(Family::readout, {"lms", {{"step_size", -0.0}}}, std::vector<std::uint32_t>{1});
  columns.add(Family::readout, {"lms", {{"step_size", 0.5}}}, std::vector<std::uint32_t>{2});
  std::map<std::string, Values> values;
  for (Variable& variable : columns.take_fields()) values[variable.name] = variable.make();
  EXPECT_EQ(std::get<std::vector<std::string>>(values.at("poles_network")), std::vector<std::string>(3, "diagonal"));
  EXPECT_EQ(std::get<std::vector<std::string>>(values.at("learner_readout_kind")), std::vector<std::string>(3, "lms"));
  EXPECT_TRUE(same_bits(std::get<std::vector<double>>(values.at("learner_readout_step_size")), std::vector{0.0, -0.0, 0.5}));
}

// Real numbers are held apart as long as there is nothing else.
TEST(PointColumns, keep_the_values_before_one_of_another_type) {
  PointColumns columns(4);
  std::uint32_t point = 0;
  for (const Value& value : {Value(0.5), Value(-0.0), Value(std::string("none")), Value(0.25)})
    columns.add(Family::readout, {"lms", {{"step_size", value}}}, std::vector<std::uint32_t>{point++});
  for (Variable& variable : columns.take_fields())
    if (variable.name == "learner_readout_step_size")
      EXPECT_EQ(std::get<std::vector<std::string>>(variable.make()), (std::vector<std::string>{"0.5", "-0", "none", "0.25"}));
}

TEST(PointColumns, without_points_have_no_values) {
  const std::vector<Variable> variables = PointColumns(0).take();
  ASSERT_FALSE(variables.empty());
  EXPECT_EQ(variables.front().name, "point_id");
  for (const Variable& variable : variables) EXPECT_EQ(count(variable.values), 0u) << variable.name;
}

}  // namespace
}  // namespace polesweep::results::test_variables
