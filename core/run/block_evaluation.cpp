#include <algorithm>

#include "core/measures/exact_risk.hpp"
#include "core/measures/mode_path.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {
namespace {

constexpr int chunk_steps = BlockLearner::longest_chunk;

}  // namespace

void BlockRun::Scores::add(const double* predictions, const double* clean, int steps) {
  squared_error->add(predictions, clean, steps);
  if (symbol_errors) symbol_errors->add(predictions, clean, steps);
}

BlockRun::Scores BlockRun::make_scores() const {
  const ScoreShape shape{setting_.facts().outputs, setting_.facts().complex_valued, setting_.kernels.lanes};
  Scores scores{make_squared_error(shape), nullptr};
  if (needs_.symbols && !setting_.facts().constellation.empty())
    scores.symbol_errors = make_symbol_errors(shape, setting_.facts().constellation);
  return scores;
}

const double* BlockRun::network_weights(std::size_t slot, std::size_t mark, bool averaged) const {
  return learners_[slot].trains_network() ? learners_[slot].network_weights(mark, averaged) : network_->start().data();
}

void BlockRun::evaluate(const std::function<void()>& rest) {
  const std::vector<double> nothing(static_cast<std::size_t>(setting_.kernels.lanes), not_measured);
  evaluated_.assign(slots_.size(), {});
  for (auto& by_mark : evaluated_)
    for (std::size_t i = 0; i < marks(); ++i) by_mark.push_back({{nothing, nothing}, {nothing, nothing}, {}});
  if (needs_.mode_path) find_mode_paths();
  if (setting_.evaluation().kind == "holdout") test(rest);
  if (setting_.evaluation().kind == "exact") solve(rest);
  if (setting_.evaluation().kind != "prequential") return;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (int lane = 0; lane < setting_.kernels.lanes; ++lane) {
        Values& values = evaluated_[slot][i].last;
        values.risk[static_cast<std::size_t>(lane)] = prequential_[slot][i].squared_error->value(lane);
        const Score* symbols = prequential_[slot][i].symbol_errors.get();
        if (symbols) values.symbol_error_rate[static_cast<std::size_t>(lane)] = symbols->value(lane);
      }
}

std::vector<BlockRun::Tested> BlockRun::weights_to_test() const {
  std::vector<Tested> tested;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true})
        if (reached_[slot][i] && (!averaged || needs_.average))
          tested.push_back({slot, i, averaged, Arena(learners_[slot].trains_network() ? network_->state_size() : 0), make_scores()});
  return tested;
}

/// Every learner's weights at every mark on one test stream. Fixed poles have one trajectory for all of their learners and marks; trained
/// networks have one each. The state of training is left alone: runs may go on from it.
void BlockRun::test(const std::function<void()>& rest) {
  std::vector<Tested> tested = weights_to_test();
  const std::size_t gram_size = static_cast<std::size_t>(states_) * states_ * 2 * setting_.kernels.lanes;
  const std::unique_ptr<Stream> stream = setting_.task().open(Part::test, lane_seeds_, setting_.kernels);
  Arena predictions(clean_.size());
  Arena fixed_state(any_fixed_ ? network_->state_size() : 0);
  std::vector<double> fixed_gram(needs_.gram && any_fixed_ ? gram_size : 0);
  for (std::int64_t left = setting_.evaluation().samples; left > 0;) {
    const Stream::Piece piece =
        stream->next(static_cast<int>(std::min<std::int64_t>(chunk_steps, left)), {inputs_.data(), observed_.data(), clean_.data()});
    if (piece.steps == 0) break;
    if (any_fixed_) advance_test(network_->start().data(), piece, fixed_state);
    if (piece.scored) left -= piece.steps;
    if (piece.scored && !fixed_gram.empty()) add_gram(piece.steps, fixed_gram);
    for (Tested& one : tested) {
      if (learners_[one.slot].trains_network() || !piece.scored) continue;
      rest();
      score(piece.steps, predictions, one);
    }
    for (Tested& one : tested) {
      if (!learners_[one.slot].trains_network()) continue;
      rest();
      advance_test(learners_[one.slot].network_weights(one.mark, one.averaged), piece, one.state);
      if (!piece.scored) continue;
      score(piece.steps, predictions, one);
      if (!needs_.gram || one.averaged) continue;
      std::vector<double>& gram = evaluated_[one.slot][one.mark].gram;
      gram.resize(gram_size);
      add_gram(piece.steps, gram);
    }
  }
  for (const Tested& one : tested) {
    keep_scores(one);
    if (needs_.gram && !learners_[one.slot].trains_network()) evaluated_[one.slot][one.mark].gram = fixed_gram;
  }
}

void BlockRun::advance_test(const double* weights, const Stream::Piece& piece, Arena& state) {
  if (piece.starts_segment) state.clear();
  network_->advance(
      weights,
      {.steps = piece.steps, .inputs = inputs_.data(), .states = rows_->states(), .stride = rows_->stride(), .state = state.data()});
  if (piece.scored) rows_->assemble(piece.steps);
}

void BlockRun::score(int steps, Arena& predictions, Tested& one) const {
  const BlockLearner& learner = learners_[one.slot];
  learner.predict(one.mark, one.averaged, steps, rows_->rows(learner.regressors()), learner.regressors().stride(states_),
                  predictions.data());
  one.scores.add(predictions.data(), clean_.data(), steps);
}

void BlockRun::keep_scores(const Tested& one) {
  Evaluated& evaluated = evaluated_[one.slot][one.mark];
  Values& values = one.averaged ? evaluated.average : evaluated.last;
  for (int lane = 0; lane < setting_.kernels.lanes; ++lane) {
    values.risk[static_cast<std::size_t>(lane)] = one.scores.squared_error->value(lane);
    if (one.scores.symbol_errors) values.symbol_error_rate[static_cast<std::size_t>(lane)] = one.scores.symbol_errors->value(lane);
  }
}

/// sum_t s_t s_t^H of the states of a piece, for every lane [states x states][re, im][lane].
void BlockRun::add_gram(int steps, std::vector<double>& gram) const {
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  const bool is_complex = setting_.facts().complex_valued;
  for (int t = 0; t < steps; ++t) {
    const double* s = rows_->states() + static_cast<std::size_t>(t) * rows_->stride() * number();
    const auto part = [&](int i, int p, std::size_t lane) { return p == 1 && !is_complex ? 0.0 : s[i * number() + p * lanes + lane]; };
    double* entry = gram.data();
    for (int i = 0; i < states_; ++i)
      for (int j = 0; j < states_; ++j, entry += 2 * lanes)
        for (std::size_t lane = 0; j <= i && lane < lanes; ++lane) {
          entry[lane] += part(i, 0, lane) * part(j, 0, lane) + part(i, 1, lane) * part(j, 1, lane);
          entry[lanes + lane] += part(i, 1, lane) * part(j, 0, lane) - part(i, 0, lane) * part(j, 1, lane);
        }
  }
}

void BlockRun::solve(const std::function<void()>& rest) {
  const auto used = static_cast<int>(static_cast<std::size_t>(setting_.kernels.lanes) / seeds_.size() * seeds_.size());
  std::vector<LinearTeacher> teachers;
  teachers.reserve(static_cast<std::size_t>(used));
  for (int lane = 0; lane < used; ++lane) teachers.push_back(setting_.task().teacher(lane_seeds_[static_cast<std::size_t>(lane)]));
  const auto of_weights = [&](const double* weights) {
    std::vector<LinearSystem> systems;
    systems.reserve(static_cast<std::size_t>(used));
    for (int lane = 0; lane < used; ++lane) systems.push_back(*network_->linear_system(weights, lane));
    return ExactRisk::of_block(systems, teachers, setting_.facts().complex_valued, setting_.kernels);
  };
  std::vector<ExactRisk> fixed;
  if (any_fixed_) fixed = of_weights(network_->start().data());
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true}) {
        if (!reached_[slot][i] || (averaged && !needs_.average)) continue;
        rest();
        const BlockLearner& learner = learners_[slot];
        std::vector<ExactRisk> trained;
        if (learner.trains_network()) trained = of_weights(learner.network_weights(i, averaged));
        const std::vector<ExactRisk>& risks = learner.trains_network() ? trained : fixed;
        Values& values = averaged ? evaluated_[slot][i].average : evaluated_[slot][i].last;
        for (int lane = 0; lane < used; ++lane)
          values.risk[static_cast<std::size_t>(lane)] =
              risks[static_cast<std::size_t>(lane)].risk(learner.readout_weights(i, averaged, lane), learner.regressors());
      }
}

void BlockRun::find_mode_paths() {
  for (const Slot& slot : slots_) {
    mode_paths_.emplace_back();
    for (const std::size_t point : slot) {
      const Setup& setup = setting_.setups[point];
      const auto path = ModePath::of(setup.point(), setup.regime(), setting_.facts(), *setting_.ground().poles, network_->shape());
      mode_paths_.back().push_back(path ? path->at(schedule_.marks) : ModePlaces());
    }
  }
}

MarkView BlockRun::view(std::size_t slot, std::size_t mark, int lane, double trivial_risk) const {
  const auto at = static_cast<std::size_t>(lane);
  const BlockLearner& learner = learners_[slot];
  const Evaluated& evaluated = evaluated_[slot][mark];
  const bool diverged = learner.diverged_by(mark, lane);
  const ModePlaces* path = mode_paths_.empty() ? nullptr : &mode_paths_[slot][at / seeds_.size()];
  return {.task = setting_.facts(),
          .network_kind = *setting_.ground().network,
          .network = *network_,
          .learner = learner,
          .network_weights = network_weights(slot, mark, false),
          .mark = mark,
          .lane = lane,
          .seed = lane_seeds_[at],
          .shadows = setting_.group.measurement.shadows.size(),
          .exact = setting_.evaluation().kind == "exact",
          .diverged = diverged,
          .risk = diverged ? infinity : evaluated.last.risk[at],
          .averaged_risk = evaluated.average.risk[at],
          .symbol_error_rate = evaluated.last.symbol_error_rate[at],
          .trivial_risk = trivial_risk,
          .grams = evaluated.gram,
          .path = path && !path->empty() ? &(*path)[mark] : nullptr};
}

}  // namespace polesweep
