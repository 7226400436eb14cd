#include "analysis/estimators/power_law.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <optional>
#include <unsupported/Eigen/LevenbergMarquardt>

#include "analysis/estimators/resampling.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_lengths = 5;
constexpr double smallest_fall = 0.1;
constexpr double fall_standard_errors = 3;
constexpr double allowed_misfit = 0.05;
constexpr double allowed_residual = 4;
constexpr double widest_exponent = 4;
constexpr std::size_t power_law_resamples = 200;  // each is a fit; the bounds' own level is then known to 1.1 %

struct Medians {
  std::vector<double> length;
  std::vector<double> logarithm;  ///< of the median risk
  std::vector<double> error;      ///< standard error of that
  bool infinite = false;
};

double median(std::vector<double> sample) {
  std::sort(sample.begin(), sample.end());
  return sorted_median(sample);
}

/// Medians over the seeds given, which may repeat.
Medians medians_of(std::span<const std::int64_t> lengths, const RunsAlong& risk, const std::vector<std::size_t>& seeds) {
  Medians medians;
  for (std::size_t l = 0; l < lengths.size(); ++l) {
    std::vector<double> logarithms;
    for (const std::size_t seed : seeds)
      if (!std::isnan(risk[l][seed])) logarithms.push_back(std::log(risk[l][seed]));
    if (logarithms.empty()) continue;
    const double middle = median(logarithms);
    if (middle == infinity) medians.infinite = true;
    if (!std::isfinite(middle)) continue;
    const auto runs = static_cast<double>(logarithms.size());
    for (double& value : logarithms) value = std::abs(value - middle);
    // For a normal sample 1.4826 times the median absolute deviation is the standard deviation, and 1.2533 / sqrt(n) of it the median's.
    const double spread = 1.4826 * 1.2533 * median(std::move(logarithms)) / std::sqrt(runs);
    medians.length.push_back(static_cast<double>(lengths[l]));
    medians.logarithm.push_back(middle);
    medians.error.push_back(std::hypot(std::isfinite(spread) ? spread : 1.0, 0.01));
  }
  return medians;
}

enum class Shape { power, exponential };

/// Weighted residuals of log(floor + A u), u = (N / N0)^-rate or exp(-rate N / N0). Parameters: the root of floor / scale, log A and the
/// rate, so that neither floor nor A can turn negative.
struct Residuals : Eigen::DenseFunctor<double> {
  Residuals(const Medians& data, Shape form, double reference_length, double risk_scale)
      : DenseFunctor<double>(3, static_cast<int>(data.length.size())),
        medians(data),
        shape(form),
        middle(reference_length),
        scale(risk_scale) {}

  int operator()(const Eigen::VectorXd& x, Eigen::VectorXd& residual) const {
    for (Eigen::Index i = 0; i < residual.size(); ++i) residual[i] = (std::log(floor(x) + decay(x, i)) - target(i)) / error(i);
    return 0;
  }
  int df(const Eigen::VectorXd& x, Eigen::MatrixXd& slope) const {
    for (Eigen::Index i = 0; i < slope.rows(); ++i) {
      const double weight = 1 / (error(i) * (floor(x) + decay(x, i)));
      slope(i, 0) = weight * 2 * x[0] * scale;
      slope(i, 1) = weight * decay(x, i);
      slope(i, 2) = -weight * decay(x, i) * (shape == Shape::power ? std::log(position(i)) : position(i));
    }
    return 0;
  }
  double floor(const Eigen::VectorXd& x) const { return x[0] * x[0] * scale; }
  double decay(const Eigen::VectorXd& x, Eigen::Index i) const {
    return std::exp(x[1] - x[2] * (shape == Shape::power ? std::log(position(i)) : position(i)));
  }
  double position(Eigen::Index i) const { return medians.length[static_cast<std::size_t>(i)] / middle; }
  double target(Eigen::Index i) const { return medians.logarithm[static_cast<std::size_t>(i)]; }
  double error(Eigen::Index i) const { return medians.error[static_cast<std::size_t>(i)]; }

  const Medians& medians;
  Shape shape;
  double middle;
  double scale;
};

struct Fit {
  double exponent = nan;
  double floor = nan;
  double amplitude = nan;
  double residual = infinity;  ///< weighted sum of squares
  double misfit = nan;
};

Fit fit_from(const Residuals& residuals, Eigen::VectorXd x) {
  Residuals functor = residuals;
  Eigen::LevenbergMarquardt<Residuals> method(functor);
  method.setMaxfev(200);
  method.minimize(x);
  Eigen::VectorXd left(functor.values());
  functor(x, left);
  if (!left.allFinite() || !x.allFinite()) return {};
  double squares = 0;
  for (Eigen::Index i = 0; i < left.size(); ++i) squares += std::pow(left[i] * functor.error(i), 2);
  return {x[2], functor.floor(x), std::exp(x[1] + x[2] * std::log(functor.middle)), left.squaredNorm(),
          std::sqrt(squares / static_cast<double>(left.size()))};
}

/// The best of several starts: with a floor just below the smallest median, half of it, and almost none.
Fit best_fit(const Medians& medians, Shape shape) {
  const double first = medians.length.front();
  const double last = medians.length.back();
  const double middle = shape == Shape::power ? std::sqrt(first * last) : last / 4;
  const double lowest = std::exp(*std::min_element(medians.logarithm.begin(), medians.logarithm.end()));
  const Residuals residuals(medians, shape, middle, lowest);
  Fit best;
  for (const double part : {0.95, 0.5, 0.01}) {
    const double begin = std::max(std::exp(medians.logarithm.front()) - part * lowest, 0.01 * lowest);
    const double end = std::max(std::exp(medians.logarithm.back()) - part * lowest, 0.01 * lowest);
    const auto at = [&](double length) { return shape == Shape::power ? std::log(length / middle) : length / middle; };
    const double rate = std::log(begin / end) / (at(last) - at(first));
    const Eigen::Vector3d start(std::sqrt(part), std::log(begin) + rate * at(first), rate);
    const Fit fit = fit_from(residuals, start);
    if (fit.residual < best.residual) best = fit;
  }
  return best;
}

PowerLaw no_power_law(PowerLawReason reason, std::size_t lengths) {
  const Estimate none{nan, nan, nan};
  return {none, none, none, nan, nan, lengths, reason};
}

/// Why the medians do not support a power law before any fit is tried.
std::optional<PowerLawReason> objection(const Medians& medians) {
  if (medians.infinite) return PowerLawReason::diverged;
  if (medians.length.empty()) return PowerLawReason::not_measured;
  if (medians.length.size() < fewest_lengths) return PowerLawReason::few_lengths;
  const double fall = medians.logarithm.front() - medians.logarithm.back();
  if (fall < smallest_fall || fall < fall_standard_errors * std::hypot(medians.error.front(), medians.error.back()))
    return PowerLawReason::not_falling;
  return std::nullopt;
}

double explained_part(const Medians& medians, double residual) {
  double weights = 0;
  double mean = 0;
  for (std::size_t i = 0; i < medians.length.size(); ++i) {
    const double weight = 1 / (medians.error[i] * medians.error[i]);
    weights += weight;
    mean += weight * medians.logarithm[i];
  }
  mean /= weights;
  double total = 0;
  for (std::size_t i = 0; i < medians.length.size(); ++i) total += std::pow((medians.logarithm[i] - mean) / medians.error[i], 2);
  return 1 - residual / total;
}

}  // namespace

const std::vector<std::pair<std::int32_t, std::string>>& power_law_reasons() {
  static const std::vector<std::pair<std::int32_t, std::string>> reasons = {
      {0, "fitted"},   {1, "few_lengths"},           {2, "diverged"},    {3, "not_falling"}, {4, "exponential_fits_better"},
      {5, "poor_fit"}, {6, "exponent_undetermined"}, {7, "not_measured"}};
  return reasons;
}

PowerLaw fit_power_law(std::span<const std::int64_t> lengths, const RunsAlong& risk, double confidence) {
  std::vector<std::size_t> seeds;
  for (std::size_t seed = 0; !risk.empty() && seed < risk.front().size(); ++seed) {
    const auto measured = [&](const std::vector<double>& at) { return !std::isnan(at[seed]); };
    if (std::any_of(risk.begin(), risk.end(), measured)) seeds.push_back(seed);
  }
  const Medians medians = medians_of(lengths, risk, seeds);
  const std::size_t used = medians.length.size();
  if (const auto reason = objection(medians)) return no_power_law(*reason, used);
  const Fit fit = best_fit(medians, Shape::power);
  if (best_fit(medians, Shape::exponential).residual < fit.residual) return no_power_law(PowerLawReason::exponential_fits_better, used);
  const double freedom = std::max(static_cast<double>(used) - 3, 1.0);
  if (fit.misfit > allowed_misfit && fit.residual / freedom > allowed_residual) return no_power_law(PowerLawReason::poor_fit, used);

  std::vector<double> exponents;
  std::vector<double> floors;
  std::vector<double> amplitudes;
  std::vector<std::size_t> drawn(seeds.size());
  for (std::size_t b = 0; b < power_law_resamples; ++b) {
    const std::vector<std::size_t> positions = resampled_seeds(seeds.size(), b);
    std::transform(positions.begin(), positions.end(), drawn.begin(), [&](std::size_t position) { return seeds[position]; });
    const Medians sample = medians_of(lengths, risk, drawn);
    const Fit again = sample.infinite || sample.length.size() < fewest_lengths ? Fit{} : best_fit(sample, Shape::power);
    exponents.push_back(again.exponent);
    floors.push_back(again.floor);
    amplitudes.push_back(again.amplitude);
  }
  const Estimate exponent = percentile_interval(fit.exponent, exponents, confidence);
  if (!(exponent.low > 0) || !(exponent.high < widest_exponent * exponent.low))
    return no_power_law(PowerLawReason::exponent_undetermined, used);
  return {exponent,
          percentile_interval(fit.floor, floors, confidence),
          percentile_interval(fit.amplitude, amplitudes, confidence),
          explained_part(medians, fit.residual),
          fit.misfit,
          used,
          PowerLawReason::fitted};
}

}  // namespace polesweep::analysis
