#include "driver/execute/trial_rank.hpp"

#include "driver/execute/processor_time.hpp"

namespace polesweep::execute {

namespace {

/// Nobody reads these records.
constexpr double never = 1e9;

results::Numerics own_numerics() { return {.fingerprint = "trial"}; }

}  // namespace

TrialRank::TrialRank(const Workplace& workplace)
    : lengths_(static_cast<std::uint32_t>(workplace.grid.sweep().lengths.size())),
      session_(results::new_session_name()),
      log_(folder_.path(), session_, 0, never, own_numerics()),
      keeper_({.folder = folder_.path(), .session = session_, .numerics = own_numerics(), .interval_seconds = never}),
      worker_(workplace, log_, &keeper_) {}

double TrialRank::seconds(std::vector<sweep::PointRef> points, std::uint32_t first_seed, std::uint32_t seeds) {
  Assignment assignment{
      .unit = 0, .points = std::move(points), .first_seed = first_seed, .seeds = seeds, .lengths = lengths_, .wanted = {}};
  assignment.wanted.assign(assignment.points.size() * seeds, true);
  const double start = processor_seconds();
  worker_.execute(assignment);
  return processor_seconds() - start;
}

}  // namespace polesweep::execute
