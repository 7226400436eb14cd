// Every learning rule on a block of runs, by Google Benchmark: nanoseconds per run and step, data excluded, and the share that the nominal
// operations have of the core's peak in fused multiply-adds, measured before each case. All its options work, as in
//   bench_kernels --benchmark_filter=tbptt --benchmark_repetitions=9 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <memory>

#include "tests/bench/cpu_time.hpp"
#include "tests/bench/fma_peak.hpp"
#include "tests/bench/training_case.hpp"

namespace {

using namespace polesweep;

void run(benchmark::State& state, const std::string& rule) {
  const auto n = static_cast<int>(state.range(0));
  const FlushDenormals flush;
  const bench::TrainingCase c = bench::make_case(rule, n, rule == "bptt" ? 1000 : 256);
  bench::Trained trained(c, kernels());
  const double peak = bench::fma_peak(kernels());
  const double start = bench::cpu_seconds();
  for (auto _ : state) trained.run();
  const double ns = 1e9 * (bench::cpu_seconds() - start) / (static_cast<double>(state.iterations()) * c.steps * kernels().lanes);
  state.counters["ns_per_run_step"] = ns;
  state.counters["gflops_peak"] = peak;
  state.counters["percent_of_peak"] = 100 * bench::nominal_operations(rule, n) / ns / peak;
}

}  // namespace

int main(int argc, char** argv) {
  for (const char* rule : {"forward", "rls", "diagonal", "tbptt", "bptt", "rtrl", "blocked"})
    for (const int n : {8, 16, 32, 64})
      benchmark::RegisterBenchmark(rule, [rule = std::string(rule)](benchmark::State& state) { run(state, rule); })->Arg(n);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
