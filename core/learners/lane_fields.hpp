#pragma once

#include "core/block/lane.hpp"
#include "core/members/fields.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A field's value for each run of the block.
POLESWEEP_INLINE Real read_by_lane(Fields& fields, const RealField& field) {
  alignas(64) double values[lanes];
  fields.real_by_lane(field, values, lanes);
  return load(values, 0);
}

}  // namespace polesweep::POLESWEEP_KERNELS
