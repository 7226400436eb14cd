#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {

/// White input of unit power through a finite impulse response: y*_t = sum_n tap_n x_(t-n); the learner sees y*_t + noise. A delay is a
/// single tap, a task that a feedforward and a recurrent solution share one tap beside a decaying tail. The risk of any linear network is
/// known exactly. Chance level: trivial risk sum_n |tap_n|^2; best reachable risk: 0, by a delay line of as many states as taps.
///
/// Source: Proca et al., ICML 2025, whose task of a decaying tail and a single lag is one of these.
std::unique_ptr<Task> make_impulse_response_task(Fields& fields, const data::DataFiles&) {
  LinearTeacher teacher;
  teacher.taps = fields.complexes({.name = "taps", .help = "the teacher's impulse response, from lag 0 on"});
  const TeacherTaskSettings settings(fields);
  if (fields.describing()) return nullptr;
  double power = 0;
  for (const Complex& tap : teacher.taps) {
    power += linear_algebra::squared_modulus(tap);
    if (!settings.complex_valued && tap.imag() != 0)
      throw Error("taps: got " + canonical(Value(tap)) + " (the taps of a real task are real). Did you mean complex = true?");
  }
  if (!(power > 0)) throw Error("taps: all are 0 (a target that is always 0 teaches nothing)");
  return make_teacher_task(std::move(teacher), settings);
}

}  // namespace polesweep
