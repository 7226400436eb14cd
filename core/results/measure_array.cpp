#include "core/results/measure_array.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/results/point_columns.hpp"

namespace polesweep::results {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// What a measure has more than one number of: "" for one number.
std::string own_dimension(const std::string& name) {
  if (name == "spectrum" || name == "singular_values") return "state";
  if (name == "alignment" || name == "gradient_ratio") return "shadow";
  if (name == "mode_alignment") return "mode_matrix";
  return "";
}

bool is_complex(const std::string& name) { return name == "spectrum"; }

std::string unit_of(const std::string& name) { return name == "risk" || name == "averaged_risk" || name == "loss" ? "target^2" : "1"; }

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

const std::vector<double>* find_values(const Group& group, const std::string& name) {
  const Variable* variable = group.find(name);
  return variable ? std::get_if<std::vector<double>>(&variable->values) : nullptr;
}

}  // namespace

MeasureArray::MeasureArray(std::string name, std::size_t runs, std::size_t rows)
    : name_(std::move(name)), runs_(runs), rows_(rows), width_(is_complex(name_) ? 2 : 1), values_(runs * rows * width_, not_measured) {}

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

bool MeasureArray::holds(std::size_t run, const MeasuredSeries& values) const {
  const auto width = static_cast<std::size_t>(values.width);
  for (std::size_t row = 0; row < rows_; ++row)
    for (std::size_t i = 0; i < std::max(width, width_); ++i)
      if (!same_bits(i < width_ ? values_[(run * rows_ + row) * width_ + i] : not_measured,
                     i < width ? values.values[row * width + i] : not_measured))
        return false;
  return true;
}

std::size_t MeasureArray::own_size() const {
  const std::size_t parts = is_complex(name_) ? 2 : 1;
  if (own_dimension(name_) != "state") return width_ / parts;
  std::size_t used = 1;
  for (std::size_t i = 0; i < values_.size(); ++i)
    if (!std::isnan(values_[i])) used = std::max(used, i % width_ / parts + 1);
  return used;
}

std::vector<Variable> MeasureArray::variables(const std::vector<std::string>& dimensions, const Group& group) const {
  const std::string long_name =
      name_ == "risk" ? "mean squared error against the clean target, summed over outputs" : metric_long_name(name_);
  std::vector<std::string> own = dimensions;
  if (!own_dimension(name_).empty()) own.push_back(own_dimension(name_));
  const std::size_t size = own_dimension(name_).empty() ? 1 : group.size_of(own_dimension(name_));
  const auto part = [&](std::size_t first, std::size_t parts) {
    std::vector<double> values;
    values.reserve(runs_ * rows_ * size);
    for (std::size_t row = 0; row < runs_ * rows_; ++row)
      for (std::size_t i = first; i < parts * size; i += parts) values.push_back(i < width_ ? values_[row * width_ + i] : not_measured);
    return values;
  };
  if (!is_complex(name_)) return {{name_, own, part(0, 1), long_name, unit_of(name_), {}, {}}};
  return {{name_ + "_re", own, part(0, 2), long_name + ", real part", unit_of(name_), {}, {}},
          {name_ + "_im", own, part(1, 2), long_name + ", imaginary part", unit_of(name_), {}, {}}};
}

void MeasureArray::add_dimension(Group& group) const {
  const std::string dimension = own_dimension(name_);
  if (dimension.empty()) return;
  const std::size_t size = own_size();
  for (Dimension& known : group.dimensions)
    if (known.name == dimension) {
      known.size = std::max(known.size, size);
      return;
    }
  group.dimensions.push_back({dimension, size});
}

bool read_measure(const Group& group, const std::string& name, std::size_t run, std::size_t rows, MeasuredSeries& series) {
  const bool pair = is_complex(name);
  const std::vector<double>* first = find_values(group, pair ? name + "_re" : name);
  const std::vector<double>* second = pair ? find_values(group, name + "_im") : first;
  if (!first || !second) return false;
  const std::string dimension = own_dimension(name);
  const std::size_t width = dimension.empty() ? 1 : group.size_of(dimension);
  series = {name, static_cast<std::int32_t>(pair ? 2 * width : width), {}};
  for (std::size_t i = run * rows * width; i < (run + 1) * rows * width; ++i) {
    series.values.push_back((*first)[i]);
    if (pair) series.values.push_back((*second)[i]);
  }
  return true;
}

}  // namespace polesweep::results
