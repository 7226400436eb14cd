#include "analysis/report/tables.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <fstream>
#include <iterator>

#include "analysis/results/baselines.hpp"
#include "analysis/statistics/rate_rows.hpp"
#include "analysis/text/escape.hpp"
#include "core/results/durable_file.hpp"

namespace polesweep::analysis {
namespace {

using results::Group;
using results::Variable;

/// A CSV file of which a row is written field by field.
class CsvFile {
 public:
  explicit CsvFile(const std::filesystem::path& path) : path_(path) {
    results::make_way(path_);
    file_.open(path_, std::ios::binary);
    if (!file_) results::fail(path_, "cannot be written", errno);
  }

  void text(const std::string& text) {
    begin_field();
    buffer_.append(csv(text));
  }
  void real(double value) {
    begin_field();
    if (!std::isnan(value)) fmt::format_to(std::back_inserter(buffer_), FMT_COMPILE("{}"), value);
  }
  void integer(std::int64_t value) {
    begin_field();
    fmt::format_to(std::back_inserter(buffer_), FMT_COMPILE("{}"), value);
  }
  void end_row() {
    buffer_.push_back('\n');
    row_started_ = false;
    if (buffer_.size() >= most_buffered) flush();
  }
  void close() {
    flush();
    file_.close();
    if (!file_) results::fail(path_, "cannot be written", errno);
  }

 private:
  static constexpr std::size_t most_buffered = 1 << 16;

  void begin_field() {
    if (row_started_) buffer_.push_back(',');
    row_started_ = true;
  }
  void flush() {
    file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
  }

  std::filesystem::path path_;
  std::ofstream file_;
  fmt::memory_buffer buffer_;  ///< not yet in the file
  bool row_started_ = false;
};

/// A table of an earlier analysis would be taken for one of this.
void remove_earlier(const std::filesystem::path& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

/// Variables of /statistics with these dimensions whose elements are written to rows of their own.
std::vector<const Variable*> columns_with(const Group& statistics, const std::vector<std::string>& dimensions) {
  std::vector<const Variable*> columns;
  for (const Variable& variable : statistics.variables) {
    if (variable.dimensions == dimensions) columns.push_back(&variable);
  }
  return columns;
}

/// PointFields::text leaves out -1, which is a value like any other here. A status is written as its word.
void write_element(CsvFile& file, const Variable& variable, std::size_t index) {
  const auto* status = std::get_if<std::vector<std::int32_t>>(&variable.values);
  if (const auto* reals = std::get_if<std::vector<double>>(&variable.values)) {
    file.real((*reals)[index]);
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&variable.values)) {
    file.text((*texts)[index]);
  } else if (!status) {
    file.integer(std::get<std::vector<std::int64_t>>(variable.values)[index]);
  } else if (variable.flags.empty()) {
    file.integer((*status)[index]);
  } else {
    for (const auto& [value, word] : variable.flags)
      if (value == (*status)[index]) file.text(word);
  }
}

void write_points(const Group& statistics, const Baselines& baselines, const Runs& runs, const PointFields& fields, std::size_t last,
                  const std::filesystem::path& path) {
  const std::vector<const Variable*> curves = columns_with(statistics, {"point", "length"});
  const std::vector<const Variable*> single = columns_with(statistics, {"point"});
  const std::span<const double> risk = values<double>(statistics, "risk_median", {"point", "length"});

  CsvFile file(path);
  for (const char* name : {"point_id", "learner_label"}) file.text(name);
  for (const PointFields::Column& column : fields.columns()) file.text(column.variable->name);
  for (const char* name : {"runs_complete", "runs_diverged", "runs_failed", "runs_missing", "runs_dropped", "parameters", "operations",
                           "wall_seconds_median", "baseline_risk", "baseline_symbol_error_rate", "far_below_baseline", "length"}) {
    file.text(name);
  }
  for (const Variable* variable : curves) file.text(variable->name);
  for (const Variable* variable : single) {
    if (variable->name != "point") file.text(variable->name);
  }
  file.end_row();

  for (std::size_t p = 0; p < runs.points(); ++p) {
    file.text(runs.id(p));
    file.text(fields.label(p));
    for (const PointFields::Column& column : fields.columns()) file.text(PointFields::text(*column.variable, p));
    const StatusCounts counts = runs.counts(p);
    for (const Status status : {Status::complete, Status::diverged, Status::failed, Status::missing, Status::dropped})
      file.integer(counts[status]);
    const std::size_t at_last = p * runs.lengths().size() + last;
    file.integer(runs.parameters(p));
    file.real(runs.operations(p, last));
    file.real(runs.median_seconds(p));
    file.real(baselines.risk(p));
    file.real(baselines.symbol_error_rate(p));
    file.integer(baselines.is_suspicious(p, risk[at_last]) ? 1 : 0);
    file.integer(runs.lengths()[last]);
    for (const Variable* variable : curves) write_element(file, *variable, at_last);
    for (const Variable* variable : single) {
      if (variable->name != "point") write_element(file, *variable, p);
    }
    file.end_row();
  }
  file.close();
}

/// A row for each point and each value of a coordinate, with every variable of /statistics on both.
void write_long(const Group& root, const Group& statistics, const Runs& runs, const PointFields& fields, const std::string& dimension,
                const std::filesystem::path& path) {
  const Variable& coordinate = *root.find(dimension);
  const std::vector<const Variable*> columns = columns_with(statistics, {"point", dimension});
  const std::size_t size = root.size_of(dimension);

  CsvFile file(path);
  file.text("point_id");
  file.text("learner_label");
  file.text(dimension);
  for (const Variable* variable : columns) file.text(variable->name);
  file.end_row();
  for (std::size_t p = 0; p < fields.points(); ++p) {
    const std::string label = fields.label(p);
    for (std::size_t i = 0; i < size; ++i) {
      file.text(runs.id(p));
      file.text(label);
      write_element(file, coordinate, i);
      for (const Variable* variable : columns) write_element(file, *variable, p * size + i);
      file.end_row();
    }
  }
  file.close();
}

void write_rates(const Group& root, const Runs& runs, const PointFields& fields, const std::filesystem::path& path) {
  const std::vector<RateRow> rows = rate_rows(root, runs);
  if (rows.empty()) return remove_earlier(path);
  CsvFile file(path);
  for (const char* name :
       {"point_id", "learner_label", "along", "length", "rate_median", "rate_median_low", "rate_median_high", "runs", "reason_of_others",
        "theory_rate_median", "theory_rate_formula", "theory_rate_reason", "plateau_median", "plateau_median_low", "plateau_median_high"})
    file.text(name);
  file.end_row();
  for (const RateRow& row : rows) {
    file.text(runs.id(row.point));
    file.text(fields.label(row.point));
    file.text(words(row.along).name);
    file.integer(row.length);
    for (const double value : {row.measured.value, row.measured.low, row.measured.high}) file.real(value);
    file.integer(row.runs);
    file.text(row.reason);
    file.real(row.predicted);
    file.text(row.formula);
    file.text(row.no_prediction);
    for (const double value : {row.plateau.value, row.plateau.low, row.plateau.high}) file.real(value);
    file.end_row();
  }
  file.close();
}

/// A row for each position on a dimension of one's own, with every variable on it; no file if there is none.
void write_rows(const Group& group, const std::string& dimension, const std::filesystem::path& path) {
  if (group.size_of(dimension) == 0) return remove_earlier(path);
  const std::vector<const Variable*> columns = columns_with(group, {dimension});
  CsvFile file(path);
  for (const Variable* variable : columns) file.text(variable->name);
  file.end_row();
  for (std::size_t i = 0; i < group.size_of(dimension); ++i) {
    for (const Variable* variable : columns) write_element(file, *variable, i);
    file.end_row();
  }
  file.close();
}

}  // namespace

void write_tables(const Group& root, const Runs& runs, const PointFields& fields, const Answers& answers,
                  const std::filesystem::path& folder) {
  const Group& statistics = *root.find_group("statistics");
  write_rates(root, runs, fields, folder / "rates.csv");
  if (runs.lengths().empty()) {
    for (const char* name : {"points.csv", "learning_curves.csv", "sample_complexity.csv"}) remove_earlier(folder / name);
    return;
  }
  write_points(statistics, Baselines(root), runs, fields, answers.last, folder / "points.csv");
  write_long(root, statistics, runs, fields, "length", folder / "learning_curves.csv");
  write_long(root, statistics, runs, fields, "threshold", folder / "sample_complexity.csv");
}

void write_conclusion_tables(const Group& conclusions, const std::filesystem::path& folder) {
  const auto write = [&](const char* group, const char* dimension, const char* file) {
    write_rows(*conclusions.find_group(group), dimension, folder / file);
  };
  write("claims", "claim", "claims.csv");
  write("claims", "part", "claim_parts.csv");
  write("comparisons", "pair", "comparisons.csv");
  write("scaling", "fit", "scaling.csv");
  write("tuning", "choice", "tuning.csv");
  write("tuning", "contender", "equal_terms.csv");
}

}  // namespace polesweep::analysis
