#include "analysis/figures/marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {

std::vector<std::size_t> evenly_spread(std::size_t size, std::size_t most) {
  const std::size_t drawn = std::min(size, most);
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < drawn; ++i) positions.push_back(drawn == 1 ? 0 : i * (size - 1) / (drawn - 1));
  return positions;
}

void Marks::add(const std::string& label, double x, double y, std::size_t look, bool hollow) {
  auto group = std::find_if(groups_.begin(), groups_.end(), [&](const PlottedCurve& known) { return known.label == label; });
  if (group == groups_.end())
    group = groups_.insert(
        group,
        {.label = label, .x = {}, .y = {}, .low = {}, .high = {}, .connected = false, .look = static_cast<int>(look), .hollow = hollow});
  group->x.push_back(x);
  group->y.push_back(y);
}

std::size_t Marks::size() const {
  std::size_t count = 0;
  for (const PlottedCurve& group : groups_) count += group.x.size();
  return count;
}

std::vector<PlottedCurve> Marks::drawn() const {
  std::vector<PlottedCurve> drawn;
  const std::size_t all = size();
  for (const PlottedCurve& group : groups_) {
    PlottedCurve part = group;
    part.x.clear();
    part.y.clear();
    const std::size_t share = all <= most_marks ? group.x.size() : std::max<std::size_t>(1, most_marks * group.x.size() / all);
    for (const std::size_t i : evenly_spread(group.x.size(), share)) {
      part.x.push_back(group.x[i]);
      part.y.push_back(group.y[i]);
    }
    part.low.assign(part.x.size(), std::nan(""));
    part.high = part.low;
    drawn.push_back(std::move(part));
  }
  return drawn;
}

std::string Marks::thinned_sentence() const {
  std::size_t count = 0;
  for (const PlottedCurve& group : drawn()) count += group.x.size();
  return count == size() ? "" : fmt::format(" {} of {} are drawn, evenly spread over those of each entry.", count, counted(size(), "run"));
}

}  // namespace polesweep::analysis
