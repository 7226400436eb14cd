#include "core/measures/score.hpp"

namespace polesweep {

const std::vector<MemberInfo>& measure_members() {
  static const std::vector<MemberInfo> infos = {
      {"nmse",
       "risk divided by that of the best constant on the test, the variance of its clean targets with 1/n (in closed form: their power); "
       "also in the statistics without being asked for",
       1,
       {}},
      {"symbol_error_rate",
       "share of symbols decided wrongly, for tasks with a constellation; not measured where the risk is exact",
       1,
       {}},
      {"averaged_risk",
       "risk of the average of the weights over the updates (Polyak and Ruppert); of readouts without an optimizer on fixed poles the risk",
       1,
       {}},
      {"loss", "mean of |y - d|^2/2, summed over outputs, over the samples of the last update, for learners that follow a gradient", 1, {}},
      {"gradient_norm", "norm of the gradient of the last update: of the sum over its samples in a stream, else of their mean", 1, {}},
      {"alignment",
       "cosine of a rule's gradient by poles and input weights with the exact one, mean over the updates: the learner's own rule, then the "
       "shadows",
       1,
       {}},
      {"gradient_ratio", "norm of the same gradients over the exact one's, mean over the updates", 1, {}},
      {"spectrum", "eigenvalues of the recurrent matrix, leak aside, largest modulus first", 1, {}},
      {"spectral_radius", "largest modulus of an eigenvalue of the recurrent matrix, leak aside", 1, {}},
      {"outside_fraction", "share of the eigenvalues of the recurrent matrix, leak aside, with modulus above 1", 1, {}},
      {"pole_distance",
       "root mean square distance of the eigenvalues (of a linear network: of its whole step, leak included) from the poles of the task's "
       "teacher, matched one to one as closely as can be; only for teachers with poles",
       1,
       {}},
      {"recurrent_condition", "condition number of the recurrent matrix in the 2-norm", 1, {}},
      {"readout_condition",
       "condition number of the regressors that the readout has learnt from, with their weights and its regularisation; of rls and ridge, "
       "whose weights it leaves about 16 less its logarithm digits",
       1,
       {}},
      {"state_condition", "condition number of the states' Gram matrix: exact where the risk is, else over the test", 1, {}},
      {"singular_values", "singular values of the learned change of the recurrent matrix", 1, {}},
      {"effective_rank", "effective rank of the learned change of the recurrent matrix, by entropy", 1, {}},
      {"mode_alignment",
       "shares of readout, recurrent and input weights outside the modes of the task's teacher, for linear networks on data_aligned",
       1,
       {}},
      {"mode_path_distance",
       "largest distance of a trained mode (a, b, w) from the integrated mode equations at the same time, for aligned starts in episodes "
       "with plain sgd",
       1,
       {}},
  };
  return infos;
}

std::int32_t measure_width(std::string_view name, int states, int shadows) {
  if (name == "spectrum") return 2 * states;
  if (name == "singular_values") return states;
  if (name == "alignment" || name == "gradient_ratio") return 1 + shadows;
  if (name == "mode_alignment") return 3;
  return 1;
}

}  // namespace polesweep
