#include "core/run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/eigen_blocking.hpp"
#include "core/learners/block_learner.hpp"
#include "core/learners/regressor_rows.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/measures/score.hpp"
#include "core/networks/network.hpp"

namespace polesweep {
namespace {

/// Steps that a network and its learners advance together. States of 64 steps stay in the second-level cache for up to about 100 states.
constexpr int chunk_steps = 64;

/// Everything the blocks of a group share.
struct Setting {
  const RunGroup& group;
  const KernelSet& kernels;
  std::unique_ptr<Task> task;
  TaskFacts facts;
  std::unique_ptr<NetworkKind> network;
  std::unique_ptr<PoleSetting> poles;

  bool asks_for(std::string_view metric) const {
    const auto& metrics = group.measurement.metrics;
    return std::find(metrics.begin(), metrics.end(), metric) != metrics.end();
  }
  bool scores_symbols() const { return asks_for("symbol_error_rate") && !facts.constellation.empty(); }
  ScoreShape score_shape() const { return {facts.outputs, facts.complex_valued, kernels.lanes}; }
};

/// The scores of one learner at one length.
struct Scores {
  explicit Scores(const Setting& setting) : squared_error(make_squared_error(setting.score_shape())) {
    if (setting.scores_symbols()) symbol_errors = make_symbol_errors(setting.score_shape(), setting.facts.constellation);
  }
  void add(const double* predictions, const double* clean, int steps) {
    squared_error->add(predictions, clean, steps);
    if (symbol_errors) symbol_errors->add(predictions, clean, steps);
  }

  std::unique_ptr<Score> squared_error;
  std::unique_ptr<Score> symbol_errors;  ///< none where symbols are not asked for
};

/// The runs of up to `lanes` seeds, all points of the group.
class Block {
 public:
  Block(const Setting& setting, std::vector<std::size_t> seeds, std::vector<std::size_t> points)
      : setting_(setting), seeds_(std::move(seeds)), points_(std::move(points)), states_(setting.poles->count()) {
    for (int lane = 0; lane < setting.kernels.lanes; ++lane)
      lane_seeds_.push_back(setting.group.seeds[seeds_[std::min<std::size_t>(lane, seeds_.size() - 1)]]);
    network_ = setting.network->build(
        *setting.poles,
        {.inputs = setting.facts.inputs, .complex_valued = setting.facts.complex_valued, .seeds = lane_seeds_, .kernels = setting.kernels});
    rows_ = std::make_unique<RegressorRows>(states_, setting.facts.complex_valued, setting.kernels.lanes, chunk_steps);
    const std::size_t width = static_cast<std::size_t>(setting.facts.complex_valued ? 2 : 1) * setting.kernels.lanes;
    inputs_ = Arena(chunk_steps * setting.facts.inputs * width);
    observed_ = Arena(chunk_steps * setting.facts.outputs * width);
    clean_ = Arena(chunk_steps * setting.facts.outputs * width);
    for (const std::size_t point : points_) {
      learners_.emplace_back(make_readout_rule(setting.group.points[point].readout, states_, setting.facts.outputs,
                                               setting.facts.complex_valued, setting.kernels),
                             lane_seeds_, setting.kernels, lengths().size(), chunk_steps);
      rows_->add(learners_.back().regressors());
    }
    scores_.resize(points_.size());
    for (auto& by_length : scores_)
      for (std::size_t i = 0; i < lengths().size(); ++i) by_length.emplace_back(setting);
  }

  void compute() {
    train();
    if (evaluation().kind == "holdout") test();
    if (evaluation().kind == "exact") solve();
  }

  RunRecord record(std::size_t slot, std::size_t lane) const {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const int l = static_cast<int>(lane);
    const BlockLearner& learner = learners_[slot];
    const std::int64_t diverged = learner.diverged_at(l);
    RunRecord record;
    record.key = {setting_.group.ids[points_[slot]], lane_seeds_[lane], setting_.group.evaluation_hash};
    record.status = diverged < 0 ? Status::complete : Status::diverged;
    record.diverged_at = diverged;
    record.trivial_risk = setting_.task->trivial_risk(lane_seeds_[lane], evaluation());
    record.lengths = lengths();
    MeasuredSeries nmse{"nmse", 1, {}};
    MeasuredSeries symbols{"symbol_error_rate", 1, {}};
    for (std::size_t i = 0; i < lengths().size(); ++i) {
      const bool gone = diverged >= 0 && diverged <= lengths()[i];
      const double risk = evaluation().kind == "exact" ? exact_[slot][i][lane] : scores_[slot][i].squared_error->value(l);
      record.risk.push_back(gone ? infinity : risk);
      nmse.values.push_back(record.risk.back() / record.trivial_risk);
      const Score* errors = scores_[slot][i].symbol_errors.get();
      symbols.values.push_back(errors && gone ? infinity : errors ? errors->value(l) : std::numeric_limits<double>::quiet_NaN());
    }
    for (MeasuredSeries* series : {&nmse, &symbols})
      if (setting_.asks_for(series->name)) record.measures.push_back(std::move(*series));
    return record;
  }

 private:
  const std::vector<std::int64_t>& lengths() const { return setting_.group.measurement.lengths; }
  const Evaluation& evaluation() const { return setting_.group.measurement.evaluation; }

  /// Advances stream and network together; the regressors of the piece are assembled.
  Stream::Piece advance(Stream& stream, Arena& state, int most) {
    const Stream::Piece piece = stream.next(most, {inputs_.data(), observed_.data(), clean_.data()});
    if (piece.starts_segment) state.clear();
    network_->advance(
        {.steps = piece.steps, .inputs = inputs_.data(), .states = rows_->states(), .stride = rows_->stride(), .state = state.data()});
    if (piece.scored) rows_->assemble(piece.steps);
    return piece;
  }

  void train() {
    const std::unique_ptr<Stream> stream = setting_.task->open(Part::training, lane_seeds_, setting_.kernels);
    Arena state(network_->state_size());
    std::int64_t done = 0;
    for (const std::int64_t length : lengths()) {
      while (done < length) {
        const Stream::Piece piece = advance(*stream, state, static_cast<int>(std::min<std::int64_t>(chunk_steps, length - done)));
        if (piece.steps == 0) throw std::logic_error("a task ended before the length it promised");
        if (!piece.scored) continue;
        for (BlockLearner& learner : learners_)
          learner.learn(piece.steps, rows_->rows(learner.regressors()), learner.regressors().stride(states_), observed_.data());
        if (evaluation().kind == "prequential") score_windows(done, piece.steps);
        done += piece.steps;
      }
      for (BlockLearner& learner : learners_) learner.measure();
    }
  }

  /// Adds the samples (done, done + steps] to the windows (N - min(N, samples), N] of the lengths N that they fall into. Each window is
  /// summed by itself, so that a length's risk does not depend on which other lengths were asked for.
  void score_windows(std::int64_t done, int steps) {
    const std::size_t row =
        static_cast<std::size_t>(setting_.facts.outputs) * (setting_.facts.complex_valued ? 2 : 1) * setting_.kernels.lanes;
    for (std::size_t i = 0; i < lengths().size(); ++i) {
      const std::int64_t start = std::max(done, lengths()[i] - std::min(lengths()[i], evaluation().samples));
      const std::int64_t end = std::min(done + steps, lengths()[i]);
      if (start >= end) continue;
      const std::size_t offset = static_cast<std::size_t>(start - done) * row;
      for (std::size_t slot = 0; slot < learners_.size(); ++slot)
        scores_[slot][i].add(learners_[slot].predictions() + offset, clean_.data() + offset, static_cast<int>(end - start));
    }
  }

  /// One test trajectory serves all learners and lengths: the network is fixed.
  void test() {
    const std::unique_ptr<Stream> stream = setting_.task->open(Part::test, lane_seeds_, setting_.kernels);
    Arena state(network_->state_size());
    Arena predictions(clean_.size());
    std::int64_t left = evaluation().samples;
    while (left > 0) {
      const Stream::Piece piece = advance(*stream, state, static_cast<int>(std::min<std::int64_t>(chunk_steps, left)));
      if (piece.steps == 0) break;
      if (!piece.scored) continue;
      left -= piece.steps;
      for (std::size_t slot = 0; slot < learners_.size(); ++slot)
        for (std::size_t i = 0; i < lengths().size(); ++i) {
          const BlockLearner& learner = learners_[slot];
          learner.predict(i, piece.steps, rows_->rows(learner.regressors()), learner.regressors().stride(states_), predictions.data());
          scores_[slot][i].add(predictions.data(), clean_.data(), piece.steps);
        }
    }
  }

  void solve() {
    exact_.assign(learners_.size(), std::vector<std::vector<double>>(lengths().size(), std::vector<double>(seeds_.size())));
    for (std::size_t lane = 0; lane < seeds_.size(); ++lane) {
      const ExactRisk risk(*network_->linear_system(static_cast<int>(lane)), *setting_.facts.teacher, setting_.facts.complex_valued);
      for (std::size_t slot = 0; slot < learners_.size(); ++slot)
        for (std::size_t i = 0; i < lengths().size(); ++i)
          exact_[slot][i][lane] = risk.risk(learners_[slot].weights(i, static_cast<int>(lane)), learners_[slot].regressors());
    }
  }

  const Setting& setting_;
  std::vector<std::size_t> seeds_;   // positions in the group, one per lane in use
  std::vector<std::size_t> points_;  // positions in the group
  int states_;
  std::vector<std::uint64_t> lane_seeds_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<RegressorRows> rows_;
  Arena inputs_;
  Arena observed_;
  Arena clean_;
  std::vector<BlockLearner> learners_;
  std::vector<std::vector<Scores>> scores_;              // [learner][length]
  std::vector<std::vector<std::vector<double>>> exact_;  // [learner][length][lane]
};

}  // namespace

std::vector<RunRecord> compute(const RunGroup& group, const data::DataFiles& files, const KernelSet& kernels) {
  const FlushDenormals flush;
  fix_eigen_blocking();
  const Point& first = group.points.front();
  Setting setting{.group = group,
                  .kernels = kernels,
                  .task = make_task(first.task, files),
                  .facts = {},
                  .network = make_network(first.network),
                  .poles = make_poles(first.poles)};
  setting.facts = setting.task->facts();
  setting.network->check(setting.facts.complex_valued);

  const auto wants = [&](std::size_t point, std::size_t seed) { return group.wanted[point * group.seeds.size() + seed]; };
  std::vector<std::size_t> seeds;
  for (std::size_t seed = 0; seed < group.seeds.size(); ++seed)
    for (std::size_t point = 0; point < group.points.size(); ++point)
      if (wants(point, seed)) {
        seeds.push_back(seed);
        break;
      }
  const std::size_t width = setting.facts.lockstep ? static_cast<std::size_t>(kernels.lanes) : 1;
  std::vector<std::vector<RunRecord>> by_point(group.points.size());
  for (std::size_t begin = 0; begin < seeds.size(); begin += width) {
    const std::vector<std::size_t> lanes(seeds.begin() + static_cast<std::ptrdiff_t>(begin),
                                         seeds.begin() + static_cast<std::ptrdiff_t>(std::min(begin + width, seeds.size())));
    std::vector<std::size_t> points;
    for (std::size_t point = 0; point < group.points.size(); ++point)
      if (std::any_of(lanes.begin(), lanes.end(), [&](std::size_t seed) { return wants(point, seed); })) points.push_back(point);
    Block block(setting, lanes, points);
    block.compute();
    for (std::size_t slot = 0; slot < points.size(); ++slot)
      for (std::size_t lane = 0; lane < lanes.size(); ++lane)
        if (wants(points[slot], lanes[lane])) by_point[points[slot]].push_back(block.record(slot, lane));
  }
  std::vector<RunRecord> records;
  for (std::vector<RunRecord>& some : by_point) std::move(some.begin(), some.end(), std::back_inserter(records));
  return records;
}

}  // namespace polesweep
