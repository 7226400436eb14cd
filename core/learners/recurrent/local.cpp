#include "core/learners/recurrent/gradient_rule.hpp"
#include "core/learners/recurrent/local_rule.hpp"

/// The rules with one trace for each weight.
namespace polesweep::POLESWEEP_KERNELS {

template class DiagonalTraces<RealDiagonalModel>;
template class DiagonalTraces<ComplexDiagonalModel>;

namespace {

struct Immediate : LocalRule {
  explicit Immediate(Fields& fields) : LocalRule(fields, TraceFactor::none) {}
};

struct Snap1 : LocalRule {
  explicit Snap1(Fields& fields) : LocalRule(fields, TraceFactor::own_jacobian) { read_feedback(fields, "symmetric"); }
};

struct Rflo : LocalRule {
  explicit Rflo(Fields& fields) : LocalRule(fields, TraceFactor::fixed) {
    factor = read_by_lane(fields, {.name = "trace_factor",
                                   .help = "share of a trace that is kept from sample to sample",
                                   .range = {.low = -1, .high = 1},
                                   .follows = "1 - leak"});
    read_feedback(fields, "random");
  }
};

struct Eprop : LocalRule {
  explicit Eprop(Fields& fields) : LocalRule(fields, TraceFactor::fixed) {
    constexpr Range share{.low = 0, .high = 1, .high_allowed = false};
    read_feedback(fields, "symmetric");
    filter = read_by_lane(
        fields,
        {.name = "error_filter",
         .help =
             "c in the learning signal s <- c s + V^T e, which grows up to 1/(1 - c) times; this filters errors of the past and is not kappa of Bellec et al., which is trace_filter",
         .fallback = 0,
         .range = share});
    trace_filter =
        read_by_lane(fields, {.name = "trace_filter",
                              .help = "kappa of Bellec et al. 2020: the learning signal meets the eligibility F <- kappa F + f'(u) E",
                              .fallback = 0,
                              .range = share});
    settings.filters_errors = any_lane_nonzero(filter);
    settings.filters_traces = any_lane_nonzero(trace_filter);
  }
};

}  // namespace

RecurrentRule* read_immediate(Fields& fields) { return new GradientRuleOf<Immediate>(fields); }
RecurrentRule* read_rflo(Fields& fields) { return new GradientRuleOf<Rflo>(fields); }
RecurrentRule* read_eprop(Fields& fields) { return new GradientRuleOf<Eprop>(fields); }
RecurrentRule* read_snap1(Fields& fields) { return new GradientRuleOf<Snap1>(fields); }

}  // namespace polesweep::POLESWEEP_KERNELS
