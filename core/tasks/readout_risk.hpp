#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/linear_algebra/matrix.hpp"
#include "core/tasks/equaliser.hpp"

namespace polesweep {

/// Known links between antennas, to be undone: antenna r receives y_r(t) = sum_s sum_k taps_rsk x_s(t-k) + noise, with independent x_s(t)
/// of zero mean and unit power. As many antennas receive as send.
struct KnownLinks {
  std::size_t antennas = 1;
  std::vector<std::vector<Complex>> taps = {};  ///< [receiver x sender] of taps, all alike in number; empty: no link
  double noise_power = 0;                       ///< E|noise|^2 at each receiver, > 0
  Complex correlation = 1;                      ///< of what is wanted with x_s, as in `KnownChannel`
};

/// The states s_i(t) = pole_i s_i(t-1) + sum_r input_ir y_r(t) of a diagonal network behind known links, and how well a readout of them can
/// name x_s(t-delay) of every sender.
///
/// In closed form. With R_l = E[y(t+l) y(t)^H] and e_i = sum_(l > 0) pole_i^l conj(R_l) input_i, as vectors over receivers,
/// E[s_i conj(s_j)] = (input_j^H (R_0^T input_i + e_i) + input_i^T conj(e_j))/(1 - pole_i conj(pole_j)). Each state has 1e-9 of its power
/// added, without which the risk of nearly dependent states would be one of rounding.
///
/// Cost: taps^2 antennas^3/2 multiply-adds once; a pole that moves 2 taps antennas^2 + (delay + 2 states) antennas.
class LinkStates {
 public:
  /// `input` [states x antennas], row-major. Poles are to be placed before anything is asked.
  LinkStates(KnownLinks links, std::vector<Complex> input, std::int64_t delay);

  /// Places all poles, one for each state.
  void place(const std::vector<Complex>& poles);
  /// Places that of one state.
  void move(int state, const Complex& pole);

  /// Least sum_s E|output_s - x_s(t-delay)|^2; the number of antennas is chance. +inf if a pole does not lie inside the unit circle.
  /// Cost: states^3/6 + states^2 antennas multiply-adds.
  double risk() const;

 private:
  std::size_t at(int state, std::size_t antenna) const { return static_cast<std::size_t>(state) * links_.antennas + antenna; }
  void describe(int state);
  Complex moment(int a, int b) const;
  void fill(int a, int b);

  KnownLinks links_;
  std::vector<Complex> input_;  ///< [states x antennas]
  std::int64_t delay_;
  std::size_t tap_count_ = 0;
  std::vector<Complex> covariances_;  ///< R_l: [l, from 0 on][antenna][antenna]
  std::vector<Complex> poles_;
  std::vector<Complex> earlier_;          ///< e_i: [states x antennas]
  std::vector<Complex> all_;              ///< R_0^T input_i + e_i: [states x antennas]
  linear_algebra::ComplexMatrix gram_;    ///< E[s_i conj(s_j)], its lower triangle
  linear_algebra::ComplexMatrix wanted_;  ///< E[s_i conj(x_s(t-delay))]: [states x antennas]
};

/// `LinkStates::risk` of a network with these poles and input weights [poles x antennas], row-major.
double readout_risk(const std::vector<Complex>& poles, std::vector<Complex> input, KnownLinks links, std::int64_t delay);

/// The same of one antenna, where input weights change nothing, least E|y - b_(t-delay)|^2 (unit: power of a symbol, so 1 is chance).
double readout_risk(const std::vector<Complex>& poles, const KnownChannel& channel, std::int64_t delay);

}  // namespace polesweep
