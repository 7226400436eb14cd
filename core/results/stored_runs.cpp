#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/learners/regime.hpp"
#include "core/members/members.hpp"
#include "core/results/numerics_group.hpp"
#include "core/results/results_builder.hpp"

namespace polesweep::results {
namespace {

/// What the run was measured for at iterations, if its point was. Episodes fill the first length only and get back the one row they had:
/// with the file's rows they would be looked for at lengths they know nothing of.
void read_training(const Group& root, std::size_t point, std::size_t seed, RunRecord& record) {
  const Group* training = root.find_group("training");
  if (!training) return;
  const auto& points = stored_values<std::int64_t>(*training, "training_point");
  const auto found = std::lower_bound(points.begin(), points.end(), static_cast<std::int64_t>(point));
  if (found == points.end() || *found != static_cast<std::int64_t>(point)) return;
  record.iterations = stored_values<std::int64_t>(*training, "iteration");
  const std::size_t own = static_cast<std::size_t>(found - points.begin()) * training->size_of("seed") + seed;
  const std::size_t rows = training->size_of("training_length") * record.iterations.size();
  const bool episodes = !measured_at(stored_values<std::string>(root, "learner_regime_kind")[point]).lengths;
  const std::size_t own_rows = episodes ? record.iterations.size() : rows;
  if (own_rows > rows) throw Error("group 'training' has no lengths");
  const auto read = [&](const std::string& name) {
    MeasuredSeries series;
    if (!read_measure(*training, name, own, rows, series)) return;
    series.values.resize(own_rows * static_cast<std::size_t>(series.width));
    record.training.push_back(std::move(series));
  };
  read("risk");
  for (const MemberInfo& measure : members(Family::measure)) read(measure.name);
}

/// Throws Error for what is no text of 16 hexadecimal digits.
std::uint64_t hash_of(const std::string& digits) {
  std::uint64_t hash = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), hash, 16);
  if (digits.size() != 16 || error != std::errc() || end != digits.data() + digits.size())
    throw Error("variable 'evaluation_hash': got '" + excerpt(digits) + "' (must be 16 hexadecimal digits)");
  return hash;
}

}  // namespace

void visit_runs(const Group& root, const std::function<void(const RunRecord&)>& visit) {
  const auto& ids = stored_values<std::string>(root, "point_id");
  const auto& seeds = stored_values<std::uint64_t>(root, "seed");
  const auto& lengths = stored_values<std::int64_t>(root, "length");
  const auto& hashes = stored_values<std::string>(root, "evaluation_hash");
  const auto& status = stored_values<std::int32_t>(root, "status");
  const auto& diverged_at = stored_values<std::int64_t>(root, "diverged_at");
  const auto& trivial_risk = stored_values<double>(root, "trivial_risk");
  const auto& wall_seconds = stored_values<double>(root, "wall_seconds");
  const auto& risk = stored_values<double>(root, "risk");
  // Files from before have none.
  const auto* processor_seconds = root.find("processor_seconds") ? &stored_values<double>(root, "processor_seconds") : nullptr;
  const bool races = root.find("dropped_after") != nullptr;
  const StoredNumerics numerics = stored_numerics(root);
  for (std::size_t point = 0; point < ids.size(); ++point)
    for (std::size_t seed = 0; seed < seeds.size(); ++seed) {
      const std::size_t run = point * seeds.size() + seed;
      RunRecord record;
      record.status = static_cast<Status>(status[run]);
      const std::int64_t end = races ? stored_values<std::int64_t>(root, "dropped_after")[run] : -1;
      const bool ended = end > 0;
      if (record.status == Status::dropped && ended) record.status = Status::complete;
      if (record.status != Status::complete && record.status != Status::diverged) continue;
      record.key = {parse_id(ids[point]), seeds[seed], hash_of(hashes[point])};
      record.diverged_at = diverged_at[run];
      record.trivial_risk = trivial_risk[run];
      record.wall_seconds = wall_seconds[run];
      if (processor_seconds) record.processor_seconds = (*processor_seconds)[run];
      record.numerics = numerics.of_run.of(run);
      record.lengths.assign(lengths.begin(), ended ? std::upper_bound(lengths.begin(), lengths.end(), end) : lengths.end());
      const auto slice = [&](const std::vector<double>& all) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(run * lengths.size());
        return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(record.lengths.size()));
      };
      record.risk = slice(risk);
      MeasuredSeries series;
      for (const MemberInfo& measure : members(Family::measure))
        if (read_measure(root, measure.name, run, lengths.size(), series)) {
          series.values.resize(record.lengths.size() * static_cast<std::size_t>(series.width));
          record.measures.push_back(series);
        }
      read_training(root, point, seed, record);
      visit(record);
    }
}

}  // namespace polesweep::results
