#include "core/tasks/readout_risk.hpp"

#include <algorithm>
#include <utility>

#include "core/linear_algebra/cholesky.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

using linear_algebra::ComplexMatrix;
using linear_algebra::product;
using linear_algebra::squared_modulus;

/// Of a state's power: with less of it nearly dependent states would have risks of rounding.
constexpr double ridge = 1e-9;

// Not that of core/linear_algebra/numbers.hpp, whose bits differ: poles that have been chosen stay.
Complex quotient(const Complex& a, const Complex& b) { return product(product(a, std::conj(b)), 1 / squared_modulus(b)); }

bool is_stable(const Complex& pole) { return squared_modulus(pole) < 1; }

}  // namespace

LinkStates::LinkStates(KnownLinks links, std::vector<Complex> input, std::int64_t delay)
    : links_(std::move(links)), input_(std::move(input)), delay_(delay) {
  const std::size_t antennas = links_.antennas;
  for (const std::vector<Complex>& link : links_.taps) tap_count_ = std::max(tap_count_, link.size());
  covariances_.resize(tap_count_ * antennas * antennas);
  Complex* covariance = covariances_.data();
  for (std::size_t lag = 0; lag < tap_count_; ++lag)
    for (std::size_t a = 0; a < antennas; ++a)
      for (std::size_t b = 0; b < antennas; ++b, ++covariance) {
        for (std::size_t sender = 0; sender < antennas; ++sender) {
          const std::vector<Complex>& to_a = links_.taps[a * antennas + sender];
          const std::vector<Complex>& to_b = links_.taps[b * antennas + sender];
          if (to_b.empty()) continue;
          for (std::size_t k = lag; k < to_a.size(); ++k) *covariance += product(to_a[k], std::conj(to_b[k - lag]));
        }
        if (lag == 0 && a == b) *covariance += links_.noise_power;
      }
  const int states = static_cast<int>(input_.size() / antennas);
  poles_.resize(static_cast<std::size_t>(states));
  earlier_.resize(input_.size());
  all_.resize(input_.size());
  gram_ = ComplexMatrix(states, states);
  wanted_ = ComplexMatrix(states, static_cast<int>(antennas));
}

/// What a state has to do with what is received and sent.
void LinkStates::describe(int state) {
  const std::size_t antennas = links_.antennas;
  const Complex pole = poles_[static_cast<std::size_t>(state)];
  const Complex* input = input_.data() + at(state, 0);
  for (std::size_t a = 0; a < antennas; ++a) {
    Complex sum = 0;
    Complex power = pole;
    for (std::size_t lag = 1; lag < tap_count_; ++lag, power = product(power, pole)) {
      Complex seen = 0;
      for (std::size_t b = 0; b < antennas; ++b) seen += product(std::conj(covariances_[(lag * antennas + a) * antennas + b]), input[b]);
      sum += product(seen, power);
    }
    earlier_[at(state, a)] = sum;
    Complex now = 0;
    for (std::size_t b = 0; b < antennas; ++b) now += product(covariances_[b * antennas + a], input[b]);
    all_[at(state, a)] = now + sum;
  }
  // sum_a pole^a tap_(delay - a): the nearest tap to the delay first.
  const auto taps = static_cast<std::int64_t>(tap_count_);
  for (std::size_t sender = 0; sender < antennas; ++sender) {
    Complex cross = 0;
    for (std::int64_t k = 0; k <= std::min(delay_, taps - 1); ++k) {
      Complex tap = 0;
      for (std::size_t receiver = 0; receiver < antennas; ++receiver)
        if (const std::vector<Complex>& link = links_.taps[receiver * antennas + sender]; !link.empty())
          tap += product(input[receiver], link[static_cast<std::size_t>(k)]);
      cross = product(cross, pole) + tap;
    }
    for (std::int64_t a = taps - 1; a < delay_; ++a) cross = product(cross, pole);
    wanted_(state, static_cast<int>(sender)) = product(cross, std::conj(links_.correlation));
  }
}

/// E[s_a conj(s_b)].
Complex LinkStates::moment(int a, int b) const {
  Complex sum = 0;
  for (std::size_t r = 0; r < links_.antennas; ++r) sum += product(std::conj(input_[at(b, r)]), all_[at(a, r)]);
  for (std::size_t r = 0; r < links_.antennas; ++r) sum += product(input_[at(a, r)], std::conj(earlier_[at(b, r)]));
  return quotient(sum, 1.0 - product(poles_[static_cast<std::size_t>(a)], std::conj(poles_[static_cast<std::size_t>(b)])));
}

void LinkStates::fill(int a, int b) {
  gram_(a, b) = moment(a, b);
  if (a == b) gram_(a, a) *= 1 + ridge;
}

void LinkStates::place(const std::vector<Complex>& poles) {
  poles_ = poles;
  for (int i = 0; i < gram_.rows(); ++i) {
    describe(i);
    for (int j = 0; j <= i; ++j) fill(i, j);
  }
}

void LinkStates::move(int state, const Complex& pole) {
  poles_[static_cast<std::size_t>(state)] = pole;
  describe(state);
  for (int j = 0; j <= state; ++j) fill(state, j);
  for (int i = state + 1; i < gram_.rows(); ++i) fill(i, state);
}

double LinkStates::risk() const {
  if (!std::all_of(poles_.begin(), poles_.end(), is_stable)) return infinity;
  const linear_algebra::Cholesky<Complex> cholesky(gram_);
  if (!cholesky.is_positive()) return infinity;
  const ComplexMatrix weights = cholesky.solve(wanted_);
  double explained = 0;
  for (int i = 0; i < wanted_.rows(); ++i)
    for (int sender = 0; sender < wanted_.columns(); ++sender)
      explained += product(std::conj(wanted_(i, sender)), weights(i, sender)).real();
  return static_cast<double>(links_.antennas) - explained;
}

double readout_risk(const std::vector<Complex>& poles, std::vector<Complex> input, KnownLinks links, std::int64_t delay) {
  LinkStates states(std::move(links), std::move(input), delay);
  states.place(poles);
  return states.risk();
}

double readout_risk(const std::vector<Complex>& poles, const KnownChannel& channel, std::int64_t delay) {
  return readout_risk(poles, std::vector<Complex>(poles.size(), 1.0),
                      {.antennas = 1, .taps = {channel.taps}, .noise_power = channel.noise_power, .correlation = channel.correlation},
                      delay);
}

}  // namespace polesweep
