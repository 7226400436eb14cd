#include "core/theory/truncation.hpp"

#include <cmath>
#include <optional>

#include "core/modes/finite_sums.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/root.hpp"

namespace polesweep::theory {
namespace {

/// z^k, 0 for a gradient that is never cut.
double cut_power(double z, std::int64_t depth) { return depth == 0 ? 0 : std::pow(z, static_cast<double>(depth)); }

double readout(const Exponentials& teacher, double w) {
  double sum = 0;
  for (const Exponential& part : teacher) sum += part.gain / (1 - w * part.pole);
  return (1 - w * w) * sum;
}

/// sum_n min(n, k) w^{n-1} e_n with the best a: what w moves against, without the factor a.
double pole_force(const Exponentials& teacher, double w, std::int64_t depth) {
  double force = readout(teacher, w) * w * (1 - cut_power(w * w, depth)) / square(1 - w * w);
  for (const Exponential& part : teacher) {
    const double z = w * part.pole;
    force -= part.gain * part.pole * (1 - cut_power(z, depth)) / square(1 - z);
  }
  return force;
}

/// sum_{n>k} (n - k) w^{n-1} e_n: what the cut leaves out.
double lost_force(double a, double w, const Exponentials& teacher, std::int64_t depth) {
  double lost = a * w * cut_power(w * w, depth) / square(1 - w * w);
  for (const Exponential& part : teacher) {
    const double z = w * part.pole;
    lost -= part.gain * part.pole * cut_power(z, depth) / square(1 - z);
  }
  return lost;
}

/// d/dw of `pole_force` for RTRL.
double force_slope(const Exponentials& teacher, double w) {
  double a = 0;
  double slope_of_a = 0;
  double slope = 0;
  for (const Exponential& part : teacher) {
    const double rest = 1 - w * part.pole;
    a += (1 - w * w) * part.gain / rest;
    slope_of_a += part.gain * (-2 * w / rest + (1 - w * w) * part.pole / square(rest));
    slope -= 2 * part.gain * square(part.pole) / (rest * rest * rest);
  }
  const double own = 1 - w * w;
  return slope + slope_of_a * w / square(own) + a * (1 + 3 * w * w) / (own * own * own);
}

}  // namespace

double delay_pole(std::int64_t delay, std::int64_t depth, Cut cut) {
  const double d = static_cast<double>(delay);
  if (depth == 0) return std::sqrt(d / (d + 1));
  in_domain(depth > delay, "k <= d: w drifts to 1 and nothing is learned");
  const double k = static_cast<double>(depth);
  if (cut == Cut::rolling) return std::sqrt(root([=](double q) { return q * sum_powers(q, depth) - d; }, 0, 1));
  // sum_{j=1}^k (k+1-j) q^j.
  const double wanted = 0.5 * d * (2 * k - d + 1);
  return std::sqrt(root([=](double q) { return (k + 1) * q * sum_powers(q, depth) - q * sum_first(q, depth) - wanted; }, 0, 1));
}

double delay_loss(std::int64_t delay, double w) { return 0.5 * (1 - (1 - w * w) * std::pow(w * w, static_cast<double>(delay))); }

double slow_drift_time(double q0, double q1) {
  in_domain(q0 < q1, "q0 must be below q1");
  const auto position = [](double q) { return 1 / (1 - q) + std::log(q / (1 - q)); };
  return 0.5 * (position(q1) - position(q0));
}

double gain_drift(std::int64_t delay, std::int64_t depth) {
  if (depth == 0) return 0;
  const double q = square(delay_pole(delay, depth, Cut::rolling));
  return -2 * (1 - q) * std::pow(q, static_cast<double>(delay + depth));
}

Stationary best_readout(const Exponentials& teacher, double w) {
  const double a = readout(teacher, w);
  // e is the target's part orthogonal to (1, w, w^2, ...): what is left of each exponential after the projection is a Blaschke factor.
  double left = 0;
  for (const Exponential& i : teacher)
    for (const Exponential& j : teacher)
      left += i.gain * j.gain * (i.pole - w) * (j.pole - w) / ((1 - i.pole * w) * (1 - j.pole * w) * (1 - i.pole * j.pole));
  return {w, a, 0.5 * left};
}

Stationary stationary_point(const Exponentials& teacher, std::int64_t depth) {
  in_domain(!teacher.empty(), "the teacher must have a part");
  constexpr int cells = 4000;
  const auto force = [&](double w) { return pole_force(teacher, w, depth); };
  const auto node = [](int i) { return std::sin(std::acos(0.0) * (2.0 * i / cells - 1)) * (1 - 1e-12); };  // denser towards the circle
  std::optional<Stationary> best;
  double before = force(node(0));
  for (int i = 1; i <= cells; ++i) {
    const double after = force(node(i));
    if ((before < 0) != (after < 0)) {
      const Stationary found = best_readout(teacher, root(force, node(i - 1), node(i)));
      // a times the force must push back: it rises through zero.
      if (found.a * (after - before) > 0 && (!best || found.loss < best->loss)) best = found;
    }
    before = after;
  }
  if (!best) throw std::domain_error("no stable stationary point inside the unit circle");
  return *best;
}

double gradient_bias(double a, double w, const Exponentials& teacher, std::int64_t depth) {
  return depth == 0 ? 0 : -a * lost_force(a, w, teacher, depth);
}

double pole_shift(const Exponentials& teacher, std::int64_t depth) {
  in_domain(depth >= 1, "k must be >= 1: RTRL is not shifted");
  const Stationary exact = stationary_point(teacher, 0);
  return lost_force(exact.a, exact.w, teacher, depth) / force_slope(teacher, exact.w);
}

}  // namespace polesweep::theory
