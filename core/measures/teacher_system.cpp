#include "core/measures/teacher_system.hpp"

#include <algorithm>
#include <cstddef>

namespace polesweep {

using linear_algebra::ComplexMatrix;

TeacherSystem TeacherSystem::of(const LinearTeacher& teacher, bool complex_valued) {
  const auto k = static_cast<int>(teacher.poles.size());
  TeacherSystem system{{}, ComplexMatrix(k, k), ComplexMatrix(teacher.outputs, k)};
  const auto gain = [&](int output, int pole) { return teacher.gains[static_cast<std::size_t>(output * k + pole)]; };
  int i = 0;
  for (int pole = 0; pole < k; ++pole) {
    const Complex value = teacher.poles[static_cast<std::size_t>(pole)];
    std::vector<Complex> driven;
    for (int j = 0; j < teacher.inputs; ++j) driven.push_back(teacher.input_weight(static_cast<std::size_t>(pole), j));
    if (complex_valued || value.imag() == 0) {
      system.state(i, i) = value;
      for (int output = 0; output < teacher.outputs; ++output) system.gains(output, i) = gain(output, pole);
      system.input.push_back(driven);
      ++i;
      continue;
    }
    if (value.imag() < 0) continue;  // its conjugate stands for both
    system.state(i, i) = system.state(i + 1, i + 1) = value.real();
    system.state(i + 1, i) = value.imag();
    system.state(i, i + 1) = -value.imag();
    std::vector<Complex> imaginary;
    for (Complex& weight : driven) {
      imaginary.emplace_back(weight.imag());
      weight = weight.real();
    }
    system.input.push_back(driven);
    system.input.push_back(imaginary);
    for (int output = 0; output < teacher.outputs; ++output) {
      system.gains(output, i) = 2 * gain(output, pole).real();
      system.gains(output, i + 1) = -2 * gain(output, pole).imag();
    }
    i += 2;
  }
  return system;
}

LinearSystem joined(const LinearSystem& student, const TeacherSystem& teacher) {
  const int n = student.states;
  const int k = teacher.state.rows();
  const int m = student.inputs;
  LinearSystem joint{n + k, m, std::vector<Complex>(static_cast<std::size_t>(n + k) * (n + k)), student.input, {}};
  for (int i = 0; i < n; ++i)
    std::copy_n(student.state.data() + static_cast<std::ptrdiff_t>(i) * n, n,
                joint.state.data() + static_cast<std::ptrdiff_t>(i) * (n + k));
  for (int i = 0; i < k; ++i) {
    std::copy_n(teacher.state.row(i), k, joint.state.data() + static_cast<std::ptrdiff_t>(n + i) * (n + k) + n);
    joint.input.insert(joint.input.end(), teacher.input[static_cast<std::size_t>(i)].begin(),
                       teacher.input[static_cast<std::size_t>(i)].end());
  }
  return joint;
}

}  // namespace polesweep
