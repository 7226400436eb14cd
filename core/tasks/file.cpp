#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/tasks/constellation.hpp"
#include "core/tasks/data_fields.hpp"
#include "core/tasks/recorded.hpp"

namespace polesweep {
namespace {

/// Recorded symbols may be off by the rounding of a file of single precision, never by the noise of a received signal.
constexpr double symbol_tolerance = 1e-3;

void check_symbols(const Recording& recording, std::int64_t first_row) {
  const std::int64_t width = recording.target_width();
  for (const RowRange& segment : recording.segments) {
    for (std::int64_t i = segment.begin * width; i < segment.end * width; i += 2) {
      const Complex target(recording.targets[i], recording.targets[i + 1]);
      const Complex symbol = recording.constellation[nearest_symbol(recording.constellation, target)];
      if (linear_algebra::modulus(target - symbol) > symbol_tolerance)
        throw Error(fmt::format("constellation: {} has {:.4g}{:+.4g}i in '{}' (must be within {} of one of {} symbols)",
                                recording.place_of(i / width, first_row), target.real(), target.imag(),
                                excerpt(recording.target_names[i % width / 2]), symbol_tolerance, recording.constellation.size()));
    }
  }
}

struct FileSettings {
  explicit FileSettings(Fields& fields);
  /// Throws Error if fields do not go together.
  void check() const;

  std::string path;
  std::string target_path;
  std::string test_path;
  std::string test_target_path;
  data::Format format;
  std::vector<std::string> columns;
  std::vector<std::string> target_columns;
  std::vector<std::string> inputs;
  std::vector<std::string> targets;
  bool complex_valued;
  std::int64_t delay;
  std::int64_t ahead;
  std::vector<Complex> constellation;
  RecordedSettings recorded;
};

FileSettings::FileSettings(Fields& fields)
    : path(fields.text({"path", "data file; of a SigMF recording its metadata, x.sigmf-meta", nullptr, true})),
      target_path(fields.text({"target_path", "data file of the targets, row by row; the same as the inputs' if left out", "", true})),
      test_path(fields.text(
          {"test_path",
           "data file of the test's inputs, all of whose rows are the test then, and none of the other files'; if left out, the test is the last test_fraction of the rows",
           "", true})),
      test_target_path(fields.text({"test_target_path", "data file of the test's targets; the same as test_path if left out", "", true})),
      format(read_format(fields)),
      columns(fields.texts(
          {"columns", "names of the files' columns, where these have none: needed for raw numbers; of other files 0, 1, ... if left out",
           "", true})),
      target_columns(fields.texts({"target_columns", "the same of the files of the targets; as columns if left out", "", true})),
      inputs(fields.texts({"inputs", "columns that the network sees", ""})),
      targets(fields.texts({"targets", "columns that it is to predict", ""})),
      complex_valued(fields.boolean(
          {"complex",
           "inputs and targets are complex: complex columns x, whose parts are x.re and x.im, or pairs of columns, real part and imaginary part"})),
      delay(fields.integer(
          {"delay", "the target at row t is that of row t - delay, so that the network sees this many more rows of input before it answers",
           "rows", 0, non_negative})),
      ahead(fields.integer(
          {"ahead",
           "the target at row t is that of row t + ahead: 1 is one-step prediction; more is not known in time for learning from it at row t, and refused in prequential evaluation",
           "rows", 0, non_negative})),
      constellation(constellation_symbols(fields.choice(
          {"constellation", "the symbols, of unit mean power, that the targets of a complex task are", constellation_names, "none"}))),
      recorded(fields) {}

void FileSettings::check() const {
  if (test_path.empty() && !test_target_path.empty())
    throw Error(fmt::format("test_target_path: got '{}' (must come with test_path)", excerpt(test_target_path)));
  if (!target_path.empty() && !test_path.empty() && test_target_path.empty())
    throw Error("test_target_path: missing (the other targets have a file of their own, target_path)");
  if (!target_columns.empty() && target_path.empty() && test_target_path.empty())
    throw Error("target_columns: got names (the targets have no file of their own). Set target_path, or columns?");
  if (!test_path.empty() && recorded.test_fraction != RecordedSettings::default_test_fraction)
    throw Error(fmt::format("test_fraction: got {} (the test has a file of its own). Leave it out?", recorded.test_fraction));
  if (!test_path.empty() && recorded.gap != 0)
    throw Error(fmt::format("gap: got {} (the test has a file of its own). Leave it out?", recorded.gap));
  if (delay > 0 && ahead > 0) throw Error(fmt::format("ahead: got {} (must be 0 if delay is {})", ahead, delay));
  if (constellation.empty()) return;
  if (!complex_valued) throw Error("constellation: got symbols for a real task (they are complex). Set complex = true?");
  if (recorded.standardise_targets) throw Error("standardise_targets: got true (symbols keep their place). Leave it out?");
}

/// Appends the rows of a pair of files to the others.
class Files {
 public:
  Files(const data::DataFiles& files, const FileSettings& settings, Recording& recording)
      : files_(files), settings_(settings), recording_(recording) {}

  /// Inputs come from `path`, targets from `target_path` or, if it is empty, from the same file. Returns the number of rows.
  std::int64_t add(const std::string& path, const std::string& target_path) {
    const bool apart = !target_path.empty();
    const data::Table& input_table = table(path, settings_.columns, apart ? settings_.inputs : both());
    const data::Table& target_table =
        apart ? table(target_path, settings_.target_columns.empty() ? settings_.columns : settings_.target_columns, settings_.targets)
              : input_table;
    const std::int64_t first = settings_.recorded.first_row;
    const std::string& target_source = apart ? target_path : path;
    const Channels inputs = find_channels(input_table, settings_.inputs, settings_.complex_valued, "inputs", path, first);
    const Channels targets = find_channels(target_table, settings_.targets, settings_.complex_valued, "targets", target_source, first);
    const std::int64_t rows = count_rows(inputs, first, path);
    if (const std::int64_t others = count_rows(targets, first, target_source); others != rows)
      throw Error(fmt::format("targets: got {} rows of {} (must be {}, as of the inputs in {})", others, target_source, rows, path));
    recording_.input_names = inputs.names;
    recording_.target_names = targets.names;
    const std::int64_t before = recording_.rows;
    append(recording_.inputs, interleave(inputs.columns, first));
    append(recording_.targets, interleave(targets.columns, first));
    recording_.rows += rows;
    note(input_table, before);
    if (apart) note(target_table, before);
    return rows;
  }

  /// The stretches of rows without a missing value or a break.
  std::vector<RowRange> segments() {
    std::sort(breaks_.begin(), breaks_.end());
    return divide(
        overlap(complete_rows(recording_.inputs, recording_.input_width()), complete_rows(recording_.targets, recording_.target_width())),
        breaks_);
  }

 private:
  std::vector<std::string> both() const {
    std::vector<std::string> names = settings_.inputs;
    names.insert(names.end(), settings_.targets.begin(), settings_.targets.end());
    return names;
  }

  const data::Table& table(const std::string& path, const std::vector<std::string>& columns, const std::vector<std::string>& asked) const {
    data::Format format = settings_.format;
    format.names = columns;
    return files_.table(path, format, asked);
  }

  static void append(std::vector<double>& values, std::vector<double> more) {
    if (values.empty())
      values = std::move(more);
    else
      values.insert(values.end(), more.begin(), more.end());
  }

  void note(const data::Table& table, std::int64_t before) {
    recording_.notes.insert(recording_.notes.end(), table.notes.begin(), table.notes.end());
    const std::int64_t first = settings_.recorded.first_row;
    for (const std::size_t row : table.breaks)
      if (std::cmp_greater(row, first)) breaks_.push_back(before + static_cast<std::int64_t>(row) - first);
  }

  const data::DataFiles& files_;
  const FileSettings& settings_;
  Recording& recording_;
  std::vector<std::int64_t> breaks_;
};

std::string names_of(const std::string& path, const std::string& target_path) {
  return target_path.empty() || target_path == path ? path : fmt::format("{} and {}", path, target_path);
}

/// Raw numbers read as another type than theirs are rarely of a sensible size.
std::string note_sizes(const Recording& recording) {
  constexpr std::size_t most_columns = 6;
  std::vector<std::string> sizes;
  const auto add = [&](const std::vector<std::string>& names, const std::vector<double>& values) {
    const std::size_t parts = recording.complex_valued ? 2 : 1;
    const std::size_t width = parts * names.size();
    for (std::size_t i = 0; i < names.size() && sizes.size() < most_columns; ++i) {
      double smallest = std::numeric_limits<double>::infinity();
      double largest = 0;
      for (std::size_t at = parts * i; at < values.size(); at += width) {
        const double modulus = parts == 1 ? std::abs(values[at]) : linear_algebra::modulus(Complex(values[at], values[at + 1]));
        if (modulus > 0) smallest = std::min(smallest, modulus);
        if (modulus > 0) largest = std::max(largest, modulus);
      }
      if (largest > 0) sizes.push_back(fmt::format("'{}' from {:.2g} to {:.2g}", excerpt(names[i]), smallest, largest));
    }
  };
  add(recording.input_names, recording.inputs);
  add(recording.target_names, recording.targets);
  const bool all = sizes.size() == recording.input_names.size() + recording.target_names.size();
  return fmt::format("{}: moduli of numbers that are not 0: {}{}", recording.source, fmt::join(sizes, ", "), all ? "" : ", ...");
}

}  // namespace

/// Columns of files. Returns nullptr if `fields` only lists the fields.
std::unique_ptr<Task> make_file_task(Fields& fields, const data::DataFiles& files) {
  const FileSettings settings(fields);
  if (fields.describing()) return nullptr;
  settings.check();

  Recording recording;
  recording.source = names_of(settings.path, settings.target_path);
  recording.complex_valued = settings.complex_valued;
  Files all(files, settings, recording);
  all.add(settings.path, settings.target_path);
  if (!settings.test_path.empty()) {
    recording.test_source = names_of(settings.test_path, settings.test_target_path);
    recording.test_rows = all.add(settings.test_path, settings.test_target_path);
  }
  recording.delay = settings.delay - settings.ahead;
  recording.lookahead = settings.ahead;
  recording.constellation = settings.constellation;
  recording.segments = all.segments();
  recording.incomplete_rows = recording.rows;
  for (const RowRange& segment : recording.segments) recording.incomplete_rows -= segment.size();
  if (settings.format.kind == data::Format::Kind::raw) recording.notes.push_back(note_sizes(recording));
  if (!recording.constellation.empty()) check_symbols(recording, settings.recorded.first_row);
  for (RowRange& segment : recording.segments) segment.end -= settings.ahead;
  std::erase_if(recording.segments, [](const RowRange& segment) { return segment.size() <= 0; });
  return std::make_unique<RecordedTask>(std::move(recording), settings.recorded);
}

}  // namespace polesweep
