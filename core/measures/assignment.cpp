#include "core/measures/assignment.hpp"

#include "core/numbers.hpp"

namespace polesweep {

std::vector<int> cheapest_assignment(std::span<const double> costs, int rows, int columns) {
  constexpr int none = -1;
  const auto n = static_cast<std::size_t>(rows);
  const auto m = static_cast<std::size_t>(columns);
  std::vector<double> row_price(n);
  std::vector<double> column_price(m);
  std::vector<int> owner(m, none);  // the row of each column
  for (std::size_t start = 0; start < n; ++start) {
    // Dijkstra over reduced costs, from the new row along columns and their owners to the nearest free column.
    std::vector<double> distance(m, infinity);
    std::vector<int> before(m, none);  // the column on the path before this one
    std::vector<bool> done(m);
    int last = none;
    double reached = 0;
    for (int at = static_cast<int>(start); at != none;) {
      const auto row = static_cast<std::size_t>(at);
      int nearest = none;
      for (std::size_t j = 0; j < m; ++j) {
        if (done[j]) continue;
        const double through = reached + costs[row * m + j] - row_price[row] - column_price[j];
        if (through < distance[j]) {
          distance[j] = through;
          before[j] = last;
        }
        if (nearest == none || distance[j] < distance[static_cast<std::size_t>(nearest)]) nearest = static_cast<int>(j);
      }
      last = nearest;
      reached = distance[static_cast<std::size_t>(last)];
      done[static_cast<std::size_t>(last)] = true;
      at = owner[static_cast<std::size_t>(last)];
    }
    // Prices under which the columns on the shortest paths stay the cheapest of their rows.
    row_price[start] += reached;
    for (std::size_t j = 0; j < m; ++j) {
      if (!done[j]) continue;
      if (owner[j] != none) row_price[static_cast<std::size_t>(owner[j])] += reached - distance[j];
      column_price[j] -= reached - distance[j];
    }
    for (int column = last; column != none; column = before[static_cast<std::size_t>(column)]) {
      const int previous = before[static_cast<std::size_t>(column)];
      owner[static_cast<std::size_t>(column)] = previous == none ? static_cast<int>(start) : owner[static_cast<std::size_t>(previous)];
    }
  }
  std::vector<int> column_of(n);
  for (std::size_t j = 0; j < m; ++j)
    if (owner[j] != none) column_of[static_cast<std::size_t>(owner[j])] = static_cast<int>(j);
  return column_of;
}

}  // namespace polesweep
