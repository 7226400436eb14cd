#pragma once

namespace polesweep::execute {

/// Processor time of this thread in seconds: other processes may hold the core.
double processor_seconds();

}  // namespace polesweep::execute
