#include "core/run/fingerprint.hpp"

#include <gtest/gtest.h>

#include <set>

/// Which rules the fingerprint of the numerics computes with.
namespace polesweep {
namespace {

using Names = std::set<std::string>;

/// The members that stand in this part of a run's point.
Names used(Member Point::*part) {
  Names names;
  for (const RunGroup& group : fingerprint_runs())
    for (const Point& point : group.points) names.insert((point.*part).kind);
  names.erase("");
  return names;
}

// A rule more or less changes the fingerprint, and results that carry another one are refused. A rule that is new waits until it changes
// anyway; then those that `list` has beside these join.
TEST(Fingerprint, computes_with_these_rules) {
  EXPECT_EQ(used(&Point::recurrent), (Names{"bptt", "fixed", "gauss_newton", "rflo", "rtrl", "tbptt"}));
  EXPECT_EQ(used(&Point::readout), (Names{"gradient", "lms", "nlms", "ridge", "rls"}));
  EXPECT_EQ(used(&Point::optimizer), (Names{"adam", "sgd"}));
}

}  // namespace
}  // namespace polesweep
