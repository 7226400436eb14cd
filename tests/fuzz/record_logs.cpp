// Record logs: a record's bytes, or a whole log, read and given to the results. Checksums are made here, as a fuzzer does not guess them.
#include <algorithm>

#include "core/measures/measure.hpp"
#include "core/results/log_frames.hpp"
#include "core/results/record_log.hpp"
#include "core/results/results_builder.hpp"
#include "tests/fuzz/file_of_input.hpp"
#include "tests/fuzz/guarded.hpp"

namespace {

using namespace polesweep;

/// A request that the record serves, as far as any does.
results::Request request_for(const RunRecord& record, bool counts_updates) {
  results::Request request;
  request.ids = {record.key.point};
  request.evaluation_hashes = {record.key.evaluation};
  request.seeds = {record.key.seed};
  if (!record.lengths.empty()) request.lengths = {record.lengths.back()};
  if (!record.iterations.empty()) request.iterations = {record.iterations.back()};
  request.counts_updates = {counts_updates};
  for (const MeasuredSeries& series : record.measures)
    if (find_measure(series.name) && std::ranges::find(request.metrics, series.name) == request.metrics.end())
      request.metrics.push_back(series.name);
  return request;
}

void use(const RunRecord& record) {
  fuzz::require(same_data(record, results::decode(results::encode(record))));
  for (const bool counts_updates : {false, true}) {
    results::ResultsBuilder builder(request_for(record, counts_updates));
    builder.add(record);
    builder.add(record);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::FileOfInput file("20261122T000815Z-0-0.log");
  if (size == 0) return 0;
  const std::string_view input = fuzz::text_of(data, size).substr(1);
  switch (data[0] % 4) {
    case 0:  // a record
      fuzz::guarded([&] { use(results::decode(input)); });
      return 0;
    case 1: file.holding(input); break;  // a log
    case 2:                              // its frames
      file.holding(results::log_header("20261122T000815Z-0", 0, {}) + results::log_frame(input) + std::string(input));
      break;
    default:  // its header, before the part that has a checksum
      file.holding(std::string("polesweepL\2\0\0\0", 14) + results::log_frame(input));
  }
  const results::LogFolder found =
      results::scan_logs(file.folder(), [](RunRecord&& record, results::LogPosition) { fuzz::guarded([&] { use(record); }); });
  fuzz::require(found.logs.size() == 1);
  return 0;
}
