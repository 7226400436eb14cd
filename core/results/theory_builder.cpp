#include "core/results/theory_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/results/variables.hpp"

namespace polesweep::results {
namespace {

constexpr const char* real_series = "value";
constexpr const char* complex_series = "complex_value";

constexpr const char* table_group = "theory/<table>";

/// Adds an axis to a group: its dimension and what it holds.
void add_axis(const TheoryAxis& axis, Group& group, std::vector<std::string>& auxiliary) {
  group.dimensions.push_back({axis.dimension, axis.size});
  const bool bears_name = axis.columns.size() == 1 && axis.columns.front().name == axis.dimension;
  const auto say = [&](const char* name, Values values, const Quantity& quantity) {
    group.variables.push_back(make_variable(table_group, name, std::move(values), quantity));
    group.variables.back().dimensions = {axis.dimension};
  };
  if (!bears_name) say("<zipped_axis>", counted(axis.size), {axis.dimension, "", ""});
  for (const TheoryColumn& column : axis.columns) {
    if (!bears_name) auxiliary.push_back(column.name);
    say(bears_name ? "<axis>" : "<zipped_parameter>", column.values, {column.name, column.long_name, column.units});
  }
}

/// Every `step`-th value of the rows, beginning with the one at `offset`; what a row does not have is NaN.
std::vector<double> picked(const std::vector<double>* rows_begin, const std::vector<double>* rows_end, std::size_t width, std::size_t step,
                           std::size_t offset) {
  std::vector<double> values;
  for (const std::vector<double>* row = rows_begin; row != rows_end; ++row)
    for (std::size_t i = 0; i < width; ++i) values.push_back(i * step + offset < row->size() ? (*row)[i * step + offset] : nan);
  return values;
}

/// Whether a record has so many rows of values. A series of formulas is as wide as its longest row.
bool has_rows(const RunRecord& record, std::size_t rows) {
  if (record.measures.empty() || record.measures.front().width < 1) return false;
  const MeasuredSeries& series = record.measures.front();
  return rows <= series.values.size() / static_cast<std::size_t>(series.width);
}

}  // namespace

MeasuredSeries theory_series(const std::vector<std::vector<double>>& rows, bool complex) {
  std::size_t width = 1;
  for (const std::vector<double>& row : rows) width = std::max(width, row.size());
  return {complex ? complex_series : real_series, static_cast<std::int32_t>(width),
          picked(rows.data(), rows.data() + rows.size(), width, 1, 0)};
}

TheoryBuilder::TheoryBuilder(std::vector<TheoryTable> tables) : tables_(std::move(tables)), complex_(tables_.size()) {
  std::size_t rows = 0;
  for (std::size_t table = 0; table < tables_.size(); ++table)
    for (const auto& [id, count] : tables_[table].units) {
      places_[id].push_back({status_.size(), table, rows, count});
      status_.push_back(static_cast<std::int32_t>(Status::missing));
      rows += count;
    }
  messages_.resize(status_.size());
  rows_.resize(rows);
}

bool TheoryBuilder::add(const RunRecord& record) {
  const auto found = places_.find(record.key.point);
  if (found == places_.end()) return false;
  const auto lacks_rows = [&](const Place& place) { return record.status == Status::complete && !has_rows(record, place.rows); };
  if (std::ranges::any_of(found->second, lacks_rows)) return false;
  for (const Place& place : found->second) {
    if (is_done(place.unit)) continue;
    status_[place.unit] = static_cast<std::int32_t>(record.status);
    messages_[place.unit] = record.message;
    if (record.status != Status::complete) continue;
    const MeasuredSeries& series = record.measures.at(0);
    complex_[place.table] = complex_[place.table] || series.name == complex_series;
    const auto width = static_cast<std::size_t>(series.width);
    for (std::size_t i = 0; i < place.rows; ++i) {
      const auto begin = series.values.begin() + static_cast<std::ptrdiff_t>(i * width);
      rows_[place.first_row + i].assign(begin, begin + static_cast<std::ptrdiff_t>(width));
    }
  }
  return true;
}

std::uint64_t TheoryBuilder::count(Status status) const {
  return static_cast<std::uint64_t>(std::count(status_.begin(), status_.end(), static_cast<std::int32_t>(status)));
}

std::uint64_t TheoryBuilder::values_done() const {
  std::uint64_t done = 0;
  std::size_t unit = 0;
  for (const TheoryTable& table : tables_)
    for (const auto& [id, count] : table.units) done += is_done(unit++) ? count : 0;
  return done;
}

Group TheoryBuilder::build() const {
  Group theory{.name = "theory", .attributes = {}, .dimensions = {}, .variables = {}, .groups = {}};
  std::size_t first_unit = 0;
  std::size_t first_row = 0;
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    const TheoryTable& table = tables_[t];
    Group group{.name = table.name, .attributes = table.attributes, .dimensions = {}, .variables = {}, .groups = {}};
    const auto say = [&](const char* name, Values values) {
      group.variables.push_back(make_variable(table_group, name, std::move(values)));
    };
    std::vector<std::string> dimensions;
    std::vector<std::string> auxiliary;
    std::size_t rows = 1;
    for (const TheoryAxis& axis : table.axes) {
      add_axis(axis, group, auxiliary);
      dimensions.push_back(axis.dimension);
      rows *= axis.size;
    }
    const std::vector<double>* begin = rows_.data() + first_row;
    const std::vector<double>* end = begin + rows;
    const std::size_t step = complex_[t] ? 2 : 1;
    std::size_t width = 1;
    for (const std::vector<double>* row = begin; row != end; ++row) width = std::max(width, row->size() / step);
    if (width > 1) {
      group.dimensions.push_back({"component", width});
      say("component", counted(width));
      dimensions.emplace_back("component");
    }
    const std::string what = table.attributes.empty() ? table.name : table.attributes.front().second;  // its label
    for (std::size_t part = 0; part < step; ++part) {
      const char* name = !complex_[t] ? "value" : part == 0 ? "value_re" : "value_im";
      group.variables.push_back(make_variable(table_group, name, picked(begin, end, width, step, part), {"", what, ""}));
      group.variables.back().dimensions = dimensions;
      group.variables.back().coordinates = auxiliary;
    }
    group.dimensions.push_back({"unit", table.units.size()});
    std::vector<std::string> ids;
    std::vector<std::int64_t> sizes;
    for (const auto& [id, count] : table.units) {
      ids.push_back(id.hex());
      sizes.push_back(count);
    }
    const auto slice = [&](const auto& all) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(first_unit);
      return std::vector(first, first + static_cast<std::ptrdiff_t>(table.units.size()));
    };
    say("unit", counted(table.units.size()));
    say("unit_id", std::move(ids));
    say("unit_size", std::move(sizes));
    say("unit_status", slice(status_));
    say("unit_message", slice(messages_));
    theory.groups.push_back(std::move(group));
    first_unit += table.units.size();
    first_row += rows;
  }
  return theory;
}

namespace {

void visit_table(const Group& group, const std::function<void(const RunRecord&)>& visit) {
  const auto& ids = stored_values<std::string>(group, "unit_id");
  const auto& sizes = stored_values<std::int64_t>(group, "unit_size");
  const auto& status = stored_values<std::int32_t>(group, "unit_status");
  const auto& messages = stored_values<std::string>(group, "unit_message");
  const bool complex = group.find("value_re") != nullptr;
  const auto& real = stored_values<double>(group, complex ? "value_re" : "value");
  const std::vector<double>* imaginary = complex ? &stored_values<double>(group, "value_im") : nullptr;
  const std::size_t width = group.find("component") ? group.size_of("component") : 1;
  if (width == 0 || width > std::numeric_limits<std::int32_t>::max() / 2)
    throw Error(fmt::format("component: got {} (a row of values has fewer numbers, and one at least)", width));
  if (imaginary && imaginary->size() != real.size()) throw Error("value_im: holds another number of values than value_re");
  std::size_t at = 0;
  for (std::size_t unit = 0; unit < ids.size(); ++unit) {
    if (sizes[unit] < 0 || static_cast<std::size_t>(sizes[unit]) > (real.size() - at) / width)
      throw Error(fmt::format("unit_size: got {} (there are {} values)", sizes[unit], real.size() / width));
    const std::size_t numbers = static_cast<std::size_t>(sizes[unit]) * width;
    RunRecord record;
    record.key.point = parse_id(ids[unit]);
    record.status = static_cast<Status>(status[unit]);
    record.message = messages[unit];
    MeasuredSeries series{complex ? complex_series : real_series, static_cast<std::int32_t>(complex ? 2 * width : width), {}};
    for (std::size_t i = at; i < at + numbers; ++i) {
      series.values.push_back(real[i]);
      if (complex) series.values.push_back((*imaginary)[i]);
    }
    at += numbers;
    record.measures.push_back(std::move(series));
    if (record.status == Status::complete) visit(record);
  }
}

}  // namespace

void visit_theory(const Group& root, const std::function<void(const RunRecord&)>& visit) {
  const Group* theory = root.find_group("theory");
  if (!theory) return;
  for (const Group& table : theory->groups) visit_table(table, visit);
}

}  // namespace polesweep::results
