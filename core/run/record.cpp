#include "core/run/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

}  // namespace

std::string PointId::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

PointId parse_id(const std::string& hex) { return {std::stoull(hex.substr(0, 16), nullptr, 16), std::stoull(hex.substr(16), nullptr, 16)}; }

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

bool serves(const RunRecord& record, const Measurement& request) {
  if (record.status != Status::complete && record.status != Status::diverged) return false;
  if (!contains_all(record.lengths, request.lengths) || !has_metrics(record.measures, request.metrics)) return false;
  if (request.iterations.empty()) return true;
  return contains_all(record.iterations, request.iterations) && has_metrics(record.training, {"risk"}) &&
         has_metrics(record.training, request.metrics);
}

}  // namespace polesweep
