#include "driver/execute/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/combination.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/results_builder.hpp"
#include "core/run.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/worker.hpp"
#include "driver/sweep/identity.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;

/// The one stored run that is meant.
RunRecord find_stored(const results::Group& root, const fs::path& path, const std::string& point, std::uint64_t seed) {
  const results::Variable* variable = root.find("point_id");
  if (!variable) throw Error(fmt::format("{}: is no results file of polesweep", path.string()));
  std::vector<std::string> matching;
  for (const std::string& id : std::get<std::vector<std::string>>(variable->values))
    if (id.starts_with(point)) matching.push_back(id);
  if (matching.size() != 1)
    throw Error(fmt::format("replay: got point '{}' ({} ids of {} begin so; must be one). Look at its variable point_id?", point,
                            matching.size(), path.string()));
  std::optional<RunRecord> found;
  results::visit_runs(root, [&](const RunRecord& record) {
    if (record.key.seed == seed && record.key.point.hex() == matching.front()) found = record;
  });
  if (!found) throw Error(fmt::format("replay: point {} has no finished run of seed {} in {}", matching.front(), seed, path.string()));
  return *found;
}

RunRecord compute_again(const results::Group& root, const fs::path& path, const RunRecord& stored, results::Request& request) {
  std::vector<fs::path> folders = {path.has_parent_path() ? path.parent_path() : fs::path(".")};
  if (const char* data = std::getenv("POLESWEEP_DATA")) folders.emplace_back(data);
  data::DataFiles files;
  const sweep::Grid grid(sweep::parse_sweep({path.string() + ":sweep", root.attribute("sweep"), {}}, folders, files), files);
  const sweep::PointList list = sweep::list_points(grid);
  const auto planned =
      std::find_if(list.points.begin(), list.points.end(), [&](const sweep::PlannedPoint& each) { return each.id == stored.key.point; });
  if (planned == list.points.end())
    throw Error(
        fmt::format("replay: point {} was computed by another version than this program (its id is another here)", stored.key.point.hex()));
  Combination combination(files);
  RunGroup group;
  group.points = {grid.resolve(planned->ref)};
  group.ids = {planned->id};
  group.seeds = {stored.key.seed};
  group.wanted = {true};
  group.measurement = asked_measurement(grid.sweep());
  group.measurement.evaluation = combination.resolve(group.points.front(), grid.sweep().evaluation);
  group.evaluation_hash = sweep::evaluation_hash(group.measurement.evaluation);
  request.ids = group.ids;
  request.seeds = group.seeds;
  request.evaluation_hashes = {group.evaluation_hash};
  request.lengths = grid.sweep().lengths;
  request.iterations = grid.sweep().iterations;
  request.metrics = grid.sweep().metrics;
  return compute(group, files, kernels()).front();
}

const char* word(Status status) { return status == Status::diverged ? "diverged" : "complete"; }

}  // namespace

int replay(const fs::path& path, const std::string& point, std::uint64_t seed) {
  const results::Group root = results::read_netcdf(path);
  const RunRecord stored = find_stored(root, path, point, seed);
  results::Request request;
  const RunRecord computed = compute_again(root, path, stored, request);
  fmt::print("point {}, seed {}: {}\n", stored.key.point.hex(), seed, word(computed.status));
  for (std::size_t i = 0; i < computed.lengths.size(); ++i) {
    const auto known = std::find(stored.lengths.begin(), stored.lengths.end(), computed.lengths[i]);
    fmt::print("{:>12} samples: risk {}", computed.lengths[i], computed.risk[i]);
    if (known != stored.lengths.end()) fmt::print(", stored {}", stored.risk[static_cast<std::size_t>(known - stored.lengths.begin())]);
    fmt::print("\n");
  }
  // The same comparison that two records of one run meet when results are built.
  results::ResultsBuilder builder(request);
  if (builder.add(stored) != results::ResultsBuilder::Added::used)
    throw Error(fmt::format("replay: the stored run is not the one that the sweep in {} asks for", path.string()));
  const bool same = builder.add(computed) == results::ResultsBuilder::Added::duplicate;
  fmt::print("{}\n", same ? "the same bits as stored" : "DIFFERS from what is stored");
  return same ? ExitCode::complete : ExitCode::our_fault;
}

}  // namespace polesweep::execute
