#include "core/measures/mark_view.hpp"

namespace polesweep {

std::vector<Complex> MarkView::learned_change() const {
  std::vector<Complex> matrix = recurrent_matrix();
  const std::vector<Complex> start = network.recurrent_matrix(network.start().data(), lane);
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] -= start[i];
  return matrix;
}

std::vector<Complex> MarkView::gram() const {
  std::vector<Complex> matrix;
  const auto entries = static_cast<std::size_t>(states()) * static_cast<std::size_t>(states());
  const std::size_t lanes = grams.size() / (2 * entries);
  for (std::size_t i = static_cast<std::size_t>(lane); i < grams.size(); i += 2 * lanes) matrix.emplace_back(grams[i], grams[i + lanes]);
  return matrix;
}

std::optional<LinearSystem> MarkView::system_beside_modes() const {
  if (!task.modes || !task.modes->decouple() || states() < task.modes->count()) return std::nullopt;
  return linear_system();
}

}  // namespace polesweep
