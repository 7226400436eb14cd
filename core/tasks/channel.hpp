#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/tasks/amplifier.hpp"
#include "core/tasks/equaliser.hpp"
#include "core/tasks/equaliser_poles.hpp"
#include "core/tasks/fading.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Detection of symbols behind a channel with echoes: independent, equally likely symbols b_t pass the transmitter's amplifier g and the
/// channel, x_t = sum_k h_k g(b_(t-k)) + noise (complex, white, circular); the learner sees x_t and is to name b_(t-delay). Transmission
/// has been going on before the first sample. The synthetic twin of a recorded link.
///
/// The channel has unit mean power, given or drawn (core/tasks/fading.hpp). One realisation of a channel that does not move, drawn for the
/// run's seed from the role `data_channel`, serves training AND test: a receiver is tested on the channel it was trained on. Of a channel
/// that moves training and test are two independent stretches of it, at time t with the taps h_k(t). Symbols and noise of the two parts are
/// independent. The noise has the power 10^(-snr/10), so `snr` is the ratio of mean powers; a faded channel has less than that.
///
/// Chance level: trivial risk = mean power of a symbol = 1. Best risk of a linear receiver: `equaliser_risk` for the run's channel,
/// if it does not move; networks that are not linear can go below it. Flat channel without amplifier: noise/(1 + noise).
/// Source: Proakis and Salehi, Digital Communications (5th ed. 2008), §9.4 (model), §13.1 (fading); amplifiers: core/tasks/amplifier.cpp.
class ChannelTask final : public Task {
 public:
  /// Throws Error if fields do not go together.
  explicit ChannelTask(Fields& fields);

  TaskFacts facts() const override;
  /// The task must outlive its streams.
  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override;
  double trivial_risk(std::uint64_t, const Evaluation&) const override { return 1; }
  double operations_per_sample() const override;
  std::vector<std::string> baselines() const override;
  /// The linear equaliser that knows the channel, long enough for it and `delay`. Where the channel fades: the median over the channels of
  /// the seeds 0 to 31, as medians over seeds are what it will be compared with.
  std::optional<Baseline> comparable_baseline() const override;

  bool knows_equalisers() const override { return true; }
  std::vector<Complex> equaliser_poles(int count) const override {
    return polesweep::equaliser_poles(fading_, noise_power_, delay_, count);
  }

  /// What the equaliser of a run with this seed would have to know of a channel that does not move.
  KnownChannel known_channel(std::uint64_t seed) const;

  const std::vector<Complex>& symbols() const { return symbols_; }
  const std::vector<Complex>& sent() const { return sent_; }  ///< what the transmitter makes of each symbol
  double noise_power() const { return noise_power_; }
  std::int64_t delay() const { return delay_; }
  std::int64_t washout() const { return washout_; }
  std::int64_t tap_count() const { return fading_.tap_count(); }
  const Fading& fading() const { return fading_; }

 private:
  std::vector<Complex> symbols_;
  Fading fading_;
  double snr_;
  std::int64_t delay_;
  Amplifier amplifier_;
  std::int64_t washout_;
  std::vector<Complex> sent_;
  double noise_power_ = 0;
};

}  // namespace polesweep
