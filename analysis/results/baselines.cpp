#include "analysis/results/baselines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/results/runs.hpp"
#include "analysis/text/numbers.hpp"

namespace polesweep::analysis {
namespace {

bool has_number(std::span<const double> figures) {
  return std::any_of(figures.begin(), figures.end(), [](double figure) { return !std::isnan(figure); });
}

double figure(std::span<const double> figures, std::size_t point) {
  return figures.empty() ? std::numeric_limits<double>::quiet_NaN() : figures[point];
}

}  // namespace

Baselines::Baselines(const results::Group& root) {
  if (root.find("baseline_risk") == nullptr) return;
  recorded_ = values<std::int32_t>(root, "task_recorded", {"point"});
  taps_ = values<std::int64_t>(root, "baseline_taps", {"point"});
  risk_ = values<double>(root, "baseline_risk", {"point"});
  symbol_error_rate_ = values<double>(root, "baseline_symbol_error_rate", {"point"});
  trivial_risk_ = values<double>(root, "trivial_risk", {"point", "seed"});
}

double Baselines::risk(std::size_t point) const { return figure(risk_, point); }
double Baselines::symbol_error_rate(std::size_t point) const { return figure(symbol_error_rate_, point); }
bool Baselines::any() const { return has_number(risk_); }
bool Baselines::any_symbol_error_rate() const { return has_number(symbol_error_rate_); }

std::span<const double> Baselines::trivial_risks(std::size_t point) const {
  const std::size_t seeds = recorded_.empty() ? 0 : trivial_risk_.size() / recorded_.size();
  return trivial_risk_.subspan(point * seeds, seeds);
}

bool Baselines::is_suspicious(std::size_t point, double median_risk) const {
  if (!(median_risk < risk(point) / 3) || recorded_[point] == 0) return false;
  const std::span<const double> trivial = trivial_risks(point);
  // Runs that were not computed have none.
  return std::none_of(trivial.begin(), trivial.end(), [&](double constant) { return median_risk >= constant / 3; });
}

std::string Baselines::sentence(std::size_t point) const {
  const std::span<const double> trivial = trivial_risks(point);
  if (std::ranges::find(trivial, 0.0) != trivial.end())
    return "the targets of a test do not vary, so that its nmse, the risk over that of the best constant, has no value";
  if (std::isnan(risk(point))) return "";
  if (recorded_[point] == 0)
    return fmt::format("the best linear predictor with {} taps, found from the task itself, has risk {}", taps_[point],
                       number(risk(point)));
  std::string text = fmt::format("least squares with {} taps reach risk {}", taps_[point], number(risk(point)));
  if (!std::isnan(symbol_error_rate(point))) text += fmt::format(" and symbol error rate {}", number(symbol_error_rate(point)));
  return text + " on the same test split";
}

std::string Baselines::warning(std::size_t point) const {
  return std::string("far below the least-squares figure: ") +
         (std::isnan(symbol_error_rate(point)) ? "a target may have found its way into the inputs"
                                               : "the model may predict the payload, a pseudo-random sequence, instead of equalising");
}

}  // namespace polesweep::analysis
