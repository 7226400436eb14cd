#include "analysis/results/measured_axis.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>

#include "core/error.hpp"
#include "core/learners/regime.hpp"

namespace polesweep::analysis {

template <class T>
std::span<const T> values(const results::Group& group, std::string_view name, const std::vector<std::string>& dimensions) {
  const results::Variable* variable = group.find(name);
  if (variable == nullptr) throw Error(fmt::format("{}: no such variable (results of a sweep have one). Is this a results file?", name));
  if (variable->dimensions != dimensions) {
    throw Error(
        fmt::format("{}: has dimensions ({}) (must be ({}))", name, fmt::join(variable->dimensions, ", "), fmt::join(dimensions, ", ")));
  }
  const auto* found = std::get_if<std::vector<T>>(&variable->values);
  if (found == nullptr) throw Error(fmt::format("{}: holds another type of value than the schema says", name));
  std::size_t expected = 1;
  for (const std::string& dimension : dimensions) expected *= group.size_of(dimension);
  if (found->size() != expected) throw Error(fmt::format("{}: holds {} values (must be {})", name, found->size(), expected));
  return *found;
}

template std::span<const double> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::int32_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::int64_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::uint64_t> values(const results::Group&, std::string_view, const std::vector<std::string>&);
template std::span<const std::string> values(const results::Group&, std::string_view, const std::vector<std::string>&);

std::optional<MeasuredAxis> MeasuredAxis::find(const results::Group& root, Along along) {
  const results::Group* group = along == Along::lengths ? &root : root.find_group("training");
  if (group == nullptr) return std::nullopt;
  return MeasuredAxis(root, *group, along);
}

MeasuredAxis::MeasuredAxis(const results::Group& root, const results::Group& group, Along along)
    : along_(along),
      group_(&group),
      places_(values<std::int64_t>(*group_, words(along).name, {words(along).name})),
      row_of_(root.size_of("point")),
      seeds_(root.size_of("seed")),
      has_lengths_(root.size_of("length") > 0) {
  if (along == Along::lengths) {
    points_.resize(row_of_.size());
    std::iota(points_.begin(), points_.end(), std::size_t{0});
  } else {
    for (const std::int64_t point : values<std::int64_t>(*group_, "training_point", {"training_point"})) {
      if (point < 0 || static_cast<std::size_t>(point) >= row_of_.size())
        throw Error(fmt::format("training_point: got {} (there are {} points)", point, row_of_.size()));
      points_.push_back(static_cast<std::size_t>(point));
    }
    sets_ = group_->size_of("training_length");
  }
  for (std::size_t row = 0; row < points_.size(); ++row) row_of_[points_[row]] = row;
  if (root.find("learner_regime_kind")) regimes_ = values<std::string>(root, "learner_regime_kind", {"point"});
}

std::span<const std::int64_t> MeasuredAxis::set_lengths() const {
  return values<std::int64_t>(*group_, "training_length", {"training_length"});
}

bool MeasuredAxis::has_episodes(std::size_t point) const {
  return !has_lengths_ || (!regimes_.empty() && !measured_at(regimes_[point]).lengths);
}

std::vector<std::string> MeasuredAxis::dimensions() const {
  if (along_ == Along::lengths) return {"point", "seed", "length"};
  return {"training_point", "seed", "training_length", "iteration"};
}

std::vector<std::string> MeasuredAxis::set_dimensions() const {
  if (along_ == Along::lengths) return {"point"};
  return {"training_point", "training_length"};
}

}  // namespace polesweep::analysis
