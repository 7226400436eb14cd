#include "core/tasks/recorded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/tasks/recorded_stream.hpp"

namespace polesweep {
namespace {

constexpr int baseline_taps = 21;

/// Largest share of a window that the next one repeats.
double overlap_of(const std::vector<std::int64_t>& starts, std::int64_t length) {
  double largest = 0;
  for (std::size_t i = 1; i < starts.size(); ++i)
    largest = std::max(largest, 1 - static_cast<double>(starts[i] - starts[i - 1]) / static_cast<double>(length));
  return largest;
}

/// The smallest step in the list of windows that always leads to one without a sample of the window it starts from; the length of the list
/// where none does.
std::int64_t apart(const std::vector<std::int64_t>& starts, std::int64_t length) {
  std::size_t step = 1;
  for (std::size_t i = 0; i + step < starts.size(); ++i)
    while (i + step < starts.size() && starts[i + step] - starts[i] < length) ++step;
  return static_cast<std::int64_t>(step);
}

}  // namespace

RecordedTask::RecordedTask(Recording recording, const RecordedSettings& settings)
    : recording_(std::move(recording)),
      standardise_targets_(settings.standardise_targets),
      washout_(std::max(settings.washout, recording_.delay)) {
  settings.check();
  split_ = split_rows(recording_, settings);
  test_segments_ = scorable(split_.test);
  if (test_segments_.empty())
    throw Error(fmt::format("washout: got {} (the test split has no {} rows in a row without a missing value)", washout_, washout_ + 1));
  const std::vector<std::int64_t> starts = window_starts(split_.training, settings);
  for (const std::int64_t start : starts) windows_.push_back(make_window({start, start + settings.window_length}, settings));
  find_facts(settings, starts);
  write_notes(settings);
}

std::vector<RowRange> RecordedTask::scorable(RowRange rows) const {
  std::vector<RowRange> segments = cut(recording_.segments, rows);
  std::erase_if(segments, [&](const RowRange& segment) { return segment.size() <= washout_; });
  return segments;
}

std::int64_t RecordedTask::scored_samples(const std::vector<RowRange>& segments) const {
  std::int64_t count = 0;
  for (const RowRange& segment : segments) count += segment.size() - washout_;
  return count;
}

RecordedTask::Window RecordedTask::make_window(RowRange rows, const RecordedSettings& settings) const {
  Window window{scorable(rows), Scaling::none(recording_.input_width()), Scaling::none(recording_.target_width())};
  if (window.segments.empty())
    throw Error(fmt::format("washout: got {} (the window of rows {} to {} has no {} rows in a row without a missing value)", washout_,
                            settings.first_row + rows.begin, settings.first_row + rows.end - 1, washout_ + 1));
  if (settings.standardise == 0) return window;
  const std::vector<RowRange> complete = cut(recording_.segments, rows);
  std::int64_t count = 0;
  for (const RowRange& segment : complete) count += segment.size();
  if (count < settings.standardise)
    throw Error(fmt::format("standardise: got {} (the window of rows {} to {} has only {} without a missing value)", settings.standardise,
                            settings.first_row + rows.begin, settings.first_row + rows.end - 1, count));
  const std::vector<RowRange> reference = first_rows(complete, settings.standardise);
  window.inputs = Scaling::of(recording_.inputs, recording_.input_width(), recording_.complex_valued, reference);
  if (standardise_targets_)
    window.targets = Scaling::of(recording_.targets, recording_.target_width(), recording_.complex_valued, reference);
  return window;
}

std::unique_ptr<Stream> RecordedTask::open(Part part, std::span<const std::uint64_t> seeds, const KernelSet&) const {
  std::vector<RecordedLane> lanes;
  for (const std::uint64_t seed : seeds) {
    const Window& window = window_of(seed);
    lanes.push_back({part == Part::training ? &window.segments : &test_segments_, &window.inputs, &window.targets});
  }
  return std::make_unique<RecordedStream>(recording_, washout_, std::move(lanes));
}

double RecordedTask::trivial_risk(std::uint64_t seed, const Evaluation& evaluation) const {
  const bool prequential = evaluation.kind == "prequential";
  if (prequential && !facts_.prequential)
    throw Error(
        fmt::format("evaluation: got 'prequential' (targets are known only {} rows later, after further predictions). Use 'holdout'?",
                    recording_.lookahead));
  if (!prequential && evaluation.kind != "holdout") throw std::logic_error("recorded data have no '" + evaluation.kind + "' risk");
  const Window& window = window_of(seed);
  const std::vector<RowRange>& segments = prequential ? window.segments : test_segments_;
  const std::int64_t available = scored_samples(segments);
  const std::int64_t samples = prequential || evaluation.samples <= 0 ? available : std::min(available, evaluation.samples);

  const std::int64_t width = recording_.target_width();
  const auto sum = [&](std::int64_t column, auto&& term) {
    double total = 0;
    std::int64_t left = samples;
    for (const RowRange& segment : segments)
      for (std::int64_t row = segment.begin + washout_; row < segment.end && left > 0; ++row, --left)
        total += term(window.targets(recording_.targets[(row - recording_.delay) * width + column], column));
    return total;
  };
  double risk = 0;
  for (std::int64_t column = 0; column < width; ++column) {
    const double mean = sum(column, [](double target) { return target; }) / static_cast<double>(samples);
    risk += sum(column, [&](double target) { return (target - mean) * (target - mean); }) / static_cast<double>(samples);
  }
  return risk;
}

double RecordedTask::operations_per_sample() const {
  return 2.0 * static_cast<double>(recording_.input_width() + recording_.target_width());
}

std::optional<Baseline> RecordedTask::least_squares_baseline() const {
  return least_squares(recording_, cut(recording_.segments, split_.training), test_segments_, washout_, baseline_taps);
}

std::optional<Baseline> RecordedTask::comparable_baseline() const { return standardise_targets_ ? std::nullopt : least_squares_baseline(); }

std::vector<std::string> RecordedTask::baselines() const {
  const std::optional<Baseline> baseline = least_squares_baseline();
  if (!baseline) return {};
  std::string text = fmt::format("least squares with {} taps: test risk {:.4g}", baseline->taps, baseline->risk);
  if (baseline->symbol_error_rate) text += fmt::format(", symbol error rate {:.2g}", *baseline->symbol_error_rate);
  if (standardise_targets_) text += " (of targets that are not standardised)";
  return {text};
}

void RecordedTask::find_facts(const RecordedSettings& settings, const std::vector<std::int64_t>& starts) {
  facts_.inputs = static_cast<int>(recording_.input_names.size());
  facts_.outputs = static_cast<int>(recording_.target_names.size());
  facts_.complex_valued = recording_.complex_valued;
  facts_.recorded = true;
  facts_.washout = washout_;
  facts_.longest = scored_samples(windows_.front().segments);
  facts_.longest_test = scored_samples(test_segments_);
  facts_.distinct_runs = std::ssize(windows_);
  facts_.lockstep = test_segments_.size() == 1;
  facts_.constellation = recording_.constellation;
  facts_.window_overlap = overlap_of(starts, settings.window_length);
  facts_.windows_apart = apart(starts, settings.window_length);
  // A target of the next row is known before the next prediction is made.
  facts_.prequential = recording_.lookahead <= 1;
  for (const Window& window : windows_) {
    facts_.longest = std::min(facts_.longest, scored_samples(window.segments));
    facts_.lockstep = facts_.lockstep && window.segments.size() == 1;
  }
}

void RecordedTask::write_notes(const RecordedSettings& settings) {
  std::vector<std::string>& notes = facts_.notes;
  if (recording_.test_rows > 0)
    notes.push_back(fmt::format("{}: {} rows from row {} on for training; {}: {} for the test", recording_.source,
                                recording_.rows - recording_.test_rows, settings.first_row, recording_.test_source, recording_.test_rows));
  else
    notes.push_back(fmt::format("{}: {} rows from row {} on; {} for training, the last {} for the test, a gap of {} between them",
                                recording_.source, recording_.rows, settings.first_row, split_.training.size(), split_.test.size(),
                                split_.test.begin - split_.training.end));
  if (windows_.size() == 1)
    notes.push_back(fmt::format("one window of {} rows: all seeds see the same data", settings.window_length));
  else if (facts_.window_overlap > 0)
    notes.push_back(fmt::format("{} different windows of {} rows; neighbours overlap by up to {:.0f} %", windows_.size(),
                                settings.window_length, 100 * facts_.window_overlap));
  else
    notes.push_back(fmt::format("{} different windows of {} rows, which do not overlap", windows_.size(), settings.window_length));
  if (!facts_.lockstep) {
    const auto fewer = [](const Window& a, const Window& b) { return a.segments.size() < b.segments.size(); };
    notes.push_back(fmt::format("missing values split windows into up to {} segments and the test split into {}",
                                std::max_element(windows_.begin(), windows_.end(), fewer)->segments.size(), test_segments_.size()));
  }
  if (recording_.incomplete_rows > 0)
    notes.push_back(fmt::format("{} of {} rows lack a value", recording_.incomplete_rows, recording_.rows));
  if (washout_ > settings.washout)
    notes.push_back(fmt::format("the first {} samples of a segment only drive the state: their targets lie before it", washout_));
  if (!facts_.prequential)
    notes.push_back(fmt::format("targets lie {} rows ahead: training uses them early, the test does not; prequential evaluation is refused",
                                recording_.lookahead));
  for (const std::string& note : recording_.notes) notes.push_back(note);
  for (const std::string& warning : recording_.warnings) notes.push_back(warning);
  facts_.warnings = recording_.warnings;
  note_constants(recording_.input_names, "input", &Window::inputs, settings);
  note_constants(recording_.target_names, "target", &Window::targets, settings);
}

void RecordedTask::note_constants(const std::vector<std::string>& names, const char* what, Scaling Window::*scaling,
                                  const RecordedSettings& settings) {
  constexpr int most_notes = 5;
  const std::int64_t parts = recording_.complex_valued ? 2 : 1;
  int constant = 0;
  for (std::int64_t i = 0; i < std::ssize(names); ++i) {
    const auto is_constant = [&](const Window& window) { return (window.*scaling).is_constant[i * parts]; };
    const auto count = std::count_if(windows_.begin(), windows_.end(), is_constant);
    if (count == 0 || ++constant > most_notes) continue;
    facts_.notes.push_back(fmt::format("{} '{}' is constant in the first {} rows of {} of {} windows: only its mean is taken off there",
                                       what, excerpt(names[i]), settings.standardise, count, windows_.size()));
  }
  if (constant > most_notes) facts_.notes.push_back(fmt::format("{} more such {}s", constant - most_notes, what));
}

}  // namespace polesweep
