#include "driver/execute/nearest_work.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace polesweep::execute {

void NearestWork::add(std::uint32_t kind, double work) {
  // Of equal ones the first stays.
  all_.emplace(std::log(work), count_);
  by_kind_[kind].emplace(std::log(work), count_);
  ++count_;
}

std::optional<std::size_t> NearestWork::find(std::uint32_t kind, double work) const {
  const auto found = by_kind_.find(kind);
  const ByWork& among = found != by_kind_.end() ? found->second : all_;
  if (among.empty()) return std::nullopt;
  const double wanted = std::log(work);
  const auto above = among.lower_bound(wanted);
  if (above == among.begin()) return above->second;
  const auto below = std::prev(above);
  if (above == among.end()) return below->second;
  const double to_above = above->first - wanted;
  const double to_below = wanted - below->first;
  if (to_above == to_below) return std::min(above->second, below->second);
  return to_above < to_below ? above->second : below->second;
}

}  // namespace polesweep::execute
