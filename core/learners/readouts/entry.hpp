#pragma once

#include "core/fields.hpp"
#include "core/learners/readouts/readout.hpp"

namespace polesweep {

/// One row of the table of readout rules of a set of kernels.
struct ReadoutEntry {
  const char* name;  ///< nullptr ends the table
  const char* summary;
  int version;
  Readout* (*make)(Fields& fields, const ReadoutShape& shape);  ///< the caller owns the result
};

}  // namespace polesweep
