#pragma once

#include <vector>

#include "core/poles/poles.hpp"

namespace polesweep {

/// How the poles of a system in continuous time become those of one in steps.
class Discretised {
 public:
  explicit Discretised(Fields& fields);
  /// exp(step pole), as if the input were held for a step (zero-order hold), or (1 + step pole/2)/(1 - step pole/2) (bilinear, Tustin).
  Complex operator()(const Complex& pole) const;

 private:
  double step_;
  bool holds_;
};

/// The discretised poles -decay +- i frequency of each frequency, and for an odd count a last one at -decay alone. Real networks can have
/// them, for they are closed under conjugation.
std::vector<Complex> conjugate_pairs(const Discretised& discretised, double decay, const std::vector<double>& frequencies, int count);

}  // namespace polesweep
