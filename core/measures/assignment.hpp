#pragma once

#include <span>
#include <vector>

namespace polesweep {

/// The cheapest way to give every row a column of its own: [rows] columns, for costs [rows x columns], row-major, rows <= columns, finite.
/// Cost: rows^2 x columns operations.
///
/// Written out because Debian's library for it, LEMON 1.3.1, does not compile as C++20 and wants integer costs for exactness, and Boost has
/// none; and because a measure's bits must be the same everywhere.
/// Source: Kuhn 1955 (Hungarian method) in the form of shortest augmenting paths, Jonker and Volgenant 1987.
std::vector<int> cheapest_assignment(std::span<const double> costs, int rows, int columns);

}  // namespace polesweep
