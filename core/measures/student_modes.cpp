#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/mode_alignment.hpp"
#include "core/measures/spectrum.hpp"
#include "core/numbers.hpp"

/// The modes of a linear student of a teacher in modes: what training moves if rules keep modes apart (arXiv 2606.00243). Where the
/// teacher's modes share inputs or outputs, the student's are those of its eigenvectors.
namespace polesweep::measures {
namespace {

/// One of a, b and w by mode, 0 beyond the teacher's modes [states].
std::vector<double> of_modes(const MarkView& at, double theory::Mode::*part) {
  const auto states = static_cast<std::size_t>(at.states());
  if (at.modes().empty()) return std::vector<double>(states, not_measured);
  std::vector<double> values;
  for (const theory::Mode& mode : at.modes()) values.push_back(mode.*part);
  values.resize(states);
  return values;
}

double modes_operations(const MarkShape& shape) {
  const std::optional<TeacherModes> modes = modes_of_teacher(shape.task);
  if (!modes) return 0;
  if (modes->decouple()) return 100.0 * shape.states * shape.states * modes->count();
  const double eigenvectors = shape.diagonal ? 2.0 * shape.states * shape.states : 4.0 / 3 * MarkShape::cube(shape.states);
  return spectrum_operations(shape) + eigenvectors * modes->count();
}

}  // namespace

extern const Measure mode_a{
    .name = "mode_a",
    .summary =
        "readout weight a of each mode of a linear network, in the order of the modes of the task's teacher; 0 beyond them. For data_aligned and real teachers with poles that are real and differ",
    .own = by_state,
    .wants = "a linear network, and a real teacher with real modes",
    .applies = [](const MarkShape& shape) { return shape.linear && modes_of_teacher(shape.task).has_value(); },
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::a); },
};

extern const Measure mode_b{
    .name = "mode_b",
    .summary = "input weight b of the modes whose readout weights are mode_a; 0 beyond them",
    .own = by_state,
    .wants = "a linear network, and a real teacher with real modes",
    .applies = [](const MarkShape& shape) { return shape.linear && modes_of_teacher(shape.task).has_value(); },
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::b); },
};

extern const Measure mode_w{
    .name = "mode_w",
    .summary = "recurrent weight w of the modes whose readout weights are mode_a, leak included; 0 beyond them",
    .own = by_state,
    .wants = "a linear network, and a real teacher with real modes",
    .applies = [](const MarkShape& shape) { return shape.linear && modes_of_teacher(shape.task).has_value(); },
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::w); },
};

}  // namespace polesweep::measures
