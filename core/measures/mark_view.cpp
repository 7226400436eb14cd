#include "core/measures/mark_view.hpp"

#include "core/measures/spectrum.hpp"

namespace polesweep {
namespace {

std::vector<Complex> difference(std::vector<Complex> now, const std::vector<Complex>& start) {
  for (std::size_t i = 0; i < now.size(); ++i) now[i] -= start[i];
  return now;
}

}  // namespace

const std::vector<Complex>& MarkView::spectrum() const {
  if (found_spectrum.empty()) found_spectrum = polesweep::spectrum(recurrent_matrix(), states());
  return found_spectrum;
}

std::vector<Complex> MarkView::learned_change() const {
  return difference(recurrent_matrix(), network.recurrent_matrix(network.start().data(), lane));
}

std::vector<Complex> MarkView::learned_input_change() const {
  return difference(network.input_weights(network_weights, lane), network.input_weights(network.start().data(), lane));
}

std::optional<LinearSystem> MarkView::system_beside_modes() const {
  if (!task.modes || !task.modes->decouple() || states() < task.modes->count()) return std::nullopt;
  return linear_system();
}

}  // namespace polesweep
