#include "driver/execute/trace_file.hpp"

#include <fmt/format.h>

#include <utility>

#include "core/error.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/tell.hpp"
#include "driver/execute/results_place.hpp"

namespace polesweep::execute {
void check_trace(const TraceOptions& options, const Setup& setup, const Measurement& measurement) {
  if (std::filesystem::exists(options.file))
    throw Error(fmt::format("{}: exists already (a trace replaces no file). Choose another name with --trace?", options.file.string()));
  const std::int64_t most = setup.most_trace_rows(measurement);
  const char* unit = setup.regime().kind == RegimeKind::stream ? "training samples" : "updates";
  if (options.every > most)
    throw Error(fmt::format("--every: got {} (the run has {} {}, so that nothing would be traced). Choose at most that?", options.every,
                            most, unit));
  const std::int64_t rows = most / options.every;
  const TraceSize size = trace_size(setup.trace_shape(measurement));
  const double bytes = static_cast<double>(rows) * size.row + size.once;
  tell("trace: {} rows of {:.0f} bytes, {:.1f} MB at most\n", rows, size.row, bytes / 1e6);
  // Rows go into a temporary file first.
  check_room(options.file, 2 * bytes + 1e6, {.what_goes = "the trace goes", .option = "--trace, or a larger --every"});
}

namespace {

std::filesystem::path in_its_folder(const std::filesystem::path& file) {
  if (file.has_parent_path()) results::make_folder(file.parent_path());
  return file;
}

}  // namespace

TraceFile::TraceFile(const TraceOptions& options)
    : file_(in_its_folder(options.file)), rows_(file_), trace_(options.every, [this](const RunTrace& trace) { rows_.keep(trace); }) {}

void TraceFile::write(std::vector<std::pair<std::string, std::string>> attributes) const {
  results::write_netcdf(file_, rows_.group(trace_, std::move(attributes)));
}

}  // namespace polesweep::execute
