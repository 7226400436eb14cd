#pragma once

#include "core/block/number.hpp"
#include "core/learners/readouts/entry.hpp"

namespace polesweep::POLESWEEP_KERNELS {

extern const ReadoutEntry readouts[];

/// A rule is a template over the number type; the shape says which of the two is wanted.
template <template <class> class Rule>
LearningRule* make_readout(Fields& fields, const ReadoutShape& shape) {
  if (shape.complex_valued) return new Rule<Complex>(fields, shape);
  return new Rule<Real>(fields, shape);
}

}  // namespace polesweep::POLESWEEP_KERNELS
