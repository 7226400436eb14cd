#pragma once

#include <fmt/format.h>

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
void say_later(results::Group& group, const std::string& name, Make make) {
  say(group, name, std::vector<T>{});
  group.variables.back().make = [make = std::move(make)] { return results::Values(std::vector<T>(make())); };
}

/// Columns that are computed together when the first of them is written; each gives its values away.
template <class Columns, class Compute>
class Together {
 public:
  explicit Together(Compute compute) : shared_(std::make_shared<Shared>(Shared{std::move(compute), std::nullopt})) {}

  /// `member` is a pointer to the vector in the columns.
  template <class T>
  void say_later(results::Group& group, const std::string& name, std::vector<T> Columns::*member) const {
    analysis::say_later<T>(group, name, [shared = shared_, member] {
      if (!shared->columns) shared->columns = shared->compute();
      return std::exchange((*shared->columns).*member, {});
    });
  }

 private:
  struct Shared {
    Compute compute;
    std::optional<Columns> columns;
  };
  std::shared_ptr<Shared> shared_;
};

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

  /// `name`: of the row without `_low` and `_high`.
  void move_to(results::Group& group, const std::string& name, const results::Quantity& quantity = {}) {
    say(group, name, std::move(value), quantity);
    say(group, name + "_low", std::move(low), quantity);
    say(group, name + "_high", std::move(high), quantity);
  }
};

/// Along iterations they are of the points that are measured at them, for each of their lengths.
void add_rates_and_plateaus(results::Group& group, const std::shared_ptr<const StatisticsSource>& source, Along along);

}  // namespace polesweep::analysis
