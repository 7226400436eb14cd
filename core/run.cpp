#include "core/run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/block_run.hpp"
#include "core/eigen_blocking.hpp"

namespace polesweep {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A text that two points share whose learners differ in real-valued fields only, and so fit into one block's lanes.
std::string shape_of(const Point& point) {
  std::string shape;
  for (const Member* member : {&point.recurrent, &point.readout, &point.optimizer, &point.regime}) {
    shape += member->kind + "\n";
    for (const auto& [name, value] : member->fields)
      if (!std::holds_alternative<double>(value)) shape += name + "=" + canonical(value) + "\n";
  }
  return shape;
}

/// Where in the runs' results a mark goes.
struct Place {
  bool at_length = false;  ///< else an iteration
  std::size_t length = 0;
  std::size_t iteration = 0;
};

class Group {
 public:
  Group(const RunGroup& group, const data::DataFiles& files, const KernelSet& kernels)
      : setting_{.group = group,
                 .kernels = kernels,
                 .task = make_task(group.points.front().task, files),
                 .facts = {},
                 .network = make_network(group.points.front().network),
                 .poles = nullptr},
        metrics_(group.measurement.metrics) {
    setting_.facts = setting_.task->facts();
    setting_.poles = make_poles(group.points.front().poles, setting_.facts.teacher_poles());
    setting_.network->check(setting_.facts.complex_valued);
    setting_.network->check_poles(*setting_.poles);
    std::sort(metrics_.begin(), metrics_.end());
  }

  std::vector<RunRecord> compute() {
    const std::vector<std::size_t> seeds = wanted_seeds();
    const std::size_t width = setting_.facts.lockstep ? static_cast<std::size_t>(setting_.kernels.lanes) : 1;
    for (std::size_t begin = 0; begin < seeds.size(); begin += width)
      compute_seeds({seeds.begin() + static_cast<std::ptrdiff_t>(begin),
                     seeds.begin() + static_cast<std::ptrdiff_t>(std::min(begin + width, seeds.size()))});
    std::vector<RunRecord> records;
    for (auto& [key, record] : records_) records.push_back(std::move(record));
    return records;
  }

 private:
  const RunGroup& group() const { return setting_.group; }
  const Measurement& measurement() const { return setting_.group.measurement; }
  bool wants(std::size_t point, std::size_t seed) const { return group().wanted[point * group().seeds.size() + seed]; }

  std::vector<std::size_t> wanted_seeds() const {
    std::vector<std::size_t> seeds;
    for (std::size_t seed = 0; seed < group().seeds.size(); ++seed)
      for (std::size_t point = 0; point < group().points.size(); ++point)
        if (wants(point, seed)) {
          seeds.push_back(seed);
          break;
        }
    return seeds;
  }

  /// The points with a wanted run among the seeds, cut into slots of one shape that fit into a block's lanes.
  std::vector<Slot> make_slots(const std::vector<std::size_t>& seeds) const {
    const std::size_t copies = static_cast<std::size_t>(setting_.kernels.lanes) / seeds.size();
    std::vector<Slot> slots;
    std::map<std::string, std::size_t> open;  // the slot of a shape that has room
    for (std::size_t point = 0; point < group().points.size(); ++point) {
      if (std::none_of(seeds.begin(), seeds.end(), [&](std::size_t seed) { return wants(point, seed); })) continue;
      const std::string shape = shape_of(group().points[point]);
      const auto found = open.find(shape);
      if (found != open.end() && slots[found->second].size() < copies) {
        slots[found->second].push_back(point);
      } else {
        open[shape] = slots.size();
        slots.push_back({point});
      }
    }
    return slots;
  }

  void compute_seeds(const std::vector<std::size_t>& seeds) {
    std::vector<Slot> streaming;
    for (const Slot& slot : make_slots(seeds)) {
      const Regime regime = make_regime(group().points[slot.front()].regime);
      start_records(slot, seeds, regime);
      switch (regime.kind) {
        case RegimeKind::stream: streaming.push_back(slot); break;
        case RegimeKind::repeat:
          for (std::size_t length = 0; length < measurement().lengths.size(); ++length) repeat(slot, seeds, regime, length);
          break;
        case RegimeKind::episodes: episodes(slot, seeds, regime); break;
      }
    }
    if (streaming.empty()) return;
    std::vector<Place> places;
    for (std::size_t length = 0; length < measurement().lengths.size(); ++length) places.push_back({true, length, 0});
    run(streaming, seeds, {.regime = {}, .marks = measurement().lengths}, places);
  }

  void repeat(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime, std::size_t length) {
    std::vector<Place> places;
    for (std::size_t i = 0; i < measurement().iterations.size(); ++i) places.push_back({false, length, i});
    places.push_back({true, length, 0});
    run({slot}, seeds, {.regime = regime, .length = measurement().lengths[length], .marks = measurement().iterations, .measures_end = true},
        places);
  }

  void episodes(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime) {
    std::vector<Place> places;
    for (std::size_t i = 0; i < measurement().iterations.size(); ++i) places.push_back({false, 0, i});
    run({slot}, seeds, {.regime = regime, .marks = measurement().iterations}, places);
  }

  RecordKey key(std::size_t point, std::size_t seed) const { return {group().ids[point], group().seeds[seed], group().evaluation_hash}; }

  /// Records with nothing measured yet.
  void start_records(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime) {
    const std::size_t lengths = measurement().lengths.size();
    for (const std::size_t point : slot)
      for (const std::size_t seed : seeds) {
        if (!wants(point, seed)) continue;
        RunRecord& record = records_[{point, seed}];
        record.key = key(point, seed);
        record.status = Status::complete;
        record.trivial_risk = setting_.task->trivial_risk(group().seeds[seed], measurement().evaluation);
        record.lengths = measurement().lengths;
        record.risk.assign(lengths, not_measured);
        for (const std::string& name : metrics_) record.measures.push_back(empty_series(name, lengths));
        if (regime.kind == RegimeKind::stream) continue;
        record.iterations = measurement().iterations;
        const std::size_t rows = (regime.kind == RegimeKind::episodes ? 1 : lengths) * record.iterations.size();
        record.training.push_back(empty_series("risk", rows));
        for (const std::string& name : metrics_) record.training.push_back(empty_series(name, rows));
      }
  }

  MeasuredSeries empty_series(const std::string& name, std::size_t rows) const {
    const std::int32_t width = measure_width(name, setting_.poles->count(), static_cast<int>(measurement().shadows.size()));
    return {name, width, std::vector<double>(rows * static_cast<std::size_t>(width), not_measured)};
  }

  void run(const std::vector<Slot>& slots, const std::vector<std::size_t>& seeds, Schedule schedule, const std::vector<Place>& places) {
    std::vector<std::uint64_t> values;
    for (const std::size_t seed : seeds) values.push_back(group().seeds[seed]);
    BlockRun block(setting_, values, slots, std::move(schedule));
    block.compute();
    for (std::size_t slot = 0; slot < slots.size(); ++slot)
      for (std::size_t copy = 0; copy < slots[slot].size(); ++copy)
        for (std::size_t seed = 0; seed < seeds.size(); ++seed) {
          const auto found = records_.find({slots[slot][copy], seeds[seed]});
          if (found != records_.end()) fill(found->second, block, slot, block.lane(seed, copy), places);
        }
  }

  void fill(RunRecord& record, const BlockRun& block, std::size_t slot, int lane, const std::vector<Place>& places) const {
    const std::int64_t diverged = block.diverged_at(slot, lane);
    if (diverged >= 0 && record.diverged_at < 0) {
      record.status = Status::diverged;
      record.diverged_at = diverged;
    }
    for (std::size_t mark = 0; mark < places.size(); ++mark) {
      if (!block.reached(slot, mark)) continue;
      const Place& place = places[mark];
      // A run that goes through its samples once was whole up to the divergence; one that repeats them has no such part.
      const bool streams = record.training.empty();
      const bool gone = diverged >= 0 && (!streams || diverged <= record.lengths[place.length]);
      const double risk = gone ? infinity : block.risk(slot, mark, lane);
      const std::size_t row = place.at_length ? place.length : place.length * record.iterations.size() + place.iteration;
      if (place.at_length) record.risk[row] = risk;
      for (MeasuredSeries& series : place.at_length ? record.measures : record.training) {
        std::vector<double> values{risk};
        if (series.name == "nmse")
          values.front() /= record.trivial_risk;
        else if (series.name != "risk")
          values = block.metric(series.name, slot, mark, lane);
        const bool is_error = series.name == "symbol_error_rate" || series.name == "averaged_risk";
        if (gone && is_error && !std::isnan(values.front())) values.front() = infinity;
        std::copy(values.begin(), values.end(), series.values.begin() + static_cast<std::ptrdiff_t>(row * values.size()));
      }
    }
  }

  Setting setting_;
  std::vector<std::string> metrics_;
  std::map<std::pair<std::size_t, std::size_t>, RunRecord> records_;  // by point and seed
};

/// Puts the lengths of the shorter run in front of those of the longer one.
void append_length(const RunRecord& shorter, RunRecord& longer) {
  longer.lengths.insert(longer.lengths.begin(), shorter.lengths.begin(), shorter.lengths.end());
  longer.risk.insert(longer.risk.begin(), shorter.risk.begin(), shorter.risk.end());
  for (std::size_t i = 0; i < longer.measures.size(); ++i) {
    const std::vector<double>& values = shorter.measures[i].values;
    longer.measures[i].values.insert(longer.measures[i].values.begin(), values.begin(), values.end());
  }
}

}  // namespace

std::vector<RunRecord> compute(const RunGroup& group, const data::DataFiles& files, const KernelSet& kernels) {
  const FlushDenormals flush;
  fix_eigen_blocking();
  return Group(group, files, kernels).compute();
}

std::vector<RunRecord> compute_unfused(const RunGroup& group, const data::DataFiles& files, const KernelSet& kernels) {
  std::vector<RunRecord> records;
  for (std::size_t point = 0; point < group.points.size(); ++point)
    for (std::size_t seed = 0; seed < group.seeds.size(); ++seed) {
      if (!group.wanted[point * group.seeds.size() + seed]) continue;
      RunGroup single{.points = {group.points[point]},
                      .ids = {group.ids[point]},
                      .seeds = {group.seeds[seed]},
                      .wanted = {true},
                      .measurement = group.measurement,
                      .evaluation_hash = group.evaluation_hash};
      if (make_regime(single.points.front().regime).kind != RegimeKind::stream || group.measurement.lengths.size() < 2) {
        records.push_back(std::move(compute(single, files, kernels).front()));
        continue;
      }
      RunRecord whole;
      for (const std::int64_t length : group.measurement.lengths) {
        single.measurement.lengths = {length};
        RunRecord part = std::move(compute(single, files, kernels).front());
        if (!whole.lengths.empty()) append_length(whole, part);
        std::swap(whole, part);
      }
      records.push_back(std::move(whole));
    }
  return records;
}

}  // namespace polesweep
