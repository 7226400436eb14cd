#pragma once

#include "core/learners/recurrent/dense_model.hpp"
#include "core/learners/recurrent/learning_signal.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// RTRL of a dense network with the Jacobian replaced by a diagonal Lambda, so that one trace for each weight is left:
///   E <- Lambda E + D v^T,  gradient = diag(q) E.
/// Lambda = 0: immediate; a fixed factor: RFLO and e-prop; the Jacobian's diagonal: SnAp-1. E-prop's traces can be filtered before they
/// meet the learning signal: F <- kappa F + f'(u) E, gradient = diag(dL/dh) F.
///
/// Of a complex network every trace is the 2 x 2 matrix of a unit's parts by a weight's parts (activations of complex numbers are not
/// holomorphic), kept by columns. Keeps: n p traces (complex: 4 n p reals), twice as many if filtered. Cost per sample: 4 n p operations.
/// Reference: Murray 2019; Bellec et al. 2020; Menick et al. 2021.
template <class NumberType>
class DenseTraces final : public GradientEstimator {
 public:
  using Number = NumberType;

  DenseTraces(const DenseModel<Number>& model, const LocalChoice& choice, const TrainerRequest& request)
      : model_(model),
        carry_(choice.trace),
        factor_(fixed_factor(choice, model.network())),
        filter_(choice.trace_filter),
        filters_(any_lane_nonzero(choice.trace_filter)),
        signal_(choice, request) {}

  std::size_t state_size() const override { return all_traces_size() + signal_.state_size(); }
  void start(double* state) const override { std::memset(state, 0, state_size() * sizeof(double)); }

  void step(double* state, const StepView& view, double* gradient, bool add) const override {
    const double* q = signal_.advance(state + all_traces_size(), view, model_);
    const double* of_activity = filters_ ? signal_.of_activity(state + all_traces_size(), view) : q;
    // Runs that filter nothing have the bits that they have without neighbours that do.
    const auto own = filter_ > broadcast(0.0);
    const int columns = model_.columns();
    for (int i = 0; i < model_.states(); ++i) {
      const Number qi = filters_ ? where(own, load_number<Number>(of_activity, i), load_number<Number>(q, i)) : load_number<Number>(q, i);
      const UnitMap lambda = carried(view, i);
      const double* v = view.row;
      double* e = state + static_cast<std::size_t>(i) * columns * parts * parts * lanes;
      const std::int64_t first = static_cast<std::int64_t>(i) * columns;
      for (int j = 0; j < columns; ++j)
        for (int part = 0; part < parts; ++part) {
          const std::int64_t at = static_cast<std::int64_t>(j) * parts + part;
          const Number fresh = model_.gated(view.row, i, DenseModel<Number>::by_part(load_number<Number>(v, j), part));
          const Number trace = lambda.carry(load_number<Number>(e, at), fresh);
          store_number(e, at, trace);
          const Number met =
              filters_ ? where(own, filtered(e + traces_size(), at, model_.to_activity(view.carry, i, trace)), trace) : trace;
          const std::int64_t slot = (first + j) * parts + part;
          store(gradient, slot, add_inner(qi, met, add ? load(gradient, slot) : broadcast(0.0)));
        }
    }
  }

  bool fixed_feedback(double* out) const override { return signal_.fixed_feedback(out); }

  double operations() const override {
    // A trace that is filtered is gated before it meets the error; where the voltage leaks, one that is not is not gated at all.
    const double one = slots<Number> == 1 ? (filters_ ? 8 : 5) : filters_ ? 48 : model_.network().leak_on_voltage ? 28 : 36;
    return one * static_cast<double>(model_.parameters()) + signal_.operations();
  }

 private:
  static constexpr int parts = slots<Number>;  ///< real parameters of a weight

  /// What a unit's own trace is multiplied with: a number, or the matrix of the parts of a complex one.
  struct UnitMap {
    Real entry[parts * parts];

    POLESWEEP_INLINE Number carry(Number e, Number fresh) const {
      if constexpr (parts == 1)
        return fused(entry[0], e, fresh);
      else
        return {fused(entry[0], e.re, fused(entry[1], e.im, fresh.re)), fused(entry[2], e.re, fused(entry[3], e.im, fresh.im))};
    }
  };

  /// F <- kappa F + e at a place.
  POLESWEEP_INLINE Number filtered(double* filter, std::int64_t at, Number eligibility) const {
    const Number sum = multiply_add(load_number<Number>(filter, at), filter_, eligibility);
    store_number(filter, at, sum);
    return sum;
  }

  std::size_t all_traces_size() const { return traces_size() * (filters_ ? 2 : 1); }
  std::size_t traces_size() const { return static_cast<std::size_t>(model_.parameters()) * parts * parts * lanes; }

  UnitMap carried(const StepView& view, int unit) const {
    UnitMap map{};
    if (carry_ != TraceFactor::own_jacobian) {
      for (int r = 0; r < parts; ++r) map.entry[r * parts + r] = factor_;
      return map;
    }
    // The unit's diagonal block of the Jacobian, column by column.
    const NetworkShape& network = model_.network();
    const Number own = load_number<Number>(view.theta, static_cast<std::int64_t>(unit) * model_.columns() + unit);
    for (int part = 0; part < parts; ++part) {
      Number column = DenseModel<Number>::unit_vector(part);
      if (network.leak_on_voltage) column = apply(load_slope<Number>(model_.slopes_of(view.row), unit), column);
      column = model_.network().leak_on_voltage ? scale(multiply_add(own, column, zero<Number>()), broadcast(network.leak))
                                                : model_.gated(view.row, unit, multiply_add(own, column, zero<Number>()));
      const Number kept = scale(DenseModel<Number>::unit_vector(part), broadcast(1.0 - network.leak));
      set_column(map, part, plus(column, kept));
    }
    return map;
  }

  static POLESWEEP_INLINE void set_column(UnitMap& map, int part, Number column) {
    if constexpr (parts == 1) {
      map.entry[0] = column;
      (void)part;
    } else {
      map.entry[part] = column.re;
      map.entry[2 + part] = column.im;
    }
  }

  const DenseModel<Number>& model_;
  const TraceFactor carry_;
  const Real factor_;
  const Real filter_;
  const bool filters_;
  const LearningSignal<Number> signal_;
};

}  // namespace polesweep::POLESWEEP_KERNELS
