#include "core/linear_algebra/entries.hpp"
#include "core/poles/poles.hpp"
#include "core/poles/random_orthogonal.hpp"

namespace polesweep {
namespace {

/// A uniformly drawn orthogonal matrix (complex tasks: unitary) times `radius`: on a dense network no direction of the state grows or
/// decays faster than another. It is made of the same normal numbers as the matrix of `random`.
///
/// Source: White, Lee and Sompolinsky, "Short-term memory in orthogonal neural networks", 2004.
class Orthogonal final : public PoleSetting {
 public:
  explicit Orthogonal(Fields& fields)
      : count_(static_cast<int>(fields.integer({.name = "count", .help = "number of states", .range = {.low = 1, .high = 4096}}))),
        radius_(
            fields.real({.name = "radius",
                         .help = "modulus of every eigenvalue of the recurrent matrix W; of leaky units the step is (1 - leak) I + leak W",
                         .range = positive})) {}

  int count() const override { return count_; }

  std::vector<Complex> poles(std::uint64_t seed, bool complex_valued) const override {
    return eigenvalues(matrix(seed, complex_valued), count_, complex_valued);
  }

  void check(bool) const override {}

  /// Of the matrix, and of its eigenvalues, which a diagonal network takes.
  double operations(bool complex_valued) const override { return (complex_valued ? 92.0 : 23.0) * count_ * count_ * count_; }

  std::vector<Complex> matrix(std::uint64_t seed, bool complex_valued) const override {
    std::vector<Complex> entries = random_orthogonal(seed, Role::recurrent_weights, 0, count_, complex_valued);
    for (Complex& entry : entries) entry *= radius_;
    return entries;
  }

 private:
  int count_;
  double radius_;
};

}  // namespace

std::unique_ptr<PoleSetting> make_orthogonal(Fields& fields, const PolesOfTask&) { return std::make_unique<Orthogonal>(fields); }

}  // namespace polesweep
