#pragma once

#include <string_view>
#include <vector>

#include "core/learners/learner.hpp"
#include "core/networks/network.hpp"

namespace polesweep {

/// What the variables of a run's trace follow from.
struct TraceShape {
  NetworkShape network;
  int outputs = 1;
  Regressors regressors;
  bool trains_network = false;
  bool predicts = true;
  bool has_feedback = false;      ///< fixed weights carry the error to the states
  bool knows_clean = false;       ///< targets without observation noise are at hand
  bool counts_updates = false;    ///< a row is an update of the weights, else a training sample
  ParameterLayout gradient = {};  ///< of the parameters that follow a gradient; of size 0 if there are none
};

/// One row's worth of a run in the block that computes it. Arrays hold the run index fastest.
struct TracedMoment {
  const Network& network;
  int lane = 0;
  int lanes = 1;
  const double* network_weights = nullptr;
  const double* readout = nullptr;   ///< [outputs x regressors]
  const double* feedback = nullptr;  ///< [states x outputs]
  // Of the sample; none of the moment behind the last.
  const double* input = nullptr;
  const double* target = nullptr;
  const double* clean = nullptr;
  const double* prediction = nullptr;
  const double* states = nullptr;
  // Of the last update; none before the first.
  const double* gradient = nullptr;
  double loss = 0;
  double gradient_norm = 0;
};

using Numbers = std::vector<Complex>;

/// What changes a quantity, and so when it is read.
enum class TracePart {
  sample,   ///< the sample: in every row
  network,  ///< learning, if the network is trained: in every row and at the end, else once
  readout,  ///< learning: in every row and at the end
  update,   ///< the last update: in every row
  nothing   ///< once
};

/// The kind of a quantity's numbers: the task's, or always the same.
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
