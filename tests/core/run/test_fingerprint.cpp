#include "core/run/fingerprint.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/learners/learner.hpp"
#include "core/run/run.hpp"

/// Which rules the fingerprint of the numerics computes with.
namespace polesweep {
namespace {

using Names = std::set<std::string>;

/// Those of a family's table that no run of the fingerprint uses.
Names left_out(const std::vector<MemberInfo>& table, Member Point::*part) {
  Names names;
  for (const MemberInfo& info : table) names.insert(info.name);
  for (const RunGroup& group : fingerprint_runs())
    for (const Point& point : group.points) names.erase((point.*part).kind);
  return names;
}

// A rule in the fingerprint changes it, and results that carry another one are refused: these lists are emptied when it changes anyway, and
// a rule that is new stands here until then.
TEST(Fingerprint, computes_with_every_rule_but_these) {
  EXPECT_EQ(left_out(recurrent_members(), &Point::recurrent), (Names{"eprop", "immediate", "snap1"}));
  EXPECT_EQ(left_out(readout_members(), &Point::readout), Names{});
  EXPECT_EQ(left_out(optimizer_members(), &Point::optimizer), (Names{"adamw", "momentum", "nesterov", "rmsprop"}));
}

}  // namespace
}  // namespace polesweep
