#include <algorithm>
#include <cmath>

#include "core/learners/batch_gradient.hpp"
#include "core/numbers.hpp"
#include "core/run/block_run.hpp"

namespace polesweep {
namespace {

/// A norm as it is recorded: of a run that has diverged beside others that have not, it is no number.
double recorded_norm(double norm) { return std::isfinite(norm) ? norm : infinity; }

}  // namespace

/// The readout's errors times what it saw, of a network that does not learn.
void BlockRun::add_readout_gradient(int steps, const double* predictions, Tested& one) {
  const BlockLearner& learner = learners_[one.slot];
  const int outputs = setting_.facts().outputs;
  const std::size_t count = static_cast<std::size_t>(steps) * outputs * number();
  Arena& errors = observed_;  // a learner's targets are not read in a test
  for (std::size_t i = 0; i < count; ++i) errors[i] = predictions[i] - clean_[i];
  const SampleRows seen{rows_->rows(learner.regressors()), learner.learner().shape.regressors, learner.regressors().stride(states_)};
  (setting_.facts().complex_valued ? setting_.kernels.add_products_complex : setting_.kernels.add_products_real)(
      {errors.data(), outputs, outputs}, seen, steps, one.readout_gradient.data());
}

/// |2 E[e conj(r)]| of readouts on networks that do not learn; infinite of those that were not tested, for their runs have all diverged.
void BlockRun::keep_readout_gradients(const std::vector<Tested>& tested, std::int64_t samples) {
  const auto lanes = static_cast<std::size_t>(setting_.kernels.lanes);
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (!learners_[slot].trains_network())
      for (Evaluated& evaluated : evaluated_[slot]) evaluated.risk_gradient_norm.assign(lanes, infinity);
  for (const Tested& one : tested)
    for (std::size_t lane = 0; one.readout_gradient.size() > 0 && lane < lanes; ++lane) {
      double square = 0;
      for (std::size_t i = lane; i < one.readout_gradient.size(); i += lanes) square += one.readout_gradient[i] * one.readout_gradient[i];
      evaluated_[one.slot][one.mark].risk_gradient_norm[lane] = recorded_norm(2 * std::sqrt(square) / static_cast<double>(samples));
    }
}

/// Goes through the test again for every mark of networks that learn: one tape at a time.
void BlockRun::find_risk_gradients(const std::function<void()>& rest) {
  const std::int64_t samples = setting_.evaluation().samples;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const BlockLearner& learner = learners_[slot];
    if (!learner.learner().moves_network) continue;
    BatchGradient gradient(learner.learner(), network_->shape(), samples + setting_.facts().washout, setting_.kernels, rest);
    for (std::size_t mark = 0; mark < marks(); ++mark) {
      if (!reached_[slot][mark]) continue;
      std::vector<double>& norms = evaluated_[slot][mark].risk_gradient_norm;
      norms.assign(static_cast<std::size_t>(setting_.kernels.lanes), infinity);
      if (all_diverged(slot, mark)) continue;
      const std::unique_ptr<Stream> stream = setting_.task().open(Part::test, lane_seeds_, setting_.kernels);
      gradient.begin(learner.network_weights(mark, false));
      for (std::int64_t left = samples; left > 0;) {
        rest();
        const Stream::Piece piece = read_test(*stream, left);
        if (piece.steps == 0) break;
        gradient.add({.steps = piece.steps,
                      .rows = inputs_.data(),
                      .stride = setting_.facts().inputs,
                      .targets = clean_.data(),
                      .scored = piece.scored,
                      .starts_segment = piece.starts_segment});
        if (piece.scored) left -= piece.steps;
      }
      gradient.finish(norms.data());
      std::transform(norms.begin(), norms.end(), norms.begin(), recorded_norm);
    }
  }
}

}  // namespace polesweep
