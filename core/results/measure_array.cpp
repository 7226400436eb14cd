#include "core/results/measure_array.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

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
      width_(measure_->is_complex ? 2 : 1),
      values_(runs * rows * width_, not_measured) {}

void MeasureArray::widen(std::size_t width) {
  if (width <= width_) return;
  std::vector<double> wider(runs_ * rows_ * width, not_measured);
  for (std::size_t row = 0; row < runs_ * rows_; ++row)
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(row * width_), width_,
                wider.begin() + static_cast<std::ptrdiff_t>(row * width));
  values_ = std::move(wider);
  width_ = width;
}

void MeasureArray::put(std::size_t run, const MeasuredSeries& values) {
  const auto width = static_cast<std::size_t>(values.width);
  widen(width);
  for (std::size_t row = 0; row < rows_; ++row)
    for (std::size_t i = 0; i < width_; ++i)
      values_[(run * rows_ + row) * width_ + i] = i < width ? values.values[row * width + i] : not_measured;
}

bool MeasureArray::holds(std::size_t run, const MeasuredSeries& values, std::size_t rows) const {
  const auto width = static_cast<std::size_t>(values.width);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < std::max(width, width_); ++i)
      if (!same_bits(i < width_ ? values_[(run * rows_ + row) * width_ + i] : not_measured,
                     i < width ? values.values[row * width + i] : not_measured))
        return false;
  return true;
}

void MeasureArray::erase_from(std::size_t run, std::size_t row) {
  std::fill(values_.begin() + static_cast<std::ptrdiff_t>((run * rows_ + row) * width_),
            values_.begin() + static_cast<std::ptrdiff_t>((run + 1) * rows_ * width_), not_measured);
}

std::size_t MeasureArray::own_size() const {
  const std::size_t parts = measure_->is_complex ? 2 : 1;
  if (!measure_->own.differs) return width_ / parts;
  std::size_t used = 1;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (!std::isnan(values_[i])) used = std::max(used, i % width_ / parts + 1);
  return used;
}

std::vector<Variable> MeasureArray::variables(const std::vector<std::string>& dimensions, const Group& group) const {
  const Measure& measure = *measure_;
  std::vector<std::string> own = dimensions;
  if (measure.own.name) own.emplace_back(measure.own.name);
  const std::size_t size = measure.own.name ? group.size_of(measure.own.name) : 1;
  const auto part = [&](std::size_t first, std::size_t parts) {
    std::vector<double> values;
    values.reserve(runs_ * rows_ * size);
    for (std::size_t row = 0; row < runs_ * rows_; ++row)
      for (std::size_t i = first; i < parts * size; i += parts) values.push_back(i < width_ ? values_[row * width_ + i] : not_measured);
    return values;
  };
  const std::string summary = measure.summary;
  const std::vector<std::string> names = measure.variables();
  if (!measure.is_complex) return {{names.front(), own, part(0, 1), summary, measure.unit, {}, {}}};
  return {{names.front(), own, part(0, 2), summary + ", real part", measure.unit, {}, {}},
          {names.back(), own, part(1, 2), summary + ", imaginary part", measure.unit, {}, {}}};
}

void MeasureArray::add_dimension(Group& group) const {
  if (!measure_->own.name) return;
  const std::size_t size = own_size();
  for (Dimension& known : group.dimensions)
    if (known.name == measure_->own.name) {
      known.size = std::max(known.size, size);
      return;
    }
  group.dimensions.push_back({measure_->own.name, size});
}

bool read_measure(const Group& group, const std::string& name, std::size_t run, std::size_t rows, MeasuredSeries& series) {
  const Measure& measure = known_measure(name);
  const bool pair = measure.is_complex;
  const std::vector<std::string> names = measure.variables();
  const std::vector<double>* first = find_values(group, names.front());
  const std::vector<double>* second = find_values(group, names.back());
  if (!first || !second) return false;
  const std::size_t width = measure.own.name ? group.size_of(measure.own.name) : 1;
  series = {name, static_cast<std::int32_t>(pair ? 2 * width : width), {}};
  for (std::size_t i = run * rows * width; i < (run + 1) * rows * width; ++i) {
    series.values.push_back((*first)[i]);
    if (pair) series.values.push_back((*second)[i]);
  }
  return true;
}

MeasuredSeries rows_of(const MeasuredSeries& series, const std::vector<std::size_t>& rows) {
  MeasuredSeries picked{series.name, series.width, {}};
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
