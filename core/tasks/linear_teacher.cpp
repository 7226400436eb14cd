#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/tasks/teacher_task.hpp"

namespace polesweep {
namespace {

/// A real teacher's output is real: poles and gains are closed under conjugation together.
void check_conjugates(const LinearTeacher& teacher) {
  for (std::size_t k = 0; k < teacher.poles.size(); ++k) {
    const auto mirrors = [&](std::size_t l) {
      return teacher.poles[l] == std::conj(teacher.poles[k]) && teacher.gains[l] == std::conj(teacher.gains[k]);
    };
    bool found = false;
    for (std::size_t l = 0; l < teacher.poles.size(); ++l) found = found || mirrors(l);
    if (!found)
      throw Error("poles: " + canonical(Value(teacher.poles[k])) + " with gain " + canonical(Value(teacher.gains[k])) +
                  " has no conjugate (a real task needs conjugate pairs). Add it, or set complex = true?");
  }
}

}  // namespace

/// White input of unit power through a teacher with K poles: y*_t = sum_k gain_k s_k, s_k <- pole_k s_k + x_t; the learner sees
/// y*_t + noise. The risk of any linear network is known exactly. Chance level: trivial risk sum_kl g_k conj(g_l)/(1 - p_k conj(p_l));
/// best reachable risk: 0, by a network that has the teacher's poles.
///
/// Source: arXiv 2602.21454 (impulse responses sum_k b_k beta_k^n).
std::unique_ptr<Task> make_linear_teacher_task(Fields& fields, const data::DataFiles&) {
  LinearTeacher teacher{fields.complexes({.name = "poles", .help = "the teacher's poles, inside the unit circle"}),
                        fields.complexes({.name = "gains", .help = "the teacher's output weights, one for each pole"})};
  const TeacherTaskSettings settings(fields);
  if (fields.describing()) return nullptr;
  if (teacher.poles.empty()) throw Error("poles: the list is empty (a teacher needs at least one)");
  if (teacher.poles.size() != teacher.gains.size())
    throw Error("gains: " + std::to_string(teacher.gains.size()) + " gains for " + std::to_string(teacher.poles.size()) +
                " poles (one gain for each pole)");
  for (const Complex& pole : teacher.poles)
    if (linear_algebra::squared_modulus(pole) >= 1)
      throw Error("poles: got " + canonical(Value(pole)) + " (a teacher's poles lie inside the unit circle, or its power is not finite)");
  if (!settings.complex_valued) check_conjugates(teacher);
  return make_teacher_task(std::move(teacher), settings);
}

}  // namespace polesweep
