#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/mode_alignment.hpp"
#include "core/numbers.hpp"

/// The modes of a linear student of a teacher in modes: what training moves if rules keep modes apart (arXiv 2606.00243).
namespace polesweep::measures {
namespace {

/// One of a, b and w by mode, 0 beyond the teacher's modes [states].
std::vector<double> of_modes(const MarkView& at, double theory::Mode::*part) {
  const auto states = static_cast<std::size_t>(at.states());
  const std::optional<LinearSystem> system = at.system_beside_modes();
  if (!system) return std::vector<double>(states, not_measured);
  const std::vector<double> basis = at.network_kind.basis(at.states(), at.seed);
  std::vector<double> values;
  for (const theory::Mode& mode : student_modes(*system, at.readout_weights(), *at.task.modes, basis, at.seed))
    values.push_back(mode.*part);
  values.resize(states);
  return values;
}

double modes_operations(const MarkShape& shape) {
  return shape.task.modes ? 100.0 * shape.states * shape.states * shape.task.modes->count() : 0;
}

}  // namespace

extern const Measure mode_a{
    .name = "mode_a",
    .summary = "readout weight a of each mode of a linear network on data_aligned, in the order of the teacher's modes; 0 beyond them",
    .own = by_state,
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::a); },
};

extern const Measure mode_b{
    .name = "mode_b",
    .summary = "input weight b of each mode of a linear network on data_aligned, in the order of the teacher's modes; 0 beyond them",
    .own = by_state,
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::b); },
};

extern const Measure mode_w{
    .name = "mode_w",
    .summary =
        "recurrent weight w of each mode of a linear network on data_aligned, leak included, in the order of the teacher's modes; 0 beyond them",
    .own = by_state,
    .operations = modes_operations,
    .values = [](const MarkView& at) { return of_modes(at, &theory::Mode::w); },
};

}  // namespace polesweep::measures
