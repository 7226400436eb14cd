#pragma once

#include "core/data/format.hpp"
#include "core/members/fields.hpp"

namespace polesweep {

/// The fields that say how the bytes of a recorded task's files are to be read. The names of columns are for the task to add.
data::Format read_format(Fields& fields);

}  // namespace polesweep
