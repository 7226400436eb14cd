#include "core/learners/optimizers/second_moment.hpp"

namespace polesweep::POLESWEEP_KERNELS {
namespace {

/// Adam: m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) |g|^2, z <- z - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon)
/// (Kingma and Ba 2015). AdamW first shrinks z by eta times the weight decay (Loshchilov and Hutter 2019), poles excepted: a decay towards
/// zero means nothing for an eigenvalue.
template <class Number, bool decays>
class Adam : public Optimizer {
 public:
  Adam(Fields& fields, const ParameterLayout& layout)
      : Optimizer(fields, layout),
        beta1_(read_by_lane(fields, {.name = "beta1",
                                     .help = "share of the old first moment",
                                     .fallback = 0.9,
                                     .range = {.low = 0, .high = 1, .high_allowed = false}})),
        beta2_(read_by_lane(fields, {.name = "beta2",
                                     .help = "share of the old second moment",
                                     .fallback = 0.999,
                                     .range = {.low = 0, .high = 1, .low_allowed = false, .high_allowed = false}})),
        epsilon_(read_by_lane(fields,
                              {.name = "epsilon", .help = "added to the root of the second moment", .fallback = 1e-8, .range = positive})),
        componentwise_(read_componentwise(fields)),
        weight_decay_(broadcast(0.0)) {
    if (decays)
      weight_decay_ = read_by_lane(fields, {.name = "weight_decay",
                                            .help = "shrinking of input weights and readout at each update, times the step size",
                                            .fallback = 0.01,
                                            .range = {.low = 0}});
  }

 private:
  int moments() const override { return 2; }
  double operations_per_number() const override { return decays ? 14 : 13; }

  void move(double* moments, double* parameters, const double* gradient, const ParameterBlock& block, Real rate,
            double update) const override {
    const Real one = broadcast(1.0);
    double* second = moments + this->layout_.size * slots<Number> * lanes;
    const Real first_left = one - power(beta1_, update);
    const Real second_left = one / (one - power(beta2_, update));
    const Real step_size = rate / first_left;
    const Real kept = block.group == ParameterGroup::poles ? one : fused(-rate, weight_decay_, one);
    for_each_parameter(block, [&](std::int64_t i) POLESWEEP_INLINED {
      const Number g = load_number<Number>(gradient, i);
      const Number m = plus(scale(load_number<Number>(moments, i), beta1_), scale(g, one - beta1_));
      const Number v = plus(scale(load_number<Number>(second, i), beta2_), scale(squares(g, componentwise_), one - beta2_));
      store_number(moments, i, m);
      store_number(second, i, v);
      Number z = load_number<Number>(parameters, i);
      if (decays) z = scale(z, kept);
      store_number(parameters, i, multiply_add(over_root(m, scale(v, second_left), epsilon_), -step_size, z));
    });
  }

  /// base^count for 0 <= base < 1; a power below rounding is 0.
  static Real power(Real base, double count) {
    const Real tiny = broadcast(1e-300);
    const Real exponent = broadcast(count) * logarithm(where(base > tiny, base, tiny));
    const auto counts = exponent > broadcast(-700.0);
    return where(counts, exponential(where(counts, exponent, broadcast(0.0))), broadcast(0.0));
  }

  const Real beta1_;
  const Real beta2_;
  const Real epsilon_;
  const bool componentwise_;
  Real weight_decay_;
};

template <class Number>
using PlainAdam = Adam<Number, false>;
template <class Number>
using AdamW = Adam<Number, true>;

}  // namespace

Optimizer* make_adam(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<PlainAdam>(fields, layout); }
Optimizer* make_adamw(Fields& fields, const ParameterLayout& layout) { return make_optimizer_of<AdamW>(fields, layout); }

}  // namespace polesweep::POLESWEEP_KERNELS
