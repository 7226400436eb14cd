#include "core/measures/mode_path.hpp"

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/learners/recurrent/needs.hpp"
#include "core/learners/regime.hpp"
#include "core/linear_algebra/eigenvalues.hpp"
#include "core/measures/mark_view.hpp"
#include "core/measures/measure.hpp"
#include "core/modes/mode_updates.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using theory::Mode;
using theory::Updates;

/// The value of a field, or what stands for it where it is left out.
template <class T>
T field(const Member& member, const char* name, T fallback) {
  const auto found = member.fields.find(name);
  return found == member.fields.end() ? fallback : std::get<T>(found->second);
}

double real_field(const Member& member, const char* name, double fallback) {
  const double value = field(member, name, fallback);
  return std::isnan(value) ? fallback : value;
}

struct Equations {
  theory::Algorithm algorithm;
  bool own_feedback = false;
};

/// Returns the mode equations of a rule on a network without leak, or nothing if its modes do not stay apart.
std::optional<Equations> equations_of(const Member& rule, bool identity_basis) {
  using theory::Rule;
  const RuleSettings settings = recurrent_settings(rule);
  const ModeEquations equations = recurrent_needs(rule.kind).mode_equations;
  switch (equations) {
    case ModeEquations::none: return std::nullopt;
    case ModeEquations::exact: return Equations{{Rule::bptt}};
    case ModeEquations::truncated:
      if (settings.reach > 0 && settings.update_every > 1) return std::nullopt;
      return Equations{{Rule::tbptt, std::max<std::int64_t>(1, settings.reach)}};
    case ModeEquations::fixed_trace: break;
    case ModeEquations::own_trace:
      if (!identity_basis) return std::nullopt;
  }
  // The path is one for all seeds.
  const bool drawn = settings.feedback == Feedback::random || settings.feedback == Feedback::aligned_random;
  if (settings.filters_errors || settings.filters_traces || drawn) return std::nullopt;
  return Equations{{equations == ModeEquations::own_trace ? Rule::eprop : Rule::rflo, 1, real_field(rule, "feedback_scale", 1),
                    real_field(rule, "trace_factor", 0)},
                   settings.feedback == Feedback::symmetric};
}

bool descends_plainly(const Member& optimizer) {
  return optimizer.kind == "sgd" && field<std::string>(optimizer, "schedule", "constant") == "constant" &&
         real_field(optimizer, "warm_up", 0) == 0 && real_field(optimizer, "clip_norm", 0) == 0;
}

Mode moved(const Mode& mode, const Updates& change, double time) {
  return {mode.a + time * change.a, mode.b + time * change.b, mode.w + time * change.w};
}

double distance_between(const Mode& x, const Mode& y) {
  const double a = x.a - y.a;
  const double b = x.b - y.b;
  const double w = x.w - y.w;
  return std::sqrt(a * a + b * b + w * w);
}

}  // namespace

std::optional<ModePath> ModePath::of(const Point& point, const Regime& regime, const TaskFacts& task, const PoleSetting& poles,
                                     const NetworkShape& network) {
  const auto equations = equations_of(point.recurrent, field<std::string>(point.network, "basis", "orthogonal") == "identity");
  const bool keeps_apart = task.modes && task.modes->decouple() && task.washout == 0 && !poles.modes().empty() && !network.diagonal &&
                           !network.keeps_zeros && network.activation == Activation::identity && network.leak == 1 &&
                           real_field(point.network, "bias", 0) == 0 && !field(point.recurrent, "train_bias", true) &&
                           field<std::string>(point.readout, "initial_readout", "zero") == "aligned" &&
                           !field(point.readout, "intercept", false) && real_field(point.readout, "initial_scale", 1) == 1 &&
                           field(point.readout, "regressors", std::string("states")) == "states";
  if (!keeps_apart || !equations || regime.kind != RegimeKind::episodes || !descends_plainly(point.optimizer)) return std::nullopt;
  const double step = field(point.optimizer, "step_size", 0.0);
  ModePath path;
  path.algorithm_ = equations->algorithm;
  path.own_feedback_ = equations->own_feedback;
  path.rates_ = {real_field(point.optimizer, "step_size_readout", step), real_field(point.optimizer, "step_size_inputs", step),
                 real_field(point.optimizer, "step_size_poles", step)};
  path.length_ = regime.length;
  path.loss_at_ = regime.final_loss ? theory::LossAt::last_step : theory::LossAt::every_step;
  path.start_ = poles.modes();
  path.teacher_ = task.modes->modes;
  return path;
}

Updates ModePath::change(const Mode& mode, const Mode& teacher) const {
  theory::Algorithm algorithm = algorithm_;
  if (own_feedback_) algorithm.feedback = mode.a;
  const Updates updates = theory::mean_updates(algorithm, mode, teacher, length_, loss_at_);
  return {-rates_.a * updates.a, -rates_.b * updates.b, -rates_.w * updates.w};
}

Mode ModePath::advanced(const Mode& mode, const Mode& teacher, double time) const {
  const Updates first = change(mode, teacher);
  const Updates second = change(moved(mode, first, time / 2), teacher);
  const Updates third = change(moved(mode, second, time / 2), teacher);
  const Updates fourth = change(moved(mode, third, time), teacher);
  return moved(mode,
               {first.a + 2 * (second.a + third.a) + fourth.a, first.b + 2 * (second.b + third.b) + fourth.b,
                first.w + 2 * (second.w + third.w) + fourth.w},
               time / 6);
}

std::vector<std::vector<Mode>> ModePath::at(std::span<const std::int64_t> updates) const {
  std::vector<std::vector<Mode>> places;
  std::vector<Mode> modes = start_;
  std::int64_t done = 0;
  for (const std::int64_t wanted : updates) {
    for (; done < wanted; ++done)
      for (std::size_t k = 0; k < modes.size(); ++k)
        for (int half = 0; half < 2; ++half) modes[k] = advanced(modes[k], teacher_[k], 0.5);
    places.push_back(modes);
  }
  return places;
}

std::optional<Mode> ModePath::at_rest(const Mode& start, const Mode& teacher) const {
  constexpr double tolerance = 1e-6;
  constexpr int most_steps = 10000;
  const auto loss = [&](const Mode& mode) { return theory::loss(mode, teacher, length_, loss_at_); };
  const double enough = 1e-8 * theory::loss({0, 0, 0}, teacher, length_, loss_at_);
  Mode mode = start;
  double time = 0.5;
  for (int step = 0; step < most_steps; ++step) {
    if (loss(mode) <= enough) return mode;
    const Mode whole = advanced(mode, teacher, 2 * time);
    const Mode halves = advanced(advanced(mode, teacher, time), teacher, time);
    const double error = distance_between(whole, halves);
    const bool inside = std::abs(halves.w) < 1 && std::isfinite(error);
    if (inside && error <= tolerance) mode = halves;
    if (!inside || error > tolerance) time /= 2;
    if (inside && error < tolerance / 40) time *= 2;
    if (time < 1e-9) return std::nullopt;
  }
  return std::nullopt;
}

/// The largest |1 - l|.
double ModePath::contraction(const Mode& optimum, const Mode& teacher) const {
  constexpr double distance = 1e-5;
  linear_algebra::RealMatrix change_by(3, 3);
  for (int i = 0; i < 3; ++i) {
    const auto beside = [&](double by) {
      return change({optimum.a + (i == 0 ? by : 0), optimum.b + (i == 1 ? by : 0), optimum.w + (i == 2 ? by : 0)}, teacher);
    };
    const Updates before = beside(-distance);
    const Updates after = beside(distance);
    change_by(0, i) = (before.a - after.a) / (2 * distance);
    change_by(1, i) = (before.b - after.b) / (2 * distance);
    change_by(2, i) = (before.w - after.w) / (2 * distance);
  }
  const auto values = linear_algebra::eigenvalues(change_by);
  if (!values) return nan;
  const auto neutral = std::min_element(values->begin(), values->end(), [](const Complex& a, const Complex& b) {
    return linear_algebra::modulus(a) < linear_algebra::modulus(b);
  });
  double largest = 0;
  for (auto value = values->begin(); value != values->end(); ++value)
    if (value != neutral) largest = std::max(largest, linear_algebra::modulus(1.0 - *value));
  return largest;
}

std::optional<double> ModePath::tail_rate() const {
  double largest = 0;
  for (std::size_t k = 0; k < start_.size(); ++k) {
    const auto end = at_rest(start_[k], teacher_[k]);
    if (!end) return std::nullopt;
    // On the optimum that is next to where the path was left: the teacher's pole and gain.
    const double scale = std::sqrt(std::abs(teacher_[k].a * teacher_[k].b / (end->a * end->b)));
    largest = std::max(largest, contraction({end->a * scale, end->b * scale, teacher_[k].w}, teacher_[k]));
  }
  return largest == 0 ? infinity : -2 * portable_logarithm(largest);
}

double mode_path_distance(const LinearSystem& system, const std::vector<Complex>& readout, const TeacherModes& teacher,
                          const std::vector<double>& basis, const std::vector<Mode>& path, std::uint64_t seed) {
  const std::vector<double> u = teacher.output_basis(seed);
  const std::vector<double> v = teacher.input_basis(seed);
  const auto n = static_cast<std::size_t>(system.states);
  const std::size_t modes = path.size();
  const std::size_t regressors = readout.size() / static_cast<std::size_t>(teacher.outputs);
  /// left_k^T matrix right_k
  const auto entry = [](const std::vector<Complex>& matrix, std::size_t stride, const std::vector<double>& left, std::size_t left_stride,
                        const std::vector<double>& right, std::size_t right_stride, std::size_t k) {
    double sum = 0;
    for (std::size_t i = 0; i < left.size() / left_stride; ++i)
      for (std::size_t j = 0; j < right.size() / right_stride; ++j)
        sum += left[i * left_stride + k] * matrix[i * stride + j].real() * right[j * right_stride + k];
    return sum;
  };
  double largest = 0;
  for (std::size_t k = 0; k < modes; ++k) {
    const double a = entry(readout, regressors, u, modes, basis, n, k) - path[k].a;
    const double b = entry(system.input, static_cast<std::size_t>(system.inputs), basis, n, v, modes, k) - path[k].b;
    const double w = entry(system.state, n, basis, n, basis, n, k) - path[k].w;
    const double square = a * a + b * b + w * w;
    if (!std::isfinite(square)) return infinity;
    largest = std::max(largest, square);
  }
  return std::sqrt(largest);
}

namespace measures {

extern const Measure mode_path_distance{
    .name = "mode_path_distance",
    .summary =
        "largest distance of a trained mode (a, b, w) from the integrated mode equations at the same time, for aligned starts in episodes with plain sgd",
    .needs = {.mode_path = true},
    // Two products with each matrix.
    .operations =
        [](const MarkShape& shape) {
          if (!shape.task.modes) return 0.0;
          const double products = 4.0 * shape.states * (shape.states + shape.task.inputs + shape.task.outputs);
          return shape.task.modes->count() * products;
        },
    .operations_for_all_seeds =
        [](const MarkShape& shape) { return shape.task.modes ? shape.task.modes->count() * 8 * 15 * shape.episode_steps : 0; },
    .values =
        [](const MarkView& at) {
          const std::optional<LinearSystem> system = at.path ? at.system_beside(*at.task.modes) : std::nullopt;
          if (!system) return std::vector{not_measured};
          return std::vector{polesweep::mode_path_distance(*system, at.readout_weights(), *at.task.modes,
                                                           at.network_kind.basis(at.states(), at.seed), *at.path, at.seed)};
        },
};

}  // namespace measures

}  // namespace polesweep
