#include "core/theory/mode_flow.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>
#include <cmath>
#include <complex>
#include <functional>

#include "core/modes/mode_updates.hpp"
#include "core/theory/domain.hpp"
#include "core/theory/root.hpp"

namespace polesweep::theory {
namespace {

namespace odeint = boost::numeric::odeint;

/// (a, b, w, length of the path so far).
using State = std::array<double, 4>;
using Stepper = odeint::runge_kutta_fehlberg78<State>;
using Controlled = odeint::controlled_runge_kutta<Stepper>;

Mode mode_of(const State& state) { return {state[0], state[1], state[2]}; }

class Flow {
 public:
  Flow(const Algorithm& algorithm, const Mode& start, const Mode& teacher)
      : algorithm_(algorithm), teacher_(teacher), state_{start.a, start.b, start.w, 0} {}

  void operator()(const State& state, State& change, double) const {
    const Updates updates = mean_updates(algorithm_, mode_of(state), teacher_);
    change = {-updates.a, -updates.b, -updates.w, std::hypot(updates.a, updates.b, updates.w)};
  }

  /// One accepted step of at most `longest`.
  void step(double longest) {
    in_domain(++steps_ < 1000000, "the flow needs more than 10^6 steps");
    step_ = std::min(step_, longest);
    previous_ = state_;
    previous_time_ = time_;
    for (;;) {
      // A trial step may cross the circle, where the equations have their pole: it is refused as one with too large an error is.
      State trial = previous_;
      double time = previous_time_;
      const double tried = step_;
      const auto result = stepper_.try_step(std::cref(*this), trial, time, step_);
      if (result == odeint::success && std::abs(trial[2]) < 1 && std::isfinite(trial[0] + trial[1] + trial[3])) {
        state_ = trial;
        time_ = time;
        return;
      }
      if (result == odeint::success || !std::isfinite(step_)) step_ = tried / 4;
      in_domain(step_ > 1e-14 * (1 + time_), "the flow reaches |w| = 1 in finite time");
    }
  }

  /// Goes back to within the last step, to where the loss is epsilon.
  void back_to_loss(double epsilon) {
    const double span = time_ - previous_time_;
    const auto after = [this](double part) {
      State state = previous_;
      if (part > 0) Stepper().do_step(*this, state, previous_time_, part);
      return state;
    };
    const double part = root([&](double h) { return loss(mode_of(after(h)), teacher_) - epsilon; }, 0, span);
    state_ = after(part);
    time_ = previous_time_ + part;
  }

  double time() const { return time_; }
  double current_loss() const { return loss(mode_of(state_), teacher_); }
  FlowEnd end() const { return {time_, state_[3], mode_of(state_)}; }

 private:
  Algorithm algorithm_;
  Mode teacher_;
  State state_;
  State previous_{};
  double time_ = 0;
  double previous_time_ = 0;
  double step_ = 1e-3;
  int steps_ = 0;
  Controlled stepper_{Controlled::error_checker_type(1e-13, 1e-13)};
};

}  // namespace

FlowEnd flow_until(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double epsilon) {
  Flow flow(algorithm, start, teacher);
  if (flow.current_loss() <= epsilon) return flow.end();
  while (flow.current_loss() > epsilon) flow.step(1e6);
  flow.back_to_loss(epsilon);
  return flow.end();
}

FlowEnd flow_for(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double time) {
  Flow flow(algorithm, start, teacher);
  while (time - flow.time() > 1e-15 * time) flow.step(time - flow.time());
  return flow.end();
}

double escape_time(const Algorithm& algorithm, double scale, double w, const Mode& teacher, double part) {
  const double gain = teacher.a * teacher.b;
  in_domain(scale > 0 && gain != 0, "the scale must be positive, and the teacher's gain not zero");
  const double silent = loss({0, 0, w}, teacher);
  return flow_until(algorithm, {scale, std::copysign(scale, gain), w}, teacher, part * silent).time;
}

bool flow_converges(const Algorithm& algorithm, const Mode& start, const Mode& teacher, double epsilon, double time) {
  Flow flow(algorithm, start, teacher);
  try {
    while (flow.current_loss() > epsilon && time - flow.time() > 1e-15 * time) flow.step(time - flow.time());
  } catch (const std::domain_error&) {  // thrown by a flow that cannot go on
    return false;
  }
  return flow.current_loss() <= epsilon;
}

bool flow_returns(const Algorithm& algorithm, double s, const Mode& teacher, double perturbation) {
  in_domain(s != 0 && teacher.a * teacher.b != 0, "s and the teacher's gain must not be zero");
  const Mode optimum{s, teacher.a * teacher.b / s, teacher.w};
  const double far = std::min(1e3 * perturbation, 0.5 * (1 - std::abs(teacher.w)));
  in_domain(far > 2 * perturbation, "the perturbation must be small against the distance of w* from 1");
  Flow flow(algorithm, {optimum.a + perturbation, optimum.b + perturbation, optimum.w + perturbation}, teacher);
  const double enough = 1e-4 * flow.current_loss();
  for (;;) {
    const Mode mode = flow.end().mode;
    if (std::hypot(mode.a - optimum.a, mode.b - optimum.b, mode.w - optimum.w) > far) return false;
    if (flow.current_loss() <= enough) return true;
    flow.step(1e6);
  }
}

double frozen_rflo_time(double a0, double b0, double b1, const Algorithm& algorithm, const Mode& teacher) {
  const double d = 1 / (1 - teacher.w * teacher.w);
  const double drive = algorithm.feedback / (1 - algorithm.leak * teacher.w);  // a-hat rho
  in_domain(drive != 0, "ahat must not be zero");
  const double m = teacher.a * teacher.b;
  const double level = a0 - d * b0 * b0 / (2 * drive);
  // b' = -(D/2) (b^3 + p b + q).
  const double p = 2 * drive * level / d;
  const double q = -2 * drive * m / d;
  const auto speed = [&](double b) { return -0.5 * d * (b * b * b + p * b + q); };
  in_domain(b0 != b1 && (speed(b0) > 0) == (b1 > b0) && speed(b0) != 0, "b moves away from b1");

  Eigen::Matrix3d companion;
  companion << 0, 0, -q, 1, 0, -p, 0, 1, 0;
  const Eigen::Vector3cd roots = Eigen::EigenSolver<Eigen::Matrix3d>(companion, false).eigenvalues();
  std::complex<double> time = 0;
  for (const std::complex<double> r : roots) {
    const bool real = std::abs(r.imag()) <= 1e-12 * std::abs(r);
    in_domain(!real || (r.real() - b0) * (r.real() - b1) > 0, "b stops at a fixed point before b1");
    time += std::log((b1 - r) / (b0 - r)) / (-0.5 * d * (3.0 * r * r + p));
  }
  return time.real();
}

}  // namespace polesweep::theory
