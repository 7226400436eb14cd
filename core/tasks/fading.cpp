#include "core/tasks/fading.hpp"

#include <cmath>

#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"

namespace polesweep {
namespace {

constexpr std::int64_t default_tap_count = 4;
constexpr double default_decay = 0.5;

/// What the list of given taps becomes: unit power.
std::vector<Complex> normalised(std::vector<Complex> taps) {
  double power = 0;
  for (const Complex& tap : taps) power += tap.real() * tap.real() + tap.imag() * tap.imag();
  if (!(power > 0) || !std::isfinite(power)) throw Error("taps: their power is " + canonical(power) + " (must be positive and finite)");
  const double scale = 1 / std::sqrt(power);
  for (Complex& tap : taps) tap *= scale;
  return taps;
}

}  // namespace

Fading::Fading(Fields& fields)
    : kind_(static_cast<Kind>(fields.choice(
          {.name = "fading",
           .help =
               "none: the taps given, scaled to unit power; rayleigh: taps are drawn for each seed; block: other ones after every coherence "
               "samples; jakes: they move all the time, as a moving receiver's do",
           .choices = "none|rayleigh|block|jakes",
           .fallback = "none"}))),
      taps_(fields.complexes(
          {.name = "taps", .help = "impulse response of a channel that does not fade, the direct path first", .may_be_absent = true})),
      tap_count_(fields.integer(
          {.name = "tap_count", .help = "taps of a channel that fades", .fallback = default_tap_count, .range = {.low = 1, .high = 256}})),
      decay_(fields.real({.name = "decay",
                          .help = "of the mean power of the taps of a channel that fades: tap k has a share proportional to exp(-decay k)",
                          .unit = "1/sample",
                          .fallback = default_decay,
                          .range = {.low = 0, .high = 2}})),
      coherence_(fields.integer({.name = "coherence",
                                 .help = "of block: how long the taps stay; must be given there",
                                 .unit = "samples",
                                 .fallback = 0,
                                 .range = non_negative})),
      doppler_(fields.real({.name = "doppler",
                            .help = "of jakes: the largest Doppler shift, speed over wavelength times the time between samples; must be "
                                    "given there",
                            .unit = "cycles/sample",
                            .fallback = 0,
                            .range = {.low = 0, .high = 0.5}})) {}

void Fading::check() {
  if (kind_ != Kind::block && coherence_ != 0) throw Error("coherence: has no effect without fading = \"block\". Leave it out?");
  if (kind_ != Kind::jakes && doppler_ != 0) throw Error("doppler: has no effect without fading = \"jakes\". Leave it out?");
  if (kind_ == Kind::block && coherence_ == 0) throw Error("coherence: must be given, and positive (fading is \"block\")");
  if (kind_ == Kind::jakes && doppler_ == 0)
    throw Error("doppler: must be given, and positive (fading is \"jakes\"). Did you mean fading = \"rayleigh\", whose taps stay?");
  if (kind_ != Kind::none) {
    if (!taps_.empty()) throw Error("taps: a list is given (a channel that fades draws its taps). Leave it out, or set fading = \"none\"?");
    return;
  }
  if (taps_.empty()) throw Error("taps: the list is empty (a channel that does not fade needs them). Did you mean fading = \"rayleigh\"?");
  if (tap_count_ != default_tap_count || decay_ != default_decay)
    throw Error(std::string(tap_count_ != default_tap_count ? "tap_count" : "decay") +
                ": has no effect on a channel that does not fade. Did you mean fading = \"rayleigh\"?");
  taps_ = normalised(std::move(taps_));
  tap_count_ = std::ssize(taps_);
}

std::vector<double> Fading::amplitudes() const {
  std::vector<double> amplitudes;
  double power = 0;
  for (std::int64_t k = 0; k < tap_count_; ++k) {
    amplitudes.push_back(portable_exponential(-0.5 * decay_ * static_cast<double>(k)));
    power += amplitudes.back() * amplitudes.back();
  }
  const double scale = 1 / std::sqrt(power);
  for (double& amplitude : amplitudes) amplitude *= scale;
  return amplitudes;
}

std::vector<Complex> Fading::taps(std::uint64_t seed, std::uint32_t array) const {
  if (kind_ == Kind::none) return taps_;
  std::vector<Complex> taps = draw_complex_normals(seed, Role::data_channel, array, tap_count_);
  const std::vector<double> scales = amplitudes();
  for (std::size_t k = 0; k < taps.size(); ++k) taps[k] *= scales[k];
  return taps;
}

}  // namespace polesweep
