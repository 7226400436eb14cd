#include "analysis/results/formula_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/claims/question.hpp"
#include "core/error.hpp"
#include "core/members/fields.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

const Group& find_table(const Group& root, const std::string& name) {
  const Group* theory = root.find_group("theory");
  std::vector<TableName> names;
  if (theory)
    for (const Group& group : theory->groups) names.push_back({group.attribute("label"), group.attribute("formula")});
  const std::vector<std::size_t> found = tables_called(names, name);
  if (found.size() == 1) return theory->groups[found.front()];
  throw Error(found.empty() ? fmt::format("no table of formulas is called '{}'", name)
                            : fmt::format("{} tables of formulas are called '{}'", found.size(), name));
}

}  // namespace

FormulaTable::FormulaTable(const Group& root, const std::string& name) : group_(&find_table(root, name)) {
  const Variable* value = group_->find("value");
  values_ = value ? std::get_if<std::vector<double>>(&value->values) : nullptr;
  if (values_ == nullptr) throw Error(fmt::format("{}: gives complex numbers", name));
  for (const std::string& dimension : value->dimensions) {
    const std::size_t size = group_->size_of(dimension);
    if (dimension == "component") {
      width_ = size;
      continue;
    }
    Axis axis{size, 0, {}};
    for (const Variable& variable : group_->variables)
      if (&variable != value && variable.dimensions == std::vector<std::string>{dimension}) axis.columns.push_back(&variable);
    // An axis of several parameters has a coordinate that only counts.
    if (axis.columns.size() > 1) std::erase_if(axis.columns, [&](const Variable* column) { return column->name == dimension; });
    axes_.push_back(std::move(axis));
    combinations_ *= size;
  }
  std::size_t stride = combinations_;
  for (Axis& axis : axes_) {
    stride /= axis.size;
    axis.stride = stride;
  }
}

double FormulaTable::value(std::size_t combination, std::int64_t element) const {
  if (static_cast<std::size_t>(element) >= width_)
    throw Error(fmt::format("{}: has no element {} (there are {})", group_->attribute("label"), element, width_));
  return (*values_)[combination * width_ + static_cast<std::size_t>(element)];
}

const FormulaTable::Axis* FormulaTable::find_axis(const std::string& parameter, const Variable*& column) const {
  for (const Axis& axis : axes_)
    for (const Variable* variable : axis.columns)
      if (variable->name == parameter) {
        column = variable;
        return &axis;
      }
  return nullptr;
}

double FormulaTable::number(const std::string& parameter, std::size_t combination) const {
  const Variable* column = nullptr;
  const Axis* axis = find_axis(parameter, column);
  if (axis == nullptr) throw Error(fmt::format("{}: does not step through {}", group_->attribute("label"), parameter));
  const std::size_t position = combination / axis->stride % axis->size;
  if (const auto* reals = std::get_if<std::vector<double>>(&column->values)) return (*reals)[position];
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column->values)) return static_cast<double>((*integers)[position]);
  throw Error(fmt::format("{}: {} is no number", group_->attribute("label"), parameter));
}

std::string FormulaTable::text(const Variable& column, std::size_t position) {
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) return canonical((*reals)[position]);
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) return canonical((*integers)[position]);
  return std::get<std::vector<std::string>>(column.values)[position];
}

std::optional<std::string> FormulaTable::text(const std::string& parameter, std::size_t combination) const {
  const Variable* column = nullptr;
  if (const Axis* axis = find_axis(parameter, column)) return text(*column, combination / axis->stride % axis->size);
  const std::string fixed = group_->attribute("parameter_" + parameter);
  return fixed.empty() ? std::nullopt : std::optional<std::string>(fixed);
}

std::string FormulaTable::description(std::size_t combination, const std::vector<std::string>& left_out) const {
  std::string description;
  for (const Axis& axis : axes_) {
    const bool left = std::any_of(axis.columns.begin(), axis.columns.end(), [&](const Variable* column) {
      return std::find(left_out.begin(), left_out.end(), column->name) != left_out.end();
    });
    if (left) continue;
    for (const Variable* column : axis.columns)
      description +=
          fmt::format("{}{} {}", description.empty() ? "" : ", ", column->name, text(*column, combination / axis.stride % axis.size));
  }
  return description;
}

}  // namespace polesweep::analysis
