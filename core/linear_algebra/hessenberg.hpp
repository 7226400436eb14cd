#pragma once

#include <limits>

#include "core/linear_algebra/reflection.hpp"

namespace polesweep::linear_algebra {

/// A unitary similarity takes `a` to Hessenberg form: zeros below the first subdiagonal.
template <class Number>
void reduce_to_hessenberg(Matrix<Number>& a) {
  std::vector<Number> sums(static_cast<std::size_t>(a.columns()));
  for (int k = 0; k + 2 < a.rows(); ++k) {
    const Reflection<Number> reflection(a.row(k + 1) + k, a.rows() - k - 1, a.columns());
    reflection.apply_left(a, k + 1, k + 1, sums);
    reflection.apply_right(a, k + 1);
    a(k + 1, k) = reflection.image();
    for (int i = k + 2; i < a.rows(); ++i) a(i, k) = 0;
  }
}

/// The first row of the block that ends in row `last`, of a matrix of norm one: subdiagonal elements that are nothing beside their
/// neighbours, or beside one where those are zero, count as zero.
template <class Number>
int first_of_block(Matrix<Number>& h, int last) {
  int first = last;
  for (; first > 0; --first) {
    const double beside = modulus(h(first - 1, first - 1)) + modulus(h(first, first));
    if (modulus(h(first, first - 1)) <= std::numeric_limits<double>::epsilon() * (beside == 0 ? 1 : beside)) break;
  }
  if (first > 0) h(first, first - 1) = 0;
  return first;
}

}  // namespace polesweep::linear_algebra
