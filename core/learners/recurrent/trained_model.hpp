#pragma once

#include <concepts>

#include "core/block/kernel_set.hpp"
#include "core/learners/optimizers/parameters.hpp"
#include "core/learners/recurrent/estimator.hpp"

namespace polesweep::POLESWEEP_KERNELS {

/// A network whose weights are trained: what the trainer and the estimators ask of one. The object holds settings; all arrays belong to the
/// caller and are [their size in numbers][slots of a number][lanes].
///
/// Arrays: theta [parameters], gradient alike; work [work_size()/lanes reals], what is derived from theta; carry, the state between two
/// steps; row, the record of one step; initial and out as `Network` lays weights out; x [inputs]; c, z, q and previous [states].
template <class M>
concept TrainedModel = requires(const M& model, double* written, const double* read, const double* const* rows, int count, bool add) {
  typename M::Number;                                       // Real or Complex
  { M::width } -> std::convertible_to<int>;                 // doubles of a number of all runs
  { M::sums_outer_products } -> std::convertible_to<bool>;  // accumulate_and_descend(rows, z, count, descent) exists
  { model.network() } -> std::same_as<const NetworkShape&>;
  { model.states() } -> std::same_as<int>;
  { model.columns() } -> std::same_as<int>;  // weights that lead to a state
  { model.parameters() } -> std::same_as<std::int64_t>;
  { model.poles_block() } -> std::same_as<ParameterBlock>;   // in theta: the recurrent weights,
  { model.inputs_block() } -> std::same_as<ParameterBlock>;  // and the input weights with the bias
  { model.weight_size() } -> std::same_as<std::size_t>;      // doubles of `initial`
  { model.work_size() } -> std::same_as<std::size_t>;
  { model.carry_size() } -> std::same_as<std::size_t>;
  { model.row_size() } -> std::same_as<std::size_t>;
  { model.forward_operations() } -> std::same_as<double>;     // nominal, of a step
  model.read_weights(read, written, written);                 // initial -> theta, work
  model.realise(written, written);                            // theta has moved: limits it, derives work anew
  model.regroup(written);                                     // work was put back run by run: derives what depends on all runs
  model.write_weights(read, read, written);                   // theta, work -> out
  model.to_coordinates(read, read, written);                  // theta, work, gradient: from the poles' gradient to their coordinates'
  model.start(written);                                       // carry of a zero state
  { model.activities(read) } -> std::same_as<const double*>;  // carry -> h [states], what the readout sees
  model.forward(read, read, written, read, written);          // theta, work, carry, x -> carry, row
  model.restore(read, written);                               // row -> carry before that step
  { model.inputs_of(read) } -> std::same_as<const double*>;   // row -> x
  model.to_state(read, written);                              // carry, pull: dL/dh -> dL/dstate
  model.gate(read, read, written);                            // row, c -> z = D c
  model.pull_back(read, read, read, read, read, written);     // theta, work, row, z, c -> previous = J^H c
  model.accumulate(read, rows, read, count, written, add);    // work, rows [count], z [count][states] -> gradient (+)= sum z v^H
};

/// A diagonal one: the derivatives of its states by each weight are one trace, which the poles carry.
template <class M>
concept TracedModel = TrainedModel<M> &&
    requires(const M& model, double* traces, const double* read, const Real* factor, double* written, const Descent& descent, bool add) {
  { model.trace_operations() } -> std::same_as<double>;
  { model.traces_size() } -> std::same_as<std::size_t>;
  { model.rotation_masks(read) } -> std::same_as<const double*>;      // work -> by pair of states 1 or 0; none of complex networks
  model.trace(traces, read, read, read, factor, read, written, add);  // theta, work, row, factor or none, q -> gradient (+)=
  { model.can_descend() } -> std::same_as<bool>;                      // by:
  model.trace_and_descend(traces, read, factor, read, descent);       // row, factor or none, q; theta moves at once
};

}  // namespace polesweep::POLESWEEP_KERNELS
