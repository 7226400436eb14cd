#include "core/tasks/channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/numbers.hpp"
#include "core/tasks/channel_stream.hpp"
#include "core/tasks/constellation.hpp"
#include "core/tasks/moving_taps.hpp"

namespace polesweep {
ChannelTask::ChannelTask(Fields& fields)
    // "none", the first of the names of constellations, is no choice here.
    : symbols_(constellation_symbols(
          1 + fields.choice(
                  {.name = "constellation", .help = "the symbols that are sent", .choices = "qpsk|16qam|64qam", .fallback = "qpsk"}))),
      fading_(fields),
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
  fading_.check();
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
  if (fading_.moves())
    facts.notes.push_back(
        "the channel moves: a test has taps of its own, so that only a prequential evaluation shows how well they are tracked");
  return facts;
}

double ChannelTask::operations_per_sample() const {
  return 70.0 + (fading_.kind() == Fading::Kind::jakes ? 8.0 + 8.0 * MovingTaps::waves : 8.0) * static_cast<double>(tap_count());
}

KnownChannel ChannelTask::known_channel(std::uint64_t seed) const {
  KnownChannel channel{.taps = fading_.taps(seed), .noise_power = noise_power_};
  channel.correlation = 0;
  for (std::size_t i = 0; i < symbols_.size(); ++i)
    channel.correlation += linear_algebra::product(symbols_[i], std::conj(sent_[i])) / static_cast<double>(symbols_.size());
  return channel;
}

std::optional<Baseline> ChannelTask::comparable_baseline() const {
  // What an equaliser would have to know of a channel that moves is another at every sample.
  if (fading_.moves()) return std::nullopt;
  const bool fades = fading_.kind() == Fading::Kind::rayleigh;
  const std::int64_t length = std::max<std::int64_t>(21, delay_ + tap_count());
  // An equaliser of thousands of taps would take minutes, and is not what a network of some states should be held against.
  if (length > 300) return std::nullopt;
  std::vector<double> risks;
  for (std::uint64_t seed = 0; seed < (fades ? 32 : 1); ++seed) risks.push_back(equaliser_risk(known_channel(seed), length, delay_));
  std::sort(risks.begin(), risks.end());
  const std::size_t middle = risks.size() / 2;
  return Baseline{.taps = static_cast<int>(length),
                  .risk = fades ? 0.5 * (risks[middle - 1] + risks[middle]) : risks[middle],
                  .symbol_error_rate = std::nullopt};
}

std::vector<std::string> ChannelTask::baselines() const {
  const std::optional<Baseline> baseline = comparable_baseline();
  if (!baseline) return {};
  return {fmt::format("linear equaliser that knows the channel, {} taps: {}risk {:.4g}", baseline->taps,
                      fading_.kind() == Fading::Kind::rayleigh ? "median over the channels of seeds 0 to 31, " : "", baseline->risk)};
}

std::unique_ptr<Stream> ChannelTask::open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const {
  return std::make_unique<ChannelStream>(*this, part, seeds, kernels);
}

std::unique_ptr<Task> make_channel_task(Fields& fields, const data::DataFiles&) { return std::make_unique<ChannelTask>(fields); }

}  // namespace polesweep
