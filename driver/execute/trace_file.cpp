#include "driver/execute/trace_file.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/machine_memory.hpp"
#include "core/results/durable_file.hpp"
#include "core/results/netcdf.hpp"
#include "core/results/trace_group.hpp"
#include "core/tell.hpp"
#include "driver/execute/results_place.hpp"

namespace polesweep::execute {
namespace {

/// The values, the file's image and what is read back of it, before they are compressed.
constexpr double copies_in_memory = 3;

}  // namespace

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
  check_room(options.file, bytes + 1e6, {.what_goes = "the trace goes", .option = "--trace, or a larger --every"});
  const double memory = machine_memory();
  if (copies_in_memory * bytes > memory)
    throw Error(fmt::format(
        "--every: got {} (the trace takes about {:.0f} MB of memory while it is written, the machine has {:.0f}). Choose a larger one?",
        options.every, copies_in_memory * bytes / 1e6, memory / 1e6));
}

void write_trace(const TraceOptions& options, RunTrace&& trace, std::vector<std::pair<std::string, std::string>> attributes) {
  if (options.file.has_parent_path()) results::make_folder(options.file.parent_path());
  results::write_netcdf(options.file, results::trace_group(std::move(trace), std::move(attributes)));
}

}  // namespace polesweep::execute
