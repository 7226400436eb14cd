#pragma once

#include <vector>

#include "core/members/fields.hpp"

namespace polesweep {

/// A memoryless amplifier at the transmitter: an input of modulus r leaves with another modulus and a shift of its phase that depend on r
/// alone. At one sample a symbol that makes of a constellation another set of points; of QPSK, whose symbols share one modulus, the
/// same points, turned at most.
class Amplifier {
 public:
  /// Reads its fields: `amplifier`, `backoff`, `smoothness`.
  explicit Amplifier(Fields& fields);
  /// Throws Error if a field is set that has no effect.
  void check() const;

  /// What is sent for each symbol, scaled to unit mean power so that the ratio of signal to noise keeps its meaning.
  std::vector<Complex> send(const std::vector<Complex>& symbols) const;
  /// What becomes of a sample of a signal of unit mean power; small samples stay as they are.
  Complex send(const Complex& sample) const;

 private:
  enum class Kind { none, rapp, saleh };

  /// Output of a real input r >= 0, where the amplifier saturates at 1.
  Complex gain(double r) const;

  Kind kind_;
  double backoff_;
  double smoothness_;
};

}  // namespace polesweep
