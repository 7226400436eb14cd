#include "core/run/run.hpp"

#include <algorithm>
#include <map>

#include "core/members/parts.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"
#include "core/run/saving.hpp"

namespace polesweep {
namespace {

/// A text that two points share whose learners differ in real-valued fields only, and so fit into one block's lanes. A zero may leave a
/// part of a rule out, of all lanes or of none: it keeps to itself.
std::string shape_of(const Point& point) {
  std::string shape;
  for (const PointPart& part : point_parts()) {
    if (part.table != TableKind::learner) continue;
    const Member& member = point.*part.member;
    shape += member.kind + "\n";
    for (const auto& [name, value] : member.fields)
      if (const double* real = std::get_if<double>(&value); !real || *real == 0) shape += name + "=" + canonical(value) + "\n";
  }
  return shape;
}

/// Where in the runs' results a mark goes.
struct Place {
  bool at_length = false;  ///< else an iteration
  std::size_t length = 0;
  std::size_t iteration = 0;
};

/// The keeper has ended the computation; what is in progress has been saved.
struct Stopped {};

/// The runs of a group that start from one place.
class Group {
 public:
  Group(const RunGroup& group, RunStart start, std::vector<bool> wanted, const std::vector<Setup>& setups, const KernelSet& kernels)
      : setting_{.group = group, .kernels = kernels, .setups = setups},
        start_(std::move(start)),
        wanted_(std::move(wanted)),
        metrics_(group.measurement.metrics) {
    std::sort(metrics_.begin(), metrics_.end());
  }

  using Records = std::map<std::pair<std::size_t, std::size_t>, RunRecord>;  // by point and seed

  /// Adds the runs that are finished; false if the keeper has stopped before all were.
  bool compute(Records& finished) {
    try {
      compute();
    } catch (const Stopped&) {
      finished.merge(finished_);
      return false;
    }
    finished.merge(finished_);
    return true;
  }

 private:
  void compute() {
    const std::vector<std::size_t> seeds = wanted_seeds();
    const std::size_t width = setting_.facts().lockstep ? static_cast<std::size_t>(setting_.kernels.lanes) : 1;
    for (std::size_t begin = 0; begin < seeds.size(); begin += width)
      compute_seeds({seeds.begin() + static_cast<std::ptrdiff_t>(begin),
                     seeds.begin() + static_cast<std::ptrdiff_t>(std::min(begin + width, seeds.size()))});
  }

  const RunGroup& group() const { return setting_.group; }
  const Measurement& measurement() const { return setting_.group.measurement; }
  bool wants(std::size_t point, std::size_t seed) const { return wanted_[point * group().seeds.size() + seed]; }
  const RunState* state(std::size_t point, std::size_t seed) const {
    return starts_anew() ? nullptr : group().states[point * group().seeds.size() + seed].get();
  }
  bool starts_anew() const { return start_ == RunStart{}; }

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
    for (const std::size_t seed : seeds) trivial_risks_[seed] = trivial_risk(seed);
    std::vector<Slot> streaming;
    for (const Slot& slot : make_slots(seeds)) {
      const Regime& regime = setting_.setups[slot.front()].regime();
      start_records(slot, seeds, regime);
      switch (regime.kind) {
        case RegimeKind::stream: streaming.push_back(slot); break;
        case RegimeKind::repeat:
          for (std::size_t length = 0; length < measurement().lengths.size(); ++length) repeat(slot, seeds, regime, length);
          finish({slot}, seeds);
          break;
        case RegimeKind::episodes:
          episodes(slot, seeds, regime);
          finish({slot}, seeds);
          break;
      }
    }
    if (streaming.empty()) return;
    std::vector<Place> places;
    std::vector<std::int64_t> marks;
    for (std::size_t length = 0; length < measurement().lengths.size(); ++length) {
      const std::int64_t samples = measurement().lengths[length];
      if (std::find(start_.measured.begin(), start_.measured.end(), samples) != start_.measured.end()) continue;
      places.push_back({true, length, 0});
      marks.push_back(samples);
    }
    run(streaming, seeds, {.regime = {}, .marks = std::move(marks), .start = start_}, places);
    finish(streaming, seeds);
  }

  /// Runs that go on know it. There is nothing to save on the way: what was saved before stays.
  double trivial_risk(std::size_t seed) const {
    for (std::size_t point = 0; !starts_anew() && point < group().points.size(); ++point)
      if (const RunState* saved = wants(point, seed) ? state(point, seed) : nullptr) return saved->record.trivial_risk;
    return canonical_nan(setting_.task().trivial_risk_with_rests(group().seeds[seed], measurement().evaluation, [&] {
      if (!group().keeper) return;
      group().keeper->is_due();
      if (group().keeper->must_stop()) throw Stopped();
    }));
  }

  void repeat(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime, std::size_t length) {
    const std::int64_t samples = measurement().lengths[length];
    if (samples < start_.length) return;  // it was finished before, and is in the record
    std::vector<Place> places;
    for (std::size_t i = 0; i < measurement().iterations.size(); ++i) places.push_back({false, length, i});
    places.push_back({true, length, 0});
    run({slot}, seeds,
        {.regime = regime,
         .length = samples,
         .marks = measurement().iterations,
         .measures_end = true,
         .start = samples == start_.length ? start_ : RunStart{}},
        places);
  }

  void episodes(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime) {
    std::vector<Place> places;
    for (std::size_t i = 0; i < measurement().iterations.size(); ++i) places.push_back({false, 0, i});
    run({slot}, seeds, {.regime = regime, .marks = measurement().iterations, .start = start_}, places);
  }

  RecordKey key(std::size_t point, std::size_t seed) const { return {group().ids[point], group().seeds[seed], group().evaluation_hash}; }

  /// Records with nothing measured yet.
  void start_records(const Slot& slot, const std::vector<std::size_t>& seeds, const Regime& regime) {
    const std::size_t lengths = measurement().lengths.size();
    const MeasureSizes sizes = setting_.setups[slot.front()].measure_sizes(measurement());
    const auto empty = [&](const std::string& name, std::size_t rows) {
      const Measure& measure = known_measure(name);
      return empty_series(name, measure.width(sizes), measure.inner.size(sizes), rows);
    };
    for (const std::size_t point : slot)
      for (const std::size_t seed : seeds) {
        if (!wants(point, seed)) continue;
        RunRecord& record = records_[{point, seed}];
        record.key = key(point, seed);
        record.status = Status::complete;
        record.trivial_risk = trivial_risks_.at(seed);
        record.lengths = measurement().lengths;
        record.risk.assign(lengths, not_measured);
        for (const std::string& name : metrics_) record.measures.push_back(empty(name, lengths));
        if (regime.kind == RegimeKind::stream) {
          if (const RunState* saved = state(point, seed)) take_over(saved->record, record);
          continue;
        }
        record.iterations = measurement().iterations;
        const std::size_t rows = (regime.kind == RegimeKind::episodes ? 1 : lengths) * record.iterations.size();
        record.training.push_back(empty("risk", rows));
        for (const std::string& name : metrics_) record.training.push_back(empty(name, rows));
        if (const RunState* saved = state(point, seed)) record = saved->record;
      }
  }

  void run(const std::vector<Slot>& slots, const std::vector<std::size_t>& seeds, Schedule schedule, const std::vector<Place>& places) {
    std::vector<std::uint64_t> values;
    values.reserve(seeds.size());
    for (const std::size_t seed : seeds) values.push_back(group().seeds[seed]);
    const bool goes_on = !(schedule.start == RunStart{});
    const bool streams = schedule.regime.kind == RegimeKind::stream;
    const std::int64_t length = schedule.length;
    std::unique_ptr<BlockRun> block;
    if (group().keeper)
      schedule.on_break = [&](std::int64_t position) {
        if (!group().keeper->is_due() && !group().keeper->must_stop()) return;
        std::vector<RunState> states;
        for_each_run(*block, slots, seeds, [&](RunRecord& record, std::size_t, std::size_t slot, int lane) {
          RunState state =
              streams ? state_in_stream(record, metrics_, position, start_.measured) : state_of(record, metrics_, position, length);
          if (block->save(slot, lane, false, state)) states.push_back(std::move(state));
        });
        group().keeper->keep(std::move(states));
        if (group().keeper->must_stop()) throw Stopped();
      };
    if (streams && group().keeper)
      for (const Slot& slot : slots)
        schedule.goes_on.push_back(
            std::any_of(slot.begin(), slot.end(), [&](std::size_t point) { return group().keeper->wants_end(point); }));
    if (length == 0 || length == measurement().lengths.back()) schedule.trace = group().trace;
    const auto on_break = schedule.on_break;
    block = std::make_unique<BlockRun>(setting_, values, slots, std::move(schedule));
    if (goes_on) {
      std::vector<std::vector<const RunState*>> states(slots.size(),
                                                       std::vector<const RunState*>(static_cast<std::size_t>(setting_.kernels.lanes)));
      for (std::size_t slot = 0; slot < slots.size(); ++slot)
        for (std::size_t copy = 0; copy < slots[slot].size(); ++copy)
          for (std::size_t seed = 0; seed < seeds.size(); ++seed)
            if (wants(slots[slot][copy], seeds[seed]))
              states[slot][static_cast<std::size_t>(block->lane(seed, copy))] = state(slots[slot][copy], seeds[seed]);
      block->resume(states);
    }
    const std::int64_t end = block->compute();
    for_each_run(*block, slots, seeds, [&](RunRecord& record, std::size_t, std::size_t slot, int lane) {
      fill(record, *block, slot, lane, places, [&] {
        if (on_break) on_break(end);
      });
    });
    if (streams && group().keeper)
      for_each_run(*block, slots, seeds, [&](const RunRecord& record, std::size_t point, std::size_t slot, int lane) {
        if (!group().keeper->wants_end(point)) return;
        RunState state = state_of(record, metrics_, end, 0);
        if (block->save(slot, lane, true, state)) group().keeper->keep_end(std::move(state));
      });
  }

  template <class Visit>
  void for_each_run(const BlockRun& block, const std::vector<Slot>& slots, const std::vector<std::size_t>& seeds, const Visit& visit) {
    for (std::size_t slot = 0; slot < slots.size(); ++slot)
      for (std::size_t copy = 0; copy < slots[slot].size(); ++copy)
        for (std::size_t seed = 0; seed < seeds.size(); ++seed) {
          const auto found = records_.find({slots[slot][copy], seeds[seed]});
          if (found != records_.end()) visit(found->second, slots[slot][copy], slot, block.lane(seed, copy));
        }
  }

  /// Their records are whole.
  void finish(const std::vector<Slot>& slots, const std::vector<std::size_t>& seeds) {
    for (const Slot& slot : slots)
      for (const std::size_t point : slot)
        for (const std::size_t seed : seeds)
          if (auto record = records_.extract({point, seed}); !record.empty()) {
            record.mapped().status = status_of(record.mapped().risk, record.mapped().training);
            finished_.insert(std::move(record));
          }
  }

  /// A measure of a network that does not learn is computed once for all its readouts and marks.
  std::vector<double> measured(const Measure& measure, const MarkView& at) {
    if (!measure.of_network || at.learner.trains_network()) return measure.measure(at);
    const auto [found, is_new] = of_networks_.try_emplace({&measure, at.seed});
    if (is_new) found->second = measure.measure(at);
    return found->second;
  }

  /// `rest`: as in an evaluation.
  void fill(RunRecord& record, const BlockRun& block, std::size_t slot, int lane, const std::vector<Place>& places,
            const std::function<void()>& rest) {
    if (record.diverged_at < 0) record.diverged_at = block.diverged_at(slot, lane);
    for (std::size_t mark = 0; mark < places.size(); ++mark) {
      if (!block.reached(slot, mark)) continue;
      rest();
      const Place& place = places[mark];
      const MarkView view = block.view(slot, mark, lane, record.trivial_risk);
      const std::size_t row = place.at_length ? place.length : place.length * record.iterations.size() + place.iteration;
      if (place.at_length) record.risk[row] = view.risk;
      for (MeasuredSeries& series : place.at_length ? record.measures : record.training) {
        const std::vector<double> values = measured(known_measure(series.name), view);
        std::transform(values.begin(), values.end(), series.values.begin() + static_cast<std::ptrdiff_t>(row * values.size()),
                       canonical_nan);
      }
    }
  }

  Setting setting_;
  RunStart start_;
  std::vector<bool> wanted_;  // [points][seeds]
  std::vector<std::string> metrics_;
  std::map<std::size_t, double> trivial_risks_;                                          // by seed
  std::map<std::pair<const Measure*, std::uint64_t>, std::vector<double>> of_networks_;  // by seed; of those that do not learn
  Records records_;                                                                      // under way
  Records finished_;
};

}  // namespace

std::vector<RunRecord> compute(const RunGroup& group, const Setups& setups, const KernelSet& kernels) {
  const FlushDenormals flush;
  const std::vector<Setup> made = setups.of_group(group.points);
  Group::Records finished;
  for (const auto& [start, wanted] : parts_by_start(group, made))
    if (!Group(group, start, wanted, made, kernels).compute(finished)) break;
  std::vector<RunRecord> records;
  records.reserve(finished.size());
  for (auto& [run, record] : finished) records.push_back(std::move(record));
  return records;
}

}  // namespace polesweep
