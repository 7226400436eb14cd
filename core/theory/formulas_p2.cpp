#include <algorithm>
#include <cmath>

#include "core/modes/mode_updates.hpp"
#include "core/theory/convergence.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/formulas.hpp"
#include "core/theory/matrix_updates.hpp"
#include "core/theory/mode_flow.hpp"
#include "core/theory/mode_linear.hpp"

namespace polesweep::theory {
namespace {

constexpr Range in_circle{.low = -1, .high = 1, .low_allowed = false, .high_allowed = false};
constexpr Range inside{.low = 0, .high = 1, .low_allowed = false, .high_allowed = false};
constexpr const char* rules = "bptt|tbptt|rflo|eprop|rtrl";

Mode mode_from(const std::vector<double>& values) {
  in_domain(values.size() == 3, "theta, theta0 and teacher are lists of three: a, b, w");
  in_domain(std::abs(values[2]) < 1, "|w| must be < 1");
  return {values[0], values[1], values[2]};
}

std::vector<double> read_theta(Fields& f) { return f.reals({"theta", "student (a, b, w)"}); }
std::vector<double> read_teacher(Fields& f) { return f.reals({"teacher", "teacher (a*, b*, w*)"}); }
std::int64_t read_depth(Fields& f) { return f.integer({"k", "of tbptt: transitions a gradient goes back", "1", 1, {.low = 1}}); }
double read_feedback(Fields& f) { return f.real({"ahat", "feedback weight of rflo and eprop", "1", 1}); }
double read_leak(Fields& f) { return f.real({"what", "leak of rflo", "1", 0, in_circle}); }
double read_s(Fields& f) { return f.real({"s", "readout at the optimum (s, a* b*/s, w*), not zero"}); }
std::int64_t read_length(Fields& f) { return f.integer({"T", "steps of a sequence", "1", required_integer, {.low = 1, .high = 1e8}}); }
LossAt read_loss_at(Fields& f) {
  return static_cast<LossAt>(f.choice({"loss", "where the loss is taken", "last_step|every_step", "last_step"}));
}

Algorithm read_algorithm(Fields& f) {
  const auto rule = static_cast<Rule>(f.choice({"algorithm", "learning rule", rules}));
  const std::int64_t depth = read_depth(f);
  const double feedback = read_feedback(f);
  return {rule, depth, feedback, read_leak(f)};
}

struct Pair {
  std::vector<double> theta, teacher;
  explicit Pair(Fields& f) : theta(read_theta(f)), teacher(read_teacher(f)) {}
  Mode student_mode() const { return mode_from(theta); }
  Mode teacher_mode() const { return mode_from(teacher); }
};

Value list(const Updates& updates) { return std::vector<double>{updates.a, updates.b, updates.w}; }

Value delta(const Pair& pair, const Algorithm& algorithm) {
  return list(mean_updates(algorithm, pair.student_mode(), pair.teacher_mode()));
}

Linearisation read_linearisation(Fields& f) {
  const Algorithm algorithm = read_algorithm(f);
  const double s = read_s(f);
  return linearise(algorithm, s, mode_from(read_teacher(f)));
}

struct FlowParameters {
  Algorithm algorithm;
  std::vector<double> start, teacher;
  explicit FlowParameters(Fields& f)
      : algorithm(read_algorithm(f)), start(f.reals({"theta0", "where the flow starts (a, b, w)"})), teacher(read_teacher(f)) {}
};

/// A point of a stability map, and what the linearisation and the flow say of it.
struct StabilityPoint {
  Algorithm algorithm;
  double s;
  std::vector<double> teacher;
  explicit StabilityPoint(Fields& f) : algorithm(read_algorithm(f)), s(read_s(f)), teacher(read_teacher(f)) {}
  bool rule() const { return linearise(algorithm, s, mode_from(teacher)).stable(); }
  bool flow(double perturbation) const { return flow_returns(algorithm, s, mode_from(teacher), perturbation); }
};

double read_perturbation(Fields& f) {
  return f.real({"perturbation", "added to all three weights at the start", "1", 1e-4, {.low = 0, .high = 1e-2, .low_allowed = false}});
}

double read_epsilon(Fields& f) { return f.real({"eps", "loss at which the flow ends", "1", required, positive}); }
double read_time(Fields& f) { return f.real({"t", "time of the flow", "1", required, non_negative}); }

/// Whole matrices are written row by row; the number of states follows from W.
struct Matrices {
  std::vector<double> w, b, a, teacher_w, teacher_b, teacher_a;
  explicit Matrices(Fields& f)
      : w(f.reals({"W", "recurrent matrix, n x n, row by row"})),
        b(f.reals({"B", "input matrix, n x m"})),
        a(f.reals({"A", "readout, o x n"})),
        teacher_w(f.reals({"teacher_W", "the teacher's W"})),
        teacher_b(f.reals({"teacher_B", "the teacher's B"})),
        teacher_a(f.reals({"teacher_A", "the teacher's A"})) {}
  static LinearNetwork network(const std::vector<double>& w, const std::vector<double>& b, const std::vector<double>& a) {
    const auto n = static_cast<int>(std::lround(std::sqrt(static_cast<double>(w.size()))));
    in_domain(n > 0, "W must be n x n");
    return {n, static_cast<int>(b.size()) / n, static_cast<int>(a.size()) / n, w, b, a};
  }
  LinearNetwork student() const { return network(w, b, a); }
  LinearNetwork teacher() const { return network(teacher_w, teacher_b, teacher_a); }
};

constexpr const char* mode_domain = "|w| < 1 for student and teacher, |what| < 1";
constexpr const char* optimum_domain = "s != 0, a* b* != 0, |w*| < 1, |what| < 1";
constexpr const char* rounding = "1e-13";
constexpr const char* updates_accuracy = "1e-15 of the larger of student and teacher term";
constexpr const char* updates_source = "arXiv 2606.00243, mode equations";
constexpr const char* stability_source = "arXiv 2606.00243, stability (derived for every k; RFLO corrected)";
constexpr const char* flow_source = "arXiv 2606.00243, the detour";

constexpr Formula table[] = {
    {"p2.delta.bptt", 1, "[Da, Db, Dw] of BPTT", "Db = a sum e_n w^n, Dw = a b sum e_n n w^{n-1}, e_n = a b w^n - a* b* w*^n", mode_domain,
     updates_accuracy, updates_source, [](Fields& f) -> Value { return delta(Pair(f), {Rule::bptt}); }},
    {"p2.delta.tbptt", 1, "[Da, Db, Dw] of truncated BPTT", "Db = a sum_{n<k} e_n w^n, Dw = a b sum e_n min(n, k) w^{n-1}", mode_domain,
     updates_accuracy, updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       return delta(pair, {Rule::tbptt, read_depth(f)});
     }},
    {"p2.delta.rflo", 1, "[Da, Db, Dw] of RFLO", "Db = ahat sum e_n what^n, Dw = ahat b sum e_n (w^n - what^n)/(w - what)", mode_domain,
     updates_accuracy, updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       const double feedback = read_feedback(f);
       return delta(pair, {Rule::rflo, 1, feedback, read_leak(f)});
     }},
    {"p2.delta.eprop", 1, "[Da, Db, Dw] of e-prop in an aligned mode", "RFLO with what = w", mode_domain, updates_accuracy, updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       return delta(pair, {Rule::eprop, 1, read_feedback(f)});
     }},
    {"p2.delta.rtrl", 1, "[Da, Db, Dw] of RTRL: those of BPTT in the mean", "p2.delta.bptt", mode_domain, updates_accuracy, updates_source,
     [](Fields& f) -> Value { return delta(Pair(f), {Rule::rtrl}); }},
    {"p2.delta_finite", 1, "[Da, Db, Dw] for sequences of T steps",
     "the sums over n < T, weighted 1 - n/T where the loss is taken at every step", mode_domain, "1e-13", updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       const Algorithm algorithm = read_algorithm(f);
       const std::int64_t length = read_length(f);
       const LossAt at = read_loss_at(f);
       return list(mean_updates(algorithm, pair.student_mode(), pair.teacher_mode(), length, at));
     }},
    {"p2.loss", 1, "population loss 1/2 E (y - y*)^2", "1/2 [a^2 b^2/(1-w^2) - 2 a b m/(1-w w*) + m^2/(1-w*^2)]", mode_domain, rounding,
     updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       return loss(pair.student_mode(), pair.teacher_mode());
     }},
    {"p2.loss_final", 1, "loss of the last of T steps", "1/2 sum_{n<T} e_n^2", mode_domain, "1e-14 of the teacher's energy", updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       const std::int64_t length = read_length(f);
       return loss(pair.student_mode(), pair.teacher_mode(), length, LossAt::last_step);
     }},
    {"p2.loss_seq", 1, "mean loss over T steps", "1/2 sum_{n<T} (1 - n/T) e_n^2", mode_domain, "1e-14 of the teacher's energy",
     updates_source,
     [](Fields& f) -> Value {
       const Pair pair(f);
       const std::int64_t length = read_length(f);
       return loss(pair.student_mode(), pair.teacher_mode(), length, LossAt::every_step);
     }},
    {"p2.jacobian", 1, "[M_uu, M_uv, M_vu, M_vv] at the optimum, u = delta(ab), v = delta w", "(u, v)' = -M (u, v)", optimum_domain,
     rounding, stability_source,
     [](Fields& f) -> Value {
       const Linearisation m = read_linearisation(f);
       return std::vector<double>{m.uu, m.uv, m.vu, m.vv};
     }},
    {"p2.rates", 1, "both non-zero decay rates at the optimum, the slower first", "eigenvalues of M", optimum_domain, rounding,
     stability_source,
     [](Fields& f) -> Value {
       const auto rates = read_linearisation(f).rates();
       return std::vector<Complex>{rates[0], rates[1]};
     }},
    {"p2.rate_slow", 1, "smaller non-zero decay rate at the optimum; negative where it repels", "(tr - sqrt(tr^2 - 4 det))/2, real part",
     optimum_domain, rounding, stability_source, [](Fields& f) -> Value { return slow_rate(read_linearisation(f)); }},
    {"p2.update_rate", 1, "rate r of the risk ~ exp(-r u) over updates u with a step size, near the optimum; of several modes the slowest",
     "min over the eigenvalues of -2 ln|1 - step_size l|", optimum_domain, rounding, stability_source,
     [](Fields& f) -> Value {
       const Algorithm algorithm = read_algorithm(f);
       const auto s = f.reals({"s", "readouts at the optimum, one for each mode"});
       const auto gains = f.reals({"m", "the teacher's gains a* b*"});
       const auto poles = f.reals({"w", "the teacher's poles"});
       const double step = f.real({"step_size", "of the updates", "1", required, positive});
       in_domain(!s.empty() && s.size() == gains.size() && s.size() == poles.size(), "s, m and w are lists of one number for each mode");
       double slowest = 1e300;
       for (std::size_t i = 0; i < s.size(); ++i)
         slowest = std::min(slowest, update_rate(linearise(algorithm, s[i], mode_from({gains[i], 1, poles[i]})), step));
       return slowest;
     }},
    {"p2.stable", 1, "1 if the optimum attracts by the rule of trace and determinant, else 0", "tr M > 0 and det M > 0", optimum_domain,
     "exact but at the edges", stability_source, [](Fields& f) -> Value { return StabilityPoint(f).rule() ? 1.0 : 0.0; }},
    {"p2.flow_returns", 1, "1 if the flow from near the optimum comes back to it, else 0",
     "theta' = -Delta: the loss falls by 10^4 before the distance reaches 10^3 perturbations",
     "as p2.stable, perturbation < (1 - |w*|)/4; decided within 10^6 steps", "exact but at the edges", stability_source,
     [](Fields& f) -> Value {
       const StabilityPoint point(f);
       return point.flow(read_perturbation(f)) ? 1.0 : 0.0;
     }},
    {"p2.rule_agrees", 1, "1 if p2.stable and p2.flow_returns say the same, else 0", "p2.stable = p2.flow_returns", "as p2.flow_returns",
     "exact but at the edges", stability_source,
     [](Fields& f) -> Value {
       const StabilityPoint point(f);
       return point.rule() == point.flow(read_perturbation(f)) ? 1.0 : 0.0;
     }},
    {"p2.eta_max", 1, "largest stable step size at the optimum", "min over the eigenvalues of 2 Re(l)/|l|^2",
     "as p2.rate_slow, where the flow is stable", rounding, stability_source,
     [](Fields& f) -> Value { return largest_step(read_linearisation(f)); }},
    {"p2.rflo_window", 1, "[lo, hi]: with ahat s < 0 RFLO is stable for lo < |ahat s| < hi",
     "b2 < |alpha| < b2 D/(rho + b2 D^2 rho^2 (1 - q r))", "s != 0, a* b* != 0, |w*| < 1, |what| < 1, window not empty", rounding,
     stability_source,
     [](Fields& f) -> Value {
       const double s = read_s(f);
       const auto teacher = read_teacher(f);
       const double leak = read_leak(f);
       const auto window = rflo_window(s, mode_from(teacher), leak);
       return std::vector<double>{window[0], window[1]};
     }},
    {"p2.saddle_exponent", 1, "growth rate out of a = b = 0 at pole w", "|m| sqrt(1 - (w w*)^k)/(1 - w w*), BPTT: k -> infinity",
     "|w| < 1, |w*| < 1, algorithm bptt, tbptt or rtrl", rounding, stability_source,
     [](Fields& f) -> Value {
       const Algorithm algorithm = read_algorithm(f);
       const double w = f.real({"w", "pole of the student", "1", required, in_circle});
       return saddle_exponent(algorithm, w, mode_from(read_teacher(f)));
     }},
    {"p2.escape_time", 1, "time in which the flow leaves the silent student: until the loss is `part` of its own",
     "theta' = -Delta from a = b = scale, b with the sign of a* b*", "|w| < 1 all along; scale > 0, a* b* != 0, 0 < part < 1", "1e-10",
     flow_source,
     [](Fields& f) -> Value {
       const Algorithm algorithm = read_algorithm(f);
       const double scale = f.real({"scale", "size of a and b at the start", "1", required, positive});
       const double w = f.real({"w", "pole of the student at the start", "1", required, in_circle});
       const auto teacher = read_teacher(f);
       const double part = f.real({"part", "of the silent student's loss, at which it has left", "1", 0.5, inside});
       return escape_time(algorithm, scale, w, mode_from(teacher), part);
     }},
    {"p2.flow_time", 1, "[t, length of the path] of the flow until the loss is eps", "theta' = -Delta", "|w| < 1 all along; eps > 0",
     "1e-10", flow_source,
     [](Fields& f) -> Value {
       const FlowParameters p(f);
       const double epsilon = read_epsilon(f);
       const FlowEnd end = flow_until(p.algorithm, mode_from(p.start), mode_from(p.teacher), epsilon);
       return std::vector<double>{end.time, end.path};
     }},
    {"p2.flow_converges", 1, "1 if the flow comes down to loss eps by time t, else 0",
     "theta' = -Delta; 0 where it reaches |w| = 1 or needs more than 10^6 steps", "|w| < 1 at the start; eps > 0, t >= 0",
     "exact but at the edges", flow_source,
     [](Fields& f) -> Value {
       const FlowParameters p(f);
       const double epsilon = read_epsilon(f);
       const double time = f.real({"t", "longest time", "1", 200, non_negative});
       return flow_converges(p.algorithm, mode_from(p.start), mode_from(p.teacher), epsilon, time) ? 1.0 : 0.0;
     }},
    {"p2.flow_end", 1, "[a, b, w] where the flow has come down to loss eps", "theta' = -Delta", "|w| < 1 all along; eps > 0", "1e-10",
     flow_source,
     [](Fields& f) -> Value {
       const FlowParameters p(f);
       const double epsilon = read_epsilon(f);
       const Mode end = flow_until(p.algorithm, mode_from(p.start), mode_from(p.teacher), epsilon).mode;
       return std::vector<double>{end.a, end.b, end.w};
     }},
    {"p2.flow", 1, "[a, b, w] of the flow at time t", "theta' = -Delta", "|w| < 1 all along; t >= 0", "1e-10", flow_source,
     [](Fields& f) -> Value {
       const FlowParameters p(f);
       const double time = read_time(f);
       const Mode end = flow_for(p.algorithm, mode_from(p.start), mode_from(p.teacher), time).mode;
       return std::vector<double>{end.a, end.b, end.w};
     }},
    {"p2.convergence_probability", 1,
     "[all, starts with ahat a0 > 0, the others]: share of random starts from which the flow comes down to loss eps by time t",
     "a0, b0 ~ N(0, s0^2), w0 ~ N(0, sw^2) inside the circle, ahat ~ N(0, sahat^2), theta' = -Delta", "|w*| < 1; eps, t, s0, sw > 0",
     "Monte Carlo: standard error sqrt(p (1-p)/runs), the same draws every time", "arXiv 2606.00243, convergence",
     [](Fields& f) -> Value {
       const auto rule = static_cast<Rule>(f.choice({"algorithm", "learning rule", rules}));
       const std::int64_t depth = read_depth(f);
       const double leak = read_leak(f);
       const auto teacher = read_teacher(f);
       RandomStarts starts;
       starts.scale = f.real({"s0", "standard deviation of a0 and b0", "1", required, positive});
       starts.pole_scale = f.real({"sw", "standard deviation of w0", "1", 0.3, {.low = 0, .high = 10, .low_allowed = false}});
       starts.feedback_scale = f.real({"sahat", "standard deviation of ahat", "1", 1, positive});
       const double epsilon = f.real({"eps", "loss at which a run has converged", "1", 1e-4, positive});
       const double time = f.real({"t", "longest time", "1", 200, positive});
       starts.runs = f.integer({"runs", "random starts", "1", 1000, {.low = 1, .high = 1e6}});
       starts.seed = static_cast<std::uint64_t>(f.integer({"seed", "of the draws", "1", 0, {.low = 0}}));
       const Converged share = convergence({rule, depth, 1, leak}, mode_from(teacher), starts, epsilon, time);
       return std::vector<double>{share.all, share.aligned, share.opposed};
     }},
    {"p2.rflo_frozen_time", 1, "time of RFLO with w = w* held for b to go from b0 to b1",
     "sum over the roots r of P of ln((b1-r)/(b0-r))/P'(r), b' = P(b)", "ahat != 0, |w*| < 1, |what| < 1, b moves from b0 to b1", "1e-12",
     flow_source,
     [](Fields& f) -> Value {
       const double a0 = f.real({"a0", "readout at the start"});
       const double b0 = f.real({"b0", "input weight at the start"});
       const double b1 = f.real({"b1", "input weight at the end"});
       const auto teacher = read_teacher(f);
       const double feedback = read_feedback(f);
       const double leak = read_leak(f);
       return frozen_rflo_time(a0, b0, b1, {Rule::rflo, 1, feedback, leak}, mode_from(teacher));
     }},
    {"p2.rflo_invariant", 1, "what RFLO conserves while w = w*", "a - D b^2/(2 ahat rho)", "ahat != 0, |w*| < 1, |what| < 1", rounding,
     flow_source,
     [](Fields& f) -> Value {
       const double a = f.real({"a", "readout"});
       const double b = f.real({"b", "input weight"});
       const double w = f.real({"w", "pole of the teacher", "1", required, in_circle});
       const double feedback = read_feedback(f);
       const double leak = read_leak(f);
       in_domain(feedback != 0, "ahat must not be zero");
       return rflo_invariant(a, b, feedback, leak, w);
     }},
    {"p2.matrix_delta", 1, "[dA, dB, dW] of whole matrices, each row by row",
     "dA = A Sigma - A* X^T; BPTT: dW = Q W Sigma - Q_x W* X^T, dB = Q B - Q_x B*",
     "spectral radii of W and teacher_W < 1, shapes that match", "1e-13 over the distance of the radii from 1",
     "arXiv 2606.00243, before alignment (derived)",
     [](Fields& f) -> Value {
       const Matrices matrices(f);
       const Algorithm algorithm = read_algorithm(f);
       const auto feedback = f.reals({"R", "feedback of rflo and eprop, o x n", "1", true});
       const LinearNetwork updates = matrix_updates(algorithm, matrices.student(), matrices.teacher(), feedback);
       std::vector<double> all = updates.readout;
       all.insert(all.end(), updates.input.begin(), updates.input.end());
       all.insert(all.end(), updates.recurrent.begin(), updates.recurrent.end());
       return all;
     }},
    {"p2.matrix_loss", 1, "population loss of whole matrices", "1/2 E |y - y*|^2",
     "spectral radii of W and teacher_W < 1, shapes that match", "1e-13 of the teacher's energy",
     "arXiv 2606.00243, before alignment (derived)",
     [](Fields& f) -> Value {
       const Matrices matrices(f);
       return matrix_loss(matrices.student(), matrices.teacher());
     }},
};

}  // namespace

const std::span<const Formula> formulas_p2{table};

}  // namespace polesweep::theory
