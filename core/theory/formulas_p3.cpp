#include <cmath>

#include "core/theory/asymptotic_covariance.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/ergodicity.hpp"
#include "core/theory/formulas.hpp"
#include "core/theory/truncation.hpp"

namespace polesweep::theory {
namespace {

constexpr Range in_circle{.low = -1, .high = 1, .low_allowed = false, .high_allowed = false};
constexpr Range in_unit{.low = 0, .high = 1, .low_allowed = false, .high_allowed = false};

std::int64_t read_delay(Fields& f) { return f.integer({"d", "delay of the target", "samples", required_integer, {.low = 1, .high = 1e6}}); }
std::int64_t read_depth(Fields& f) {
  return f.integer({"k", "transitions a gradient goes back; 0: never cut (RTRL)", "1", 0, {.low = 0, .high = 1e8}});
}
double read_pole(Fields& f) { return f.real({"w", "pole of the student", "1", required, in_circle}); }
std::int64_t read_time(Fields& f) { return f.integer({"t", "steps since the start", "1", required_integer, {.low = 0, .high = 1e8}}); }
double read_input_weight(Fields& f) { return f.real({"b", "input weight"}); }

std::vector<double> read_teacher(Fields& f) { return f.reals({"teacher", "pairs of gain and pole, [[c1, mu1], [c2, mu2], ...]"}); }

Exponentials exponentials(const std::vector<double>& pairs) {
  in_domain(!pairs.empty() && pairs.size() % 2 == 0, "the teacher is a list of pairs of gain and pole");
  Exponentials teacher;
  for (std::size_t i = 0; i < pairs.size(); i += 2) {
    in_domain(std::abs(pairs[i + 1]) < 1, "poles of the teacher must be in (-1, 1)");
    teacher.push_back({pairs[i], pairs[i + 1]});
  }
  return teacher;
}

struct Marginal {
  std::int64_t t;
  double w, b;
  Start start;
  explicit Marginal(Fields& f)
      : t(read_time(f)),
        w(read_pole(f)),
        b(read_input_weight(f)),
        start{f.real({"m0", "mean of the state at the start"}),
              f.real({"v0", "variance of the state at the start", "1", 0, non_negative})} {}
};

template <std::size_t count>
Value list(const std::array<double, count>& values) {
  return std::vector<double>(values.begin(), values.end());
}

constexpr const char* delay_domain = "d >= 1, k > d or k = 0 (RTRL)";
constexpr const char* teacher_domain = "|w| < 1, poles of the teacher in (-1, 1), k >= 0";
constexpr const char* rounding = "1e-13";
constexpr const char* truncation_source = "arXiv 2501.08040, scalar student under mismatch (derived)";
constexpr const char* ergodicity_source = "arXiv 2501.08040, geometric ergodicity (linear case)";

constexpr Formula table[] = {
    {"p3.delay_w", 1, "stationary pole w > 0 of TBPTT(k) on the target x_{t-d}",
     "sum_{j=1}^k w^{2j} = d; RTRL: w^2 = d/(d+1); chunked: sum (k+1-j) w^{2j} = d (2k-d+1)/2", delay_domain, rounding, truncation_source,
     [](Fields& f) -> Value {
       const std::int64_t delay = read_delay(f);
       const std::int64_t depth = read_depth(f);
       const auto cut = static_cast<Cut>(f.choice(
           {"cut", "rolling: every step's gradient goes back k; chunked: to the start of its chunk of k", "rolling|chunked", "rolling"}));
       return delay_pole(delay, depth, cut);
     }},
    {"p3.delay_loss", 1, "loss on the target x_{t-d} at pole w with the best readout", "1/2 (1 - (1-w^2) w^{2d})", "|w| < 1, d >= 1",
     rounding, truncation_source,
     [](Fields& f) -> Value {
       const std::int64_t delay = read_delay(f);
       return delay_loss(delay, read_pole(f));
     }},
    {"p3.slow_drift", 1, "d = k = 1: integrated step size for w^2 to go from q0 to q1", "1/(1-q) + ln(q/(1-q)) = 2 tau + const",
     "0 < q0 < q1 < 1", rounding, truncation_source,
     [](Fields& f) -> Value {
       const double q0 = f.real({"q0", "w^2 at the start", "1", required, in_unit});
       const double q1 = f.real({"q1", "w^2 at the end", "1", required, in_unit});
       return slow_drift_time(q0, q1);
     }},
    {"p3.drift", 1, "d(a^2 - b^2)/dt of TBPTT(k) with y = a b h, far out on its endless drift", "-2 (1-q) q^{d+k}, q of p3.delay_w",
     delay_domain, rounding, truncation_source,
     [](Fields& f) -> Value {
       const std::int64_t delay = read_delay(f);
       return gain_drift(delay, read_depth(f));
     }},
    {"p3.w_twoexp", 1, "[w, a, loss] at the stable stationary point of TBPTT(k), target a sum of exponentials",
     "a w (1-w^{2k})/(1-w^2)^2 = sum c_i mu_i (1-(w mu_i)^k)/(1-w mu_i)^2",
     "poles of the teacher in (-1, 1), a stable point inside the circle", "1e-12", truncation_source,
     [](Fields& f) -> Value {
       const auto teacher = read_teacher(f);
       const std::int64_t depth = read_depth(f);
       const Stationary point = stationary_point(exponentials(teacher), depth);
       return std::vector<double>{point.w, point.a, point.loss};
     }},
    {"p3.best_readout", 1, "[a, loss]: best readout of a pole w on a sum of exponentials", "a = (1-w^2) sum c_i/(1-w mu_i)", teacher_domain,
     rounding, truncation_source,
     [](Fields& f) -> Value {
       const double w = read_pole(f);
       const Stationary point = best_readout(exponentials(read_teacher(f)), w);
       return std::vector<double>{point.a, point.loss};
     }},
    {"p3.grad_bias", 1, "E g_w of TBPTT(k) minus that of RTRL at (a, w)", "-a sum_{n>k} (n-k) w^{n-1} e_n", teacher_domain, rounding,
     truncation_source,
     [](Fields& f) -> Value {
       const double a = f.real({"a", "readout of the student"});
       const double w = read_pole(f);
       const auto teacher = read_teacher(f);
       const std::int64_t depth = read_depth(f);
       return gradient_bias(a, w, exponentials(teacher), depth);
     }},
    {"p3.w_shift", 1, "w_k - w_RTRL to first order in the bias",
     "[a w^{2k+1}/(1-w^2)^2 - sum c_i mu_i (w mu_i)^k/(1-w mu_i)^2]/F'(w) at w_RTRL", "as p3.w_twoexp, k >= 1",
     "relative error of the order of the shift", truncation_source,
     [](Fields& f) -> Value {
       const auto teacher = read_teacher(f);
       const std::int64_t depth = read_depth(f);
       return pole_shift(exponentials(teacher), depth);
     }},
    {"p3.w1", 1, "W1 between the law of h_t and its stationary law", "E |dm + ds Z|", "|w| < 1, v0 >= 0, t >= 0", rounding,
     ergodicity_source,
     [](Fields& f) -> Value {
       const Marginal p(f);
       return wasserstein_1(p.t, p.w, p.b, p.start);
     }},
    {"p3.w2", 1, "W2 between the law of h_t and its stationary law", "sqrt(w^{2t} m0^2 + (sqrt v_t - sigma)^2)", "|w| < 1, v0 >= 0, t >= 0",
     rounding, ergodicity_source,
     [](Fields& f) -> Value {
       const Marginal p(f);
       return wasserstein_2(p.t, p.w, p.b, p.start);
     }},
    {"p3.w2_joint", 1, "W2 between the law of (h_t, p_t) started at (h0, p0) and its stationary law",
     "sqrt(|J^t z0|^2 + tr S_t + tr S - 2 sqrt(tr S_t S + 2 sqrt(det S_t det S)))", "|w| < 1, t >= 0", "square: absolute 1e-18 tr S",
     ergodicity_source,
     [](Fields& f) -> Value {
       const std::int64_t t = read_time(f);
       const double w = read_pole(f);
       const double b = read_input_weight(f);
       const double h0 = f.real({"h0", "state at the start"});
       const double p0 = f.real({"p0", "derivative of the state at the start"});
       return wasserstein_2_joint(t, w, b, h0, p0);
     }},
    {"p3.stationary_cov", 1, "[var h, cov(h, p), var p] of the stationary law", "b^2 [D, w D^2, (1+w^2) D^3], D = 1/(1-w^2)", "|w| < 1",
     rounding, ergodicity_source,
     [](Fields& f) -> Value {
       const double w = read_pole(f);
       return list(stationary_covariance(w, read_input_weight(f)));
     }},
    {"p3.asym_cov", 1, "[V_aa, V_aw, V_ww] of sqrt(T) (averaged iterate - stationary point) on the target x_{t-d} plus noise",
     "J^-1 S J^-T, S by Isserlis", "d >= 1, k > d or k = 0 (RTRL), stationary |w| <= 0.995, Gaussian input", "1e-12",
     "arXiv 2501.08040, stochastic approximation (derived)",
     [](Fields& f) -> Value {
       const std::int64_t delay = read_delay(f);
       const std::int64_t depth = read_depth(f);
       const double variance = f.real({"s2", "variance of the output noise", "1", 0, non_negative});
       return list(asymptotic_covariance(delay, depth, variance));
     }},
};

}  // namespace

const std::span<const Formula> formulas_p3{table};

}  // namespace polesweep::theory
