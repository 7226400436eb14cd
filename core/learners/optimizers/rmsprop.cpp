#include "core/learners/optimizers/second_moment.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// RMSProp: v <- rho v + (1 - rho) |g|^2, z <- z - eta g / (sqrt(v) + epsilon) (Tieleman and Hinton 2012).
template <class Number>
class RmsProp final : public Optimizer {
 public:
  RmsProp(Fields& fields, const ParameterLayout& layout)
      : Optimizer(fields, layout),
        decay_(read_by_lane(fields, {.name = "decay",
                                     .help = "share of the old second moment",
                                     .fallback = 0.99,
                                     .range = {.low = 0, .high = 1, .high_allowed = false}})),
        epsilon_(read_by_lane(fields,
                              {.name = "epsilon", .help = "added to the root of the second moment", .fallback = 1e-8, .range = positive})),
        componentwise_(read_componentwise(fields)) {}

 private:
  int moments() const override { return 1; }
  double operations_per_number() const override { return 8; }

  void move(double* second, double* parameters, const double* gradient, const ParameterBlock& block, Real rate, double) const override {
    for_each_parameter(block, [&](std::int64_t i) POLESWEEP_INLINED {
      const Number g = load_number<Number>(gradient, i);
      const Number v = plus(scale(load_number<Number>(second, i), decay_), scale(squares(g, componentwise_), broadcast(1.0) - decay_));
      store_number(second, i, v);
      store_number(parameters, i, multiply_add(over_root(g, v, epsilon_), -rate, load_number<Number>(parameters, i)));
    });
  }

  const Real decay_;
  const Real epsilon_;
  const bool componentwise_;
};

}  // namespace

Optimizer* make_rmsprop(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<RmsProp>(fields, layout); }

}  // namespace polesweep::POLESWEEP_KERNELS
