#include <cmath>

#include "core/block/draws.hpp"
#include "core/error.hpp"
#include "core/poles/poles.hpp"

namespace polesweep {
namespace {

/// The poles of the task's teacher, each moved by `distance` in a direction drawn for each seed: a start as far from the answer as one
/// likes. Of a real network real poles move along the real axis and pairs move together. A pole that would leave the unit circle goes the
/// opposite way if that way does not leave it.
class Teacher final : public PoleSetting {
 public:
  Teacher(Fields& fields, const PolesOfTask& of_task)
      : distance_(
            fields.real({.name = "distance", .help = "how far each pole lies from the teacher's", .fallback = 0, .range = non_negative})),
        teacher_(of_task.teacher) {}

  int count() const override { return static_cast<int>(teacher_.size()); }
  Reach reach() const override { return {"distance", "Make distance smaller"}; }

  std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const override {
    if (teacher_.empty()) throw Error("distance: from no pole (the task has no teacher whose poles are known)");
    // Array 2: 0 and 1 of the role are matrices.
    const std::vector<Complex> directions = draw_complex_normals(seed, Role::recurrent_weights, 2, std::ssize(teacher_));
    std::vector<Complex> poles;
    if (complex_valued) {
      for (std::size_t k = 0; k < teacher_.size(); ++k) poles.push_back(moved(teacher_[k], unit(directions[k])));
      return poles;
    }
    const ConjugateSplit split = split_conjugates(teacher_);
    for (const Complex& pole : split.pairs) {
      poles.push_back(moved(pole, unit(directions[poles.size()])));
      poles.push_back(std::conj(poles.back()));
    }
    for (const double pole : split.reals) poles.push_back(moved(pole, directions[poles.size()].real() < 0 ? -1.0 : 1.0));
    return poles;
  }

 private:
  static double square(const Complex& value) { return value.real() * value.real() + value.imag() * value.imag(); }

  static Complex unit(const Complex& direction) { return direction / std::sqrt(square(direction)); }

  Complex moved(const Complex& pole, const Complex& direction) const {
    const Complex there = pole + distance_ * direction;
    const Complex opposite = pole - distance_ * direction;
    return square(there) >= 1 && square(opposite) < 1 ? opposite : there;
  }

  double distance_;
  std::vector<Complex> teacher_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_teacher(Fields& fields, const PolesOfTask& of_task) { return std::make_unique<Teacher>(fields, of_task); }

}  // namespace polesweep
