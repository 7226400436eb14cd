#include "analysis/conclusions/answers.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/estimators/curves.hpp"
#include "core/numbers.hpp"

namespace polesweep::analysis {
namespace {

constexpr std::size_t fewest_in_a_half = 2;

/// Medians that are NaN (not measured) come last.
bool better(double a, double b) { return !std::isnan(a) && (std::isnan(b) || a < b); }

std::vector<double> risks_at(const Runs& runs, Along along, std::size_t point, const std::vector<std::size_t>& seeds, std::size_t place) {
  std::vector<double> sample;
  sample.reserve(seeds.size());
  for (const std::size_t s : seeds) sample.push_back(runs.risk(along, point, s, place));
  return sample;
}

Estimate with_interval_if_any(const Runs& runs, std::size_t point, std::span<const double> sample) {
  const Estimate estimate = median_of(sample, runs.confidence());
  return runs.has_interval(point) ? estimate : Estimate{estimate.value, nan, nan};
}

class Judge {
 public:
  Judge(const Runs& runs, const PointFields& fields, Along along)
      : runs_(runs), fields_(fields), along_(along), last_(runs.last_measured(along)) {}

  Answer judge(const Cell& cell) const {
    Answer answer;
    answer.cell = &cell;
    Halves halves = split_seeds(runs_, cell.points);
    if (cell.points.size() == cell.learners.size()) {
      const std::vector<std::size_t> all = runs_.distinct_seeds(cell.points);
      halves = {all, all, false};
    }
    answer.split = halves.split;
    answer.judging_seeds = halves.judging.size();
    answer.left_out = halves.left_out;
    for (const Learner& learner : cell.learners) answer.contenders.push_back(contender(learner, halves.choosing, halves.judging));
    std::stable_sort(answer.contenders.begin(), answer.contenders.end(),
                     [](const Contender& a, const Contender& b) { return better(a.risk.value, b.risk.value); });
    answer.verdict = verdict_without_comparison(answer);
    return answer;
  }

  void compare(Answer& answer, double confidence) const {
    const std::vector<std::size_t> seeds = judging_seeds(runs_, answer);
    const std::vector<double> best = risks(answer.contenders.front().point, seeds);
    bool all_decided = true;
    for (std::size_t i = 1; i < answer.contenders.size(); ++i) {
      Contender& other = answer.contenders[i];
      other.against_best = compare_paired(risks(other.point, seeds), best, confidence);
      all_decided = all_decided && other.against_best.ratio.low > 1;
    }
    if (answer.verdict == Verdict::undecided && all_decided) answer.verdict = Verdict::winner;
  }

 private:
  std::vector<double> risks(std::size_t point, const std::vector<std::size_t>& seeds) const {
    return risks_at(runs_, along_, point, seeds, last_);
  }

  Contender contender(const Learner& learner, const std::vector<std::size_t>& choosing, const std::vector<std::size_t>& judging) const {
    Contender chosen;
    chosen.label = learner.label;
    chosen.settings = learner.points.size();
    chosen.point = best_setting(learner.points, choosing, risk_at(runs_, along_, last_));
    chosen.setting = fields_.differences(TableKind::learner, chosen.point, learner.points);
    measure(chosen, judging);
    return chosen;
  }

  void measure(Contender& chosen, const std::vector<std::size_t>& judging) const {
    const std::size_t point = chosen.point;
    chosen.risk = risk_over(runs_, along_, point, judging, last_);
    std::vector<double> nmse;
    nmse.reserve(judging.size());
    for (const std::size_t s : judging) nmse.push_back(runs_.nmse(along_, point, s, last_));
    chosen.nmse = with_interval_if_any(runs_, point, nmse);
    chosen.operations = along_ == Along::lengths ? runs_.operations(point, last_) : nan;
    chosen.seconds = runs_.median_seconds(point);
    chosen.diverged = static_cast<std::size_t>(runs_.counts(point)[Status::diverged]);
    std::vector<std::vector<double>> samples(runs_.thresholds().size());
    const std::span<const std::int64_t> places = runs_.axis(along_).places();
    std::vector<double> curve(places.size());
    for (const std::size_t s : judging) {
      for (std::size_t l = 0; l < curve.size(); ++l) curve[l] = runs_.nmse(along_, point, s, l);
      for (std::size_t t = 0; t < samples.size(); ++t) samples[t].push_back(settles_at(places, curve, runs_.thresholds()[t]));
    }
    for (const std::vector<double>& sample : samples) chosen.samples_to_threshold.push_back(median_of(sample, runs_.confidence()).value);
  }

  Verdict verdict_without_comparison(const Answer& answer) const {
    const std::size_t first = answer.cell->points.front();
    const Contender& best = answer.contenders.front();
    if (std::isnan(best.risk.value)) return Verdict::not_measured;
    if (std::isinf(best.risk.value)) return Verdict::diverged;
    if (answer.contenders.size() == 1) return Verdict::alone;
    const bool chosen_on_judging_seeds = answer.cell->points.size() > answer.cell->learners.size() && !answer.split;
    const bool independent = runs_.have_interval(answer.cell->points) && !runs_.windows_overlap(first);
    return chosen_on_judging_seeds || !independent ? Verdict::descriptive : Verdict::undecided;
  }

  const Runs& runs_;
  const PointFields& fields_;
  Along along_;
  std::size_t last_;
};

}  // namespace

/// The most windows to choose on that leave as many to judge on, none of which shares a sample with them.
Halves split_in_time(std::vector<std::size_t> seeds, const std::function<std::uint64_t(std::size_t)>& window, std::uint64_t apart) {
  std::sort(seeds.begin(), seeds.end(), [&](std::size_t a, std::size_t b) { return window(a) < window(b); });
  for (std::size_t first = seeds.size() / 2; first >= fewest_in_a_half; --first) {
    const auto end = seeds.begin() + static_cast<std::ptrdiff_t>(first);
    const std::uint64_t free_from = window(*(end - 1)) + apart;
    const auto behind = std::find_if(end, seeds.end(), [&](std::size_t seed) { return window(seed) >= free_from; });
    if (static_cast<std::size_t>(seeds.end() - behind) < first) continue;
    return {{seeds.begin(), end}, {behind, seeds.end()}, true, static_cast<std::size_t>(behind - end)};
  }
  return {seeds, seeds, false};
}

Halves split_by_rank(std::vector<std::size_t> seeds) {
  if (seeds.size() < 2 * fewest_in_a_half) return {seeds, seeds, false};
  Halves halves{{}, {}, true};
  for (std::size_t i = 0; i < seeds.size(); ++i) (i % 2 == 0 ? halves.choosing : halves.judging).push_back(seeds[i]);
  return halves;
}

Halves split_seeds(const Runs& runs, std::span<const std::size_t> points) {
  std::vector<std::size_t> seeds = runs.distinct_seeds(points);
  const std::size_t first = points.front();
  if (!runs.recorded(first) || runs.any_given_data(points)) return split_by_rank(std::move(seeds));
  return split_in_time(
      std::move(seeds), [&](std::size_t seed) { return runs.window(first, seed); }, runs.windows_apart(first));
}

std::vector<std::size_t> judging_seeds(const Runs& runs, const Answer& answer) {
  return answer.split ? split_seeds(runs, answer.cell->points).judging : runs.distinct_seeds(answer.cell->points);
}

std::size_t best_setting(const std::vector<std::size_t>& points, const std::vector<std::size_t>& seeds, const ValueOfRun& risk) {
  const auto median = [&](std::size_t point) {
    std::vector<double> sample;
    for (const std::size_t seed : seeds)
      if (const double value = risk(point, seed); !std::isnan(value)) sample.push_back(value);
    std::sort(sample.begin(), sample.end());
    return sorted_median(sample);
  };
  std::size_t best = points.front();
  double lowest = median(best);
  for (const std::size_t point : points) {
    const double value = point == best ? lowest : median(point);
    if (!better(value, lowest)) continue;
    lowest = value;
    best = point;
  }
  return best;
}

ValueOfRun risk_at(const Runs& runs, Along along, std::size_t place) {
  return [&runs, along, place](std::size_t point, std::size_t seed) { return runs.risk(along, point, seed, place); };
}

Estimate risk_over(const Runs& runs, Along along, std::size_t point, const std::vector<std::size_t>& seeds, std::size_t place) {
  return with_interval_if_any(runs, point, risks_at(runs, along, point, seeds, place));
}

Answers answer(const Runs& runs, const PointFields& fields, const std::vector<Cell>& cells, std::size_t most_compared) {
  Answers answers;
  if (runs.lengths().empty() && runs.has_risk(Along::iterations)) answers.along = Along::iterations;
  if (runs.axis(answers.along).places().empty()) return answers;
  answers.last = runs.last_measured(answers.along);
  answers.compared = std::min(most_compared, cells.size());
  const Judge judge(runs, fields, answers.along);
  for (const Cell& cell : cells) answers.list.push_back(judge.judge(cell));
  for (std::size_t i = 0; i < answers.compared; ++i) {
    const std::size_t learners = answers.list[i].contenders.size();
    answers.comparisons += learners * (learners - 1) / 2;
  }
  answers.adjusted_confidence = 1 - (1 - runs.confidence()) / static_cast<double>(std::max<std::size_t>(answers.comparisons, 1));
  for (std::size_t i = 0; i < answers.compared; ++i) judge.compare(answers.list[i], answers.adjusted_confidence);
  return answers;
}

}  // namespace polesweep::analysis
