#include <fmt/format.h>

#include <stdexcept>

#include "core/measures/measure.hpp"

namespace polesweep {
namespace measures {

extern const Measure risk;
extern const Measure nmse;
extern const Measure symbol_error_rate;
extern const Measure bit_error_rate;
extern const Measure free_running_nrmse84;
extern const Measure averaged_risk;
extern const Measure loss;
extern const Measure gradient_norm;
extern const Measure risk_gradient_norm;
extern const Measure alignment;
extern const Measure gradient_ratio;
extern const Measure spectrum;
extern const Measure spectral_radius;
extern const Measure outside_fraction;
extern const Measure null_outside_fraction;
extern const Measure lyapunov_exponent;
extern const Measure pole_distance;
extern const Measure recurrent_condition;
extern const Measure hessian_condition;
extern const Measure readout_condition;
extern const Measure state_condition;
extern const Measure singular_values;
extern const Measure effective_rank;
extern const Measure participation_ratio;
extern const Measure input_singular_values;
extern const Measure feedback_share;
extern const Measure feedback_alignment;
extern const Measure memory_curve;
extern const Measure memory_capacity;
extern const Measure mode_alignment;
extern const Measure mode_path_distance;
extern const Measure gain_imbalance;
extern const Measure mode_a;
extern const Measure mode_b;
extern const Measure mode_w;
extern const Measure recurrent_matrix;
extern const Measure averaged_recurrent_matrix;
extern const Measure input_matrix;
extern const Measure averaged_input_matrix;
extern const Measure bias_vector;
extern const Measure averaged_bias_vector;
extern const Measure state_poles;
extern const Measure averaged_state_poles;
extern const Measure readout_matrix;
extern const Measure averaged_readout_matrix;

}  // namespace measures
namespace {

constexpr const Measure* table[] = {
    &measures::nmse,
    &measures::symbol_error_rate,
    &measures::bit_error_rate,
    &measures::free_running_nrmse84,
    &measures::averaged_risk,
    &measures::loss,
    &measures::gradient_norm,
    &measures::risk_gradient_norm,
    &measures::alignment,
    &measures::gradient_ratio,
    &measures::spectrum,
    &measures::spectral_radius,
    &measures::outside_fraction,
    &measures::null_outside_fraction,
    &measures::lyapunov_exponent,
    &measures::pole_distance,
    &measures::recurrent_condition,
    &measures::hessian_condition,
    &measures::readout_condition,
    &measures::state_condition,
    &measures::singular_values,
    &measures::effective_rank,
    &measures::participation_ratio,
    &measures::input_singular_values,
    &measures::feedback_share,
    &measures::feedback_alignment,
    &measures::memory_curve,
    &measures::memory_capacity,
    &measures::mode_alignment,
    &measures::mode_path_distance,
    &measures::gain_imbalance,
    &measures::mode_a,
    &measures::mode_b,
    &measures::mode_w,
    &measures::recurrent_matrix,
    &measures::averaged_recurrent_matrix,
    &measures::input_matrix,
    &measures::averaged_input_matrix,
    &measures::bias_vector,
    &measures::averaged_bias_vector,
    &measures::state_poles,
    &measures::averaged_state_poles,
    &measures::readout_matrix,
    &measures::averaged_readout_matrix,
};

}  // namespace

std::span<const Measure* const> all_measures() { return table; }

const std::vector<MemberInfo>& measure_members() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> made;
    for (const Measure* measure : table) made.push_back({measure->name, measure->summary, 1, {}});
    return made;
  }();
  return infos;
}

const Measure* find_measure(std::string_view name) {
  if (name == measures::risk.name) return &measures::risk;
  for (const Measure* measure : table)
    if (measure->name == name) return measure;
  return nullptr;
}

const Measure& known_measure(std::string_view name) {
  if (const Measure* measure = find_measure(name)) return *measure;
  throw std::logic_error(fmt::format("no measure is called '{}'", name));
}

const Measure* measure_of_variable(std::string_view variable) {
  for (const Measure* measure : table)
    for (const std::string& name : measure->variables())
      if (name == variable) return measure;
  return nullptr;
}

MeasureNeeds needs_of(std::span<const std::string> metrics) {
  MeasureNeeds all;
  for (const std::string& metric : metrics) {
    const MeasureNeeds& needs = known_measure(metric).needs;
    all.average |= needs.average;
    all.averaged_risk |= needs.averaged_risk;
    all.last_update |= needs.last_update;
    all.exact_gradient |= needs.exact_gradient;
    all.readout_condition |= needs.readout_condition;
    all.symbols |= needs.symbols;
    all.bits |= needs.bits;
    all.gram |= needs.gram;
    all.mode_path |= needs.mode_path;
    all.free_runs |= needs.free_runs;
    all.risk_gradient |= needs.risk_gradient;
    all.coupled_copies |= needs.coupled_copies;
  }
  return all;
}

double operations_of(std::span<const std::string> metrics, const MarkShape& shape) {
  double sum = 0;
  for (const std::string& metric : metrics) sum += known_measure(metric).operations(shape);
  return sum;
}

std::vector<std::string> idle_metrics(std::span<const std::string> metrics, const MarkShape& shape) {
  std::vector<std::string> idle;
  for (const std::string& metric : metrics)
    if (!known_measure(metric).applies(shape)) idle.push_back(metric);
  return idle;
}

double operations_for_all_seeds(std::span<const std::string> metrics, const MarkShape& shape) {
  double sum = 0;
  for (const std::string& metric : metrics) sum += known_measure(metric).operations_for_all_seeds(shape);
  return sum;
}

}  // namespace polesweep
