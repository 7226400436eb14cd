#include <fmt/format.h>

#include <utility>

#include "core/error.hpp"
#include "core/results/bytes.hpp"
#include "core/results/record_log.hpp"

namespace polesweep::results {
namespace {

/// Raised when the layout changes; older layouts stay readable. Without a processor time a record has the layout before.
constexpr std::uint32_t payload_version = 4;
constexpr std::uint32_t version_without_processor_time = 3;
/// An empty name, a width and an empty list.
constexpr std::size_t smallest_series_bytes = 12;

Status status_of(std::int32_t number) {
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

void put(ByteWriter& out, const std::vector<MeasuredSeries>& list) {
  out.put(static_cast<std::uint32_t>(list.size()));
  for (const MeasuredSeries& series : list) {
    out.put(std::string_view(series.name));
    out.put(series.width);
    out.put(series.values);
  }
}

std::vector<MeasuredSeries> take_series(ByteReader& in) {
  std::vector<MeasuredSeries> list(in.list_size(smallest_series_bytes));
  for (MeasuredSeries& series : list) {
    series.name = in.text();
    series.width = in.integer<std::int32_t>();
    series.values = in.reals();
  }
  return list;
}

}  // namespace

std::string encode(const RunRecord& record) {
  ByteWriter out;
  const bool is_timed = record.processor_seconds != 0;
  out.put(is_timed ? payload_version : version_without_processor_time);
  out.put(std::string_view(record.numerics));
  out.put(record.key.point.high);
  out.put(record.key.point.low);
  out.put(record.key.seed);
  out.put(record.key.evaluation);
  out.put(static_cast<std::int32_t>(record.status));
  out.put(record.diverged_at);
  out.put(record.trivial_risk);
  out.put(record.wall_seconds);
  if (is_timed) out.put(record.processor_seconds);
  out.put(record.lengths);
  out.put(record.risk);
  put(out, record.measures);
  out.put(record.iterations);
  put(out, record.training);
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
  record.status = status_of(in.integer<std::int32_t>());
  record.diverged_at = in.integer<std::int64_t>();
  record.trivial_risk = in.real();
  record.wall_seconds = in.real();
  if (version >= 4) record.processor_seconds = in.real();
  record.lengths = in.integers();
  record.risk = in.reals();
  record.measures = take_series(in);
  if (version >= 2) {
    record.iterations = in.integers();
    record.training = take_series(in);
  }
  record.message = in.text();
  if (in.remaining() > 0) throw Error(fmt::format("record: {} bytes too many (its bytes are damaged)", in.remaining()));
  return record;
}

}  // namespace polesweep::results
