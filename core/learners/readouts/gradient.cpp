#include "core/learners/optimizers/optimizer.hpp"
#include "core/learners/readouts/linear_readout.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// A readout of fixed poles that an optimizer moves along its gradient dL/dV = (y - d) s^H, L = |y - d|^2/2. With plain descent it is LMS.
/// Where poles learn as well, the trainer of the whole network moves the readout together with them (core/learners/recurrent).
///
/// Keeps: V [outputs x regressors], the gradient, the optimizer's state, the average of V over the updates if asked for. Cost per step: 4 n
/// o operations and the optimizer's.
template <class Number>
class GradientReadout final : public LinearReadout<Number> {
 public:
  GradientReadout(const ReadoutShape& shape, const OptimizerChoice& optimizer)
      : LinearReadout<Number>(shape),
        optimizer_(optimizer.kind ? make_optimizer(optimizer.kind, *optimizer.fields, layout()) : nullptr),
        keeps_average_(optimizer.keeps_average) {}
  ~GradientReadout() override { delete optimizer_; }

  std::size_t state_size() const override {
    return (keeps_average_ ? 3 : 2) * this->weight_size() + (optimizer_ ? optimizer_->state_size() : 0);
  }

  bool averaged_weights(const double* state, double* out) const override {
    const double* moments = state + 2 * this->weight_size();
    if (!keeps_average_ || optimizer_->updates(moments) <= optimizer_->average_from()) return false;
    this->weights(state + 2 * this->weight_size() + optimizer_->state_size(), out);
    return true;
  }

  void advance(double* state, const LearningChunk& chunk) const override {
    double* gradient = state + this->weight_size();
    for (int t = 0; t < chunk.steps; ++t) {
      const double* s = chunk.rows + static_cast<std::int64_t>(t) * chunk.stride * this->width;
      for (int k = 0; k < this->outputs_; ++k) {
        const Number error = scale(this->predict_one(state, chunk, t, k, s), broadcast(-1.0));
        double* g = gradient + static_cast<std::int64_t>(k) * this->padded_ * this->width;
        for (int j = 0; j < this->padded_; ++j)
          store_number(g, j, multiply_add(error, conjugate(load_number<Number>(s, j)), zero<Number>()));
      }
      optimizer_->update(gradient + this->weight_size(), state, gradient, 1);
      if (keeps_average_) add_to_average(state);
    }
  }

  double operations_per_sample() const override {
    return 2.0 * this->multiply_adds * this->regressors_ * this->outputs_ + (optimizer_ ? optimizer_->operations() : 0);
  }

 private:
  void add_to_average(double* state) const {
    double* moments = state + 2 * this->weight_size();
    const double count = optimizer_->updates(moments) - optimizer_->average_from();
    if (count < 1) return;
    const Real share = broadcast(1.0 / count);
    double* average = moments + optimizer_->state_size();
    for (std::size_t i = 0; i < this->weight_size() / lanes; ++i) {
      const auto at = static_cast<std::int64_t>(i);
      const Real mean = load(average, at);
      store(average, at, fused(load(state, at) - mean, share, mean));
    }
  }

  ParameterLayout layout() const {
    ParameterLayout layout;
    layout.size = static_cast<std::int64_t>(this->outputs_) * this->padded_;
    layout.complex_valued = slots<Number> == 2;
    layout.blocks[0] = {ParameterGroup::readout, 0, this->outputs_, this->padded_, this->padded_};
    return layout;
  }

  Optimizer* optimizer_;
  const bool keeps_average_;
};

}  // namespace

LearningRule* make_gradient(Fields&, const ReadoutShape& shape, const OptimizerChoice& optimizer) {
  if (shape.complex_valued) return new GradientReadout<Complex>(shape, optimizer);
  return new GradientReadout<Real>(shape, optimizer);
}

}  // namespace polesweep::POLESWEEP_KERNELS
