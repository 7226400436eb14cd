#include "core/measures/mark_view.hpp"

#include "core/measures/mode_alignment.hpp"
#include "core/measures/spectrum.hpp"

namespace polesweep {
namespace {

std::vector<Complex> difference(std::vector<Complex> now, const std::vector<Complex>& start) {
  for (std::size_t i = 0; i < now.size(); ++i) now[i] -= start[i];
  return now;
}

}  // namespace

MeasureSizes MarkView::sizes() const {
  return {.states = states(),
          .inputs = task.inputs,
          .outputs = task.outputs,
          .regressors = learner.learner().shape.regressors,
          .shadows = static_cast<int>(shadows)};
}

const double* MarkView::averaged_network_weights() const {
  return learner.trains_network() ? learner.network_weights(mark, true) : network_weights;
}

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

std::optional<LinearSystem> MarkView::system_beside(const TeacherModes& modes) const {
  return states() < modes.count() ? std::nullopt : linear_system();
}

const std::vector<theory::Mode>& MarkView::modes() const {
  const std::optional<TeacherModes> teachers = found_modes.empty() ? modes_of_teacher(task) : std::nullopt;
  if (const auto system = teachers ? system_beside(*teachers) : std::nullopt) {
    const auto find = teachers->decouple() ? student_modes : student_modes_by_poles;
    found_modes = find(*system, readout_weights(), *teachers, network_kind.basis(states(), seed), seed);
  }
  return found_modes;
}

}  // namespace polesweep
