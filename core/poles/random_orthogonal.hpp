#pragma once

#include <cstdint>
#include <vector>

#include "core/block/streams.hpp"
#include "core/members/fields.hpp"

namespace polesweep {

/// An orthogonal (complex: unitary) matrix [n x n], row-major, drawn uniformly: the Q of the Gaussian matrix of a
/// stream, with the signs for which R has a positive diagonal. Imaginary parts of a real one are 0.
/// Source: Mezzadri, "How to generate random matrices from the classical compact groups", 2007.
std::vector<Complex> random_orthogonal(std::uint64_t seed, Role role, std::uint32_t array, int n, bool complex_valued);

}  // namespace polesweep
