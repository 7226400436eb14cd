#include "core/block/draws.hpp"

#include <algorithm>
#include <numeric>

#include "core/block/kernel_set.hpp"

namespace polesweep {

std::vector<double> draw_normals(std::uint64_t seed, Role role, std::uint32_t array, std::int64_t count) {
  std::vector<double> draws(static_cast<std::size_t>(count));
  portable_kernels().normal(&seed, role, array, 0, count, draws.data());
  return draws;
}

std::vector<std::complex<double>> draw_complex_normals(std::uint64_t seed, Role role, std::uint32_t array, std::int64_t count) {
  std::vector<std::complex<double>> draws(static_cast<std::size_t>(count));
  portable_kernels().complex_normal(&seed, role, array, 0, count, reinterpret_cast<double*>(draws.data()));
  return draws;
}

std::vector<bool> draw_kept(std::uint64_t seed, Role role, std::uint32_t array, int count, double density) {
  const std::vector<double> numbers = draw_normals(seed, role, array, count);
  std::vector<int> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return numbers[static_cast<std::size_t>(a)] < numbers[static_cast<std::size_t>(b)]; });
  std::vector<bool> kept(order.size());
  const auto many = std::max<std::size_t>(1, static_cast<std::size_t>(density * count + 0.5));
  for (std::size_t i = 0; i < many; ++i) kept[static_cast<std::size_t>(order[i])] = true;
  return kept;
}

}  // namespace polesweep
