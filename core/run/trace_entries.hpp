#pragma once

#include "core/run_trace.hpp"

namespace polesweep {

using Numbers = std::vector<Complex>;

/// What changes a quantity, and so when it is read.
enum class TracePart {
  sample,   ///< the sample: in every row
  network,  ///< learning, where the network is trained: in every row and at the end, else once
  readout,  ///< learning: in every row and at the end
  update,   ///< the last update: in every row
  nothing   ///< once
};

/// Of which numbers a quantity is: of the task's, or always of one kind.
enum class NumberKind { as_data, always_real, always_complex };

/// A quantity of a trace: what it is called, whether runs of a shape have it, and its values at a moment.
struct TraceEntry {
  const char* name;
  const char* long_name;
  const char* unit;
  std::vector<const char*> dimensions;
  TracePart part;
  NumberKind kind;
  bool (*exists)(const TraceShape&);
  Numbers (*read)(const TraceShape&, const TracedMoment&);
};

/// Those that runs of this shape have, in the order of the table.
std::vector<const TraceEntry*> trace_entries(const TraceShape& shape);

/// Numbers along a dimension of an entry.
std::size_t trace_extent(const TraceShape& shape, std::string_view dimension);

}  // namespace polesweep
