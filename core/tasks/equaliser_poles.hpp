#pragma once

#include <cstdint>
#include <vector>

#include "core/tasks/fading.hpp"
#include "core/tasks/readout_risk.hpp"

namespace polesweep {

/// `count` poles chosen by what is known of a channel before it is seen, its statistics, noise power and delay: those for which the mean of
/// `readout_risk` over 64 channels with these statistics (of a channel that is given: on it) is least, as far as a search finds. It starts
/// at the best ring and moves one pole at a time by 0.1, then 0.05, 0.02 and 0.01 in four directions, each twice around; so it is never
/// worse than a ring on these channels. What an amplifier does to signals is left aside.
///
/// With several antennas each pair of a sender and a receiver has a link of such a channel, of one that is given each antenna with itself
/// alone; senders share the power 1. Input weights are then part of what is drawn, 64 times: circular normal ones, as a diagonal network
/// has by itself. No run has these links or weights. The search is made twice, once from the best ring of count/antennas places that so
/// many poles share: with weights of their own their states hold different mixtures of what is received. The better end is taken.
///
/// Cost: 2048 count evaluations of a risk, of several antennas twice that: for 32 poles and 4 taps a second with one antenna, 2 s with
/// four, 5 s with 16; for 64 taps and 16 antennas 20 s.
std::vector<Complex> equaliser_poles(const Fading& fading, double noise_power, std::int64_t delay, int count, int antennas = 1);

}  // namespace polesweep
