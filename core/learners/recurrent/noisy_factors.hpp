#pragma once

#include "core/learners/lane_fields.hpp"
#include "core/learners/recurrent/fields.hpp"
#include "core/learners/recurrent/random_signs.hpp"

/// What the rules share that keep the influence matrix as one product of two factors: a new sample's share is added to both under random
/// signs, so that the product is right in the mean and all else in it is noise.
namespace polesweep::POLESWEEP_KERNELS {

/// sqrt(sum |a_i|^2) over `count` reals, in four partial sums (i mod 4).
inline Real norm_of(const double* a, std::int64_t count) {
  Real partial[4] = {broadcast(0.0), broadcast(0.0), broadcast(0.0), broadcast(0.0)};
  std::int64_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (int k = 0; k < 4; ++k) partial[k] = add_square(load(a, i + k), partial[k]);
  for (; i < count; ++i) partial[0] = add_square(load(a, i), partial[0]);
  return square_root((partial[0] + partial[1]) + (partial[2] + partial[3]));
}

/// A factor rho for one part of a product and its inverse for the other; 0 and 0 if the product is zero.
struct Balance {
  Real rho;
  Real inverse;
};

/// The fields of these rules: how the two parts of a product are brought to one size.
struct NoisyFactors {
  explicit NoisyFactors(Fields& fields) : settings(read_dense_fields(fields)) {
    outside_ =
        fields.choice(
            {.name = "normalization",
             .help =
                 "rho of two factors with norms a and b: sqrt((a + epsilon)/(b + epsilon)), as in the program of UORO's authors, or sqrt(a/(b + epsilon)) + epsilon, as in that of Marschall et al.; the same if epsilon is 0",
             .choices = "inside|outside",
             .fallback = "inside"}) == 1;
    epsilon_ = read_by_lane(
        fields,
        {.name = "epsilon",
         .help =
             "keeps rho from 0 and infinity; with 0 a product of which one factor is zero is dropped. UORO's authors have 1e-7. No value gives a bias",
         .fallback = 0,
         .range = non_negative});
  }

  /// rho, for the factor with norm b, that brings it to sqrt(a b).
  Balance balance(Real a, Real b) const {
    const Real nothing = broadcast(0.0);
    const Real top = outside_ ? a : a + epsilon_;
    const Real bottom = b + epsilon_;
    const Real root = where(top > nothing, where(bottom > nothing, square_root(top / bottom), nothing), nothing);
    const Real rho = outside_ ? root + epsilon_ : root;
    return {rho, where(rho > nothing, broadcast(1.0) / rho, nothing)};
  }

  RuleSettings settings;

 private:
  bool outside_;
  Real epsilon_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
