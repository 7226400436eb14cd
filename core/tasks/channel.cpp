#include "core/tasks/channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/block/draws.hpp"
#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/numbers.hpp"
#include "core/tasks/channel_stream.hpp"
#include "core/tasks/constellation.hpp"

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

ChannelTask::ChannelTask(Fields& fields)
    // "none", the first of the names of constellations, is no choice here.
    : symbols_(constellation_symbols(
          1 + fields.choice({.name = "constellation", .help = "the symbols that are sent", .choices = "qpsk|16qam", .fallback = "qpsk"}))),
      fades_(fields.choice({.name = "fading",
                            .help = "none: the taps given, scaled to unit power; rayleigh: taps are drawn for each seed",
                            .choices = "none|rayleigh",
                            .fallback = "none"}) == 1),
      taps_(fields.complexes(
          {.name = "taps", .help = "impulse response of a channel that does not fade, the direct path first", .may_be_absent = true})),
      tap_count_(fields.integer(
          {.name = "tap_count", .help = "taps of a channel that fades", .fallback = default_tap_count, .range = {.low = 1, .high = 256}})),
      decay_(fields.real({.name = "decay",
                          .help = "of the mean power of the taps of a channel that fades: tap k has a share proportional to exp(-decay k)",
                          .unit = "1/sample",
                          .fallback = default_decay,
                          .range = {.low = 0, .high = 2}})),
      snr_(fields.real(
          {.name = "snr", .help = "mean received signal power over noise power", .unit = "dB", .range = {.low = -100, .high = 200}})),
      delay_(fields.integer({.name = "delay",
                             .help = "samples from the sending of a symbol to its detection",
                             .unit = "samples",
                             .range = {.low = 0, .high = 10000}})),
      amplifier_(fields),
      washout_(fields.integer({.name = "washout",
                               .help = "samples that only drive the state before learning and before a test; at least the delay",
                               .unit = "samples",
                               .fallback = 0,
                               .range = non_negative})) {
  if (fields.describing()) return;
  amplifier_.check();
  if (fades_) {
    if (!taps_.empty()) throw Error("taps: a list is given (a channel that fades draws its taps). Leave it out, or set fading = \"none\"?");
  } else {
    if (taps_.empty())
      throw Error("taps: the list is empty (a channel that does not fade needs them). Did you mean fading = \"rayleigh\"?");
    if (tap_count_ != default_tap_count || decay_ != default_decay)
      throw Error(std::string(tap_count_ != default_tap_count ? "tap_count" : "decay") +
                  ": has no effect on a channel that does not fade. Did you mean fading = \"rayleigh\"?");
    taps_ = normalised(std::move(taps_));
    tap_count_ = std::ssize(taps_);
  }
  // Every scored target belongs to a sample that the network has seen.
  washout_ = std::max(washout_, delay_);
  sent_ = amplifier_.send(symbols_);
  noise_power_ = portable_exponential(-snr_ * log_of_10 / 10);
}

TaskFacts ChannelTask::facts() const {
  TaskFacts facts;
  facts.complex_valued = true;
  facts.washout = washout_;
  facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
  facts.constellation = symbols_;
  facts.restarts = true;
  return facts;
}

double ChannelTask::operations_per_sample() const { return 70.0 + 8.0 * static_cast<double>(tap_count_); }

KnownChannel ChannelTask::known_channel(std::uint64_t seed) const {
  KnownChannel channel{.taps = taps_, .noise_power = noise_power_};
  if (fades_) {
    channel.taps = draw_complex_normals(seed, Role::data_channel, 0, tap_count_);
    std::vector<double> amplitudes;
    double power = 0;
    for (std::int64_t k = 0; k < tap_count_; ++k) {
      amplitudes.push_back(portable_exponential(-0.5 * decay_ * static_cast<double>(k)));
      power += amplitudes.back() * amplitudes.back();
    }
    const double scale = 1 / std::sqrt(power);
    for (std::size_t k = 0; k < amplitudes.size(); ++k) channel.taps[k] *= amplitudes[k] * scale;
  }
  channel.correlation = 0;
  for (std::size_t i = 0; i < symbols_.size(); ++i)
    channel.correlation += linear_algebra::product(symbols_[i], std::conj(sent_[i])) / static_cast<double>(symbols_.size());
  return channel;
}

std::optional<Baseline> ChannelTask::comparable_baseline() const {
  const std::int64_t length = std::max<std::int64_t>(21, delay_ + tap_count_);
  // An equaliser of thousands of taps would take minutes, and is not what a network of some states should be held against.
  if (length > 300) return std::nullopt;
  std::vector<double> risks;
  for (std::uint64_t seed = 0; seed < (fades_ ? 32 : 1); ++seed) risks.push_back(equaliser_risk(known_channel(seed), length, delay_));
  std::sort(risks.begin(), risks.end());
  const std::size_t middle = risks.size() / 2;
  return Baseline{.taps = static_cast<int>(length),
                  .risk = fades_ ? 0.5 * (risks[middle - 1] + risks[middle]) : risks[middle],
                  .symbol_error_rate = std::nullopt};
}

std::vector<std::string> ChannelTask::baselines() const {
  const std::optional<Baseline> baseline = comparable_baseline();
  if (!baseline) return {};
  return {fmt::format("linear equaliser that knows the channel, {} taps: {}risk {:.4g}", baseline->taps,
                      fades_ ? "median over the channels of seeds 0 to 31, " : "", baseline->risk)};
}

std::unique_ptr<Stream> ChannelTask::open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const {
  return std::make_unique<ChannelStream>(*this, part, seeds, kernels);
}

std::unique_ptr<Task> make_channel_task(Fields& fields, const data::DataFiles&) { return std::make_unique<ChannelTask>(fields); }

}  // namespace polesweep
