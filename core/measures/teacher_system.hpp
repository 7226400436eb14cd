#pragma once

#include <vector>

#include "core/linear_algebra/matrix.hpp"
#include "core/networks/network.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// A teacher without its taps as a linear system: inputs drive its states, gains [outputs x states] read them.
struct TeacherSystem {
  std::vector<std::vector<Complex>> input;  ///< rows
  linear_algebra::ComplexMatrix state;
  linear_algebra::ComplexMatrix gains;

  /// In its own coordinates where the data are complex. Where they are real, two states stand for a conjugate pair: the real and the
  /// imaginary part of its first.
  static TeacherSystem of(const LinearTeacher& teacher, bool complex_valued);
};

/// Student and teacher, driven by the same inputs: the student's states first. It has no bias.
LinearSystem joined(const LinearSystem& student, const TeacherSystem& teacher);

}  // namespace polesweep
