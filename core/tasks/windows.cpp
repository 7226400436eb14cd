#include "core/tasks/windows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace polesweep {

RecordedSettings::RecordedSettings(Fields& fields)
    : first_row(fields.integer(
          {"first_row", "data rows at the start of each file that are not used, such as a preamble", "rows", 0, non_negative})),
      windows(fields.integer({"windows", "windows of the training split that runs learn from: seed s uses window s mod windows", "1", 32,
                              Range{.low = 1, .high = 1e6}})),
      window_length(fields.integer({"window_length", "rows of the training split that one run can use, washout included", "rows",
                                    required_integer, Range{.low = 1}})),
      test_fraction(fields.real({"test_fraction", "share of the rows, the last in time, that is the test split of all runs", "1",
                                 default_test_fraction, Range{.low = 0, .high = 1, .low_allowed = false, .high_allowed = false}})),
      gap(fields.integer({"gap", "rows between training and test split that neither uses; at least as many as targets are ahead", "rows", 0,
                          non_negative})),
      washout(
          fields.integer({"washout", "samples at the start of every segment that only drive the state; at least the delay of the targets",
                          "samples", 0, non_negative})),
      standardise(fields.integer(
          {"standardise",
           "inputs, of the test too, are standardised by this many first rows of the run's window: by mean and standard deviation with 1/n, complex ones by one real modulus; 0 leaves them as they are",
           "rows", 0, non_negative})),
      standardise_targets(fields.boolean({"standardise_targets", "standardise targets as the inputs are, by the same rows"})) {}

void RecordedSettings::check() const {
  if (standardise == 1) throw Error("standardise: got 1 (must be 0 for off, or at least 2)");
  if (standardise > window_length)
    throw Error(fmt::format("standardise: got {} (must be at most the window_length, {})", standardise, window_length));
  if (standardise_targets && standardise == 0)
    throw Error("standardise_targets: got true (needs a number of rows to do it by). Set standardise?");
}

Split split_rows(const Recording& recording, const RecordedSettings& settings) {
  const std::int64_t rows = recording.rows;
  const std::int64_t test =
      recording.test_rows > 0 ? recording.test_rows : std::llround(settings.test_fraction * static_cast<double>(rows));
  if (test < 1) throw Error(fmt::format("test_fraction: got {} (leaves no test row of {})", settings.test_fraction, rows));
  const std::int64_t gap = std::max(settings.gap, recording.lookahead);
  const std::int64_t training = rows - test - gap;
  if (training < settings.window_length)
    throw Error(fmt::format("window_length: got {} (must be at most {}: {} rows less {} for the test and a gap of {})",
                            settings.window_length, std::max<std::int64_t>(training, 0), rows, test, gap));
  return {{0, training}, {rows - test, rows}};
}

std::vector<std::int64_t> window_starts(const RowRange& training, const RecordedSettings& settings) {
  const std::int64_t last_start = training.size() - settings.window_length;
  std::vector<std::int64_t> starts{training.begin};
  for (std::int64_t k = 1; k < settings.windows; ++k) {
    const std::int64_t start = training.begin + k * last_start / (settings.windows - 1);
    if (start != starts.back()) starts.push_back(start);
  }
  return starts;
}

Scaling Scaling::none(std::int64_t width) {
  const auto size = static_cast<std::size_t>(width);
  return {std::vector<double>(size, 0.0), std::vector<double>(size, 1.0), std::vector<bool>(size, false)};
}

Scaling Scaling::of(const std::vector<double>& values, std::int64_t width, bool complex_valued, const std::vector<RowRange>& ranges) {
  Scaling scaling = none(width);
  double count = 0;
  for (const RowRange& range : ranges) count += static_cast<double>(range.size());
  // Sums `term(value)` over the rows of a column.
  const auto sum = [&](std::int64_t column, auto&& term) {
    double total = 0;
    for (const RowRange& range : ranges)
      for (std::int64_t row = range.begin; row < range.end; ++row) total += term(values[row * width + column]);
    return total;
  };
  const std::int64_t parts = complex_valued ? 2 : 1;
  for (std::int64_t first = 0; first < width; first += parts) {
    double power = 0;
    bool constant = true;
    for (std::int64_t column = first; column < first + parts; ++column) {
      const double start = values[ranges.front().begin * width + column];
      const bool part_constant = sum(column, [&](double value) { return value == start ? 0.0 : 1.0; }) == 0;
      // The rounded mean of equal numbers can differ from them.
      const double mean = part_constant ? start : sum(column, [](double value) { return value; }) / count;
      scaling.means[column] = mean;
      power += sum(column, [&](double value) { return (value - mean) * (value - mean); }) / count;
      constant = constant && part_constant;
    }
    for (std::int64_t column = first; column < first + parts; ++column) {
      scaling.scales[column] = constant ? 1.0 : std::sqrt(power);
      scaling.is_constant[column] = constant;
    }
  }
  return scaling;
}

std::vector<RowRange> first_rows(const std::vector<RowRange>& ranges, std::int64_t count) {
  std::vector<RowRange> first;
  for (const RowRange& range : ranges) {
    if (count <= 0) break;
    first.push_back({range.begin, std::min(range.end, range.begin + count)});
    count -= first.back().size();
  }
  return first;
}

}  // namespace polesweep
