#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.hpp"
#include "core/results/bytes.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::results {
namespace {

/// Raised when the layout changes; older layouts stay readable. A record without matrices has the layout before, and without a processor
/// time, too, the one before that.
constexpr std::uint32_t payload_version = 5;
constexpr std::uint32_t version_without_matrices = 4;
constexpr std::uint32_t version_without_processor_time = 3;
/// An empty name, a width and an empty list.
constexpr std::size_t smallest_series_bytes = 12;

Status status_numbered(std::int32_t number) {
  const auto status = static_cast<Status>(number);
  switch (status) {
    case Status::missing:
    case Status::complete:
    case Status::diverged:
    case Status::failed: return status;
    case Status::dropped: break;
  }
  throw Error(fmt::format("record: status {} (must be 0 to 3)", number));
}

bool has_matrices(const std::vector<MeasuredSeries>& list) {
  return std::any_of(list.begin(), list.end(), [](const MeasuredSeries& series) { return series.columns != 1; });
}

std::uint32_t version_of(const RunRecord& record) {
  if (has_matrices(record.measures) || has_matrices(record.training)) return payload_version;
  return record.processor_seconds != 0 ? version_without_matrices : version_without_processor_time;
}

void put(ByteWriter& out, const std::vector<MeasuredSeries>& list, bool with_columns) {
  out.put(static_cast<std::uint32_t>(list.size()));
  for (const MeasuredSeries& series : list) {
    out.put(std::string_view(series.name));
    out.put(series.width);
    if (with_columns) out.put(series.columns);
    out.put(series.values);
  }
}

std::vector<MeasuredSeries> take_series(ByteReader& in, bool with_columns) {
  std::vector<MeasuredSeries> list(in.list_size(smallest_series_bytes));
  for (MeasuredSeries& series : list) {
    series.name = in.text();
    series.width = in.integer<std::int32_t>();
    if (with_columns) series.columns = in.integer<std::int32_t>();
    if (series.columns < 1) throw Error(fmt::format("record: a matrix of {} columns (its bytes are damaged)", series.columns));
    series.values = in.reals();
  }
  return list;
}

}  // namespace

std::string encode(const RunRecord& record) {
  ByteWriter out;
  const std::uint32_t version = version_of(record);
  const bool with_columns = version > version_without_matrices;
  out.put(version);
  out.put(std::string_view(record.numerics));
  out.put(record.key.point.high);
  out.put(record.key.point.low);
  out.put(record.key.seed);
  out.put(record.key.evaluation);
  out.put(static_cast<std::int32_t>(record.status));
  out.put(record.diverged_at);
  out.put(record.trivial_risk);
  out.put(record.wall_seconds);
  if (version > version_without_processor_time) out.put(record.processor_seconds);
  out.put(record.lengths);
  out.put(record.risk);
  put(out, record.measures, with_columns);
  out.put(record.iterations);
  put(out, record.training, with_columns);
  out.put(std::string_view(record.message));
  return std::move(out).bytes();
}

RunRecord decode(std::string_view bytes) {
  ByteReader in(bytes, "record");
  const auto version = in.integer<std::uint32_t>();
  if (version < 1 || version > payload_version)
    throw Error(fmt::format("record: layout {} (this program reads 1 to {}). Written by another version?", version, payload_version));
  RunRecord record;
  if (version >= 3) record.numerics = in.text();
  record.key.point.high = in.integer<std::uint64_t>();
  record.key.point.low = in.integer<std::uint64_t>();
  record.key.seed = in.integer<std::uint64_t>();
  record.key.evaluation = in.integer<std::uint64_t>();
  record.status = status_numbered(in.integer<std::int32_t>());
  record.diverged_at = in.integer<std::int64_t>();
  record.trivial_risk = in.real();
  record.wall_seconds = in.real();
  if (version > version_without_processor_time) record.processor_seconds = in.real();
  const bool with_columns = version > version_without_matrices;
  record.lengths = in.integers();
  record.risk = in.reals();
  record.measures = take_series(in, with_columns);
  if (version >= 2) {
    record.iterations = in.integers();
    record.training = take_series(in, with_columns);
  }
  record.message = in.text();
  if (in.remaining() > 0) throw Error(fmt::format("record: {} bytes too many (its bytes are damaged)", in.remaining()));
  return record;
}

}  // namespace polesweep::results
