#include "core/results/trace_rows.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace polesweep::results {
namespace {

constexpr std::size_t positions_column = 0, updates_column = 1, first_variable = 2;

void add_dimension(const std::string& name, std::size_t size, Group& group) {
  const bool known =
      std::any_of(group.dimensions.begin(), group.dimensions.end(), [&](const Dimension& other) { return other.name == name; });
  if (!known) group.dimensions.push_back({name, size});
}

}  // namespace

// Without a name nothing remains of it, not even after a kill. Where the name cannot be taken away now, the end of the file tries again.
TraceRows::TraceRows(const std::filesystem::path& file) : file_(file) {
  std::error_code ignored;
  std::filesystem::remove(file_.temporary(), ignored);
}

template <class T>
void TraceRows::add(std::size_t column, const std::vector<T>& numbers) {
  if (column == columns_.size()) columns_.emplace_back();
  const std::size_t bytes = numbers.size() * sizeof(T);
  file_.write_at(end_, {reinterpret_cast<const char*>(numbers.data()), bytes});
  columns_[column].push_back({end_, numbers.size()});
  end_ += bytes;
}

void TraceRows::keep(const RunTrace& trace) {
  if (trace.positions().empty()) return;
  rows_ += trace.positions().size();
  add(positions_column, trace.positions());
  add(updates_column, trace.updates());
  std::size_t column = first_variable;
  for (const TracedVariable& traced : trace.variables()) {
    if (!traced.by_row) continue;
    add(column++, traced.real);
    if (traced.complex_valued) add(column++, traced.imaginary);
  }
}

template <class T>
Variable TraceRows::variable(std::size_t column, std::string name, std::vector<std::string> dimensions) const {
  Variable variable{.name = std::move(name), .dimensions = std::move(dimensions), .values = std::vector<T>()};
  if (rows_ == 0) return variable;
  variable.make = [this, &pieces = columns_.at(column), next = std::size_t{0}]() mutable {
    const Piece& piece = pieces.at(next++);
    std::vector<T> numbers(piece.numbers);
    file_.read_at(piece.offset, reinterpret_cast<char*>(numbers.data()), numbers.size() * sizeof(T));
    return Values(std::move(numbers));
  };
  return variable;
}

Group TraceRows::group(const RunTrace& trace, std::vector<std::pair<std::string, std::string>> attributes) const {
  const std::string rows = trace.counts_updates() ? "iteration" : "sample";
  Group root{.name = "", .attributes = std::move(attributes), .dimensions = {}, .variables = {}, .groups = {}};
  root.dimensions.push_back({rows, rows_});
  const auto say = [&](Variable variable, const std::string& long_name, const std::string& unit) {
    variable.long_name = long_name;
    variable.units = unit;
    root.variables.push_back(std::move(variable));
  };
  say(variable<std::int64_t>(positions_column, rows, {rows}),
      trace.counts_updates() ? "number of updates of the weights, this one included; a row shows the last sample of it"
                             : "number of training samples, this one included",
      trace.counts_updates() ? "updates" : "samples");
  say(variable<std::int64_t>(updates_column, "updates", {rows}), "updates of the weights so far, after this sample", "updates");
  std::size_t column = first_variable;
  for (const TracedVariable& traced : trace.variables()) {
    for (std::size_t i = 0; i < traced.dimensions.size(); ++i) add_dimension(traced.dimensions[i], traced.extent[i], root);
    std::vector<std::string> dimensions = traced.dimensions;
    if (traced.by_row) dimensions.insert(dimensions.begin(), rows);
    const auto part = [&](const std::string& name, const std::vector<double>& numbers) {
      return traced.by_row ? variable<double>(column++, name, dimensions) : Variable{name, dimensions, numbers};
    };
    if (!traced.complex_valued) {
      say(part(traced.name, traced.real), traced.long_name, traced.unit);
      continue;
    }
    say(part(traced.name + "_re", traced.real), traced.long_name + ", real part", traced.unit);
    say(part(traced.name + "_im", traced.imaginary), traced.long_name + ", imaginary part", traced.unit);
  }
  return root;
}

}  // namespace polesweep::results
