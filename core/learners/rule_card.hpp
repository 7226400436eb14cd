#pragma once

namespace polesweep {

/// What a learning rule's row in its table says of it; `polesweep list learners --markdown` prints all of it.
struct RuleCard {
  const char* name;  ///< nullptr ends a table
  const char* summary;
  int version;
  const char* formula;
  const char* cost;    ///< operations and memory per step beyond the forward pass; n states, m inputs, o outputs, p = n + m + 1
  const char* source;  ///< authors, year, equation
};

}  // namespace polesweep
