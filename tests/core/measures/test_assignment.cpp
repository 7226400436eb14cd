#include "core/measures/assignment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "core/block/draws.hpp"

namespace polesweep {
namespace {

double total(const std::vector<double>& costs, const std::vector<int>& column, std::size_t columns) {
  double sum = 0;
  for (std::size_t i = 0; i < column.size(); ++i) sum += costs[i * columns + static_cast<std::size_t>(column[i])];
  return sum;
}

TEST(Assignment, is_the_cheapest_of_all) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const int rows = 1 + static_cast<int>(seed % 5);
    const int columns = rows + static_cast<int>(seed / 5 % 3);
    const std::vector<double> costs = draw_normals(seed, Role::resampling, 0, std::int64_t{rows} * columns);
    const std::vector<int> found = cheapest_assignment(costs, rows, columns);
    ASSERT_EQ(std::set<int>(found.begin(), found.end()).size(), static_cast<std::size_t>(rows));
    std::vector<int> order(static_cast<std::size_t>(columns));
    std::iota(order.begin(), order.end(), 0);
    double least = 1e300;
    do least = std::min(least, total(costs, {order.begin(), order.begin() + rows}, static_cast<std::size_t>(columns)));
    while (std::next_permutation(order.begin(), order.end()));
    EXPECT_NEAR(total(costs, found, static_cast<std::size_t>(columns)), least, 1e-12) << seed;
  }
}

}  // namespace
}  // namespace polesweep
