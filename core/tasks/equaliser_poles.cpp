#include "core/tasks/equaliser_poles.hpp"

#include <cmath>
#include <utility>

#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

constexpr int draws = 64;
constexpr double largest_modulus = 0.98;
/// Beyond the arrays of random numbers of every link and of all input weights of a task's runs.
constexpr std::uint32_t first_array = 1'000'000;

/// A ring of so many places, of which each has as many poles as the others or one more.
std::vector<Complex> ring(int count, int places, double radius) {
  std::vector<Complex> poles;
  for (int k = 0; k < count; ++k) {
    const UnitCirclePoint point = portable_point_at(static_cast<double>(k % places) / places);
    poles.emplace_back(radius * point.cosine, radius * point.sine);
  }
  return poles;
}

/// The links of a draw, as those of a task's runs are.
KnownLinks draw_links(const Fading& fading, double noise_power, int antennas, int draw) {
  KnownLinks links{.antennas = static_cast<std::size_t>(antennas), .noise_power = noise_power};
  const double share = 1 / std::sqrt(static_cast<double>(antennas));
  for (int receiver = 0; receiver < antennas; ++receiver)
    for (int sender = 0; sender < antennas; ++sender) {
      links.taps.emplace_back();
      if (fading.kind() == Fading::Kind::none && receiver != sender) continue;
      links.taps.back() = fading.taps(0, first_array + static_cast<std::uint32_t>((draw * antennas + receiver) * antennas + sender));
      for (Complex& tap : links.taps.back()) tap *= share;
    }
  return links;
}

/// The mean risk over draws.
class MeanRisk {
 public:
  MeanRisk(const Fading& fading, double noise_power, std::int64_t delay, int count, int antennas) {
    const bool one_antenna = antennas == 1;
    const int different = one_antenna && fading.kind() == Fading::Kind::none ? 1 : draws;
    for (int draw = 0; draw < different; ++draw) {
      // Of one antenna a weight is a factor of the state, which a readout undoes.
      std::vector<Complex> input(static_cast<std::size_t>(count), 1.0);
      if (!one_antenna)
        input = draw_complex_normals(0, Role::input_weights, first_array + static_cast<std::uint32_t>(draw),
                                     static_cast<std::int64_t>(count) * antennas);
      states_.emplace_back(draw_links(fading, noise_power, antennas, draw), std::move(input), delay);
    }
  }

  double at(const std::vector<Complex>& poles) {
    return mean([&](LinkStates& states) {
      states.place(poles);
      return states.risk();
    });
  }

  /// Of the poles as they are but for this one.
  double with(int pole, const Complex& place) {
    return mean([&](LinkStates& states) {
      states.move(pole, place);
      return states.risk();
    });
  }

  /// Puts a pole to where it stays while others move.
  void leave(int pole, const Complex& place) {
    for (LinkStates& states : states_) states.move(pole, place);
  }

 private:
  template <class Risk>
  double mean(Risk&& risk) {
    double sum = 0;
    for (LinkStates& states : states_) sum += risk(states);
    return sum / static_cast<double>(states_.size());
  }

  std::vector<LinkStates> states_;
};

struct ChosenPoles {
  std::vector<Complex> poles;
  double risk = infinity;
};

ChosenPoles best_ring(MeanRisk& mean_risk, int count, int places) {
  ChosenPoles best;
  for (int step = 1; step < 20; ++step) {
    std::vector<Complex> poles = ring(count, places, 0.05 * step);
    const double risk = mean_risk.at(poles);
    if (!best.poles.empty() && !(risk < best.risk)) continue;
    best = {std::move(poles), risk};
  }
  return best;
}

/// Moves one pole at a time to where less is left.
void descend(MeanRisk& mean_risk, ChosenPoles& best) {
  mean_risk.at(best.poles);
  for (const double distance : {0.1, 0.05, 0.02, 0.01})
    for (int round = 0; round < 2; ++round)
      for (int i = 0; i < std::ssize(best.poles); ++i) {
        Complex& pole = best.poles[static_cast<std::size_t>(i)];
        for (const Complex& move : {Complex(distance, 0), Complex(-distance, 0), Complex(0, distance), Complex(0, -distance)}) {
          const Complex place = pole + move;
          if (!(linear_algebra::squared_modulus(place) < largest_modulus * largest_modulus)) continue;
          const double risk = mean_risk.with(i, place);
          if (!(risk < best.risk)) continue;
          best.risk = risk;
          pole = place;
        }
        mean_risk.leave(i, pole);
      }
}

}  // namespace

std::vector<Complex> equaliser_poles(const Fading& fading, double noise_power, std::int64_t delay, int count, int antennas) {
  MeanRisk mean_risk(fading, noise_power, delay, count, antennas);
  ChosenPoles best = best_ring(mean_risk, count, count);
  descend(mean_risk, best);
  if (antennas == 1) return best.poles;
  ChosenPoles shared = best_ring(mean_risk, count, (count + antennas - 1) / antennas);
  descend(mean_risk, shared);
  return shared.risk < best.risk ? shared.poles : best.poles;
}

}  // namespace polesweep
