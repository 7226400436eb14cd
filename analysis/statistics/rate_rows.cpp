#include "analysis/statistics/rate_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;

/// The word for the most frequent value but 0 of a status variable in a stretch of it; "" if all are 0.
std::string commonest(const Group& statistics, const std::string& name, std::size_t first, std::size_t count) {
  const results::Variable* variable = statistics.find(name);
  const auto* reasons = variable ? std::get_if<std::vector<std::int32_t>>(&variable->values) : nullptr;
  if (reasons == nullptr) return "";
  std::map<std::int32_t, std::size_t> counts;
  for (std::size_t i = first; i < first + count; ++i)
    if ((*reasons)[i] != 0) ++counts[(*reasons)[i]];
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [value, word] : variable->flags)
    if (most != counts.end() && value == most->first) return word;
  return "";
}

/// What is measured of sets of runs, one set after the other.
class MeasuredRates {
 public:
  MeasuredRates(const Group& statistics, const MeasuredAxis& axis, std::size_t seeds)
      : statistics_(statistics),
        name_(words(axis.along()).rate),
        seeds_(seeds),
        median_(values<double>(statistics, name_ + "_median", axis.set_dimensions())),
        low_(values<double>(statistics, name_ + "_median_low", axis.set_dimensions())),
        high_(values<double>(statistics, name_ + "_median_high", axis.set_dimensions())),
        runs_(values<std::int64_t>(statistics, name_ + "_runs", axis.set_dimensions())) {
    // Files of an older program have none.
    const std::string plateau = words(axis.along()).plateau;
    if (statistics.find(plateau) == nullptr) return;
    plateau_ = values<double>(statistics, plateau + "_median", axis.set_dimensions());
    plateau_low_ = values<double>(statistics, plateau + "_median_low", axis.set_dimensions());
    plateau_high_ = values<double>(statistics, plateau + "_median_high", axis.set_dimensions());
  }

  void fill(RateRow& row, std::size_t set) const {
    row.measured = {median_[set], low_[set], high_[set]};
    row.runs = runs_[set];
    row.plateau = {nan, nan, nan};
    if (!plateau_.empty()) row.plateau = {plateau_[set], plateau_low_[set], plateau_high_[set]};
    row.reason = commonest(statistics_, name_ + "_reason", set * seeds_, seeds_);
  }

 private:
  const Group& statistics_;
  std::string name_;
  std::size_t seeds_;
  std::span<const double> median_;
  std::span<const double> low_;
  std::span<const double> high_;
  std::span<const std::int64_t> runs_;
  std::span<const double> plateau_;
  std::span<const double> plateau_low_;
  std::span<const double> plateau_high_;
};

/// What theory says of points.
class Predictions {
 public:
  Predictions(const Group& statistics, std::size_t seeds) : statistics_(statistics), seeds_(seeds) {
    // Files of an older program have none.
    if (statistics.find("theory_rate_median") == nullptr) return;
    median_ = values<double>(statistics, "theory_rate_median", {"point"});
    formulas_ = values<std::string>(statistics, "theory_rate_formula", {"point"});
  }

  void fill(RateRow& row, bool applies) const {
    row.predicted = std::numeric_limits<double>::quiet_NaN();
    if (!applies || median_.empty()) {
      row.no_prediction = "no_formula";
      return;
    }
    row.predicted = median_[row.point];
    row.formula = formulas_[row.point];
    row.no_prediction = commonest(statistics_, "theory_rate_reason", row.point * seeds_, seeds_);
  }

 private:
  const Group& statistics_;
  std::size_t seeds_;
  std::span<const double> median_;
  std::span<const std::string> formulas_;
};

bool says_something(const RateRow& row) { return row.runs > 0 || !std::isnan(row.predicted) || row.plateau.value > 0; }

}  // namespace

std::vector<RateRow> rate_rows(const Group& root, const Runs& runs) {
  const Group* statistics = root.find_group("statistics");
  std::vector<RateRow> rows;
  if (statistics == nullptr || statistics->find("convergence_rate_runs") == nullptr) return rows;
  const Predictions predictions(*statistics, runs.seeds());
  for (const Along along : every_axis) {
    if (!runs.has_risk(along) || runs.axis(along).places().empty() || !statistics->find(words(along).rate)) continue;
    const MeasuredAxis& axis = runs.axis(along);
    const MeasuredRates measured(*statistics, axis, runs.seeds());
    for (std::size_t set = 0; set < axis.points().size() * axis.sets(); ++set) {
      RateRow row{.point = axis.points()[set / axis.sets()],
                  .along = along,
                  .measured = {},
                  .plateau = {},
                  .reason = {},
                  .formula = {},
                  .no_prediction = {}};
      const bool episodes = axis.has_episodes(row.point);
      const std::size_t own = set % axis.sets();
      if (episodes && own > 0) continue;  // of episodes the first length stands for none
      if (along == Along::iterations && !episodes) row.length = axis.set_lengths()[own];
      measured.fill(row, set);
      predictions.fill(row, episodes == (along == Along::iterations));
      if (says_something(row)) rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace polesweep::analysis
