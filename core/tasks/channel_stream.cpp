#include "core/tasks/channel_stream.hpp"

#include <algorithm>
#include <cmath>

namespace polesweep {

ChannelStream::ChannelStream(const ChannelTask& task, Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels)
    : task_(task),
      kernels_(kernels),
      test_(part == Part::test),
      seeds_(seeds.begin(), seeds.end()),
      washout_left_(task.washout()),
      history_(static_cast<std::size_t>(std::max(task.delay(), task.tap_count() - 1))),
      noise_scale_(std::sqrt(task.noise_power())),
      taps_(static_cast<std::size_t>(task.tap_count()) * width()),
      draws_(std::max<std::size_t>(history_, most_) * kernels.lanes),
      wanted_((history_ + most_) * width()),
      sent_((history_ + most_) * width()),
      noise_(most_ * width()) {
  draw_symbols(0, std::uint64_t{0} - history_, static_cast<std::int64_t>(history_));
  if (task.fading().moves()) {
    moving_.emplace(task.fading(), test_ ? Role::test_channel : Role::data_channel, 0, seeds, kernels);
    return;
  }
  const std::size_t lanes = seeds_.size();
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::vector<Complex> taps = task.known_channel(seeds_[lane]).taps;
    for (std::size_t k = 0; k < taps.size(); ++k) {
      taps_[2 * k * lanes + lane] = taps[k].real();
      taps_[(2 * k + 1) * lanes + lane] = taps[k].imag();
    }
  }
}

void ChannelStream::draw_symbols(std::size_t row, std::uint64_t time, std::int64_t count) {
  kernels_.uniform(seeds_.data(), test_ ? Role::test_input : Role::data_input, 0, time, count, draws_.data());
  const std::size_t lanes = seeds_.size();
  const double choices = static_cast<double>(task_.symbols().size());
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t symbol = static_cast<std::size_t>(choices * draws_[i * lanes + lane]);
      const std::size_t re = (row + i) * width() + lane;
      wanted_[re] = task_.symbols()[symbol].real();
      wanted_[re + lanes] = task_.symbols()[symbol].imag();
      sent_[re] = task_.sent()[symbol].real();
      sent_[re + lanes] = task_.sent()[symbol].imag();
    }
}

void ChannelStream::receive(int steps, double* inputs) {
  const std::size_t lanes = seeds_.size();
  const std::size_t taps = static_cast<std::size_t>(task_.tap_count());
  kernels_.complex_normal(seeds_.data(), test_ ? Role::test_noise : Role::data_noise, 0, static_cast<std::uint64_t>(time_), steps,
                          noise_.data());
  for (std::size_t step = 0; step < static_cast<std::size_t>(steps); ++step) {
    double* re = inputs + step * width();
    double* im = re + lanes;
    for (std::size_t i = 0; i < width(); ++i) re[i] = noise_scale_ * noise_[step * width() + i];
    const double* channel = moving_ ? moving_->at(time_ + static_cast<std::int64_t>(step)) : taps_.data();
    for (std::size_t k = 0; k < taps; ++k) {
      const double* tap = channel + k * width();
      const double* sent = sent_.data() + (history_ + step - k) * width();
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        re[lane] += tap[lane] * sent[lane] - tap[lanes + lane] * sent[lanes + lane];
        im[lane] += tap[lane] * sent[lanes + lane] + tap[lanes + lane] * sent[lane];
      }
    }
  }
}

void ChannelStream::restart() {
  washout_left_ = task_.washout();
  starts_ = true;
}

void ChannelStream::archive(RunArchive& archive) {
  archive.shared(time_);
  archive.shared(washout_left_);
  archive.shared(starts_);
  archive.array(wanted_.data(), 2 * history_);
  archive.array(sent_.data(), 2 * history_);
}

Stream::Piece ChannelStream::next(int most, const Samples& samples) {
  Piece piece{.steps = std::min(most, most_), .scored = washout_left_ == 0, .starts_segment = starts_};
  starts_ = false;
  if (washout_left_ > 0) {
    piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
    washout_left_ -= piece.steps;
  }
  draw_symbols(history_, static_cast<std::uint64_t>(time_), piece.steps);
  receive(piece.steps, samples.inputs);
  const std::size_t size = static_cast<std::size_t>(piece.steps) * width();
  std::copy_n(wanted_.data() + (history_ - static_cast<std::size_t>(task_.delay())) * width(), size, samples.clean);
  std::copy_n(samples.clean, size, samples.observed);
  // The last symbols become the history of the next piece.
  for (Arena* rows : {&wanted_, &sent_}) std::copy_n(rows->data() + size, history_ * width(), rows->data());
  time_ += piece.steps;
  return piece;
}

}  // namespace polesweep
