#include "core/measures/pole_distance.hpp"

#include <algorithm>
#include <cmath>

#include "core/measures/assignment.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/measures/spectrum.hpp"
#include "core/numbers.hpp"

namespace polesweep {

double pole_distance(const std::vector<Complex>& poles, const std::vector<Complex>& teacher_poles) {
  const bool teacher_has_fewer = teacher_poles.size() <= poles.size();
  const std::vector<Complex>& fewer = teacher_has_fewer ? teacher_poles : poles;
  const std::vector<Complex>& more = teacher_has_fewer ? poles : teacher_poles;
  std::vector<double> squares;
  for (const Complex& a : fewer)
    for (const Complex& b : more) {
      const Complex difference = a - b;
      squares.push_back(difference.real() * difference.real() + difference.imag() * difference.imag());
      if (!std::isfinite(squares.back())) return nan;
    }
  if (squares.empty()) return nan;
  const std::vector<int> partner = cheapest_assignment(squares, static_cast<int>(fewer.size()), static_cast<int>(more.size()));
  double sum = 0;
  for (std::size_t i = 0; i < fewer.size(); ++i) sum += squares[i * more.size() + static_cast<std::size_t>(partner[i])];
  return std::sqrt(sum / static_cast<double>(fewer.size()));
}

namespace measures {

extern const Measure pole_distance{
    .name = "pole_distance",
    .summary =
        "root mean square distance of the eigenvalues (of a linear network: of its whole step, leak included) from the poles of the task's teacher, matched one to one as closely as can be; only for teachers with poles",
    .of_network = true,
    .wants = "a teacher with poles",
    .applies = [](const MarkShape& shape) { return !shape.task.teacher_poles().empty(); },
    .operations =
        [](const MarkShape& shape) {
          const auto [fewer, more] =
              std::minmax({static_cast<double>(shape.states), static_cast<double>(shape.task.teacher_poles().size())});
          return spectrum_operations(shape) + fewer * fewer * more;
        },
    .values =
        [](const MarkView& at) {
          const std::optional<LinearSystem> system = at.linear_system();
          const std::vector<Complex> poles = spectrum(system ? system->state : at.recurrent_matrix(), at.states());
          return std::vector{polesweep::pole_distance(poles, at.task.teacher_poles())};
        },
};

}  // namespace measures

}  // namespace polesweep
