#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/tasks/equaliser.hpp"
#include "core/tasks/fading.hpp"

namespace polesweep {

/// Least E|y - b_(t-delay)|^2 that a readout of the states s_i(t) = pole_i s_i(t-1) + x_t can reach on a channel, in closed form: states of
/// different poles have E[s_i conj(s_j)] = (sum_l r_l conj(pole_j)^l + sum_l conj(r_l) pole_i^l - r_0)/(1 - pole_i conj(pole_j)), with the
/// autocorrelation r_l, l >= 0, of what is received. Each state has 1e-9 of its power added, without which the risk of nearly dependent
/// states would be rounding. +inf if a pole does not lie inside the unit circle. Cost: poles^3/6 multiply-adds.
double readout_risk(const std::vector<Complex>& poles, const KnownChannel& channel, std::int64_t delay);

/// `count` poles chosen by what is known of a channel before it is seen, its statistics, noise power and delay: those for which the mean of
/// `readout_risk` over 64 channels with these statistics (of a channel that is given: on it) is least, as far as a search finds. It starts
/// at the best ring and moves one pole at a time by 0.1, then 0.05, 0.02 and 0.01 in four directions, each twice around; so it is never
/// worse than a ring on these channels. Cost: 512 count evaluations of a risk.
std::vector<Complex> equaliser_poles(const Fading& fading, double noise_power, std::int64_t delay, int count);

}  // namespace polesweep
