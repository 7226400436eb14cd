#pragma once

#include <vector>

#include "core/networks/network.hpp"

namespace polesweep {

/// Memory of a linear network on white input: how much of the variance of the input k samples ago, k = 0, ..., delays - 1 with the present
/// one first, the best readout of its states explains, summed over inputs: sum_m (A^k b_m)^H P^-1 A^k b_m with the covariance P of the
/// states. NaN if the network is not stable or a number is not finite.
///
/// Of a diagonal network with one input by the orthonormal basis of its poles, which no collision of poles harms: sum_j |phi_j[k]|^2, where
/// poles count that differ and that the input reaches. Else by a factor of P (`covariance_factor`).
/// Source: Jaeger, "Short term memory in echo state networks", GMD report 152, 2001; Takenaka and Malmquist (1925) for the basis.
std::vector<double> memory_curve(const LinearSystem& system, int delays);

/// The sum over all delays, tr P^-1 P: the number of directions in which the states have a variance above rounding (states x 2^-50 of the
/// largest deviation), which is that of states if these are driven apart from each other. NaN as above.
/// Source: Jaeger 2001, proposition 2, for n states; that computed capacities fall short of it by rounding alone is in Ballarin,
/// Grigoryeva and Ortega, "Memory of recurrent networks: do we compute it right?", 2023.
double memory_capacity(const LinearSystem& system);

}  // namespace polesweep
