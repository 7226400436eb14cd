#include "core/tasks/series_stream.hpp"

#include <algorithm>

#include "core/block/kernel_set.hpp"

namespace polesweep {

SeriesStream::SeriesStream(const Series& series, const SeriesSettings& settings, Part part, std::span<const std::uint64_t> seeds,
                           const KernelSet& kernels)
    : series_(series),
      shape_(series.shape()),
      settings_(settings),
      kernels_(kernels),
      test_(part == Part::test),
      seeds_(seeds.begin(), seeds.end()),
      washout_left_(settings.washout),
      state_(seeds.size() * static_cast<std::size_t>(shape_.state)),
      uniforms_(static_cast<std::size_t>(most_) * shape_.uniforms * kernels.lanes),
      normals_(static_cast<std::size_t>(most_) * shape_.normals * kernels.lanes),
      noise_(static_cast<std::size_t>(most_) * shape_.outputs * kernels.lanes) {
  for (std::size_t lane = 0; lane < seeds_.size(); ++lane)
    series.start(seeds_[lane], test_ ? Role::test_input : Role::data_input, state_.data() + lane * static_cast<std::size_t>(shape_.state));
}

void SeriesStream::make_samples(int steps, const Samples& samples) {
  const Role role = test_ ? Role::test_input : Role::data_input;
  const auto time = static_cast<std::uint64_t>(time_);
  const auto lanes = seeds_.size();
  const auto uniforms = static_cast<std::size_t>(shape_.uniforms);
  const auto normals = static_cast<std::size_t>(shape_.normals);
  const auto inputs = static_cast<std::size_t>(shape_.inputs);
  const auto outputs = static_cast<std::size_t>(shape_.outputs);
  if (uniforms > 0)
    kernels_.uniform(seeds_.data(), role, 0, time * uniforms, static_cast<std::int64_t>(steps) * shape_.uniforms, uniforms_.data());
  if (normals > 0)
    kernels_.normal(seeds_.data(), role, 1, time * normals, static_cast<std::int64_t>(steps) * shape_.normals, normals_.data());
  std::vector<double> own_uniforms(uniforms), own_normals(normals), input(inputs), target(outputs);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    for (std::size_t step = 0; step < static_cast<std::size_t>(steps); ++step) {
      for (std::size_t i = 0; i < uniforms; ++i) own_uniforms[i] = uniforms_[(step * uniforms + i) * lanes + lane];
      for (std::size_t i = 0; i < normals; ++i) own_normals[i] = normals_[(step * normals + i) * lanes + lane];
      series_.advance({own_uniforms.data(), own_normals.data(), seeds_[lane], role, time + step},
                      state_.data() + lane * static_cast<std::size_t>(shape_.state), input.data(), target.data());
      for (std::size_t i = 0; i < inputs; ++i) samples.inputs[(step * inputs + i) * lanes + lane] = input[i];
      for (std::size_t i = 0; i < outputs; ++i) samples.clean[(step * outputs + i) * lanes + lane] = target[i];
    }
}

Stream::Piece SeriesStream::next(int most, const Samples& samples) {
  Piece piece{.steps = std::min(most, most_), .scored = washout_left_ == 0, .starts_segment = starts_};
  starts_ = false;
  if (washout_left_ > 0) {
    piece.steps = static_cast<int>(std::min<std::int64_t>(piece.steps, washout_left_));
    washout_left_ -= piece.steps;
  }
  make_samples(piece.steps, samples);
  const std::size_t size = static_cast<std::size_t>(piece.steps) * static_cast<std::size_t>(shape_.outputs) * seeds_.size();
  std::copy_n(samples.clean, size, samples.observed);
  // A test is scored against the clean target, so only training needs the noise.
  if (settings_.noise > 0 && !test_) {
    kernels_.normal(seeds_.data(), Role::data_noise, 0, static_cast<std::uint64_t>(time_ * shape_.outputs),
                    static_cast<std::int64_t>(piece.steps) * shape_.outputs, noise_.data());
    for (std::size_t i = 0; i < size; ++i) samples.observed[i] += settings_.noise * noise_[i];
  }
  time_ += piece.steps;
  return piece;
}

void SeriesStream::restart() {
  washout_left_ = settings_.washout;
  starts_ = true;
}

void SeriesStream::archive(RunArchive& archive) {
  archive.shared(time_);
  archive.shared(washout_left_);
  archive.shared(starts_);
  const auto size = static_cast<std::size_t>(shape_.state);
  for (std::size_t i = 0; i < size; ++i) archive.number(state_[static_cast<std::size_t>(archive.lane()) * size + i]);
}

SeriesSamples series_samples(const Series& series, Part part, std::uint64_t seed, std::int64_t count) {
  const Series::Shape shape = series.shape();
  const FieldValues none;
  Fields fields(none);
  SeriesStream stream(series, SeriesSettings(fields), part, {&seed, 1}, portable_kernels());
  SeriesSamples samples;
  samples.inputs.resize(static_cast<std::size_t>(count * shape.inputs));
  samples.targets.resize(static_cast<std::size_t>(count * shape.outputs));
  std::vector<double> observed(samples.targets.size());
  for (std::int64_t at = 0; at < count;)
    at += stream
              .next(static_cast<int>(std::min<std::int64_t>(count - at, 256)),
                    {samples.inputs.data() + at * shape.inputs, observed.data() + at * shape.outputs,
                     samples.targets.data() + at * shape.outputs})
              .steps;
  return samples;
}

}  // namespace polesweep
