#include "core/learners/optimizers/optimizer.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Momentum: u <- beta u + g, z <- z - eta u (Polyak 1964); looking ahead: z <- z - eta (g + beta u) with the new u (Nesterov 1983).
template <class Number, bool looks_ahead>
class Momentum : public Optimizer {
 public:
  Momentum(Fields& fields, const ParameterLayout& layout)
      : Optimizer(fields, layout),
        beta_(read_by_lane(fields, {.name = "momentum",
                                    .help = "share of the last step that is kept",
                                    .fallback = 0.9,
                                    .range = {.low = 0, .high = 1, .high_allowed = false}})) {}

 private:
  int moments() const override { return 1; }
  double operations_per_number() const override { return looks_ahead ? 6 : 4; }

  void move(double* velocity, double* parameters, const double* gradient, const ParameterBlock& block, Real rate, double) const override {
    for_each_parameter(block, [&](std::int64_t i) POLESWEEP_INLINED {
      const Number g = load_number<Number>(gradient, i);
      const Number u = multiply_add(load_number<Number>(velocity, i), beta_, g);
      store_number(velocity, i, u);
      const Number step = looks_ahead ? multiply_add(u, beta_, g) : u;
      store_number(parameters, i, multiply_add(step, -rate, load_number<Number>(parameters, i)));
    });
  }

  const Real beta_;
};

template <class Number>
using HeavyBall = Momentum<Number, false>;
template <class Number>
using Nesterov = Momentum<Number, true>;

}  // namespace

Optimizer* make_momentum(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<HeavyBall>(fields, layout); }
Optimizer* make_nesterov(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<Nesterov>(fields, layout); }

}  // namespace polesweep::POLESWEEP_KERNELS
