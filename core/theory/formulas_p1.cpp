#include <algorithm>
#include <cmath>

#include "core/theory/bias_and_crossover.hpp"
#include "core/theory/conditioning.hpp"
#include "core/theory/cramer_rao.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/formulas.hpp"
#include "core/theory/full_network.hpp"
#include "core/theory/gram.hpp"
#include "core/theory/lms_rate.hpp"
#include "core/theory/permutations.hpp"
#include "core/theory/prony.hpp"
#include "core/theory/ring.hpp"
#include "core/theory/two_poles.hpp"

namespace polesweep::theory {
namespace {

constexpr Range in_circle{.low = -1, .high = 1, .low_allowed = false, .high_allowed = false};
constexpr Range at_least_one{.low = 1};
constexpr RealField field_x{"x", "one pole of the student", "1", required, in_circle};
constexpr RealField field_y{"y", "the other pole of the student", "1", required, in_circle};
constexpr RealField field_c{"c", "one pole of the teacher", "1", required, in_circle};
constexpr RealField field_d{"d", "the other pole of the teacher", "1", required, in_circle};
constexpr RealField noise_variance{"s2", "variance of the output noise", "1", required, non_negative};
constexpr IntegerField sample_count{"N", "samples", "1", required_integer, at_least_one};
constexpr RealField radius{
    "rho", "modulus of the poles", "1", required, {.low = 0, .high = 1, .low_allowed = false, .high_allowed = false}};
constexpr IntegerField ring_count{"K", "number of poles", "1", required_integer, {.low = 1, .high = 100000}};

struct TeacherAndStudent {
  double x, y, c, d;
  explicit TeacherAndStudent(Fields& f) : x(f.real(field_x)), y(f.real(field_y)), c(f.real(field_c)), d(f.real(field_d)) {}
};

struct TwoPoles {
  double c, d;
  explicit TwoPoles(Fields& f) : c(f.real(field_c)), d(f.real(field_d)) {}
};

std::vector<Complex> read_poles(Fields& f) { return f.complexes({"poles", "poles of the system"}); }
std::vector<Complex> read_gains(Fields& f) { return f.complexes({"gains", "its gains, one for each pole"}); }

void check_poles(const std::vector<Complex>& poles, bool distinct = true) {
  in_domain(!poles.empty(), "at least one pole is needed");
  for (std::size_t i = 0; i < poles.size(); ++i) {
    in_domain(std::abs(poles[i]) < 1, "poles must lie inside the unit circle");
    for (std::size_t j = 0; distinct && j < i; ++j) in_domain(poles[i] != poles[j], "poles must differ");
  }
}

/// For formulas without another parameter.
std::vector<Complex> read_distinct_poles(Fields& f) {
  auto poles = read_poles(f);
  check_poles(poles);
  return poles;
}

void check_gains(const std::vector<Complex>& gains, std::size_t count) {
  in_domain(gains.size() == count, "there must be one gain for each pole");
  for (const Complex gain : gains) in_domain(gain != 0.0, "gains must not be zero");
}

struct System {
  std::vector<Complex> poles, gains;
  explicit System(Fields& f) : poles(read_poles(f)), gains(read_gains(f)) {}
  void check() const {
    check_poles(poles);
    check_gains(gains, poles.size());
  }
};

/// Every weight of a network learned: eigenvalues of the Hessian that are not zero.
std::vector<double> read_full_network(Fields& f) {
  const std::vector<double> recurrent = f.reals({"W", "recurrent matrix, K x K, row by row"});
  const std::vector<double> input = f.reals({"B", "input weights, K"});
  const std::vector<double> readout = f.reals({"C", "readout, K"});
  in_domain(input.size() <= 12, "K must be at most 12");
  return full_network_eigenvalues(recurrent, input, readout);
}

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

/// Bounds for noise variance s2 and N samples.
double per_sample(Fields& f) {
  const double variance = f.real(noise_variance);
  return variance / static_cast<double>(f.integer(sample_count));
}

double ratio(const std::vector<double>& ascending) { return ascending.back() / ascending.front(); }

double ring_condition(Fields& f, std::vector<double> (*eigenvalues)(double, int)) {
  const double rho = f.real(radius);
  return ratio(eigenvalues(rho, static_cast<int>(f.integer(ring_count))));
}

template <std::size_t count>
Value list(const std::array<double, count>& values) {
  return std::vector<double>(values.begin(), values.end());
}

struct FixedAgainstLearned {
  std::vector<Complex> fixed_poles;
  System system;
  explicit FixedAgainstLearned(Fields& f) : fixed_poles(f.complexes({"fixed_poles", "poles of the fixed network"})), system(f) {}
  double bias() const {
    system.check();
    check_poles(fixed_poles);
    return bias_of_fixed_poles(fixed_poles, system.poles, system.gains);
  }
};

int size(const std::vector<Complex>& poles) { return static_cast<int>(poles.size()); }

constexpr const char* two_poles_domain = "|c| < 1, |d| < 1, c != d";
constexpr const char* system_domain = "poles inside the unit circle and distinct, gains not zero";
constexpr const char* rounding = "1e-13";
constexpr const char* by_condition = "1e-13 + 1e-18 kappa; refused where kappa > 1e17";
constexpr const char* surface_source = "arXiv 2602.21454, two-pole surface";
constexpr const char* gram_source = "arXiv 2602.21454, Gram matrices (derived)";
constexpr const char* full_domain = "eigenvalues of W inside the unit circle, all K <= 12 poles at work";
constexpr const char* full_accuracy = "1e-14 sqrt(kappa); refused where kappa > 1e24";
constexpr const char* full_source = "arXiv 2602.21454, full network (derived)";
constexpr const char* noise_source = "arXiv 2602.21454, noise (derived)";

constexpr Formula table[] = {
    {"p1.f", 1, "surface of two poles with unit gains", "sum_{n>=0} (x^n + y^n - c^n - d^n)^2", "|x|, |y|, |c|, |d| < 1",
     "1e-14 of the larger of |x-c|^2, |y-d|^2 times its curvature", surface_source,
     [](Fields& f) -> Value {
       const TeacherAndStudent p(f);
       return surface(p.x, p.y, p.c, p.d);
     }},
    {"p1.gradient", 1, "[df/dx, df/dy] of p1.f", "2 sum e_n n x^{n-1}", "|x|, |y|, |c|, |d| < 1", rounding, surface_source,
     [](Fields& f) -> Value {
       const TeacherAndStudent p(f);
       return list(surface_gradient(p.x, p.y, p.c, p.d));
     }},
    {"p1.hessian", 1, "[f_xx, f_xy, f_yy] of p1.f", "second derivatives of sum_{n>=0} (x^n + y^n - c^n - d^n)^2", "|x|, |y|, |c|, |d| < 1",
     rounding, surface_source,
     [](Fields& f) -> Value {
       const TeacherAndStudent p(f);
       const SymmetricMatrix h = surface_hessian(p.x, p.y, p.c, p.d);
       return std::vector<double>{h.xx, h.xy, h.yy};
     }},
    {"p1.hess_opt_eigs", 1, "eigenvalues of the Hessian of p1.f at (c, d), ascending",
     "of 2 [[g(c,c), g(c,d)], [g(c,d), g(d,d)]], g(c,d) = (1+cd)/(1-cd)^3", "|c| < 1, |d| < 1", rounding, surface_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return list(optimum_eigenvalues(p.c, p.d));
     }},
    {"p1.kappa_pole", 1, "condition number of the Hessian of p1.f at (c, d)", "(tau + sqrt(tau^2 - 4 Delta))^2 / (4 Delta)",
     two_poles_domain, rounding, surface_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return pole_condition(p.c, p.d);
     }},
    {"p1.kappa_pole_N", 1, "the same for the terms n = 1..N", "of the Gram matrix of n c^{n-1}, n d^{n-1}, n = 1..N",
     "|c| < 1, |d| < 1, c != d, N >= 2", "1e-12", surface_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return pole_condition_finite(p.c, p.d, f.integer({"N", "terms", "1", required_integer, {.low = 2}}));
     }},
    {"p1.kappa_pole_asymptote", 1, "[A, B] of p1.kappa_pole ~ A/(c-d)^2 + B", "A = (1-p^2)^2/(1+p+p^2), p = ((c+d)/2)^2",
     "|c| < 1, |d| < 1", rounding, surface_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return list(pole_condition_asymptote(p.c, p.d));
     }},
    {"p1.kappa_coefficients", 1, "condition number in the coordinates (x + y, xy)", "of the Gram matrix of dh/d(x+y), dh/d(xy) at (c, d)",
     "|c| < 1, |d| < 1; c = d is allowed", "1e-13", "arXiv 2602.21454, two-pole surface (derived)",
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return coefficient_condition(p.c, p.d);
     }},
    {"p1.saddle", 1, "[m, f(m,m), smallest Hessian eigenvalue there]: the barrier between (c, d) and (d, c)",
     "df/dx(m, m) = 0, m between c and d, the lowest if there are several", two_poles_domain, "1e-12 relative to f of points |c-d| away",
     surface_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       const Saddle point = saddle(p.c, p.d);
       return std::vector<double>{point.pole, point.value, point.curvature};
     }},
    {"p1.normal_form", 1, "[D, barrier, saddle curvature, well curvature] of nearly colliding poles",
     "f ~ (D/16) ((x-y)^2 - delta^2)^2, D = 4 (1+p+p^2)/((1+p)(1-p)^5)", "|c| < 1, |d| < 1", "exact as (c-d)^2 -> 0",
     "arXiv 2602.21454, two-pole surface (derived)",
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return list(collision_normal_form(p.c, p.d));
     }},
    {"p1.kappa_fixed", 1, "condition number of the readout problem of fixed poles", "of G_ij = 1/(1 - conj(beta_i) beta_j)",
     "poles inside the unit circle and distinct", by_condition, gram_source,
     [](Fields& f) -> Value { return gram_condition(gram_fixed(read_distinct_poles(f))); }},
    {"p1.kappa_poles", 1, "condition number over K poles, gains known", "of conj(b_i) b_j (1+z)/(1-z)^3, z = conj(beta_i) beta_j",
     system_domain, by_condition, gram_source,
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return gram_condition(gram_poles(s.poles, s.gains));
     }},
    {"p1.kappa_joint", 1, "condition number over gains and poles", "of the Gram matrix of beta_k^n and b_k n beta_k^{n-1}", system_domain,
     by_condition, gram_source,
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return gram_condition(gram_joint(s.poles, s.gains));
     }},
    {"p1.kappa_projected", 1, "condition number over poles with the gains eliminated", "of diag(conj(b_i B_i')) G diag(b_j B_j')",
     system_domain, by_condition, gram_source,
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return gram_condition(gram_projected(s.poles, s.gains));
     }},
    {"p1.kappa_collision", 1, "[kappa_fixed, kappa_joint] of two poles to leading order",
     "4(1-p)^2/delta^2 + 2p and 8(1-p)^7 lambda/delta^6", two_poles_domain, "exact as c - d -> 0", gram_source,
     [](Fields& f) -> Value {
       const TwoPoles p(f);
       return list(collision_conditions(p.c, p.d));
     }},
    {"p1.pair_kappa", 1, "condition numbers of two poles with unit gains: [poles, readout on fixed ones, both, coefficients]",
     "p1.kappa_pole, p1.kappa_fixed, p1.kappa_joint, p1.kappa_coefficients of centre -+ separation/2", "both poles inside the unit circle",
     "1e-16/separation; 1e-18/separation^2", gram_source,
     [](Fields& f) -> Value {
       const double centre = f.real({"centre", "mean of the poles", "1", required, in_circle});
       return list(pair_conditions(centre, f.real({"separation", "distance of the poles", "1", required, {.low = 1e-5, .high = 2}})));
     }},
    {"p1.midpoint_barrier", 1, "lowest surface of K poles with unit gains half-way between two of its K! minima",
     "min over permutations of F((beta + P beta)/2), F(mu) = sum_n |sum_k mu_k^n - beta_k^n|^2",
     "two to eight poles inside the unit circle and distinct", rounding, "arXiv 2602.21454, corollary 3.4",
     [](Fields& f) -> Value { return midpoint_barrier(read_distinct_poles(f)); }},
    {"p1.log10det_fixed", 1, "log10 det of the fixed-pole Gram matrix",
     "log10 of prod_{i<j} |beta_i-beta_j|^2 / prod_{ij} (1 - beta_i conj(beta_j))", "poles inside the unit circle and distinct", rounding,
     gram_source, [](Fields& f) -> Value { return log_determinant_fixed(read_distinct_poles(f)) / std::log(10.0); }},
    {"p1.log10det_joint", 1, "log10 det of the joint Gram matrix", "log10 of (det G)^4 prod |b_k|^2", system_domain, rounding, gram_source,
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return log_determinant_joint(s.poles, s.gains) / std::log(10.0);
     }},
    {"p1.hessian_eigs", 1, "eigenvalues of the real Hessian over (Re, Im) of gains and poles at the optimum, ascending",
     "2 eig(J^H J), each twice", system_domain, "1e-18 of the largest", gram_source,
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return real_hessian_eigenvalues(s.poles, s.gains);
     }},
    {"p1.ring_kappa_fixed", 1, "p1.kappa_fixed of rho exp(2 pi i k/K)", "rho^{-2(K-1)}", "0 < rho < 1, K >= 1", "1e-13 K", gram_source,
     [](Fields& f) -> Value { return ring_condition(f, ring_eigenvalues_fixed); }},
    {"p1.ring_kappa_pole", 1, "p1.kappa_poles of the ring with unit gains", "ratio of K (s2 + 2 s1 + s0) over m = 0..K-1",
     "0 < rho < 1, K >= 1", "1e-13 K", gram_source, [](Fields& f) -> Value { return ring_condition(f, ring_eigenvalues_poles); }},
    {"p1.ring_kappa_joint", 1, "p1.kappa_joint of the ring with unit gains", "of K [[s0, s1/rho], [s1/rho, s2/rho^2]] over m = 0..K-1",
     "0 < rho < 1, K >= 1", "1e-13 K", gram_source, [](Fields& f) -> Value { return ring_condition(f, ring_eigenvalues_joint); }},
    {"p1.kappa_conj_pair", 1, "condition number over (Re beta, Im beta) of a conjugate pair, b fixed", "(A + |C|)/(A - |C|)",
     "0 <= modulus < 1, the pair not real, gain != 0", "1e-14 kappa", gram_source,
     [](Fields& f) -> Value {
       const double modulus = f.real({"modulus", "of the pole", "1", required, {.low = 0, .high = 1, .high_allowed = false}});
       const double angle = f.real({"angle", "of the pole", "rad"});
       const double gain = f.real({"gain", "of the pole; without effect", "1", 1});
       in_domain(gain != 0, "the gain must not be zero");
       return conjugate_pair_condition(modulus, angle);
     }},
    {"p1.full_hessian_eigs", 1,
     "eigenvalues that are not zero, ascending, of the Hessian over all weights of a dense network at the optimum",
     "of 2 J^T J over (W, B, C), h[n] = C W^n B; K^2 more are zero", full_domain, full_accuracy, full_source,
     [](Fields& f) -> Value { return read_full_network(f); }},
    {"p1.kappa_full", 1, "condition number of the Hessian over all weights of a dense network, its zero eigenvalues left out",
     "largest over smallest of p1.full_hessian_eigs", full_domain, full_accuracy, full_source,
     [](Fields& f) -> Value { return ratio(read_full_network(f)); }},
    {"p1.prony", 1, "poles, then gains, behind the impulse response h[0..2K-1]",
     "H0 c = -(h[K..2K-1]), roots of z^K + c_{K-1} z^{K-1} + ... + c_0", "an even number of at most 8192 samples, Hankel matrix regular",
     "1e-16 times the condition of the Hankel and Vandermonde matrices", "arXiv 2602.21454, theorem 3.2",
     [](Fields& f) -> Value {
       PoleSystem system = prony(f.complexes({"samples", "h[0..2K-1]"}));
       system.poles.insert(system.poles.end(), system.gains.begin(), system.gains.end());
       return system.poles;
     }},
    {"p1.hankel_det", 1, "det of the Hankel matrix h[i+j], [Re, Im]", "prod b_k prod_{i<j} (beta_i - beta_j)^2", system_domain, rounding,
     "arXiv 2602.21454, theorem 3.2",
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return std::vector<Complex>{hankel_determinant({s.poles, s.gains})};
     }},
    {"p1.identification_det", 1, "|det| of the derivatives of h[0..2K-1] by gains and poles", "prod |b_k| prod_{i<j} |beta_i - beta_j|^4",
     system_domain, rounding, "arXiv 2602.21454, lemma 3.1 (confluent)",
     [](Fields& f) -> Value {
       const System s(f);
       s.check();
       return identification_determinant({s.poles, s.gains});
     }},
    {"p1.gd_steps", 1, "steps until the error is eps of its start: [best constant step, step 1/lambda_max, heavy ball]",
     "ln(1/eps)/ln((kappa+1)/(kappa-1)), kappa ln(1/eps), sqrt(kappa)/2 ln(1/eps)", "kappa > 1, 0 < eps < 1",
     "first: exact on a quadratic; others: large kappa", "arXiv 2602.21454, gradient descent (derived)",
     [](Fields& f) -> Value {
       const double kappa = f.real({"kappa", "condition number", "1", required, {.low = 1, .low_allowed = false}});
       const double eps = f.real(
           {"eps", "factor by which the error falls", "1", required, {.low = 0, .high = 1, .low_allowed = false, .high_allowed = false}});
       return list(descent_steps(kappa, eps));
     }},
    {"p1.lms_rate", 1, "rate r of LMS on fixed poles: excess risk ~ exp(-r N) in the end, slowest direction",
     "-ln of the largest eigenvalue of diag(1 - 2 mu l + beta mu^2 l^2) + mu^2 l l^T, beta = 2 (real) or 1 (complex)",
     "l > 0, mu small enough for mean-square stability", "1e-13; first order in mu for regressors that are correlated in time",
     "Horowitz and Senne 1981; arXiv 2602.21454 for the regressors",
     [](Fields& f) -> Value {
       const auto eigenvalues = f.reals({"eigenvalues", "of the regressors' covariance"});
       const double step_size = f.real({"step_size", "mu", "1", required, positive});
       return lms_rate(eigenvalues, step_size, f.boolean({"complex", "circular complex regressors"}));
     }},
    {"p1.crb_pole", 1, "Cramer-Rao bounds on the poles, gains unknown",
     "(s2/N) (1-|beta_i|^2)^3 / (|b_i|^2 prod_{l!=i} d(beta_i, beta_l)^4)", system_domain, rounding, noise_source,
     [](Fields& f) -> Value {
       const System s(f);
       const double factor = per_sample(f);
       s.check();
       return scaled(bound_poles(s.poles, s.gains), factor);
     }},
    {"p1.crb_gain", 1, "Cramer-Rao bounds on the gains, poles unknown", "(s2/N) [|L_i + conj(beta_i) D_i|^2 + D_i^2] / (prod d^4 D_i^3)",
     system_domain, rounding, noise_source,
     [](Fields& f) -> Value {
       const System s(f);
       const double factor = per_sample(f);
       s.check();
       return scaled(bound_gains(s.poles), factor);
     }},
    {"p1.crb_pole_known_gains", 1, "Cramer-Rao bounds on the poles, gains known", "(s2/N) diag of the inverse of the pole Gram matrix",
     system_domain, "1e-18 kappa", noise_source,
     [](Fields& f) -> Value {
       const System s(f);
       const double factor = per_sample(f);
       s.check();
       return scaled(bound_poles_known_gains(s.poles, s.gains), factor);
     }},
    {"p1.crb_gain_known_poles", 1, "Cramer-Rao bounds on the gains, poles known: a readout on fixed poles",
     "(s2/N) (1-|beta_i|^2) / prod_{l!=i} d(beta_i, beta_l)^2", "poles inside the unit circle and distinct", rounding, noise_source,
     [](Fields& f) -> Value {
       const auto poles = read_poles(f);
       const double factor = per_sample(f);
       check_poles(poles);
       return scaled(bound_gains_known_poles(poles), factor);
     }},
    {"p1.n_resolve", 1, "samples from which poles are told apart: standard deviation of the worst <= half the smallest distance",
     "4 max_i crb_i(N=1) / min |beta_i - beta_j|^2", "at least two poles, inside the unit circle and distinct, gains not zero",
     "1e-18 kappa", noise_source,
     [](Fields& f) -> Value {
       const System s(f);
       const double variance = f.real(noise_variance);
       const bool known = f.boolean({"gains_known", "whether the gains are known", false});
       s.check();
       in_domain(s.poles.size() >= 2, "at least two poles are needed");
       return variance * samples_to_resolve(s.poles, s.gains, known);
     }},
    {"p1.bias_fixed", 1, "what fixed poles cannot represent", "min_c sum_n |sum_k b_k beta_k^n - sum_j c_j mu_j^n|^2",
     "poles of both inside the unit circle and distinct, gains not zero", "1e-13 of the response's energy", noise_source,
     [](Fields& f) -> Value { return FixedAgainstLearned(f).bias(); }},
    {"p1.excess_risk", 1, "[fixed poles, learned poles]: excess risk after N samples", "bias^2 + (s2 + bias^2) K'/N and 2K s2/N",
     "as p1.bias_fixed; N large against the number of parameters", "first order in 1/N, bias^2 small against s2", noise_source,
     [](Fields& f) -> Value {
       const FixedAgainstLearned p(f);
       const double variance = f.real(noise_variance);
       const double n = static_cast<double>(f.integer(sample_count));
       return std::vector<double>{risk_of_fixed_poles(p.bias(), size(p.fixed_poles), variance, n),
                                  risk_of_learned_poles(size(p.system.poles), variance, n)};
     }},
    {"p1.crossover", 1, "N*: fixed poles win below, learned ones above", "s2 (2K - K')/bias^2", "as p1.bias_fixed; K' < 2K, bias > 0",
     "first order in 1/N, bias^2 small against s2", noise_source,
     [](Fields& f) -> Value {
       const FixedAgainstLearned p(f);
       const double variance = f.real(noise_variance);
       return crossover(p.bias(), size(p.fixed_poles), size(p.system.poles), variance);
     }},
    {"p1.pair_crossover", 1, "N* for two poles of gain 1 and two fixed ones around the same centre, in the words of pole_pair and cluster",
     "p1.crossover with both pairs centre +- half their separation", "as p1.bias_fixed; separations differ", "as p1.crossover",
     noise_source,
     [](Fields& f) -> Value {
       constexpr Range within{.low = 0, .high = 2, .low_allowed = false, .high_allowed = false};
       const double centre = f.real({.name = "centre", .help = "mean of both pairs", .range = in_circle});
       const double teacher = f.real({.name = "teacher_separation", .help = "distance of the teacher's poles", .range = within});
       const double fixed = f.real({.name = "separation", .help = "distance of the fixed poles", .range = within});
       const double noise = f.real({.name = "noise", .help = "standard deviation of the observation noise", .range = non_negative});
       const auto pair = [centre](double separation) { return std::vector<Complex>{centre - separation / 2, centre + separation / 2}; };
       for (const double separation : {teacher, fixed})
         in_domain(std::abs(centre) + separation / 2 < 1, "the poles must lie inside the unit circle");
       in_domain(teacher != fixed, "the separations must differ: poles that miss nothing have no crossover");
       return crossover(bias_of_fixed_poles(pair(fixed), pair(teacher), {1.0, 1.0}), 2, 2, noise * noise);
     }},
};

}  // namespace

const std::span<const Formula> formulas_p1{table};

}  // namespace polesweep::theory
