#include "core/modes/mode_updates.hpp"

#include <algorithm>
#include <cmath>

#include "core/modes/finite_sums.hpp"

namespace polesweep::theory {
namespace {

double square(double x) { return x * x; }

/// Lags that a sequence sees, weighted by where its loss is taken.
double lag_weight(std::int64_t lag, std::int64_t length, LossAt at) {
  return at == LossAt::last_step ? 1 : 1 - static_cast<double>(lag) / static_cast<double>(length);
}

}  // namespace

Updates mean_updates(const Algorithm& algorithm, const Mode& mode, const Mode& teacher) {
  const auto [a, b, w] = mode;
  const double m = teacher.a * teacher.b;
  const double v = teacher.w;
  const double own = 1 / (1 - w * w);    // sum of w^2n
  const double cross = 1 / (1 - w * v);  // sum of (w w*)^n
  const double readout = b * (a * b * own - m * cross);
  switch (algorithm.rule) {
    case Rule::bptt:
    case Rule::rtrl: return {readout, a * (a * b * own - m * cross), a * b * (a * b * w * own * own - m * v * cross * cross)};
    case Rule::tbptt: {
      const double k = static_cast<double>(algorithm.depth);
      const double own_kept = 1 - std::pow(w * w, k);
      const double cross_kept = 1 - std::pow(w * v, k);
      return {readout, a * (a * b * own_kept * own - m * cross_kept * cross),
              a * b * (a * b * w * own_kept * own * own - m * v * cross_kept * cross * cross)};
    }
    case Rule::rflo:
    case Rule::eprop: {
      const double leak = algorithm.rule == Rule::rflo ? algorithm.leak : w;
      const double own_leak = 1 / (1 - leak * w);
      const double cross_leak = 1 / (1 - leak * v);
      return {readout, algorithm.feedback * (a * b * own_leak - m * cross_leak),
              algorithm.feedback * b * (a * b * w * own * own_leak - m * v * cross * cross_leak)};
    }
  }
  return {};
}

Updates mean_updates(const Algorithm& algorithm, const Mode& mode, const Mode& teacher, std::int64_t length, LossAt at) {
  const auto [a, b, w] = mode;
  const bool local = algorithm.rule == Rule::rflo || algorithm.rule == Rule::eprop;
  const double signal = local ? algorithm.feedback : a;
  const double leak = algorithm.rule == Rule::rflo ? algorithm.leak : w;
  const std::int64_t depth = algorithm.rule == Rule::tbptt ? algorithm.depth : length;
  Updates sum;
  double own = a * b;                     // a b w^n
  double target = teacher.a * teacher.b;  // m w*^n
  double power = 1;                       // w^n
  double input_trace = 1;                 // how lag n enters the eligibility of b ...
  double pole_trace = 0;                  // ... and of w, without the factor b
  for (std::int64_t n = 0; n < length; ++n) {
    const double error = lag_weight(n, length, at) * (own - target);
    sum.a += error * b * power;
    sum.b += error * signal * (n < depth ? input_trace : 0);
    sum.w += error * signal * b * pole_trace;
    // Past the cut the trace of w grows no longer: min(n, k) w^{n-1}.
    pole_trace = leak * pole_trace + (local || n < depth ? power : 0);
    input_trace *= leak;
    power *= w;
    own *= w;
    target *= teacher.w;
  }
  return sum;
}

double loss(const Mode& mode, const Mode& teacher) {
  const double w = mode.w;
  const double v = teacher.w;
  const double m = teacher.a * teacher.b;
  const double gain = mode.a * mode.b - m;
  const double pole = w - v;
  const double own = 1 - w * w;
  const double cross = 1 - w * v;
  const double apart = (1 + w * v) / (own * cross * (1 - v * v)) * pole * pole;  // sum of (w^n - w*^n)^2
  return 0.5 * (gain * gain / own + 2 * gain * m * w * pole / (own * cross) + m * m * apart);
}

double loss(const Mode& mode, const Mode& teacher, std::int64_t length, LossAt at) {
  const auto sum = [length, at](double z) { return at == LossAt::last_step ? sum_powers(z, length) : sum_ramp(z, length); };
  const double gain = mode.a * mode.b;
  const double m = teacher.a * teacher.b;
  const double value = square(gain) * sum(square(mode.w)) - 2 * gain * m * sum(mode.w * teacher.w) + square(m) * sum(square(teacher.w));
  return std::max(0.0, 0.5 * value);
}

double rflo_invariant(double a, double b, double feedback, double leak, double teacher_w) {
  return a - b * b * (1 - leak * teacher_w) / (2 * feedback * (1 - teacher_w * teacher_w));
}

}  // namespace polesweep::theory
