#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/results/dataset.hpp"

/// What results.h5 holds: one row for each variable, from which the code that writes takes names, dimensions, units and descriptions, and
/// `polesweep list results` its page.
///
/// What a sweep decides is in angle brackets: `<quantity>_median` is a variable for each quantity. In the name the brackets are
/// replaced by the name of the quantity, in the meaning by what it says of itself.
namespace polesweep::results {

/// In the order of the alternatives of `Values`; `any` is that of the setting.
enum class VariableType { real, int32, int64, uint64, text, any };

/// "float64", "int32", ...
const char* type_name(VariableType type);

struct VariableRow {
  std::string group;  ///< path without a leading slash, "" for the root
  std::string name;
  std::string dimensions;  ///< outermost first, separated by blanks; `<axes>`: any number; `[component]`: only if the group has it
  VariableType type = VariableType::real;
  std::string unit;       ///< "1" for pure numbers, "" for none, "<unit>" for that of the quantity
  std::string meaning;    ///< the variable's long_name
  std::string when = {};  ///< under which condition it is there; "" for always
  std::vector<std::pair<std::int32_t, std::string>> flags = {};
  bool can_be_absent = false;  ///< -1 stands for "none" and is declared as fill value

  std::vector<std::string> dimension_names() const;
};

/// All rows, in the order of the file.
const std::vector<VariableRow>& variable_rows();

/// Throws std::logic_error if there is none.
const VariableRow& variable_row(std::string_view group, std::string_view name);

/// What replaces the angle brackets of a row.
struct Quantity {
  std::string name;
  std::string meaning;
  std::string unit;
};

/// A variable as its row describes it. Throws std::logic_error if there is no such row or the values are of another type.
Variable make_variable(std::string_view group, std::string_view name, Values values, const Quantity& quantity = {});

/// An empty list of a type; of `any`, of real numbers.
Values no_values(VariableType type);

/// 0, 1, ..., size - 1: a coordinate that counts.
std::vector<std::int64_t> counted(std::size_t size);

struct DimensionRow {
  std::string name;
  std::string meaning;
};
const std::vector<DimensionRow>& dimension_rows();

struct GroupRow {
  std::string path;  ///< "" for the root
  std::string meaning;
  std::string when;  ///< "" for always
};
const std::vector<GroupRow>& group_rows();

/// All attributes of groups are texts.
struct AttributeRow {
  std::string group;
  std::string name;
  std::string meaning;
  std::string when;
};
const std::vector<AttributeRow>& attribute_rows();

}  // namespace polesweep::results
