#include "driver/conventions.hpp"

namespace polesweep {
namespace {

struct Convention {
  const char* name;
  const char* meaning;
};

constexpr Convention texts[] = {
    {"loss", "L = |y - d|^2/2, summed over outputs; the metric loss is its mean over the loss terms of the last update, in every regime"},
    {"gradient",
     "of complex weights dL/dRe + i dL/dIm, as PyTorch has it and the conjugate of JAX's: (y - d) s^H for a readout V of regressors s"},
    {"update",
     "follows the sum of the gradients of its update_every samples in a stream; their mean in repeat (bptt: over the pass); in "
     "episodes the mean over batch x length loss terms (loss = 'final': over batch). One pass of repeat with step_size times update_every is the stream"},
    {"error", "is made before the target is seen: a prediction uses the weights before its own update. The state h_t has seen x_t"},
    {"risk",
     "E|y - d*|^2 against the clean target d*, summed over outputs, without 1/2: in closed form, on held-out data, or over the last samples before they are learnt from (evaluation exact, holdout, prequential)"},
    {"nmse",
     "risk over that of the best constant on the test: the variance of the clean test targets with 1/n; in closed form their power, for their mean is zero; of symbols 1"},
    {"diverged",
     "a run whose risk is +inf at a length or an iteration, whatever its readout, and no other. Numbers that overflow while it learns "
     "make every later risk infinite; so does a linear network with a pole on or outside the unit circle where the risk is in closed "
     "form. A finite risk is no divergence, however large: put a bound on nmse in a claim of kind 'fraction' for that. fraction_diverged counts runs, fraction_infinite counts them by length: learned poles may come back"},
    {"rls",
     "starts from P(0) = I/regularization in all directions, the intercept's too, which fades with forgetting; without an intercept and with forgetting 1 it ends where ridge with that penalty does"},
    {"sign",
     "of a complex number is that of its parts, sgn(Re a) + i sgn(Im a), in sign_error_lms, sign_data_lms and sign_sign_lms; of zero 0"},
    {"ridge", "penalty is added to the sum over samples, not to their mean, and does not touch the intercept"},
    {"network",
     "h <- (1 - leak) h + leak f(W h + U x + b), or where the voltage leaks u <- (1 - leak) u + leak (W f(u) + U x + b), h = f(u); from zero. radius, spectrum and spectral_radius are of W; pole_distance is of the whole step"},
    {"feedback",
     "random weights are normal with deviation feedback_scale, one matrix for each seed; replay --trace writes them (feedback_weights)"},
    {"error_filter", "s <- c s + V^T e without 1 - c, on the learning signal; kappa of Bellec et al. is trace_filter, on the eligibility"},
    {"schedule",
     "multiplies the step size by a function of the updates t = 0, 1, ... before the present one; warm_up multiplies once more, by (t + 1)/warm_up until that is 1; cosine stays at 0 from its horizon on"},
    {"second_moment",
     "of complex gradients in rmsprop, adam and adamw: 'modulus' is |g|^2 for both parts and turns with the coordinates, 'component' is PyTorch's"},
    {"average_from",
     "the metric averaged_risk is that of the mean of the weights after the updates average_from + 1, average_from + 2, ...; of a readout with a rule of its own on fixed poles after the samples average_from + 1, ..., or averaged_risk is risk if its average_from is -1"},
    {"standardise",
     "takes off the mean and divides by the standard deviation with 1/n of the first rows of the run's window; complex columns by one real modulus"},
    {"washout", "samples that drive the state only, at the start of every segment, of the test too; they are not counted in lengths"},
    {"horizon", "of order_book: rows between the present book and the one whose price is the target; of an optimizer: updates"},
    {"decision",
     "a symbol is the one nearest to the prediction itself, which least squares shrink towards 0 by what noise is left: by SNR/(1 + SNR) on a flat channel. QPSK does not see it; 16-QAM makes an error in 0.2365 of its symbols at 10 dB where a prediction that is divided by that factor makes 0.2220"},
    {"regressors",
     "states; then if asked for (complex data) their conjugates, or the inputs x_t of the same sample; then the constant 1 for an intercept. A readout that sees the inputs is penalised, normalised and regularised by all of them"},
    {"interval",
     "order statistics over seeds; of recorded data over windows. Seeds beyond the number of windows (distinct_runs) share one; where there is one window for all, intervals are over initial weights and hold given the data (given_data)"},
};

}  // namespace

const std::vector<MemberInfo>& conventions() {
  static const std::vector<MemberInfo> infos = [] {
    std::vector<MemberInfo> listed;
    for (const Convention& convention : texts) listed.push_back({convention.name, convention.meaning, 1, {}});
    return listed;
  }();
  return infos;
}

}  // namespace polesweep
