#include "driver/execute/races.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "analysis/estimators/quantiles.hpp"

namespace polesweep::execute {
namespace {

using results::ResultsBuilder;

/// One race as far as it is decided.
class Standings {
 public:
  Standings(const SeededRace& race, ResultsBuilder& runs)
      : settings_(race.race.settings),
        rules_(race.race.rules),
        seeds_(race.seeds),
        runs_(runs),
        lengths_(runs.request().lengths),
        rungs_(analysis::rungs_of(lengths_, rules_.rungs)),
        medians_(settings_.size()),
        reaches_(settings_.size(), 0) {}

  void ask() {
    std::vector<std::size_t> left;
    for (std::size_t setting = 0; setting < settings_.size(); ++setting) left.push_back(setting);
    bool complete = true;
    for (std::size_t rung = 0; rung < rungs_.size() && complete; ++rung) {
      complete = advance(left, rungs_[rung] + 1);
      if (complete && rung + 1 < rungs_.size()) drop(left, rung);
    }
    ask_choosing(left, !complete);
    ask_others(complete ? last_wins() : std::vector<std::size_t>(settings_.size(), 0), !complete);
  }

 private:
  /// Those that are left go on to some lengths. Returns whether all of them are there.
  bool advance(const std::vector<std::size_t>& left, std::size_t lengths) {
    bool complete = true;
    for (const std::size_t setting : left) {
      reaches_[setting] = lengths;
      for (const std::size_t seed : seeds_.choosing) complete = complete && runs_.reached(settings_[setting], seed) >= lengths;
    }
    if (!complete) return false;
    for (const std::size_t setting : left)
      for (std::size_t length = medians_[setting].size(); length < lengths; ++length)
        medians_[setting].push_back(median(settings_[setting], length));
    return true;
  }

  double median(std::size_t point, std::size_t length) const {
    std::vector<double> risks;
    for (const std::size_t seed : seeds_.choosing) risks.push_back(runs_.risk(point, seed, length));
    std::sort(risks.begin(), risks.end());
    return analysis::sorted_median(risks);
  }

  void drop(std::vector<std::size_t>& left, std::size_t rung) const {
    std::vector<double> outlooks;
    outlooks.reserve(left.size());
    for (const std::size_t setting : left) outlooks.push_back(analysis::outlook(lengths_, medians_[setting], rungs_[rung]));
    std::vector<std::size_t> going;
    for (const std::size_t i : analysis::go_on(outlooks, analysis::places_after(settings_.size(), rules_.keep, rung, rungs_.size())))
      going.push_back(left[i]);
    left = std::move(going);
  }

  /// By setting, how many lengths there are up to the last one at which its median is the lowest, also with others.
  std::vector<std::size_t> last_wins() const {
    std::vector<std::size_t> wins(settings_.size(), 0);
    for (std::size_t length = 0; length < lengths_.size(); ++length) {
      double lowest = std::numeric_limits<double>::infinity();
      for (const std::vector<double>& medians : medians_)
        if (length < medians.size()) lowest = std::min(lowest, medians[length]);
      for (std::size_t setting = 0; setting < settings_.size(); ++setting)
        if (length < medians_[setting].size() && medians_[setting][length] == lowest) wins[setting] = length + 1;
    }
    return wins;
  }

  void ask_choosing(const std::vector<std::size_t>& left, bool undecided) {
    for (std::size_t setting = 0; setting < settings_.size(); ++setting) {
      const bool goes_on = undecided && std::ranges::find(left, setting) != left.end();
      for (const std::size_t seed : seeds_.choosing) runs_.ask(settings_[setting], seed, reaches_[setting], goes_on);
    }
  }

  void ask_others(const std::vector<std::size_t>& lengths, bool undecided) {
    for (std::size_t setting = 0; setting < settings_.size(); ++setting)
      for (std::size_t seed = 0; seed < runs_.request().seeds.size(); ++seed)
        if (std::ranges::find(seeds_.choosing, seed) == seeds_.choosing.end())
          runs_.ask(settings_[setting], seed, lengths[setting], undecided);
  }

  const std::vector<std::uint32_t>& settings_;
  const analysis::RaceRules& rules_;
  const analysis::Halves& seeds_;
  ResultsBuilder& runs_;
  std::span<const std::int64_t> lengths_;
  std::vector<std::size_t> rungs_;
  std::vector<std::vector<double>> medians_;  // by setting and length, on the choosing seeds
  std::vector<std::size_t> reaches_;          // by setting, number of lengths on the choosing seeds
};

}  // namespace

void ask_of_races(const std::vector<SeededRace>& races, ResultsBuilder& runs) {
  for (const SeededRace& race : races) Standings(race, runs).ask();
}

}  // namespace polesweep::execute
