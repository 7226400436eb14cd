#include "core/results/measure_array.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/numbers.hpp"

namespace polesweep::results {
namespace {

const std::vector<double>* find_values(const Group& group, const std::string& name) {
  const Variable* variable = group.find(name);
  return variable ? std::get_if<std::vector<double>>(&variable->values) : nullptr;
}

}  // namespace

MeasureArray::MeasureArray(const std::string& name, std::size_t runs, std::size_t rows)
    : measure_(&known_measure(name)),
      runs_(runs),
      rows_(rows),
      parts_(measure_->is_complex ? 2 : 1),
      values_(runs * rows * parts_, not_measured) {}

MeasureArray::Size MeasureArray::size_of(const MeasuredSeries& values) const {
  const auto columns = static_cast<std::size_t>(values.columns);
  return {static_cast<std::size_t>(values.width) / parts_ / columns, columns};
}

double MeasureArray::value(std::size_t row, std::size_t own, std::size_t inner, std::size_t part) const {
  return own < size_.own && inner < size_.inner ? values_[((row * size_.own + own) * size_.inner + inner) * parts_ + part] : not_measured;
}

void MeasureArray::widen(const Size& size) {
  const Size wide{std::max(size.own, size_.own), std::max(size.inner, size_.inner)};
  if (wide.own == size_.own && wide.inner == size_.inner) return;
  std::vector<double> wider;
  wider.reserve(runs_ * rows_ * wide.own * wide.inner * parts_);
  for (std::size_t row = 0; row < runs_ * rows_; ++row)
    for (std::size_t own = 0; own < wide.own; ++own)
      for (std::size_t inner = 0; inner < wide.inner; ++inner)
        for (std::size_t part = 0; part < parts_; ++part) wider.push_back(value(row, own, inner, part));
  values_ = std::move(wider);
  size_ = wide;
}

void MeasureArray::put(std::size_t run, const MeasuredSeries& values) {
  const Size size = size_of(values);
  widen(size);
  erase_from(run, 0);
  const std::size_t length = size.inner * parts_;  // of a matrix's row
  for (std::size_t row = 0; row < rows_; ++row)
    for (std::size_t own = 0; own < size.own; ++own)
      std::copy_n(values.values.begin() + static_cast<std::ptrdiff_t>((row * size.own + own) * length), length,
                  values_.begin() + static_cast<std::ptrdiff_t>(((run * rows_ + row) * size_.own + own) * size_.inner * parts_));
}

bool MeasureArray::holds(std::size_t run, const MeasuredSeries& values, std::size_t rows) const {
  const Size size = size_of(values);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t own = 0; own < std::max(size.own, size_.own); ++own)
      for (std::size_t inner = 0; inner < std::max(size.inner, size_.inner); ++inner)
        for (std::size_t part = 0; part < parts_; ++part) {
          const bool is_there = own < size.own && inner < size.inner;
          const std::size_t at = ((row * size.own + own) * size.inner + inner) * parts_ + part;
          if (!same_bits(value(run * rows_ + row, own, inner, part), is_there ? values.values[at] : not_measured)) return false;
        }
  return true;
}

void MeasureArray::erase_from(std::size_t run, std::size_t row) {
  std::fill(values_.begin() + static_cast<std::ptrdiff_t>((run * rows_ + row) * width()),
            values_.begin() + static_cast<std::ptrdiff_t>((run + 1) * rows_ * width()), not_measured);
}

MeasureArray::Size MeasureArray::used_size() const {
  if (!measure_->own.differs && !measure_->inner.differs) return size_;
  Size used;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (!std::isnan(values_[i])) {
      used.own = std::max(used.own, i / parts_ / size_.inner % size_.own + 1);
      used.inner = std::max(used.inner, i / parts_ % size_.inner + 1);
    }
  return {measure_->own.differs ? used.own : size_.own, measure_->inner.differs ? used.inner : size_.inner};
}

std::vector<Variable> MeasureArray::variables(const std::vector<std::string>& dimensions, const Group& group) && {
  const Measure& measure = *measure_;
  std::vector<std::string> all = dimensions;
  for (const std::string& own : measure.dimensions()) all.push_back(own);
  const std::size_t owns = measure.own.name ? group.size_of(measure.own.name) : 1;
  const std::size_t inners = measure.inner.name ? group.size_of(measure.inner.name) : 1;
  const auto values_of = [&](std::size_t part) {
    if (!measure.is_complex && owns == size_.own && inners == size_.inner) return std::move(values_);
    std::vector<double> values;
    values.reserve(runs_ * rows_ * owns * inners);
    for (std::size_t row = 0; row < runs_ * rows_; ++row)
      for (std::size_t own = 0; own < owns; ++own)
        for (std::size_t inner = 0; inner < inners; ++inner) values.push_back(value(row, own, inner, part));
    return values;
  };
  std::vector<Variable> variables;
  const auto add = [&](const std::string& name, std::size_t part, const char* of) {
    variables.push_back({name, all, values_of(part), std::string(measure.summary) + of, measure.unit, {}, {}});
  };
  const std::vector<std::string> names = measure.variables();
  add(names.front(), 0, measure.is_complex ? ", real part" : "");
  if (measure.is_complex) add(names.back(), 1, ", imaginary part");
  return variables;
}

void MeasureArray::add_dimension(Group& group) const {
  const Size used = used_size();
  const auto grow = [&group](const char* name, std::size_t size) {
    if (!name) return;
    for (Dimension& known : group.dimensions)
      if (known.name == name) {
        known.size = std::max(known.size, size);
        return;
      }
    group.dimensions.push_back({name, size});
  };
  grow(measure_->own.name, used.own);
  grow(measure_->inner.name, used.inner);
}

void add_variables(Group& group, std::vector<MeasureArray>&& arrays, const std::vector<std::string>& dimensions) {
  for (const MeasureArray& array : arrays) array.add_dimension(group);
  for (MeasureArray& array : arrays)
    for (Variable& variable : MeasureArray(std::move(array)).variables(dimensions, group)) group.variables.push_back(std::move(variable));
}

void share_dimensions(const Group& child, const std::vector<MeasureArray>& arrays, Group& parent) {
  for (const MeasureArray& array : arrays) array.add_dimension(parent);
  for (Dimension& dimension : parent.dimensions)
    if (std::ranges::find(child.dimensions, dimension.name, &Dimension::name) != child.dimensions.end())
      dimension.size = child.size_of(dimension.name);
}

bool read_measure(const Group& group, const std::string& name, std::size_t run, std::size_t rows, MeasuredSeries& series) {
  const Measure& measure = known_measure(name);
  const bool pair = measure.is_complex;
  const std::vector<std::string> names = measure.variables();
  const std::vector<double>* first = find_values(group, names.front());
  const std::vector<double>* second = find_values(group, names.back());
  if (!first || !second) return false;
  const std::size_t columns = measure.inner.name ? group.size_of(measure.inner.name) : 1;
  const std::size_t width = columns * (measure.own.name ? group.size_of(measure.own.name) : 1);
  if (width == 0) return false;
  if (width > std::numeric_limits<std::int32_t>::max() / 2) throw Error("variable '" + name + "' has too many numbers in a row");
  series = {name, static_cast<std::int32_t>(pair ? 2 * width : width), {}, static_cast<std::int32_t>(columns)};
  for (std::size_t i = run * rows * width; i < (run + 1) * rows * width; ++i) {
    series.values.push_back((*first)[i]);
    if (pair) series.values.push_back((*second)[i]);
  }
  return true;
}

MeasuredSeries rows_of(const MeasuredSeries& series, const std::vector<std::size_t>& rows) {
  MeasuredSeries picked{series.name, series.width, {}, series.columns};
  for (const std::size_t row : rows) {
    if (row == no_row) {
      picked.values.insert(picked.values.end(), static_cast<std::size_t>(series.width), not_measured);
      continue;
    }
    const auto first = series.values.begin() + static_cast<std::ptrdiff_t>(row) * series.width;
    picked.values.insert(picked.values.end(), first, first + series.width);
  }
  return picked;
}

}  // namespace polesweep::results
