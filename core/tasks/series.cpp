#include "core/tasks/series.hpp"

#include <fmt/format.h>

#include "core/block/kernel_set.hpp"
#include "core/numbers.hpp"
#include "core/tasks/least_squares.hpp"
#include "core/tasks/series_stream.hpp"

namespace polesweep {
namespace {

constexpr std::uint64_t reference_seed = ~std::uint64_t{0};
constexpr std::int64_t fitted_samples = 20'000;
constexpr std::int64_t tested_samples = 100'000;
constexpr int reference_taps = 21;
// Of the streams of a run's input: 0 and 1 are the samples' uniform and normal numbers.
constexpr std::uint32_t start_array = 2;
constexpr std::uint32_t first_further_array = 3;

class SeriesTask final : public Task {
 public:
  SeriesTask(std::unique_ptr<Series> series, const SeriesSettings& settings) : series_(std::move(series)), settings_(settings) {}

  TaskFacts facts() const override {
    const Series::Shape shape = series_->shape();
    TaskFacts facts;
    facts.inputs = shape.inputs;
    facts.outputs = shape.outputs;
    facts.washout = settings_.washout;
    facts.longest = facts.longest_test = facts.distinct_runs = TaskFacts::without_end;
    facts.least_test = shape.trial;
    facts.restarts = true;
    facts.steady = series_->steady();
    return facts;
  }

  std::unique_ptr<Stream> open(Part part, std::span<const std::uint64_t> seeds, const KernelSet& kernels) const override {
    return std::make_unique<SeriesStream>(*series_, settings_, part, seeds, kernels);
  }

  double trivial_risk(std::uint64_t, const Evaluation&) const override {
    if (!trivial_risk_) trivial_risk_ = series_->trivial_risk();
    if (!trivial_risk_) trivial_risk_ = sampled_variance();
    return *trivial_risk_;
  }

  double operations_per_sample() const override {
    const Series::Shape shape = series_->shape();
    return shape.operations + 20.0 * shape.uniforms + 40.0 * shape.normals + 2.0 * (shape.inputs + shape.outputs);
  }

  double operations_to_open() const override { return series_->shape().at_start; }

  std::optional<Baseline> comparable_baseline() const override {
    const std::optional<Baseline> known = series_->baseline();
    return known ? known : fitted_baseline();
  }

  std::vector<std::string> baselines() const override {
    if (const std::optional<Baseline> known = series_->baseline())
      return {fmt::format("best linear predictor with {} taps: risk {:.4g}", known->taps, known->risk)};
    const std::optional<Baseline> fitted = fitted_baseline();
    if (!fitted) return {};
    return {fmt::format("least squares with {} taps, fitted to {} samples: test risk {:.4g}", fitted->taps, fitted_samples, fitted->risk)};
  }

 private:
  std::optional<Baseline> fitted_baseline() const {
    if (series_->differs_by_seed() || !series_->steady()) return std::nullopt;
    Recording recording;
    recording.input_names.resize(static_cast<std::size_t>(series_->shape().inputs));
    recording.target_names.resize(static_cast<std::size_t>(series_->shape().outputs));
    std::vector<RowRange> parts;
    for (const Part part : {Part::training, Part::test}) {
      const std::int64_t rows = settings_.washout + (part == Part::test ? tested_samples : fitted_samples);
      const SeriesSamples samples = series_samples(*series_, part, reference_seed, rows);
      recording.inputs.insert(recording.inputs.end(), samples.inputs.begin(), samples.inputs.end());
      recording.targets.insert(recording.targets.end(), samples.targets.begin(), samples.targets.end());
      parts.push_back({recording.rows, recording.rows + rows});
      recording.rows += rows;
    }
    return least_squares(recording, {&parts[0], 1}, {&parts[1], 1}, settings_.washout, reference_taps);
  }

  double sampled_variance() const {
    const SeriesSamples samples = series_samples(*series_, Part::test, reference_seed, tested_samples);
    const auto outputs = static_cast<std::size_t>(series_->shape().outputs);
    double variance = 0;
    for (std::size_t output = 0; output < outputs; ++output) {
      double mean = 0;
      for (std::size_t i = output; i < samples.targets.size(); i += outputs) mean += samples.targets[i] / tested_samples;
      for (std::size_t i = output; i < samples.targets.size(); i += outputs)
        variance += (samples.targets[i] - mean) * (samples.targets[i] - mean) / tested_samples;
    }
    return variance;
  }

  std::unique_ptr<Series> series_;
  SeriesSettings settings_;
  mutable std::optional<double> trivial_risk_;
};

}  // namespace

double SampleDraws::another_uniform(std::uint32_t number) const {
  double draw = 0;
  portable_kernels().uniform(&seed, role, first_further_array + number, time, 1, &draw);
  return draw;
}

std::vector<double> draw_start(std::uint64_t seed, Role role, int count) {
  std::vector<double> draws(static_cast<std::size_t>(count));
  portable_kernels().uniform(&seed, role, start_array, 0, count, draws.data());
  return draws;
}

void Series::start(std::uint64_t, Role, double*) const {}

SeriesSettings::SeriesSettings(Fields& fields)
    : noise(fields.real({.name = "noise",
                         .help = "standard deviation of the observation noise",
                         .unit = "target",
                         .fallback = 0,
                         .range = non_negative})),
      washout(fields.integer({.name = "washout",
                              .help = "samples that only drive the state before learning and before a test",
                              .unit = "samples",
                              .fallback = 0,
                              .range = non_negative})) {}

std::unique_ptr<Task> make_series_task(std::unique_ptr<Series> series, const SeriesSettings& settings) {
  return std::make_unique<SeriesTask>(std::move(series), settings);
}

}  // namespace polesweep
