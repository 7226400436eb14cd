#include "core/tasks/ofdm.hpp"

#include <algorithm>
#include <bit>

#include "core/block/kernel_set.hpp"
#include "core/error.hpp"
#include "core/numbers.hpp"
#include "core/tasks/constellation.hpp"
#include "core/tasks/moving_taps.hpp"
#include "core/tasks/ofdm_stream.hpp"

namespace polesweep {

OfdmTask::OfdmTask(Fields& fields)
    // "none", the first of the names of constellations, is no choice here.
    : symbols_(constellation_symbols(
          1 + fields.choice(
                  {.name = "constellation", .help = "the symbols of the subcarriers", .choices = "qpsk|16qam|64qam", .fallback = "qpsk"}))),
      subcarriers_(fields.integer({.name = "subcarriers",
                                   .help = "symbols that are sent at once: a power of two",
                                   .fallback = 64,
                                   .range = {.low = 2, .high = 4096}})),
      prefix_(fields.integer({.name = "prefix",
                              .help = "cyclic prefix; at most the number of subcarriers",
                              .unit = "samples",
                              .fallback = 16,
                              .range = {.low = 0, .high = 4096}})),
      antennas_(fields.integer(
          {.name = "antennas", .help = "antennas that send, and that receive", .fallback = 1, .range = {.low = 1, .high = 16}})),
      fading_(fields),
      snr_(fields.real({.name = "snr",
                        .help = "mean received signal power of an antenna over noise power",
                        .unit = "dB",
                        .range = {.low = -100, .high = 200}})),
      delay_(fields.integer({.name = "delay",
                             .help = "samples from the sending of a sample to its detection",
                             .unit = "samples",
                             .fallback = 0,
                             .range = {.low = 0, .high = 10000}})),
      pilot_spacing_(fields.integer(
          {.name = "pilot_spacing",
           .help = "of so many subcarriers of a training symbol the receiver knows one, a comb that moves by one from symbol to symbol; "
                   "1: all",
           .unit = "subcarriers",
           .fallback = 1,
           .range = {.low = 1, .high = 4096}})),
      amplifier_(fields),
      washout_(fields.integer(
          {.name = "washout",
           .help = "samples that only drive the state before learning and before a test; at least the delay, and rounded up to "
                   "the beginning of an OFDM symbol",
           .unit = "samples",
           .fallback = 0,
           .range = non_negative})) {
  if (fields.describing()) return;
  if (!std::has_single_bit(subcarriers()))
    throw Error("subcarriers: got " + std::to_string(subcarriers_) + " (must be a power of two). Did you mean " +
                std::to_string(std::bit_ceil(subcarriers())) + "?");
  if (prefix_ > subcarriers_)
    throw Error("prefix: got " + std::to_string(prefix_) + " (must be at most the number of subcarriers, " + std::to_string(subcarriers_) +
                ")");
  if (!std::has_single_bit(pilot_spacing()) || pilot_spacing_ > subcarriers_)
    throw Error("pilot_spacing: got " + std::to_string(pilot_spacing_) + " (must be a power of two of at most the number of subcarriers, " +
                std::to_string(subcarriers_) + "). Did you mean " +
                std::to_string(std::min(std::bit_floor(pilot_spacing()), subcarriers())) + "?");
  amplifier_.check();
  fading_.check();
  const std::int64_t length = subcarriers_ + prefix_;
  const std::int64_t before = std::max<std::int64_t>(0, washout_ - delay_);
  washout_ = delay_ + (before + length - 1) / length * length;
  fourier_.emplace(subcarriers());
  noise_power_ = portable_exponential(-snr_ * log_of_10 / 10);
}

TaskFacts OfdmTask::facts() const {
  TaskFacts facts;
  facts.inputs = facts.outputs = static_cast<int>(antennas_);
  facts.complex_valued = true;
  facts.washout = washout_;
  facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
  facts.least_test = subcarriers_ + prefix_;
  facts.constellation = symbols_;
  facts.subcarriers = {.count = static_cast<int>(subcarriers_), .prefix = static_cast<int>(prefix_)};
  if (fading_.moves())
    facts.notes.push_back(
        "the channel moves: a test has taps of its own, so that only a prequential evaluation shows how well they are tracked");
  if (pilot_spacing_ > 1)
    facts.notes.push_back("targets are the waveform of the pilots alone, " + std::to_string(pilot_spacing_) +
                          " times as large: in the mean over combs the one that was sent, with noise of " +
                          std::to_string(pilot_spacing_ - 1) + " times its power");
  if (prefix_ < fading_.tap_count() - 1)
    facts.notes.push_back("the prefix is shorter than the channel: OFDM symbols reach into one another");
  return facts;
}

double OfdmTask::operations_per_sample() const {
  const double tap = fading_.kind() == Fading::Kind::jakes ? 8.0 + 8.0 * MovingTaps::waves : 8.0;
  const double antennas = static_cast<double>(antennas_);
  const double stages = static_cast<double>(std::bit_width(subcarriers()) - 1);
  const double transforms = pilot_spacing_ > 1 ? 2 : 1;
  return antennas * (80.0 + 5 * stages * transforms + tap * antennas * static_cast<double>(fading_.tap_count()));
}

std::unique_ptr<Stream> OfdmTask::open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const {
  return std::make_unique<OfdmStream>(*this, part, seeds, kernels);
}

std::unique_ptr<Task> make_ofdm_task(Fields& fields, const data::DataFiles&) { return std::make_unique<OfdmTask>(fields); }

}  // namespace polesweep
