#include "core/tasks/moving_taps.hpp"

#include <cmath>

namespace polesweep {
namespace {

/// Writes exp(2 pi i turns) at [re, im] of a lane.
void put_point(double turns, double* re, double* im) {
  const UnitCirclePoint point = portable_point_at(turns - std::floor(turns));
  *re = point.cosine;
  *im = point.sine;
}

}  // namespace

MovingTaps::MovingTaps(const Fading& fading, Role role, std::uint32_t array, std::span<const std::uint64_t> seeds, const KernelSet& kernels)
    : kernels_(kernels),
      role_(role),
      array_(array),
      seeds_(seeds.begin(), seeds.end()),
      blocks_(fading.kind() == Fading::Kind::block),
      coherence_(fading.coherence()),
      doppler_(fading.doppler()),
      amplitudes_(fading.amplitudes()),
      taps_(2 * amplitudes_.size() * seeds.size()) {
  if (!blocks_) draw_waves();
}

void MovingTaps::draw_waves() {
  const std::size_t count = amplitudes_.size() * waves;
  const std::size_t lanes = seeds_.size();
  Arena drawn(2 * count * lanes);
  // The first array holds the normal numbers of taps that stay.
  kernels_.uniform(seeds_.data(), role_, array_ + 1, 0, static_cast<std::int64_t>(2 * count), drawn.data());
  shifts_ = Arena(count * lanes);
  phases_ = Arena(count * lanes);
  turns_ = Arena(2 * count * lanes);
  points_ = Arena(2 * count * lanes);
  for (std::size_t wave = 0; wave < count; ++wave)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double sector = static_cast<double>(wave % waves);
      const double from = (sector + drawn[2 * wave * lanes + lane]) / waves;
      const double shift = doppler_ * portable_point_at(from).cosine;
      shifts_[wave * lanes + lane] = shift;
      phases_[wave * lanes + lane] = drawn[(2 * wave + 1) * lanes + lane];
      put_point(shift, &turns_[2 * wave * lanes + lane], &turns_[(2 * wave + 1) * lanes + lane]);
    }
}

void MovingTaps::draw_block(std::int64_t block) {
  const auto count = static_cast<std::int64_t>(amplitudes_.size());
  kernels_.complex_normal(seeds_.data(), role_, array_, static_cast<std::uint64_t>(block * count), count, taps_.data());
  const std::size_t width = 2 * seeds_.size();
  for (std::size_t k = 0; k < amplitudes_.size(); ++k)
    for (std::size_t i = 0; i < width; ++i) taps_[k * width + i] *= amplitudes_[k];
}

void MovingTaps::set_waves(std::int64_t time) {
  const std::size_t lanes = seeds_.size();
  for (std::size_t wave = 0; wave < amplitudes_.size() * waves; ++wave)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const std::size_t i = wave * lanes + lane;
      put_point(shifts_[i] * static_cast<double>(time) + phases_[i], &points_[2 * wave * lanes + lane],
                &points_[(2 * wave + 1) * lanes + lane]);
    }
}

void MovingTaps::turn_waves() {
  const std::size_t lanes = seeds_.size();
  for (std::size_t wave = 0; wave < amplitudes_.size() * waves; ++wave) {
    double* point = points_.data() + 2 * wave * lanes;
    const double* turn = turns_.data() + 2 * wave * lanes;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double re = point[lane];
      const double im = point[lanes + lane];
      point[lane] = re * turn[lane] - im * turn[lanes + lane];
      point[lanes + lane] = re * turn[lanes + lane] + im * turn[lane];
    }
  }
}

void MovingTaps::add_waves() {
  const std::size_t width = 2 * seeds_.size();
  const double share = 1 / std::sqrt(static_cast<double>(waves));
  for (std::size_t k = 0; k < amplitudes_.size(); ++k) {
    double* tap = taps_.data() + k * width;
    const double* point = points_.data() + k * waves * width;
    for (std::size_t i = 0; i < width; ++i) {
      double sum = 0;
      for (std::size_t m = 0; m < waves; ++m) sum += point[m * width + i];
      tap[i] = amplitudes_[k] * share * sum;
    }
  }
}

const double* MovingTaps::at(std::int64_t time) {
  if (blocks_) {
    if (const std::int64_t block = time / coherence_; block != position_) draw_block(position_ = block);
    return taps_.data();
  }
  if (time == position_) return taps_.data();
  const std::int64_t set = time - time % turned_;
  if (position_ + 1 != time || time == set) {
    set_waves(set);
    position_ = set;
  }
  for (; position_ < time; ++position_) turn_waves();
  add_waves();
  return taps_.data();
}

}  // namespace polesweep
