#include "core/results/trace_rows.hpp"

#include <gtest/gtest.h>

#include "core/results/netcdf.hpp"
#include "core/run/run.hpp"
#include "samples.hpp"

namespace polesweep::results {
namespace {

/// A run of learned poles whose rows take so many megabytes.
void trace_a_run(std::int64_t samples, bool complex_valued, RunTrace& trace) {
  RunGroup group;
  group.points = {
      {{"linear_teacher",
        {{"poles", std::vector<Complex>{0.8}}, {"gains", std::vector<Complex>{1.0}}, {"noise", 0.1}, {"complex", complex_valued}}},
       {"diagonal", {}},
       {"ring", {{"count", std::int64_t{4}}, {"radius", 0.9}}},
       {"rtrl", {}},
       {"gradient", {}},
       {"sgd", {{"step_size", 0.003}}}}};
  group.ids = {{0, 1}};
  group.seeds = {3};
  group.wanted = {true};
  group.measurement = {{samples}, {}, {"exact", 0}, {}, {}};
  group.trace = &trace;
  compute(group, data::DataFiles(), kernels());
}

TEST(TraceRows, are_those_of_a_trace_in_memory) {
  TemporaryFolder folder;
  for (const bool complex_valued : {false, true}) {
    for (const std::int64_t samples : {10, 90'000}) {  // more than the 16 MiB that are in memory at once
      RunTrace held(1);
      trace_a_run(samples, complex_valued, held);
      std::size_t times = 0;
      TraceRows rows(folder / "t.h5");
      RunTrace kept(1, [&](const RunTrace& trace) {
        ++times;
        rows.keep(trace);
      });
      trace_a_run(samples, complex_valued, kept);
      EXPECT_EQ(times > 1, samples > 10);
      EXPECT_TRUE(kept.positions().empty());
      write_netcdf(folder / "t.h5", rows.group(kept, {{"title", "a trace"}}));
      const Group file = read_netcdf(folder / "t.h5");
      EXPECT_EQ(file.attribute("title"), "a trace");
      EXPECT_EQ(stored_values<std::int64_t>(file, "sample"), held.positions());
      EXPECT_EQ(stored_values<std::int64_t>(file, "updates"), held.updates());
      std::size_t variables = 2;
      for (const TracedVariable& traced : held.variables()) {
        const auto expect = [&](const std::string& name, const std::vector<double>& numbers) {
          EXPECT_TRUE(digest_of(stored_values<double>(file, name)) == digest_of(numbers)) << name;
          EXPECT_EQ(file.find(name)->dimensions.size(), traced.dimensions.size() + (traced.by_row ? 1 : 0)) << name;
          ++variables;
        };
        expect(traced.name + (traced.complex_valued ? "_re" : ""), traced.real);
        if (traced.complex_valued) expect(traced.name + "_im", traced.imaginary);
      }
      EXPECT_EQ(file.variables.size(), variables);
      std::filesystem::remove(folder / "t.h5");
    }
  }
}

TEST(TraceRows, leave_nothing_behind_and_say_that_the_disk_is_full) {
  TemporaryFolder folder;
  {
    TraceRows rows(folder / "t.h5");
    RunTrace trace(1);
    trace_a_run(100, true, trace);
    rows.keep(trace);
    EXPECT_EQ(folder.files(), 0u);  // a kill leaves nothing either
    FileSizeLimit limit(10'000);
    EXPECT_EQ(error_of([&] { rows.keep(trace); }), (folder / "t.h5").string() + ": cannot write (File too large)");
  }
  EXPECT_EQ(folder.files(), 0u);
  EXPECT_EQ(error_of([&] { TraceRows(folder / "no" / "t.h5"); }),
            (folder / "no/t.h5").string() + ": cannot create a file beside it (No such file or directory)");
}

}  // namespace
}  // namespace polesweep::results
