#include "core/theory/predicted_rates.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/mode_path.hpp"
#include "core/members/parts.hpp"
#include "core/numbers.hpp"
#include "core/theory/lms_rate.hpp"

namespace polesweep::theory {
namespace {

constexpr double most_operations = 2e10;

struct Predicted {
  double rate = nan;
  RateReason reason = RateReason::no_formula;
};
using Predictions = std::vector<Predicted>;  ///< by seed

template <class T>
T field(const Member& member, const char* name, T fallback) {
  const auto found = member.fields.find(name);
  return found == member.fields.end() ? fallback : std::get<T>(found->second);
}

/// A text that equal points share.
std::string key_of(const Point& point) {
  std::string key;
  for (const PointPart& part : point_parts()) key += key_of(point.*part.member) + '\n';
  return key;
}

/// The step size of a plain gradient step on the readout; none for any other rule.
std::optional<double> lms_step(const Point& point) {
  if (point.readout.kind == "lms") return field(point.readout, "step_size", nan);
  const bool plain = point.readout.kind == "gradient" && point.optimizer.kind == "sgd" &&
                     field<std::string>(point.optimizer, "schedule", "constant") == "constant" &&
                     field(point.optimizer, "warm_up", 0.0) == 0 && field(point.optimizer, "clip_norm", 0.0) == 0;
  if (!plain) return std::nullopt;
  return field(point.optimizer, "step_size_readout", field(point.optimizer, "step_size", nan));
}

}  // namespace

/// Makes what the formulas need of points, once for all points that share it.
class RatePredictor::Source {
 public:
  explicit Source(std::vector<std::uint64_t> seeds) : seeds_(std::move(seeds)) {}

  std::size_t seeds() const { return seeds_.size(); }

  /// Readouts on fixed poles.
  Predictions lms(const Setup& setup) {
    const double step = *lms_step(setup.point());
    const std::vector<Spectrum>* spectra = spectra_of(setup);
    if (spectra == nullptr) return all(RateReason::left_out);
    const bool complex_valued = setup.ground().facts().complex_valued;
    Predictions predictions;
    for (const Spectrum& spectrum : *spectra) {
      predictions.push_back({nan, spectrum.reason});
      if (spectrum.reason != RateReason::predicted) continue;
      try {
        predictions.back().rate = lms_rate(spectrum.eigenvalues, step, complex_valued);
      } catch (const std::domain_error&) {
        predictions.back().reason = RateReason::unstable;
      }
    }
    return predictions;
  }

  Predictions least_squares(const Setup&) { return all(RateReason::not_exponential); }

  /// Networks that learn from a start in the modes of their task.
  Predictions modes(const Setup& setup) {
    const std::string key = key_of(setup.point());
    const auto known = modes_.find(key);
    if (known != modes_.end()) return Predictions(seeds(), known->second);
    Predicted predicted;
    const Ground& ground = setup.ground();
    if (const auto path = ModePath::of(setup.point(), setup.regime(), ground.facts(), *ground.poles, ground.shape)) {
      if (!spend(5e4 * static_cast<double>(setup.regime().length) * static_cast<double>(ground.poles->modes().size())))
        return all(RateReason::left_out);
      const std::optional<double> rate = path->tail_rate();
      if (rate && *rate > 0)
        predicted = {*rate, RateReason::predicted};
      else
        predicted.reason = RateReason::unstable;
    }
    modes_[key] = predicted;
    return Predictions(seeds(), predicted);
  }

 private:
  struct Spectrum {
    RateReason reason = RateReason::no_formula;
    std::vector<double> eigenvalues;  ///< of the regressors' covariance
  };

  Predictions all(RateReason reason) const { return Predictions(seeds(), {nan, reason}); }

  bool spend(double operations) {
    if (spent_ + operations > most_operations) return false;
    spent_ += operations;
    return true;
  }

  /// By seed; nothing if there is no budget left.
  const std::vector<Spectrum>* spectra_of(const Setup& setup) {
    const Point& point = setup.point();
    const std::string seen = field(point.readout, "regressors", std::string("states"));
    const Regressors regressors{.widely_linear = seen == "widely_linear",
                                .inputs = seen == "states_and_inputs" ? setup.ground().facts().inputs : 0,
                                .intercept = field(point.readout, "intercept", false)};
    if (ground_ != setup.shared_ground()) {
      ground_ = setup.shared_ground();
      spectra_.clear();
    }
    const std::tuple key{regressors.widely_linear, regressors.inputs, regressors.intercept};
    const auto known = spectra_.find(key);
    if (known != spectra_.end()) return &known->second;
    const Ground& ground = setup.ground();
    const TaskFacts& task = ground.facts();
    const auto states = static_cast<double>(ground.poles->count());
    if (!task.teacher || !ground.network->is_linear()) return &(spectra_[key] = std::vector<Spectrum>(seeds()));
    if (!spend(100 * states * states * states * static_cast<double>(seeds()))) return nullptr;
    const KernelSet& set = kernels();
    const auto lanes = static_cast<std::size_t>(set.lanes);
    std::vector<Spectrum> spectra;
    for (std::size_t first = 0; first < seeds(); first += lanes) {
      std::vector<std::uint64_t> block;
      for (std::size_t lane = 0; lane < lanes; ++lane) block.push_back(seeds_[std::min(first + lane, seeds() - 1)]);
      const auto network = ground.network->build(*ground.poles, {.inputs = task.inputs,
                                                                 .complex_valued = task.complex_valued,
                                                                 .seeds = block,
                                                                 .kernels = set,
                                                                 .modes = task.modes ? &*task.modes : nullptr});
      for (std::size_t lane = 0; lane < lanes && spectra.size() < seeds(); ++lane) {
        const LinearSystem system = *network->linear_system(network->start().data(), static_cast<int>(lane));
        spectra.push_back(spectrum(regressors.inputs > 0 ? with_inputs_as_states(system) : system, regressors));
      }
    }
    return &(spectra_[key] = std::move(spectra));
  }

  static Spectrum spectrum(const LinearSystem& system, const Regressors& regressors) {
    const int n = system.states;
    if (std::any_of(system.bias.begin(), system.bias.end(), [](const Complex& bias) { return bias != 0.0; })) return {};
    const std::optional<linear_algebra::ComplexMatrix> factor = covariance_factor(system);
    if (!factor || !factor->is_finite()) return {RateReason::unstable, {}};
    // The eigenvalues of F F^H, in ascending order.
    std::vector<double> values = *linear_algebra::singular_values(*factor);
    for (double& value : values) value *= value;
    std::reverse(values.begin(), values.end());
    if (!(values.front() > n * std::numeric_limits<double>::epsilon() * values.back())) return {RateReason::ill_conditioned, {}};
    Spectrum found{RateReason::predicted, values};
    if (regressors.widely_linear) found.eigenvalues.insert(found.eigenvalues.end(), values.begin(), values.end());
    if (regressors.intercept) found.eigenvalues.push_back(1);
    return found;
  }

  std::vector<std::uint64_t> seeds_;
  std::shared_ptr<const Ground> ground_;                                  ///< of the spectra
  std::map<std::tuple<bool, int, bool>, std::vector<Spectrum>> spectra_;  ///< by the regressors beside the states
  std::map<std::string, Predicted> modes_;
  double spent_ = 0;
};

/// A row of the table with what it does.
struct RatePredictor::Row {
  RateLaw law;
  bool (*applies)(const Setup& setup);
  Predictions (Source::*predict)(const Setup& setup);
};

namespace {

bool streams_on_fixed_poles(const Setup& setup) {
  return setup.point().recurrent.kind == "fixed" && setup.regime().kind == RegimeKind::stream;
}

}  // namespace

std::span<const RatePredictor::Row> RatePredictor::rows() {
  static const Row rows[] = {
      {{"p1.lms_rate", "sample",
        "LMS (or a plain gradient step on the readout alone) on fixed poles of a linear network, white input: the rate of the slowest "
        "direction, so a lower bound of what is fitted where faster directions carry the excess. Assumes Gaussian regressors that are independent from step to step, right to first order in the step size."},
       [](const Setup& setup) { return streams_on_fixed_poles(setup) && lms_step(setup.point()).has_value(); },
       &Source::lms},
      {{"1/N", "sample",
        "Least squares on fixed poles: the excess risk falls as the number of regressors x noise^2/N, which has no rate. With forgetting it turns exponential only below three floors, where nothing is fitted."},
       [](const Setup& setup) {
         const std::string& readout = setup.point().readout.kind;
         return streams_on_fixed_poles(setup) && (readout == "rls" || readout == "ridge");
       },
       &Source::least_squares},
      {{"p2.rate_slow", "update",
        "A linear network that starts aligned with the modes of its task and follows a rule with mode equations in episodes by plain sgd: "
        "the rate of the slowest mode, linearised where the integrated mode equations come to rest, for the sequences' own length and the "
        "steps' own sizes. A lower bound of what is fitted where faster modes carry the excess. Exact for expected updates; of batches to first order in the step size."},
       [](const Setup& setup) {
         return setup.regime().kind == RegimeKind::episodes && !setup.ground().poles->modes().empty() &&
                setup.point().optimizer.kind == "sgd";
       },
       &Source::modes},
  };
  return rows;
}

std::span<const RateLaw> rate_laws() {
  static const std::vector<RateLaw> laws = [] {
    std::vector<RateLaw> all;
    for (const RatePredictor::Row& row : RatePredictor::rows()) all.push_back(row.law);
    return all;
  }();
  return laws;
}

const std::vector<std::pair<std::int32_t, std::string>>& rate_reasons() {
  static const std::vector<std::pair<std::int32_t, std::string>> reasons = {
      {0, "predicted"}, {1, "no_formula"}, {2, "not_exponential"}, {3, "unstable"}, {4, "ill_conditioned"}, {5, "left_out"}};
  return reasons;
}

RatePredictor::RatePredictor(std::size_t points, std::vector<std::uint64_t> seeds) : source_(std::make_unique<Source>(std::move(seeds))) {
  predicted_.rates.assign(points * source_->seeds(), nan);
  predicted_.reasons.assign(points * source_->seeds(), static_cast<std::int32_t>(RateReason::no_formula));
  predicted_.formulas.resize(points);
}
RatePredictor::~RatePredictor() = default;

void RatePredictor::add(std::size_t point, const Setup& setup) {
  for (const Row& row : rows()) {
    if (setup.ground().facts().recorded || !row.applies(setup)) continue;
    const Predictions predictions = (*source_.*row.predict)(setup);
    for (std::size_t seed = 0; seed < predictions.size(); ++seed) {
      predicted_.rates[point * source_->seeds() + seed] = predictions[seed].rate;
      predicted_.reasons[point * source_->seeds() + seed] = static_cast<std::int32_t>(predictions[seed].reason);
    }
    predicted_.formulas[point] = row.law.formula;
    return;
  }
}

}  // namespace polesweep::theory
