#include "driver/execute/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/results_builder.hpp"
#include "core/run/fingerprint.hpp"
#include "core/run/run.hpp"
#include "core/run/trace.hpp"
#include "core/tell.hpp"
#include "driver/build_info.hpp"
#include "driver/execute/changed_since.hpp"
#include "driver/execute/provenance.hpp"
#include "driver/execute/run_sweep.hpp"
#include "driver/execute/stored_data.hpp"
#include "driver/execute/worker.hpp"
#include "driver/sweep/identity.hpp"
#include "driver/sweep/points.hpp"

namespace polesweep::execute {
namespace {

namespace fs = std::filesystem;

/// Returns the only stored run with this id prefix and seed.
RunRecord find_stored(const results::Group& root, const fs::path& path, const std::string& point, std::uint64_t seed) {
  const results::Variable* variable = root.find("point_id");
  if (!variable) throw Error(fmt::format("{}: is not a results file of polesweep", path.string()));
  std::vector<std::string> matching;
  for (const std::string& id : std::get<std::vector<std::string>>(variable->values))
    if (id.starts_with(point)) matching.push_back(id);
  if (matching.size() != 1)
    throw Error(fmt::format("replay: got point '{}' ({} ids of {} begin with it; must be one). Look at its variable point_id?", point,
                            matching.size(), path.string()));
  std::optional<RunRecord> found;
  results::visit_runs(root, [&](const RunRecord& record) {
    if (record.key.seed == seed && record.key.point.hex() == matching.front()) found = record;
  });
  if (!found) throw Error(fmt::format("replay: point {} has no finished run of seed {} in {}", matching.front(), seed, path.string()));
  return *found;
}

/// The run that is to be computed again, with everything it is made from.
class Again {
 public:
  Again(const results::Group& root, const fs::path& path, const RunRecord& stored)
      : files_(unchanged_data(root, data_folders(root, path))),
        grid_(sweep::parse_sweep({path.string() + ":sweep", root.attribute("sweep"), {}}, data_folders(root, path), files_), files_),
        setups_(files_) {
    const sweep::PointList list = sweep::list_points(grid_);
    const auto planned =
        std::find_if(list.points.begin(), list.points.end(), [&](const sweep::PlannedPoint& each) { return each.id == stored.key.point; });
    if (planned == list.points.end())
      throw Error(fmt::format("replay: point {}: {}", stored.key.point.hex(), why_not_found(root, grid_, list, files_, stored.key.point)));
    label_ = grid_.table(planned->ref, TableKind::learner).label;
    group_.points = {grid_.resolve(planned->ref)};
    group_.ids = {planned->id};
    group_.seeds = {stored.key.seed};
    group_.wanted = {true};
    group_.measurement = asked_measurement(grid_.sweep());
    group_.measurement.lengths = stored.lengths;  // fewer if its setting lost a race
    group_.measurement.evaluation = setups_.of(group_.points.front()).evaluation(grid_.sweep().evaluation);
    group_.evaluation_hash = sweep::evaluation_hash(group_.measurement.evaluation, group_.measurement.shadows);
  }

  void check(const TraceOptions& options) { check_trace(options, setups_.of(group_.points.front()), group_.measurement); }

  RunRecord compute(RunTrace* trace) {
    group_.trace = trace;
    return polesweep::compute(group_, setups_, kernels()).front();
  }

  /// Of a results file with this run alone.
  results::Request request() const {
    results::Request request;
    request.ids = group_.ids;
    request.seeds = group_.seeds;
    request.evaluation_hashes = {group_.evaluation_hash};
    request.lengths = group_.measurement.lengths;
    request.iterations = grid_.sweep().iterations;
    request.counts_updates = {setups_.of(group_.points.front()).regime().kind != RegimeKind::stream};
    request.metrics = grid_.sweep().metrics;
    return request;
  }

  /// What the file of a trace says of the run.
  std::vector<std::pair<std::string, std::string>> attributes(const TraceOptions& options) const {
    const Point& point = group_.points.front();
    return {{"Conventions", "CF-1.9"},
            {"title", fmt::format("trace of a run of {}", grid_.sweep().name)},
            {"point_id", group_.ids.front().hex()},
            {"seed", std::to_string(group_.seeds.front())},
            {"task", point.task.kind},
            {"poles", fmt::format("{}, {}", point.network.kind, point.poles.kind)},
            {"learner", label_},
            {"regime", point.regime.kind},
            {"settings", sweep::canonical_text(point, files_)},
            {"every", std::to_string(options.every)},
            {"version", build_info::version},
            {"commit", build_info::commit},
            {"kernels", kernels().name}};
  }

 private:
  data::DataFiles files_;
  sweep::Grid grid_;
  Setups setups_;
  std::string label_;
  RunGroup group_;
};

/// "bee4... (Eigen 3.4.0, ...)".
std::string told(const results::Numerics& numerics) {
  const std::string what = results::described(numerics);
  return what.empty() ? numerics.fingerprint : fmt::format("{} ({})", numerics.fingerprint, what);
}

/// Whether the numerics of a stored run explain that this program gives other bits.
std::string numerics_line(const results::Group& root, const RunRecord& stored) {
  results::NumericsNotes notes;
  for (const results::Numerics& note : results::stored_numerics(root).notes) notes.add(note);
  Provenance own = own_provenance();
  own.fingerprint = numerics_fingerprint(kernels());
  results::Numerics here = numerics_of(own);
  here.first = here.last = "";
  if (stored.numerics == own.fingerprint) return fmt::format("stored by the numerics of this program: {}", told(here));
  std::string by;
  for (const std::string& fingerprint : results::fingerprints_of(stored.numerics))
    by += (by.empty() ? "" : ", and went on under ") +
          (fingerprint.empty() ? std::string("numerics that are not known") : told(notes.find(fingerprint)));
  return fmt::format("stored by other numerics: {}\n             this program: {}", by, told(here));
}

const char* word(Status status) { return status == Status::diverged ? "diverged" : "complete"; }

}  // namespace

int replay(const fs::path& path, const std::string& point, std::uint64_t seed, const TraceOptions& trace_options) {
  const results::Group root = results::read_results(path);
  const RunRecord stored = find_stored(root, path, point, seed);
  Again again(root, path, stored);
  // The same comparison that two records of one run meet when results are built.
  results::ResultsBuilder builder(again.request());
  if (builder.add(stored) != results::ResultsBuilder::Added::used)
    throw Error(fmt::format("replay: the stored run is not the one that the sweep in {} asks for", path.string()));
  std::optional<TraceFile> trace;
  if (!trace_options.file.empty()) {
    again.check(trace_options);
    trace.emplace(trace_options);
  }
  RunRecord computed = again.compute(trace ? &trace->trace() : nullptr);
  computed.numerics = stored.numerics;  // here other numerics are no excuse
  tell("point {}, seed {}: {}\n", stored.key.point.hex(), seed, word(computed.status));
  for (std::size_t i = 0; i < computed.lengths.size(); ++i) {
    const auto known = std::find(stored.lengths.begin(), stored.lengths.end(), computed.lengths[i]);
    tell("{:>12} samples: risk {}", computed.lengths[i], computed.risk[i]);
    if (known != stored.lengths.end()) tell(", stored {}", stored.risk[static_cast<std::size_t>(known - stored.lengths.begin())]);
    tell("\n");
  }
  if (trace) {
    trace->write(again.attributes(trace_options));
    tell("trace: {}\n", trace_options.file.string());
  }
  const bool same = builder.add(computed) == results::ResultsBuilder::Added::duplicate;
  if (!same) tell("{}\n", numerics_line(root, stored));
  tell("{}\n", same ? "the same bits as stored" : "DIFFERS from what is stored");
  return same ? ExitCode::complete : ExitCode::our_fault;
}

}  // namespace polesweep::execute
