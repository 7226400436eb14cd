#pragma once

#include "tests/core/block/probe.hpp"

/// The probes that a build may hold.
namespace polesweep::portable {
extern const Probe probe;
}
namespace polesweep::v3 {
extern const Probe probe;
}
namespace polesweep::v4 {
extern const Probe probe;
}
namespace polesweep::neon {
extern const Probe probe;
}
