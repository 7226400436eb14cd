#include "analysis/theory_rates.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>

#include "analysis/runs.hpp"
#include "analysis/stored_points.hpp"
#include "core/combination.hpp"
#include "core/learners/regime.hpp"
#include "core/linear_algebra/singular_values.hpp"
#include "core/measures/covariance_factor.hpp"
#include "core/measures/mode_path.hpp"
#include "core/theory/lms_rate.hpp"

namespace polesweep::analysis {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double most_operations = 2e10;

struct Predicted {
  double rate = nan;
  TheoryReason reason = TheoryReason::no_formula;
};
using Predictions = std::vector<Predicted>;  ///< by seed

template <class T>
T field(const Member& member, const char* name, T fallback) {
  const auto found = member.fields.find(name);
  return found == member.fields.end() ? fallback : std::get<T>(found->second);
}

std::string key_of(std::initializer_list<const Member*> members) {
  std::string key;
  for (const Member* member : members) {
    key += member->kind + '\n';
    for (const auto& [name, value] : member->fields) key += name + '=' + canonical(value) + '\n';
  }
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

/// Makes what the formulas need of points, once for all points that share it.
class Source {
 public:
  explicit Source(std::span<const std::uint64_t> seeds) : seeds_(seeds.begin(), seeds.end()), combination_(files_) {}

  std::size_t seeds() const { return seeds_.size(); }

  /// Readouts on fixed poles.
  Predictions lms(const Point& point) {
    const double step = *lms_step(point);
    const std::vector<Spectrum>* spectra = spectra_of(point);
    if (spectra == nullptr) return all(TheoryReason::left_out);
    const bool complex_valued = facts(point).complex_valued;
    Predictions predictions;
    for (const Spectrum& spectrum : *spectra) {
      predictions.push_back({nan, spectrum.reason});
      if (spectrum.reason != TheoryReason::predicted) continue;
      try {
        predictions.back().rate = theory::lms_rate(spectrum.eigenvalues, step, complex_valued);
      } catch (const std::domain_error&) {
        predictions.back().reason = TheoryReason::unstable;
      }
    }
    return predictions;
  }

  Predictions least_squares(const Point&) { return all(TheoryReason::not_exponential); }

  /// Networks that learn from a start in the modes of their task.
  Predictions modes(const Point& point) {
    const std::string key =
        key_of({&point.task, &point.network, &point.poles, &point.recurrent, &point.readout, &point.optimizer}) + key_of({&point.regime});
    const auto known = modes_.find(key);
    if (known != modes_.end()) return Predictions(seeds(), known->second);
    Predicted predicted;
    const TaskFacts& task = facts(point);
    const auto poles = make_poles(point.poles, task.teacher_poles());
    const auto shape = make_network(point.network)->shape(poles->count(), task.inputs, task.complex_valued);
    if (const auto path = ModePath::of(point, task, *poles, shape)) {
      if (!spend(5e4 * static_cast<double>(make_regime(point.regime).length) * static_cast<double>(poles->modes().size())))
        return all(TheoryReason::left_out);
      const std::optional<double> rate = path->tail_rate();
      if (rate && *rate > 0)
        predicted = {*rate, TheoryReason::predicted};
      else
        predicted.reason = TheoryReason::unstable;
    }
    modes_[key] = predicted;
    return Predictions(seeds(), predicted);
  }

 private:
  struct Spectrum {
    TheoryReason reason = TheoryReason::no_formula;
    std::vector<double> eigenvalues;  ///< of the regressors' covariance
  };

  const TaskFacts& facts(const Point& point) { return combination_.facts(point.task); }
  Predictions all(TheoryReason reason) const { return Predictions(seeds(), {nan, reason}); }

  bool spend(double operations) {
    if (spent_ + operations > most_operations) return false;
    spent_ += operations;
    return true;
  }

  /// By seed; none where there is no budget left.
  const std::vector<Spectrum>* spectra_of(const Point& point) {
    const Regressors regressors{field(point.readout, "regressors", std::string("states")) == "widely_linear",
                                field(point.readout, "intercept", false)};
    const std::string key =
        key_of({&point.task, &point.network, &point.poles}) + (regressors.widely_linear ? "w" : "") + (regressors.intercept ? "i" : "");
    const auto known = spectra_.find(key);
    if (known != spectra_.end()) return &known->second;
    const TaskFacts& task = facts(point);
    const auto kind = make_network(point.network);
    const auto poles = make_poles(point.poles, task.teacher_poles());
    const auto states = static_cast<double>(poles->count());
    if (!task.teacher || !kind->is_linear()) return &(spectra_[key] = std::vector<Spectrum>(seeds()));
    if (!spend(100 * states * states * states * static_cast<double>(seeds()))) return nullptr;
    const KernelSet& set = kernels();
    const auto lanes = static_cast<std::size_t>(set.lanes);
    std::vector<Spectrum> spectra;
    for (std::size_t first = 0; first < seeds(); first += lanes) {
      std::vector<std::uint64_t> block;
      for (std::size_t lane = 0; lane < lanes; ++lane) block.push_back(seeds_[std::min(first + lane, seeds() - 1)]);
      const auto network = kind->build(*poles, {.inputs = task.inputs,
                                                .complex_valued = task.complex_valued,
                                                .seeds = block,
                                                .kernels = set,
                                                .modes = task.modes ? &*task.modes : nullptr});
      for (std::size_t lane = 0; lane < lanes && spectra.size() < seeds(); ++lane)
        spectra.push_back(spectrum(*network->linear_system(network->start().data(), static_cast<int>(lane)), regressors));
    }
    return &(spectra_[key] = std::move(spectra));
  }

  static Spectrum spectrum(const LinearSystem& system, const Regressors& regressors) {
    const int n = system.states;
    if (std::any_of(system.bias.begin(), system.bias.end(), [](const Complex& bias) { return bias != 0.0; })) return {};
    const std::optional<linear_algebra::ComplexMatrix> factor = covariance_factor(system);
    if (!factor || !factor->is_finite()) return {TheoryReason::unstable, {}};
    // The eigenvalues of F F^H, in ascending order.
    std::vector<double> values = *linear_algebra::singular_values(*factor);
    for (double& value : values) value *= value;
    std::reverse(values.begin(), values.end());
    if (!(values.front() > n * std::numeric_limits<double>::epsilon() * values.back())) return {TheoryReason::ill_conditioned, {}};
    Spectrum found{TheoryReason::predicted, values};
    if (regressors.widely_linear) found.eigenvalues.insert(found.eigenvalues.end(), values.begin(), values.end());
    if (regressors.intercept) found.eigenvalues.push_back(1);
    return found;
  }

  std::vector<std::uint64_t> seeds_;
  data::DataFiles files_;
  Combination combination_;
  std::map<std::string, std::vector<Spectrum>> spectra_;
  std::map<std::string, Predicted> modes_;
  double spent_ = 0;
};

bool streams_on_fixed_poles(const Point& point) { return point.recurrent.kind == "fixed" && point.regime.kind == "stream"; }

/// A row of the table with what it does.
struct Row {
  RateLaw law;
  bool (*applies)(const Point& point);
  Predictions (Source::*predict)(const Point& point);
};

const Row rows[] = {
    {{"p1.lms_rate", "sample",
      "LMS (or a plain gradient step on the readout alone) on fixed poles of a linear network, white input: the rate of the slowest "
      "direction, so a lower bound of what is fitted where faster directions carry the excess. Assumes Gaussian regressors that are "
      "independent from step to step, right to first order in the step size."},
     [](const Point& point) { return streams_on_fixed_poles(point) && lms_step(point).has_value(); },
     &Source::lms},
    {{"1/N", "sample",
      "Least squares on fixed poles: the excess risk falls as the number of regressors x noise^2/N, which has no rate. With forgetting it "
      "turns exponential only below three floors, where nothing is fitted."},
     [](const Point& point) { return streams_on_fixed_poles(point) && (point.readout.kind == "rls" || point.readout.kind == "ridge"); },
     &Source::least_squares},
    {{"p2.rate_slow", "update",
      "A linear network that starts aligned with the modes of its task and follows a rule with mode equations in episodes by plain sgd: "
      "the rate of the slowest mode, linearised where the integrated mode equations come to rest, for the sequences' own length and the "
      "steps' own sizes. A lower bound of what is fitted where faster modes carry the excess. Exact for expected updates; of batches to "
      "first order in the step size."},
     [](const Point& point) { return point.regime.kind == "episodes" && point.poles.kind == "aligned" && point.optimizer.kind == "sgd"; },
     &Source::modes},
};

}  // namespace

std::span<const RateLaw> rate_laws() {
  static const std::vector<RateLaw> laws = [] {
    std::vector<RateLaw> all;
    for (const Row& row : rows) all.push_back(row.law);
    return all;
  }();
  return laws;
}

const std::vector<std::pair<std::int32_t, std::string>>& theory_reasons() {
  static const std::vector<std::pair<std::int32_t, std::string>> reasons = {
      {0, "predicted"}, {1, "no_formula"}, {2, "not_exponential"}, {3, "unstable"}, {4, "ill_conditioned"}, {5, "left_out"}};
  return reasons;
}

TheoryRates theory_rates(const results::Group& root) {
  const StoredPoints points(root);
  const auto seeds = values<std::uint64_t>(root, "seed", {"seed"});
  const auto recorded = values<std::int32_t>(root, "task_recorded", {"point"});
  Source source(seeds);
  TheoryRates found;
  found.rates.reserve(recorded.size() * seeds.size());
  found.reasons.reserve(recorded.size() * seeds.size());
  for (std::size_t p = 0; p < recorded.size(); ++p) {
    Predictions predictions(seeds.size());
    found.formulas.emplace_back();
    const std::optional<Point> point = recorded[p] == 0 ? points.at(p) : std::nullopt;
    for (const Row& row : rows) {
      if (!point || !row.applies(*point)) continue;
      predictions = (source.*row.predict)(*point);
      found.formulas.back() = row.law.formula;
      break;
    }
    for (const Predicted& predicted : predictions) {
      found.rates.push_back(predicted.rate);
      found.reasons.push_back(static_cast<std::int32_t>(predicted.reason));
    }
  }
  return found;
}

}  // namespace polesweep::analysis
