#include "core/measures/mark_view.hpp"

#include "core/measures/spectrum.hpp"

namespace polesweep {

const std::vector<Complex>& MarkView::spectrum() const {
  if (found_spectrum.empty()) found_spectrum = polesweep::spectrum(recurrent_matrix(), states());
  return found_spectrum;
}

std::vector<Complex> MarkView::learned_change() const {
  std::vector<Complex> matrix = recurrent_matrix();
  const std::vector<Complex> start = network.recurrent_matrix(network.start().data(), lane);
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] -= start[i];
  return matrix;
}

std::optional<LinearSystem> MarkView::system_beside_modes() const {
  if (!task.modes || !task.modes->decouple() || states() < task.modes->count()) return std::nullopt;
  return linear_system();
}

}  // namespace polesweep
