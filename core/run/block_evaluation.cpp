#include <algorithm>
#include <map>

#include "core/measures/condition.hpp"
#include "core/measures/exact_risk.hpp"
#include "core/measures/mode_path.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {

void BlockRun::Scores::add(const ScoredSamples& samples) {
  squared_error->add(samples);
  if (symbol_errors) symbol_errors->add(samples);
  if (bit_errors) bit_errors->add(samples);
}

BlockRun::Scores BlockRun::make_scores() const {
  const ScoreShape shape{setting_.facts().outputs, setting_.facts().complex_valued, setting_.kernels.lanes, setting_.facts().subcarriers};
  return {make_squared_error(shape), symbols_ && needs_.symbols ? make_symbol_errors(shape, *symbols_, setting_.kernels) : nullptr,
          symbols_ && needs_.bits ? make_bit_errors(shape, *symbols_, setting_.kernels) : nullptr};
}

/// The symbols of the clean targets of a piece, for all scores that it is added to.
void BlockRun::decide_sent(int steps) {
  if (symbols_ && setting_.facts().subcarriers.count == 0)
    symbols_->decide(setting_.kernels, clean_.data(), static_cast<std::int64_t>(steps) * setting_.facts().outputs, sent_.data());
}

ScoredSamples BlockRun::scored(const double* predictions, int first, int end) const {
  const std::size_t row = static_cast<std::size_t>(first) * setting_.facts().outputs;
  return {.steps = end - first,
          .predictions = predictions + row * number(),
          .clean = clean_.data() + row * number(),
          .sent = symbols_ ? sent_.data() + row * setting_.kernels.lanes : nullptr};
}

const double* BlockRun::network_weights(std::size_t slot, std::size_t mark, bool averaged) const {
  return learners_[slot].trains_network() ? learners_[slot].network_weights(mark, averaged) : network_->start().data();
}

void BlockRun::evaluate(const std::function<void()>& rest) {
  const std::vector<double> nothing(static_cast<std::size_t>(setting_.kernels.lanes), not_measured);
  evaluated_.assign(slots_.size(), {});
  for (auto& by_mark : evaluated_)
    for (std::size_t i = 0; i < marks(); ++i) by_mark.push_back({{nothing, nothing, nothing}, {nothing, nothing, nothing}, {}, {}, {}, {}});
  if (needs_.mode_path) find_mode_paths();
  if (setting_.evaluation().kind == "holdout") {
    test(rest);
    if (needs_.risk_gradient) find_risk_gradients(rest);
  }
  if (setting_.evaluation().kind == "exact") solve(rest);
  if (setting_.evaluation().kind != "prequential") return copy_risks_of_averages();
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (int lane = 0; lane < setting_.kernels.lanes; ++lane) {
        Values& values = evaluated_[slot][i].last;
        values.risk[static_cast<std::size_t>(lane)] = prequential_[slot][i].squared_error->value(lane);
        keep_decisions(prequential_[slot][i], lane, values);
      }
}

void BlockRun::keep_decisions(const Scores& scores, int lane, Values& values) {
  const auto at = static_cast<std::size_t>(lane);
  if (scores.symbol_errors) values.symbol_error_rate[at] = scores.symbol_errors->value(lane);
  if (scores.bit_errors) values.bit_error_rate[at] = scores.bit_errors->value(lane);
}

void BlockRun::copy_risks_of_averages() {
  for (std::size_t slot = 0; needs_.averaged_risk && slot < slots_.size(); ++slot)
    for (std::size_t mark = 0; mark < marks(); ++mark)
      if (!learners_[slot].average_differs(mark)) evaluated_[slot][mark].average = evaluated_[slot][mark].last;
}

void BlockRun::solve(const std::function<void()>& rest) {
  const auto used = static_cast<int>(static_cast<std::size_t>(setting_.kernels.lanes) / seeds_.size() * seeds_.size());
  std::vector<LinearTeacher> teachers;
  teachers.reserve(static_cast<std::size_t>(used));
  for (int lane = 0; lane < used; ++lane) teachers.push_back(setting_.task().teacher(lane_seeds_[static_cast<std::size_t>(lane)]));
  const auto of_weights = [&](const double* weights, const Regressors& seen) {
    std::vector<LinearSystem> systems;
    systems.reserve(static_cast<std::size_t>(used));
    for (int lane = 0; lane < used; ++lane) {
      const LinearSystem system = *network_->linear_system(weights, lane);
      systems.push_back(seen.inputs > 0 ? with_inputs_as_states(system) : system);
    }
    return ExactRisk::of_block(systems, teachers, setting_.facts().complex_valued, setting_.kernels);
  };
  std::map<bool, std::vector<ExactRisk>> fixed;  // by whether the readout sees the inputs
  for (const BlockLearner& learner : learners_)
    if (const bool sees = learner.regressors().inputs > 0; !learner.trains_network() && !fixed.contains(sees))
      fixed[sees] = of_weights(network_->start().data(), learner.regressors());
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    for (std::size_t i = 0; i < marks(); ++i)
      for (const bool averaged : {false, true}) {
        if (!evaluates(slot, i, averaged)) continue;
        rest();
        const BlockLearner& learner = learners_[slot];
        std::vector<ExactRisk> trained;
        if (learner.trains_network()) trained = of_weights(learner.network_weights(i, averaged), learner.regressors());
        const std::vector<ExactRisk>& risks = learner.trains_network() ? trained : fixed[learner.regressors().inputs > 0];
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
          .problem = setting_.task(),
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
          .bit_error_rate = evaluated.last.bit_error_rate[at],
          .state_condition = evaluated.state_condition.empty() ? not_measured : evaluated.state_condition[at],
          .free_running_error = evaluated.free_running_error.empty() ? not_measured : evaluated.free_running_error[at],
          .risk_gradient_norm = evaluated.risk_gradient_norm.empty() ? not_measured : evaluated.risk_gradient_norm[at],
          .lyapunov_exponent = evaluated.lyapunov_exponent.empty() ? not_measured : evaluated.lyapunov_exponent[at],
          .trivial_risk = trivial_risk,
          .path = path && !path->empty() ? &(*path)[mark] : nullptr};
}

}  // namespace polesweep
