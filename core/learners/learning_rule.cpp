#include "core/learners/learning_rule.hpp"

namespace polesweep {

LearningRule::~LearningRule() = default;
std::size_t LearningRule::tape_size() const { return 0; }
void LearningRule::restored(double*) const {}
bool LearningRule::averaged_weights(const double*, double*) const { return false; }
bool LearningRule::factor(const double*, double*) const { return false; }
bool LearningRule::shares_state() const { return false; }
bool LearningRule::predicts() const { return true; }
std::int64_t LearningRule::samples_per_update() const { return 1; }
void LearningRule::finish_batch(double*, double) const {}
bool LearningRule::last_update(const double*, double*, double*) const { return false; }
std::size_t LearningRule::alignment(const double*, double*, double*) const { return 0; }
const ParameterLayout* LearningRule::gradient_layout() const { return nullptr; }
const double* LearningRule::last_gradient(const double*) const { return nullptr; }
bool LearningRule::fixed_feedback(double*) const { return false; }
const double* LearningRule::network_states(const double*) const { return nullptr; }
void LearningRule::predicting_weights(const double* state, double* out) const { weights(state, out); }
std::int64_t LearningRule::updates(const double*, std::int64_t samples) const { return samples; }
double LearningRule::operations_per_measurement() const { return 0; }

}  // namespace polesweep
