#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/tasks/amplifier.hpp"
#include "core/tasks/equaliser_poles.hpp"
#include "core/tasks/fading.hpp"
#include "core/tasks/fourier.hpp"
#include "core/tasks/task.hpp"

namespace polesweep {

/// Orthogonal frequency-division multiplexing, detected in the time domain: each antenna sends n symbols at once, x_t = n^(-1/2) sum_k X_k
/// exp(2 pi i k t/n) over n samples, with their last `prefix` samples in front. So many antennas receive as send. The learner sees the
/// received samples of all of them and is to name the samples that were sent `delay` samples ago, before the amplifier, of unit power each;
/// `symbol_error_rate` transforms what it says back, prefix aside, and decides the symbol of each subcarrier.
///
/// From antenna s to antenna r there is a channel of its own (core/tasks/fading.hpp); given taps link antenna s with antenna s alone. The
/// senders share the power 1: y_r = sum_s sum_k h_rsk g(x_s(t-k)) A^(-1/2) + noise, noise power 10^(-snr/10) at each receiver. The
/// amplifier leaves small samples as they are; x has unit mean power at its input, `backoff` below saturation. Training is a stretch of
/// symbols of which the receiver knows some (pilots); a test is another one on the same channel, or, where it moves, on a stretch of its
/// own. Transmission has been going on before the first sample, and scored samples begin with an OFDM symbol.
///
/// Pilots are all subcarriers of every training symbol, or a comb: those of the i-th symbol whose number k has (k - i) mod pilot_spacing =
/// 0, so that each subcarrier has its turn. A learner is told at every sample what it can know then, the waveform of the pilots alone,
/// times the spacing. Received samples say nothing of where pilots are, so that over combs the mean of these targets is the waveform that
/// was sent: the weights of least squares are those of full pilots, with targets whose noise has spacing - 1 times the power of a sample.
///
/// Chance level: trivial risk = the number of antennas. Best: of one antenna and a prefix as long as the channel a receiver that knows it
/// has the risk 1/(1 + snr |H_k|^2) at subcarrier k; over a flat channel without an amplifier noise/(1 + noise).
/// Source: Proakis and Salehi, Digital Communications (5th ed. 2008), §11.2; as a task for recurrent networks arXiv 2602.21454.
class OfdmTask final : public Task {
 public:
  /// Throws Error if fields do not go together.
  explicit OfdmTask(Fields& fields);

  TaskFacts facts() const override;
  /// The task must outlive its streams.
  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override;
  double trivial_risk(std::uint64_t, const Evaluation&) const override { return static_cast<double>(antennas_); }
  double operations_per_sample() const override;
  bool knows_equalisers() const override { return true; }
  std::vector<Complex> equaliser_poles(int count) const override {
    return polesweep::equaliser_poles(fading_, noise_power_, delay_, count, static_cast<int>(antennas_));
  }

  const std::vector<Complex>& symbols() const { return symbols_; }
  std::size_t subcarriers() const { return static_cast<std::size_t>(subcarriers_); }
  std::size_t prefix() const { return static_cast<std::size_t>(prefix_); }
  std::size_t antennas() const { return static_cast<std::size_t>(antennas_); }
  const Fading& fading() const { return fading_; }
  const Amplifier& amplifier() const { return amplifier_; }
  const Fourier& fourier() const { return *fourier_; }
  double noise_power() const { return noise_power_; }
  std::int64_t delay() const { return delay_; }
  std::size_t pilot_spacing() const { return static_cast<std::size_t>(pilot_spacing_); }
  std::int64_t washout() const { return washout_; }

 private:
  std::vector<Complex> symbols_;
  std::int64_t subcarriers_;
  std::int64_t prefix_;
  std::int64_t antennas_;
  Fading fading_;
  double snr_;
  std::int64_t delay_;
  std::int64_t pilot_spacing_;
  Amplifier amplifier_;
  std::int64_t washout_;
  std::optional<Fourier> fourier_;
  double noise_power_ = 0;
};

}  // namespace polesweep
