#include "core/learners/optimizers/optimizer.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Stochastic gradient descent: z <- z - eta g. With a readout alone this is LMS.
template <class Number>
class Sgd final : public Optimizer {
 public:
  using Optimizer::Optimizer;

  bool is_plain() const override { return !clips(); }

 private:
  int moments() const override { return 0; }
  double operations_per_number() const override { return 2; }

  void move(double*, double* parameters, const double* gradient, const ParameterBlock& block, Real rate, double) const override {
    for_each_parameter(block, [&](std::int64_t i) POLESWEEP_INLINED {
      store_number(parameters, i, multiply_add(load_number<Number>(gradient, i), -rate, load_number<Number>(parameters, i)));
    });
  }
};

}  // namespace

Optimizer* make_sgd(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<Sgd>(fields, layout); }

}  // namespace polesweep::POLESWEEP_KERNELS
