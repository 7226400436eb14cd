#include "core/learners/readouts/readout.hpp"

namespace polesweep {

// Defined here, not in the header: block code must not emit them a second time for a processor of its own.
Readout::~Readout() = default;
bool Readout::predicts() const { return true; }
double Readout::operations_per_measurement() const { return 0; }

}  // namespace polesweep
