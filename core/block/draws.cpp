#include "core/block/draws.hpp"

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

}  // namespace polesweep
