#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/members/members.hpp"
#include "core/members/point.hpp"
#include "core/modes/mode.hpp"
#include "core/poles/poles_of_task.hpp"

namespace polesweep {

/// How the eigenvalues of a recurrent network are placed at the start.
class PoleSetting {
 public:
  virtual ~PoleSetting() = default;
  /// Number of eigenvalues, which is the number of states.
  virtual int count() const = 0;
  /// The eigenvalues of the run with this seed. For a real network they are closed under conjugation, to the bit.
  /// Throws Error if they are not.
  virtual std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const = 0;
  /// Throws Error if a run cannot have them. Settings that take long to draw, and suit all data, do not draw.
  virtual void check(bool complex_valued) const { poles(0, complex_valued); }
  /// The matrix [count x count], row-major, that the eigenvalues belong to, if the setting draws a matrix; else empty.
  virtual std::vector<Complex> matrix(std::uint64_t seed, bool complex_valued) const;
  /// The input weights [count] that go with the matrix, if the setting has its own, for one input; else empty.
  virtual std::vector<Complex> input(bool complex_valued) const;
  virtual bool has_own_input() const { return false; }
  /// The share of the matrix's entries that are not 0; 1 if the setting draws no matrix.
  virtual double density() const { return 1; }
  /// Whether independent poles can stand for the setting. Not if its matrix lacks eigenvectors.
  virtual bool has_diagonal_form() const { return true; }
  /// Returns the modes that a student starts in, if the setting is aligned with the task's teacher; else an empty list.
  virtual std::vector<theory::Mode> modes() const { return {}; }

  /// Nominal real operations of drawing them for one run; 0 if they are as good as none.
  virtual double operations(bool /*complex_valued*/) const { return 0; }

  /// The field that says how far the poles lie from zero, and what to do to bring them inside the unit circle, as a question without its
  /// mark.
  struct Reach {
    const char* field = "radius";
    const char* advice = "Set radius below 1";
  };
  virtual Reach reach() const { return {}; }
};

std::unique_ptr<PoleSetting> make_poles(const Member& member, const PolesOfTask& of_task = {});
const std::vector<MemberInfo>& pole_members();

/// Eigenvalues of a real system: one of each conjugate pair (positive imaginary part), and the real ones.
struct ConjugateSplit {
  std::vector<Complex> pairs;
  std::vector<double> reals;
};

/// Throws Error naming the first eigenvalue whose conjugate is missing.
ConjugateSplit split_conjugates(const std::vector<Complex>& poles);

}  // namespace polesweep
