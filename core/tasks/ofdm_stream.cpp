#include "core/tasks/ofdm_stream.hpp"

#include <algorithm>
#include <cmath>

namespace polesweep {

OfdmStream::OfdmStream(const OfdmTask& task, Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels)
    : task_(task),
      kernels_(kernels),
      test_(part == Part::test),
      seeds_(seeds.begin(), seeds.end()),
      washout_left_(task.washout()),
      before_((static_cast<std::size_t>(std::max(task.delay(), task.fading().tap_count() - 1)) + length() - 1) / length()),
      noise_scale_(std::sqrt(task.noise_power())),
      draws_(task.subcarriers() * seeds.size()),
      wanted_((before_ + 1) * length() * row_width()),
      sent_(wanted_.size()),
      known_(has_combs() ? wanted_.size() : 0),
      noise_(most_ * width()) {
  const Fading& fading = task.fading();
  const std::size_t antennas = task.antennas();
  const std::size_t lanes = seeds_.size();
  for (std::size_t receiver = 0; receiver < antennas; ++receiver)
    for (std::size_t sender = 0; sender < antennas; ++sender) {
      // Two arrays of random numbers for each link.
      const auto array = static_cast<std::uint32_t>(2 * (receiver * antennas + sender));
      if (fading.moves()) {
        moving_.emplace_back(fading, test_ ? Role::test_channel : Role::data_channel, array, seeds, kernels);
        continue;
      }
      Arena link;
      if (fading.kind() != Fading::Kind::none || receiver == sender) {
        link = Arena(static_cast<std::size_t>(fading.tap_count()) * width());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          const std::vector<Complex> taps = fading.taps(seeds_[lane], array);
          for (std::size_t k = 0; k < taps.size(); ++k) {
            link[2 * k * lanes + lane] = taps[k].real();
            link[(2 * k + 1) * lanes + lane] = taps[k].imag();
          }
        }
      }
      taps_.push_back(std::move(link));
    }
  fill();
}

/// Writes the samples of an OFDM symbol, prefix first, from a row on.
void OfdmStream::draw_symbol(std::int64_t number, std::size_t row) {
  const std::size_t lanes = seeds_.size();
  const std::size_t subcarriers = task_.subcarriers();
  const double choices = static_cast<double>(task_.symbols().size());
  for (std::size_t sender = 0; sender < task_.antennas(); ++sender) {
    kernels_.uniform(seeds_.data(), test_ ? Role::test_input : Role::data_input, static_cast<std::uint32_t>(sender),
                     static_cast<std::uint64_t>(number) * subcarriers, static_cast<std::int64_t>(subcarriers), draws_.data());
    double* body = wanted_.data() + (row + task_.prefix()) * row_width() + sender * width();
    for (std::size_t k = 0; k < subcarriers; ++k)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const Complex& symbol = task_.symbols()[static_cast<std::size_t>(choices * draws_[k * lanes + lane])];
        body[k * row_width() + lane] = symbol.real();
        body[k * row_width() + lanes + lane] = symbol.imag();
      }
    if (has_combs()) keep_pilots(number, row, sender);
    task_.fourier().transform(Fourier::Direction::backward, body, row_width(), lanes);
  }
  double* first = wanted_.data() + row * row_width();
  repeat_end(first);
  if (has_combs()) repeat_end(known_.data() + row * row_width());
  double* sent = sent_.data() + row * row_width();
  for (std::size_t i = 0; i < length() * task_.antennas(); ++i)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t re = i * width() + lane;
      const Complex amplified = task_.amplifier().send(Complex(first[re], first[re + lanes]));
      sent[re] = amplified.real();
      sent[re + lanes] = amplified.imag();
    }
}

/// Writes the waveform of a symbol's pilots, prefix aside, from the symbols of its subcarriers, which stand in `wanted_`.
void OfdmStream::keep_pilots(std::int64_t number, std::size_t row, std::size_t sender) {
  const std::size_t place = (row + task_.prefix()) * row_width() + sender * width();
  const auto spacing = static_cast<std::int64_t>(task_.pilot_spacing());
  // The first symbols lie before the first sample.
  const auto first = static_cast<std::size_t>((number % spacing + spacing) % spacing);
  for (std::size_t k = 0; k < task_.subcarriers(); ++k) {
    const double factor = k % task_.pilot_spacing() == first ? static_cast<double>(spacing) : 0.0;
    for (std::size_t i = 0; i < width(); ++i) known_[place + k * row_width() + i] = factor * wanted_[place + k * row_width() + i];
  }
  task_.fourier().transform(Fourier::Direction::backward, known_.data() + place, row_width(), seeds_.size());
}

/// Writes the prefix of a symbol whose samples stand behind it.
void OfdmStream::repeat_end(double* first) const {
  std::copy_n(first + task_.subcarriers() * row_width(), task_.prefix() * row_width(), first);
}

/// Draws the present OFDM symbol and those before it.
void OfdmStream::fill() {
  const std::int64_t present = time_ / static_cast<std::int64_t>(length());
  for (std::size_t i = 0; i <= before_; ++i) draw_symbol(present - static_cast<std::int64_t>(before_ - i), i * length());
}

void OfdmStream::receive(std::size_t steps, double* inputs) {
  const std::size_t lanes = seeds_.size();
  const std::size_t antennas = task_.antennas();
  const auto taps = static_cast<std::size_t>(task_.fading().tap_count());
  const std::size_t first = before_ * length() + static_cast<std::size_t>(time_) % length();
  const double share = 1 / std::sqrt(static_cast<double>(antennas));
  for (std::size_t receiver = 0; receiver < antennas; ++receiver) {
    kernels_.complex_normal(seeds_.data(), test_ ? Role::test_noise : Role::data_noise, static_cast<std::uint32_t>(receiver),
                            static_cast<std::uint64_t>(time_), static_cast<std::int64_t>(steps), noise_.data());
    for (std::size_t step = 0; step < steps; ++step) {
      double* re = inputs + step * row_width() + receiver * width();
      double* im = re + lanes;
      for (std::size_t i = 0; i < width(); ++i) re[i] = noise_scale_ * noise_[step * width() + i];
      for (std::size_t sender = 0; sender < antennas; ++sender) {
        const std::size_t link = receiver * antennas + sender;
        const double* tap = moving_.empty() ? taps_[link].data() : moving_[link].at(time_ + static_cast<std::int64_t>(step));
        if (!tap) continue;
        for (std::size_t k = 0; k < taps; ++k, tap += width()) {
          const double* sent = sent_.data() + (first + step - k) * row_width() + sender * width();
          for (std::size_t lane = 0; lane < lanes; ++lane) {
            re[lane] += share * (tap[lane] * sent[lane] - tap[lanes + lane] * sent[lanes + lane]);
            im[lane] += share * (tap[lane] * sent[lanes + lane] + tap[lanes + lane] * sent[lane]);
          }
        }
      }
    }
  }
}

Stream::Piece OfdmStream::next(int most, const Samples& samples) {
  const std::size_t position = static_cast<std::size_t>(time_) % length();
  if (position == 0 && time_ > 0) {
    // What was the present symbol is one before it now.
    for (Arena* rows : {&wanted_, &sent_, &known_})
      if (rows->size() > 0) std::copy_n(rows->data() + length() * row_width(), before_ * length() * row_width(), rows->data());
    draw_symbol(time_ / static_cast<std::int64_t>(length()), before_ * length());
  }
  Piece piece{.steps = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(std::min(most, most_)), length() - position)),
              .scored = washout_left_ == 0,
              .starts_segment = starts_};
  starts_ = false;
  if (washout_left_ > 0) {
    piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
    washout_left_ -= piece.steps;
  }
  const auto steps = static_cast<std::size_t>(piece.steps);
  receive(steps, samples.inputs);
  const std::size_t row = before_ * length() + position - static_cast<std::size_t>(task_.delay());
  std::copy_n(wanted_.data() + row * row_width(), steps * row_width(), samples.clean);
  std::copy_n((has_combs() ? known_ : wanted_).data() + row * row_width(), steps * row_width(), samples.observed);
  time_ += piece.steps;
  return piece;
}

void OfdmStream::archive(RunArchive& archive) {
  archive.shared(time_);
  archive.shared(washout_left_);
  archive.shared(starts_);
  // At the end of a symbol it is still the present one.
  if (!archive.puts_back()) return;
  const std::int64_t now = time_;
  time_ = std::max<std::int64_t>(0, now - 1);
  fill();
  time_ = now;
}

}  // namespace polesweep
