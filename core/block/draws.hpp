#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "core/block/streams.hpp"

namespace polesweep {

/// The first `count` standard normal numbers of a stream, for set-up: the numbers that a block would draw for this seed.
std::vector<double> draw_normals(std::uint64_t seed, Role role, std::uint32_t array, std::int64_t count);

/// Circular complex ones, E|z|^2 = 1.
std::vector<std::complex<double>> draw_complex_normals(std::uint64_t seed, Role role, std::uint32_t array, std::int64_t count);

/// Which `density` of `count` places are kept, rounded and at least one: those with the least numbers of the stream.
std::vector<bool> draw_kept(std::uint64_t seed, Role role, std::uint32_t array, int count, double density);

}  // namespace polesweep
