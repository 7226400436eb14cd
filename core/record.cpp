#include "core/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace polesweep {
namespace {

/// NaN equals NaN here, and 0 differs from -0: bits are compared.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

}  // namespace

std::string PointId::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

bool same_data(const RunRecord& a, const RunRecord& b) {
  const auto same_series = [](const MeasuredSeries& x, const MeasuredSeries& y) {
    return x.name == y.name && x.width == y.width && same_bits(x.values, y.values);
  };
  return a.key == b.key && a.status == b.status && a.diverged_at == b.diverged_at && same_bits({a.trivial_risk}, {b.trivial_risk}) &&
         a.lengths == b.lengths && same_bits(a.risk, b.risk) &&
         std::equal(a.measures.begin(), a.measures.end(), b.measures.begin(), b.measures.end(), same_series) && a.message == b.message;
}

bool serves(const RunRecord& record, const Measurement& request) {
  if (record.status != Status::complete && record.status != Status::diverged) return false;
  const auto has_length = [&](std::int64_t length) {
    return std::find(record.lengths.begin(), record.lengths.end(), length) != record.lengths.end();
  };
  const auto has_metric = [&](const std::string& name) {
    return std::any_of(record.measures.begin(), record.measures.end(), [&](const MeasuredSeries& series) { return series.name == name; });
  };
  return std::all_of(request.lengths.begin(), request.lengths.end(), has_length) &&
         std::all_of(request.metrics.begin(), request.metrics.end(), has_metric);
}

}  // namespace polesweep
