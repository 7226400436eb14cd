// Every learning rule on a block of runs, by Google Benchmark: nanoseconds per run and step, data excluded. All its options work, as in
//   bench_kernels --benchmark_filter=tbptt --benchmark_repetitions=9 --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <memory>

#include "tests/bench/training_case.hpp"

namespace {

using namespace polesweep;

void run(benchmark::State& state, const std::string& rule) {
  const auto n = static_cast<int>(state.range(0));
  const FlushDenormals flush;
  const bench::TrainingCase c = bench::make_case(rule, n, 256);
  bench::Trained trained(c, kernels());
  for (auto _ : state) trained.run();
  state.counters["ns_per_run_step"] = benchmark::Counter(static_cast<double>(state.iterations()) * c.steps * kernels().lanes * 1e-9,
                                                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace

int main(int argc, char** argv) {
  for (const char* rule : {"rls", "diagonal", "tbptt", "bptt", "rtrl", "blocked"})
    for (const int n : {8, 16, 32, 64})
      benchmark::RegisterBenchmark(rule, [rule = std::string(rule)](benchmark::State& state) { run(state, rule); })->Arg(n);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
