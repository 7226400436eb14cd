#include "core/run/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.hpp"
#include "core/excerpt.hpp"
#include "core/numbers.hpp"

namespace polesweep {
namespace {

bool same_series(const std::vector<MeasuredSeries>& a, const std::vector<MeasuredSeries>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const MeasuredSeries& x, const MeasuredSeries& y) {
    return x.name == y.name && x.width == y.width && x.columns == y.columns && same_bits(x.values, y.values);
  });
}

template <class T>
bool contains_all(const std::vector<T>& all, const std::vector<T>& some) {
  return std::all_of(some.begin(), some.end(), [&](const T& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

bool has_metrics(const std::vector<MeasuredSeries>& series, const std::vector<std::string>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(), [&](const std::string& name) {
    return std::any_of(series.begin(), series.end(), [&](const MeasuredSeries& one) { return one.name == name; });
  });
}

/// Whether a series has the values of so many rows. A matrix is one of whole rows: else a dimension would be as wide as a wrong number
/// says.
bool has_rows(const MeasuredSeries& series, std::size_t rows) {
  return series.width > 0 && series.columns > 0 && series.width % series.columns == 0 &&
         rows <= series.values.size() / static_cast<std::size_t>(series.width);
}

/// Whether all series have the rows of all iterations: one for each length, or, of episodes, one in all.
bool has_training_rows(const RunRecord& record) {
  const std::size_t iterations = record.iterations.size();
  const bool episodes = !record.training.empty() && record.training.front().values.size() == iterations;
  const std::size_t rows = episodes ? iterations : std::max<std::size_t>(1, record.lengths.size()) * iterations;
  return std::all_of(record.training.begin(), record.training.end(), [&](const MeasuredSeries& one) { return has_rows(one, rows); });
}

}  // namespace

std::string PointId::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

PointId parse_id(const std::string& hex) {
  PointId id;
  const auto half = [&](std::size_t begin, std::uint64_t& out) {
    const char* end = hex.data() + begin + 16;
    const auto [read, problem] = std::from_chars(hex.data() + begin, end, out, 16);
    return problem == std::errc() && read == end;
  };
  if (hex.size() != 32 || !half(0, id.high) || !half(16, id.low))
    throw Error(fmt::format("identity of a point: got '{}' (must be 32 hexadecimal digits)", excerpt(hex)));
  return id;
}

void add_time(RunRecord& record, double wall_seconds, double processor_seconds) {
  if (record.processor_seconds > 0 || record.wall_seconds == 0) record.processor_seconds += processor_seconds;
  record.wall_seconds += wall_seconds;
}

double canonical_nan(double value) { return std::isnan(value) ? nan : value; }

bool same_data(const RunRecord& a, const RunRecord& b) {
  return a.key == b.key && a.status == b.status && a.diverged_at == b.diverged_at && same_bits(a.trivial_risk, b.trivial_risk) &&
         a.lengths == b.lengths && same_bits(a.risk, b.risk) && same_series(a.measures, b.measures) && a.iterations == b.iterations &&
         same_series(a.training, b.training) && a.message == b.message;
}

Status status_of(const std::vector<double>& risk, const std::vector<MeasuredSeries>& training) {
  const auto is_infinite = [](double value) { return value == infinity; };
  bool diverged = std::any_of(risk.begin(), risk.end(), is_infinite);
  for (const MeasuredSeries& series : training)
    if (series.name == "risk") diverged = diverged || std::any_of(series.values.begin(), series.values.end(), is_infinite);
  return diverged ? Status::diverged : Status::complete;
}

bool is_whole(const RunRecord& record) {
  const std::size_t rows = record.lengths.size();
  return record.risk.size() >= rows &&
         std::all_of(record.measures.begin(), record.measures.end(), [&](const MeasuredSeries& one) { return has_rows(one, rows); });
}

bool serves(const RunRecord& record, const Measurement& request) {
  if (record.status != Status::complete && record.status != Status::diverged) return false;
  if (!is_whole(record) || !contains_all(record.lengths, request.lengths) || !has_metrics(record.measures, request.metrics)) return false;
  if (request.iterations.empty()) return true;
  return has_training_rows(record) && contains_all(record.iterations, request.iterations) && has_metrics(record.training, {"risk"}) &&
         has_metrics(record.training, request.metrics);
}

}  // namespace polesweep
