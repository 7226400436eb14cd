// For tests/bench/peers.py: `write_case RULE N STEPS FILE` writes inputs, targets and start of a case as float64, runs it, and prints our
// nanoseconds per run and step (thread CPU time, median of 9) and the mean squared a-priori error of the first pass, as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/bench/cpu_time.hpp"
#include "tests/bench/training_case.hpp"

int main(int argc, char** argv) {
  using namespace polesweep;
  if (argc != 5) {
    fmt::print(stderr, "usage: write_case RULE N STEPS FILE\n");
    return 2;
  }
  const FlushDenormals flush;
  const bench::TrainingCase c = bench::make_case(argv[1], std::atoi(argv[2]), std::atoi(argv[3]));
  std::FILE* file = std::fopen(argv[4], "wb");
  for (const std::vector<double>* part : {&c.inputs, &c.targets, &c.weights}) std::fwrite(part->data(), sizeof(double), part->size(), file);
  std::fclose(file);
  bench::Trained trained(c, kernels());
  trained.run();
  const double loss = trained.loss();
  std::vector<double> times;
  for (int i = 0; i < 9; ++i) {
    trained.reset();
    const double start = bench::cpu_seconds();
    trained.run();
    times.push_back((bench::cpu_seconds() - start) * 1e9 / c.steps / kernels().lanes);
  }
  std::sort(times.begin(), times.end());
  fmt::print("{{\"ns\": {}, \"loss\": {}}}\n", times[4], loss);
  return 0;
}
