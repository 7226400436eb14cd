#pragma once

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/estimators/quantiles.hpp"
#include "analysis/results/runs.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/results/variables.hpp"

/// How the columns of /statistics come into the group.
namespace polesweep::analysis {

/// What they are computed from.
struct StatisticsSource {
  Runs runs;
  OrderStatistics order;
};

/// Throws Error if somebody has taken the variable of a dimension away.
inline const results::Variable& coordinate(const results::Group& group, const std::string& dimension) {
  const results::Variable* found = group.find(dimension);
  if (found == nullptr) throw Error(fmt::format("{}: no such variable (the group {} has the dimension)", dimension, group.name));
  return *found;
}

inline void say(results::Group& group, const std::string& name, results::Values values, const results::Quantity& quantity = {}) {
  group.variables.push_back(results::make_variable("statistics", name, std::move(values), quantity));
}

/// Says a column of numbers that is made when it is written.
template <class T, class Make>
void say_later(results::Group& group, const std::string& name, Make make, const results::Quantity& quantity = {}) {
  say(group, name, std::vector<T>{}, quantity);
  group.variables.back().make = [make = std::move(make)]() mutable { return results::Values(std::vector<T>(make())); };
}

/// A value per cell of some dimensions, with both bounds.
struct Bounded {
  std::vector<double> value;
  std::vector<double> low;
  std::vector<double> high;

  explicit Bounded(std::size_t size) : value(size, nan), low(size, nan), high(size, nan) {}

  void set(std::size_t index, const Estimate& estimate, bool has_interval) {
    value[index] = estimate.value;
    if (!has_interval) return;
    low[index] = estimate.low;
    high[index] = estimate.high;
  }
};

/// Columns that are computed together when the first of them is written; each gives its values away.
template <class Columns>
class Together {
 public:
  explicit Together(std::function<Columns()> compute) : shared_(std::make_shared<Shared>(Shared{std::move(compute), std::nullopt})) {}

  /// `member`: of the columns, a vector.
  template <class T>
  void say_later(results::Group& group, const std::string& name, std::vector<T> Columns::*member,
                 const results::Quantity& quantity = {}) const {
    give_away<T>(
        group, name, quantity, [member](Columns & columns) -> auto& { return columns.*member; });
  }
  /// `name`: of the row without `_low` and `_high`.
  void say_later(results::Group& group, const std::string& name, Bounded Columns::*member, const results::Quantity& quantity = {}) const {
    const std::pair<const char*, std::vector<double> Bounded::*> parts[] = {
        {"", &Bounded::value}, {"_low", &Bounded::low}, {"_high", &Bounded::high}};
    for (const auto& [ending, part] : parts)
      give_away<double>(
          group, name + ending, quantity, [ member, part = part ](Columns & columns) -> auto& { return columns.*member.*part; });
  }

 private:
  struct Shared {
    std::function<Columns()> compute;
    std::optional<Columns> columns;
  };

  template <class T, class Column>
  void give_away(results::Group& group, const std::string& name, const results::Quantity& quantity, Column column) const {
    const auto make = [shared = shared_, column] {
      if (!shared->columns) shared->columns = shared->compute();
      return std::exchange(column(*shared->columns), {});
    };
    analysis::say_later<T>(group, name, make, quantity);
  }

  std::shared_ptr<Shared> shared_;
};

/// Along iterations they are of the points that are measured at them, for each of their lengths.
void add_rates_and_plateaus(results::Group& group, const std::shared_ptr<const StatisticsSource>& source, Along along);

}  // namespace polesweep::analysis
