#include "core/learners/readouts/table.hpp"

namespace polesweep::POLESWEEP_KERNELS {

LearningRule* make_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_leaky_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_sign_error_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_sign_data_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_sign_sign_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_variable_step_lms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_nlms(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_affine_projection(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_rls(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_sliding_window_rls(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_ridge(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);
LearningRule* make_gradient(Fields& fields, const ReadoutShape& shape, const OptimizerChoice& optimizer);

const ReadoutEntry readouts[] = {
    {{"lms", "least mean squares: a step along the error times the regressors", 1, "V <- V + mu e s^H", "4no; no numbers",
      "Widrow and Hoff 1960"},
     make_lms},
    {{"leaky_lms", "leaky LMS: each step takes a share off the weights", 1, "V <- (1 - mu leak) V + mu e s^H", "5no; no numbers",
      "Mayyas and Aboulnasr 1997"},
     make_leaky_lms},
    {{"sign_error_lms", "sign-error LMS: a step along the error's sign times the regressors", 1,
      "V <- V + mu sgn(e) s^H; complex: sgn(a) = sgn(Re a) + i sgn(Im a)", "4no; no numbers", "Gersho 1984"},
     make_sign_error_lms},
    {{"sign_data_lms", "sign-data LMS: a step along the error times the regressors' signs", 1,
      "V <- V + mu e sgn(s)^H; complex: sgn(a) = sgn(Re a) + i sgn(Im a)", "4no; no numbers", "Moschner 1970"},
     make_sign_data_lms},
    {{"sign_sign_lms", "sign-sign LMS: a step along the error's sign times the regressors' signs", 1,
      "V <- V + mu sgn(e) sgn(s)^H; complex: sgn(a) = sgn(Re a) + i sgn(Im a)", "4no; no numbers", "Lucky 1966"},
     make_sign_sign_lms},
    {{"variable_step_lms", "LMS whose step size follows the squared error", 1,
      "V <- V + mu e s^H, then mu <- alpha mu + gamma |e|^2 within [mu_min, mu_max], for each output by itself", "4no; no + o numbers",
      "Kwong and Johnston 1992, eq. 3 to 5"},
     make_variable_step_lms},
    {{"nlms", "normalised least mean squares: the LMS step divided by the regressors' power", 2, "V <- V + mu e s^H / (offset + |s|^2)",
      "4no + 2n; no numbers", "Nagumo and Noda 1967"},
     make_nlms},
    {{"affine_projection", "affine projection: the shortest step that takes the share mu off the errors of the last K samples", 1,
      "V <- V + mu E (S^H S + offset I)^-1 S^H, S and E of the last K samples", "4Kno + 2Kn + K^3/2 + 3K^2 o; K(n + o) + 2K^2 numbers",
      "Ozeki and Umeda 1984"},
     make_affine_projection},
    {{"rls", "recursive least squares: exact least squares with a forgetting factor, by rotations of a triangular factor", 2,
      "V = argmin sum_t lambda^(N-t) |d_t - V s_t|^2 + lambda^N delta |V - V(0)|^2; in silence lambda = 1",
      "2n^2 + 4no, and n^2 o for V beside a network that learns; n^2/2 + no numbers", "Plackett 1950, Gentleman 1973"},
     make_rls},
    {{"sliding_window_rls", "recursive least squares over a sliding window: exact least squares of the last N samples", 1,
      "V = argmin sum_(t > T-N) |d_t - V s_t|^2 + delta |V - V(0)|^2",
      "6n^2 + 12no, and n^2 o for V beside a network that learns; n^2/2 + no + N(n + o) numbers",
      "Gentleman 1973; Golub and Van Loan, 6.5"},
     make_sliding_window_rls},
    {{"ridge", "ridge regression: least squares with a penalty, solved when measured", 2,
      "V = argmin sum |d - V s|^2 + penalty |V|^2, of several the shortest; an intercept bears no penalty",
      "2n^2 + 4no, n^3 + 3n^2 o when measured; n^2/2 + no numbers", "Hoerl and Kennard 1970; Gentleman 1973"},
     make_ridge},
    {{"gradient", "the optimizer moves the readout along with the recurrent weights", 2, "V <- optimizer(V, g), g = (y - d) s^H",
      "4no and the optimizer's; no numbers and the optimizer's", "Widrow and Hoff 1960 for plain descent"},
     make_gradient,
     true},
    {{nullptr, nullptr, 0, nullptr, nullptr, nullptr}, nullptr},
};

}  // namespace polesweep::POLESWEEP_KERNELS
