#include <fmt/format.h>

#include <cmath>

#include "core/error.hpp"
#include "core/linear_algebra/numbers.hpp"
#include "core/tasks/constellation.hpp"
#include "core/tasks/recorded.hpp"

namespace polesweep {
namespace {

/// The channels' names: of complex ones, whose columns come in pairs, the real parts'.
std::vector<std::string> channel_names(const std::vector<std::string>& columns, bool complex_valued, const char* field) {
  if (columns.empty()) throw Error(fmt::format("{}: got no columns (at least one is needed)", field));
  if (!complex_valued) return columns;
  if (columns.size() % 2 != 0)
    throw Error(fmt::format("{}: got {} columns (must be pairs re, im in a complex task)", field, columns.size()));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns.size(); i += 2) names.push_back(columns[i]);
  return names;
}

/// Recorded symbols may be off by the rounding of a file of single precision, never by the noise of a received signal.
constexpr double symbol_tolerance = 1e-3;

void check_symbols(const Recording& recording, std::int64_t first_row) {
  const std::int64_t width = recording.target_width();
  for (const RowRange& segment : recording.segments) {
    for (std::int64_t i = segment.begin * width; i < segment.end * width; i += 2) {
      const Complex target(recording.targets[i], recording.targets[i + 1]);
      const Complex symbol = recording.constellation[nearest_symbol(recording.constellation, target)];
      if (linear_algebra::modulus(target - symbol) > symbol_tolerance)
        throw Error(fmt::format("constellation: row {} of {} has {:.4g}{:+.4g}i in '{}' (must be within {} of one of {} symbols)",
                                first_row + i / width, recording.source, target.real(), target.imag(),
                                recording.target_names[i % width / 2], symbol_tolerance, recording.constellation.size()));
    }
  }
}

struct FileSettings {
  explicit FileSettings(Fields& fields);
  /// Throws Error where fields do not go together.
  void check() const;

  std::string path;
  data::Format format;
  std::vector<std::string> inputs;
  std::vector<std::string> targets;
  bool complex_valued;
  std::int64_t delay;
  std::int64_t ahead;
  std::vector<Complex> constellation;
  RecordedSettings recorded;
};

FileSettings::FileSettings(Fields& fields)
    : path(fields.text({"path", "data file, which may be compressed by gzip", nullptr, true})),
      format{fields.choice({"format",
                            "csv: numbers separated by commas, or one a line, with or without a header; float32: raw rows of "
                            "little-endian numbers",
                            "csv|float32", "csv"}) == 0
                 ? data::Format::Kind::csv
                 : data::Format::Kind::float32,
             fields.texts({"columns",
                           "names of the file's columns: needed for float32; of a csv without header, where they are 0, 1, ... "
                           "if left out",
                           "", true})},
      inputs(fields.texts({"inputs", "columns that the network sees", ""})),
      targets(fields.texts({"targets", "columns that it is to predict", ""})),
      complex_valued(fields.boolean({"complex", "inputs and targets are pairs of columns: real part, imaginary part"})),
      delay(fields.integer({"delay",
                            "the target at row t is that of row t - delay, so that the network sees this many more rows of input "
                            "before it answers",
                            "rows", 0, non_negative})),
      ahead(fields.integer({"ahead",
                            "the target at row t is that of row t + ahead: 1 is one-step prediction; more is not known in time for "
                            "learning from it at row t, and refused in prequential evaluation",
                            "rows", 0, non_negative})),
      constellation(constellation_symbols(fields.choice(
          {"constellation", "the symbols, of unit mean power, that the targets of a complex task are", constellation_names, "none"}))),
      recorded(fields) {}

void FileSettings::check() const {
  if (delay > 0 && ahead > 0) throw Error(fmt::format("ahead: got {} (must be 0 where delay is {})", ahead, delay));
  if (constellation.empty()) return;
  if (!complex_valued) throw Error("constellation: got symbols for a real task (they are complex). Set complex = true?");
  if (recorded.standardise_targets) throw Error("standardise_targets: got true (symbols keep their place). Leave it out?");
}

}  // namespace

std::unique_ptr<Task> make_file_task(Fields& fields, const data::DataFiles& files) {
  const FileSettings settings(fields);
  if (fields.describing()) return nullptr;
  settings.check();
  const data::Table& table = files.table(settings.path, settings.format);
  const std::int64_t first = settings.recorded.first_row;

  Recording recording;
  recording.source = settings.path;
  recording.complex_valued = settings.complex_valued;
  recording.input_names = channel_names(settings.inputs, settings.complex_valued, "inputs");
  recording.target_names = channel_names(settings.targets, settings.complex_valued, "targets");
  recording.rows = count_rows(table, first, settings.path);
  recording.inputs = interleave(find_columns(table, settings.inputs, "inputs", settings.path), first);
  recording.targets = interleave(find_columns(table, settings.targets, "targets", settings.path), first);
  recording.delay = settings.delay - settings.ahead;
  recording.lookahead = settings.ahead;
  recording.constellation = settings.constellation;
  recording.segments =
      overlap(complete_rows(recording.inputs, recording.input_width()), complete_rows(recording.targets, recording.target_width()));
  if (!recording.constellation.empty()) check_symbols(recording, first);
  for (RowRange& segment : recording.segments) segment.end -= settings.ahead;
  std::erase_if(recording.segments, [](const RowRange& segment) { return segment.size() <= 0; });
  return std::make_unique<RecordedTask>(std::move(recording), settings.recorded);
}

}  // namespace polesweep
